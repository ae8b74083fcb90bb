package forward

import (
	"testing"
	"time"
)

// falling is 3 Mbit/s, 600 kbit/s from second 15 to 25, and 3 Mbit/s again.
func falling(at time.Duration) float64 {
	if at >= 15*time.Second && at < 25*time.Second {
		return 600_000
	}
	return 3_000_000
}

// band is between which bounds every estimate lies in a time.
type band struct {
	from, to    time.Duration
	least, most int
}

func TestEstimatorFollowsThePath(t *testing.T) {
	const k = 1000
	bands := []band{
		{2 * time.Second, 15 * time.Second, 2000 * k, 3300 * k},
		{16 * time.Second, 25 * time.Second, 250 * k, 800 * k},
		{19 * time.Second, 25 * time.Second, 400 * k, 720 * k},
		{33 * time.Second, 45 * time.Second, 2000 * k, 3300 * k},
	}
	for name, test := range map[string]struct {
		link  link
		bands []band
	}{
		"a bottleneck with 300 ms of queue": {link{capacity: falling}, append([]band{{30 * time.Second, 45 * time.Second, 1800 * k, 3300 * k}}, bands...)},
		"with jitter":                       {link{capacity: falling, jitter: 15 * ms}, bands},
		"with 100 ms each way":              {link{capacity: falling, delay: 100 * ms}, bands},
		"with 10 % loss":                    {link{capacity: falling, delay: 100 * ms, loss: 0.1}, bands},
		"without probes":                    {link{capacity: falling, noProbe: true}, append(bands[1:3:3], band{34 * time.Second, 45 * time.Second, 1800 * k, 3500 * k})},
		"with a tick of 100 ms":             {link{capacity: falling, slowTick: true}, bands},
		"with 2 s of queue":                 {link{capacity: falling, queue: 2 * time.Second}, append(bands[:1:1], band{16 * time.Second, 25 * time.Second, 200 * k, 780 * k}, band{20 * time.Second, 25 * time.Second, 400 * k, 720 * k}, bands[3])},
		"sending layers": {
			link{capacity: falling, layers: []int{150 * k, 650 * k, 2300 * k}, wanted: 2300 * k},
			[]band{{2 * time.Second, 15 * time.Second, 2300 * k, 4000 * k}, {16 * time.Second, 25 * time.Second, 150 * k, 650 * k}, {31 * time.Second, 45 * time.Second, 2300 * k, 4000 * k}},
		},
		"2 % loss on a wide path":    {link{capacity: constant(20e6), loss: 0.02}, []band{{3 * time.Second, 20 * time.Second, 4500 * k, 9000 * k}}},
		"5 % loss on a wide path":    {link{capacity: constant(20e6), loss: 0.05}, []band{{3 * time.Second, 20 * time.Second, 4500 * k, 9000 * k}}},
		"10 % loss, 100 ms, wide":    {link{capacity: constant(20e6), loss: 0.10, delay: 100 * ms}, []band{{4 * time.Second, 20 * time.Second, 4000 * k, 9000 * k}}},
		"a narrow path":              {link{capacity: constant(150 * k)}, []band{{1500 * ms, 20 * time.Second, 60 * k, 190 * k}}},
		"half is lost: no queue":     {link{capacity: constant(20e6), loss: 0.5}, []band{{8 * time.Second, 20 * time.Second, LeastRate, 500 * k}}},
		"50 ms of jitter":            {link{capacity: constant(20e6), jitter: 50 * ms, wanted: 2000 * k}, []band{{2 * time.Second, 20 * time.Second, 2000 * k, 4000 * k}}},
		"radio that stands still":    {link{capacity: constant(20e6), stallEvery: 2 * time.Second, stallFor: 150 * ms, wanted: 2000 * k}, []band{{2 * time.Second, 20 * time.Second, 1800 * k, 4000 * k}}},
		"only sound is sent":         {link{capacity: constant(20e6), wanted: 60 * k}, []band{{0, 20 * time.Second, FirstRate, FirstRate}}},
		"wanting no more than there": {link{capacity: constant(20e6), wanted: 1000 * k}, []band{{0, 20 * time.Second, 1400 * k, 2000 * k}}},
	} {
		t.Run(name, func(t *testing.T) {
			l := test.link
			l.delay = max(l.delay, 25*ms)
			if l.queue == 0 {
				l.queue = 300 * ms
			}
			if l.wanted == 0 {
				l.wanted = 5000 * k
			}
			length := test.bands[len(test.bands)-1].to
			l.run(length, func(at time.Duration, estimate int) {
				for _, b := range test.bands {
					if at >= b.from && at < b.to && (estimate < b.least || estimate > b.most) {
						t.Errorf("at %v: %d kbit/s, want %d to %d", at, estimate/k, b.least/k, b.most/k)
					}
				}
			})
			if l.probed*8 > l.sent {
				t.Errorf("%d of %d bytes were probes", l.probed, l.sent)
			}
		})
	}
}

