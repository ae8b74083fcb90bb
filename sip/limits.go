package sip

import (
	"cmp"
	"container/list"
	"net/netip"
	"slices"
	"sync"
	"time"

	"veche/conference/access"
	"veche/sip/message"
	"veche/sip/transport"
)

// Rule is why a source is counted (lesson 28): what only scanners and broken
// things do often. Calls that find somebody cost nothing.
type Rule string

// The rules.
const (
	RuleUnknown  Rule = "unknown"  // called a number that is nobody's
	RulePassword Rule = "password" // wrong password of a device
	RuleBroken   Rule = "broken"   // sent what is no SIP
	RuleStray    Rule = "stray"    // spoke of calls that there are not
)

// Limits of misses for each source: so many at once, one more every while.
const (
	missBurst = 30
	missEvery = 4 * time.Second
	quiet     = time.Minute // without a message, after which a source is heard again
	maxKept   = 1000        // sources that the list for the administrator remembers
	keepFor   = 24 * time.Hour
)

// LimitedSource is a source whose misses are spent: nothing new from it is
// answered until it has been quiet for a while. Calls that it is in go on.
type LimitedSource struct {
	Source  string // an IPv4 address, or the /64 of an IPv6 one
	Rule    Rule   // the one that was last
	Misses  int    // in all
	Dropped int    // messages that were not looked at
	Since   time.Time
	Last    time.Time
	Limited bool // now

	until time.Time
}

// limits counts misses by source.
type limits struct {
	budget *access.Budget
	mu     sync.Mutex
	kept   map[string]*list.Element // of *LimitedSource
	order  *list.List               // longest untouched first
}

func newLimits() *limits {
	return &limits{
		budget: access.NewBudget(access.Limits{Burst: missBurst, Every: missEvery}),
		kept:   make(map[string]*list.Element), order: list.New(),
	}
}

// miss takes one from the budget of a source.
func (l *limits) miss(source netip.Addr, rule Rule, now time.Time) {
	key := access.SourceKey(source)
	if l.budget.Allow(key, now) && !l.budget.Spent(key, now) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.touch(key, now)
	e.Rule, e.until = rule, now.Add(quiet)
	e.Misses++
}

// touch is the entry of a source, made when there is none.
func (l *limits) touch(key string, now time.Time) *LimitedSource {
	if e := l.kept[key]; e != nil {
		l.order.MoveToBack(e)
		s := e.Value.(*LimitedSource)
		s.Last = now
		return s
	}
	for len(l.kept) >= maxKept {
		oldest := l.order.Front()
		delete(l.kept, oldest.Value.(*LimitedSource).Source)
		l.order.Remove(oldest)
	}
	s := &LimitedSource{Source: key, Since: now, Last: now, Misses: missBurst - 1}
	l.kept[key] = l.order.PushBack(s)
	return s
}

// spent reports whether a source is limited now, and counts what it sends.
func (l *limits) spent(source netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.kept[access.SourceKey(source)]
	if e == nil || !now.Before(e.Value.(*LimitedSource).until) {
		return false
	}
	s := l.touch(access.SourceKey(source), now)
	s.Dropped++
	s.until = now.Add(quiet)
	return true
}

func (l *limits) list(now time.Time) []LimitedSource {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []LimitedSource
	for _, e := range l.kept {
		s := *e.Value.(*LimitedSource)
		if s.Limited = now.Before(s.until); s.Limited || now.Sub(s.Last) < keepFor {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b LimitedSource) int { return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.Source, b.Source)) })
	return all
}

func (l *limits) forget(key string) {
	l.budget.Forget(key)
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.kept[key]; e != nil {
		delete(l.kept, key)
		l.order.Remove(e)
	}
}

// Limited are the sources that are limited or were within a day, the latest
// first.
func (s *Server) Limited() []LimitedSource { return s.limits.list(time.Now()) }

// Release lets a source of that list speak again.
func (s *Server) Release(source string) { s.limits.forget(source) }

// missed counts what only scanners do often.
func (s *Server) missed(flow transport.Flow, rule Rule) {
	if a := flow.Remote().Addr(); !s.trusts(a) {
		s.limits.miss(a, rule, time.Now())
	}
}

func (s *Server) trusts(a netip.Addr) bool { return within(s.config.Trusted(), a) }

func within(networks []netip.Prefix, a netip.Addr) bool {
	a = a.Unmap()
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

// admit is asked before a datagram is parsed or a connection taken.
func (s *Server) admit(_ string, source netip.AddrPort) bool {
	if within(s.config.Blocked(), source.Addr()) {
		return false
	}
	now := time.Now()
	return !s.limits.spent(source.Addr(), now) || s.trusts(source.Addr()) || s.speaks(source.Addr()) || s.registrar.livesAt(source, now)
}

// heard reports whether a message is looked at: of a source that is limited only
// what belongs to its calls, and what comes from where a device is registered.
func (s *Server) heard(flow transport.Flow, m *message.Message) bool {
	source := flow.Remote().Addr()
	if !m.IsRequest() || !s.limits.spent(source, time.Now()) || s.trusts(source) {
		return true
	}
	return s.find(m.CallID(), m.To().Tag()) != nil || s.registrar.livesAt(flow.Remote(), time.Now())
}

// speaks reports whether somebody there is in a call: it goes on though others
// behind the same address scan.
func (s *Server) speaks(source netip.Addr) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		if remote := c.remote.Load(); remote != nil && remote.Addr() == source {
			return true
		}
	}
	return false
}
