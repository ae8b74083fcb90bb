package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/pprof"
	"net/url"
	"strings"
)

// serveWeb opens the listeners for people and serves handler on them.
func (s *server) serveWeb(ctx context.Context, handler http.Handler) error {
	plain, secure, err := s.openWeb(ctx)
	if err != nil {
		return err
	}
	challenged := func(h http.Handler) http.Handler { return h }
	httpsPort := ""
	if secure != nil {
		certificates, answer, err := s.openCertificates(plain, secure)
		if err != nil {
			return errors.Join(err, closeAll(plain, secure))
		}
		if answer != nil {
			challenged = answer
		}
		s.certificates = certificates
		httpsPort = portOf(s.addresses["https"])
		server := newHTTPServer(withStrictTransport(handler, certificates), s.log)
		server.TLSConfig = tlsConfig(certificates)
		serveHTTP("https", server, secure, &s.stop)
	}
	if plain != nil {
		nearby := plainOnlyNearby(handler, s.config.TrustedProxies, s.config.PublicURL, httpsPort)
		serveHTTP("http", newHTTPServer(challenged(nearby), s.log), plain, &s.stop)
	}
	return nil
}

// openWeb opens the two listeners; one that is off is nil.
func (s *server) openWeb(ctx context.Context) (plain, secure net.Listener, err error) {
	if s.config.HTTP.Listen != off {
		if plain, err = listen(ctx, "http.listen", s.config.HTTP.Listen); err != nil {
			return nil, nil, err
		}
		s.listensAt("http", plain.Addr())
	}
	if s.config.HTTPS.Listen != off {
		if secure, err = listen(ctx, "https.listen", s.config.HTTPS.Listen); err != nil {
			return nil, nil, errors.Join(err, closeAll(plain))
		}
		s.listensAt("https", secure.Addr())
	}
	return plain, secure, nil
}

// openCertificates finds the certificate that the configuration asks for.
// answer, if there is one, goes in front of the plain handler.
func (s *server) openCertificates(plain, secure net.Listener) (c certificates, answer func(http.Handler) http.Handler, err error) {
	https := &s.config.HTTPS
	if https.Certificate != "" {
		c, err := openOwnCertificate(https.Certificate, https.Key, s.log)
		return c, nil, err
	}
	signed, err := openSelfSigned(s.data.tls(), func() []string { return localNames(&s.config) }, s.log)
	if err != nil || len(https.ACME.Names) == 0 {
		if err == nil {
			s.fingerprint = signed.fingerprint()
		}
		return signed, nil, err
	}
	ports := acmePorts{tls: tcpPort(secure)}
	if plain != nil {
		ports.http = tcpPort(plain)
	}
	acme, err := openACME(https.ACME, s.data.path("acme"), ports, signed, s.log)
	if err != nil {
		return nil, nil, err
	}
	s.stop.add("acme", stepLimit, func(context.Context) error { acme.close(); return nil })
	return acme, acme.answerChallenges, nil
}

func tcpPort(l net.Listener) int {
	if a, ok := l.Addr().(*net.TCPAddr); ok {
		return a.Port
	}
	return 0
}

func closeAll(listeners ...net.Listener) error {
	for _, l := range listeners {
		if l != nil {
			_ = l.Close()
		}
	}
	return nil
}

// serveProfiler serves net/http/pprof on its own loopback listener.
func (s *server) serveProfiler(ctx context.Context) error {
	if s.config.PProf.Listen == off {
		return nil
	}
	l, err := listen(ctx, "pprof.listen", s.config.PProf.Listen)
	if err != nil {
		return err
	}
	s.listensAt("pprof", l.Addr())
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	serveHTTP("pprof", newHTTPServer(mux, s.log), l, &s.stop)
	return nil
}

// publicHost is the host of public_url, "" without one.
func (c *Config) publicHost() string {
	u, err := url.Parse(c.PublicURL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// greet tells the person who started the server where it is.
func (s *server) greet(screen io.Writer) {
	w := new(strings.Builder) // one write: whoever sees the beginning sees all of it
	defer func() { _, _ = io.WriteString(screen, w.String()) }()
	fmt.Fprintf(w, "\nVeche %s is running.\n\n", buildVersion())
	line := func(what, value string) { fmt.Fprintf(w, "  %-17s %s\n", what, value) }
	if s.config.PublicURL != "" {
		line("Public address", s.config.PublicURL)
	}
	if address, ok := s.addresses["http"]; ok {
		line("On this machine", "http://"+local(address))
	}
	if address, ok := s.addresses["https"]; ok {
		hosts := s.elsewhere(address)
		if len(hosts) == 0 {
			line("with TLS", "https://"+local(address))
		}
		for i, host := range hosts {
			line([]string{"From elsewhere", ""}[min(i, 1)], "https://"+host)
		}
		if s.fingerprint != "" {
			line("Certificate", "self-signed: the browser asks once whether to go on")
			line("its SHA-256", s.fingerprint)
		}
	}
	if s.firstPassword != "" {
		line("First sign-in", "user ID "+firstLogin+", password "+s.firstPassword)
		line("", "(shown this once; change it in the cabinet or with `veche user passwd admin`)")
	}
	fmt.Fprintln(w)
}

// local writes the loopback address as people and browsers like it: localhost
// is a place where pages may use camera and microphone without TLS.
func local(address string) string {
	if host, port, err := net.SplitHostPort(address); err == nil && host == "127.0.0.1" {
		return "localhost:" + port
	}
	return address
}

// elsewhere lists host:port of the HTTPS listener as other machines see it;
// nothing when it listens on loopback only.
func (s *server) elsewhere(address string) []string {
	if configured, _, err := net.SplitHostPort(s.config.HTTPS.Listen); err == nil && configured == "localhost" || net.ParseIP(configured).IsLoopback() {
		return nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil || host != "127.0.0.1" {
		return []string{address} // one certain address of this machine
	}
	var hosts []string
	for _, ip := range localAddresses() {
		if !ip.IsLoopback() && !ip.IsLinkLocalUnicast() {
			hosts = append(hosts, net.JoinHostPort(ip.String(), port))
		}
	}
	return hosts
}
