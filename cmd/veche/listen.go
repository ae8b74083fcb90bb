package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// newHTTPServer has the limits for people we do not know. Bodies and answers
// have no limit in time here, for files may be large; the handlers of
// everything else limit the size.
func newHTTPServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug), // mostly scanners
	}
}

// listen opens a TCP listener for the setting key.
func listen(ctx context.Context, key, address string) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err == nil {
		return l, nil
	}
	return nil, explainListen(key, address, err)
}

// explainListen says what to do about a port that cannot be had.
func explainListen(key, address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s: %s is taken by another program (veche doctor tells by which); stop it or choose another port: %w", key, address, err)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s: %s is not allowed for this user; ports below 1024 need root or CAP_NET_BIND_SERVICE: %w", key, address, err)
	}
	return fmt.Errorf("%s: %w", key, err)
}

// serveHTTP serves l until the shutdown, which is noted in s.
func serveHTTP(name string, server *http.Server, l net.Listener, s *shutdown) {
	done := make(chan error, 1)
	go func() {
		if server.TLSConfig != nil {
			done <- server.ServeTLS(l, "", "")
		} else {
			done <- server.Serve(l)
		}
	}()
	s.add(name, 300*time.Millisecond, func(ctx context.Context) error {
		if err := server.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		_ = server.Close() // a download that goes on is cut off; it can be resumed
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
}

func tlsConfig(c certificates) *tls.Config {
	config := &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: c.get,
		NextProtos:     []string{"h2", "http/1.1"},
	}
	if _, ok := c.(*acmeCertificate); ok {
		config.NextProtos = append(config.NextProtos, acmeProtocol)
	}
	return config
}

// addresses are where the server can be reached, by the names of
// run/addresses.json: "http", "https", "media". Where it listens on all
// addresses, loopback stands there, for scripts on this machine connect to it.
type addresses map[string]string

func (a addresses) add(name string, listening net.Addr) {
	host, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	a[name] = net.JoinHostPort(host, port)
}

func (a addresses) write(path string) error {
	data, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(path, append(data, '\n'), 0o644)
}

func portOf(address string) string {
	return address[strings.LastIndexByte(address, ':')+1:]
}
