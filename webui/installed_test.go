package webui

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

func installable() fstest.MapFS {
	files := builtPages()
	files["manifest.webmanifest"] = &fstest.MapFile{Data: []byte(`{"name":"Veche","short_name":"Veche","start_url":"/cabinet"}`)}
	files["worker.js"] = &fstest.MapFile{Data: []byte("worker")}
	files["worker.js.br"] = &fstest.MapFile{Data: []byte("br")}
	files["offline.html"] = &fstest.MapFile{Data: []byte(`<style nonce="VECHE-CSP-NONCE">offline`)}
	return files
}

func TestTheManifestHasTheNameOfTheServer(t *testing.T) {
	for given, want := range map[string]string{"": "Veche", `Школа "Вече" <5>`: `Школа "Вече" <5>`} {
		h := handlerOf(installable(), func(context.Context) Look { return Look{Name: given} })
		w := get(t, h, "/manifest.webmanifest")
		var got struct {
			Name      string `json:"name"`
			ShortName string `json:"short_name"`
			StartURL  string `json:"start_url"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got.Name != want || got.ShortName != want || got.StartURL != "/cabinet" {
			t.Errorf("%q: got %+v", given, got)
		}
		if kind := w.Header().Get("Content-Type"); kind != "application/manifest+json" {
			t.Errorf("type %q", kind)
		}
		if kept := w.Header().Get("Cache-Control"); kept != "no-cache" {
			t.Errorf("cached: %q", kept)
		}
	}
}

func TestTheWorkerIsAskedForAgainAndMayOnlyFetchFromTheServer(t *testing.T) {
	w := get(t, handlerOf(installable(), nil), "/worker.js", "Accept-Encoding", "br")
	if w.Code != http.StatusOK || w.Body.String() != "br" {
		t.Fatalf("got %d %q", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type":            "text/javascript; charset=utf-8",
		"Cache-Control":           "no-cache",
		"Content-Security-Policy": "default-src 'none'; connect-src 'self'",
		"X-Content-Type-Options":  "nosniff",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestTheOfflinePageHasThePolicyOfThePages(t *testing.T) {
	h := handlerOf(installable(), nil)
	w := get(t, h, "/offline")
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), nonceMark) {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") {
		t.Errorf("policy %q", csp)
	}
	if w := get(t, h, "/offline/x"); w.Code != http.StatusNotFound {
		t.Errorf("/offline/x: got %d", w.Code)
	}
}
