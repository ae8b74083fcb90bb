package mix

import "time"

// Bounds of the delay that a source is given to even out its packets' arrival.
const (
	minTarget   = 20 * time.Millisecond
	maxTarget   = 300 * time.Millisecond
	firstTarget = 40 * time.Millisecond // before anything is known
)

const (
	spreadBucket  = 5 * time.Millisecond
	spreadBuckets = int(maxTarget/spreadBucket) + 1
	// Of the packets this many may come later than the target, from which they are
	// forgotten by half after 7 s of 20 ms packets.
	spreadLate   = 0.015
	spreadForget = 0.998
	// The fastest packet is the measure of the others: of the last 2 to 4 s, so that
	// it follows a drifting clock and a changed path.
	spreadWindow = 2 * time.Second
	// What an underrun has taught is forgotten by this much in a second.
	lessonFades = 5 * time.Millisecond
	// It adds at most this to what was known, for one packet may always be an hour late.
	lessonStep = 60 * time.Millisecond
)

// spread learns how unevenly the packets of a source come, and how much delay it needs.
// Media times and arrivals have different origins; only differences count.
type spread struct {
	known            bool
	fastest, before  time.Duration // smallest arrival - media time of this and the last window
	since            time.Duration // of this window
	weights          [spreadBuckets]float32
	sum              float32
	target           time.Duration
	lesson, lessonAt time.Duration // what an underrun asked for, and when
}

// origin is the arrival of media time 0, had it come as fast as the fastest.
func (s *spread) origin() time.Duration { return min(s.fastest, s.before) }

// restart is for another stream: arrivals are learned anew, how they spread is
// probably as before.
func (s *spread) restart() { s.known = false }

// observe takes in a packet.
func (s *spread) observe(media, arrival time.Duration) {
	transit := arrival - media
	switch {
	case !s.known:
		s.known = true
		s.fastest, s.before, s.since = transit, transit, arrival
	case arrival-s.since > spreadWindow:
		s.before, s.fastest, s.since = s.fastest, transit, arrival
	default:
		s.fastest = min(s.fastest, transit)
	}
	late := transit - s.origin()
	bucket := min(int(late/spreadBucket), spreadBuckets-1)
	for i := range s.weights {
		s.weights[i] *= spreadForget
	}
	s.weights[bucket]++
	s.sum = s.sum*spreadForget + 1
	s.aim()
}

// aim sets the target to what all but the latest packets need.
func (s *spread) aim() {
	if s.sum < 10 {
		s.target = firstTarget
		return
	}
	rest, bucket := s.sum*spreadLate, spreadBuckets-1
	for ; bucket > 0; bucket-- {
		if rest -= s.weights[bucket]; rest < 0 {
			break
		}
	}
	s.target = time.Duration(bucket+1) * spreadBucket
}

// learn is told that a packet was this late, and was missing when its turn came.
func (s *spread) learn(late, now time.Duration) {
	late = min(late, s.wanted(now)+lessonStep)
	if late > s.taught(now) {
		s.lesson, s.lessonAt = late, now
	}
}

func (s *spread) taught(now time.Duration) time.Duration {
	const forgotten = maxTarget / lessonFades * time.Second // and no product overflows
	passed := now - s.lessonAt
	if s.lesson <= 0 || passed > forgotten {
		return 0
	}
	return s.lesson - passed*lessonFades/time.Second
}

// wanted is the delay from a packet's ideal arrival to its turn.
func (s *spread) wanted(now time.Duration) time.Duration {
	return min(max(s.target, s.taught(now), minTarget), maxTarget)
}
