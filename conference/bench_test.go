package conference

import (
	"fmt"
	"testing"
	"time"

	"veche/conference/access"
)

// deaf is a page that only takes, and counts for all its like.
type deaf struct{}

func (*deaf) Deliver(*Notice) { deliveries++ }

var deliveries int

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

// take changes the permissions of guests, as the owner does.
func (s *state) take(fn func(*GuestPermissions)) {
	d := s.def
	d.Revision++
	fn(&d.Guests)
	s.define(d, s.ownerName, nil)
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
	for name, fn := range map[string]func(*state){
		"mute all":                  func(s *state) { s.mute(nil, MediaState{Microphone: true, Camera: true}) },
		"take a permission":         func(s *state) { s.take(func(g *GuestPermissions) { g.SendVideo = false }) },
		"take the sight of people":  func(s *state) { s.take(func(g *GuestPermissions) { g.SeePeople = false }) },
		"end":                       (*state).end,
		"admit the first of all":    func(s *state) { _, _ = s.admitSome(nil) },
		"refuse all who wait":       func(s *state) { s.refuseWaiting(s.waitersOf(nil), "refused") },
		"change the mode and so on": func(s *state) { s.set(&LiveChange{Mode: ManagedSelector, Locked: new(true)}); s.infoChanged() },
	} {
		b.Run(name, func(b *testing.B) {
			pages := 0
			for b.Loop() {
				b.StopTimer()
				s := full(500, AllOnScreen)
				s.gate.WaitingRoom = true
				for i := range 500 {
					enterGuest(s, i)
				}
				s.takeEvents()
				before := deliveries
				b.StartTimer()
				turn(s, func() { fn(s) })
				b.StopTimer()
				pages += deliveries - before
				b.StartTimer()
			}
			b.ReportMetric(float64(pages)/float64(b.N), "deliveries/op")
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

// TestMuteAllOf500 holds what everybody is told of it: one thing each.
func TestMuteAllOf500(t *testing.T) {
	s := full(500, AllOnScreen)
	before := deliveries
	turn(s, func() { s.mute(nil, MediaState{Microphone: true}) })
	if n := deliveries - before; n != 500 {
		t.Errorf("%d deliveries to 500 pages", n)
	}
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
