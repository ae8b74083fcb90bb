package forward

import (
	"slices"
	"testing"
	"time"
)

const ms = time.Millisecond

func TestGapsAskForWhatIsMissing(t *testing.T) {
	g := Gaps{ClockRate: 90000}
	for _, s := range []uint16{65533, 65534, 1, 2} { // 65535 and 0 are missing
		if _, fresh := g.Received(s, 0, 0); !fresh {
			t.Fatalf("%d is not fresh", s)
		}
	}
	steps := []struct {
		at   time.Duration
		want []uint16
	}{
		{0, nil}, // it may only be late
		{5 * ms, []uint16{65535, 0}},
		{20 * ms, nil},
		{105 * ms, []uint16{65535, 0}}, // round trip of 80 ms and a quarter
	}
	for _, s := range steps {
		if got := g.Due(s.at, 80*ms, nil); !slices.Equal(got, s.want) {
			t.Errorf("at %v: %v, want %v", s.at, got, s.want)
		}
	}
	if _, fresh := g.Recovered(65535, 110*ms); !fresh {
		t.Error("a recovered packet is not fresh")
	}
	if _, fresh := g.Received(65535, 0, 111*ms); fresh {
		t.Error("a packet is fresh twice")
	}
	if got := g.Due(300*ms, 80*ms, nil); !slices.Equal(got, []uint16{0}) {
		t.Errorf("asks for %v", got)
	}
	if g.Abandoned() {
		t.Error("gave up too soon")
	}
	if got := g.Due(1100*ms, 80*ms, nil); got != nil || g.Missing() || !g.Abandoned() || g.Abandoned() {
		t.Errorf("after a second: %v", got)
	}
}

// Where a request or its answer was lost once, more are: without asking sooner a
// publisher 200 ms away at 10 % loss froze for longer than a second now and then.
func TestGapsAskSoonerTheSecondTime(t *testing.T) {
	g := Gaps{ClockRate: 90000}
	g.Received(1, 0, 0)
	g.Received(3, 0, 0)
	var asked []time.Duration
	for at := time.Duration(0); at < 600*ms; at += 5 * ms {
		if len(g.Due(at, 200*ms, nil)) > 0 {
			asked = append(asked, at)
		}
	}
	if want := []time.Duration{5 * ms, 255 * ms, 355 * ms, 455 * ms, 555 * ms}; !slices.Equal(asked, want) {
		t.Errorf("asked at %v, want %v", asked, want)
	}
}

func TestGapsAskTenTimesAtMost(t *testing.T) {
	g := Gaps{ClockRate: 90000}
	g.Received(1, 0, 0)
	g.Received(3, 0, 0)
	asked := 0
	for at := time.Duration(0); at < 900*ms; at += 10 * ms {
		asked += len(g.Due(at, 0, nil))
	}
	if asked != gapAsked || !g.Abandoned() {
		t.Errorf("asked %d times", asked)
	}
}

func TestGapsGiveUpOnABreak(t *testing.T) {
	g := Gaps{ClockRate: 90000}
	g.Received(1, 0, 0)
	g.Received(1000, 0, 0)
	if g.Due(time.Second, 0, nil) != nil || !g.Abandoned() {
		t.Error("asks for a thousand packets")
	}
	if _, fresh := g.Received(999, 0, 0); !fresh {
		t.Error("a late packet is not fresh")
	}
	g.Received(5000, 0, 0)
	if _, fresh := g.Received(1001, 0, 0); fresh {
		t.Error("a packet of long ago is fresh")
	}
}

// RFC 3550 sections 6.4.1, A.3 and A.8.
func TestGapsReport(t *testing.T) {
	g := Gaps{ClockRate: 90000}
	if _, ok := g.Report(9); ok {
		t.Error("reports on nothing")
	}
	now := time.Duration(0)
	for s := range uint16(100) {
		now += 20 * ms
		if s%4 != 3 { // a quarter is lost
			g.Received(65500+s, uint32(now/ms)*90, now)
		}
	}
	g.Received(64, uint32((now+20*ms)/ms)*90, now+20*ms)
	r, ok := g.Report(9)
	if !ok || r.SSRC != 9 || r.FractionLost != 63 || r.TotalLost != 25 || r.LastSequenceNumber != 65600 || r.Jitter != 0 {
		t.Errorf("got %+v", r)
	}
	for s := uint16(101); s < 400; s++ { // arrives 10 ms early and late in turn
		now += 20 * ms
		at := now
		if s%2 == 0 {
			at += 10 * ms
		}
		g.Received(65500+s, uint32(now/ms)*90, at)
	}
	r, _ = g.Report(9)
	if r.FractionLost != 0 || r.TotalLost != 25 || r.Jitter < 880 || r.Jitter > 900 {
		t.Errorf("got %+v", r)
	}
}

func FuzzGaps(f *testing.F) {
	f.Add([]byte{1, 0, 2, 0, 9, 0, 3, 0, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, steps []byte) {
		g := Gaps{ClockRate: 90000}
		sequence := uint16(40000)
		recent := map[uint32]bool{}
		for now := time.Duration(0); len(steps) >= 2; steps = steps[2:] {
			now += 7 * ms
			sequence += uint16(int16(uint16(steps[0]) | uint16(steps[1])<<8))
			extended, fresh := g.Received(sequence, 0, now)
			if uint16(extended) != sequence {
				t.Fatalf("%d extended to %d", sequence, extended)
			}
			if fresh && recent[extended] {
				t.Fatalf("%d is fresh twice", extended)
			}
			recent[extended] = recent[extended] || fresh
			for _, s := range g.Due(now, 30*ms, nil) {
				if _, fresh := g.Recovered(s, now); !fresh {
					t.Fatalf("asked for %d, which was here", s)
				}
				recent[g.highest-uint32(uint16(g.highest)-s)] = true
			}
			if len(g.missing) > gapsMost {
				t.Fatalf("%d missing", len(g.missing))
			}
		}
	})
}
