package record

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// Every operation on the disk may be the last before the machine dies, also while
// the file is being finished and while the recovery is at work; of those since
// the last sync a power cut takes any, or half of one: all that was synced is
// recovered, twice as well as once (lesson 33).
func TestACrashAtAnyOperationLosesNothingThatWasSynced(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fragments, size int
		reserve         int64
	}{
		"the index fits the reserve":                   {3, 40, reserveSize},
		"the index takes the place of some fragments":  {40, 400, 2048},
		"the index is longer than everything recorded": {6, 1, 64},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := recordTiny(t, test.fragments, test.size, test.reserve)
			var durable []byte
			var pending []operation // since the last sync: any of them may get lost in a power cut
			synced, written := 0, 0
			for i, o := range log {
				if o.kind == "sync" {
					durable, pending, synced = applyAll(durable, pending), nil, written
				} else {
					pending = append(pending, o)
				}
				if written < test.fragments && o.kind == "write" && string(o.data[4:8]) == "moof" {
					written++
				}
				for survivors := range 1 << len(pending) {
					some := chosen(pending, survivors)
					recoverTiny(t, fmt.Sprintf("after %d, with %b of what was not synced", i, survivors), applyAll(durable, some), test.size, synced)
					if n := len(some) - 1; n >= 0 && len(some[n].data) > header {
						some[n].data = some[n].data[:len(some[n].data)/2]
						recoverTiny(t, fmt.Sprintf("after %d, with %b and a half", i, survivors), applyAll(durable, some), test.size, synced)
					}
				}
			}
			b := applyAll(durable, pending)
			if got := checkTiny(t, b, test.size); got != test.fragments {
				t.Errorf("%d fragments in the end, want %d", got, test.fragments)
			}
		})
	}
}

func applyAll(b []byte, log []operation) []byte {
	b = bytes.Clone(b)
	for _, o := range log {
		b = o.apply(b)
	}
	return b
}

// chosen is the operations whose bits are set.
func chosen(log []operation, bits int) (some []operation) {
	for i, o := range log {
		if bits>>i&1 == 1 {
			some = append(some, o)
		}
	}
	return some
}

// recordTiny writes and finishes a made-up file, and gives what it did.
func recordTiny(t testing.TB, fragments, size int, reserve int64) []operation {
	t.Helper()
	m := newMemory()
	writeTiny(t, m, fragments, size, reserve, true)
	return m.log
}

func writeTiny(t testing.TB, m *memory, fragments, size int, reserve int64, finish bool) {
	t.Helper()
	f := &file{disk: m}
	if err := f.begin(start2022, tinyTracks()); err != nil {
		t.Fatal(err)
	}
	if reserve != reserveSize { // as if the constant were another
		f.data = f.reserve + reserve
		f.end = f.data
		m.log[0].data = freeBox(m.log[0].data[:f.reserve], reserve)
		m.b = m.log[0].apply(nil)
	}
	for n := range fragments {
		if err := f.append(second(n, size)); err != nil {
			t.Fatal(err)
		}
	}
	if finish {
		if err := f.finish(); err != nil {
			t.Fatal(err)
		}
	}
}

// recoverTiny recovers what a crash left, and again after a crash at every
// operation of that recovery.
func recoverTiny(t testing.TB, when string, b []byte, size, least int) {
	t.Helper()
	m := newMemory()
	m.b = b
	before := bytes.Clone(b)
	err := finishUnfinished(m, int64(len(m.b)))
	switch {
	case errors.Is(err, ErrEmpty) && least == 0:
		return
	case errors.Is(err, errFinished):
	case err != nil:
		t.Fatalf("%s: %v", when, err)
	}
	if got := checkTiny(t, m.b, size); got < least {
		t.Fatalf("%s: %d fragments, %d were synced", when, got, least)
	}
	for i, o := range m.log {
		before = o.apply(before)
		again := newMemory()
		again.b = bytes.Clone(before)
		if err := finishUnfinished(again, int64(len(again.b))); err != nil && !errors.Is(err, errFinished) {
			t.Fatalf("%s, then after operation %d of the recovery: %v", when, i, err)
		}
		if got := checkTiny(t, again.b, size); got < least {
			t.Fatalf("%s, then after operation %d of the recovery: %d fragments, %d were synced", when, i, got, least)
		}
	}
}

