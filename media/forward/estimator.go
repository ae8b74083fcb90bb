package forward

import "time"

// Estimator says how many bits per second a subscriber's path takes, from
// transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01),
// after Google congestion control (draft-ietf-rmcat-gcc-02). It is to be guarded
// by the subscriber's egress lock, and holds no memory before the first Sent.
//
// What differs from the draft: a standing queue counts as overuse even when it no
// longer grows; loss below a fifth is forgiven while there is no queue (radio
// loses packets at any rate); growth is quicker where the capacity is not known;
// and probes with padding are measured as such, since a forwarder sends what its
// sources send and cannot fill the path.
type Estimator struct {
	history []sentPacket // by sequence number; a power of two
	trend   *trendline

	rate       float64 // bits per second; 0 before the first use
	capacity   capacity
	delivered  rateMeter     // by the receiver's clock
	arrived    time.Duration // when the newest packet did, by the receiver's clock
	pardoned   time.Duration // when a queue was last taken for a pause
	sent       rateMeter     // by ours
	queue      queueMeter
	loss       lossMeter
	probe      probe
	clock      feedbackClock
	rtt        time.Duration
	adjusted   time.Duration // when the rate last was
	decreased  time.Duration
	lastReport time.Duration
	lastSent   time.Duration
	unanswered time.Duration // when the first packet after the last report was sent
	hole       time.Duration // what was sent before is not counted as lost, see Feedback
	newest     uint16        // transport-wide number last sent
	reported   bool
	everLess   bool
}

// The bounds of an estimate, and where it begins, in bits per second.
const (
	LeastRate = 50_000
	FirstRate = 1_500_000
	MostRate  = 50_000_000
)

const (
	historyLeast = 256
	historyMost  = 8192
	historyTime  = 2 * time.Second // older packets are not waited for

	decreaseFactor = 0.85
	decreasePause  = 150 * time.Millisecond
	queueStanding  = 250 * time.Millisecond // is overuse
	queueLow       = 100 * time.Millisecond // may grow
	queueEvidence  = 30 * time.Millisecond  // a loss is one of congestion
	queueReal      = 20 * time.Millisecond  // makes a rising line believed
	queueNone      = 15 * time.Millisecond  // lets the rate grow fast
	lossCongested  = 0.10                   // with a queue, as in the draft
	lossHopeless   = 0.20                   // without one
	silenceMost    = time.Second            // without feedback while sending
	pardonLasts    = 200 * time.Millisecond
	pardonPause    = 2 * time.Second        // until the next
	pauseLeast     = 250 * time.Millisecond // between two packets: longer than the narrowest path needs for one
)

// sentPacket is what is remembered until feedback comes.
type sentPacket struct {
	at       time.Duration
	size     uint16
	sequence uint16
	state    sentState
	probe    bool
}

type sentState uint8

const (
	stateNone sentState = iota
	stateSent
	stateLost
	stateCame
)

// Sent takes note of a packet with this transport-wide sequence number. size is
// that on the wire in bytes. Numbers go up by one with each call.
func (e *Estimator) Sent(sequence uint16, size int, now time.Duration) {
	if e.history == nil {
		e.history = make([]sentPacket, historyLeast)
		e.trend = &trendline{threshold: thresholdFirst}
	}
	p := &e.history[int(sequence)&(len(e.history)-1)]
	if p.state == stateSent && now-p.at < historyTime && len(e.history) < historyMost {
		e.growHistory()
		p = &e.history[int(sequence)&(len(e.history)-1)]
	}
	*p = sentPacket{
		at: now, size: uint16(min(size, 1<<16-1)), sequence: sequence, state: stateSent,
		probe: e.probe.running(now),
	}
	if e.lastSent <= e.lastReport || now-e.lastSent > silenceMost {
		e.unanswered = now
	}
	e.sent.add(now, size)
	e.newest, e.lastSent = sequence, now
}

