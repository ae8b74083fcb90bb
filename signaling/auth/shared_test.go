package auth

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// What a page of another site does it does not do in the name of who looks at it:
// the cookie that his browser may send along is not seen.
func TestSharedRequestsComeWithoutCookies(t *testing.T) {
	s := newServer(t, nil)
	const player = "https://player.example"
	for _, c := range []struct {
		what    string
		origins Origins
		method  string
		path    string
		origin  string
		status  int
		allowed string
		cookie  bool // reaches the handler
	}{
		{"nothing is shared unless set", nil, "POST", "/shared", player, 403, "", false},
		{"an origin that is set", Origins{player}, "POST", "/shared", player, 200, player, false},
		{"as only an odd browser writes it", Origins{player}, "POST", "/shared", "https://Player.example", 200, "https://Player.example", false},
		{"all", Origins{"*"}, "DELETE", "/shared", player, 200, "*", false},
		{"a sandboxed page, for all", Origins{"*"}, "POST", "/shared", "null", 200, "*", false},
		{"another port", Origins{player}, "POST", "/shared", player + ":444", 403, "", false},
		{"without TLS", Origins{player}, "POST", "/shared", "http://player.example", 403, "", false},
		{"what is not shared", Origins{"*"}, "POST", "/other", player, 403, "", false},
		{"a page of ours", Origins{"*"}, "POST", "/shared", "http://veche.example", 200, "*", true},
		{"a program", Origins{"*"}, "POST", "/shared", "", 200, "", true},
	} {
		cookie := false
		handler := s.Share(s.Protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			cookie = len(r.Cookies()) > 0
		}), nil), c.origins, func(r *http.Request) bool { return r.URL.Path == "/shared" })
		r := httptest.NewRequest(c.method, "http://veche.example"+c.path, nil)
		r.AddCookie(&http.Cookie{Name: "veche", Value: "token"})
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if got := w.Header().Get("Access-Control-Allow-Origin"); w.Code != c.status || got != c.allowed || cookie != c.cookie {
			t.Errorf("%s: got %d for %q, cookie %v", c.what, w.Code, got, cookie)
		}
	}
}
