package media

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Sound and picture of one clock stay in step though sound waits until its packet is
// full, and neither is ever said to be of later than it came.
func TestPictureAndSoundOfACameraStayInStep(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	var c senderClock
	const epoch = 1000 * time.Hour
	for n := range 500 {
		pts := time.Duration(n) * 40 * time.Millisecond
		jitter := time.Duration(random.IntN(30)) * time.Millisecond
		arrival := epoch + pts + 5*time.Millisecond + jitter
		picture := c.at(pictureLine, pts, arrival)
		sound := c.at(soundLine, pts-64*time.Millisecond, arrival)
		if picture > arrival || sound > arrival {
			t.Fatalf("picture %d is of %v after it came", n, picture-arrival)
		}
		if n > 50 && (picture-sound != 64*time.Millisecond || arrival-picture > 40*time.Millisecond) {
			t.Fatalf("picture %d: the sound is %v before it, it came %v late", n, picture-sound, arrival-picture)
		}
	}
}

func TestAClockThatLiesIsBelievedOnlySoFar(t *testing.T) {
	t.Parallel()
	for name, pts := range map[string]func(n int) time.Duration{
		"jumps forth": func(n int) time.Duration {
			return time.Duration(n)*40*time.Millisecond + time.Duration(n/100)*time.Hour
		},
		"jumps back": func(n int) time.Duration {
			return time.Duration(n)*40*time.Millisecond - time.Duration(n/100)*time.Hour
		},
		"stands":          func(int) time.Duration { return 77 * time.Second },
		"is too slow":     func(n int) time.Duration { return time.Duration(n) * 32 * time.Millisecond },
		"is too fast":     func(n int) time.Duration { return time.Duration(n) * 48 * time.Millisecond },
		"runs backwards":  func(n int) time.Duration { return -time.Duration(n) * 40 * time.Millisecond },
		"is at random":    func(n int) time.Duration { return time.Duration(n*7919%1000) * time.Minute },
		"has another one": func(n int) time.Duration { return time.Duration(n) * 40 * time.Millisecond * 90 / 8 },
	} {
		var c senderClock
		var r reel
		last := time.Duration(0)
		for n := range 1000 {
			now := time.Hour + time.Duration(n)*40*time.Millisecond
			at := r.when(c.at(pictureLine, pts(n), now), now, true)
			if at > now+40*time.Millisecond || now-at > lagMost+time.Second || at <= last {
				t.Errorf("%s: picture %d of %v came at %v, after one of %v", name, n, at, now, last)
				break
			}
			last = at
		}
	}
}

func TestSoundIsARowWithoutGaps(t *testing.T) {
	t.Parallel()
	const frame = 20 * time.Millisecond
	for name, test := range map[string]struct {
		pts  func(n int) time.Duration
		gaps int // at most
	}{
		"as it should be": {func(n int) time.Duration { return time.Duration(n) * frame }, 0},
		"rounded": {func(n int) time.Duration {
			return (time.Duration(n) * frame).Round(time.Millisecond) + time.Millisecond
		}, 1},
		"one frame was lost": {func(n int) time.Duration { return time.Duration(n+n/250) * frame }, 4},
		"a clock of its own": {func(n int) time.Duration { return time.Duration(n) * 17 * time.Millisecond }, 20},
		"always the same":    {func(int) time.Duration { return 0 }, 20},
	} {
		var c sampleClock
		gaps, next := 0, time.Duration(0)
		for n := range 1000 {
			at := c.at(test.pts(n), frame, time.Hour+time.Duration(n)*frame)
			if n > 0 && at != next {
				gaps++
			}
			next = at + frame
		}
		if gaps > test.gaps {
			t.Errorf("%s: %d gaps", name, gaps)
		}
	}
}
