package rtpio_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"veche/media/codec"
	"veche/media/rtpio"
)

// sendPicture sends one of three payloads or so.
func sendPicture(s *rtpio.Stream, at time.Duration) {
	var c codec.Cutter
	unit := append([]byte{0, 0, 0, 1, 0x65}, bytes.Repeat([]byte{7}, 3000)...)
	s.SendPicture(&c, c.Cut(codec.H264, unit, 1200, false, 0), at)
}

func TestAPictureLeavesInOrderAndAgain(t *testing.T) {
	t.Parallel()
	s := open(t, newEar(), true)
	f := newFar(t, s)
	set(t, s, f.picture())
	sendPicture(s, time.Second)
	var got []*rtp.Packet
	for range 3 {
		got = append(got, f.read())
	}
	for i, p := range got {
		if p.Marker != (i == 2) || p.Timestamp != got[0].Timestamp || p.SequenceNumber != got[0].SequenceNumber+uint16(i) || p.PayloadType != 97 {
			t.Errorf("got %v", p)
		}
	}
	f.writeControl(&rtcp.TransportLayerNack{SenderSSRC: farSSRC, MediaSSRC: got[0].SSRC, Nacks: []rtcp.NackPair{
		{PacketID: got[0].SequenceNumber, LostPackets: 0b10},
	}})
	for _, i := range []int{0, 2} {
		if again := f.read(); again.SequenceNumber != got[i].SequenceNumber || !bytes.Equal(again.Payload, got[i].Payload) || again.Marker != got[i].Marker {
			t.Errorf("got %v again, want %v", again, got[i])
		}
	}
}

func TestALargePictureIsWhole(t *testing.T) {
	t.Parallel()
	s := open(t, newEar(), true)
	f := newFar(t, s)
	set(t, s, f.picture())
	var c codec.Cutter
	unit := append([]byte{0, 0, 0, 1, 0x65}, bytes.Repeat([]byte{7}, 50_000)...)
	n := c.Cut(codec.H264, unit, 1200, false, 0)
	s.SendPicture(&c, n, 0)
	first := f.read()
	for i := 1; i < n; i++ {
		if p := f.read(); p.SequenceNumber != first.SequenceNumber+uint16(i) || p.Marker != (i == n-1) {
			t.Fatalf("packet %d of %d: %v", i, n, p)
		}
	}
	// The next one does not overtake it.
	s.SendPicture(&c, n, time.Second)
	sendPicture(s, 2*time.Second)
	for i := range n + 3 {
		if p := f.read(); p.SequenceNumber != first.SequenceNumber+uint16(n+i) {
			t.Fatalf("packet %d: %v", i, p)
		}
	}
}

func TestKeyFramesAreAskedForBothWays(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, true)
	f := newFar(t, s)
	p := f.picture()
	set(t, s, p)
	sendPicture(s, 0)
	ours := f.read().SSRC
	f.write(f.packet(96, 0, 0x65, 1))
	next(t, e.packets, "packet")

	f.writeControl(&rtcp.PictureLossIndication{SenderSSRC: farSSRC, MediaSSRC: ours})
	next(t, e.wanted, "PLI")
	f.writeControl(&rtcp.FullIntraRequest{SenderSSRC: farSSRC, FIR: []rtcp.FIREntry{{SSRC: ours, SequenceNumber: 1}}})

	if !s.AskKeyFrame() {
		t.Error("PLI was not sent")
	}
	if got := control[*rtcp.PictureLossIndication](f); got.MediaSSRC != farSSRC || got.SenderSSRC != ours {
		t.Errorf("got %+v", got)
	}
	p.Feedback.PLI = false
	set(t, s, p)
	until(t, "second request", func() bool {
		s.AskKeyFrame()
		_ = f.ctl.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		b := make([]byte, 1500)
		n, _, err := f.ctl.ReadFromUDPAddrPort(b)
		return err == nil && bytes.Contains(b[:n], []byte{0x84, 206})
	})
	p.Feedback.FIR = false
	set(t, s, p)
	if s.AskKeyFrame() {
		t.Error("a request was sent that was not agreed")
	}
}

func TestMissingPacketsAreAskedFor(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, true)
	f := newFar(t, s)
	set(t, s, f.picture())
	f.write(f.packet(96, 0, 1))
	lost := f.packet(96, 0, 2)
	f.write(f.packet(96, 0, 3))
	got := control[*rtcp.TransportLayerNack](f)
	if got.MediaSSRC != farSSRC || len(got.Nacks) != 1 || got.Nacks[0].PacketID != lost.SequenceNumber {
		t.Errorf("got %+v", got)
	}
	f.write(lost)
	for range 3 {
		next(t, e.packets, "packet")
	}
	none(t, e.packets, "packet")
}

func TestTheFarEndSaysHowMuchItTakes(t *testing.T) {
	t.Parallel()
	e := newEar()
	s := open(t, e, true)
	f := newFar(t, s)
	set(t, s, f.picture())
	if got := next(t, e.rates, "rate"); got != 1_000_000 {
		t.Errorf("got %d of the limit", got)
	}
	sendPicture(s, 0)
	ours := f.read().SSRC
	f.write(f.packet(96, 0, 1))
	next(t, e.packets, "packet")
	// TMMBR of 500 kbit/s, RFC 5104 section 4.2.1: 125000 times 4.
	f.writeControl(&rtcp.ReceiverReport{SSRC: farSSRC}, &raw{[]byte{
		0x83, 205, 0, 4, 0, 0, 0x0f, 0xa5, 0, 0, 0, 0,
		byte(ours >> 24), byte(ours >> 16), byte(ours >> 8), byte(ours), 2<<2 | 125000>>15, 125000 >> 7 & 0xff, 125000 << 1 & 0xff, 40,
	}})
	if got := next(t, e.rates, "rate"); got != 500_000 {
		t.Errorf("got %d of TMMBR", got)
	}
	f.writeControl(&rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: farSSRC, Bitrate: 300_000, SSRCs: []uint32{ours}})
	if got := next(t, e.rates, "rate"); got < 299_000 || got > 300_000 {
		t.Errorf("got %d of REMB", got)
	}
	f.writeControl(&rtcp.ReceiverReport{SSRC: farSSRC, Reports: []rtcp.ReceptionReport{{SSRC: ours, FractionLost: 128}}})
	if got := next(t, e.rates, "rate"); got < 200_000 || got > 240_000 {
		t.Errorf("got %d after losses", got)
	}
	if !s.AskBitRate(400_000) {
		t.Error("TMMBR was not sent")
	}
}

// raw is RTCP that pion does not know.
type raw struct{ b []byte }

func (r *raw) Marshal() ([]byte, error)  { return r.b, nil }
func (r *raw) MarshalSize() int          { return len(r.b) }
func (r *raw) DestinationSSRC() []uint32 { return nil }
func (r *raw) Unmarshal([]byte) error    { return nil }
