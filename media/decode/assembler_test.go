package decode

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"veche/media/codec"
)

// vp8Frame packetizes a frame of so many packets; its content says its number.
func vp8Frame(n int, key bool, packets int) (all []Packet) {
	header := []byte{1, byte(n), byte(n >> 8), 0, 0, 0, 0, 0, 0, 0} // P bit: not a key frame
	if key {
		header = []byte{0x10, byte(n), byte(n >> 8), 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01}
	}
	for i := range packets {
		p := Packet{Timestamp: uint32(n) * 3600, Marker: i == packets-1, Payload: append([]byte{0}, 7, 7, 7)}
		if i == 0 {
			p.Payload = append([]byte{0x10}, header...)
		}
		all = append(all, p)
	}
	return all
}

// talk is a stream of frames; every fiftieth is a key frame.
func talk(frames int, first uint16) (all []Packet) {
	for n := range frames {
		all = append(all, vp8Frame(n, n%50 == 0, 1+n%4)...)
	}
	for i := range all {
		all[i].Sequence = first + uint16(i)
	}
	return all
}

func numberOf(f frame) int { return int(f.unit[1]) | int(f.unit[2])<<8 }

// play pushes packets a millisecond apart and gives the numbers of the frames.
func play(a *assembler, packets []Packet) (numbers []int) {
	now := time.Duration(0)
	for i := range packets {
		now += time.Millisecond
		a.push(&packets[i], now)
		for f, ok := a.pop(now); ok; f, ok = a.pop(now) {
			numbers = append(numbers, numberOf(f))
		}
	}
	return numbers
}

func upTo(first, end int) (all []int) {
	for n := first; n < end; n++ {
		all = append(all, n)
	}
	return all
}

func TestFramesComeWholeAndInOrder(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for name, mix := range map[string]func([]Packet) []Packet{
		"in order": func(p []Packet) []Packet { return p },
		"doubled": func(p []Packet) (all []Packet) {
			for i := range p {
				all = append(all, p[i], p[i])
			}
			return all
		},
		"overtaking": func(p []Packet) []Packet {
			for i := 0; i+8 <= len(p); i += 8 {
				random.Shuffle(8, func(a, b int) { p[i+a], p[i+b] = p[i+b], p[i+a] })
			}
			return p
		},
		"sent again 60 ms later": func(p []Packet) (all []Packet) {
			var later []Packet
			for i := range p {
				if i%17 == 3 {
					later = append(later, p[i])
				} else {
					all = append(all, p[i])
				}
				if i%17 == 16 {
					at := len(all)
					all = append(all, later...)
					later = nil
					_ = at
				}
			}
			return append(all, later...)
		},
	} {
		got := play(newAssembler(codec.VP8, 100*time.Millisecond), mix(talk(200, 65500)))
		if !slices.Equal(got, upTo(0, 200)) {
			t.Errorf("%s: got frames %v", name, got)
		}
	}
}

func TestALossWaitsForAKeyFrame(t *testing.T) {
	t.Parallel()
	packets := talk(200, 100)
	lost := slices.IndexFunc(packets, func(p Packet) bool { return p.Timestamp == 60*3600 })
	packets = slices.Delete(packets, lost, lost+1)
	got := play(newAssembler(codec.VP8, 20*time.Millisecond), packets)
	if want := append(upTo(0, 60), upTo(100, 200)...); !slices.Equal(got, want) {
		t.Errorf("got frames %v", got)
	}
}

func TestNothingBeginsBeforeAKeyFrame(t *testing.T) {
	t.Parallel()
	packets := talk(120, 0)
	first := slices.IndexFunc(packets, func(p Packet) bool { return p.Timestamp == 10*3600 })
	if got := play(newAssembler(codec.VP8, time.Second), packets[first:]); !slices.Equal(got, upTo(50, 120)) {
		t.Errorf("got frames %v", got)
	}
}

