// Package mailtest is a mail server for tests that keeps what it gets, and can be told
// to be slow, to refuse, to hang up and to be down.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options of a server; the zero value takes everything.
type Options struct {
	Listen   string // empty: any port of loopback
	TLS      bool   // from the first byte
	StartTLS bool
	// Login and Password must be shown before anything is taken, by LOGIN or PLAIN; or a
	// token in place of the password, by XOAUTH2.
	Login, Password string
	// From is asked for each sender, Rcpt for each recipient, Data at the end of each
	// letter; an error with a code refuses, an error without one hangs up. nil: taken.
	From, Rcpt func(address string) error
	Data       func(Letter) error
	// Kept is told of each letter that was taken.
	Kept func(Letter)
}

// ErrHangUp makes the server close the connection in place of an answer.
var ErrHangUp = errors.New("mailtest: hang up")

// Refuse is an answer with a code, such as 450.
func Refuse(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: text}
}

// Letter is one as it came.
type Letter struct {
	From string
	To   []string
	Data string
}

// Server is a mail server.
type Server struct {
	options Options
	tls     *tls.Config
	address string
	// Certificate is that of the server as PEM, for settings.
	Certificate string

	mu          sync.Mutex
	letters     []Letter
	connections int
	server      *smtp.Server
	listener    net.Listener
	running     sync.WaitGroup
}

// Start starts a server that lives until the end of the test.
func Start(t testing.TB, options Options) *Server {
	t.Helper()
	s, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Down)
	return s
}

// New starts a server.
func New(options Options) (*Server, error) {
	s := &Server{options: options}
	if s.options.Listen == "" {
		s.options.Listen = "127.0.0.1:0"
	}
	if options.TLS || options.StartTLS {
		if err := s.certify(); err != nil {
			return nil, err
		}
	}
	return s, s.Up()
}

// Up lets the server listen again where it did.
func (s *Server) Up() error {
	address := s.options.Listen
	if s.address != "" {
		address = s.address
	}
	listener, err := net.Listen("tcp", address) //nolint:noctx // a test's server lives until Down
	if err != nil {
		return err
	}
	s.address = listener.Addr().String()
	if s.options.TLS {
		listener = tls.NewListener(listener, s.tls)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.connections++
		return &session{server: s, connection: c}, nil
	}))
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "mailtest", true, log.New(io.Discard, "", 0)
	if s.options.StartTLS {
		server.TLSConfig = s.tls
	}
	s.mu.Lock()
	s.server, s.listener = server, listener
	s.mu.Unlock()
	s.running.Go(func() { _ = server.Serve(listener) }) // until Down
	return nil
}

// Down closes the server with its connections.
func (s *Server) Down() {
	s.mu.Lock()
	server, listener := s.server, s.listener
	s.server = nil
	s.mu.Unlock()
	if server != nil {
		_ = listener.Close() // the server may not have come to know it yet
		_ = server.Close()
	}
	s.running.Wait()
}

// Address is host and port.
func (s *Server) Address() string { return s.address }

// Port is where the server listens.
func (s *Server) Port() int {
	_, text, _ := net.SplitHostPort(s.address)
	port, _ := strconv.Atoi(text)
	return port
}

// Letters are those taken so far.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter{}, s.letters...)
}

// Connections is how many there have been.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

func (s *Server) certify() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mailtest"}, NotAfter: time.Now().Add(24 * time.Hour),
		NotBefore: time.Now().Add(-time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	s.tls = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	s.Certificate = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return nil
}

// session is one connection.
type session struct {
	server     *Server
	connection *smtp.Conn
	signedIn   bool
	letter     Letter
}

var _ smtp.AuthSession = (*session)(nil)

func (s *session) AuthMechanisms() []string {
	if s.server.options.Login == "" {
		return nil
	}
	return []string{sasl.Plain, sasl.Login, "CRAM-MD5", "XOAUTH2"}
}

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	check := func(login, password string) error {
		if login != s.server.options.Login || password != s.server.options.Password {
			return Refuse(535, "wrong login or password")
		}
		s.signedIn = true
		return nil
	}
	switch mechanism {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, login, password string) error { return check(login, password) }), nil
	case sasl.Login:
		return &loginServer{check: check}, nil
	case "CRAM-MD5":
		return &cramServer{
			password: func(login string) (string, bool) {
				return s.server.options.Password, login == s.server.options.Login
			},
			signedIn: func() { s.signedIn = true },
		}, nil
	case "XOAUTH2":
		return &xoauth2Server{check}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (s *session) ask(question func(string) error, address string) error {
	if question == nil {
		return nil
	}
	return s.answer(question(address))
}

func (s *session) answer(err error) error {
	if errors.Is(err, ErrHangUp) {
		_ = s.connection.Conn().Close()
	}
	return err
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.options.Login != "" && !s.signedIn {
		return Refuse(530, "authentication required")
	}
	s.letter = Letter{From: from}
	return s.ask(s.server.options.From, from)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.letter.To = append(s.letter.To, to)
	return s.ask(s.server.options.Rcpt, to)
}

// Data keeps the letter also if the connection is closed in place of the answer: the
// letter was taken, and the sender does not know.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.letter.Data = string(raw)
	if s.server.options.Data != nil {
		err = s.server.options.Data(s.letter)
	}
	if err == nil || errors.Is(err, ErrHangUp) {
		s.server.mu.Lock()
		s.server.letters = append(s.server.letters, s.letter)
		s.server.mu.Unlock()
		if s.server.options.Kept != nil {
			s.server.options.Kept(s.letter)
		}
	}
	return s.answer(err)
}

func (s *session) Reset()        { s.letter = Letter{} }
func (s *session) Logout() error { return nil }
