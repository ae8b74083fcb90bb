package rtpio

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// dialled runs a dialler by its own clock, each time late by so much.
func dialled(t *testing.T, d *dialler, late time.Duration) (tones []tone, at []time.Duration) {
	t.Helper()
	for range 10_000 {
		due, ok := d.due()
		if !ok {
			return tones, at
		}
		if tone, ok := d.tick(8000, due+late); ok {
			tones, at = append(tones, tone), append(at, due+late)
		}
	}
	t.Fatal("it dials for ever")
	return nil, nil
}

func TestKeysArePressedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	for _, late := range []time.Duration{0, 300 * time.Millisecond} {
		var d dialler
		// Post-dial digits with pauses (C21 to C23).
		if err := d.add([]Key{{Pause: time.Second}, {Digit: '1', Pause: 2 * time.Second}, {Digit: 'd'}}, time.Minute); err != nil {
			t.Fatal(err)
		}
		tones, at := dialled(t, &d, late)
		if len(tones) != 2*(digitSteps+digitEnds-1) {
			t.Fatalf("%d packets", len(tones))
		}
		second := tones[len(tones)/2:]
		if at[0] < time.Minute+time.Second || second[0].start-tones[0].start < 2*time.Second+100*time.Millisecond {
			t.Errorf("late by %v: dialled at %v and %v", late, at[0], second[0].start)
		}
		if tones[0].event.code != 1 || second[0].event.code != 15 || !second[0].first || second[1].first {
			t.Errorf("got %+v", tones)
		}
		ends := slices.IndexFunc(second, func(t tone) bool { return t.event.end })
		if ends != digitSteps-1 || second[ends].event.duration != 800 {
			t.Errorf("it ends with packet %d: %+v", ends, second[ends])
		}
	}
}

func TestSoundIsLeftOutWhileAKeyIsDown(t *testing.T) {
	t.Parallel()
	var d dialler
	_ = d.add([]Key{{Digit: '1'}}, 0)
	for i := range digitSteps + digitEnds - 1 {
		due, _ := d.due()
		d.tick(8000, due)
		if want := i < digitSteps-1; d.holds() != want {
			t.Errorf("after packet %d: held is %v", i, !want)
		}
	}
}

func TestWhatCannotBeDialled(t *testing.T) {
	t.Parallel()
	var d dialler
	for _, keys := range [][]Key{{{Digit: 'x'}}, {{Digit: 0xe9}}, {{Digit: '1', Pause: -1}}, make([]Key, digitsMost+1)} {
		if err := d.add(keys, 0); !errors.Is(err, ErrDigits) {
			t.Errorf("got %v", err)
		}
	}
	if _, ok := d.due(); ok {
		t.Error("something is dialled")
	}
}
