package webui

import (
	"crypto/rand"
	"encoding/base64"
	"io/fs"
	"net/http"
	"strings"
)

// nonceMark stands in the built entries where the nonce of an answer goes; it is
// `html.cspNonce` of vite.config.ts.
const nonceMark = "VECHE-CSP-NONCE"

// notBuilt is shown instead of the pages when only the placeholder is embedded.
const notBuilt = "The pages of this binary were not built. Run `make build`, or `npm ci && npm run build` in webui, and build it again.\n"

// Handler serves the pages and their files. It answers GET and HEAD; an address
// that is neither a page nor a file gets 404. It sets the content security
// policy of the pages itself, since the policy names the nonce it puts in.
// looks is asked for each page.
func Handler(looks Looks) http.Handler {
	return handlerOf(dist(), looks)
}

func handlerOf(files fs.FS, looks Looks) http.Handler {
	assets := &assets{files: files, index: indexAssets(files)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if entry := pageOf(r.URL.Path); entry != "" {
			servePage(w, r, files, entry, looks.now(r.Context()))
			return
		}
		switch r.URL.Path {
		case manifestPath:
			serveManifest(w, r, files, looks.now(r.Context()))
			return
		case stylePath:
			serveStyle(w, r, looks.now(r.Context()))
			return
		case workerPath:
			// A worker has the policy of its own file, not that of the pages.
			w.Header().Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'")
		}
		assets.serve(w, r)
	})
}

// pageOf says which entry draws the page at path, "" when none does.
func pageOf(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "", "c", "guide", widget:
		return "index.html"
	case "login", "cabinet", "admin":
		return "cabinet.html"
	}
	if path == offlinePath {
		return offlineEntry
	}
	return ""
}

// widget is where the pages are that stand in frames of other sites (A15).
const widget = "widget"

func isWidget(path string) bool { return strings.HasPrefix(path, "/"+widget+"/") }

// servePage answers with an entry. Its nonce is new in every answer, so nothing
// of it may be kept by anybody.
func servePage(w http.ResponseWriter, r *http.Request, files fs.FS, entry string, look Look) {
	page, err := fs.ReadFile(files, entry)
	if err != nil {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(notBuilt))
		return
	}
	nonce := newNonce()
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	frames := "'none'"
	if isWidget(r.URL.Path) {
		frames = "*"
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	h.Set("Content-Security-Policy", policy(nonce, frames))
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), screen-wake-lock=(self), geolocation=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if r.Method == http.MethodHead {
		return
	}
	if entry != offlineEntry { // it is shown when the look cannot be fetched
		page = look.dress(page)
	}
	_, _ = w.Write([]byte(strings.ReplaceAll(string(page), nonceMark, nonce)))
}

// policy is the content security policy of a page (design.md, section 8).
// Styles come from our files or carry the nonce; scripts only from our files; frames says
// whose pages may hold it in a frame.
func policy(nonce, frames string) string {
	return strings.Join([]string{
		"default-src 'self'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"worker-src 'self' blob:",
		"style-src 'self' 'nonce-" + nonce + "'",
		"img-src 'self' data: blob:",
		"media-src 'self' blob: mediastream:",
		"font-src 'self'",
		"connect-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors " + frames,
	}, "; ")
}

func newNonce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return base64.RawURLEncoding.EncodeToString(b[:])
}
