package rtpio

import (
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/pion/rtcp"

	"veche/media/forward"
	"veche/media/wire"
)

// reports is what a stream says and hears of itself by RTCP, under the lock of outgoing.
type reports struct {
	begun bool          // Set was called
	since time.Duration // when Set was called last
	next  time.Duration // report
	near  rtcp.ReceptionReport
	far   farReport
}

// farReport is how the far end receives us.
type farReport struct {
	lost   float64
	jitter time.Duration
	trips  forward.RoundTrips
	trip   time.Duration
}

// Quality of a stream, as of the last reports.
type Quality struct {
	// Packets that came, and what is missing of them. Jitter of RFC 3550 section 6.4.1.
	Packets uint64
	Lost    uint32
	LostNow float64 // 0 to 1, since the report before
	Jitter  time.Duration
	// Sent packets, and what the far end says of them.
	Sent      uint32
	FarLost   float64 // 0 to 1
	FarJitter time.Duration
	RoundTrip time.Duration // 0: not known
	// BitRate that the far end should get.
	BitRate int
	// Not taken: from elsewhere, not sealed by the far end, no RTP, of no agreed format,
	// come twice or too late.
	Strangers, Forged, Broken, Unknown, Double uint64
	// Unsent for want of room or of a route.
	Unsent uint64
}

// Quality tells how the stream does.
func (s *Stream) Quality() Quality {
	s.in.mu.Lock()
	c, clock := s.in.counts, s.in.gaps.ClockRate
	s.in.mu.Unlock()
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	return Quality{
		Packets: c.packets, Lost: s.near.TotalLost, LostNow: float64(s.near.FractionLost) / 256,
		Jitter: span(s.near.Jitter, clock), Sent: o.counter.Packets,
		FarLost: s.far.lost, FarJitter: s.far.jitter, RoundTrip: s.far.trip, BitRate: o.pace.rate,
		Strangers: c.strangers, Forged: c.forgeries, Broken: c.broken, Unknown: c.unknown, Double: c.double,
		Unsent: o.refused + s.pair.rtp.Dropped(),
	}
}

// span is the time of so many ticks.
func span(ticks, clock uint32) time.Duration {
	if clock == 0 {
		return 0
	}
	return time.Duration(ticks) * time.Second / time.Duration(clock)
}

// begin starts the reports, or lets the next one come soon.
func (s *Stream) begin(now time.Duration) {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	s.begun, s.since = true, now
	s.next = now + firstReport
	s.alarm.ring(now)
}

// report sends the reports of RFC 3550 section 6.4 if they are due.
func (s *Stream) report(now time.Duration) {
	o := &s.out
	o.mu.Lock()
	due := s.begun && now >= s.next
	o.mu.Unlock()
	if !due {
		return
	}
	received := s.reception(now)
	o.mu.Lock()
	defer o.mu.Unlock()
	s.next = now + reportTime/2 + rand.N(reportTime)
	if len(received) > 0 {
		s.near = received[0]
	}
	s.sendControl(s.status(received, now))
}

// reception is what is said of what came; nothing before anything has.
func (s *Stream) reception(now time.Duration) []rtcp.ReceptionReport {
	in := &s.in
	in.mu.Lock()
	defer in.mu.Unlock()
	if !in.begun {
		return nil
	}
	r, ok := in.gaps.Report(in.ssrc)
	if !ok {
		return nil
	}
	r.LastSenderReport, r.Delay = in.clock.LastReport(now)
	return []rtcp.ReceptionReport{r}
}

// status is a sender report, or a receiver report from who has sent nothing since the
// last one. Under the lock of outgoing.
func (s *Stream) status(received []rtcp.ReceptionReport, now time.Duration) rtcp.Packet {
	o := &s.out
	if o.counter.Packets == o.reported {
		return &rtcp.ReceiverReport{SSRC: o.stream.SSRC, Reports: received}
	}
	o.reported = o.counter.Packets
	r := o.counter.Report(o.stream.SSRC, s.ntp(now), o.timestamp(now))
	r.Reports = received
	return &r
}

// feedback sends a packet at once, behind an empty report as compound packets want it
// (RFC 4585 section 3.1).
func (s *Stream) feedback(p rtcp.Packet) {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	s.sendControl(&rtcp.ReceiverReport{SSRC: s.out.stream.SSRC}, p)
}

