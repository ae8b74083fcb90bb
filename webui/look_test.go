package webui

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

func dressed(t *testing.T) (fstest.MapFS, *Look, http.Handler) {
	t.Helper()
	files := installable()
	page := `<head><link rel="icon" type="image/svg+xml" href="/assets/bell-1.svg" /><link rel="apple-touch-icon" href="/icons/bell-touch.png" />` +
		`<title>Veche</title><link rel="stylesheet" href="/assets/a.css"></head>`
	files["index.html"], files["cabinet.html"] = &fstest.MapFile{Data: []byte(page)}, &fstest.MapFile{Data: []byte(page)}
	look := &Look{}
	return files, look, handlerOf(files, func(context.Context) Look { return *look })
}

func TestPagesHaveTheLookFromTheirNextAnswerOn(t *testing.T) {
	_, look, h := dressed(t)
	if body := get(t, h, "/").Body.String(); strings.Contains(body, stylePath) || !strings.Contains(body, "<title>Veche</title>") || !strings.Contains(body, "bell-1.svg") {
		t.Errorf("without a look: %s", body)
	}
	*look = Look{Name: `School <5> & "Co"`, Style: []byte(":root{--accent:#123456}"), Tab: "/t.png", Touch: "/touch.png"}
	for _, path := range []string{"/", "/c/1", "/login", "/cabinet/rooms", "/widget/1"} {
		body := get(t, h, path).Body.String()
		for _, want := range []string{
			"<title>School &lt;5&gt; &amp; &#34;Co&#34;</title>", `<link rel="icon" href="/t.png" />`, `<link rel="apple-touch-icon" href="/touch.png" />`,
			`<link rel="stylesheet" href="/brand.css?v=`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("%s has no %s: %s", path, want, body)
			}
		}
		if strings.Index(body, "/brand.css") < strings.Index(body, "/assets/a.css") {
			t.Errorf("%s: the look stands before the styles of the build", path)
		}
		if csp := get(t, h, path).Header().Get("Content-Security-Policy"); !strings.Contains(csp, "style-src 'self' 'nonce-") || strings.Contains(csp, "unsafe-inline") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
}

func TestTheStyleSheetIsKeptForEverUnderItsVersion(t *testing.T) {
	_, look, h := dressed(t)
	*look = Look{Style: []byte("a{}")}
	w := get(t, h, "/brand.css?v="+look.version())
	if w.Body.String() != "a{}" || w.Header().Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("got %q %v", w.Body, w.Header())
	}
	old := look.version()
	*look = Look{Style: []byte("b{}")}
	if w := get(t, h, "/brand.css?v="+old); w.Body.String() != "b{}" || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("an older page: got %q %v", w.Body, w.Header())
	}
	*look = Look{}
	if w := get(t, h, "/brand.css"); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("without a look: got %d %q", w.Code, w.Body)
	}
}

func TestTheManifestHasTheIconsAndTheColourOfTheLook(t *testing.T) {
	_, look, h := dressed(t)
	*look = Look{Name: "School 5", Theme: "#123456", Icons: []Icon{{"/i.png", "192x192", "image/png", "any"}}}
	var got struct {
		Name  string `json:"name"`
		Theme string `json:"theme_color"`
		Icons []Icon `json:"icons"`
		Start string `json:"start_url"`
	}
	if err := json.Unmarshal(get(t, h, "/manifest.webmanifest").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Name != "School 5" || got.Theme != "#123456" || len(got.Icons) != 1 || got.Icons[0] != look.Icons[0] || got.Start != "/cabinet" {
		t.Errorf("got %+v", got)
	}
}
