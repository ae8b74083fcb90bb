package rtpio

import (
	"encoding/binary"
	"errors"
	"os"
	"runtime/debug"
	"time"

	"github.com/pion/rtcp"

	"veche/media/forward"
	"veche/media/wire"
)

// This file is what comes, and what the goroutine of the control socket does.

// receive takes what came to a socket.
func (s *Stream) receive(packets []wire.Packet, now time.Time, socket *wire.Socket) {
	defer s.fault()
	at := now.Sub(s.cfg.Epoch)
	for i := range packets {
		p := &packets[i]
		switch wire.Classify(p.Data) {
		case wire.RTP:
			if socket == s.pair.rtp {
				s.receiveMedia(p.Data, p.From.Remote, at)
			}
		case wire.RTCP:
			s.receiveControl(p.Data, p.From.Remote, at)
		case wire.DTLS:
			s.receiveRecord(p.Data, p.From.Remote, socket == s.pair.ctl, at)
		case wire.STUN, wire.Unknown: // also empty datagrams that keep a NAT open
		}
	}
}

// fault keeps a mistake of ours, if a packet brings one to light, from ending more than
// the handling of that packet.
func (s *Stream) fault() {
	if r := recover(); r != nil {
		s.faulty.Do(func() {
			s.log.Error("fault in the media of a call", "fault", r, "stack", string(debug.Stack()))
		})
	}
}

func (s *Stream) receiveMedia(b []byte, from wire.Addr, now time.Duration) {
	f := s.in.take(b, from, now, &s.packet)
	if f.moved {
		s.redirect(from)
	}
	if f.missing {
		s.alarm.ring(now + nackStep)
	}
	switch {
	case f.packet:
		s.cfg.Sink.Packet(&s.packet)
	case f.key != 0:
		s.cfg.Sink.Digit(f.key)
	}
}

// redirect sends to where the far end has turned out to be.
func (s *Stream) redirect(to wire.Addr) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	mux := o.control == o.path && o.path != nil
	o.path = s.path(s.pair.rtp, to)
	if mux {
		o.control = o.path
	}
	s.log.Info("far end is elsewhere", "media", to)
}

const (
	nackStep = 10 * time.Millisecond
	// reportTime is that of RFC 3550 section 6.2; by chance half as long or half longer.
	reportTime  = 5 * time.Second
	firstReport = time.Second
	keyPause    = 500 * time.Millisecond
)

// watch reads the control socket and does what is due in between.
func (s *Stream) watch(r *wire.Reader) {
	for {
		s.arm()
		if err := r.Run(); !errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
		s.tick(s.now())
	}
}

// arm sets the alarm to what is due next.
func (s *Stream) arm() {
	s.alarm.clear()
	s.in.mu.Lock()
	missing := s.in.nack && s.in.gaps.Missing()
	s.in.mu.Unlock()
	if missing {
		s.alarm.ring(s.now() + nackStep)
	}
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !s.begun {
		return
	}
	s.alarm.ring(s.next)
	if !o.ready() {
		return
	}
	s.alarm.ring(o.keepAliveDue(s.since))
	if due, ok := o.later.due(); ok {
		s.alarm.ring(due)
	}
	if due, ok := o.dialler.due(); ok && o.digits.Clock != 0 {
		s.alarm.ring(due)
	}
}

// tick does what is due.
func (s *Stream) tick(now time.Duration) {
	defer s.fault()
	s.askAgain(now)
	s.sendDue(now)
	s.report(now)
	s.announce()
}

// sendDue sends what nobody calls Send for.
func (s *Stream) sendDue(now time.Duration) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !s.begun || !o.ready() {
		return
	}
	out := s.cfg.Ports.sender(s.pair.rtp)
	o.later.tick(now, func(b []byte) { out.Send(o.path, b) })
	if o.digits.Clock != 0 {
		if t, ok := o.dialler.tick(o.digits.Clock, now); ok {
			o.event(out, t, now)
		}
	}
	if now >= o.keepAliveDue(s.since) {
		o.keepAlive(out, now)
	}
	out.Flush()
	s.cfg.Ports.giveBack(out)
}

