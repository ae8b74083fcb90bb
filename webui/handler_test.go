package webui

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func builtPages() fstest.MapFS {
	return fstest.MapFS{
		"index.html":          {Data: []byte(`<meta property="csp-nonce" nonce="VECHE-CSP-NONCE">guest`)},
		"cabinet.html":        {Data: []byte(`cabinet`)},
		"assets/a-12.js":      {Data: []byte("plain")},
		"assets/a-12.js.br":   {Data: []byte("br")},
		"assets/a-12.js.gz":   {Data: []byte("gz")},
		".vite/manifest.json": {Data: []byte("{}")},
		"placeholder":         {Data: []byte("x")},
	}
}

func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestEveryPageHasItsEntry(t *testing.T) {
	h := handlerOf(builtPages(), nil)
	for path, want := range map[string]string{
		"/": "guest", "/c/1949195144": "guest", "/guide": "guest", "/widget/1949195144": "guest",
		"/login": "cabinet", "/cabinet/rooms": "cabinet", "/admin": "cabinet",
	} {
		w := get(t, h, path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: got %d %q, want %q", path, w.Code, w.Body, want)
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached", path)
		}
	}
	for _, path := range []string{"/nothing", "/.vite/manifest.json", "/placeholder", "/index.html", "/assets/a-12.js.br", "/../embed.go"} {
		if w := get(t, h, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, w.Code)
		}
	}
}

func TestTheNonceIsNewInEveryAnswerAndStandsInThePolicy(t *testing.T) {
	h := handlerOf(builtPages(), nil)
	seen := map[string]bool{}
	for range 5 {
		w := get(t, h, "/")
		_, rest, _ := strings.Cut(w.Body.String(), `nonce="`)
		nonce, _, _ := strings.Cut(rest, `"`)
		if len(nonce) < 20 || nonce == nonceMark || seen[nonce] {
			t.Fatalf("nonce %q", nonce)
		}
		seen[nonce] = true
		if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "'nonce-"+nonce+"'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("policy %q", csp)
		}
	}
}

func TestFilesAreServedCompressedAndKeptForEver(t *testing.T) {
	h := handlerOf(builtPages(), nil)
	for accept, want := range map[string]string{
		"": "plain", "gzip": "gz", "gzip, deflate, br": "br", "br;q=0, gzip": "gz", "identity": "plain",
	} {
		w := get(t, h, "/assets/a-12.js", "Accept-Encoding", accept)
		if w.Body.String() != want {
			t.Errorf("%q: got %q, want %q", accept, w.Body, want)
		}
		if !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%q: not immutable", accept)
		}
		again := get(t, h, "/assets/a-12.js", "Accept-Encoding", accept, "If-None-Match", w.Header().Get("Etag"))
		if again.Code != http.StatusNotModified {
			t.Errorf("%q: got %d, want 304", accept, again.Code)
		}
	}
}

func TestAFreshCloneSaysThatThePagesAreNotBuilt(t *testing.T) {
	w := get(t, handlerOf(fstest.MapFS{"placeholder": {Data: []byte("x")}}, nil), "/")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "npm run build") {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	w := httptest.NewRecorder()
	handlerOf(builtPages(), nil).ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("got %d", w.Code)
	}
}

// A15: one page, and no other, stands in frames of other sites.
func TestOnlyTheWidgetStandsInFrames(t *testing.T) {
	h := handlerOf(builtPages(), nil)
	for path, want := range map[string]string{
		"/widget/1949195144": "frame-ancestors *", "/": "frame-ancestors 'none'", "/c/1949195144": "frame-ancestors 'none'",
		"/cabinet/": "frame-ancestors 'none'", "/login": "frame-ancestors 'none'", "/widget": "frame-ancestors 'none'",
	} {
		policy := get(t, h, path).Header().Get("Content-Security-Policy")
		if !strings.Contains(policy+";", want+";") {
			t.Errorf("%s: got %q", path, policy)
		}
	}
}
