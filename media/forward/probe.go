package forward

import "time"

// probe is a short burst above the present rate, to see whether the path takes
// it: the rate at which the burst arrives is what it takes.
type probe struct {
	begun     time.Duration
	until     time.Duration // end of the burst
	last      time.Duration // when one was last begun
	pause     time.Duration // until the next may begin
	target    float64       // bits per second, all packets
	before    float64       // estimate before it
	media     float64       // what was being sent without it
	active    bool          // burst, or its feedback outstanding
	everBegun bool
	found     bool // what the path takes, or at least a bound: the start is over
	soon      bool // the next one follows the start

	bytes, packets int
	lost           int
	came0, came1   time.Duration
	guardedUntil   time.Duration
}

const (
	probeLength    = 120 * time.Millisecond
	probePatience  = 300 * time.Millisecond // beyond a round trip, for feedback
	probePauseMin  = time.Second
	probePauseMost = 4 * time.Second
	probePackets   = 8
	restAfter      = 2 * time.Second
	probeFactor    = 2
	// At the start, until a burst or the rate itself was too much, bursts are shorter
	// and higher and follow one another at once: who joins sees everybody soon, and
	// a narrow path is not filled with more bytes than otherwise.
	startLength = 60 * time.Millisecond
	startFactor = 3
	burstFactor = 1.5 // times the estimate: no stream that was let in
	// An estimate is enough when it exceeds what is wanted by the headroom that
	// [Allocate] asks for, and some; a probe aims a little higher still.
	probeRoom   = 1 + upHeadroom + 0.05
	probeTarget = probeRoom + 0.15
)

func (p *probe) running(now time.Duration) bool { return p.active && now < p.until }

// guards tells whether a queue may be the probe's own doing.
func (p *probe) guards(now time.Duration) bool { return p.everBegun && now < p.guardedUntil }

func (p *probe) begin(rate, target float64, length, rtt, now time.Duration) {
	*p = probe{
		begun: now, until: now + length, last: now, pause: max(p.pause, probePauseMin),
		target: target, before: rate, active: true, everBegun: true, found: p.found,
		guardedUntil: now + length + rtt + 300*time.Millisecond,
	}
}

// came takes in a packet of the burst.
func (p *probe) came(sent, arrived time.Duration, size int) {
	if !p.active || sent < p.begun {
		return
	}
	if p.packets == 0 {
		p.came0, p.came1 = arrived, arrived
	}
	p.packets++
	p.bytes += size
	p.came1 = max(p.came1, arrived)
}

// failed makes the next probe wait longer.
func (p *probe) failed(now time.Duration) {
	p.active = false
	p.pause = min(max(2*p.pause, probePauseMin), probePauseMost)
	p.last = now
}

// result is the rate at which the burst came, 0 if it was too small to tell.
func (p *probe) result() float64 {
	if p.packets < probePackets {
		return 0
	}
	return float64(p.bytes) * 8 / max(p.until-p.begun, p.came1-p.came0).Seconds()
}

// ProbeWanted says how many bytes of padding, or of packets sent again under RTX
// numbers, to send now, to find out whether the path takes more than is being
// sent. Call it every interval (a tick of the engine, 10 to 100 ms) and send what it
// says along with the rest, each packet with its transport-wide number and told to
// Sent. wanted is the rate in bits per second that the subscriber would use if it
// had it. 0 if there is no need, or no feedback to learn from.
func (e *Estimator) ProbeWanted(wanted int, interval, now time.Duration) (bytes int) {
	if !e.reported || e.lastSent > e.lastReport && now-e.unanswered > silenceMost && !e.resting(now) {
		return 0
	}
	e.start(now)
	if e.probe.active && now >= e.probe.until+e.rtt+probePatience {
		e.judge(now) // a slot may be paused, and nothing sent that feedback could come for
	}
	if !e.probe.active && e.mayProbe(wanted, now) {
		factor, length := float64(probeFactor), probeLength
		if e.starting() {
			factor, length = startFactor, startLength
		} else if e.probe.soon {
			length = startLength
		}
		target := min(e.rate*factor, float64(wanted)*probeTarget, MostRate)
		ticks := max(1, (length+interval-1)/max(interval, time.Millisecond))
		e.probe.begin(e.rate, target, ticks*interval, e.rtt, now)
		e.probe.media = e.sent.rateAt(now, deliveredWindow)
		if e.starting() && e.probe.media > burstFactor*e.rate {
			e.probe.media = e.rate // the rest was the burst of the first key frames
		}
	}
	if !e.probe.running(now) {
		return 0
	}
	missing := max(0, e.probe.target-e.probe.media)
	return int(missing * min(interval, e.probe.until-e.probe.begun).Seconds() / 8)
}

// starting tells that nothing yet was too much for the path.
func (e *Estimator) starting() bool { return !e.everLess && !e.probe.found }

// resting tells that nothing was sent for so long that nothing is known of the path:
// all pictures are paused, and nobody speaks.
func (e *Estimator) resting(now time.Duration) bool { return now-e.lastSent > restAfter }

func (e *Estimator) mayProbe(wanted int, now time.Duration) bool {
	p := &e.probe
	switch {
	case float64(wanted)*probeRoom <= e.rate || e.rate >= MostRate:
		return false
	case (e.queue.delay > queueEvidence || e.lossy()) && !e.resting(now):
		return false
	case e.starting():
		return true
	case p.everBegun && now-p.last < max(p.pause, probePauseMin):
		return false
	case e.everLess && now-e.decreased < probePauseMin:
		return false
	}
	return true
}

// probeDone judges a burst once its feedback is in. newest is when the newest packet
// that has come was sent.
func (e *Estimator) probeDone(newest, now time.Duration) {
	p := &e.probe
	due := now >= p.until+max(e.rtt, 50*time.Millisecond)
	if e.starting() { // the round trip is hardly known
		due = newest >= p.until || now >= p.until+e.rtt+probePatience
	}
	if p.active && due {
		e.judge(now)
	}
}

// judge ends a burst.
func (e *Estimator) judge(now time.Duration) {
	p := &e.probe
	p.active = false
	rate := p.result()
	if rate == 0 {
		p.found = true // with so little, the pauses are in order
		return
	}
	if !e.lossy() {
		// Radio lost that, the path took it. At the start only the burst itself tells
		// how much that is.
		share := e.loss.share
		if e.starting() {
			share = min(float64(p.lost)/float64(p.lost+p.packets), lossHopeless)
		}
		rate /= 1 - share
	}
	passed, starting := rate > 0.9*p.target, e.starting()
	rate = min(rate, p.target)
	if !passed {
		rate *= 0.95 // the path was full
		p.found = true
	}
	gained := rate > e.rate*1.05
	if rate > e.rate {
		if rate > e.capacity.mean {
			e.capacity = capacity{}
		}
		e.set(rate, now)
	}
	switch {
	case passed:
		p.pause, p.last = probePauseMin, now-probePauseMin/2 // go on soon
	case gained && starting:
		// A receiver with much to do reads a short burst late, and takes the path for
		// full: who joins is not to wait a second for that. A queue forbids it.
		p.pause, p.last, p.soon = probePauseMin, now-probePauseMin*3/4, true
	case gained:
		p.pause, p.last = probePauseMin, now
	default:
		p.failed(now)
	}
}
