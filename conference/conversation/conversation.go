// Package conversation is what people of this server write to one another outside
// conferences, as plain data with its rules.
//
// The words: a [Conversation] is personal, of exactly two people, one for each pair, or a
// group, which has a name and a manager; a [Member] is one of its people; a [Message] has
// a number that grows by one in its conversation. An [Act] is a message that nobody wrote:
// it tells that the group was made, renamed, or who came and went.
//
// What bites: what somebody sees begins with [Member.From]. Who is added to a group sees
// nothing of before, who leaves it or is taken out sees nothing of it any more, and who
// comes back sees what is written from then on. A conversation that one is not in is
// answered as one that does not exist (P3).
package conversation

import (
	"slices"
	"time"
)

// ID names a conversation for ever. It is random.
type ID string

// Kind says of what kind a conversation is.
type Kind string

const (
	Personal Kind = "personal"
	Group    Kind = "group"
)

// Conversation is one with all its people, without its messages.
type Conversation struct {
	ID       ID        `json:"id"`
	Kind     Kind      `json:"kind"`
	Name     string    `json:"name"`    // of a group
	Manager  string    `json:"manager"` // login; of a group
	Made     time.Time `json:"made"`
	Revision int64     `json:"revision"` // grows by one when its name or its people change

	Came uint64 `json:"came"` // how many people it ever had

	// People stand in the order in which they came.
	People []Member `json:"-"`

	Last uint64 `json:"last"` // number of the latest message; 0: none was written yet
	Said uint64 `json:"said"` // how many messages were written by people, ever
	// First is the lowest number that is kept, Lost how many of Said are not.
	First uint64 `json:"first"`
	Lost  uint64 `json:"lost"`
	// Oldest is when what First names was written; zero: there is none.
	Oldest time.Time `json:"oldest"`
}

// Member is one of the people of a conversation.
type Member struct {
	Login string    `json:"login"`
	Name  string    `json:"name"`
	Since time.Time `json:"since"`
	// Place is that in the order of People. Who comes back has another.
	Place uint64 `json:"place"`
	From  uint64 `json:"from"`  // the first message that he sees
	Read  uint64 `json:"read"`  // the last that he has read
	Heard uint64 `json:"heard"` // Said as it was at Read
	Muted bool   `json:"muted,omitempty"`
	Shown bool   `json:"shown,omitempty"` // it stands in his list
	// At is when something happened last, by which lists are sorted.
	At time.Time `json:"at"`
	// Gone: the account was deleted; only the name is left.
	Gone bool `json:"gone,omitempty"`
}

// Person is somebody with his name as it is now.
type Person struct {
	Login string `json:"login"`
	Name  string `json:"name"`
}

// Member finds login among the people; nil if he is not there.
func (c *Conversation) Member(login string) *Member {
	for i := range c.People {
		if c.People[i].Login == login && !c.People[i].Gone {
			return &c.People[i]
		}
	}
	return nil
}

// Other is with whom login has a personal conversation; nil in a group.
func (c *Conversation) Other(login string) *Member {
	if c.Kind != Personal {
		return nil
	}
	i := slices.IndexFunc(c.People, func(m Member) bool { return m.Login != login || m.Gone })
	if i < 0 {
		return nil
	}
	return &c.People[i]
}

// Unread is how many messages m has not read. A group that he was brought into and has
// not looked into counts for one.
func (c *Conversation) Unread(m *Member) int {
	unread := int(c.Said - max(m.Heard, min(c.Lost, c.Said)))
	if c.Kind == Group && m.Read < m.From {
		unread++
	}
	return unread
}

// Floor is the lowest number that anybody sees.
func (c *Conversation) Floor() uint64 {
	floor := c.Last + 1
	for i := range c.People {
		if !c.People[i].Gone {
			floor = min(floor, c.People[i].From)
		}
	}
	return floor
}

// Deserted tells that nobody is left in it.
func (c *Conversation) Deserted() bool {
	return !slices.ContainsFunc(c.People, func(m Member) bool { return !m.Gone })
}

// Title is the name as login sees it: of a personal conversation the name of the other.
func (c *Conversation) Title(login string) string {
	if o := c.Other(login); o != nil {
		return o.Name
	}
	return c.Name
}
