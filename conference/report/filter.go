package report

import (
	"iter"
	"strings"
	"time"

	"veche/conference/access"
)

// Period is from a moment to another; a zero one bounds nothing.
type Period struct{ From, To time.Time }

// has tells whether at lies in p.
func (p Period) has(at time.Time) bool { return p.meets(at, at) }

// meets tells whether what was from one moment to another lies in p with some part.
func (p Period) meets(from, to time.Time) bool {
	return (p.To.IsZero() || !from.After(p.To)) && (p.From.IsZero() || !to.Before(p.From))
}

// Group is the authorisation type of the quick filter (M4).
type Group string

// Groups of the quick filter; the empty one is everybody.
const (
	Users   Group = "users"   // of this server and of federated ones
	Guests  Group = "guests"  // registered or not
	Devices Group = "devices" // terminals, telephones and cameras
)

func (g Group) has(k access.Kind) bool {
	switch g {
	case Users:
		return k == access.KindUser || k == access.KindFederated
	case Guests:
		return k == access.KindGuest || k == access.KindRegistered
	case Devices:
		return k.Terminal()
	}
	return true
}

// PeopleFilter chooses participants (M4, M5); what is empty chooses all.
type PeopleFilter struct {
	Text string // in name or e-mail
	Type Group
	Took string // "yes" or "no"
	Period
}

// Has tells whether f chooses p; the period is about the time added.
func (f *PeopleFilter) Has(p *Attendee) bool {
	if f.Took != "" && (f.Took == "yes") != p.TookPart {
		return false
	}
	return f.Type.has(p.Type) && f.has(p.Added) && contains(f.Text, p.Name, p.EMail)
}

// ConnectionFilter chooses connections (M8).
type ConnectionFilter struct {
	Text    string // in name or e-mail
	Type    Group
	Session uint64
	Person  string // key
	Period
}

// Has tells whether f chooses c; one that goes on ends at now.
func (f *ConnectionFilter) Has(c *Connection, now time.Time) bool {
	return (f.Session == 0 || f.Session == c.Session) && (f.Person == "" || f.Person == c.Person) &&
		f.Type.has(c.Type) && f.meets(c.Joined, c.until(now)) && contains(f.Text, c.Name, c.EMail)
}

// ChatFilter chooses messages (M9).
type ChatFilter struct {
	Text   string // in the message or the name of its file
	Sender string // in the name
	Period
}

// Has tells whether f chooses m.
func (f *ChatFilter) Has(m *Message) bool {
	return f.has(m.At) && contains(f.Text, m.Text, m.File) && contains(f.Sender, m.Name)
}

// contains tells whether one of texts has part in it, in any letter case.
func contains(part string, texts ...string) bool {
	part = strings.TrimSpace(part)
	if part == "" {
		return true
	}
	part = strings.ToLower(part)
	for _, t := range texts {
		if strings.Contains(strings.ToLower(t), part) {
			return true
		}
	}
	return false
}

// Page is a part of what all has: at most limit entries behind the one whose key is
// after ("" for the first), with how many there are in all. next is the key of the
// last one, if there are more.
func Page[T any](all iter.Seq[*T], key func(*T) string, after string, limit int) (part []T, next string, total int) {
	part = []T{}
	passed := after == ""
	for v := range all {
		total++
		switch {
		case !passed:
			passed = key(v) == after
		case len(part) < limit:
			part = append(part, *v)
		case next == "":
			next = key(&part[limit-1])
		}
	}
	return part, next, total
}

// Chosen are the entries of list that has chooses, in order or backwards.
func Chosen[T any](list []T, backwards bool, has func(*T) bool) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for n := range list {
			if backwards {
				n = len(list) - 1 - n
			}
			if v := &list[n]; has(v) && !yield(v) {
				return
			}
		}
	}
}
