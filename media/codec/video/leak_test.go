//go:build cgo && (avcodec || bsd)

package video

import (
	"bytes"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"testing"

	"veche/media/codec"
	"veche/media/codec/internal/malloc"
	"veche/media/codec/scene"
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
	scene.Draw(p, 0)
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

// Memory that is free in C must not stay with the process: without care it holds
// most of what coders have ever used at once, in a heap for each thread.
func TestClosedCodersGiveTheirMemoryBack(t *testing.T) {
	pictures := scenes(1280, 720, 3)
	before := resident(t)
	for range 3 {
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() { codeAndClose(t, pictures) })
		}
		all.Wait()
	}
	grown := resident(t) - before
	t.Logf("%d MB more", grown>>20)
	if grown > 80<<20 {
		t.Errorf("%d MB more", grown>>20)
	}
}

// codeAndClose opens, uses and closes a coder of each kind.
func codeAndClose(t *testing.T, pictures []*codec.Picture) {
	t.Helper()
	for _, c := range Encoders() {
		e, err := NewEncoder(EncoderConfig{Codec: c, Width: pictures[0].Width, Height: pictures[0].Height, FrameRate: 25, BitRate: 1_200_000})
		if err != nil {
			t.Error(err)
			return
		}
		defer e.Close()
		d, err := NewDecoder(DecoderConfig{Codec: c})
		if err != nil {
			t.Error(err)
			return
		}
		defer d.Close()
		for _, p := range pictures {
			coded, err := e.Encode(nil, p)
			if err == nil {
				_, err = d.Decode(coded.Data, 0)
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
}

// resident is the memory of the process in bytes, that of C included.
func resident(t *testing.T) int {
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
