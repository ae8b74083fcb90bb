package peer

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"

	"veche/media/forward"
	"veche/media/wire"
)

// feedbackOf is RTCP that a burst brought and that concerns what its sender
// receives.
type feedbackOf struct {
	peer   *Peer
	packet []byte
}

// eachRTCP splits a compound packet (RFC 3550, section 6.1). Packets are given
// with their header; what is cut short ends it.
func eachRTCP(b []byte, each func(kind rtcp.PacketType, format uint8, packet []byte)) {
	for len(b) >= 4 && b[0]>>6 == 2 {
		n := 4 * (int(binary.BigEndian.Uint16(b[2:])) + 1)
		if n > len(b) {
			return
		}
		each(rtcp.PacketType(b[1]), b[0]&0x1f, b[:n])
		b = b[n:]
	}
}

// takeReports takes in what concerns the peer's own media, and leaves the rest in
// w.feedback. Under p.in.
func (p *Peer) takeReports(w *worker, plain []byte) {
	eachRTCP(plain, func(kind rtcp.PacketType, _ uint8, packet []byte) {
		switch kind {
		case rtcp.TypeSenderReport:
			p.takeSenderReport(w, packet)
			w.feedback = append(w.feedback, feedbackOf{p, packet})
		case rtcp.TypeReceiverReport, rtcp.TypeTransportSpecificFeedback, rtcp.TypePayloadSpecificFeedback:
			w.feedback = append(w.feedback, feedbackOf{p, packet})
		}
	})
}

func (p *Peer) takeSenderReport(w *worker, packet []byte) {
	var r rtcp.SenderReport
	if r.Unmarshal(packet) != nil {
		return
	}
	s := p.streams[r.SSRC]
	if s == nil || s.layer == nil || s.rtx {
		return
	}
	l := s.layer
	l.clock.Heard(&r, w.now)
	p.clock.Heard(&r, forward.NTP(time.Now()))
	snapshot := l.clock
	l.clockSnapshot.Store(&snapshot)
}

// takeFeedback takes in what concerns what the peer receives. No lock is held.
func (p *Peer) takeFeedback(w *worker, packet []byte) {
	p.out.Lock()
	defer p.out.Unlock()
	if p.sealer == nil || p.path.Load() == nil {
		return
	}
	switch format := packet[0] & 0x1f; rtcp.PacketType(packet[1]) {
	case rtcp.TypeSenderReport:
		var r rtcp.SenderReport
		if r.Unmarshal(packet) == nil {
			p.takeReceptions(r.Reports, w.now)
		}
	case rtcp.TypeReceiverReport:
		var r rtcp.ReceiverReport
		if r.Unmarshal(packet) == nil {
			p.takeReceptions(r.Reports, w.now)
		}
	case rtcp.TypeTransportSpecificFeedback:
		switch format {
		case rtcp.FormatTCC:
			_ = p.estimator.Feedback(packet, w.now) // a broken one says nothing
		case rtcp.FormatTLN:
			p.takeNACK(w, packet)
		}
	case rtcp.TypePayloadSpecificFeedback:
		switch format {
		case rtcp.FormatPLI:
			if len(packet) >= 12 {
				p.wantKey(w, binary.BigEndian.Uint32(packet[8:]))
			}
		case rtcp.FormatFIR:
			for at := 12; at+8 <= len(packet); at += 8 {
				p.wantKey(w, binary.BigEndian.Uint32(packet[at:]))
			}
		}
	}
}

// takeReceptions takes in how the peer receives what we send. Under p.out.
func (p *Peer) takeReceptions(reports []rtcp.ReceptionReport, now time.Duration) {
	ntp := forward.NTP(time.Now())
	for i := range reports {
		r := &reports[i]
		slot := p.bySSRC[r.SSRC]
		if slot == nil {
			continue
		}
		slot.lost = r.FractionLost
		if rtt, ok := forward.RoundTrip(r, ntp); ok {
			p.rtt.Store(int64(p.roundTrips.Heard(rtt, now)))
			p.estimator.RoundTrip(rtt)
		}
	}
}

// takeNACK sends again what the peer lost. Under p.out.
func (p *Peer) takeNACK(w *worker, packet []byte) {
	if len(packet) < 16 {
		return
	}
	slot := p.bySSRC[binary.BigEndian.Uint32(packet[8:])]
	if slot == nil || slot.closed {
		return
	}
	const most = 256    // packets sent again for one NACK
	const looked = 1024 // and looked for; older ones are not known any more
	sent, asked := 0, 0
	for at := 12; at+4 <= len(packet); at += 4 {
		first, mask := binary.BigEndian.Uint16(packet[at:]), binary.BigEndian.Uint16(packet[at+2:])
		for i := range uint16(17) {
			if i > 0 && mask>>(i-1)&1 == 0 {
				continue
			}
			if asked++; asked > looked {
				return
			}
			switch slot.retransmit(first+i, w.now, w.out) {
			case beyond:
				w.askFor(slot)
			case repaired:
				if sent++; sent == most {
					return
				}
			}
		}
	}
}

// wantKey notes that the peer asks for a key frame. Under p.out.
func (p *Peer) wantKey(w *worker, ssrc uint32) {
	if slot := p.bySSRC[ssrc]; slot != nil && slot.Video {
		w.askFor(slot)
	}
}

// askFor a key frame of what the slot shows, and what it is to show. Under the
// owner's out.
func (w *worker) askFor(slot *Slot) {
	src := slot.source.Load()
	if src == nil || slot.layer < 0 {
		return
	}
	if l := src.layers[slot.layer].Load(); l != nil {
		w.asks = append(w.asks, l)
	}
}

// sendPLI asks the peer for a key frame of what it publishes.
func (p *Peer) sendPLI(ssrc uint32, out *wire.Sender) {
	var b [12]byte
	b[0], b[1], b[3] = 2<<6|rtcp.FormatPLI, byte(rtcp.TypePayloadSpecificFeedback), 2
	binary.BigEndian.PutUint32(b[4:], p.ssrc)
	binary.BigEndian.PutUint32(b[8:], ssrc)
	p.sendRTCP(b[:], out)
}

// sendRTCP seals and queues RTCP for the peer. No lock may be held.
func (p *Peer) sendRTCP(b []byte, out *wire.Sender) {
	p.out.Lock()
	defer p.out.Unlock()
	path := p.path.Load()
	if p.sealer == nil || path == nil {
		return
	}
	buf := out.Buffer(len(b) + wire.Overhead)
	if n, err := p.sealer.RTCP(buf, b); err == nil {
		out.Commit(path, n)
	}
}
