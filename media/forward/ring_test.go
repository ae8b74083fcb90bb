package forward

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"
)

func TestRingKeepsAboutASecondOfVideo(t *testing.T) {
	for name, test := range map[string]struct {
		size, perSecond int
		keeps, memory   int
	}{
		"a small layer":       {500, 30, 30, ringLeast},
		"a middle layer":      {1000, 80, 80, 256 << 10},
		"a large layer":       {1200, 250, 200, ringMost},
		"more than it can":    {1200, 2000, 200, ringMost},
		"very small packets":  {30, 400, 400, ringLeast},
		"more than the index": {30, 2000, 512, 64 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			var r Ring
			sequence := uint16(65000)
			put := 5 * test.perSecond
			for i := range put {
				sequence++
				b := make([]byte, test.size)
				binary.BigEndian.PutUint32(b, uint32(i))
				r.Put(sequence, b, time.Duration(i)*time.Second/time.Duration(test.perSecond))
			}
			for back := range test.keeps {
				b, ok := r.Get(sequence - uint16(back))
				if !ok || len(b) != test.size || binary.BigEndian.Uint32(b) != uint32(put-1-back) {
					t.Fatalf("packet %d back: %v, %x", back, ok, b)
				}
			}
			if len(r.data) > test.memory {
				t.Errorf("takes %d bytes, want at most %d", len(r.data), test.memory)
			}
		})
	}
}

func TestRingIsEmptyBeforeTheFirstPut(t *testing.T) {
	var r Ring
	if _, ok := r.Get(0); ok {
		t.Error("found something")
	}
	r.Put(7, nil, 0)
	if _, ok := r.Get(7); ok || r.data != nil {
		t.Error("kept nothing as something")
	}
}

// A ring must never give out bytes of another packet, whatever is overwritten.
func TestRingNeverGivesOverwrittenBytes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	var r Ring
	now := time.Duration(0)
	sequence := uint16(0)
	for range 20000 {
		now += time.Duration(random.IntN(20)) * time.Millisecond
		sequence += uint16(1 + random.IntN(3))
		b := bytes.Repeat([]byte{byte(sequence), byte(sequence >> 8)}, 1+random.IntN(700))
		r.Put(sequence, b, now)
		for range 5 {
			s := sequence - uint16(random.IntN(600))
			got, ok := r.Get(s)
			if !ok {
				if s == sequence {
					t.Fatal("the newest is not there")
				}
				continue
			}
			for i, v := range got {
				if v != byte(s>>(8*(i&1))) {
					t.Fatalf("packet %d has bytes of another", s)
				}
			}
		}
	}
}

// What never came is not gone: the publisher is being asked for it, and a key frame
// instead of it would be sent to everybody for one packet of one.
func TestRingKnowsWhatIsGone(t *testing.T) {
	var r Ring
	if r.Gone(7) {
		t.Error("gone before anything came")
	}
	for s := uint16(65000); s != 1000; s++ {
		if s%10 != 0 {
			r.Put(s, make([]byte, 1000), 0)
		}
	}
	for s := uint16(65100); s != 1100; s++ {
		_, there := r.Get(s)
		came := s%10 != 0 && int16(s-1000) < 0
		if gone := !there && r.Gone(s); there == gone && came {
			t.Errorf("%d: there %v, gone %v", s, there, gone)
		} else if gone && !came && int16(s-488) >= 0 {
			t.Errorf("%d never came", s)
		}
	}
}
