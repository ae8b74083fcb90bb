package access

import (
	"net/netip"
	"strings"
	"time"
)

// Guessing is the one set of budgets over all ways in: pages, API, SIP, H.323,
// tones (lesson 39). One value serves the whole server.
type Guessing struct {
	sources     *Budget
	accounts    *Budget
	conferences *Budget
	asked       *Budget // numbers asked for without a PIN, by source
}

// askedFor is how long a source may ask again for a number without paying again.
const askedFor = 10 * time.Minute

// GuessingConfig holds the limits; zero fields mean those of [Limits], and for
// conferences 30 misses, one back every 30 seconds: many sources together
// share that one.
type GuessingConfig struct {
	Source     Limits
	Account    Limits
	Conference Limits
}

// NewGuessing returns budgets with no misses.
func NewGuessing(c GuessingConfig) *Guessing {
	if c.Conference.Burst <= 0 {
		c.Conference.Burst = 30
	}
	return &Guessing{
		sources:     NewBudget(c.Source),
		accounts:    NewBudget(c.Account),
		conferences: NewBudget(c.Conference),
		asked:       NewBudget(Limits{Burst: 1, Every: askedFor}),
	}
}

// Guess is one try at a PIN, a number or a password. Source always counts;
// Account is the login tried or signed in with, empty for none; Conference is
// the unchangeable id of an existing conference, empty for an unknown one;
// Number is what was asked for, known or not.
type Guess struct {
	Source     netip.Addr
	Account    string
	Conference string
	Number     string
}

// Attempt is a guess that has been paid for and not been judged yet.
type Attempt struct {
	// Blocked: source or account may not guess now; RetryAfter is when it makes
	// sense again. Decide with an empty PIN all the same: who needs none (the
	// owner behind the same address as a guesser) still enters, and AskPIN is
	// answered as "too many tries". Passwords are not looked at.
	Blocked    bool
	RetryAfter time.Duration

	// ConferenceSpent goes into [Rules.PINBudgetSpent]; tell the moderators. It
	// blocks nobody: the meeting itself is never shut out (P3).
	ConferenceSpent bool

	g     *Guessing
	guess Guess
}

// Begin takes the price of a guess: at every arrival, PIN or not, since the
// number may be the guess, and before a password is looked at. Unless the
// decision says Wrong, Right follows, or Asked when there was no PIN to judge.
func (g *Guessing) Begin(q Guess, now time.Time) Attempt {
	a := Attempt{g: g, guess: q}
	source := SourceKey(q.Source)
	if !g.sources.Allow(source, now) {
		a.Blocked, a.RetryAfter = true, g.sources.RetryAfter(source, now)
		return a
	}
	if q.Account != "" && !g.accounts.Allow(q.Account, now) {
		g.sources.Succeed(source, now)
		a.Blocked, a.RetryAfter = true, g.accounts.RetryAfter(q.Account, now)
		return a
	}
	if q.Conference != "" {
		a.ConferenceSpent = !g.conferences.Allow(q.Conference, now)
	}
	return a
}

// Right gives everything back: successful entries cost nothing. After a wrong
// guess there is nothing to call.
func (a Attempt) Right(now time.Time) {
	if a.g == nil || a.Blocked {
		return
	}
	a.g.sources.Succeed(SourceKey(a.guess.Source), now)
	if a.guess.Account != "" {
		a.g.accounts.Succeed(a.guess.Account, now)
	}
	if a.guess.Conference != "" && !a.ConferenceSpent {
		a.g.conferences.Succeed(a.guess.Conference, now)
	}
	if a.guess.Number != "" && a.g.asked.Forgive(a.guess.askedKey(), now) {
		a.g.sources.Succeed(SourceKey(a.guess.Source), now) // what Asked kept
	}
}

// Asked is for who gave no PIN and is asked for one. The number may be the
// guess: it costs the source, once for each number and whether or not it is
// one, since otherwise the budget would tell which numbers exist (P3). Whoever
// comes in afterwards has it back, so that a house full of people who open the
// same link pays once at most.
func (a Attempt) Asked(now time.Time) {
	if a.g == nil || a.Blocked {
		return
	}
	if a.guess.Account != "" {
		a.g.accounts.Succeed(a.guess.Account, now)
	}
	if a.guess.Conference != "" && !a.ConferenceSpent {
		a.g.conferences.Succeed(a.guess.Conference, now)
	}
	if !a.g.asked.Allow(a.guess.askedKey(), now) {
		a.g.sources.Succeed(SourceKey(a.guess.Source), now)
	}
}

// askedKey names source and number; no number is longer than it keeps.
func (q Guess) askedKey() string {
	return SourceKey(q.Source) + " " + strings.ToLower(q.Number[:min(len(q.Number), 64)])
}

// ConferenceSpent reports whether right PINs of this conference lead to the
// waiting room now.
func (g *Guessing) ConferenceSpent(id string, now time.Time) bool {
	return g.conferences.Spent(id, now)
}

// ConferenceMisses is how many wrong PINs of this conference are remembered,
// for the words to moderators.
func (g *Guessing) ConferenceMisses(id string, now time.Time) int {
	return g.conferences.Misses(id, now)
}

// PINChanged makes the budget of a conference whole: guesses at the old PIN
// tell nothing about the new one (K1).
func (g *Guessing) PINChanged(id string) { g.conferences.Forget(id) }
