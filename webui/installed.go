package webui

import (
	"context"
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
)

// serveManifest answers with the manifest of the build under the name of the
// server (W3C Web Application Manifest).
func serveManifest(w http.ResponseWriter, r *http.Request, files fs.FS, serverName func(context.Context) string) {
	data, err := fs.ReadFile(files, "manifest.webmanifest")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if serverName != nil {
		data = renamed(data, serverName(r.Context()))
	}
	h := w.Header()
	h.Set("Content-Type", "application/manifest+json")
	h.Set("Cache-Control", "no-cache")
	if r.Method != http.MethodHead {
		_, _ = w.Write(data)
	}
}

// renamed is the manifest with another name; without one it stays as it is.
func renamed(manifest []byte, name string) []byte {
	var members map[string]any
	if name == "" || json.Unmarshal(manifest, &members) != nil {
		return manifest
	}
	members["name"], members["short_name"] = name, name
	changed, err := json.Marshal(members)
	if err != nil {
		return manifest
	}
	return changed
}
