package webui

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"net/http"
	"regexp"
)

// Look is what the administrator has made of the pages. The zero Look is Veche's own.
type Look struct {
	Name  string // of the server; empty: Veche
	Style []byte // style sheet behind those of the build; empty: none
	Theme string // colour of the installed application's bar; empty: Veche's
	Tab   string // address of the picture for tabs; empty: the bell
	Touch string // and for the start screens of telephones
	Icons []Icon // of the installed application; none: the bell
}

// Icon is a picture for the installed application.
type Icon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// Looks says how the pages look at this moment; nil: as they were built.
type Looks func(context.Context) Look

func (l Looks) now(ctx context.Context) Look {
	if l == nil {
		return Look{}
	}
	return l(ctx)
}

// stylePath is where the style sheet of the look is. It is a file, since the policy of
// the pages forbids styles in them, and it stands in the head, so that no other colour
// is seen before.
const stylePath = "/brand.css"

// version changes with the style sheet: pages name it in the address, so that it may be
// kept for ever.
func (l *Look) version() string {
	sum := sha256.Sum256(l.Style)
	return hex.EncodeToString(sum[:8])
}

var (
	titleTag = []byte("<title>Veche</title>")
	headEnd  = []byte("</head>")
	tabTag   = regexp.MustCompile(`<link rel="icon"[^>]*>`)
	touchTag = regexp.MustCompile(`<link rel="apple-touch-icon"[^>]*>`)
)

// dress puts the look into an entry.
func (l *Look) dress(page []byte) []byte {
	if l.Name != "" {
		page = bytes.Replace(page, titleTag, []byte("<title>"+html.EscapeString(l.Name)+"</title>"), 1)
	}
	for _, link := range []struct {
		tag          *regexp.Regexp
		rel, picture string
	}{{tabTag, "icon", l.Tab}, {touchTag, "apple-touch-icon", l.Touch}} {
		if link.picture != "" {
			page = link.tag.ReplaceAllLiteral(page, []byte(`<link rel="`+link.rel+`" href="`+html.EscapeString(link.picture)+`" />`))
		}
	}
	if len(l.Style) > 0 {
		page = bytes.Replace(page, headEnd, []byte(`<link rel="stylesheet" href="`+stylePath+"?v="+l.version()+"\" />\n  </head>"), 1)
	}
	return page
}

// serveStyle answers with the style sheet of the look; without one it is empty.
func serveStyle(w http.ResponseWriter, r *http.Request, look Look) {
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	if r.URL.Query().Get("v") == look.version() {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else { // a page that is older than the look
		h.Set("Cache-Control", "no-cache")
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(look.Style)
	}
}