func (e *Estimator) growHistory() {
	old := e.history
	e.history = make([]sentPacket, 2*len(old))
	for _, p := range old {
		if p.state != stateNone {
			e.history[int(p.sequence)&(len(e.history)-1)] = p
		}
	}
}

// Feedback takes a subscriber's feedback in: one RTCP packet with its header. It
// allocates nothing.
func (e *Estimator) Feedback(packet []byte, now time.Duration) error {
	if e.history == nil {
		return nil
	}
	if e.reported && now-e.lastReport > silenceMost {
		// Nothing passed, as in a tunnel. The rate fell for the silence; the packets
		// lost in it say nothing of the path as it is now.
		e.hole = now
	}
	var origin, newestSent time.Duration
	err := eachStatus(packet,
		func(units uint32) { origin = e.clock.origin(units) },
		func(sequence uint16, came bool, after time.Duration) {
			if sent, ok := e.status(sequence, came, origin+after, now); ok && sent > newestSent {
				newestSent = sent
			}
		})
	if newestSent > 0 {
		// The round trip of the packet that waited least for its feedback.
		e.RoundTrip(now - newestSent)
	}
	e.lastReport, e.reported = now, true
	e.probeDone(newestSent, now)
	e.adjust(now)
	return err
}

// status takes in what became of one packet, and gives the time it was sent at if
// this is new.
func (e *Estimator) status(sequence uint16, came bool, arrived, now time.Duration) (sent time.Duration, ok bool) {
	p := &e.history[int(sequence)&(len(e.history)-1)]
	if p.sequence != sequence || p.state == stateNone || p.state == stateCame || now-p.at > 10*historyTime {
		return 0, false
	}
	if !came {
		if p.state == stateSent {
			p.state = stateLost
			if p.probe && e.probe.active {
				e.probe.lost++
			}
			if p.at >= e.hole {
				e.loss.add(true)
			}
		}
		return 0, false
	}
	if p.state == stateLost {
		e.loss.found()
	} else {
		e.loss.add(false)
	}
	p.state = stateCame
	if arrived-e.arrived > pauseLeast {
		e.delivered = rateMeter{} // how little came in a pause is not what the path takes
	}
	e.arrived = max(e.arrived, arrived)
	e.delivered.add(arrived, int(p.size))
	e.queue.add(p.at, arrived, now)
	e.trend.add(p.at, arrived, now)
	if p.probe {
		e.probe.came(p.at, arrived, int(p.size))
	}
	return p.at, true
}

// RoundTrip takes in a round trip time; feedback gives its own, receiver reports
// may add theirs.
func (e *Estimator) RoundTrip(rtt time.Duration) {
	if rtt <= 0 || rtt > 10*time.Second {
		return
	}
	if e.rtt == 0 {
		e.rtt = rtt
	}
	e.rtt += (rtt - e.rtt) / 8
}

// RTT is the smoothed round trip, 0 if not known.
func (e *Estimator) RTT() time.Duration { return e.rtt }

// Loss is the share of packets lost lately, 0 to 1.
func (e *Estimator) Loss() float64 { return e.loss.share }

// Queue is how long packets lately waited in the path, beyond the least time they
// need.
func (e *Estimator) Queue() time.Duration { return e.queue.delay }

// Estimate is the rate in bits per second. It falls while feedback stays away
// that came before; without any feedback ever it stays at [FirstRate].
func (e *Estimator) Estimate(now time.Duration) int {
	e.start(now)
	if e.reported && e.lastSent > e.lastReport && now-e.unanswered > silenceMost+2*e.rtt &&
		now-e.adjusted > silenceMost/2 && !e.resting(now) {
		e.set(e.rate*0.7, now)
	}
	return int(e.rate)
}

func (e *Estimator) start(now time.Duration) {
	if e.rate == 0 {
		e.rate = FirstRate
		e.adjusted = now
	}
}

