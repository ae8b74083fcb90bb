// Package mediatest spoils networks for tests: a UDP relay that loses and delays, and
// two network namespaces with a bad line between them.
package mediatest

import (
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// Relay stands between clients and a media port. Each client gets a socket of its
// own towards the server.
type Relay struct {
	tb     testing.TB
	server netip.AddrPort
	front  *net.UDPConn
	wg     sync.WaitGroup

	mu     sync.Mutex
	rules  Rules
	random *rand.Rand
	backs  map[netip.AddrPort]*net.UDPConn
	closed bool
	lost   int
}

// Rules say what happens to datagrams.
type Rules struct {
	Loss  float64 // 0 to 1, of either direction
	Delay time.Duration
	Cut   bool // nothing passes
	// OnlyMedia spares ICE and DTLS.
	OnlyMedia bool
}

// NewRelay opens a relay before server on the loopback address of its family.
func NewRelay(tb testing.TB, server netip.AddrPort, rules Rules) *Relay {
	tb.Helper()
	ip := net.IPv4(127, 0, 0, 1)
	if server.Addr().Is6() {
		ip = net.IPv6loopback
	}
	front, err := net.ListenUDP("udp", &net.UDPAddr{IP: ip})
	if err != nil {
		tb.Fatal(err)
	}
	r := &Relay{
		tb: tb, server: server, front: front, rules: rules,
		random: rand.New(rand.NewPCG(1, 2)), backs: make(map[netip.AddrPort]*net.UDPConn),
	}
	r.wg.Go(r.forth)
	tb.Cleanup(r.close)
	return r
}

// Addr is where clients find the relay.
func (r *Relay) Addr() netip.AddrPort { return r.front.LocalAddr().(*net.UDPAddr).AddrPort() }

// Set changes the rules.
func (r *Relay) Set(rules Rules) {
	r.mu.Lock()
	r.rules = rules
	r.mu.Unlock()
}

// Lost counts what was lost.
func (r *Relay) Lost() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost
}

// Rebind gives all clients new sockets, as a NAT that forgot them.
func (r *Relay) Rebind() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, b := range r.backs {
		_ = b.Close()
	}
	clear(r.backs)
}

// Answer puts the relay's port in the place of the server's into an SDP answer and
// takes the TCP candidates out.
func (r *Relay) Answer(sdp string) string {
	port := func(a netip.AddrPort) string { return a.String()[strings.LastIndexByte(a.String(), ':')+1:] }
	var out []string
	for line := range strings.SplitSeq(sdp, "\r\n") {
		if strings.HasPrefix(line, "a=candidate:") {
			if strings.Contains(line, " tcp ") {
				continue
			}
			line = strings.Replace(line, " "+port(r.server)+" ", " "+port(r.Addr())+" ", 1)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\r\n")
}

func (r *Relay) close() {
	r.mu.Lock()
	r.closed = true
	for _, b := range r.backs {
		_ = b.Close()
	}
	r.mu.Unlock()
	_ = r.front.Close()
	r.wg.Wait()
}

func (r *Relay) forth() {
	b := make([]byte, 2000)
	for {
		n, from, err := r.front.ReadFromUDPAddrPort(b)
		if err != nil {
			return
		}
		if back := r.back(from); back != nil {
			r.pass(b[:n], func(p []byte) { _, _ = back.WriteToUDPAddrPort(p, r.server) })
		}
	}
}

// back is the socket for a client.
func (r *Relay) back(client netip.AddrPort) *net.UDPConn {
	r.mu.Lock()
	defer r.mu.Unlock()
	if b := r.backs[client]; b != nil || r.closed {
		return b
	}
	b, err := net.ListenUDP("udp", &net.UDPAddr{IP: r.front.LocalAddr().(*net.UDPAddr).IP})
	if err != nil {
		r.tb.Error(err)
		return nil
	}
	r.backs[client] = b
	r.wg.Go(func() {
		p := make([]byte, 2000)
		for {
			n, _, err := b.ReadFromUDPAddrPort(p)
			if err != nil {
				return
			}
			r.pass(p[:n], func(p []byte) { _, _ = r.front.WriteToUDPAddrPort(p, client) })
		}
	})
	return b
}

// pass sends a datagram on, or loses it.
func (r *Relay) pass(b []byte, send func([]byte)) {
	r.mu.Lock()
	rules := r.rules
	media := b[0] >= 128 && b[0] < 192
	lose := rules.Cut || (media || !rules.OnlyMedia) && r.random.Float64() < rules.Loss
	if lose {
		r.lost++
	}
	r.mu.Unlock()
	switch {
	case lose:
	case rules.Delay > 0:
		late := append([]byte(nil), b...)
		time.AfterFunc(rules.Delay, func() { send(late) })
	default:
		send(b)
	}
}
