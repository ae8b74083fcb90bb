package peer

import (
	"bytes"
	"encoding/binary"
	"net"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"

	"veche/media/codec"
	"veche/media/wire"
)

// show is a publisher's camera at 25 pictures a second of two packets each, and
// people who come to see it. Time is the test's.
type show struct {
	*pair
	t      *testing.T
	source *Source
	now    time.Duration
	seq    uint16
	frame  uint32
	slots  []*Slot
	grown  bool // they come with slots added to a standing connection
	out    *wire.Sender
	sealed map[[2]uint64]int // how often (SSRC, index) was sealed, of all joiners
}

const showEvery = 40 * time.Millisecond

func newShow(t *testing.T) *show {
	t.Helper()
	p := newPair(t)
	s := &show{pair: p, t: t, source: p.slot.Source(), now: p.board.Now(), out: p.board.NewSender(), sealed: make(map[[2]uint64]int)}
	s.source.Route(nil)
	// A path, so that requests for key frames leave.
	p.publisher.path.Store(p.board.port.Path(wire.From{Remote: wire.AddrOf(mustAddrPort(sink(t).LocalAddr().String()))}))
	return s
}

// picture lets the next picture come, in two packets; what is not to come is lost.
func (s *show) picture(key bool, lost ...int) {
	s.now += showEvery
	s.frame++
	begin := keyFrame
	if !key {
		begin = []byte{0x90, 0x80, 0x80, 0x01, 1, 0, 0, 0}
	}
	begin = append(bytes.Clone(begin), make([]byte, 500)...)
	more := append([]byte{0x80, 0x80, 0x80, 0x01}, make([]byte, 500)...)
	for i, payload := range [][]byte{begin, more} {
		s.seq++
		payload[3] = byte(s.frame)
		binary.BigEndian.PutUint16(payload[len(payload)-2:], s.seq)
		if len(lost) > 0 && lost[0] == i {
			continue
		}
		var packet rtp.Packet
		if err := packet.Unmarshal(s.pair.picture(s.t, "q", 100, s.seq, 96, payload)); err != nil {
			s.t.Fatal(err)
		}
		packet.Timestamp, packet.Marker = s.frame*3600, i == 1
		b, err := packet.Marshal()
		if err != nil {
			s.t.Fatal(err)
		}
		s.deliverAt(b, s.board.start.Add(s.now))
	}
}

// viewer is somebody who came: its slot, what it receives, and how to open it.
type viewer struct {
	slot   *Slot
	socket *net.UDPConn
	opener *wire.Opener
	stream wire.InStream
	rtx    wire.InStream
}

// join brings somebody with a downlink of so many bits per second, 0 for any, who
// has been given a picture by the next tick if there is one to be had.
func (s *show) join(limit int) *viewer {
	v := &viewer{socket: sink(s.t)}
	v.slot = testSlot(s.t, s.board, mustAddrPort(v.socket.LocalAddr().String()), true)
	p := v.slot.Owner
	keys := testKeys(dtls.SRTP_AEAD_AES_128_GCM, 12)
	if err := p.secure(keys); err != nil {
		s.t.Fatal(err)
	}
	p.sealer.Sealed = func(ssrc uint32, index uint64) { s.sealed[[2]uint64{uint64(ssrc), index}]++ }
	keys.Remote = keys.Local
	var err error
	if v.opener, err = wire.NewOpener(keys); err != nil {
		s.t.Fatal(err)
	}
	v.slot.grown = s.grown
	p.Limit(limit)
	v.slot.Feed(s.source)
	s.slots = append(s.slots, v.slot)
	s.source.Route(s.slots)
	p.tickOut(s.now, s.out)
	s.out.Flush()
	return v
}

// received are the packets of the slot that have come, opened.
func (s *show) received(v *viewer) (packets []rtp.Packet) {
	s.t.Helper()
	b := make([]byte, 1500)
	for {
		// What was sent on loopback before is there by now.
		if err := v.socket.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
			s.t.Fatal(err)
		}
		n, err := v.socket.Read(b)
		if err != nil {
			return packets
		}
		if wire.Classify(b[:n]) != wire.RTP {
			continue
		}
		var h rtp.Header
		size, err := h.Unmarshal(b[:n])
		if err != nil {
			s.t.Fatal(err)
		}
		in := &v.stream
		if h.SSRC != v.slot.media.SSRC {
			in = &v.rtx
		}
		if n, err = v.opener.RTP(in, b[:n], size); err != nil {
			s.t.Fatal(err)
		}
		packets = append(packets, rtp.Packet{Header: h, Payload: bytes.Clone(b[size:n])})
	}
}

// asked tells how many key frames were asked for, or are to be.
func (s *show) asked() (n int) {
	l := s.source.layers[0].Load()
	if time.Duration(l.asked.Load()) > 0 {
		n++
	}
	if l.pending.Load() {
		n++
	}
	return n
}

