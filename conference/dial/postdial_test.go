package dial_test

import (
	"slices"
	"testing"

	"veche/conference/dial"
)

func TestPostDialIsDoneInSteps(t *testing.T) {
	t.Parallel()
	pause, wait := dial.Step{Pause: dial.ShortPause}, dial.Step{Await: dial.LongPause}
	send := func(digits string) dial.Step { return dial.Step{Digits: digits} }
	for digits, want := range map[dial.PostDial][]dial.Step{
		"":         nil,
		";123456":  {wait, send("123456")},
		",222":     {pause, send("222")},
		",,1;A*#,": {pause, pause, send("1"), wait, send("A*#"), pause},
	} {
		if got := digits.Steps(); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", digits, got, want)
		}
	}
}

func TestOnlyKeysOfATelephoneCanBeSent(t *testing.T) {
	t.Parallel()
	for digits, want := range map[dial.PostDial]bool{"": true, "0123456789*#ABCD,;": true, "a": false, "1 2": false, "E": false} {
		if digits.Valid() != want {
			t.Errorf("%q: %v", digits, !want)
		}
	}
}
