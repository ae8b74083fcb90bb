package peer

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/pion/dtls/v3"

	"veche/media/wire"
)

// handshake is the DTLS server of one peer. It begins at the first DTLS record
// and is let go once the peer is heard under the new keys: until then the peer
// may miss our last flight and ask for it again.
type handshake struct {
	peer *Peer
	in   chan []byte // records from the peer; dropped when full, DTLS repeats them

	mu     sync.Mutex
	path   *wire.Path // the last record came by it
	proved bool       // the peer receives there
	paths  int        // changes of path
	ended  chan struct{}
	once   sync.Once
	silent bool // nothing goes out any longer
}

const (
	handshakeQueue   = 16
	handshakeTimeout = 30 * time.Second
	flightInterval   = 200 * time.Millisecond // until a flight is sent again
)

func newHandshake(p *Peer) *handshake {
	return &handshake{peer: p, in: make(chan []byte, handshakeQueue), ended: make(chan struct{})}
}

// record takes in a record. It copies b.
func (h *handshake) record(b []byte, path *wire.Path, proved bool) {
	h.mu.Lock()
	if h.path != path {
		h.paths++
	}
	h.path, h.proved = path, proved
	h.mu.Unlock()
	select {
	case h.in <- append([]byte(nil), b...):
	default:
	}
}

// run does the handshake, gives the keys to the peer and stays until ended, to
// answer records that come again.
func (h *handshake) run() {
	conn, err := dtls.ServerWithOptions(h, dtlsAddr{},
		dtls.WithCertificates(h.peer.board.certificates...),
		dtls.WithSRTPProtectionProfiles(wire.Profiles...),
		dtls.WithClientAuth(dtls.RequireAnyClientCert),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithInsecureSkipVerifyHello(true), // see way and unprovenMost
		dtls.WithFlightInterval(flightInterval),
		dtls.WithVerifyPeerCertificate(h.verify),
		dtls.WithLoggerFactory(h.peer.board.logging),
	)
	if err != nil {
		h.fail(err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTimeout)
	go func() { // joined below: it ends with ctx
		select {
		case <-h.ended:
			cancel()
		case <-ctx.Done():
		}
	}()
	err = conn.HandshakeContext(ctx)
	cancel()
	if err == nil {
		err = h.keys(conn)
	}
	if err != nil {
		_ = conn.Close()
		h.fail(err)
		return
	}
	<-h.ended
	_ = conn.Close()
}

func (h *handshake) fail(err error) {
	h.end()
	if !errors.Is(err, context.Canceled) {
		h.peer.log.Info("DTLS handshake failed", "error", err)
	}
	h.peer.handshakeFailed(h)
}

func (h *handshake) keys(conn *dtls.Conn) error {
	profile, ok := conn.SelectedSRTPProtectionProfile()
	if !ok {
		return errors.New("no SRTP profile agreed")
	}
	state, ok := conn.ConnectionState()
	if !ok {
		return errors.New("no connection state")
	}
	k, err := wire.ServerKeys(profile, state.ExportKeyingMaterial)
	if err != nil {
		return fmt.Errorf("peer: %w", err)
	}
	if err := h.peer.secure(k); err != nil {
		return err
	}
	h.mu.Lock()
	path, paths := h.path, h.paths
	h.mu.Unlock()
	if paths == 1 {
		h.peer.shook(path)
	}
	return nil
}

// verify compares the certificate with the fingerprint of the offer.
func (h *handshake) verify(certs [][]byte, _ [][]*x509.Certificate) error {
	want := h.peer.remoteFingerprint()
	name, _, _ := strings.Cut(want, " ")
	if len(certs) == 0 || hashNamed(name) == 0 || fingerprint(name, certs[0]) != want {
		return errors.New("certificate is not that of the offer")
	}
	return nil
}

// end lets go; it says nothing to the peer, for which the session lives on.
func (h *handshake) end() {
	h.once.Do(func() {
		h.mu.Lock()
		h.silent = true
		h.mu.Unlock()
		close(h.ended)
	})
}

// Here follows net.PacketConn for pion/dtls.

func (h *handshake) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case r := <-h.in:
		return copy(b, r), dtlsAddr{}, nil
	case <-h.ended:
		return 0, nil, net.ErrClosed
	}
}

func (h *handshake) WriteTo(b []byte, _ net.Addr) (int, error) {
	h.mu.Lock()
	path, silent, proved := h.path, h.silent, h.proved
	h.mu.Unlock()
	if path == nil || silent || !proved && h.peer.unproven.Add(int64(len(b))) > unprovenMost {
		return len(b), nil
	}
	h.peer.board.send(path, b)
	return len(b), nil
}

func (h *handshake) Close() error                     { h.end(); return nil }
func (h *handshake) LocalAddr() net.Addr              { return dtlsAddr{} }
func (h *handshake) SetDeadline(time.Time) error      { return nil }
func (h *handshake) SetReadDeadline(time.Time) error  { return nil }
func (h *handshake) SetWriteDeadline(time.Time) error { return nil }

// dtlsAddr stands for wherever the peer is.
type dtlsAddr struct{}

func (dtlsAddr) Network() string { return "udp" }
func (dtlsAddr) String() string  { return "peer" }