// The queue in the path is gone within two seconds of the fall, but for what a probe
// adds for a moment.
func TestEstimatorDrainsTheQueue(t *testing.T) {
	l := link{capacity: falling, delay: 25 * ms, queue: 300 * ms, wanted: 5_000_000}
	l.run(25*time.Second, func(at time.Duration, _ int) {
		if at > 17*time.Second && l.estimator.Queue() > 200*ms {
			t.Errorf("at %v: %v of queue", at, l.estimator.Queue())
		}
	})
	if rtt := l.estimator.RTT(); rtt < 50*ms || rtt > 200*ms {
		t.Errorf("round trip %v", rtt)
	}
}

func TestEstimatorFallsWhenFeedbackStays(t *testing.T) {
	l := link{capacity: constant(3e6), delay: 25 * ms, queue: 300 * ms, wanted: 2_000_000}
	l.run(5*time.Second, nil)
	before := l.estimator.Estimate(l.now)
	for end := l.now + 5*time.Second; l.now < end; l.now += 20 * ms {
		l.sequence++
		l.estimator.Sent(l.sequence, 1000, l.now)
		l.estimator.Estimate(l.now)
		if l.estimator.ProbeWanted(5_000_000, 20*ms, l.now) > 0 && l.now > end-3*time.Second {
			t.Fatal("probes a path that says nothing")
		}
	}
	if after := l.estimator.Estimate(l.now); after > before/3 {
		t.Errorf("%d after 5 s without feedback, was %d", after, before)
	}
	// It comes back.
	l.run(8*time.Second, nil)
	if after := l.estimator.Estimate(l.now); after < 1_500_000 {
		t.Errorf("%d after 8 s with feedback again", after)
	}
}

// Nobody spoke for ten minutes: the first packet after that is no reason to fall.
func TestEstimatorRestsWhileNothingIsSent(t *testing.T) {
	l := link{capacity: constant(3e6), delay: 25 * ms, queue: 300 * ms, wanted: 1_000_000}
	l.run(5*time.Second, nil)
	before := l.estimator.Estimate(l.now)
	pause := 10 * time.Minute
	l.now += pause
	l.audio += int(pause / (20 * ms))
	l.frames += int(pause * 30 / time.Second)
	least := before
	l.run(5*time.Second, func(_ time.Duration, estimate int) { least = min(least, estimate) })
	if least < before*9/10 {
		t.Errorf("fell from %d to %d", before, least)
	}
}

func TestEstimatorWithoutFeedbackStays(t *testing.T) {
	var e Estimator
	for i := range 1000 {
		e.Sent(uint16(i), 1000, time.Duration(i)*10*ms)
	}
	if got := e.Estimate(20 * time.Second); got != FirstRate {
		t.Errorf("estimate %d", got)
	}
	if e.ProbeWanted(5_000_000, 20*ms, 20*time.Second) != 0 {
		t.Error("probes without feedback")
	}
}

