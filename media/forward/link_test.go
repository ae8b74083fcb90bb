package forward

import (
	"math/rand/v2"
	"slices"
	"time"
)

// link is a bottleneck with a queue, on a virtual clock that goes in steps of a
// millisecond: an Estimator on one side, Arrivals on the other.
type link struct {
	capacity func(at time.Duration) float64 // bits per second
	delay    time.Duration                  // each way
	queue    time.Duration                  // the most a packet waits; then it is dropped
	loss     float64
	// The path stands still for stallFor every stallEvery, as radio does.
	stallEvery, stallFor time.Duration
	jitter               time.Duration
	wanted               int    // bits per second the sender would like to send
	layers               []int  // if set, it sends the largest of these rates that fits
	wants                []Want // if set, it sends what Allocate chooses
	changes              int    // of layers
	noProbe              bool
	mute                 bool // no sound is sent
	slowTick             bool // 100 ms instead of 20
	deaf                 bool // no feedback comes back
	// starved is for how long at most the receiver waits for a processor when it has
	// something to do: packets are stamped when they are read.
	starved time.Duration
	reads   time.Duration // when it next reads
	reading bool

	estimator Estimator
	arrivals  Arrivals
	random    *rand.Rand
	sequence  uint16
	now       time.Duration
	busy      time.Duration // until when the bottleneck is occupied
	transit   []flying
	reported  time.Duration
	reports   []report
	sent      int // bytes
	probed    int // bytes of padding
	frames    int
	audio     int
}

type flying struct {
	at       time.Duration
	sequence uint16
}

type report struct {
	at     time.Duration
	packet []byte
}

func constant(rate float64) func(time.Duration) float64 {
	return func(time.Duration) float64 { return rate }
}

func (l *link) send(size int) {
	l.sequence++
	l.estimator.Sent(l.sequence, size, l.now)
	l.sent += size
	if l.loss > 0 && l.random.Float64() < l.loss {
		return
	}
	start := max(l.now, l.busy)
	if l.stallEvery > 0 && start%l.stallEvery < l.stallFor {
		start += l.stallFor - start%l.stallEvery
	}
	if start-l.now > l.queue {
		return
	}
	l.busy = start + time.Duration(float64(size)*8/l.capacity(l.now)*float64(time.Second))
	at := l.busy + l.delay
	if l.jitter > 0 {
		at += time.Duration(l.random.Int64N(int64(l.jitter)))
	}
	l.transit = append(l.transit, flying{at, l.sequence})
}

func (l *link) rate() int {
	estimate := l.estimator.Estimate(l.now)
	rate := min(estimate, l.wanted)
	if l.wants != nil {
		rate = 0
		for i, c := range Allocate(estimate, 60_000, l.wants, nil) {
			if c.Layer != l.wants[i].Current {
				l.changes++
			}
			l.wants[i].Current, l.wants[i].Starved = c.Layer, c.Starved
			if c.Layer != Paused {
				rate += rateOf(&l.wants[i], c.Layer)
			}
		}
		l.wanted = Ideal(l.wants) + 60_000
	}
	if l.layers != nil {
		rate = 0
		for _, r := range l.layers {
			if r <= estimate {
				rate = r
			}
		}
	}
	return rate
}

// run goes on for that long and calls each, if not nil, every 100 ms.
func (l *link) run(length time.Duration, each func(at time.Duration, estimate int)) {
	if l.random == nil {
		l.random = rand.New(rand.NewPCG(1, 2))
	}
	tick := 20 * time.Millisecond
	if l.slowTick {
		tick = 100 * time.Millisecond
	}
	for end := l.now + length; l.now < end; l.now += time.Millisecond {
		if at := l.now / (20 * time.Millisecond); int(at) >= l.audio && !l.mute {
			l.audio = int(at) + 1
			l.send(120)
		}
		if frame := l.now * 30 / time.Second; int(frame) >= l.frames {
			l.frames = int(frame) + 1
			for left := l.rate()/8/30 - 200; left > 0; left -= 1200 {
				l.send(min(left, 1200) + 40)
			}
		}
		if l.now%tick == 0 && !l.noProbe {
			for left := l.estimator.ProbeWanted(l.wanted, tick, l.now); left > 0; left -= 300 {
				l.send(300)
				l.probed += 300
			}
		}
		l.deliver()
		if each != nil && l.now%(100*time.Millisecond) == 0 {
			each(l.now, l.estimator.Estimate(l.now))
		}
	}
}

func (l *link) deliver() {
	if l.starved > 0 {
		if !l.reading && (l.now%(50*time.Millisecond) == 0 || l.arrived()) {
			l.reading, l.reads = true, l.now+time.Duration(l.random.Int64N(int64(l.starved)))
		}
		if !l.reading || l.now < l.reads {
			l.take()
			return
		}
		l.reading = false
	}
	l.read()
	l.take()
}

func (l *link) arrived() bool {
	return slices.ContainsFunc(l.transit, func(p flying) bool { return p.at <= l.now })
}

// read is the receiver's turn.
func (l *link) read() {
	kept := l.transit[:0]
	for _, p := range l.transit {
		if p.at <= l.now {
			at := p.at
			if l.starved > 0 {
				at = l.now
			}
			l.arrivals.Received(p.sequence, at+3*time.Hour) // clocks differ
		} else {
			kept = append(kept, p)
		}
	}
	l.transit = kept
	if l.now >= l.reported+50*time.Millisecond {
		l.reported = l.now - l.now%(50*time.Millisecond)
		if b := l.arrivals.AppendFeedback(nil, 1, 2); len(b) > 0 {
			l.reports = append(l.reports, report{l.now + l.delay, b})
		}
	}
}

// take is the sender's.
func (l *link) take() {
	if l.deaf {
		l.reports = l.reports[:0]
	}
	for len(l.reports) > 0 && l.reports[0].at <= l.now {
		if err := l.estimator.Feedback(l.reports[0].packet, l.now); err != nil {
			panic(err)
		}
		l.reports = l.reports[1:]
	}
}
