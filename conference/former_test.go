package conference

import (
	"runtime"
	"testing"
)

// A thousand joins and leaves made every event of a conference write 400 kB to
// the archive (lesson 40).
func TestThoseWhoLeftDoNotMakeEveryTurnDearer(t *testing.T) {
	s := full(5, AllOnScreen)
	var secrets []string
	heap := heapOf(t, func() {
		for i := range 1500 {
			you := enterGuest(s, i).Entered.You
			s.settle()
			s.depart(s.members[you.ID], "left")
			s.takeEvents()
			secrets = append(secrets, you.Resume)
		}
	})
	if each := heap / formerKept; each > 1500 {
		t.Errorf("%d bytes are kept of each who left", each)
	}
	if n := len(s.live().encode()); n > 64<<10 {
		t.Errorf("%d bytes to archive after each turn", n)
	}
	back := func(s *state, secret string) bool {
		m, former := s.byResume(secret, nil)
		return m != nil && former
	}
	if back(s, secrets[499]) || !back(s, secrets[500]) {
		t.Error("the conference does not keep the newest 1,000")
	}
	restarted := newState(s.def, s.now)
	if err := restarted.restore(s.live().encode()); err != nil {
		t.Fatal(err)
	}
	if back(restarted, secrets[1399]) || !back(restarted, secrets[1400]) {
		t.Error("a restart does not keep the newest 100")
	}
}

// heapOf is how many bytes more are in use after fn.
func heapOf(t *testing.T, fn func()) int {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	fn()
	runtime.GC()
	runtime.ReadMemStats(&after)
	return int(after.HeapAlloc) - int(before.HeapAlloc)
}
