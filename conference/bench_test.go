package conference

import (
	"fmt"
	"testing"
	"time"

	"veche/conference/access"
)

// deaf is a page that only takes.
type deaf struct{ n int }

func (d *deaf) Deliver(*Notice) { d.n++ }

// full is the state of a conference with n guests in it.
func full(n int, mode Mode) *state {
	def := Definition{ID: "1", CID: "room", Name: "Meeting", Owner: "owner", Access: Public, Mode: mode, MaxSpeakers: 4, Guests: AllowGuestsAll()}
	def.fillDefaults()
	s := newState(def, time.Now)
	s.begin(0)
	for i := range n {
		enterGuest(s, i)
	}
	s.settle()
	s.takeEvents()
	return s
}

func enterGuest(s *state, i int) JoinResult {
	res, err := s.join(JoinRequest{
		Kind: access.KindGuest, Name: fmt.Sprint("Guest ", i), Page: &deaf{}, Media: MediaState{Microphone: true, Camera: true},
	})
	if err != nil {
		panic(err)
	}
	return res
}

// turn is what the loop does around a command.
func turn(s *state, fn func()) {
	fn()
	s.settle()
	_ = s.takeEvents()
	_ = s.live()
}

// A turn with 500 participants should take less than 5 ms, however it comes
// about; what pages do with what is delivered is not counted.
func BenchmarkTurnWith500(b *testing.B) {
	for _, mode := range Modes {
		s := full(499, mode)
		first := s.members[s.order[0]]
		b.Run("join and leave/"+string(mode), func(b *testing.B) {
			for b.Loop() {
				var res JoinResult
				turn(s, func() { res = enterGuest(s, 500) })
				turn(s, func() { s.depart(s.members[res.Entered.You.ID], "removed") })
			}
		})
		b.Run("microphone/"+string(mode), func(b *testing.B) {
			on := false
			for b.Loop() {
				turn(s, func() { _ = s.send(first, &on, nil, nil) })
				on = !on
			}
		})
		b.Run("speakers/"+string(mode), func(b *testing.B) {
			i := 0
			for b.Loop() {
				i++
				s.speakers([]Speaking{{s.order[1+i%3], 100}, {s.order[4], 90}})
				s.active = "" // another one each time
				s.settle()
			}
		})
		b.Run("settle/"+string(mode), func(b *testing.B) {
			for b.Loop() {
				s.viewsStale = true
				s.settle()
			}
		})
	}
	s := full(500, AllOnScreen)
	b.Run("live state", func(b *testing.B) {
		for b.Loop() {
			_ = s.live()
		}
	})
	b.Run("live state encoded, outside the loop", func(b *testing.B) {
		for b.Loop() {
			_ = s.live().encode()
		}
	})
}

// TestTurnWith500 holds the worst ordinary turn, a join, below what the loop
// can bear, with room for slow machines and the race detector.
func TestTurnWith500(t *testing.T) {
	s := full(499, AllOnScreen)
	best := time.Hour
	for range 5 {
		var res JoinResult
		began := time.Now()
		turn(s, func() { res = enterGuest(s, 500) })
		best = min(best, time.Since(began))
		s.depart(s.members[res.Entered.You.ID], "removed")
	}
	if best > 50*time.Millisecond {
		t.Errorf("a join with 500 inside takes %v", best)
	}
}