// askAgain asks for what is missing.
func (s *Stream) askAgain(now time.Duration) {
	s.out.mu.Lock()
	trip := s.far.trip
	s.out.mu.Unlock()
	var room [32]uint16
	in := &s.in
	in.mu.Lock()
	var due []uint16
	if in.nack {
		due = in.gaps.Due(now, trip, room[:0])
	}
	media := in.ssrc
	in.mu.Unlock()
	if len(due) > 0 {
		s.feedback(&rtcp.TransportLayerNack{
			SenderSSRC: s.ssrc(), MediaSSRC: media, Nacks: rtcp.NackPairsFromSequenceNumbers(due),
		})
	}
}

// announce tells the sink of another bit rate.
func (s *Stream) announce() {
	if !s.cfg.Video {
		return
	}
	s.out.mu.Lock()
	bits, changed := s.out.pace.news()
	s.out.mu.Unlock()
	if changed {
		s.cfg.Sink.BitRate(bits)
	}
}

func (s *Stream) ssrc() uint32 {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return s.out.stream.SSRC
}

// receiveControl takes a compound packet.
func (s *Stream) receiveControl(b []byte, from wire.Addr, now time.Duration) {
	b, ok := s.in.takeControl(b, from, s.ssrc(), now)
	if !ok {
		return
	}
	s.redirectControl(from)
	for r := range records(b) {
		s.heed(&r, now)
	}
	s.announce()
}

// takeControl opens a compound packet and tells whether it is of the far end: it comes
// from its address, or from somebody who knows one of the SSRCs, as only those do who
// see our packets or theirs.
func (in *incoming) takeControl(b []byte, from wire.Addr, ours uint32, now time.Duration) (_ []byte, ok bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	switch {
	case in.secure && in.controlOpener == nil:
		return nil, false
	case in.secure:
		var err error
		if b, err = in.controlOpener.RTCP(b); err != nil {
			in.counts.forgeries++
			return nil, false
		}
	case from == in.latch.remote, from == in.control:
	case in.latch.fixed || !in.knows(b, ours):
		in.counts.strangers++
		return nil, false
	}
	in.control = from
	in.last, in.heard = now, true
	return b, true
}

func (in *incoming) knows(b []byte, ours uint32) bool {
	for r := range records(b) {
		if in.begun && r.sender == in.ssrc || r.about(ours) {
			return true
		}
	}
	return false
}

// redirectControl sends reports to where they come from, unless they go with RTP.
func (s *Stream) redirectControl(to wire.Addr) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.control != nil && (o.control == o.path || o.control.From.Remote == to) {
		return
	}
	if o.path == nil || o.path.From.Remote != to { // who has no other address takes none
		o.control = s.path(s.pair.ctl, to)
	}
}

// heed does what one packet of a compound one says.
func (s *Stream) heed(r *record, now time.Duration) {
	switch r.kind {
	case typeSR:
		s.heedSender(r, now)
		s.heedReport(r, now)
	case typeRR:
		s.heedReport(r, now)
	case typeBYE:
		s.heedBye(r)
	case typeOldFIR:
		s.keyFrameWanted(now)
	case typePSFB:
		s.heedPicture(r, now)
	case typeRTPFB:
		s.heedTransport(r, now)
	}
}

func (s *Stream) heedSender(r *record, now time.Duration) {
	if len(r.body) < senderInfo {
		return
	}
	report := rtcp.SenderReport{
		SSRC: r.sender, NTPTime: binary.BigEndian.Uint64(r.body), RTPTime: binary.BigEndian.Uint32(r.body[8:]),
	}
	in := &s.in
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.begun && r.sender == in.ssrc {
		in.clock.Heard(&report, now)
		in.publisher.Heard(&report, s.ntp(now))
	}
}

