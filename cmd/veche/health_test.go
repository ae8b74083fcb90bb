package main

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"veche/signaling/auth"
)

func TestHealthAndMetricsAreForKnownNeighbours(t *testing.T) {
	t.Parallel()
	h := newHealth()
	h.ready.Store(true)
	mux := http.NewServeMux()
	trusted := proxies{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("127.0.0.9/32")}
	who, err := auth.New(auth.Config{Proxies: trusted})
	if err != nil {
		t.Fatal(err)
	}
	h.register(mux, who.ClientAddr, trusted, []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")})
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		for _, c := range []struct {
			name, from, forwarded string
			want                  int
		}{
			{"this machine", "127.0.0.1:9", "", 200},
			{"this machine, IPv6", "[::1]:9", "", 200},
			{"the allow-list", "198.51.100.7:9", "", 200},
			{"anybody", "192.0.2.1:9", "", 403},
			{"anybody who says he is loopback", "192.0.2.1:9", "127.0.0.1", 403},
			{"anybody through a proxy on this machine that nobody told us of", "127.0.0.1:9", "192.0.2.1", 403},
			{"anybody through it who says he is loopback", "127.0.0.1:9", "127.0.0.1", 403},
			{"anybody through a trusted proxy", "10.1.0.1:9", "192.0.2.1", 403},
			{"the allow-list through a trusted proxy", "10.1.0.1:9", "198.51.100.7", 200},
			{"a trusted proxy itself", "10.1.0.1:9", "", 403},
		} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.RemoteAddr = c.from
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r)
			if w.Code != c.want {
				t.Errorf("%s, %s: %d, want %d", path, c.name, w.Code, c.want)
			}
		}
	}
}

func TestReadyzFollowsTheServer(t *testing.T) {
	t.Parallel()
	h := newHealth()
	mux := http.NewServeMux()
	h.register(mux, remote, nil, nil)
	ask := func(path string) (int, string) {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = "127.0.0.1:9"
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	if code, _ := ask("/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("before the start: %d", code)
	}
	if code, _ := ask("/healthz"); code != http.StatusOK {
		t.Errorf("healthz before the start: %d", code)
	}
	h.ready.Store(true)
	if code, _ := ask("/readyz"); code != http.StatusOK {
		t.Errorf("after the start: %d", code)
	}
	if _, body := ask("/metrics"); !strings.Contains(body, "veche_build_info{version=") {
		t.Error("the metrics do not name the version")
	}
}