func TestANewStreamBeginsAnew(t *testing.T) {
	t.Parallel()
	packets := append(talk(60, 0), talk(60, 30000)...)
	if got := play(newAssembler(codec.VP8, time.Second), packets); !slices.Equal(got, append(upTo(0, 60), upTo(0, 60)...)) {
		t.Errorf("got frames %v", got)
	}
}

func TestPaddingBetweenFramesIsNoFrame(t *testing.T) {
	t.Parallel()
	var packets []Packet
	for _, p := range talk(60, 0) {
		packets = append(packets, p)
		if p.Marker {
			packets = append(packets, Packet{Timestamp: p.Timestamp}, Packet{Timestamp: p.Timestamp})
		}
	}
	for i := range packets {
		packets[i].Sequence = uint16(i)
	}
	if got := play(newAssembler(codec.VP8, time.Second), packets); !slices.Equal(got, upTo(0, 60)) {
		t.Errorf("got frames %v", got)
	}
}

func TestWaitingForAKeyFrameHoldsLittleMemory(t *testing.T) {
	t.Parallel()
	a := newAssembler(codec.VP8, time.Second)
	p := vp8Frame(1, false, 1)[0]
	for i := range 100_000 {
		p.Sequence = uint16(i)
		a.push(&p, 0)
		a.pop(0)
	}
	held := len(a.free)
	for i := range a.slots {
		if a.slots[i].full {
			held++
		}
	}
	if held > ringSize {
		t.Errorf("%d packets are held", held)
	}
}

func TestPayloadsAreJoined(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		codec    codec.Codec
		payloads [][]byte
		want     []byte // nil: refused
	}{
		"VP8 with extensions":      {codec.VP8, [][]byte{{0x90, 0xf0, 0x81, 0x02, 3, 0x40, 9, 8}, {0x80, 0xe0, 0x81, 0x02, 3, 0x20, 7}}, []byte{9, 8, 7}},
		"VP8 without a beginning":  {codec.VP8, [][]byte{{0x00, 9, 8}}, nil},
		"VP8 with two":             {codec.VP8, [][]byte{{0x10, 9}, {0x10, 8}}, nil},
		"VP9":                      {codec.VP9, [][]byte{{0x88, 0x01, 9}, {0x84, 0x01, 8}}, []byte{9, 8}},
		"VP9 without a beginning":  {codec.VP9, [][]byte{{0x84, 0x01, 8}}, nil},
		"H264 single":              {codec.H264, [][]byte{{0x65, 1, 2}}, []byte{0, 0, 0, 1, 0x65, 1, 2}},
		"H264 STAP-A":              {codec.H264, [][]byte{{0x78, 0, 2, 0x67, 1, 0, 2, 0x68, 2}, {0x65, 3}}, []byte{0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68, 2, 0, 0, 0, 1, 0x65, 3}},
		"H264 STAP-A that is cut":  {codec.H264, [][]byte{{0x78, 0, 9, 0x67, 1}}, nil},
		"H264 FU-A":                {codec.H264, [][]byte{{0x7c, 0x85, 1}, {0x7c, 0x05, 2}, {0x7c, 0x45, 3}}, []byte{0, 0, 0, 1, 0x65, 1, 2, 3}},
		"H264 FU-A without an end": {codec.H264, [][]byte{{0x7c, 0x85, 1}, {0x7c, 0x05, 2}}, nil},
		"H264 FU-A in the middle":  {codec.H264, [][]byte{{0x7c, 0x05, 2}, {0x7c, 0x45, 3}}, nil},
		"AV1, two elements":        {codec.AV1, [][]byte{{0x20, 2, 0x08, 5, 0x30, 6, 7}}, []byte{0x0a, 1, 5, 0x32, 2, 6, 7}},
		"AV1 over two packets":     {codec.AV1, [][]byte{{0x50, 0x30, 6}, {0x90, 7, 8}}, []byte{0x32, 3, 6, 7, 8}},
		"AV1 with sizes":           {codec.AV1, [][]byte{{0x00, 3, 0x32, 1, 9, 2, 0x30, 4}}, []byte{0x32, 1, 9, 0x32, 1, 4}},
		"AV1 without a beginning":  {codec.AV1, [][]byte{{0x90, 7, 8}}, nil},
		"AV1 without an end":       {codec.AV1, [][]byte{{0x50, 0x30, 6}}, nil},
	} {
		a := newAssembler(test.codec, 0)
		a.push(&Packet{Sequence: 1}, 0)
		a.next, a.broken = 1, false
		for i, p := range test.payloads {
			a.push(&Packet{Sequence: uint16(i + 2), Timestamp: 1, Payload: p, Marker: i == len(test.payloads)-1}, 0)
		}
		f, ok := a.pop(0)
		if ok != (test.want != nil) || ok && !bytes.Equal(f.unit, test.want) {
			t.Errorf("%s: got %v % x, want % x", name, ok, f.unit, test.want)
		}
	}
}