// bye is the last that is said.
func (s *Stream) bye() {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	if s.out.sent {
		s.sendControl(s.status(nil, s.now()), &rtcp.Goodbye{Sources: []uint32{s.out.stream.SSRC}})
	}
}

// sendControl sends a compound packet of a report, our name, and what else there is.
// Under the lock of outgoing.
func (s *Stream) sendControl(report rtcp.Packet, more ...rtcp.Packet) {
	o := &s.out
	if o.control == nil || o.secure && o.controlSealer == nil {
		return
	}
	all := append([]rtcp.Packet{report, rtcp.NewCNAMESourceDescription(o.stream.SSRC, s.cfg.CNAME)}, more...)
	b, err := rtcp.Marshal(all)
	if err != nil {
		s.log.Error("cannot write RTCP", "error", err)
		return
	}
	socket := s.pair.ctl
	if o.control == o.path {
		socket = s.pair.rtp
	}
	out := s.cfg.Ports.sender(socket)
	defer s.cfg.Ports.giveBack(out)
	if !o.secure {
		out.Send(o.control, b)
	} else if n, err := o.controlSealer.RTCP(out.Buffer(len(b)+wire.Overhead), b); err == nil {
		out.Commit(o.control, n)
	}
	out.Flush()
}

// rawPacket is one that pion does not know.
type rawPacket struct{ b []byte }

func (p *rawPacket) Marshal() ([]byte, error)  { return p.b, nil }
func (p *rawPacket) MarshalSize() int          { return len(p.b) }
func (p *rawPacket) DestinationSSRC() []uint32 { return nil }
func (p *rawPacket) Unmarshal([]byte) error    { return nil }

// AskKeyFrame asks the far end for a key frame, at most twice a second. It is false if
// it takes no such request by RTCP: then INFO may help (RFC 5168).
func (s *Stream) AskKeyFrame() bool {
	s.in.mu.Lock()
	media := s.in.ssrc
	s.in.mu.Unlock()
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.feedback.PLI && !o.feedback.FIR {
		return false
	}
	if !o.keyAsked.pass(s.now(), keyPause) {
		return true
	}
	s.sendControl(&rtcp.ReceiverReport{SSRC: o.stream.SSRC}, o.request(media))
	return true
}

// request is PLI, or FIR with the next number.
func (o *outgoing) request(media uint32) rtcp.Packet {
	if o.feedback.PLI {
		return &rtcp.PictureLossIndication{SenderSSRC: o.stream.SSRC, MediaSSRC: media}
	}
	o.firAsked++
	return &rtcp.FullIntraRequest{
		SenderSSRC: o.stream.SSRC, FIR: []rtcp.FIREntry{{SSRC: media, SequenceNumber: o.firAsked}},
	}
}

// AskBitRate asks the far end to send no more than so many bits per second; false if it
// takes no such request (RFC 5104 section 4.2.1).
func (s *Stream) AskBitRate(bits int) bool {
	s.in.mu.Lock()
	media := s.in.ssrc
	s.in.mu.Unlock()
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.feedback.TMMBR {
		return false
	}
	s.sendControl(&rtcp.ReceiverReport{SSRC: o.stream.SSRC}, &rawPacket{tmmbr(nil, o.stream.SSRC, media, bits)})
	return true
}

// Timestamp is that of what the far end captured at a time of ours, by its sender
// reports; false before the first. Sound and picture of a call are brought into step by
// it.
func (s *Stream) Timestamp(at time.Duration) (uint32, bool) {
	s.in.mu.Lock()
	defer s.in.mu.Unlock()
	return s.in.clock.Timestamp(&s.in.publisher, s.ntp(at))
}

// tmmbr is a whole RTCP packet.
func tmmbr(dst []byte, sender, media uint32, bits int) []byte {
	dst = limitHead(dst, formatTMMBR, sender)
	return appendMaxBitRate(dst, media, bits, 40)
}

// tmmbn acknowledges TMMBR: a whole RTCP packet (RFC 5104 section 4.2.2).
func tmmbn(dst []byte, sender, owner uint32, bits, overhead int) []byte {
	dst = limitHead(dst, formatTMMBN, sender)
	return appendMaxBitRate(dst, owner, bits, overhead)
}

func limitHead(dst []byte, format uint8, sender uint32) []byte {
	dst = append(dst, 0x80|format, typeRTPFB, 0, 4)
	dst = binary.BigEndian.AppendUint32(dst, sender)
	return binary.BigEndian.AppendUint32(dst, 0)
}
