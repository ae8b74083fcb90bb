package main

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestSelfSignedCertificateCoversThisMachine(t *testing.T) {
	t.Parallel()
	config := defaultConfig()
	config.PublicURL = "https://meet.example.org"
	config.Media.Addresses = []string{"192.0.2.44", "no such name!"}
	c := openSigned(t, t.TempDir(), func() []string { return localNames(&config) })
	shown, err := c.get(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"localhost", "meet.example.org"} {
		if err := shown.Leaf.VerifyHostname(name); err != nil {
			t.Error(err)
		}
	}
	for _, ip := range append(localAddresses(), mustAddr(t, "192.0.2.44")) {
		if err := shown.Leaf.VerifyHostname("[" + ip.String() + "]"); err != nil {
			t.Error(err)
		}
	}
	if c.trusted() {
		t.Error("a certificate that we signed ourselves is trusted")
	}
}

func TestSelfSignedKeyIsForUsAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	openSigned(t, dir, localhost)
	_, key := selfSignedFiles(dir)
	info, err := os.Stat(key)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode %v, want 0600", got)
	}
}

func TestSelfSignedCertificateIsKeptWhileItIsGood(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := openSigned(t, dir, localhost).fingerprint()
	if second := openSigned(t, dir, localhost).fingerprint(); second != first {
		t.Error("a restart made a new certificate: people would have to accept it again")
	}
}

func TestSelfSignedCertificateIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	c := openSigned(t, t.TempDir(), localhost)
	first := c.fingerprint()
	for _, step := range []struct {
		after time.Duration
		renew bool
	}{
		{selfSignedLife - renewBefore - 2*time.Hour, false},
		{selfSignedLife - renewBefore + time.Hour, true},
	} {
		c.mu.Lock()
		err := c.look(time.Now().Add(step.after))
		c.mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		if renewed := c.fingerprint() != first; renewed != step.renew {
			t.Errorf("after %v: renewed %v, want %v", step.after, renewed, step.renew)
		}
	}
}

func TestSelfSignedCertificateFollowsNewAddresses(t *testing.T) {
	t.Parallel()
	names := []string{"localhost", "192.0.2.1"}
	dir := t.TempDir()
	openSigned(t, dir, func() []string { return names })
	names = []string{"localhost", "192.0.2.2"}
	c := openSigned(t, dir, func() []string { return names })
	got := namesOf(c.loaded.Leaf)
	slices.Sort(got)
	if want := []string{"192.0.2.1", "192.0.2.2", "localhost"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOwnCertificateIsReadAgainWhenItChanges(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := openSigned(t, dir, localhost).fingerprint()
	certificate, key := selfSignedFiles(dir)
	own, err := openOwnCertificate(certificate, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if own.trusted() {
		t.Error("a certificate no authority signed is trusted")
	}
	second, err := makeSelfSigned(dir, localhost(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(certificate, later, later); err != nil {
		t.Fatal(err)
	}
	if shown := show(t, own); shown != first {
		t.Error("the files are looked at with every connection")
	}
	own.looked = time.Now().Add(-2 * certificateLook)
	if shown := show(t, own); shown != fingerprint(second.Leaf) {
		t.Error("the new certificate is not shown")
	}
	writeFile(t, certificate, "half a certif")
	own.looked = time.Now().Add(-2 * certificateLook)
	if shown := show(t, own); shown != fingerprint(second.Leaf) {
		t.Error("a broken file took the good certificate away")
	}
}

func TestMissingOwnCertificateIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := openOwnCertificate(filepath.Join(t.TempDir(), "a"), "b", slog.New(slog.DiscardHandler)); err == nil {
		t.Error("no error")
	}
}

func openSigned(t *testing.T, dir string, names func() []string) *selfSigned {
	t.Helper()
	c, err := openSelfSigned(dir, names, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func localhost() []string { return []string{"localhost"} }

func show(t *testing.T, c certificates) string {
	t.Helper()
	shown, err := c.get(&tls.ClientHelloInfo{})
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(shown.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	return fingerprint(leaf)
}
