package forward

import (
	"testing"
	"time"

	"veche/media/codec"
)

// path is what a packet passes on its way from a publisher to one subscriber,
// but for the ciphers and the sockets.
type path struct {
	ids       Extensions
	gaps      Gaps
	ring      Ring
	detector  codec.Detector
	arrivals  Arrivals
	voice     Voice
	rewriters []Rewriter
	estimator Estimator
	pkt       []byte
	dst       []byte
	payload   int
	feedback  []byte
	now       time.Duration
	sequence  uint16
	sent      uint16
}

func newPath(subscribers int) *path {
	p := &path{ids: allIDs, gaps: Gaps{ClockRate: 90000}, dst: make([]byte, 0, 1500), feedback: make([]byte, 0, 1500)}
	o := Outgoing{PayloadType: 96, SSRC: 7, MID: "1", HasTWCC: true, HasLevel: true, Level: 40, Marker: true}
	p.pkt = AppendHeader(nil, &o, &p.ids)
	p.payload = len(p.pkt)
	p.pkt = append(p.pkt, 0x90, 0xe0, 0x80, 0x00, 0x00, 0x00) // VP8: picture id, TL0, TID
	p.pkt = append(p.pkt, 0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01)
	p.pkt = append(p.pkt, make([]byte, 1100)...)
	for range subscribers {
		r := NewRewriter(90000, 1, 1)
		r.Want(alice)
		p.rewriters = append(p.rewriters, r)
	}
	return p
}

// one takes one packet in and sends it to all; every twentieth is missing for a
// while and asked for.
func (p *path) one() {
	p.sequence++
	p.now += 3 * ms
	if p.sequence%20 == 0 {
		p.sequence++
	}
	p.pkt[2], p.pkt[3] = byte(p.sequence>>8), byte(p.sequence)
	var h Header
	if h.Parse(p.pkt, &p.ids) != nil || h.Trim(p.pkt) != nil {
		panic("broken packet")
	}
	p.gaps.Received(h.Sequence, h.Timestamp, p.now)
	var due [16]uint16
	for _, s := range p.gaps.Due(p.now, 10*ms, due[:0]) {
		p.gaps.Recovered(s, p.now)
	}
	p.arrivals.Received(p.sequence, p.now)
	p.ring.Put(h.Sequence, p.pkt, p.now)
	p.voice.Heard(h.Level, p.now)
	payload := p.pkt[h.Payload:h.End]
	in := Packet{
		Feed: alice, Sequence: h.Sequence, Timestamp: h.Timestamp, Marker: h.Marker, Newest: p.gaps.Newest(),
		Frame: p.detector.Inspect(codec.VP8, h.Sequence, h.Timestamp, payload),
	}
	for i := range p.rewriters {
		var out Out
		if !p.rewriters[i].Forward(&in, p.now, &out) {
			continue
		}
		in.Frame.VP8.Patch(payload, out.PictureID, out.TL0)
		p.sent++
		o := Outgoing{
			PayloadType: 96, SSRC: 9, Sequence: out.Sequence, Timestamp: out.Timestamp, Marker: out.Marker,
			MID: "4", TWCC: p.sent, HasTWCC: true,
		}
		p.dst = AppendHeader(p.dst[:0], &o, &p.ids)
		p.estimator.Sent(p.sent, len(p.dst)+len(payload), p.now)
	}
	if p.sequence%16 == 0 {
		p.feedback = p.arrivals.AppendFeedback(p.feedback[:0], 1, 2)
		if len(p.feedback) > 0 && p.estimator.Feedback(p.feedback, p.now) != nil {
			panic("broken feedback")
		}
		p.estimator.ProbeWanted(3_000_000, 20*ms, p.now)
	}
}

func TestThePathAllocatesNothing(t *testing.T) {
	p := newPath(10)
	for range 4000 { // rings and histories grow to their size
		p.one()
	}
	if n := testing.AllocsPerRun(2000, p.one); n != 0 {
		t.Errorf("%v allocations per packet", n)
	}
}

func TestLoudestAllocatesNothing(t *testing.T) {
	p := newTable(4, 1, 2, 3, 4, 5, 6)
	for who := range uint32(6) {
		p.level[who+1] = uint8(30 + who)
	}
	p.run(time.Second)
	if n := testing.AllocsPerRun(100, func() {
		p.now += 20 * ms
		for _, v := range p.voices {
			v.Heard(30, p.now)
		}
		p.loudest.Update(p.voices, p.now)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkIn is the way of a packet up to the subscribers.
func BenchmarkIn(b *testing.B) {
	p := newPath(0)
	b.ReportAllocs()
	for b.Loop() {
		p.one()
	}
}

// BenchmarkOut is what each of 40 subscribers adds, without sealing and sending.
func BenchmarkOut(b *testing.B) {
	p := newPath(40)
	b.ReportAllocs()
	for b.Loop() {
		p.one()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/40, "ns/packet")
}

func BenchmarkHeaderParse(b *testing.B) {
	p := newPath(0)
	var h Header
	b.ReportAllocs()
	for b.Loop() {
		if h.Parse(p.pkt, &p.ids) != nil {
			b.Fatal("broken")
		}
	}
}

func BenchmarkRewrite(b *testing.B) {
	r := NewRewriter(90000, 1, 1)
	r.Want(alice)
	p := (&feedOf{feed: alice}).packet(true)
	var out Out
	b.ReportAllocs()
	for b.Loop() {
		p.Sequence++
		p.Newest = p.Sequence
		p.Timestamp += 3000
		if !r.Forward(p, time.Duration(p.Timestamp), &out) {
			b.Fatal("not forwarded")
		}
	}
}

func BenchmarkAppendHeader(b *testing.B) {
	dst := make([]byte, 0, 64)
	o := Outgoing{MID: "4", HasTWCC: true, HasLevel: true}
	b.ReportAllocs()
	for b.Loop() {
		dst = AppendHeader(dst[:0], &o, &allIDs)
	}
}

func BenchmarkSent(b *testing.B) {
	var e Estimator
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e.Sent(uint16(i), 1200, time.Duration(i)*ms)
	}
}

func BenchmarkRingPut(b *testing.B) {
	var r Ring
	pkt := make([]byte, 1200)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Put(uint16(i), pkt, time.Duration(i)*ms)
	}
}

func BenchmarkAllocate(b *testing.B) {
	wants := make([]Want, 25)
	for i := range wants {
		wants[i] = drawn(640, 360, 0)
	}
	dst := make([]Choice, 0, len(wants))
	b.ReportAllocs()
	for b.Loop() {
		Allocate(8_000_000, 100_000, wants, dst)
	}
}
