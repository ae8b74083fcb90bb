package forward

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtcp"
)

// told is what one feedback packet says of one number.
type told struct {
	sequence uint16
	came     bool
	at       time.Duration
}

func read(t testing.TB, packet []byte) []told {
	t.Helper()
	var all []told
	var clock feedbackClock
	var origin time.Duration
	err := eachStatus(packet,
		func(units uint32) { origin = clock.origin(units) - 1<<24*feedbackReference },
		func(sequence uint16, came bool, after time.Duration) {
			s := told{sequence: sequence, came: came}
			if came {
				s.at = origin + after
			}
			all = append(all, s)
		})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestArrivalsAreReadByPion(t *testing.T) {
	var a Arrivals
	if b := a.AppendFeedback(nil, 1, 2); b != nil {
		t.Errorf("told %x of nothing", b)
	}
	came := []struct {
		sequence uint16
		at       time.Duration
	}{
		{65533, 1000 * ms},
		{65534, 1001 * ms},
		{1, 1002 * ms},
		{2, 1300 * ms},
		{0, 1301 * ms},
		{3, 1200 * ms},
		{40, 1400 * ms},
		{41, 1401 * ms},
	}
	for _, c := range came {
		a.Received(c.sequence, c.at)
		a.Received(c.sequence, c.at+time.Second) // a copy does not count
	}
	b := a.AppendFeedback([]byte("before"), 0xaaaa, 0xbbbb)[6:]
	var p rtcp.TransportLayerCC
	if err := p.Unmarshal(b); err != nil {
		t.Fatal(err)
	}
	if p.SenderSSRC != 0xaaaa || p.MediaSSRC != 0xbbbb || p.BaseSequenceNumber != 65533 || p.PacketStatusCount != 45 || len(p.RecvDeltas) != len(came) {
		t.Errorf("got %v", p)
	}
	if len(b)%4 != 0 || len(b) != 4*(int(p.Header.Length)+1) {
		t.Errorf("length %d, told %d", len(b), p.Header.Length)
	}
	got := map[uint16]told{}
	for _, s := range read(t, b) {
		got[s.sequence] = s
	}
	if len(got) != 45 {
		t.Errorf("told of %d numbers", len(got))
	}
	for _, c := range came {
		s := got[c.sequence]
		if d := s.at - c.at; !s.came || d > feedbackDelta || d < -feedbackDelta {
			t.Errorf("%d came at %v, told %+v", c.sequence, c.at, s)
		}
		delete(got, c.sequence)
	}
	for _, s := range got {
		if s.came {
			t.Errorf("told %+v, which never came", s)
		}
	}
	if b := a.AppendFeedback(nil, 1, 2); b != nil {
		t.Errorf("told twice: %x", b)
	}
	// What was told as lost comes late, and is told again.
	a.Received(65535, 1500*ms)
	again := read(t, a.AppendFeedback(nil, 1, 2))
	if len(again) == 0 || again[0].sequence != 65535 || !again[0].came {
		t.Errorf("a late packet: %+v", again)
	}
}

func TestArrivalsSurviveGapsAndPauses(t *testing.T) {
	var a Arrivals
	now := 5 * time.Second
	sequence := uint16(0)
	received, reported := 0, 0
	for i := range 5000 {
		sequence += uint16(1 + i%7/6*200)
		now += ms
		if i%997 == 0 {
			now += 20 * time.Second // more than a delta can say
		}
		a.Received(sequence, now)
		received++
		if a.Full() || i%50 == 49 {
			for b := a.AppendFeedback(nil, 1, 2); len(b) > 0; b = a.AppendFeedback(nil, 1, 2) {
				var p rtcp.TransportLayerCC
				if err := p.Unmarshal(b); err != nil {
					t.Fatal(err)
				}
				reported += len(p.RecvDeltas)
			}
		}
	}
	if reported != received {
		t.Errorf("%d came, %d reported", received, reported)
	}
}

func TestFeedbackClockGoesOnAfterTwelveDays(t *testing.T) {
	var c feedbackClock
	before := c.origin(1<<24 - 2)
	after := c.origin(3)
	if after-before != 5*feedbackReference {
		t.Errorf("went on by %v", after-before)
	}
	if back := c.origin(1<<24 - 1); after-back != 4*feedbackReference {
		t.Errorf("went back by %v", after-back)
	}
}

// FuzzFeedback: no packet does harm, and pion reads the same.
func FuzzFeedback(f *testing.F) {
	var a Arrivals
	for i := range uint16(40) {
		a.Received(i*i, time.Duration(i)*30*ms)
	}
	f.Add(a.AppendFeedback(nil, 1, 2))
	f.Add([]byte{0x8f, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 1, 0, 0x20, 3, 1, 2, 3, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var got []told
		err := eachStatus(b, func(uint32) {}, func(sequence uint16, came bool, after time.Duration) {
			got = append(got, told{sequence, came, after})
		})
		var e Estimator
		for i := range uint16(300) {
			e.Sent(i, 1000, time.Duration(i)*ms)
		}
		if e.Feedback(b, 400*ms) == nil {
			_ = e.Feedback(b, 500*ms)
		}
		if rate := e.Estimate(time.Second); rate < LeastRate || rate > MostRate {
			t.Fatalf("estimate %d", rate)
		}
		if err != nil {
			return
		}
		var p rtcp.TransportLayerCC
		if p.Unmarshal(b) != nil {
			return // it is stricter about the end
		}
		if len(got) != int(p.PacketStatusCount) {
			t.Fatalf("%d statuses, want %d", len(got), p.PacketStatusCount)
		}
		i, after := 0, time.Duration(0)
		for _, s := range got {
			if !s.came {
				continue
			}
			after += time.Duration(p.RecvDeltas[i].Delta) * time.Microsecond
			if s.at != after {
				t.Fatalf("delta %d: %v, want %v", i, s.at, after)
			}
			i++
		}
	})
}

// FuzzArrivals: what is written can be read, and says what came.
func FuzzArrivals(f *testing.F) {
	f.Add([]byte{1, 1, 1, 1, 0xff, 3, 3, 0, 9})
	f.Fuzz(func(t *testing.T, steps []byte) {
		var a Arrivals
		now, sequence := time.Second, uint16(65500)
		came := map[uint16]time.Duration{}
		for i, s := range steps {
			now += time.Duration(s) * time.Duration(s) * 100 * time.Microsecond
			sequence += uint16(int16(int8(s)) % 40)
			if _, twice := came[sequence]; !twice {
				came[sequence] = now
			}
			a.Received(sequence, now)
			if i%20 != 19 {
				continue
			}
			b := a.AppendFeedback(nil, 1, 2)
			if len(b) == 0 {
				continue
			}
			if int(binary.BigEndian.Uint16(b[2:]))*4+4 != len(b) {
				t.Fatal("wrong length")
			}
			for _, s := range read(t, b) {
				at, ok := came[s.sequence]
				if d := s.at - at; s.came && (!ok || d > feedbackDelta || d < -feedbackDelta) {
					t.Fatalf("%d came at %v, told %v", s.sequence, at, s.at)
				}
			}
		}
	})
}
