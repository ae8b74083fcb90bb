package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"github.com/bluenviron/gortsplib/v4/pkg/description"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"golang.org/x/net/ipv4"

	"veche/conference"
	"veche/conference/account"
	"veche/media"
	"veche/media/codec"
)

// This file sends conferences to group addresses (I16). The library knows one port for
// all its multicast; here each conference has ports of its own in the one group that
// the administrator has set, and is sent there all the time, since nobody tells who
// listens.

// groupFormat is what is sent to a group address.
var groupFormat = media.StreamFormat{Sound: codec.AAC, Lines: 720}

// groupLook is how often it is looked at which conferences are to be sent.
const groupLook = time.Second

// groupSender sends one conference.
type groupSender struct {
	srv     *Server
	reading *reading // its place among the readers
	first   uint16   // of its ports
	group   account.Group
	ttl     int
	conns   []*net.UDPConn
}

// multicast sends what is to be sent until the server closes.
func (s *Server) multicast() {
	senders := make(map[*conference.Conference]*groupSender)
	defer func() {
		for _, g := range senders {
			g.stop()
		}
	}()
	ticker := time.NewTicker(groupLook)
	defer ticker.Stop()
	for {
		select {
		case <-s.closing:
			return
		case <-ticker.C:
			s.regroup(senders)
		}
	}
}

// regroup begins and ends senders as conferences and settings want it.
func (s *Server) regroup(senders map[*conference.Conference]*groupSender) {
	settings := s.cfg.Settings()
	s.enabled.Store(settings.Enabled)
	group, err := account.ParseGroup(settings.Group)
	wanted := make(map[*conference.Conference]bool)
	if err == nil && group.Address.IsValid() && settings.Enabled {
		wanted = s.groupWanted()
	}
	for c, g := range senders {
		if !wanted[c] || g.reading.ended() || g.group != group || g.ttl != settings.TTL {
			delete(senders, c)
			s.setGroup(c, nil)
			g.stop()
		}
	}
	for c := range wanted {
		if senders[c] != nil {
			continue
		}
		g, err := s.newGroupSender(c, group, settings.TTL, senders)
		if err != nil {
			s.log.Warn("a conference is not sent to the group address", "conference", string(c.ID()), "error", err)
			continue
		}
		senders[c] = g
		s.setGroup(c, g)
	}
}

func (s *Server) groupWanted() map[*conference.Conference]bool {
	wanted := make(map[*conference.Conference]bool)
	ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
	defer cancel()
	for _, c := range s.cfg.Directory.Running() {
		if on, err := c.Multicast(ctx); err == nil && on {
			wanted[c] = true
		}
	}
	return wanted
}

// setGroup makes the sender of a conference known; nil: there is none.
func (s *Server) setGroup(c *conference.Conference, g *groupSender) {
	address := ""
	s.mu.Lock()
	if g == nil {
		delete(s.groups, c)
	} else {
		s.groups[c] = g
		address = g.address().String()
	}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
	defer cancel()
	_ = c.SetMulticast(ctx, address) // of one that has ended nobody is told
}

func (s *Server) groupOf(c *conference.Conference) *groupSender {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.groups[c]
}

func (s *Server) newGroupSender(c *conference.Conference, group account.Group, ttl int, others map[*conference.Conference]*groupSender) (*groupSender, error) {
	first, ok := freePorts(group, others)
	if !ok {
		return nil, fmt.Errorf("rtsp: all ports of %v are taken", group)
	}
	g := &groupSender{srv: s, first: first, group: group, ttl: ttl}
	r := &reading{srv: s}
	ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
	defer cancel()
	var err error
	if r.id, err = c.ReadMulticast(ctx, r); err != nil {
		return nil, err
	}
	if r.outlet, err = s.take(outletKey{c, groupFormat}); err != nil {
		c.Unread(ctx, r.id)
		return nil, err
	}
	s.seated()
	g.reading = r
	if err := g.open(); err != nil {
		g.stop()
		return nil, err
	}
	return g, nil
}

