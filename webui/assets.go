package webui

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// asset is one file of the build and what it was compressed to beforehand.
type asset struct {
	tag    string // ETag of the plain file, without quotes
	br, gz bool
}

type assets struct {
	files fs.FS
	index map[string]asset
}

// indexAssets lists what may be asked for: every file but the entries (they need
// a nonce), the compressed copies, Vite's manifest and that of the application
// (it gets a name).
func indexAssets(files fs.FS) map[string]asset {
	index := map[string]asset{}
	_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") && name != "." {
				return fs.SkipDir
			}
			return nil
		}
		switch path.Ext(name) {
		case ".br", ".gz", ".html", ".webmanifest":
			return nil
		}
		if name == "placeholder" {
			return nil
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		index[name] = asset{
			tag: hex.EncodeToString(sum[:12]),
			br:  exists(files, name+".br"),
			gz:  exists(files, name+".gz"),
		}
		return nil
	})
	return index
}

func exists(files fs.FS, name string) bool {
	_, err := fs.Stat(files, name)
	return err == nil
}

func (a *assets) serve(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	found, ok := a.index[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	if kind := contentType(name); kind != "" {
		h.Set("Content-Type", kind)
	}
	// Vite puts a hash into every name below assets/.
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	h.Add("Vary", "Accept-Encoding")
	stored, tag := name, found.tag
	switch accepted := r.Header.Get("Accept-Encoding"); {
	case found.br && accepts(accepted, "br"):
		stored, tag = name+".br", tag+"-br"
		h.Set("Content-Encoding", "br")
	case found.gz && accepts(accepted, "gzip"):
		stored, tag = name+".gz", tag+"-gz"
		h.Set("Content-Encoding", "gzip")
	}
	data, err := fs.ReadFile(a.files, stored)
	if err != nil {
		h.Del("Content-Encoding")
		http.NotFound(w, r)
		return
	}
	h.Set("Etag", `"`+tag+`"`)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
}

// accepts reports whether the header names the encoding without refusing it
// (RFC 9110, section 12.5.3).
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q := strings.ReplaceAll(strings.TrimSpace(weight), " ", "")
		return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
	}
	return false
}

// contentType does not depend on the tables of the machine, which lack some of
// these kinds or know them by other names.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".wasm":
		return "application/wasm"
	case ".woff2":
		return "font/woff2"
	case ".tflite", ".binarypb", ".data":
		return "application/octet-stream"
	default:
		return mime.TypeByExtension(ext)
	}
}
