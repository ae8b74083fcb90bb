package forward

import (
	"math"
	"time"
)

// usage is what the delay gradient says of the path.
type usage uint8

const (
	normal usage = iota
	overusing
	underusing
)

// trendline is the delay-based detector: groups of packets sent together, the
// growth of their one-way delay, a line fitted through it, and a threshold that
// adapts to the path's own jitter (draft-ietf-rmcat-gcc-02 sections 5.2 to 5.4,
// with a line fit in place of the Kalman filter, as browsers do).
type trendline struct {
	state usage

	group, before packetGroup
	groups        int // completed differences, up to trendGroups

	sum      float64 // accumulated delay in ms
	smoothed float64
	points   [trendPoints]trendPoint
	count    int
	origin   time.Duration

	threshold float64 // ms
	updated   time.Duration
	previous  float64 // trend
	overFor   float64 // ms
	overs     int
}

type trendPoint struct{ at, delay float64 } // ms

// packetGroup is packets sent within groupSpan.
type packetGroup struct {
	firstSent, lastSent       time.Duration
	firstArrived, lastArrived time.Duration
	valid                     bool
}

const (
	groupSpan      = 5 * time.Millisecond
	trendPoints    = 20
	trendGroups    = 60
	trendSmoothing = 0.9
	trendGain      = 4

	thresholdFirst = 12.5
	thresholdLeast = 6
	thresholdMost  = 600
	thresholdUp    = 0.0087
	thresholdDown  = 0.039
	overTime       = 10 // ms
)

// add takes in a packet that came, in the order of sending.
func (t *trendline) add(sent, arrived, now time.Duration) {
	g := &t.group
	if !g.valid {
		*g = packetGroup{sent, sent, arrived, arrived, true}
		return
	}
	if sent < g.firstSent {
		return // reordered: of a group that is closed
	}
	if t.belongs(sent, arrived) {
		g.lastSent = max(g.lastSent, sent)
		g.lastArrived = max(g.lastArrived, arrived)
		return
	}
	if t.before.valid {
		t.difference(now)
	}
	t.before = *g
	*g = packetGroup{sent, sent, arrived, arrived, true}
}

// belongs tells whether a packet is of the open group: sent together with it, or
// arrived in one burst behind it (as after a pause of the radio).
func (t *trendline) belongs(sent, arrived time.Duration) bool {
	g := &t.group
	if sent-g.firstSent <= groupSpan {
		return true
	}
	delay := (arrived - g.lastArrived) - (sent - g.lastSent)
	return delay < 0 && arrived-g.lastArrived <= groupSpan && arrived-g.firstArrived < 100*time.Millisecond
}

func (t *trendline) difference(now time.Duration) {
	sent := t.group.lastSent - t.before.lastSent
	arrived := t.group.lastArrived - t.before.lastArrived
	if arrived < 0 || sent < 0 {
		return
	}
	if sent > 3*time.Second || arrived > 3*time.Second {
		t.restart() // a pause: what was before says nothing
		return
	}
	delta := milliseconds(arrived - sent)
	t.groups = min(t.groups+1, trendGroups)
	if t.count == 0 {
		t.origin = t.group.lastArrived
	}
	t.sum += delta
	t.smoothed = trendSmoothing*t.smoothed + (1-trendSmoothing)*t.sum
	t.points[t.count%trendPoints] = trendPoint{milliseconds(t.group.lastArrived - t.origin), t.smoothed}
	t.count++
	trend := t.previous
	if t.count >= trendPoints {
		trend = t.slope(trend)
	}
	t.detect(trend, milliseconds(sent), now)
}

// restart forgets the line, but not the threshold.
func (t *trendline) restart() {
	t.count, t.groups, t.sum, t.smoothed, t.previous = 0, 0, 0, 0, 0
	t.overFor, t.overs, t.state = 0, 0, normal
}

// slope is that of the line of least squares through the points.
func (t *trendline) slope(otherwise float64) float64 {
	var x, y float64
	for _, p := range t.points {
		x += p.at
		y += p.delay
	}
	x /= trendPoints
	y /= trendPoints
	var up, down float64
	for _, p := range t.points {
		up += (p.at - x) * (p.delay - y)
		down += (p.at - x) * (p.at - x)
	}
	if down == 0 {
		return otherwise
	}
	return up / down
}

func (t *trendline) detect(trend, sent float64, now time.Duration) {
	modified := float64(t.groups) * trend * trendGain
	switch {
	case modified > t.threshold:
		if t.overs == 0 {
			t.overFor = sent / 2 // it began somewhere in between
		} else {
			t.overFor += sent
		}
		t.overs++
		if t.overFor > overTime && t.overs > 1 && trend >= t.previous {
			t.overFor, t.overs = 0, 0
			t.state = overusing
		}
	case modified < -t.threshold:
		t.overFor, t.overs = 0, 0
		t.state = underusing
	default:
		t.overFor, t.overs = 0, 0
		t.state = normal
	}
	t.previous = trend
	t.adapt(modified, now)
}

// adapt moves the threshold, section 5.4.
func (t *trendline) adapt(modified float64, now time.Duration) {
	size := math.Abs(modified)
	passed := min(milliseconds(now-t.updated), 100)
	t.updated = now
	if size > t.threshold+15 {
		return // a jump, as at a change of route
	}
	k := thresholdUp
	if size < t.threshold {
		k = thresholdDown
	}
	t.threshold += k * (size - t.threshold) * passed
	t.threshold = min(max(t.threshold, thresholdLeast), thresholdMost)
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
