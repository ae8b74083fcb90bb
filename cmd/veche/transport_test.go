package main

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

var nobody = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })

func TestPlainHTTPIsForNeighboursOnly(t *testing.T) {
	t.Parallel()
	trusted := proxies{netip.MustParsePrefix("10.1.0.0/16")}
	for _, c := range []struct {
		from, host, target, publicURL, httpsPort string
		status                                   int
		location                                 string
	}{
		{"127.0.0.1:5", "localhost:8080", "/c/1", "", "8443", 418, ""},
		{"[::1]:5", "localhost:8080", "/c/1", "", "8443", 418, ""},
		{"[::ffff:127.0.0.1]:5", "localhost:8080", "/c/1", "", "8443", 418, ""},
		{"10.1.2.3:5", "meet.example.org", "/", "", "8443", 418, ""},
		{"192.0.2.1:5", "meet.example.org", "/c/1?a=b", "", "443", 308, "https://meet.example.org/c/1?a=b"},
		{"192.0.2.1:5", "meet.example.org:8080", "/c/1", "", "8443", 308, "https://meet.example.org:8443/c/1"},
		{"192.0.2.1:5", "192.0.2.9:8080", "/", "", "8443", 308, "https://192.0.2.9:8443/"},
		{"192.0.2.1:5", "[2001:db8::1]:8080", "/", "", "8443", 308, "https://[2001:db8::1]:8443/"},
		{"192.0.2.1:5", "[2001:db8::1]", "/", "", "443", 308, "https://[2001:db8::1]/"},
		{"192.0.2.1:5", "whoever", "/c/1", "https://meet.example.org", "8443", 308, "https://meet.example.org/c/1"},
		{"192.0.2.1:5", "meet.example.org", "//evil.example/x", "", "443", 308, "https://meet.example.org/"},
		{"192.0.2.1:5", "meet.example.org", "/", "", "", 403, ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Host = c.from, c.host
		u, err := r.URL.Parse("http://" + "x" + c.target)
		if err != nil {
			t.Fatal(err)
		}
		r.URL = u
		w := httptest.NewRecorder()
		plainOnlyNearby(nobody, trusted, c.publicURL, c.httpsPort).ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get("Location") != c.location {
			t.Errorf("%s asks %s%s: %d %q, want %d %q", c.from, c.host, c.target, w.Code, w.Header().Get("Location"), c.status, c.location)
		}
	}
}

// Who fetches something and does not read it held a connection, and a file, for
// as long as he liked.
func TestAnswersAndBodiesHaveTheirTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		length      int64
		read, write time.Duration // 0: no limit
	}{
		{0, 0, answerTime},
		{1000, 30 * time.Second, 30*time.Second + answerTime},
		{-1, 2 * time.Minute, 2*time.Minute + answerTime},
		{160_000_000, 10_030 * time.Second, 10_030*time.Second + answerTime},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.ContentLength = c.length
		w := &timedWriter{ResponseWriter: httptest.NewRecorder(), began: time.Now()}
		withTimeLimits(nobody).ServeHTTP(w, r)
		if w.read.Round(time.Second) != c.read || w.write.Round(time.Second) != c.write {
			t.Errorf("a body of %d: %v to read, %v to write; want %v, %v", c.length, w.read, w.write, c.read, c.write)
		}
	}
}

// timedWriter notes the deadlines of its connection.
type timedWriter struct {
	http.ResponseWriter
	began       time.Time
	read, write time.Duration
}

func (w *timedWriter) SetReadDeadline(t time.Time) error  { w.read = t.Sub(w.began); return nil }
func (w *timedWriter) SetWriteDeadline(t time.Time) error { w.write = t.Sub(w.began); return nil }

func TestBrowsersAreTiedToHTTPSOnlyWhereItWillWork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		host    string
		secure  bool
		trusted bool
		want    bool
	}{
		{"meet.example.org", true, true, true},
		{"meet.example.org:443", true, true, true},
		{"meet.example.org:8443", true, true, false},
		{"meet.example.org", true, false, false},
		{"meet.example.org", false, true, false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = c.host
		if c.secure {
			r.TLS = &tls.ConnectionState{}
		}
		w := httptest.NewRecorder()
		withStrictTransport(nobody, trust(c.trusted)).ServeHTTP(w, r)
		if got := w.Header().Get("Strict-Transport-Security") != ""; got != c.want {
			t.Errorf("%+v: HSTS %v", c, got)
		}
	}
}

type trust bool

func (t trust) get(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil }
func (t trust) trusted() bool                                      { return bool(t) }

func mustAddr(t *testing.T, s string) netip.Addr {
	t.Helper()
	a, err := netip.ParseAddr(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
