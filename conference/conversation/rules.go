package conversation

import (
	"slices"
	"strings"
	"time"

	"veche/conference/plain"
)

const (
	// MostPeople of a group.
	MostPeople = 100
	// MostOf is in how many conversations somebody may be who makes another.
	MostOf = 5_000

	maxName = 100 // characters
)

// NewPersonal is that of by and other. It stands in no list but that of by until something
// is written.
func NewPersonal(id ID, by, other Person, now time.Time) (Conversation, error) {
	c := Conversation{ID: id, Kind: Personal, Made: now, Revision: 1, First: 1}
	switch other.Login {
	case "":
		return c, errNobody
	case by.Login:
		return c, errSelf
	}
	c.bring(by, 1, now)
	c.bring(other, 1, now)
	c.People[0].Shown = true
	return c, nil
}

// NewGroup is one that by makes and manages, with the act of its making.
func NewGroup(id ID, by Person, people []Person, name string, now time.Time) (Conversation, Message, error) {
	c := Conversation{ID: id, Kind: Group, Manager: by.Login, Made: now, Revision: 1, First: 1}
	var m Message
	var err error
	if c.Name, err = CleanName(name); err != nil {
		return c, m, err
	}
	others := distinct(people, func(p Person) bool { return p.Login == by.Login })
	switch {
	case len(others) == 0:
		return c, m, errNobody
	case len(others) >= MostPeople:
		return c, m, errMany
	}
	for _, p := range append([]Person{by}, others...) {
		c.bring(p, 1, now)
	}
	m = c.tell(by, &Act{Kind: Made, People: others, Name: c.Name}, now)
	c.People[0].Read = c.Last
	return c, m, nil
}

// CheckKind refuses a request for neither kind, or for a personal conversation of more
// than two.
func CheckKind(kind Kind, people int) error {
	switch {
	case kind != Personal && kind != Group:
		return errKind
	case kind == Personal && people > 1:
		return errJustOne
	}
	return nil
}

// CleanName tidies the name of a group.
func CleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || !plain.Line(name, maxName) {
		return name, errName
	}
	return name, nil
}

// distinct is each of people once, without those left out.
func distinct(people []Person, leave func(Person) bool) []Person {
	var kept []Person
	for _, p := range people {
		if !leave(p) && !slices.ContainsFunc(kept, func(k Person) bool { return k.Login == p.Login }) {
			kept = append(kept, p)
		}
	}
	return kept
}

// bring makes p one of the people, who sees what is written from a number on.
func (c *Conversation) bring(p Person, from uint64, now time.Time) {
	c.Came++
	c.People = append(c.People, Member{
		Login: p.Login, Name: p.Name, Since: now, Place: c.Came, From: from, Read: from - 1, Heard: c.Said, At: now,
	})
}

// next is a message with the next number, which everybody's list shows on top.
func (c *Conversation) next(by Person, now time.Time) Message {
	c.Last++
	for i := range c.People {
		if m := &c.People[i]; !m.Gone {
			m.Shown, m.At = true, now
		}
	}
	if c.Oldest.IsZero() {
		c.First, c.Oldest = c.Last, now
	}
	return Message{Number: c.Last, From: by, At: now, Count: c.Said}
}

// tell makes an act a message.
func (c *Conversation) tell(by Person, act *Act, now time.Time) Message {
	m := c.next(by, now)
	m.Act = act
	return m
}

// Say makes a valid draft a message; the file has been looked at by the caller.
func (c *Conversation) Say(by string, d Draft, file *File, now time.Time) (Message, error) {
	me := c.Member(by)
	if me == nil {
		return Message{}, ErrUnknown
	}
	if o := c.Other(by); o != nil && o.Gone {
		return Message{}, ErrGone
	}
	c.Said++
	m := c.next(Person{me.Login, me.Name}, now)
	m.Text, m.File, m.Key = d.Text, file, d.Key
	me.Read, me.Heard = m.Number, c.Said // who writes has read
	return m, nil
}

// MarkRead notes that login has read up to a message, whose Count is told; it never goes
// back. changed is false when that was known.
func (c *Conversation) MarkRead(login string, number, count uint64) (changed bool, err error) {
	m := c.Member(login)
	switch {
	case m == nil:
		return false, ErrUnknown
	case number <= m.Read:
		return false, nil
	}
	m.Read, m.Heard = min(number, c.Last), max(m.Heard, min(count, c.Said))
	return true, nil
}

