package rtpio

import (
	"testing"
	"time"
)

func TestTheRateFollowsWhatIsLost(t *testing.T) {
	t.Parallel()
	const limit = 1_000_000
	for _, c := range []struct {
		name       string
		rate       int
		lost       float64
		trip       time.Duration
		limit      int
		want, most int
	}{
		{"nothing lost: a little more", 500_000, 0, 50 * time.Millisecond, limit, 541_000, 541_000},
		{"a line that always loses a little keeps its rate", 500_000, 0.05, 0, limit, 500_000, 500_000},
		{"much lost: at once less", 500_000, 0.20, 0, limit, 450_000, 450_000},
		{"half lost", 500_000, 0.5, 0, limit, 375_000, 375_000},
		{"a queue that fills", 500_000, 0, 2 * time.Second, limit, 425_000, 425_000},
		{"never beyond the limit", 990_000, 0, 0, limit, limit, limit},
		{"a limit that came down", 900_000, 0.05, 0, 200_000, 200_000, 200_000},
		{"never below what shows something", 66_000, 0.9, 0, limit, leastRate, leastRate},
		{"but for a line that is as narrow", 60_000, 0.9, 0, 50_000, 50_000, 50_000},
	} {
		if got := adapted(c.rate, c.lost, c.trip, c.limit); got < c.want || got > c.most {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func TestWishesEndAndSmallChangesAreNotTold(t *testing.T) {
	t.Parallel()
	var p pace
	if _, ok := p.news(); ok {
		t.Error("told a rate before there is one")
	}
	p.restrict(1_000_000, 0)
	if bits, ok := p.news(); !ok || bits != 1_000_000 {
		t.Errorf("got %d, %v", bits, ok)
	}
	p.wished(400_000, 0)
	if bits, ok := p.news(); !ok || bits != 400_000 {
		t.Errorf("got %d, %v", bits, ok)
	}
	p.heard(0, 0, time.Hour)
	if bits, ok := p.news(); ok {
		t.Errorf("told %d beyond the wish", bits)
	}
	p.wished(900_000, time.Hour)
	p.estimated(300_000, time.Hour)
	if bits, ok := p.news(); !ok || bits != 300_000 {
		t.Errorf("got %d, %v", bits, ok)
	}
	p.heard(0, 0, time.Hour+time.Second)
	if bits, ok := p.news(); ok {
		t.Errorf("told %d beyond the estimate", bits)
	}
	p.heard(0, 0, time.Hour+estimateTime)
	if bits, ok := p.news(); !ok || bits != 325_000 {
		t.Errorf("got %d, %v after the estimate", bits, ok)
	}
	p.restrict(1_000_000, time.Hour) // the same negotiation again
	if bits, ok := p.news(); ok {
		t.Errorf("told %d", bits)
	}
}