// freePorts finds the first ports of the group that no other conference has.
func freePorts(group account.Group, others map[*conference.Conference]*groupSender) (first uint16, ok bool) {
	var taken []uint16
	for _, o := range others {
		taken = append(taken, o.first)
	}
	start := int(group.First) + int(group.First)&1
	for p := start; p+account.GroupPorts-1 <= int(group.Last); p += account.GroupPorts {
		if !slices.Contains(taken, uint16(p)) {
			return uint16(p), true
		}
	}
	return 0, false
}

// address is where the conference is sent.
func (g *groupSender) address() account.Group {
	return account.Group{Address: g.group.Address, First: g.first, Last: g.first + account.GroupPorts - 1}
}

// open begins to send.
func (g *groupSender) open() error {
	for i, t := range g.tracks() {
		to, err := g.openTrack(g.first + uint16(2*i))
		if err != nil {
			return err
		}
		t.setGroup(to)
	}
	return nil
}

func (g *groupSender) tracks() []*track {
	return []*track{g.reading.outlet.picture, g.reading.outlet.sound}
}

func (g *groupSender) openTrack(port uint16) (*groupTrack, error) {
	rtp, err := g.dial(port)
	if err != nil {
		return nil, err
	}
	ctl, err := g.dial(port + 1)
	if err != nil {
		return nil, err
	}
	return &groupTrack{rtp: rtp, ctl: ctl, buffer: make([]byte, packetMost)}, nil
}

// dial opens a socket to a port of the group, on the interface of the address at which
// the server listens, if that is one.
func (g *groupSender) dial(port uint16) (*net.UDPConn, error) {
	local := netip.IPv4Unspecified()
	if at := g.srv.local; at.Is4() {
		local = at
	}
	d := net.Dialer{LocalAddr: net.UDPAddrFromAddrPort(netip.AddrPortFrom(local, port)), Control: shared}
	dialled, err := d.Dial("udp4", netip.AddrPortFrom(g.group.Address, port).String()) //nolint:noctx // of UDP nothing is waited for
	if err != nil {
		return nil, fmt.Errorf("rtsp: %w", err)
	}
	c := dialled.(*net.UDPConn) //nolint:forcetypeassert // of UDP
	g.conns = append(g.conns, c)
	p := ipv4.NewPacketConn(c)
	if err := p.SetMulticastTTL(g.ttl); err != nil {
		return nil, fmt.Errorf("rtsp: %w", err)
	}
	_ = p.SetMulticastLoopback(true) // so that players on this machine get it, too
	return c, nil
}

// shared lets players on this machine listen at the same port. Some players want
// packets to come from the port to which they are sent.
func shared(_, _ string, c syscall.RawConn) error {
	var failed error
	err := c.Control(func(fd uintptr) { failed = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1) })
	return errors.Join(err, failed)
}

// stop ends the sending and gives the place up.
func (g *groupSender) stop() {
	for _, t := range g.tracks() {
		t.setGroup(nil)
	}
	for _, c := range g.conns {
		_ = c.Close() // nothing is left to be lost
	}
	g.reading.leave()
}

// groupTrack is where the packets of a track go, too.
type groupTrack struct {
	rtp, ctl *net.UDPConn
	buffer   []byte
}

// send is called under the lock of the track.
func (g *groupTrack) send(packets []*rtp.Packet) {
	for _, p := range packets {
		if n, err := p.MarshalTo(g.buffer); err == nil {
			_, _ = g.rtp.Write(g.buffer[:n]) // what is lost is lost, as in the network
		}
	}
}

func (t *track) setGroup(g *groupTrack) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.group = g
}

// reportGroup sends what RTCP says to the group address, too.
func (t *track) reportGroup(r *rtcp.SenderReport) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.group == nil {
		return
	}
	if raw, err := r.Marshal(); err == nil {
		_, _ = t.group.ctl.Write(raw) // as with packets
	}
}

// portsOf are the ports of a track of the outlet at the group address.
func (g *groupSender) portsOf(track int, medias []*description.Media) ([2]int, bool) {
	if track < 0 || track >= len(medias) {
		return [2]int{}, false
	}
	first := int(g.first) + 2*track
	return [2]int{first, first + 1}, true
}
