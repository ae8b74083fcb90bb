package rtpio

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"

	"veche/media/forward"
	"veche/media/wire"
)

// This file is what comes by RTCP, and what is done about it.

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
	in.last = now
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