// Cut at any byte, a file recovers up to its last whole fragment, or the error
// says that there is none.
func TestACutAtAnyByteKeepsWholeFragments(t *testing.T) {
	t.Parallel()
	m := newMemory()
	const fragments, size = 3, 20
	writeTiny(t, m, fragments, size, 256, false)
	whole := m.b
	var ends []int
	for _, o := range m.log[1:] {
		if o.kind == "write" {
			ends = append(ends, int(o.at)+len(o.data))
		}
	}
	for n := range len(whole) + 1 {
		if n > 100 && n < page-100 {
			continue // padding
		}
		want := 0
		for _, end := range ends {
			if n >= end {
				want++
			}
		}
		cut := newMemory()
		cut.b = bytes.Clone(whole[:n])
		err := finishUnfinished(cut, int64(n))
		switch {
		case want == 0:
			if !errors.Is(err, ErrEmpty) {
				t.Fatalf("cut at %d: %v, want ErrEmpty", n, err)
			}
		case err != nil:
			t.Fatalf("cut at %d: %v", n, err)
		default:
			if got := checkTiny(t, cut.b, size); got != want {
				t.Fatalf("cut at %d: %d fragments, want %d", n, got, want)
			}
		}
	}
}

// After a power cut the last fragment may be there in name, with zeros in it.
func TestAFragmentWithoutItsBytesIsCutOff(t *testing.T) {
	t.Parallel()
	m := newMemory()
	writeTiny(t, m, 3, 20, reserveSize, false)
	copy(m.b[len(m.b)-30:], make([]byte, 30))
	if err := finishUnfinished(m, int64(len(m.b))); err != nil {
		t.Fatal(err)
	}
	if got := checkTiny(t, m.b, 20); got != 2 {
		t.Errorf("%d fragments, want 2", got)
	}
}

// Whatever stands in a file, the recovery ends, and what it finishes is a whole
// file; what it does not finish it leaves as it was.
func FuzzRecovery(f *testing.F) {
	for _, finish := range []bool{false, true} {
		m := newMemory()
		writeTiny(f, m, 2, 4, 64, finish)
		f.Add(m.b[:page], m.b[page:])
	}
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, head, rest []byte) {
		m := newMemory()
		m.b = append(bytes.Clone(head), rest...)
		before := bytes.Clone(m.b)
		if err := finishUnfinished(m, int64(len(m.b))); err != nil {
			if len(m.log) == 0 && !bytes.Equal(before, m.b) {
				t.Error("changed without a trace")
			}
			return
		}
		if _, err := content(m.b); err != nil {
			t.Error(err)
		}
		if err := finishUnfinished(m, int64(len(m.b))); !errors.Is(err, errFinished) {
			t.Errorf("recovered twice: %v", err)
		}
	})
}

// What a moof says comes back, whoever wrote it, when it is written again.
func FuzzMoof(f *testing.F) {
	for n := range 2 {
		var w boxes
		w.fragment(uint32(n+1), second(n, 9))
		f.Add(w.b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		index, ok := parseMoof(child(b, "moof"), 2)
		if !ok || index.payload > 1<<20 {
			return
		}
		runs := make([]run, 2)
		for i, r := range index.runs {
			if r.track < i || len(runs[r.track].samples) > 0 {
				return // not in the order we write
			}
			size := uint32(0)
			for _, s := range r.samples {
				size += s.size
			}
			runs[r.track] = run{samples: r.samples, tail: r.tail, data: make([]byte, size)}
		}
		var w boxes
		w.fragment(index.sequence, runs)
		again, ok := parseMoof(child(w.b, "moof"), 2)
		if !ok || again.sequence != index.sequence || again.payload != index.payload || len(again.runs) != len(index.runs) {
			t.Fatalf("%+v comes back as %+v", index, again)
		}
		for i, r := range again.runs {
			want := index.runs[i]
			if r.track != want.track || r.tail != want.tail || !slices.Equal(r.samples, want.samples) {
				t.Errorf("%+v comes back as %+v", want, r)
			}
		}
	})
}
