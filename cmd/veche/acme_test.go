package main

import (
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
	directory, root, stopAuthority := startAuthority(t, tcpPort(l))

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

	if shown := handshake(t, l.Addr().String()); fingerprint(shown) != instead.fingerprint() {
		t.Errorf("before there is a certificate %s is shown", shown.Subject)
	}
	waitFor(t, acme.obtained, "certificate from the authority")
	issued := handshake(t, l.Addr().String())
	if issued.Subject.String() == instead.loaded.Leaf.Subject.String() || issued.VerifyHostname("localhost") != nil {
		t.Fatalf("shown: %s for %v", issued.Subject, namesOf(issued))
	}

	// A restart finds it again, without the authority.
	stopAuthority()
	waitFor(t, open().obtained, "kept certificate")
}

func waitFor(t *testing.T, happened <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-happened:
	case <-time.After(30 * time.Second):
		t.Fatalf("no %s in 30 s", what)
	}
}

func startAuthority(t *testing.T, port int) (directory, root string, stop func()) {
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
	return server.URL + wfe.DirectoryPath, root, server.Close
}

// handshake returns what is shown at address for localhost.
func handshake(t *testing.T, address string) *x509.Certificate {
	t.Helper()
	dialer := tls.Dialer{Config: &tls.Config{ServerName: "localhost", InsecureSkipVerify: true}}
	c, err := dialer.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.(*tls.Conn).ConnectionState().PeerCertificates[0]
}