func (e *Estimator) set(rate float64, now time.Duration) {
	if rate < e.rate {
		e.decreased, e.everLess = now, true
	}
	e.rate = min(max(rate, LeastRate), MostRate)
	e.adjusted = now
}

// adjust is the rate control after each feedback, section 5.5 of the draft.
func (e *Estimator) adjust(now time.Duration) {
	e.start(now)
	e.loss.close(now)
	heard := e.queue.settle()
	mayDecrease := !e.everLess || now-e.decreased >= max(decreasePause, min(e.rtt, 2*decreasePause))
	switch {
	case e.congested() && !e.queue.giveUp():
		if mayDecrease && heard {
			e.overused(now)
		}
	case e.lossy() && mayDecrease:
		// What comes through shows what the path takes: no need to go far below.
		target := max(e.rate*(1-0.5*e.loss.share), e.delivered.rate(decreaseWindow)*decreaseFactor)
		e.set(min(target, e.rate), now)
		e.loss.taken()
	case e.trend.state == normal && e.queue.delay < queueLow && !e.lossy():
		e.grow(now)
	default:
		e.adjusted = now
	}
}

// congested tells whether a queue grows, or stands. A line that rises without there
// being a queue is a receiver that waits for a processor: it reads in bursts, and
// the last packet of each has waited for a varying few milliseconds.
func (e *Estimator) congested() bool {
	return e.trend.state == overusing && e.queue.delay > queueReal ||
		e.queue.grows() || e.queue.delay > queueStanding
}

// lossy tells whether packets are lost because of congestion.
func (e *Estimator) lossy() bool {
	if e.loss.share > lossHopeless {
		return true
	}
	return e.loss.share > lossCongested && e.queue.delay > queueEvidence
}

func (e *Estimator) overused(now time.Duration) {
	measured := e.delivered.rate(decreaseWindow)
	if measured <= 0 {
		// Nothing came for a while, and then all of it: a pause of the radio, or of
		// either machine. If the path is too narrow as well, the next feedback tells.
		if e.pardoned == 0 || now-e.pardoned > pardonPause {
			e.pardoned = now
		}
		if now-e.pardoned < pardonLasts {
			e.adjusted = now
			return
		}
		measured = e.rate
	}
	e.capacity.add(measured)
	// A queue has to drain as well as to stop growing.
	factor := decreaseFactor - 0.35*min(1, max(0, (e.queue.delay-queueLow).Seconds()/0.4))
	target := measured * factor
	if target < e.rate/2 && e.queue.delay < queueLow/2 {
		// So little was sent that what came says little of the path.
		target = max(target, e.rate*decreaseFactor)
	}
	if e.probe.guards(now) {
		// The probe's own queue. What was there before it, the path can take.
		target = max(target, min(e.probe.before, e.rate*decreaseFactor))
	}
	e.set(min(target, e.rate), now)
	e.queue.stood()
	if e.probe.guards(now) {
		e.probe.failed(now)
	}
}

const (
	growFast = 0.25 // per second, where the capacity is not known or far
	growSlow = 0.08 // as in the draft
)

func (e *Estimator) grow(now time.Duration) {
	passed := min(max(now-e.adjusted, 0), time.Second).Seconds()
	delivered := e.delivered.rate(deliveredWindow)
	if delivered <= 0 {
		e.adjusted = now
		return
	}
	if e.capacity.passed(delivered) {
		e.capacity = capacity{}
	}
	rate := e.rate
	switch {
	case e.capacity.near(rate):
		// About a packet per round trip, section 5.5.
		response := (e.rtt + 100*time.Millisecond).Seconds()
		rate += max(4000, 9600/response) * passed
	case (e.capacity.mean == 0 || rate < e.capacity.mean) && e.queue.delay < queueNone:
		rate *= 1 + growFast*passed
	default:
		rate *= 1 + growSlow*passed
	}
	// While the application sends less, nothing is known beyond this.
	rate = min(rate, delivered*1.5+10_000)
	e.set(max(rate, e.rate), now)
}
