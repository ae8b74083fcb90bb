package access

import (
	"container/list"
	"sync"
	"time"
)

// Lockout blocks a login name after a number of wrong passwords in a row, for
// a period (D2). Names that do not exist are counted and blocked like those
// that do (P3), so that nobody learns who has an account; callers pass what was
// typed, folded as logins are.
//
// Bounded: names merely counted and names blocked each have a table of their
// own, so that trying many names once does not free one that is blocked. Safe
// for concurrent use. Time is the caller's.
type Lockout struct {
	mu       sync.Mutex
	after    int
	period   time.Duration
	capacity int
	names    map[string]*list.Element // of *suspect, in one of the lists
	counted  *list.List               // least recently wrong in front
	blocked  *list.List               // blocked first in front
}

type suspect struct {
	name  string
	wrong int
	until time.Time // zero: only counted
}

// lockoutNames is how many names each of the two tables holds.
const lockoutNames = 1 << 15

// NewLockout blocks after so many wrong passwords for a period. after 0 turns
// the lock-out off.
func NewLockout(after int, period time.Duration) *Lockout {
	return &Lockout{
		after: after, period: period, capacity: lockoutNames,
		names: make(map[string]*list.Element), counted: list.New(), blocked: list.New(),
	}
}

// SetLimits changes number and period. Blocks already standing keep their end,
// unless the lock-out is turned off: then nobody is blocked any more.
func (l *Lockout) SetLimits(after int, period time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.after, l.period = after, period
	if after <= 0 {
		clear(l.names)
		l.counted.Init()
		l.blocked.Init()
	}
}

// Try counts a password of name as wrong before it is looked at, so that many
// sent side by side count each, and reports whether it may be looked at. While
// it may not, until says when that ends. A right one is told by Succeed.
func (l *Lockout) Try(name string, now time.Time) (until time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.after <= 0 {
		return time.Time{}, true
	}
	e := l.find(name, now)
	if e == nil {
		if l.counted.Len() >= l.capacity {
			l.drop(l.counted.Front())
		}
		e = l.counted.PushBack(&suspect{name: name})
		l.names[name] = e
	}
	s := e.Value.(*suspect)
	if !s.until.IsZero() {
		return s.until, false
	}
	s.wrong++
	if s.wrong >= l.after {
		l.block(e, now)
	} else {
		l.counted.MoveToBack(e)
	}
	return time.Time{}, true
}

// Succeed ends the row: the password was right. The try that reached the
// number and was right leaves no block behind.
func (l *Lockout) Succeed(name string) { l.Unlock(name) }

// Blocked reports until when name is blocked.
func (l *Lockout) Blocked(name string, now time.Time) (until time.Time, blocked bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.find(name, now); e != nil {
		until = e.Value.(*suspect).until
	}
	return until, !until.IsZero()
}

// Unlock frees name before its time (D2) and forgets its wrong passwords.
func (l *Lockout) Unlock(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drop(l.names[name])
}

// Names lists who is blocked, those blocked first in front.
func (l *Lockout) Names(now time.Time) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var names []string
	for e := l.blocked.Front(); e != nil; e = e.Next() {
		if s := e.Value.(*suspect); s.until.After(now) {
			names = append(names, s.name)
		}
	}
	return names
}

// find returns the entry of name, unless its block is over: that starts anew.
func (l *Lockout) find(name string, now time.Time) *list.Element {
	e := l.names[name]
	if e == nil {
		return nil
	}
	if s := e.Value.(*suspect); !s.until.IsZero() && !s.until.After(now) {
		l.drop(e)
		return nil
	}
	return e
}

func (l *Lockout) block(e *list.Element, now time.Time) {
	s := e.Value.(*suspect)
	s.until = now.Add(l.period)
	l.counted.Remove(e)
	if l.blocked.Len() >= l.capacity {
		l.drop(l.blocked.Front())
	}
	l.names[s.name] = l.blocked.PushBack(s)
}

func (l *Lockout) drop(e *list.Element) {
	if e == nil {
		return
	}
	s := e.Value.(*suspect)
	delete(l.names, s.name)
	if s.until.IsZero() {
		l.counted.Remove(e)
	} else {
		l.blocked.Remove(e)
	}
}
