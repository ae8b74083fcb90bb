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

func TestRingKnowsWhatFollowsTheLastKeyFrame(t *testing.T) {
	type put struct {
		sequence uint16
		size     int
		key      bool
		lead     uint8
	}
	plain := func(sequences ...uint16) (puts []put) {
		for _, s := range sequences {
			puts = append(puts, put{sequence: s, size: 100})
		}
		return puts
	}
	count := func(from uint16, n, size int) (puts []put) {
		for i := range n {
			puts = append(puts, put{sequence: from + uint16(i), size: size})
		}
		return puts
	}
	key := func(sequence uint16, lead uint8) []put { return []put{{sequence, 100, true, lead}} }
	join := func(parts ...[]put) (all []put) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	for name, test := range map[string]struct {
		puts []put
		ok   bool
		want Run // times are those of the numbers put
	}{
		"nothing":                            {nil, false, Run{}},
		"no key frame":                       {plain(1, 2, 3), false, Run{}},
		"a key frame alone":                  {key(7, 0), true, Run{First: 7, Key: 7, Last: 7, Bytes: 100, At: 1, LastAt: 1}},
		"with what leads and follows":        {join(plain(65533, 65534), key(65535, 2), plain(0, 1)), true, Run{First: 65533, Key: 65535, Last: 1, Bytes: 500, At: 3, LastAt: 5}},
		"the last of two":                    {join(key(1, 0), plain(2), key(3, 0), plain(4)), true, Run{First: 3, Key: 3, Last: 4, Bytes: 200, At: 3, LastAt: 4}},
		"an older one that comes late":       {join(key(5, 0), plain(6), key(3, 0), plain(4)), true, Run{First: 5, Key: 5, Last: 6, Bytes: 200, At: 1, LastAt: 2}},
		"one missing":                        {join(key(1, 0), plain(2, 4)), false, Run{}},
		"the missing one came":               {join(key(1, 0), plain(2, 4, 3)), true, Run{First: 1, Key: 1, Last: 4, Bytes: 400, At: 1, LastAt: 3}},
		"what leads is missing":              {join(plain(9), key(11, 2)), false, Run{}},
		"as many as are sent at once":        {join(key(0, 0), count(1, runMost-1, 10)), true, Run{Last: runMost - 1, Bytes: 100 + 10*(runMost-1), At: 1, LastAt: runMost}},
		"more than are sent at once":         {join(key(0, 0), count(1, runMost, 10)), false, Run{}},
		"the key frame has been overwritten": {join(key(0, 0), count(1, 40, 10_000)), false, Run{}},
	} {
		t.Run(name, func(t *testing.T) {
			var r Ring
			for i, p := range test.puts {
				r.Put(p.sequence, make([]byte, p.size), time.Duration(i+1))
				if p.key {
					r.Keyed(p.sequence, p.lead, time.Duration(i+1))
				}
			}
			got, ok := r.SinceKey()
			if ok != test.ok || ok && got != test.want {
				t.Errorf("%v %+v, want %v %+v", ok, got, test.ok, test.want)
			}
			r.Forget()
			if got, ok := r.SinceKey(); ok {
				t.Errorf("%+v after all was forgotten", got)
			}
			r.Put(40000, []byte{1}, time.Hour)
			if got, ok := r.SinceKey(); ok {
				t.Errorf("%+v without a key frame", got)
			}
		})
	}
}
