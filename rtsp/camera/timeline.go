package camera

import (
	"math"
	"time"
)

// timeline makes of the timestamps of a stream the time at which a thing is to be shown.
// Numbers in, numbers out. It trusts the clock of the camera only as far as it agrees
// with ours: nothing can be shown before it comes, and nothing comes very late.
type timeline struct {
	clock int

	begun  bool
	stamp  uint32        // the last timestamp
	ticks  int64         // the same without an end
	origin int64         // a moment in ticks,
	anchor time.Duration // and when it is shown
	lag    time.Duration // that the other stream has more; see agree

	// What was seen since the last look.
	since time.Duration
	from  int64
	count int
	least time.Duration // how late what comes earliest is
	loose bool          // the clock is of no use; what comes is shown

	// reported is anchor and our time at the last sender report, less the camera's.
	offset   time.Duration
	reported bool
}

const (
	lateMost = 3 * time.Second // what is later has jumped
	jumpMost = 60              // seconds from one timestamp to the next
	lookEach = 2 * time.Second
	// A clock that is wrong by more than a quarter is not taken for one.
	slowest, fastest = 0.75, 1.33
)

// at tells when what has that timestamp and has come now is to be shown.
func (l *timeline) at(stamp uint32, now time.Duration) time.Duration {
	if !l.begun {
		l.begun, l.stamp = true, stamp
		l.restart(now)
		l.look(now)
	}
	step := int64(int32(stamp - l.stamp))
	l.ticks += step
	l.stamp = stamp
	l.count++
	late := now - l.shown(l.ticks)
	if max(step, -step) > jumpMost*int64(l.clock) || late > lateMost {
		l.restart(now)
		late = 0
	}
	if late < 0 { // it cannot come before it is: what came before was late
		l.anchor += late
		late = 0
	}
	l.least = min(l.least, late)
	if now-l.since >= lookEach {
		l.judge(now)
	}
	if l.loose {
		return now
	}
	return now - late - l.lag
}

func (l *timeline) shown(ticks int64) time.Duration {
	return l.anchor + time.Duration(ticks-l.origin)*time.Second/time.Duration(l.clock)
}

// restart shows now what came now.
func (l *timeline) restart(now time.Duration) { l.origin, l.anchor = l.ticks, now }

// judge compares the clock of the camera with ours, and follows it when it is slower.
func (l *timeline) judge(now time.Duration) {
	if l.count >= 4 {
		pace := float64(l.ticks-l.from) / float64(l.clock) / (now - l.since).Seconds()
		l.loose = pace < slowest || pace > fastest
		if l.loose {
			l.reported = false
		}
	}
	// The origin moves along, so that its distance is never large.
	l.anchor, l.origin = l.shown(l.ticks)+l.least/8, l.ticks
	l.look(now)
}

func (l *timeline) look(now time.Duration) {
	l.since, l.from, l.count, l.least = now, l.ticks, 0, math.MaxInt64
}

// report takes a sender report (RFC 3550 section 6.4.1): what the camera's own clock says
// at a timestamp.
func (l *timeline) report(ntp uint64, stamp uint32) {
	if !l.begun || l.loose || ntp == 0 {
		return
	}
	seconds := time.Duration(ntp>>32) * time.Second
	l.offset = l.shown(l.ticks+int64(int32(stamp-l.stamp))) - seconds - time.Duration(ntp&math.MaxUint32*uint64(time.Second)>>32)
	l.reported = true
}

// agree makes two streams of a camera simultaneous, as far as its reports are to be
// believed: what came on a faster way waits for the other in the past.
func agree(a, b *timeline) {
	a.lag, b.lag = 0, 0
	if !a.reported || !b.reported {
		return
	}
	switch d := a.offset - b.offset; {
	case d > 0 && d < lateMost:
		a.lag = d
	case d < 0 && d > -lateMost:
		b.lag = -d
	}
}