func FuzzAssembler(f *testing.F) {
	f.Add(byte(codec.VP8), []byte("\x10\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"))
	f.Add(byte(codec.H264), []byte{3, 1, 0x78, 0, 2, 0x67, 1, 6, 1, 0x7c, 0x85, 1, 4, 0, 0x7c, 0x45, 1, 2})
	f.Add(byte(codec.AV1), []byte{5, 1, 0x50, 0x30, 6, 9, 1, 4, 1, 0x90, 7, 8, 9})
	f.Add(byte(codec.VP9), []byte{3, 1, 0x88, 1, 9})
	f.Fuzz(func(t *testing.T, kind byte, data []byte) {
		c := codec.VP8 + codec.Codec(kind)%4
		if joiners[c] == nil {
			return
		}
		a := newAssembler(c, 3)
		a.broken = kind&0x80 != 0
		sequence := uint16(0)
		for now := time.Duration(0); len(data) > 2; now++ {
			n := min(int(data[0]&31), len(data)-2)
			sequence += uint16(int8(data[1]) >> 2)
			a.push(&Packet{Sequence: sequence, Timestamp: uint32(data[1] & 3), Marker: data[0]&32 != 0, Payload: data[2 : 2+n]}, now)
			data = data[2+n:]
			for range ringSize + 1 {
				if _, ok := a.pop(now); !ok {
					break
				}
			}
			if _, ok := a.pop(now); ok {
				t.Fatal("more frames than packets")
			}
		}
	})
}

// Whoever asks for times that have passed gets what there was then: the frames of each
// millisecond, and as long a wait for what was missing.
func TestFramesOfEarlierTimes(t *testing.T) {
	t.Parallel()
	const saved = 40 // packets, a millisecond apart
	random := rand.New(rand.NewPCG(3, 4))
	packets := talk(400, 65000)
	for i := 0; i+20 <= len(packets); i += 20 {
		random.Shuffle(6, func(a, b int) { packets[i+a], packets[i+b] = packets[i+b], packets[i+a] })
	}
	packets = slices.DeleteFunc(packets, func(Packet) bool { return random.IntN(300) == 0 })
	type come struct {
		at     time.Duration
		number int
	}
	pops := func(a *assembler, at time.Duration, all []come) []come {
		for f, ok := a.pop(at); ok; f, ok = a.pop(at) {
			all = append(all, come{at, numberOf(f)})
		}
		return all
	}
	live, late := newAssembler(codec.VP8, 15*time.Millisecond), newAssembler(codec.VP8, 15*time.Millisecond)
	var want, got []come
	for first := 0; first < len(packets); first += saved {
		part := packets[first:min(first+saved, len(packets))]
		for i := range part {
			at := time.Duration(first+i) * time.Millisecond
			live.push(&part[i], at)
			want = pops(live, at, want)
			late.push(&part[i], at)
		}
		for i := range part {
			got = pops(late, time.Duration(first+i)*time.Millisecond, got)
		}
	}
	if !slices.Equal(got, want) || len(got) < 100 {
		t.Errorf("%d frames instead of %d, or at other times", len(got), len(want))
	}
}
