package camera

import (
	"math/rand/v2"
	"time"

	"veche/conference/camera"
)

// pause is the time between two attempts.
type pause struct {
	whole   time.Duration
	hurried time.Duration // when somebody comes who waits for the camera
}

// pauses grow: doubled each time, with some chance in it, so that the cameras of a
// building do not all come back in one moment.
type pauses struct {
	timing *Timing
	last   camera.State
	times  int // in a row, for a reason of that kind
}

// steady is for how long a connection holds that was worth it: after it pauses begin anew.
const steady = 10 * time.Second

// after is the pause after an attempt that took so long and came to s.
func (p *pauses) after(s camera.State, took time.Duration) pause {
	first, longest := p.timing.Retry, p.timing.Longest
	if s == camera.WrongPassword {
		first, longest = p.timing.Refused, 10*p.timing.Refused
	}
	if took >= steady || (s == camera.WrongPassword) != (p.last == camera.WrongPassword) {
		p.times = 0
	}
	p.last = s
	whole := longest
	if p.times < 20 {
		whole = min(longest, first<<p.times)
	}
	p.times++
	hurried := p.timing.Retry
	if s == camera.WrongPassword {
		hurried = p.timing.Refused / 6
	}
	return pause{whole: vary(whole), hurried: hurried}
}

// vary is d within a fifth of it.
func vary(d time.Duration) time.Duration {
	if d < 5 {
		return d
	}
	return d - d/5 + rand.N(2*d/5)
}
