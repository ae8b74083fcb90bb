package record

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"sync"
	"testing"
)

// memory is a disk that remembers every operation, and fails or stalls when it
// is told to.
type memory struct {
	mu   sync.Mutex
	b    []byte
	log  []operation
	room int64 // what Free says

	fail  func(operation) error // nil: nothing fails
	stall chan struct{}         // Sync waits until it is closed, if it is there
}

// operation is a write, a truncation (data is nil) or a sync.
type operation struct {
	kind string
	at   int64
	data []byte
}

func newMemory() *memory { return &memory{room: math.MaxInt64} }

func (m *memory) do(o operation) error {
	if m.fail != nil {
		if err := m.fail(o); err != nil {
			return err
		}
	}
	m.log = append(m.log, o)
	m.b = o.apply(m.b)
	return nil
}

func (o operation) apply(b []byte) []byte {
	switch {
	case o.kind == "write":
		if end := int(o.at) + len(o.data); end > len(b) {
			b = append(b, make([]byte, end-len(b))...)
		}
		copy(b[o.at:], o.data)
	case o.kind == "truncate" && int(o.at) <= len(b):
		b = b[:o.at]
	}
	return b
}

func (m *memory) WriteAt(b []byte, at int64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.do(operation{"write", at, bytes.Clone(b)}); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (m *memory) ReadAt(b []byte, at int64) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at >= int64(len(m.b)) {
		return 0, io.EOF
	}
	n := copy(b, m.b[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (m *memory) Truncate(size int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.do(operation{"truncate", size, nil})
}

func (m *memory) Sync() error {
	m.mu.Lock()
	stall := m.stall
	err := m.do(operation{"sync", 0, nil})
	m.mu.Unlock()
	if stall != nil {
		<-stall
	}
	return err
}

func (m *memory) Allocate(offset, size int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail(operation{"allocate", offset + size, nil})
	}
	return nil
}

func (m *memory) Free() (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.room, nil
}

func (m *memory) Close() error { return nil }

// content is the samples of each track of a finished file, by its index.
func content(b []byte) ([][][]byte, error) {
	if _, _, _, err := readFinished(bytes.NewReader(b), int64(len(b))); err != nil {
		return nil, err
	}
	var tracks [][][]byte
	for kind, box := range children(child(b, "moov")) {
		if kind != "trak" {
			continue
		}
		samples, err := trackContent(b, child(box, "mdia", "minf", "stbl"))
		if err != nil {
			return nil, err
		}
		tracks = append(tracks, samples)
	}
	return tracks, nil
}

func trackContent(b, stbl []byte) ([][]byte, error) {
	sizes, offsets, runs := reader{b: child(stbl, "stsz")}, reader{b: child(stbl, "co64")}, reader{b: child(stbl, "stsc")}
	steps := reader{b: child(stbl, "stts")}
	sizes.skip(8)
	offsets.skip(4)
	runs.skip(4)
	steps.skip(4)
	count, chunks, changes := sizes.u32(), offsets.u32(), runs.u32()
	timed := uint32(0)
	for range steps.u32() {
		timed += steps.u32()
		steps.u32()
	}
	if timed != count {
		return nil, fmt.Errorf("stts has %d samples, stsz %d", timed, count)
	}
	per, next := uint32(0), uint32(0)
	change := func() {
		next = math.MaxUint32
		if changes > 0 {
			changes--
			next = runs.u32()
		}
	}
	change()
	var samples [][]byte
	for c := uint32(1); c <= chunks; c++ {
		if c == next {
			per = runs.u32()
			runs.u32()
			change()
		}
		at := offsets.u64()
		for range per {
			size := uint64(sizes.u32())
			if at+size > uint64(len(b)) {
				return nil, fmt.Errorf("a sample at %d of %d bytes is outside", at, size)
			}
			samples = append(samples, b[at:at+size])
			at += size
		}
	}
	if len(samples) != int(count) || sizes.short || offsets.short || runs.short || len(sizes.b) != 0 {
		return nil, fmt.Errorf("%d samples in chunks, %d sizes", len(samples), count)
	}
	return samples, nil
}

// tiny makes the samples of a small made-up file: pictures begin with 'p' and
// sound with 's', and each has its number.
func tiny(track, n, size int) []byte {
	b := bytes.Repeat([]byte{"ps"[track]}, size)
	return binary.BigEndian.AppendUint32(b, uint32(n))
}

func tinyTracks() []description {
	in := &avc{}
	if _, key, err := in.take(nil, tinyKey); !key || err != nil {
		panic("the key frame of the tests is none")
	}
	return []description{composed[0].describe(in), composed[1].describe(nil)}
}

// tinyKey is a key frame of 1276x718, cut behind its first bytes.
var tinyKey = []byte("\x00\x00\x00\x01\x67\x42\xc0\x1f\xd9\x00\x50\x05\xbe\xeb\x01\x10\x00\x00\x03\x00\x10\x00\x00\x03\x00\xa0\xf1\x83\x24\x80" +
	"\x00\x00\x00\x01\x68\xcb\x83\xcb\x20\x00\x00\x01\x65\x88\x84\x21\xa0")

// second is the n-th fragment of a made-up file.
func second(n, size int) []run {
	var p, s run
	for i := range 5 {
		p.put(int64(n*5+i)*18000, i == 0, 18000, tiny(0, n*5+i, size))
	}
	for i := range 7 {
		s.put(int64(n*7+i)*aacFrame, true, aacFrame, tiny(1, n*7+i, 3))
	}
	return []run{p, s}
}

// checkTiny says how many whole fragments a finished made-up file has, and
// complains about any sample that is not the right one.
func checkTiny(t testing.TB, b []byte, size int) (fragments int) {
	t.Helper()
	tracks, err := content(b)
	if err != nil || len(tracks) != 2 {
		t.Fatalf("%d tracks, %v", len(tracks), err)
	}
	for track, samples := range tracks {
		for n, s := range samples {
			if want := tiny(track, n, []int{size, 3}[track]); !bytes.Equal(s, want) {
				t.Fatalf("track %d sample %d is %q, want %q", track, n, s, want)
			}
		}
	}
	if len(tracks[0])%5 != 0 || len(tracks[1])*5 != len(tracks[0])*7 {
		t.Fatalf("%d pictures and %d of sound", len(tracks[0]), len(tracks[1]))
	}
	return len(tracks[0]) / 5
}