// ntp is the wall clock as it goes on from the epoch, the same in all streams.
func (s *Stream) ntp(at time.Duration) uint64 { return forward.NTP(s.cfg.Epoch.Add(at)) }

// heedBye: what comes next is another SSRC.
func (s *Stream) heedBye(r *record) {
	s.in.mu.Lock()
	defer s.in.mu.Unlock()
	if r.count > 0 && r.sender == s.in.ssrc {
		s.in.begun = false
	}
}

func (s *Stream) heedReport(r *record, now time.Duration) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	b, ok := r.reportOn(o.stream.SSRC)
	if !ok {
		return
	}
	report := rtcp.ReceptionReport{
		Jitter: binary.BigEndian.Uint32(b[12:]), LastSenderReport: binary.BigEndian.Uint32(b[16:]),
		Delay: binary.BigEndian.Uint32(b[20:]),
	}
	s.far.lost, s.far.jitter = float64(b[4])/256, span(report.Jitter, o.format.clock())
	if trip, ok := forward.RoundTrip(&report, s.ntp(now)); ok {
		s.far.trip = s.far.trips.Heard(trip, now)
	}
	o.pace.heard(s.far.lost, s.far.trip, now)
}

// heedPicture: PLI names the SSRC of the media, FIR in its entries. Some devices name
// none; there is only one that they can mean.
func (s *Stream) heedPicture(r *record, now time.Duration) {
	switch r.count {
	case formatPLI:
		if m := r.media(); m == 0 || m == s.ssrc() {
			s.keyFrameWanted(now)
		}
	case formatFIR:
		s.heedFIR(r, now)
	case formatAFB:
		if bits, ok := estimated(r); ok {
			s.out.mu.Lock()
			s.out.pace.estimated(bits, now)
			s.out.mu.Unlock()
		}
	}
}

// heedFIR: a request that is repeated has the number of before (RFC 5104 section 4.3.1).
func (s *Stream) heedFIR(r *record, now time.Duration) {
	ours := s.ssrc()
	for e := range r.entries(8) {
		if binary.BigEndian.Uint32(e) == ours && s.firIsNew(e[4]) {
			s.keyFrameWanted(now)
		}
	}
	if len(r.body) <= 4 && r.media() == ours {
		s.keyFrameWanted(now)
	}
}

func (s *Stream) firIsNew(number uint8) bool {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	repeated := o.firHeard && o.firSeen == number
	o.firSeen, o.firHeard = number, true
	return !repeated
}

func (s *Stream) keyFrameWanted(now time.Duration) {
	s.out.mu.Lock()
	wanted := s.out.keyWanted.pass(now, keyPause)
	s.out.mu.Unlock()
	if wanted {
		s.cfg.Sink.KeyFrameWanted()
	}
}

func (s *Stream) wished(bits int, now time.Duration) {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	s.out.pace.wished(bits, now)
}

func (s *Stream) heedTransport(r *record, now time.Duration) {
	switch r.count {
	case formatNACK:
		s.heedNACK(r, now)
	case formatTMMBR:
		ours := s.ssrc()
		for e := range r.entries(8) {
			if binary.BigEndian.Uint32(e) == ours {
				bits, overhead := maxBitRate(e)
				s.wished(bits, now)
				s.feedback(&rawPacket{tmmbn(nil, ours, r.sender, bits, overhead)})
				break
			}
		}
	}
}

// heedNACK sends again what is asked for.
func (s *Stream) heedNACK(r *record, now time.Duration) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.nack || !o.ready() || r.media() != o.stream.SSRC {
		return
	}
	out := s.cfg.Ports.sender(s.pair.rtp)
	for e := range r.entries(4) {
		sequence, more := binary.BigEndian.Uint16(e), binary.BigEndian.Uint16(e[2:])
		o.repair(out, sequence, now)
		for i := uint16(1); more != 0; i, more = i+1, more>>1 {
			if more&1 != 0 {
				o.repair(out, sequence+i, now)
			}
		}
	}
	out.Flush()
	s.cfg.Ports.giveBack(out)
}
