package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
)

// HandshakeConfig says how a [Handshake] is made. All but the last is needed.
type HandshakeConfig struct {
	// Client begins it; the other side waits.
	Client bool
	// Certificates of ours.
	Certificates []tls.Certificate
	// Fingerprint is asked for when the peer's certificate has come: that of the SDP, see
	// [Fingerprint].
	Fingerprint func() string
	// Send sends a datagram to the peer. It keeps nothing.
	Send func([]byte)
	// Logging of the library.
	Logging logging.LoggerFactory
	// Proved: the owner bounds what goes to addresses that have proved nothing. Else a
	// server first lets the client show that it receives (RFC 6347 section 4.2.1).
	Proved bool
	// Old: peers without the extended master secret (RFC 7627) are taken.
	Old bool
}

// Handshake is one DTLS association that gives keys for SRTP (RFC 5764), over
// datagrams that its owner sends and receives. It stays after the keys are there: until
// the peer is heard under them it may miss our last flight and ask for it again.
type Handshake struct {
	cfg   HandshakeConfig
	in    chan []byte // records from the peer; dropped when full, DTLS repeats them
	ended chan struct{}
	once  sync.Once

	sending sync.Mutex
	silent  bool // nothing goes out any longer
}

const (
	handshakeQueue   = 16
	handshakeTimeout = 30 * time.Second
	flightInterval   = 200 * time.Millisecond // until a flight is sent again
)

// NewHandshake makes one that waits to be run.
func NewHandshake(cfg HandshakeConfig) *Handshake {
	return &Handshake{cfg: cfg, in: make(chan []byte, handshakeQueue), ended: make(chan struct{})}
}

// Record takes in a record. It copies b.
func (h *Handshake) Record(b []byte) {
	select {
	case h.in <- append([]byte(nil), b...):
	default:
	}
}

// Run makes the handshake, hands over the keys, and stays to answer records that come
// again, until End. The error says why there are no keys; [context.Canceled] is End.
func (h *Handshake) Run(keys func(Keys) error) error {
	defer h.End()
	conn, err := h.conn()
	if err != nil {
		return fmt.Errorf("wire: handshake: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if err := h.shake(conn); err != nil {
		return fmt.Errorf("wire: handshake: %w", err)
	}
	k, err := h.keys(conn)
	if err != nil {
		return err
	}
	if err := keys(k); err != nil {
		return err
	}
	<-h.ended
	return nil
}

// shake ends with the handshake, with time or with End.
func (h *Handshake) shake(conn *dtls.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTimeout)
	defer cancel()
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	wait.Go(func() {
		select {
		case <-h.ended:
			cancel()
		case <-ctx.Done():
		}
	})
	return conn.HandshakeContext(ctx) //nolint:wrapcheck // Run wraps
}

// conn makes the library's connection.
func (h *Handshake) conn() (*dtls.Conn, error) {
	secret := dtls.RequireExtendedMasterSecret
	if h.cfg.Old {
		secret = dtls.RequestExtendedMasterSecret
	}
	options := []dtls.Option{
		dtls.WithCertificates(h.cfg.Certificates...),
		dtls.WithSRTPProtectionProfiles(Profiles...),
		dtls.WithExtendedMasterSecret(secret),
		dtls.WithFlightInterval(flightInterval),
		dtls.WithVerifyPeerCertificate(h.verify),
		dtls.WithLoggerFactory(h.cfg.Logging),
	}
	if h.cfg.Client {
		all := []dtls.ClientOption{dtls.WithInsecureSkipVerify(true)} // verify compares the fingerprint
		for _, o := range options {
			all = append(all, o)
		}
		return dtls.ClientWithOptions(h, dtlsAddr{}, all...) //nolint:wrapcheck // Run wraps
	}
	all := []dtls.ServerOption{
		dtls.WithClientAuth(dtls.RequireAnyClientCert), dtls.WithInsecureSkipVerifyHello(h.cfg.Proved),
	}
	for _, o := range options {
		all = append(all, o)
	}
	return dtls.ServerWithOptions(h, dtlsAddr{}, all...) //nolint:wrapcheck // Run wraps
}

func (h *Handshake) keys(conn *dtls.Conn) (Keys, error) {
	profile, ok := conn.SelectedSRTPProtectionProfile()
	if !ok {
		return Keys{}, errors.New("wire: handshake: no SRTP profile agreed")
	}
	state, ok := conn.ConnectionState()
	if !ok {
		return Keys{}, errors.New("wire: handshake: no connection state")
	}
	if h.cfg.Client {
		return ClientKeys(profile, state.ExportKeyingMaterial)
	}
	return ServerKeys(profile, state.ExportKeyingMaterial)
}

// verify compares the certificate with the fingerprint of the SDP.
func (h *Handshake) verify(certs [][]byte, _ [][]*x509.Certificate) error {
	want := h.cfg.Fingerprint()
	name, _, _ := strings.Cut(want, " ")
	if len(certs) == 0 || !KnownHash(name) || Fingerprint(name, certs[0]) != want {
		return errors.New("certificate is not that of the SDP")
	}
	return nil
}

// End lets go; it says nothing to the peer, for which the session lives on.
func (h *Handshake) End() {
	h.once.Do(func() {
		h.sending.Lock()
		h.silent = true
		h.sending.Unlock()
		close(h.ended)
	})
}

// Here follows net.PacketConn for pion/dtls.

func (h *Handshake) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case r := <-h.in:
		return copy(b, r), dtlsAddr{}, nil
	case <-h.ended:
		return 0, nil, net.ErrClosed
	}
}

func (h *Handshake) WriteTo(b []byte, _ net.Addr) (int, error) {
	h.sending.Lock()
	defer h.sending.Unlock()
	if !h.silent {
		h.cfg.Send(b)
	}
	return len(b), nil
}

func (h *Handshake) Close() error                     { h.End(); return nil }
func (h *Handshake) LocalAddr() net.Addr              { return dtlsAddr{} }
func (h *Handshake) SetDeadline(time.Time) error      { return nil }
func (h *Handshake) SetReadDeadline(time.Time) error  { return nil }
func (h *Handshake) SetWriteDeadline(time.Time) error { return nil }

// dtlsAddr stands for wherever the peer is.
type dtlsAddr struct{}

func (dtlsAddr) Network() string { return "udp" }
func (dtlsAddr) String() string  { return "peer" }
