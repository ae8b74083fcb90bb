//go:build cgo && (avcodec || bsd)

package video

import (
	"runtime"
	"testing"

	"veche/media/codec"
	"veche/media/codec/internal/malloc"
)

// grown runs fn often and gives by how many bytes C's memory has grown since the
// first rounds. Other tests must not run beside.
func grown(rounds int, fn func()) int {
	runtime.LockOSThread() // each thread keeps some freed memory, which counts
	defer runtime.UnlockOSThread()
	for range 10 {
		fn()
	}
	before := malloc.InUse()
	for range rounds {
		fn()
	}
	return malloc.InUse() - before
}

// Of a thousand coders, sixteen bytes leaked by each would show.
const (
	rounds    = 1000
	leakLimit = 16 * rounds
)

func TestClosedDecodersHoldNoMemory(t *testing.T) {
	before := Open()
	done := make(map[codec.Codec]bool)
	for _, s := range streams(t) {
		if done[s.codec] {
			continue
		}
		done[s.codec] = true
		n := grown(rounds, func() {
			d, err := NewDecoder(DecoderConfig{Codec: s.codec})
			if err != nil {
				t.Fatal(err)
			}
			d.Decode(s.units[0], 0)
			d.Decode(s.units[1][:len(s.units[1])/2], 0)
			d.Close()
		})
		if n > leakLimit {
			t.Errorf("%v: %d bytes more after %d decoders", s.codec, n, rounds)
		}
	}
	if Open() != before {
		t.Errorf("%d coders are open, %d were", Open(), before)
	}
}

func TestClosedEncodersHoldNoMemory(t *testing.T) {
	p := codec.NewPicture(160, 96)
	scene(p, 0)
	for _, c := range Encoders() {
		buffer := make([]byte, 0, 1<<16)
		n := grown(rounds, func() {
			e, err := NewEncoder(EncoderConfig{Codec: c, Width: 160, Height: 96, FrameRate: 25, BitRate: 100_000})
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				p.Time += frameTime
				if _, err := e.Encode(buffer, p); err != nil {
					t.Fatal(err)
				}
			}
			e.Close()
		})
		if n > leakLimit {
			t.Errorf("%v: %d bytes more after %d encoders", c, n, rounds)
		}
	}
}

// A stream that runs for long, and is damaged now and then, grows nothing.
func TestDecodingForLongHoldsNoMemory(t *testing.T) {
	for _, s := range streams(t) {
		d := newDecoder(t, s.codec)
		round := 0
		n := grown(40, func() {
			round++
			for i, u := range s.units {
				if (i+round)%7 == 3 {
					u = u[:len(u)-len(u)/4]
				}
				d.Decode(u, 0)
			}
		})
		d.Close()
		if n > 1<<20 { // pools reach their size slowly
			t.Errorf("%s: %d bytes more", s.name, n)
		}
	}
}
