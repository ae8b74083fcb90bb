package access

import (
	"container/list"
	"sync"
	"time"
)

// Budget bounds how often one may be wrong, for each key on its own: Burst
// misses at once, one more for every Every that passes. Who is right pays
// nothing: [Budget.Allow] takes the price beforehand, so that guesses running
// side by side cannot overdraw, and [Budget.Succeed] gives it back.
//
// At most Keys keys are remembered; beyond that the one longest untouched is
// forgotten. Safe for concurrent use. Time is the caller's.
type Budget struct {
	limits Limits

	mu   sync.Mutex
	keys map[string]*list.Element // of *account
	used *list.List               // least recently touched in front
}

// Limits of a Budget. Zero fields mean 10 misses, one back every 30 seconds,
// 65,536 keys.
type Limits struct {
	Burst int
	Every time.Duration
	Keys  int
}

func (l Limits) orDefault() Limits {
	if l.Burst <= 0 {
		l.Burst = 10
	}
	if l.Every <= 0 {
		l.Every = 30 * time.Second
	}
	if l.Keys <= 0 {
		l.Keys = 1 << 16
	}
	return l
}

// account is the state of one key: the moment its last miss is paid off. A
// budget is whole when that is past, spent when it is Burst intervals ahead.
type account struct {
	key  string
	paid time.Time
}

// NewBudget returns a budget with no misses.
func NewBudget(l Limits) *Budget {
	return &Budget{limits: l.orDefault(), keys: make(map[string]*list.Element), used: list.New()}
}

// Allow reports whether key may be wrong once more, and takes the price. When
// the guess turns out right, call Succeed; when it was wrong, nothing more.
func (b *Budget) Allow(key string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	paid := b.paid(key, now).Add(b.limits.Every)
	if paid.Sub(now) > b.whole() {
		return false
	}
	b.set(key, paid, now)
	return true
}

// Succeed gives back what Allow took.
func (b *Budget) Succeed(key string, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.set(key, b.paid(key, now).Add(-b.limits.Every), now)
}

// Spent reports whether Allow would refuse, without taking anything.
func (b *Budget) Spent(key string, now time.Time) bool { return b.RetryAfter(key, now) > 0 }

// RetryAfter is how long until Allow can succeed again; 0 when it can now.
func (b *Budget) RetryAfter(key string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	over := b.paid(key, now).Add(b.limits.Every).Sub(now) - b.whole()
	return max(over, 0)
}

// Misses is how many of key are not paid off yet.
func (b *Budget) Misses(key string, now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	owed := b.paid(key, now).Sub(now)
	return int((owed + b.limits.Every - 1) / b.limits.Every)
}

// Forget clears the misses of key, as when the PIN it protects was changed.
func (b *Budget) Forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop(b.keys[key])
}

// Forgive is Forget, and reports whether there were misses.
func (b *Budget) Forgive(key string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	owed := b.paid(key, now).After(now)
	b.drop(b.keys[key])
	return owed
}

// Len is the number of keys remembered.
func (b *Budget) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.keys)
}

func (b *Budget) whole() time.Duration { return time.Duration(b.limits.Burst) * b.limits.Every }

// paid returns when key is paid off, between now and a whole budget ahead: a
// clock that was set back must not block anybody for longer than that.
func (b *Budget) paid(key string, now time.Time) time.Time {
	e := b.keys[key]
	if e == nil {
		return now
	}
	paid := e.Value.(*account).paid
	switch {
	case paid.Before(now):
		return now
	case paid.Sub(now) > b.whole():
		return now.Add(b.whole())
	}
	return paid
}

// set stores a state; one with nothing owed needs no memory.
func (b *Budget) set(key string, paid, now time.Time) {
	e := b.keys[key]
	if !paid.After(now) {
		b.drop(e)
		return
	}
	if e != nil {
		e.Value.(*account).paid = paid
		b.used.MoveToBack(e)
		return
	}
	for len(b.keys) >= b.limits.Keys {
		b.drop(b.used.Front())
	}
	b.keys[key] = b.used.PushBack(&account{key: key, paid: paid})
}

func (b *Budget) drop(e *list.Element) {
	if e == nil {
		return
	}
	delete(b.keys, e.Value.(*account).key)
	b.used.Remove(e)
}
