//go:build cgo && (avcodec || bsd)

package video

import (
	"bytes"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"

	"veche/media/codec"
)

// resident is the memory of the process in bytes, that of C included.
func resident(t testing.TB) int {
	t.Helper()
	debug.FreeOSMemory()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(string(bytes.Fields(data)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// leaks runs fn often and gives by how much memory has grown since the first rounds.
func leaks(t testing.TB, rounds int, fn func()) int {
	t.Helper()
	runtime.LockOSThread() // C keeps a heap for each thread
	defer runtime.UnlockOSThread()
	for range rounds / 10 {
		fn()
	}
	before := resident(t)
	for range rounds {
		fn()
	}
	return resident(t) - before
}

// A decoder of 160x96 holds some 100 kB: of a thousand, a tenth leaked would show.
const leakLimit = 6 << 20

func TestClosedDecodersHoldNoMemory(t *testing.T) {
	before := Open()
	done := make(map[codec.Codec]bool)
	for _, s := range streams(t) {
		if done[s.codec] {
			continue
		}
		done[s.codec] = true
		grown := leaks(t, 1000, func() {
			d, err := NewDecoder(DecoderConfig{Codec: s.codec})
			if err != nil {
				t.Fatal(err)
			}
			for i, u := range s.units[:2] {
				d.Decode(u, 0)
				d.Decode(u[:len(u)/(i+1)], 0)
			}
			d.Close()
		})
		t.Logf("%v: %d kB after 1000", s.codec, grown>>10)
		if grown > leakLimit {
			t.Errorf("%v: %d kB more after 1000 decoders", s.codec, grown>>10)
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
		var buffer []byte
		grown := leaks(t, 1000, func() {
			e, err := NewEncoder(EncoderConfig{Codec: c, Width: 160, Height: 96, FrameRate: 25, BitRate: 100_000})
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				p.Time += frameTime
				coded, err := e.Encode(buffer[:0], p)
				if err != nil {
					t.Fatal(err)
				}
				buffer = coded.Data
			}
			e.Close()
		})
		t.Logf("%v: %d kB after 1000", c, grown>>10)
		if grown > leakLimit {
			t.Errorf("%v: %d kB more after 1000 encoders", c, grown>>10)
		}
	}
}

// A stream that runs for long, changes its size, and is damaged, grows nothing.
func TestDecodingForLongHoldsNoMemory(t *testing.T) {
	for _, s := range streams(t) {
		d := newDecoder(t, s.codec)
		round := 0
		grown := leaks(t, 60, func() {
			round++
			for i, u := range s.units {
				if (i+round)%7 == 3 {
					u = u[:len(u)-len(u)/4]
				}
				d.Decode(u, 0)
			}
		})
		d.Close()
		if grown > leakLimit {
			t.Errorf("%s: %d kB more", s.name, grown>>10)
		}
	}
}
