package sound

import (
	"bytes"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
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

// A coder holds some tens of kB: of a thousand, a tenth leaked would show.
func TestClosedCodersHoldNoMemory(t *testing.T) {
	runtime.LockOSThread() // C keeps a heap for each thread
	defer runtime.UnlockOSThread()
	open := Open()
	for _, c := range Encoders() {
		round := func() {
			e, err := NewEncoder(EncoderConfig{Codec: c})
			if err != nil {
				t.Fatal(err)
			}
			d, err := NewDecoder(DecoderConfig{Codec: c, Configuration: e.Configuration()})
			if err != nil {
				t.Fatal(err)
			}
			in, out := speech(e.Rate(), 1, e.FrameSize()), make([]int16, MaxSamples)
			for range 3 {
				if p, _ := e.Encode(nil, in); len(p) > 0 {
					d.Decode(out, p)
					d.Decode(out, p[:len(p)/2])
				}
				d.Conceal(out, e.FrameSize())
			}
			e.Close()
			d.Close()
		}
		for range 100 {
			round()
		}
		before := resident(t)
		for range 1000 {
			round()
		}
		if grown := resident(t) - before; grown > 4<<20 {
			t.Errorf("%v: %d kB more after 1000 of each", c, grown>>10)
		}
	}
	if Open() != open {
		t.Errorf("%d coders are open, %d were", Open(), open)
	}
}
