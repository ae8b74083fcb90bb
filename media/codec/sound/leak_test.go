//go:build cgo

package sound

import (
	"runtime"
	"testing"

	"veche/media/codec/internal/malloc"
)

// Of a thousand coders, sixteen bytes leaked by each would show.
func TestClosedCodersHoldNoMemory(t *testing.T) {
	const rounds = 1000
	runtime.LockOSThread() // each thread keeps some freed memory, which counts
	defer runtime.UnlockOSThread()
	open := Open()
	in, out := speech(48000, 1, 2048), make([]int16, MaxSamples)
	buffer := make([]byte, 0, 8000)
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
			for range 2 {
				if p, _ := e.Encode(buffer, in[:e.FrameSize()]); len(p) > 0 {
					d.Decode(out, p)
					d.Decode(out, p[:len(p)/2])
				}
			}
			d.Conceal(out, e.FrameSize())
			e.Close()
			d.Close()
		}
		for range 10 {
			round()
		}
		before := malloc.InUse()
		for range rounds {
			round()
		}
		if grown := malloc.InUse() - before; grown > 16*rounds {
			t.Errorf("%v: %d bytes more after %d of each", c, grown, rounds)
		}
	}
	if Open() != open {
		t.Errorf("%d coders are open, %d were", Open(), open)
	}
}
