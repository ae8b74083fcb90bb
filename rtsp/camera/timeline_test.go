package camera

import (
	"math"
	"testing"
	"time"

	"veche/conference/camera"
)

// play hands n pictures to l, each some ticks and some time after the one before.
func play(l *timeline, n int, stamp *uint32, now *time.Duration, ticks uint32, step time.Duration) (last time.Duration) {
	for range n {
		*stamp += ticks
		*now += step
		last = l.at(*stamp, *now)
	}
	return last
}

func TestTheClockOfACamera(t *testing.T) {
	t.Parallel()
	const each = 40 * time.Millisecond
	for name, test := range map[string]struct {
		ticks uint32 // that the camera counts in 40 ms; 3600 is right
		start uint32
		most  time.Duration // that a picture may be shown late
	}{
		"right":                      {3600, 0, time.Millisecond},
		"right, and over the end":    {3600, math.MaxUint32 - 36000, time.Millisecond},
		"slow by a thousandth":       {3596, 7, 100 * time.Millisecond},
		"fast by a thousandth":       {3604, 7, time.Millisecond},
		"not at all":                 {0, 7, time.Millisecond},
		"half as fast":               {1800, 7, time.Millisecond},
		"ten times as fast":          {36000, 7, time.Millisecond},
		"backwards":                  {math.MaxUint32 - 3599, 7, time.Millisecond},
		"with jumps of half a round": {math.MaxInt32, 7, time.Millisecond},
	} {
		l, stamp, now := timeline{clock: 90000}, test.start, time.Hour
		play(&l, 1000, &stamp, &now, test.ticks, each)
		got := play(&l, 10_000, &stamp, &now, test.ticks, each)
		if late := now - got; late < 0 || late > test.most {
			t.Errorf("%s: after minutes a picture is shown %v late", name, late)
		}
	}
}

// The network may hold pictures up; they are shown as far apart as they were taken.
func TestPicturesThatComeLateKeepTheirPlace(t *testing.T) {
	t.Parallel()
	l, stamp, now := timeline{clock: 90000}, uint32(0), time.Duration(0)
	before := play(&l, 40, &stamp, &now, 3600, 40*time.Millisecond)
	now += 500 * time.Millisecond
	after := play(&l, 1, &stamp, &now, 3600, 0)
	if after-before != 40*time.Millisecond {
		t.Errorf("a picture that was held up is shown %v after the one before", after-before)
	}
}

// With B-frames times go back and forth.
func TestTimesOfBFrames(t *testing.T) {
	t.Parallel()
	l := timeline{clock: 90000}
	first := l.at(0, 0)
	p, b := l.at(3*3600, 120*time.Millisecond), l.at(3600, 121*time.Millisecond)
	if p-first != 120*time.Millisecond || p-b != 80*time.Millisecond {
		t.Errorf("I %v, P %v, B %v", first, p, b)
	}
}

// Sender reports say what was at the same time: the sound of a camera comes 300 ms before
// its picture.
func TestSoundAndPictureOfACameraGoTogether(t *testing.T) {
	t.Parallel()
	var picture, sound timeline
	picture.clock, sound.clock = 90000, 8000
	const late = 300 * time.Millisecond
	for now := time.Duration(0); now < 5*time.Second; now += 20 * time.Millisecond {
		picture.at(uint32(now*90000/time.Second), now+late)
		sound.at(uint32(now*8000/time.Second), now)
	}
	ntp := func(d time.Duration) uint64 { return (3_900_000_000 + uint64(d/time.Second)) << 32 }
	picture.report(ntp(4*time.Second), 4*90000)
	sound.report(ntp(3*time.Second), 3*8000)
	agree(&picture, &sound)
	p, s := picture.at(5*90000, 5*time.Second+late), sound.at(5*8000, 5*time.Second)
	if d := p - s; d < -5*time.Millisecond || d > 5*time.Millisecond {
		t.Errorf("what is at one time is shown %v apart", d)
	}
	// A report that cannot be is not believed.
	sound.report(ntp(3*time.Second+time.Hour), 3*8000)
	agree(&picture, &sound)
	if picture.lag != 0 || sound.lag != 0 {
		t.Errorf("lags %v and %v", picture.lag, sound.lag)
	}
}

func TestPausesGrow(t *testing.T) {
	t.Parallel()
	timing := Config{}.complete().Timing
	p := pauses{timing: &timing}
	near := func(got, want time.Duration) bool { return got >= want*4/5 && got <= want*6/5 }
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 30, 30, 30} {
		if got := p.after(camera.Unreachable, 0).whole; !near(got, want*time.Second) {
			t.Errorf("pause %d is %v, want %d s", i, got, want)
		}
	}
	for i, want := range []time.Duration{30, 60, 120, 240, 300, 300} { // a camera locks out who tries often
		if got := p.after(camera.WrongPassword, 0); !near(got.whole, want*time.Second) || got.hurried < timing.Refused/10 {
			t.Errorf("pause %d after a wrong password is %v", i, got)
		}
	}
	if got := p.after(camera.NoSignal, time.Minute).whole; !near(got, time.Second) {
		t.Errorf("after a minute that went well it is %v", got)
	}
	for range 100 {
		p.after(camera.Failed, 0)
	}
}
