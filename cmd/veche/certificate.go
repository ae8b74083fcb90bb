package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	selfSignedLife  = 397 * 24 * time.Hour // what browsers accept at most
	renewBefore     = 30 * 24 * time.Hour
	certificateLook = time.Minute // how often a certificate in use is looked at again
)

// certificates hands the TLS listener its certificate, and keeps it fresh.
type certificates interface {
	// get is tls.Config.GetCertificate.
	get(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// trusted reports whether browsers accept it without asking.
	trusted() bool
}

// ownCertificate is one from files of the administrator. They are read again
// when they change, so that renewing needs no restart.
type ownCertificate struct {
	certificate, key string
	log              *slog.Logger

	mu      sync.Mutex
	loaded  *tls.Certificate
	trust   bool
	looked  time.Time
	changed time.Time // of the newer of both files
}

func openOwnCertificate(certificate, key string, log *slog.Logger) (*ownCertificate, error) {
	c := &ownCertificate{certificate: certificate, key: key, log: log}
	c.looked = time.Now()
	return c, c.load()
}

func (c *ownCertificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) >= certificateLook {
		c.looked = time.Now()
		if !c.newestFile().Equal(c.changed) {
			if err := c.load(); err != nil {
				c.log.Error("the new certificate cannot be used; the old one stays", "err", err)
			}
		}
	}
	return c.loaded, nil
}

func (c *ownCertificate) trusted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.trust
}

func (c *ownCertificate) load() error {
	changed := c.newestFile()
	loaded, err := tls.LoadX509KeyPair(c.certificate, c.key)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	c.loaded, c.changed = &loaded, changed
	c.trust = chainTrusted(&loaded, time.Now()) == nil
	return nil
}

func (c *ownCertificate) newestFile() time.Time {
	var newest time.Time
	for _, path := range []string{c.certificate, c.key} {
		if info, err := os.Stat(path); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	return newest
}

// chainTrusted checks a certificate against the authorities of this machine.
// Whether it fits the name is another question.
func chainTrusted(c *tls.Certificate, now time.Time) error {
	intermediates := x509.NewCertPool()
	for _, der := range c.Certificate[1:] {
		if parsed, err := x509.ParseCertificate(der); err == nil {
			intermediates.AddCert(parsed)
		}
	}
	_, err := c.Leaf.Verify(x509.VerifyOptions{Intermediates: intermediates, CurrentTime: now})
	return err
}

// selfSigned is a certificate that we sign ourselves. It is made at the first
// start, and again before it ends or when the machine got other addresses.
type selfSigned struct {
	dir   string
	names func() []string // what it has to cover at this moment
	log   *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	looked time.Time
}

func openSelfSigned(dir string, names func() []string, log *slog.Logger) (*selfSigned, error) {
	c := &selfSigned{dir: dir, names: names, log: log}
	loaded, err := loadSelfSigned(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	c.loaded = loaded
	return c, c.look(time.Now())
}

func (c *selfSigned) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.looked) >= certificateLook {
		if err := c.look(now); err != nil {
			c.log.Error("the certificate cannot be renewed", "err", err)
		}
	}
	return c.loaded, nil
}

func (c *selfSigned) trusted() bool { return false }

// look makes a new certificate if the present one will not do.
func (c *selfSigned) look(now time.Time) error {
	c.looked = now
	names := c.names()
	if c.loaded != nil && c.loaded.Leaf.NotAfter.Sub(now) > renewBefore && covers(c.loaded.Leaf, names) {
		return nil
	}
	if c.loaded != nil { // browsers that were told to accept the old names still find them
		names = append(names, namesOf(c.loaded.Leaf)...)
		slices.Sort(names)
		names = slices.Compact(names)
		if len(names) > 100 {
			names = c.names()
		}
	}
	made, err := makeSelfSigned(c.dir, names, now)
	if err != nil {
		return err
	}
	c.loaded = made
	return nil
}

func (c *selfSigned) fingerprint() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return fingerprint(c.loaded.Leaf)
}

// fingerprint is SHA-256 as browsers show it.
func fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}

func namesOf(c *x509.Certificate) []string {
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}

func covers(c *x509.Certificate, names []string) bool {
	has := namesOf(c)
	for _, name := range names {
		if !slices.Contains(has, name) {
			return false
		}
	}
	return true
}

func selfSignedFiles(dir string) (certificate, key string) {
	return filepath.Join(dir, "self-signed.crt"), filepath.Join(dir, "self-signed.key")
}

func loadSelfSigned(dir string) (*tls.Certificate, error) {
	certificate, key := selfSignedFiles(dir)
	loaded, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return &loaded, nil
}

// makeSelfSigned makes key and certificate and writes both, the key first and
// readable by us alone.
func makeSelfSigned(dir string, names []string, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "Veche, self-signed"},
		NotBefore:             now.Add(-time.Hour), // clocks differ
		NotAfter:              now.Add(selfSignedLife),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	certificateFile, keyFile := selfSignedFiles(dir)
	for _, file := range []struct {
		path, kind string
		der        []byte
		mode       fs.FileMode
	}{{keyFile, "PRIVATE KEY", keyDER, 0o600}, {certificateFile, "CERTIFICATE", der, 0o644}} {
		var b bytes.Buffer
		if err := pem.Encode(&b, &pem.Block{Type: file.kind, Bytes: file.der}); err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		if err := replaceFile(file.path, b.Bytes(), file.mode); err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
	}
	return loadSelfSigned(dir)
}

// localNames is what the certificate of this machine has to cover: its name,
// all its addresses, and what the configuration says of it.
func localNames(config *Config) []string {
	names := []string{"localhost"}
	if host, err := os.Hostname(); err == nil && validDNSName(host) {
		names = append(names, host)
	}
	if host := config.publicHost(); host != "" {
		names = append(names, host)
	}
	names = append(names, config.Media.Addresses...)
	for _, ip := range localAddresses() {
		names = append(names, ip.String())
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return slices.DeleteFunc(names, func(name string) bool {
		return net.ParseIP(name) == nil && !validDNSName(name)
	})
}

// localAddresses are those of all interfaces, without zones.
func localAddresses() []netip.Addr {
	var found []netip.Addr
	list, _ := net.InterfaceAddrs() // none is better than no certificate
	for _, a := range list {
		if network, ok := a.(*net.IPNet); ok {
			if ip, ok := netip.AddrFromSlice(network.IP); ok {
				found = append(found, ip.Unmap())
			}
		}
	}
	return found
}

// validDNSName keeps out what x509 would refuse to put into a certificate.
func validDNSName(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for _, c := range []byte(name) {
		ok := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_'
		if !ok {
			return false
		}
	}
	return true
}
