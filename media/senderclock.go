package media

import (
	"sync"
	"time"
)

// senderClock turns the presentation times of a sender, of which picture and sound have
// the same, into times of ours. The path is taken for as long as its quickest frames
// need: at is never later than the arrival. Clocks that jump, run at a rate of their
// own or belong to one of the two alone are believed as far as the arrivals bear out.
type senderClock struct {
	mu    sync.Mutex
	lines [2]senderLine
}

// senderLine is what is known by the frames of one kind.
type senderLine struct {
	begun   bool
	lag     time.Duration // of the quickest frames: arrival less presentation time
	fastest time.Duration // of the present window
	since   time.Duration // its begin
	heard   time.Duration // the last arrival
}

// Indexes of senderClock.lines.
const (
	pictureLine = iota
	soundLine
)

const (
	// lagMost is how far a frame may lie from what its clock has said so far.
	lagMost = 2 * time.Second
	// lagWindow is how soon a slower clock is followed.
	lagWindow = 2 * time.Second
	// sameClock is how far sound and picture of one clock may lie apart.
	sameClock = time.Second
	// lineFresh is how long a line counts for the other.
	lineFresh = 5 * time.Second
)

// at is the time of a frame of a line that has come now.
func (c *senderClock) at(line int, pts, now time.Duration) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, other := &c.lines[line], &c.lines[1-line]
	l.hear(now-pts, now)
	lag := l.lag
	apart := other.lag - lag
	if other.begun && now-other.heard < lineFresh && apart < 0 && apart > -sameClock {
		lag = other.lag // the sound waits for its packet to be full
	}
	return pts + lag
}

func (l *senderLine) hear(lag, now time.Duration) {
	l.heard = now
	if !l.begun || lag-l.lag > lagMost || l.lag-lag > lagMost {
		*l = senderLine{begun: true, lag: lag, fastest: lag, since: now, heard: now}
		return
	}
	l.lag = min(l.lag, lag)
	l.fastest = min(l.fastest, lag)
	if now-l.since >= lagWindow {
		l.lag, l.fastest, l.since = l.fastest, lag, now
	}
}

// sampleClock gives frames of sound their place in a row without gaps, by what they
// hold, as long as the presentation times agree more or less: a clock that lies must
// not tear holes into the sound.
type sampleClock struct {
	begun bool
	next  time.Duration // when the frame to come is to begin
	lag   time.Duration // arrival less next, as it was anchored
	doubt int           // how often the sender's times were other than that, lately
}

const (
	// sampleExact: presentation times are rounded.
	sampleExact = 2 * time.Millisecond
	// doubtMost is how many times in a row of three as many may lie off. A sender who has
	// paused or lost frames is off once.
	doubtMost, doubtGrows = 30, 4
	// sampleDrift is how far counted sound may get away from its arrival.
	sampleDrift = 250 * time.Millisecond
)

// at is where a frame stands that lasts so long.
func (c *sampleClock) at(pts, lasts, now time.Duration) time.Duration {
	off := pts - c.next
	switch {
	case !c.begun || off > lagMost || off < -lagMost:
		if c.begun && c.doubt > doubtMost {
			break // it jumps all the time
		}
		c.doubt += doubtGrows
		c.begun, c.next, c.lag = true, pts, now-pts
	case off <= sampleExact && off >= -sampleExact:
		c.doubt = max(c.doubt-1, 0)
	case c.doubt <= doubtMost:
		c.doubt += doubtGrows
		c.next, c.lag = pts, now-pts
	}
	if drift := now - c.next - c.lag; c.doubt > doubtMost && (drift > sampleDrift || drift < -sampleDrift) {
		c.next += drift
	}
	at := c.next
	c.next += lasts
	return at
}