// Mute notes whether login wants to hear of what is written.
func (c *Conversation) Mute(login string, muted bool) error {
	m := c.Member(login)
	if m == nil {
		return ErrUnknown
	}
	m.Muted = muted
	return nil
}

// managed is who manages the group and is login.
func (c *Conversation) managed(login string) (Person, error) {
	m := c.Member(login)
	switch {
	case m == nil:
		return Person{}, ErrUnknown
	case c.Kind != Group:
		return Person{}, ErrPersonal
	case c.Manager != login:
		return Person{}, ErrNotManager
	}
	return Person{m.Login, m.Name}, nil
}

// Rename gives a group another name; told is empty when it is the same.
func (c *Conversation) Rename(by, name string, now time.Time) (told []Message, err error) {
	manager, err := c.managed(by)
	if err != nil {
		return nil, err
	}
	if name, err = CleanName(name); err != nil || name == c.Name {
		return nil, err
	}
	c.Name = name
	c.Revision++
	return []Message{c.tell(manager, &Act{Kind: Renamed, Name: name}, now)}, nil
}

// Add brings people into a group; who is there already stays as he is.
func (c *Conversation) Add(by string, people []Person, now time.Time) (told []Message, err error) {
	manager, err := c.managed(by)
	if err != nil {
		return nil, err
	}
	added := distinct(people, func(p Person) bool { return c.Member(p.Login) != nil })
	switch {
	case len(added) == 0:
		return nil, nil
	case len(c.People)+len(added) > MostPeople:
		return nil, errMany
	}
	for _, p := range added {
		c.bring(p, c.Last+1, now)
	}
	c.Revision++
	return []Message{c.tell(manager, &Act{Kind: Added, People: added}, now)}, nil
}

// Remove takes people out of a group; who is not there is passed over.
func (c *Conversation) Remove(by string, logins []string, now time.Time) (told []Message, err error) {
	manager, err := c.managed(by)
	if err != nil {
		return nil, err
	}
	if slices.Contains(logins, by) {
		return nil, errTheMaker
	}
	var removed []Person
	for _, login := range logins {
		if m := c.Member(login); m != nil {
			removed = append(removed, Person{m.Login, m.Name})
			c.drop(login)
		}
	}
	if len(removed) == 0 {
		return nil, nil
	}
	c.Revision++
	return []Message{c.tell(manager, &Act{Kind: Removed, People: removed}, now)}, nil
}

func (c *Conversation) drop(login string) {
	c.People = slices.DeleteFunc(c.People, func(m Member) bool { return m.Login == login })
}

// Leave takes login out of a group, which the one longest in it manages then; of a
// personal conversation it takes away what login sees, until something new is written.
func (c *Conversation) Leave(login string, now time.Time) (told []Message, err error) {
	m := c.Member(login)
	if m == nil {
		return nil, ErrUnknown
	}
	if c.Kind == Personal {
		m.Shown, m.From, m.Read, m.Heard = false, c.Last+1, c.Last, c.Said
		return nil, nil
	}
	who := Person{m.Login, m.Name}
	c.drop(login)
	c.Revision++
	if len(c.People) == 0 {
		return nil, nil
	}
	if c.Manager == login {
		c.Manager = c.People[0].Login
	}
	return []Message{c.tell(who, &Act{Kind: Left, People: []Person{who}}, now)}, nil
}

// Depart is what the deletion of an account does: a group is left, a personal
// conversation stays with the other, who cannot write in it any more.
func (c *Conversation) Depart(login string, now time.Time) (told []Message, err error) {
	m := c.Member(login)
	switch {
	case m == nil:
		return nil, ErrUnknown
	case c.Kind == Group:
		return c.Leave(login, now)
	}
	m.Gone, m.Shown = true, false
	c.Revision++
	return nil, nil
}

// Open puts a personal conversation into the list of who asks for it.
func (c *Conversation) Open(login string, now time.Time) error {
	m := c.Member(login)
	if m == nil {
		return ErrUnknown
	}
	if !m.Shown {
		m.Shown, m.At = true, now
	}
	return nil
}