// A path that became 400 ms longer at once (another route) is no queue.
func TestEstimatorSurvivesALongerRoute(t *testing.T) {
	l := link{capacity: constant(20e6), delay: 20 * ms, queue: 300 * ms, wanted: 2_000_000}
	l.run(10*time.Second, nil)
	l.delay = 400 * ms
	l.run(20*time.Second, nil)
	if got := l.estimator.Estimate(l.now); got < 1_500_000 {
		t.Errorf("estimate %d", got)
	}
}

func TestEstimatorHoldsNothingBeforeTheFirstPacket(t *testing.T) {
	var e Estimator
	if n := testing.AllocsPerRun(10, func() {
		e.Estimate(time.Second)
		e.ProbeWanted(1_000_000, 20*ms, time.Second)
	}); n != 0 || e.history != nil {
		t.Errorf("%v allocations", n)
	}
}

// Issue 2, lossy network: layers go down and up again, and do not flap.
func TestLayersGoDownAndUpAgain(t *testing.T) {
	for name, l := range map[string]*link{
		"no loss":               {delay: 25 * ms},
		"2 % loss, 100 ms":      {delay: 100 * ms, loss: 0.02},
		"5 % loss, 100 ms":      {delay: 100 * ms, loss: 0.05},
		"10 % loss, 100 ms":     {delay: 100 * ms, loss: 0.10},
		"a tick of 100 ms":      {delay: 25 * ms, slowTick: true},
		"10 % loss, and jitter": {delay: 100 * ms, loss: 0.10, jitter: 20 * ms},
	} {
		t.Run(name, func(t *testing.T) {
			l.capacity, l.queue = falling, 300*ms
			l.wants = []Want{drawn(1280, 720, Paused), drawn(300, 170, Paused), drawn(300, 170, Paused)}
			down, up := time.Duration(0), time.Duration(0)
			l.run(45*time.Second, func(at time.Duration, _ int) {
				switch layer := l.wants[0].Current; {
				case at > 3*time.Second && at < 15*time.Second && layer != 2:
					t.Errorf("layer %d at %v", layer, at)
				case at > 15*time.Second && at < 25*time.Second && layer < 2 && down == 0:
					down = at - 15*time.Second
				case at > 17*time.Second && at < 25*time.Second && layer > 0:
					t.Errorf("layer %d at %v", layer, at)
				case at > 25*time.Second && layer == 2 && up == 0:
					up = at - 25*time.Second
				}
				if at > 5*time.Second && l.wants[1].Current == Paused && l.wants[2].Current == Paused && at < 15*time.Second {
					t.Errorf("small windows are paused at %v", at)
				}
			})
			if down == 0 || down > time.Second {
				t.Errorf("down after %v", down)
			}
			if up == 0 || up > 8*time.Second {
				t.Errorf("up after %v", up)
			}
			if l.changes > 24 {
				t.Errorf("layers changed %d times", l.changes)
			}
			t.Logf("down after %v, up after %v, %d changes", down, up, l.changes)
		})
	}
}

// A tunnel of two seconds: what was lost in it says nothing of the path behind it.
func TestEstimatorDoesNotFallForAHole(t *testing.T) {
	l := link{capacity: constant(20e6), delay: 50 * ms, queue: 300 * ms, wanted: 2_000_000}
	l.run(6*time.Second, nil)
	l.loss, l.deaf = 1, true
	l.run(2*time.Second, nil)
	before := l.estimator.Estimate(l.now)
	l.loss, l.deaf = 0, false
	l.run(2*time.Second, func(at time.Duration, estimate int) {
		if estimate < before {
			t.Errorf("%d at %v, was %d", estimate, at, before)
		}
	})
	if got := l.estimator.Loss(); got > 0.1 {
		t.Errorf("loss is %.2f", got)
	}
}
