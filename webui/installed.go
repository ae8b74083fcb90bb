package webui

import (
	"encoding/json"
	"io/fs"
	"net/http"
)

// The pages can be installed as an application (A3, D15): a manifest with the
// name of the server, and a service worker that keeps the offline page and
// nothing else.
const (
	manifestPath = "/manifest.webmanifest"
	workerPath   = "/worker.js"
	offlinePath  = "/offline"
	offlineEntry = "offline.html"
)

// serveManifest answers with the manifest of the build in the look of the server
// (W3C Web Application Manifest).
func serveManifest(w http.ResponseWriter, r *http.Request, files fs.FS, look Look) {
	data, err := fs.ReadFile(files, "manifest.webmanifest")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	data = look.install(data)
	h := w.Header()
	h.Set("Content-Type", "application/manifest+json")
	h.Set("Cache-Control", "no-cache")
	if r.Method != http.MethodHead {
		_, _ = w.Write(data)
	}
}

// install is the manifest with the look; without one it stays as it is.
func (l *Look) install(manifest []byte) []byte {
	var members map[string]any
	if json.Unmarshal(manifest, &members) != nil {
		return manifest
	}
	if l.Name != "" {
		members["name"], members["short_name"] = l.Name, l.Name
	}
	if l.Theme != "" {
		members["theme_color"] = l.Theme
	}
	if len(l.Icons) > 0 {
		members["icons"] = l.Icons
	}
	changed, err := json.Marshal(members)
	if err != nil {
		return manifest
	}
	return changed
}
