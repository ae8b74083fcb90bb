package access

import (
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestBudget(t *testing.T) {
	b := NewBudget(Limits{Burst: 3, Every: 10 * time.Second})
	now := noon
	for range 3 {
		if !b.Allow("a", now) {
			t.Fatal("refused within the burst")
		}
	}
	if b.Allow("a", now) || !b.Spent("a", now) {
		t.Fatal("a fourth miss at once")
	}
	if got := b.RetryAfter("a", now); got != 10*time.Second {
		t.Errorf("retry after: got %v", got)
	}
	for after, want := range map[time.Duration]int{0: 3, time.Second: 3, 10 * time.Second: 2, time.Hour: 0} {
		if got := b.Misses("a", now.Add(after)); got != want {
			t.Errorf("%d misses after %v, want %d", got, after, want)
		}
	}
	if !b.Allow("b", now) || b.Spent("b", now) {
		t.Error("the misses of one key cost another")
	}
	now = now.Add(10 * time.Second)
	if !b.Allow("a", now) || b.Allow("a", now) {
		t.Error("want exactly one back after the interval")
	}
	now = now.Add(time.Hour)
	for i := range 4 {
		if got := b.Allow("a", now); got != (i < 3) {
			t.Errorf("after an hour, miss %d: got %v", i+1, got)
		}
	}
	b.Forget("a")
	if b.Spent("a", now) {
		t.Error("spent after Forget")
	}
}

func TestBudgetSuccessCostsNothing(t *testing.T) {
	b := NewBudget(Limits{Burst: 2, Every: time.Minute})
	for range 1000 {
		if !b.Allow("a", noon) {
			t.Fatal("refused")
		}
		b.Succeed("a", noon)
	}
	if got := b.Len(); got != 0 {
		t.Errorf("%d keys remembered though nothing is owed", got)
	}
	b.Allow("a", noon)
	b.Succeed("a", noon.Add(time.Hour))
	b.Succeed("a", noon.Add(time.Hour)) // a slip must not earn credit
	for i := range 3 {
		if got := b.Allow("a", noon.Add(time.Hour)); got != (i < 2) {
			t.Errorf("miss %d: got %v", i+1, got)
		}
	}
}

func TestBudgetIsBounded(t *testing.T) {
	b := NewBudget(Limits{Burst: 1, Every: time.Hour, Keys: 100})
	for i := range 10_000 {
		b.Allow(fmt.Sprint(i), noon)
	}
	if got := b.Len(); got != 100 {
		t.Errorf("got %d keys", got)
	}
	if !b.Spent("9999", noon) || b.Spent("0", noon) {
		t.Error("want the longest untouched to be forgotten")
	}
}

func TestBudgetSurvivesAClockSetBack(t *testing.T) {
	b := NewBudget(Limits{Burst: 2, Every: time.Minute})
	b.Allow("a", noon)
	b.Allow("a", noon)
	if got := b.RetryAfter("a", noon.Add(-24*time.Hour)); got > time.Minute {
		t.Errorf("blocked for %v", got)
	}
}

func TestBudgetSideBySide(t *testing.T) {
	b := NewBudget(Limits{Burst: 5, Every: time.Hour})
	var wg sync.WaitGroup
	var mu sync.Mutex
	allowed := 0
	for range 50 {
		wg.Go(func() {
			if b.Allow("a", noon) {
				mu.Lock()
				allowed++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if allowed != 5 {
		t.Errorf("%d guesses side by side, want 5", allowed)
	}
}

func TestSourceKey(t *testing.T) {
	for _, c := range [][2]string{
		{"192.0.2.1", "192.0.2.1"},
		{"::ffff:192.0.2.1", "192.0.2.1"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		{"2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"},
		{"fe80::1%eth0", "fe80::/64"},
	} {
		if got := SourceKey(netip.MustParseAddr(c[0])); got != c[1] {
			t.Errorf("%s: got %s, want %s", c[0], got, c[1])
		}
	}
	if SourceKey(netip.Addr{}) == "" {
		t.Error("no key for an unknown source")
	}
}

func TestGuessing(t *testing.T) {
	here, there := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	few := Limits{Burst: 2, Every: time.Minute}
	limits := GuessingConfig{Source: few, Account: few, Conference: Limits{Burst: 3, Every: time.Minute}}

	t.Run("a source is blocked over all conferences", func(t *testing.T) {
		g := NewGuessing(limits)
		g.Begin(Guess{Source: here, Conference: "a"}, noon)
		g.Begin(Guess{Source: here}, noon)
		got := g.Begin(Guess{Source: here, Conference: "b"}, noon)
		if !got.Blocked || got.RetryAfter != time.Minute {
			t.Errorf("got %+v", got)
		}
		got.Right(noon)
		if got := g.Begin(Guess{Source: here}, noon); !got.Blocked {
			t.Error("a blocked attempt gave something back")
		}
		if got := g.Begin(Guess{Source: there, Conference: "b"}, noon); got.Blocked {
			t.Error("another source is blocked")
		}
	})
	t.Run("an account is blocked over all sources and costs the source nothing", func(t *testing.T) {
		g := NewGuessing(limits)
		for range 2 {
			g.Begin(Guess{Source: here, Account: "eve"}, noon)
		}
		for range 5 {
			if got := g.Begin(Guess{Source: there, Account: "eve"}, noon); !got.Blocked {
				t.Error("not blocked")
			}
		}
		if got := g.Begin(Guess{Source: there}, noon); got.Blocked {
			t.Error("the source paid for the account")
		}
	})
	t.Run("P3 a spent conference blocks nobody", func(t *testing.T) {
		g := NewGuessing(limits)
		from := netip.MustParseAddr("198.51.100.0")
		for range 3 {
			from = from.Next()
			g.Begin(Guess{Source: from, Conference: "a"}, noon)
		}
		got := g.Begin(Guess{Source: here, Conference: "a"}, noon)
		if got.Blocked || !got.ConferenceSpent || !g.ConferenceSpent("a", noon) {
			t.Errorf("got %+v", got)
		}
		got.Right(noon)
		if !g.ConferenceSpent("a", noon) {
			t.Error("a right PIN filled a spent budget")
		}
		g.PINChanged("a")
		if g.ConferenceSpent("a", noon) {
			t.Error("spent though the PIN is new")
		}
	})
	t.Run("P3 successful entries cost nothing", func(t *testing.T) {
		g := NewGuessing(limits)
		for range 100 {
			got := g.Begin(Guess{Source: here, Account: "bob", Conference: "a"}, noon)
			if got.Blocked || got.ConferenceSpent {
				t.Fatalf("got %+v", got)
			}
			got.Right(noon)
		}
	})
}

func TestLockout(t *testing.T) {
	try := func(t *testing.T, l *Lockout, name string, now time.Time, want bool) {
		t.Helper()
		if until, ok := l.Try(name, now); ok != want || ok != until.IsZero() {
			t.Fatalf("%s: got %v until %v, want %v", name, ok, until, want)
		}
	}
	t.Run("D2 blocks after N in a row, for the period", func(t *testing.T) {
		l := NewLockout(3, time.Minute)
		for range 3 {
			try(t, l, "bob", noon, true)
		}
		try(t, l, "bob", noon, false)
		if until, blocked := l.Blocked("bob", noon); !blocked || !until.Equal(noon.Add(time.Minute)) {
			t.Errorf("got %v, %v", until, blocked)
		}
		if got := l.Names(noon); !slices.Equal(got, []string{"bob"}) {
			t.Errorf("got %v", got)
		}
		try(t, l, "bob", noon.Add(59*time.Second), false)
		for range 3 {
			try(t, l, "bob", noon.Add(time.Minute), true)
		}
		try(t, l, "bob", noon.Add(time.Minute), false)
	})
	t.Run("D2 a right password ends the row", func(t *testing.T) {
		l := NewLockout(3, time.Minute)
		for range 10 {
			try(t, l, "bob", noon, true)
			try(t, l, "bob", noon, true)
			try(t, l, "bob", noon, true)
			l.Succeed("bob")
		}
		if _, blocked := l.Blocked("bob", noon); blocked {
			t.Error("blocked")
		}
	})
	t.Run("D2 the administrator unblocks", func(t *testing.T) {
		l := NewLockout(1, time.Hour)
		try(t, l, "bob", noon, true)
		try(t, l, "bob", noon, false)
		l.Unlock("bob")
		try(t, l, "bob", noon, true)
	})
	t.Run("D2 off", func(t *testing.T) {
		l := NewLockout(1, time.Hour)
		try(t, l, "bob", noon, true)
		l.SetLimits(0, 0)
		for range 100 {
			try(t, l, "bob", noon, true)
		}
	})
	t.Run("P3 trying many names frees none that is blocked, and memory is bounded", func(t *testing.T) {
		l := NewLockout(2, time.Hour)
		l.capacity = 100
		try(t, l, "bob", noon, true)
		try(t, l, "bob", noon, true)
		for i := range 1000 {
			try(t, l, fmt.Sprint("nobody", i), noon, true)
		}
		try(t, l, "bob", noon, false)
		for i := range 1000 {
			name := fmt.Sprint("more", i)
			try(t, l, name, noon, true)
			try(t, l, name, noon, true)
		}
		if len(l.names) > 200 || l.counted.Len() > 100 || l.blocked.Len() > 100 {
			t.Errorf("%d names", len(l.names))
		}
	})
	t.Run("passwords sent side by side count each", func(t *testing.T) {
		l := NewLockout(5, time.Hour)
		var wg sync.WaitGroup
		looked := make(chan bool, 50)
		for range 50 {
			wg.Go(func() {
				if _, ok := l.Try("bob", noon); ok {
					looked <- true
				}
			})
		}
		wg.Wait()
		if len(looked) != 5 {
			t.Errorf("%d looked at, want 5", len(looked))
		}
	})
}

// P3: what a number costs that was asked for without PIN is the same for one
// that exists and one that does not.
func TestAskingForANumberCostsOnce(t *testing.T) {
	here, there := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	ask := func(g *Guessing, q Guess, now time.Time) bool {
		a := g.Begin(q, now)
		a.Asked(now)
		return !a.Blocked
	}
	g := NewGuessing(GuessingConfig{Source: Limits{Burst: 3, Every: time.Hour}, Conference: Limits{Burst: 3, Every: time.Hour}})
	for range 20 {
		if !ask(g, Guess{Source: here, Conference: "id", Number: "1"}, noon) || !ask(g, Guess{Source: there, Number: "1"}, noon) {
			t.Fatal("one number cost more than once")
		}
	}
	for i := 2; i < 6; i++ {
		known := ask(g, Guess{Source: here, Conference: "id", Number: fmt.Sprint(i)}, noon)
		if unknown := ask(g, Guess{Source: there, Number: fmt.Sprint(i)}, noon); known != unknown || known != (i <= 3) {
			t.Errorf("number %d: known %v, unknown %v", i, known, unknown)
		}
	}
	if g.ConferenceSpent("id", noon) {
		t.Error("the conference paid for who gave no PIN")
	}

	g = NewGuessing(GuessingConfig{Source: Limits{Burst: 2, Every: time.Hour}})
	for i := range 20 { // who comes in has it back
		if !ask(g, Guess{Source: here, Conference: "id", Number: fmt.Sprint("Room", i)}, noon) {
			t.Fatal("blocked though everybody came in")
		}
		g.Begin(Guess{Source: here, Conference: "id", Number: fmt.Sprint("room", i)}, noon).Right(noon)
	}
}
