package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"

	"github.com/caddyserver/certmagic"
)

// acmeCertificate comes from an authority by ACME and is renewed in the
// background. Until there is one, and for other names, the self-signed one
// stands in, so that the server is never without.
type acmeCertificate struct {
	magic    *certmagic.Config
	issuer   *certmagic.ACMEIssuer
	cache    *certmagic.Cache
	instead  certificates
	obtained chan struct{} // closed when the first certificate is there
	stop     context.CancelFunc
}

// acmePorts are the ports of our listeners. The authority comes to 443 and 80,
// which may be forwarded to them. http 0: there is none.
type acmePorts struct{ tls, http int }

// openACME begins to look after certificates for the names of config. It
// returns before there is one. close ends its work.
func openACME(config ACMEConfig, dir string, ports acmePorts, instead certificates, slogger *slog.Logger) (*acmeCertificate, error) {
	log := zapTo(slogger.With("part", "acme"))
	ctx, stop := context.WithCancel(context.Background())
	a := &acmeCertificate{instead: instead, stop: stop, obtained: make(chan struct{})}
	obtained := sync.OnceFunc(func() { close(a.obtained) })
	a.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return a.magic, nil },
		Logger:           log,
	})
	a.magic = certmagic.New(a.cache, certmagic.Config{
		Storage: &certmagic.FileStorage{Path: dir},
		Logger:  log,
		OnEvent: func(_ context.Context, event string, _ map[string]any) error {
			if event == "cached_managed_cert" { // now it is shown, whether just obtained or kept from before
				obtained()
			}
			return nil
		},
	})
	template := certmagic.ACMEIssuer{
		CA: config.Directory, Email: config.Email, Agreed: true, Logger: log,
		// Where our own listeners are: what the authority asks comes to them.
		AltTLSALPNPort: ports.tls, AltHTTPPort: ports.http, DisableHTTPChallenge: ports.http == 0,
	}
	if config.RootCA != "" {
		pem, err := os.ReadFile(config.RootCA)
		if err != nil {
			return nil, fmt.Errorf("acme: %w", err)
		}
		template.TrustedRoots = x509.NewCertPool()
		if !template.TrustedRoots.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("acme: %s holds no certificate", config.RootCA)
		}
	}
	a.issuer = certmagic.NewACMEIssuer(a.magic, template)
	a.magic.Issuers = []certmagic.Issuer{a.issuer}
	if err := a.magic.ManageAsync(ctx, config.Names); err != nil {
		a.close()
		return nil, fmt.Errorf("acme: %w", err)
	}
	return a, nil
}

func (a *acmeCertificate) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	c, err := a.magic.GetCertificate(hello)
	if err == nil && c != nil && len(c.Certificate) > 0 {
		return c, nil
	}
	if len(hello.SupportedProtos) == 1 && hello.SupportedProtos[0] == acmeProtocol {
		return nil, errors.Join(errors.New("acme: no challenge is open"), err)
	}
	return a.instead.get(hello)
}

func (a *acmeCertificate) trusted() bool {
	select {
	case <-a.obtained:
		return true
	default:
		return false
	}
}

// acmeProtocol is the TLS-ALPN challenge, RFC 8737.
const acmeProtocol = "acme-tls/1"

// answerChallenges lets through what the authority asks over plain HTTP.
func (a *acmeCertificate) answerChallenges(next http.Handler) http.Handler {
	return a.issuer.HTTPChallengeHandler(next)
}

func (a *acmeCertificate) close() {
	a.stop()
	a.cache.Stop()
}
