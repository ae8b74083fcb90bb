package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	stdlog "log"
	"log/slog"
	"net"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
)

// TestCertificateComesFromAnAuthority runs an authority of its own, which comes
// to our listener with its challenge.
func TestCertificateComesFromAnAuthority(t *testing.T) {
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	directory, root := startAuthority(t, tcpPort(l))

	log := slog.New(slog.DiscardHandler)
	data := t.TempDir()
	settings := ACMEConfig{Names: []string{"localhost"}, Directory: directory, RootCA: root}
	instead := openSigned(t, t.TempDir(), localhost)
	open := func() *acmeCertificate {
		acme, err := openACME(settings, data, acmePorts{tls: tcpPort(l)}, instead, log)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(acme.close)
		return acme
	}
	acme := open()
	stop := shutdown{log: log}
	t.Cleanup(func() {
		if err := stop.run(); err != nil {
			t.Error(err)
		}
	})
	server := newHTTPServer(withStrictTransport(nobody, acme), log)
	server.TLSConfig = tlsConfig(acme)
	serveHTTP("https", server, l, &stop)

	if acme.trusted() {
		t.Error("it is trusted before there is a certificate")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for !acme.trusted() { // each look is a handshake: bounded by ctx, no busy waiting
		if shown := handshake(ctx, t, l.Addr().String()); shown == nil {
			t.Fatal("no certificate from the authority in 30 s")
		}
	}
	issued := handshake(ctx, t, l.Addr().String())
	if issued.Subject.String() == instead.loaded.Leaf.Subject.String() || issued.VerifyHostname("localhost") != nil {
		t.Fatalf("shown: %s for %v", issued.Subject, namesOf(issued))
	}

	// A restart keeps it, and knows at once that it is trusted.
	if again := open(); !again.trusted() {
		t.Error("after a restart the kept certificate is not trusted")
	}
}

func startAuthority(t *testing.T, port int) (directory, root string) {
	t.Helper()
	quiet := stdlog.New(io.Discard, "", 0)
	memory := db.NewMemoryStore()
	authority := ca.New(quiet, memory, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {}})
	validation := va.New(quiet, 0, port, false, "", memory)
	front := wfe.New(quiet, memory, validation, authority, nil, false, false, 0, 0)
	server := httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)
	root = filepath.Join(t.TempDir(), "root.pem")
	writeFile(t, root, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	return server.URL + wfe.DirectoryPath, root
}

// handshake returns what is shown at address for localhost.
func handshake(ctx context.Context, t *testing.T, address string) *x509.Certificate {
	t.Helper()
	dialer := tls.Dialer{Config: &tls.Config{ServerName: "localhost", InsecureSkipVerify: true}}
	c, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		t.Log(err)
		return nil
	}
	defer c.Close()
	return c.(*tls.Conn).ConnectionState().PeerCertificates[0]
}