func TestTenWhoComeAtOnceCostOneKeyFrame(t *testing.T) { // issue 2, first frame
	s := newShow(t)
	s.picture(false) // the camera runs
	first := s.join(0)
	if s.asked() != 1 {
		t.Fatal("nobody asked for the first key frame")
	}
	s.picture(true)
	requested := s.source.layers[0].Load().asked.Load()
	viewers := []*viewer{first}
	for range 10 {
		s.picture(false)
		s.now += 5 * time.Millisecond // a tick comes when it comes
		viewers = append(viewers, s.join(0))
		s.now -= 5 * time.Millisecond
	}
	s.picture(false)
	l := s.source.layers[0].Load()
	if l.asked.Load() != requested || l.pending.Load() {
		t.Error("another key frame was asked for")
	}
	for i, v := range viewers {
		got := s.received(v)
		if want := 2 * 12; len(got) != want {
			t.Fatalf("viewer %d has %d packets, want %d", i, len(got), want)
		}
		if !codec.KeyFrame(codec.VP8, got[0].Payload) {
			t.Errorf("viewer %d begins with no key frame", i)
		}
		for j, p := range got[1:] {
			before := got[j]
			if p.SequenceNumber != before.SequenceNumber+1 {
				t.Fatalf("viewer %d: number %d after %d", i, p.SequenceNumber, before.SequenceNumber)
			}
			step := int32(p.Timestamp - before.Timestamp)
			if before.Marker != (step > 0) || step < 0 {
				t.Fatalf("viewer %d: time %d after %d, marker %v", i, p.Timestamp, before.Timestamp, before.Marker)
			}
		}
		if got := got[23].Timestamp - got[21].Timestamp; got != 3600 {
			t.Errorf("viewer %d: what is live comes %d later, want 3600", i, got)
		}
		s.checkAgain(v, got)
	}
	for index, n := range s.sealed {
		if n > 1 {
			t.Errorf("SSRC and index %x were sealed %d times", index, n)
		}
	}
}

// checkAgain asks for all packets once more, as a NACK does.
func (s *show) checkAgain(v *viewer, first []rtp.Packet) {
	s.t.Helper()
	p := v.slot.Owner
	p.out.Lock()
	for i := range first {
		if got := v.slot.retransmit(first[i].SequenceNumber, s.now, s.out); got != repaired {
			s.t.Errorf("number %d is not to be had any more", first[i].SequenceNumber)
		}
	}
	p.out.Unlock()
	s.out.Flush()
	again := s.received(v)
	if len(again) != len(first) {
		s.t.Fatalf("%d came again, want %d", len(again), len(first))
	}
	for i, p := range again {
		want := append(binary.BigEndian.AppendUint16(nil, first[i].SequenceNumber), first[i].Payload...)
		if p.Timestamp != first[i].Timestamp || p.Marker != first[i].Marker || !bytes.Equal(p.Payload, want) {
			s.t.Errorf("number %d is another packet when it comes again", first[i].SequenceNumber)
		}
	}
}

func TestWhoCannotHaveTheLastKeyFrameGetsANewOne(t *testing.T) {
	for name, test := range map[string]struct {
		before func(s *show)
		limit  int
	}{
		"it is old": {func(s *show) {
			for range int(keyPause/showEvery) + 1 {
				s.picture(false)
			}
		}, 0},
		"a packet of it is missing":        {func(s *show) { s.picture(true, 1); s.picture(false) }, 0},
		"a packet after it is missing":     {func(s *show) { s.picture(false, 0); s.picture(false) }, 0},
		"the downlink is narrow":           {func(s *show) { s.picture(false) }, 50_000},
		"the slot was added just now":      {func(s *show) { s.grown = true; s.picture(false) }, 0},
		"the camera was off in the middle": {func(s *show) { s.source.Open(false); s.source.Open(true); s.picture(false) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShow(t)
			s.picture(true)
			s.picture(false)
			test.before(s)
			// As if measured, so low that it fits every downlink.
			s.source.layers[0].Load().rate.Store(10_000)
			v := s.join(test.limit)
			if s.asked() != 1 {
				t.Error("no key frame was asked for")
			}
			if got := s.received(v); len(got) > 0 {
				t.Errorf("%d packets came without", len(got))
			}
			s.picture(true)
			if got := s.received(v); len(got) != 2 || !codec.KeyFrame(codec.VP8, got[0].Payload) {
				t.Errorf("%d packets came with the new one", len(got))
			}
		})
	}
}

// Numbers of packets that were nothing but padding close up in a replay too.
func TestPaddingIsLeftOutOfWhatComesLater(t *testing.T) {
	s := newShow(t)
	s.picture(true)
	s.seq++
	padding := rtp.Packet{
		Header:      rtp.Header{Version: 2, SSRC: 100, SequenceNumber: s.seq, Timestamp: s.frame * 3600, PayloadType: 96, Padding: true, PaddingSize: 20},
		PaddingSize: 20,
	}
	b, err := padding.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	s.deliverAt(b, s.board.start.Add(s.now))
	s.picture(false)
	v := s.join(0)
	s.picture(false)
	got := s.received(v)
	if len(got) != 6 {
		t.Fatalf("%d packets, want 6", len(got))
	}
	for i, p := range got {
		if p.SequenceNumber != got[0].SequenceNumber+uint16(i) {
			t.Errorf("packet %d has number %d after %d", i, p.SequenceNumber, got[0].SequenceNumber)
		}
	}
}
