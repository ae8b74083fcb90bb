package access

import (
	"errors"
	"testing"
	"time"
)

// permitted makes a, who has one, of a; a temporary permission ends in two minutes.
func permitted(a Arrival, p Permission) Arrival {
	a.Account, a.Participation.Kind = true, p
	if p == Temporary {
		a.Participation.Until = noon.Add(2 * time.Minute)
	}
	return a
}

// D6: without permission nobody of this server joins anything, in any role, by any way.
// Whoever has no account is not asked.
func TestParticipation(t *testing.T) {
	room := Rules{Public: true, ParticipationAsked: true}
	for who, a := range arrivals {
		if d := Decide(room, a, noon); d.Outcome != Enter {
			t.Errorf("%s, without an account: %+v", who, d)
		}
		for _, p := range Permissions {
			a := permitted(a, p)
			want := Decision{Outcome: Enter}
			if p == Never {
				want = refuse(ReasonParticipation)
			}
			if d := Decide(room, a, noon); d != want {
				t.Errorf("%s, %s: got %+v, want %+v", who, p, d, want)
			}
			if d := Decide(Rules{Public: true}, a, noon); d.Outcome != Enter {
				t.Errorf("%s, %s, not asked: %+v", who, p, d)
			}
		}
	}
}

func TestParticipationComesBeforeEverythingElse(t *testing.T) {
	user := permitted(arrivals["owner"], Never)
	asked := func(r Rules) Rules { r.ParticipationAsked = true; return r }
	not := refuse(ReasonParticipation)
	for name, c := range map[string]struct {
		r    Rules
		a    Arrival
		at   time.Time
		want Decision
	}{
		"P3 no such number, the same answer": {asked(Unknown()), user, noon, not},
		"P3 before the PIN, a wrong one":     {asked(Rules{Public: true, PIN: "756910"}), with(user, func(a *Arrival) { a.PIN = "1234" }), noon, not},
		"the right PIN does not help":        {asked(Rules{PIN: "756910"}), with(user, func(a *Arrival) { a.PIN = "756910" }), noon, not},
		"added by a moderator":               {asked(Rules{}), with(user, func(a *Arrival) { a.AddedByModerator = true }), noon, not},
		"admitted from the waiting room":     {asked(Rules{WaitingRoom: true}), with(user, func(a *Arrival) { a.WasWaiting, a.AddedByModerator = true, true }), noon, not},
		"who is inside keeps his seat":       {asked(Rules{}), with(user, func(a *Arrival) { a.Resuming, a.LeftAt = true, noon.Add(-SeatKept) }), noon, Decision{Outcome: Enter}},
		"and loses it when it is given up":   {asked(Rules{}), with(user, func(a *Arrival) { a.Resuming, a.LeftAt = true, noon.Add(-SeatKept-1) }), noon, not},
		"temporary, a moment before its end": {asked(Rules{}), permitted(arrivals["owner"], Temporary), noon.Add(2*time.Minute - 1), Decision{Outcome: Enter}},
		"temporary, at its end":              {asked(Rules{}), permitted(arrivals["owner"], Temporary), noon.Add(2 * time.Minute), not},
		"a kind that does not exist":         {asked(Rules{}), permitted(arrivals["owner"], "x"), noon, not},
		"accounts of before the policy":      {asked(Rules{}), permitted(arrivals["owner"], ""), noon, Decision{Outcome: Enter}},
		"locked: it is the account first":    {asked(Rules{Public: true, Locked: true}), permitted(arrivals["own user, invited"], Never), noon, not},
	} {
		if got := Decide(c.r, c.a, c.at); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func with(a Arrival, change func(*Arrival)) Arrival { change(&a); return a }

func TestProlonged(t *testing.T) {
	until := func(d time.Duration) Participation { return Participation{Temporary, noon.Add(d)} }
	for name, c := range map[string]struct {
		p    Participation
		want time.Duration // from now; 0: refused
		err  error
	}{
		"over for a year: from now":          {until(-365 * 24 * time.Hour), 24 * time.Hour, nil},
		"over this moment":                   {until(0), 24 * time.Hour, nil},
		"an hour left: no later than a day":  {until(time.Hour), 24 * time.Hour, nil},
		"23 hours left":                      {until(23 * time.Hour), 24 * time.Hour, nil},
		"more is left: nothing to gain":      {until(23*time.Hour + time.Second), 0, ErrProlonged},
		"pressed again at once":              {until(24 * time.Hour), 0, ErrProlonged},
		"a later end is not shortened":       {until(30 * 24 * time.Hour), 0, ErrProlonged},
		"permanent":                          {Participation{Kind: Permanent}, 0, ErrNotTemporary},
		"none is not what one gives oneself": {Participation{Kind: Never}, 0, ErrNotTemporary},
		"of before the policy":               {Participation{}, 0, ErrNotTemporary},
	} {
		got, err := c.p.Prolonged(noon)
		if !errors.Is(err, c.err) || err != nil && got != c.p {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
		if err == nil && !got.Until.Equal(noon.Add(c.want)) {
			t.Errorf("%s: got %s", name, got.Until.Sub(noon))
		}
	}
}

// FuzzProlonged presses whenever it likes: the end never is more than a day away by it.
func FuzzProlonged(f *testing.F) {
	f.Add(int64(0), []byte{0, 1, 24, 200})
	f.Add(int64(-1<<40), []byte{23, 22, 1})
	f.Fuzz(func(t *testing.T, end int64, hours []byte) {
		now := noon
		p := Participation{Temporary, noon.Add(time.Duration(end % int64(1000*time.Hour)))}
		for _, h := range hours {
			now = now.Add(time.Duration(h) * 10 * time.Minute)
			longer, err := p.Prolonged(now)
			if err == nil && (longer.Until.After(now.Add(Prolongation)) || !longer.Until.After(p.Until) || !longer.Allows(now)) {
				t.Fatalf("at %s: %+v became %+v", now, p, longer)
			}
			p = longer
		}
	})
}
