package main

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// plainOnlyNearby serves this machine and trusted proxies without TLS, and
// sends everybody else to HTTPS. httpsPort is "" when there is no such listener.
func plainOnlyNearby(next http.Handler, trusted proxies, publicURL, httpsPort string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from := remote(r); from.IsLoopback() || trusted.trust(from) {
			next.ServeHTTP(w, r)
			return
		}
		target := secureTarget(r, publicURL, httpsPort)
		if target == "" {
			http.Error(w, "This server answers without TLS only on its own machine and behind trusted proxies.", http.StatusForbidden)
			return
		}
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, target, http.StatusPermanentRedirect) // keeps the method; nothing of the answer is cached by us
	})
}

// secureTarget is where r should have gone; "" if there is no such place.
func secureTarget(r *http.Request, publicURL, httpsPort string) string {
	path := r.URL.EscapedPath()
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		path = "/"
	}
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	if strings.HasPrefix(publicURL, "https://") {
		return publicURL + path
	}
	if httpsPort == "" || r.Host == "" {
		return ""
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if httpsPort != "443" {
		host = net.JoinHostPort(host, httpsPort)
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	target := "https://" + host + path
	if u, err := url.Parse(target); err != nil || u.User != nil {
		return ""
	}
	return target
}

// withStrictTransport tells browsers to come by HTTPS only, but only where that
// can be kept: with a certificate they accept, at port 443.
func withStrictTransport(next http.Handler, c certificates) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil && c.trusted() {
			if _, port, err := net.SplitHostPort(r.Host); err != nil || port == "443" {
				w.Header().Set("Strict-Transport-Security", "max-age=31536000")
			}
		}
		next.ServeHTTP(w, r)
	})
}

// withTimeLimits gives whoever sends a body, or fetches something, so much time
// for it, so that neither a trickle nor somebody who does not read can hold a
// connection for ever. WebSockets have no body, and limits of their own.
func withTimeLimits(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now, limits := time.Now(), http.NewResponseController(w)
		// Without effect only where there is no connection, as in tests.
		_ = limits.SetWriteDeadline(now.Add(answerTime))
		if r.ContentLength != 0 {
			body := bodyTime(r.ContentLength)
			_ = limits.SetReadDeadline(now.Add(body))
			_ = limits.SetWriteDeadline(now.Add(body + answerTime))
		}
		next.ServeHTTP(w, r)
	})
}

// answerTime is how long an answer may take: our largest scripts at 16 kB a
// second. Handlers that give out files allow more themselves.
const answerTime = 2 * time.Minute

// bodyTime is how long a body of so many bytes may take: half a minute, and
// more for large ones at 16 kB a second. -1 is one whose length nobody said;
// handlers that take files allow more themselves.
func bodyTime(length int64) time.Duration {
	const (
		least   = 30 * time.Second
		unknown = 2 * time.Minute
		slowest = 16_000 // bytes a second
	)
	if length < 0 {
		return unknown
	}
	return least + time.Duration(length/slowest)*time.Second
}

// withoutCookies is for pages in frames of other sites (A15): whatever a browser sends
// along, whoever is there is a guest.
func withoutCookies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.Header.Del("Cookie")
		next.ServeHTTP(w, r)
	})
}

// withSafeAnswers sets what is right for every answer; handlers add to it.
func withSafeAnswers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
		// Of what is no page; not more, for scripts of workers keep to it too.
		w.Header().Set("Content-Security-Policy", "frame-ancestors 'none'; object-src 'none'; base-uri 'none'")
		next.ServeHTTP(w, r)
	})
}
