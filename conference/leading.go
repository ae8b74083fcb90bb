package conference

import (
	"slices"

	"veche/conference/access"
)

// This file is the wait for somebody who leads, where the owner wants it so (ND5). Once
// one has been inside, nobody waits for him any more in this run.

// leaderAway tells whether others wait.
func (s *state) leaderAway() bool { return s.def.WaitForOwner && !s.led }

// notice notes that m is inside, or leads now.
func (s *state) notice(m *member) {
	if m.leads() && !s.led {
		s.led, s.admits = true, true
	}
}

var ready = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// awaitedLeader is ready when some of those may enter who waited for him.
func (s *state) awaitedLeader() <-chan struct{} {
	waits := func(w *waiter) bool { return w.ForLeader }
	if s.admits && !s.leaderAway() && slices.ContainsFunc(s.waiting, waits) {
		return ready
	}
	return nil
}

// admitLed lets some of those in, in their order, who would have entered if he had been
// there. The others are looked at again in a while: there may be no lock any more, or a
// place.
func (s *state) admitLed() {
	var tell []func()
	rules := s.rules()
	for _, w := range slices.Clone(s.waiting) {
		if len(tell) == admitAtOnce {
			break
		}
		a := w.Arrival
		a.WasWaiting, a.ForLeader = true, w.ForLeader
		if !w.ForLeader {
			continue
		}
		switch d := access.Decide(rules, a, s.now()); {
		case d.Reason == access.ReasonParticipation: // it has run out while he waited (D6)
			s.refuseWaiting([]*waiter{w}, string(d.Reason))
			continue
		case d.Outcome != access.Enter:
			continue
		}
		if fn, err := s.letIn(w, a); err == nil {
			tell, rules = append(tell, fn), s.rules()
		}
	}
	s.admits = len(tell) == admitAtOnce
	for _, fn := range tell {
		fn()
	}
}
