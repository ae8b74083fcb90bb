package media

import "time"

// trackClock turns the RTP timestamps of a source into the time at which they came,
// without their jitter. The sender's clock is followed by the fastest packets, slowly.
type trackClock struct {
	rate    uint32 // Hz
	begun   bool
	last    uint32
	media   time.Duration // of last
	origin  time.Duration // of media time 0, by the fastest packets
	fastest time.Duration // of the present window, against origin
	since   time.Duration
}

const clockWindow = 10 * time.Second

// at takes in a packet and gives its time.
func (c *trackClock) at(timestamp uint32, now time.Duration) time.Duration {
	if !c.begun {
		c.begun, c.last, c.origin, c.since = true, timestamp, now, now
		c.fastest = time.Hour
	}
	c.advance(timestamp)
	lag := now - c.media - c.origin
	if lag < 0 || lag > 2*time.Second { // faster than ever, or another time line
		c.origin += lag
		lag, c.fastest, c.since = 0, time.Hour, now
	}
	c.fastest = min(c.fastest, lag)
	if now-c.since > clockWindow {
		c.origin += c.fastest // the sender's clock is slower, or the path longer
		c.fastest, c.since = time.Hour, now
	}
	return c.origin + c.media
}

// of is the time of a timestamp near the last one.
func (c *trackClock) of(timestamp uint32) time.Duration {
	return c.origin + c.media + c.span(timestamp)
}

func (c *trackClock) advance(timestamp uint32) {
	if d := c.span(timestamp); d > 0 {
		c.media, c.last = c.media+d, timestamp
	} else if d < -2*time.Second {
		c.last = timestamp
	}
}

func (c *trackClock) span(timestamp uint32) time.Duration {
	return time.Duration(int32(timestamp-c.last)) * time.Second / time.Duration(c.rate)
}
