package rtpio_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtcp"
	"github.com/pion/srtp/v3"

	"veche/media/rtpio"
	"veche/media/wire"
)

func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	c, err := wire.NewCertificate()
	if err != nil {
		t.Fatal(err)
	}
	return c, wire.Fingerprint("sha-256", c.Certificate[0])
}

// lent is a socket that a handshake reads until it is taken back.
type lent struct {
	*net.UDPConn
	over atomic.Bool
	end  chan struct{}
}

func lend(t *testing.T, c *net.UDPConn) *lent {
	t.Helper()
	_ = c.SetReadDeadline(time.Time{})
	l := &lent{UDPConn: c, end: make(chan struct{})}
	t.Cleanup(func() { close(l.end) })
	return l
}

func (l *lent) takeBack() {
	l.over.Store(true)
	_ = l.UDPConn.SetReadDeadline(time.Unix(1, 0))
}

func (l *lent) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := l.UDPConn.ReadFrom(b)
	if l.over.Load() {
		<-l.end
		return 0, nil, net.ErrClosed
	}
	return n, from, err
}

func (l *lent) SetReadDeadline(time.Time) error { return nil }
func (l *lent) SetDeadline(time.Time) error     { return nil }
func (l *lent) Close() error                    { return nil }

// shake makes the far end's handshake on one socket, with pion, and gives the keys.
func shake(t *testing.T, c *lent, to *net.UDPAddr, active bool, cert tls.Certificate, ours string) (local, remote, localSalt, remoteSalt []byte) {
	t.Helper()
	verify := dtls.WithVerifyPeerCertificate(func(certs [][]byte, _ [][]*x509.Certificate) error {
		if wire.Fingerprint("sha-256", certs[0]) != ours {
			t.Error("another certificate than ours")
		}
		return nil
	})
	profiles := dtls.WithSRTPProtectionProfiles(dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	var conn *dtls.Conn
	var err error
	if active {
		conn, err = dtls.ClientWithOptions(c, to, dtls.WithCertificates(cert), profiles, verify, dtls.WithInsecureSkipVerify(true))
	} else {
		conn, err = dtls.ServerWithOptions(c, to, dtls.WithCertificates(cert), profiles, verify, dtls.WithClientAuth(dtls.RequireAnyClientCert))
	}
	if err == nil {
		err = conn.HandshakeContext(t.Context())
	}
	if err != nil {
		t.Error(err)
		return
	}
	c.takeBack()
	state, _ := conn.ConnectionState()
	b, err := state.ExportKeyingMaterial(wire.Exporter, nil, 60)
	if err != nil {
		t.Error(err)
		return
	}
	local, remote, localSalt, remoteSalt = b[:16], b[16:32], b[32:46], b[46:60]
	if !active {
		local, remote, localSalt, remoteSalt = remote, local, remoteSalt, localSalt
	}
	return local, remote, localSalt, remoteSalt
}

func TestKeysByDTLS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		active, mux bool
	}{{"the far end begins", false, true}, {"we begin", true, true}, {"two sockets", false, false}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ours, print := certificate(t)
			theirs, theirPrint := certificate(t)
			e := newEar()
			s := openWith(t, rtpio.Config{Sink: e, Certificates: []tls.Certificate{ours}})
			f := newFar(t, s)
			p := f.parameters()
			p.Mux = c.mux
			p.Security = rtpio.Security{Fingerprint: theirPrint, Active: c.active}
			set(t, s, p)
			if !c.active {
				// An alert that anybody can send: fatal, handshake failure.
				alert := []byte{21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40}
				if _, err := f.rtp.WriteToUDPAddrPort(alert, s.Addr()); err != nil {
					t.Fatal(err)
				}
			}

			local, remote, localSalt, remoteSalt := shake(t, lend(t, f.rtp), net.UDPAddrFromAddrPort(s.Addr()), !c.active, theirs, print)
			f.sealed(srtp.ProtectionProfileAes128CmHmacSha1_80, remote, remoteSalt, local, localSalt)
			if !c.mux {
				local, remote, localSalt, remoteSalt = shake(t, lend(t, f.ctl), net.UDPAddrFromAddrPort(s.ControlAddr()), !c.active, theirs, print)
				f.sealedControl(srtp.ProtectionProfileAes128CmHmacSha1_80, remote, remoteSalt, local, localSalt)
			}
			if t.Failed() {
				return
			}
			until(t, "packet", func() bool { // as soon as our side has its keys
				f.write(f.packet(8, 160, 1, 2, 3))
				return len(e.packets) > 0
			})
			s.Send([]byte{9}, 0, true)
			if got := f.read(); got.Payload[0] != 9 {
				t.Errorf("got %v", got)
			}
			if !c.mux {
				control[*rtcp.SenderReport](f)
			}
			held := p
			held.Send, held.Receive, held.Remote, held.RemoteControl = false, false, netip.AddrPort{}, netip.AddrPort{}
			set(t, s, held)
			set(t, s, p)
			s.Send([]byte{10}, 20*time.Millisecond, true)
			if got := f.read(); got.Payload[0] != 10 { // under the same keys
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestAnotherCertificateGetsNoKeys(t *testing.T) {
	t.Parallel()
	ours, _ := certificate(t)
	theirs, _ := certificate(t)
	_, other := certificate(t)
	e := newEar()
	s := openWith(t, rtpio.Config{Sink: e, Certificates: []tls.Certificate{ours}})
	f := newFar(t, s)
	p := f.parameters()
	p.Mux, p.Security = true, rtpio.Security{Fingerprint: other}
	set(t, s, p)
	conn, err := dtls.ClientWithOptions(lend(t, f.rtp), net.UDPAddrFromAddrPort(s.Addr()), dtls.WithCertificates(theirs),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AES128_CM_HMAC_SHA1_80), dtls.WithInsecureSkipVerify(true))
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.HandshakeContext(t.Context()); err == nil {
		t.Error("the handshake was made")
	}
	s.Send([]byte{9}, 0, true)
	if q := s.Quality(); q.Sent != 0 {
		t.Error("something was sent")
	}
}
