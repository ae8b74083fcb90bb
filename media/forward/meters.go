package forward

import (
	"math"
	"time"
)

// This file holds what an [Estimator] measures: rates, the queue, loss, the
// capacity seen when it was too much, and the feedback's clock.

// rateMeter counts bytes in slices of time.
type rateMeter struct {
	bytes [rateSlices]uint32
	last  int64 // number of the newest slice
	first int64 // that of the oldest known
	begun bool
}

const (
	rateSlice       = 25 * time.Millisecond
	rateSlices      = 24
	deliveredWindow = 500 * time.Millisecond
	decreaseWindow  = 300 * time.Millisecond
)

func (m *rateMeter) add(at time.Duration, size int) {
	slice := int64(at / rateSlice)
	if !m.begun {
		m.begun, m.last, m.first = true, slice, slice
	}
	if slice > m.last {
		if slice-m.last >= rateSlices {
			clear(m.bytes[:])
		} else {
			for s := m.last + 1; s <= slice; s++ {
				m.bytes[s%rateSlices] = 0
			}
		}
		m.last = slice
	}
	if m.last-slice < rateSlices && slice >= 0 {
		m.bytes[slice%rateSlices] += uint32(size)
	}
}

// rate is that of the window before the newest slice, which is not complete, in
// bits per second; 0 if too little is known.
func (m *rateMeter) rate(window time.Duration) float64 {
	slices := min(int64(window/rateSlice), m.last-m.first, rateSlices-1)
	if !m.begun || slices < int64(100*time.Millisecond/rateSlice) {
		return 0
	}
	var sum uint64
	for s := m.last - slices; s < m.last; s++ {
		sum += uint64(m.bytes[s%rateSlices])
	}
	return float64(sum) * 8 / (time.Duration(slices) * rateSlice).Seconds()
}

// rateAt is the same for the window before now, with nothing sent since counted.
func (m *rateMeter) rateAt(now, window time.Duration) float64 {
	if !m.begun {
		return 0
	}
	m.add(now, 0)
	return m.rate(window)
}

// queueMeter keeps how long packets wait in the path: their one-way delay beyond
// the least of the last 10 to 20 seconds (clocks drift, routes change).
type queueMeter struct {
	delay  time.Duration
	base   [2]time.Duration // least of this period and of the one before
	since  time.Duration
	recent time.Duration // least since the last settle
	has    bool
	fresh  bool
	was    time.Duration // delay one settle ago
	rises  int           // settles in a row that found it longer
	stands int           // decreases that did not make it shorter
	stood0 time.Duration // delay at the last of them
}

const queuePeriod = 10 * time.Second

func (q *queueMeter) add(sent, arrived, now time.Duration) {
	way := arrived - sent // plus the unknown difference of the clocks
	if !q.has {
		q.has, q.since = true, now
		q.base = [2]time.Duration{way, way}
	}
	if passed := now - q.since; passed > queuePeriod {
		q.base[1], q.base[0], q.since = q.base[0], way, now
		if passed > 2*queuePeriod {
			q.base[1] = way // nothing came for long
		}
	}
	q.base[0] = min(q.base[0], way)
	if !q.fresh || way < q.recent {
		q.recent = way
	}
	q.fresh = true
}

// settle takes the packets of one feedback together: the least delay among them,
// since frames make queues of their own. It tells whether there was any: without,
// the queue is what it was, and says nothing a second time.
func (q *queueMeter) settle() bool {
	if !q.fresh {
		return false
	}
	q.fresh = false
	q.was = q.delay
	q.delay = max(0, q.recent-min(q.base[0], q.base[1]))
	if q.delay > q.was+10*time.Millisecond {
		q.rises++
	} else {
		q.rises = 0
	}
	if q.delay < queueLow {
		q.stands = 0
	}
	return true
}

// grows tells that the queue is long and grows fast: sooner than a line fitted to
// a second shows it.
func (q *queueMeter) grows() bool { return q.rises >= 2 && q.delay > queueLow*3/4 }

// stood notes that the rate was lowered with this queue.
func (q *queueMeter) stood() {
	if q.delay > queueStanding && q.delay > q.stood0*3/4 {
		q.stands++
	}
	q.stood0 = q.delay
}

// giveUp tells that lowering the rate does not shorten the queue: then it is not a
// queue but another route, which becomes the new base.
func (q *queueMeter) giveUp() bool {
	if q.stands < 8 {
		return false
	}
	q.base = [2]time.Duration{q.recent, q.recent}
	q.stands, q.delay, q.stood0 = 0, 0, 0
	return true
}

// lossMeter keeps the share of packets lost, over at least half a second and
// twenty packets at a time.
type lossMeter struct {
	share          float64
	lost, received int
	since          time.Duration
	begun          bool
}

const (
	lossPeriod  = 500 * time.Millisecond
	lossPackets = 20
)

func (l *lossMeter) add(lost bool) {
	if lost {
		l.lost++
	} else {
		l.received++
	}
}

// found: a packet told as lost came after all.
func (l *lossMeter) found() {
	l.lost = max(0, l.lost-1)
	l.received++
}

func (l *lossMeter) close(now time.Duration) {
	if !l.begun {
		l.begun, l.since = true, now
	}
	all := l.lost + l.received
	if now-l.since < lossPeriod || all < lossPackets {
		return
	}
	share := float64(l.lost) / float64(all)
	l.share += (share - l.share) * 0.5
	l.lost, l.received, l.since = 0, 0, now
}

// taken: the rate was lowered for this loss; see whether it helps first.
func (l *lossMeter) taken() {
	l.lost, l.received = 0, 0
	l.share *= 0.9
}

// capacity remembers the rate at which the path was full.
type capacity struct {
	mean, variance float64 // bits per second; variance relative to the mean
}

func (c *capacity) add(rate float64) {
	if c.mean == 0 {
		c.mean, c.variance = rate, 0.001
		return
	}
	d := rate - c.mean
	c.mean += 0.3 * d
	c.variance = min(max(0.7*c.variance+0.3*d*d/(c.mean*c.mean), 0.0003), 0.0025)
}

func (c *capacity) spread() float64 { return 3 * math.Sqrt(c.variance) * c.mean }

// near tells whether rate is about there.
func (c *capacity) near(rate float64) bool {
	return c.mean > 0 && math.Abs(rate-c.mean) < c.spread()
}

// passed tells that more than that came through.
func (c *capacity) passed(rate float64) bool {
	return c.mean > 0 && rate > c.mean+c.spread()
}

// feedbackClock turns reference times of feedback, 24 bits of 64 ms, into
// durations that go on after 12 days.
type feedbackClock struct {
	last  int64 // in units, with cycles
	begun bool
}

func (c *feedbackClock) origin(units uint32) time.Duration {
	if !c.begun {
		c.begun = true
		c.last = 1<<24 | int64(units) // room before the first
	} else {
		step := int32(units<<8-uint32(c.last)<<8) >> 8
		c.last += int64(step)
	}
	return time.Duration(c.last) * feedbackReference
}
