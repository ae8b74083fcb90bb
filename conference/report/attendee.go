package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/dial"
)

// Attendee is a participant as reports have him: somebody who was expected or came
// (M3, NA8).
type Attendee struct {
	Key      string      `json:"key"`
	Number   int         `json:"number,omitempty" doc:"In order of coming; left out: did not come"`
	Name     string      `json:"name"`
	Login    string      `json:"login,omitempty"`
	EMail    string      `json:"email,omitempty"`
	Company  string      `json:"company,omitempty"`
	Position string      `json:"position,omitempty"`
	Phone    string      `json:"phone,omitempty"`
	Type     access.Kind `json:"type"`
	Role     string      `json:"role" enum:"owner,moderator,participant,guest"`
	Origin   Origin      `json:"origin" enum:"invited,registered,came"`
	// Added is when he was put on the list or registered; of who just came, when he
	// first did.
	Added       time.Time `json:"added"`
	TookPart    bool      `json:"tookPart"`
	Connected   bool      `json:"connected,omitempty" doc:"Is there now"`
	Joined      time.Time `json:"joined,omitzero" doc:"First came"`
	Left        time.Time `json:"left,omitzero" doc:"Last left; left out: is there now, or never was"`
	Seconds     int64     `json:"seconds" doc:"Of all connections together"`
	Connections int       `json:"connections"`
	Link        string    `json:"link,omitempty" doc:"The individual link of a registrant"`
	Answers     []Answer  `json:"answers,omitempty" doc:"To the own fields of the registration form"`
}

// Origin is how somebody came to be a participant.
type Origin string

// Origins of a participant: who is on the list and has registered is invited.
const (
	Invited    Origin = "invited"
	Registered Origin = "registered"
	Came       Origin = "came" // uninvited
)

// Registrant is somebody who registered (M3).
type Registrant struct {
	ID       string
	Login    string // of a user who added himself (A14)
	Name     string
	EMail    string
	Company  string
	Position string
	Phone    string
	At       time.Time
	Link     string
	Answers  []Answer
}

// Answer is what a registrant wrote into an own field.
type Answer struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Expected are those whom a conference counts on, and what is known of accounts.
type Expected struct {
	Definition  *conference.Definition
	Registrants []Registrant
	// Person finds an account as it is now; nil, or false: nothing is known.
	Person func(login string) (conference.Person, bool)
}

// People are all participants: who is on the list, who registered, and who came. The
// newest Added comes first.
func (h *History) People(x Expected) []Attendee {
	most := len(x.Definition.Invited) + len(x.Registrants) + len(h.Connections)
	r := roll{at: make(map[string]*Attendee, most), room: make([]Attendee, 0, most), expected: x}
	byMail := make(map[string]string)
	for i := range x.Registrants {
		if g := &x.Registrants[i]; g.Login == "" {
			byMail["email:"+g.EMail] = personKey("", g.ID, "", "")
		}
	}
	for i := range x.Definition.Invited {
		key := invitedKey(&x.Definition.Invited[i])
		r.invited(&x.Definition.Invited[i], cmp.Or(byMail[key], key))
	}
	for i := range x.Registrants {
		r.registrant(&x.Registrants[i])
	}
	for i := range h.Connections {
		r.connection(&h.Connections[i])
	}
	return r.sorted()
}

// roll is the list of participants while it is made.
type roll struct {
	room     []Attendee // never grows beyond its capacity, so that at points into it
	at       map[string]*Attendee
	came     int
	expected Expected
}

// sorted is the list, the newest Added first. Attendees are large: their places are
// sorted, and then each is copied once.
func (r *roll) sorted() []Attendee {
	places := make([]*Attendee, len(r.room))
	for i := range r.room {
		places[i] = &r.room[i]
	}
	slices.SortFunc(places, func(a, b *Attendee) int {
		return cmp.Or(b.Added.Compare(a.Added), strings.Compare(a.Name, b.Name), strings.Compare(a.Key, b.Key))
	})
	list := make([]Attendee, len(places))
	for i, p := range places {
		list[i] = *p
	}
	return list
}

// entry is the participant called key, and whether there was none yet.
func (r *roll) entry(key string) (p *Attendee, fresh bool) {
	if p := r.at[key]; p != nil {
		return p, false
	}
	r.room = append(r.room, Attendee{Key: key})
	p = &r.room[len(r.room)-1]
	r.at[key] = p
	return p, true
}

func (r *roll) invited(i *conference.Invited, key string) {
	p, fresh := r.entry(key)
	if !fresh {
		return
	}
	p.Origin, p.Name, p.Login, p.EMail, p.Role, p.Added = Invited, i.Name, i.Login, i.EMail, "participant", i.Added
	if i.Moderator {
		p.Role = "moderator"
	}
	if p.Added.IsZero() { // from before this was kept
		p.Added = r.expected.Definition.Created
	}
	switch {
	case i.Login != "":
		p.Type = access.KindUser
		r.lookUp(p)
	case i.Dial != "":
		p.Type, p.Name = deviceType(i.Dial), cmp.Or(i.Name, shownDial(i.Dial))
	default:
		p.Type, p.Name = access.KindGuest, cmp.Or(i.Name, i.EMail)
	}
}

// lookUp takes from the account what is not known otherwise.
func (r *roll) lookUp(p *Attendee) {
	if r.expected.Person != nil {
		if a, ok := r.expected.Person(p.Login); ok {
			p.Name, p.EMail = cmp.Or(a.Name, p.Name), cmp.Or(a.EMail, p.EMail)
		}
	}
	p.Name = cmp.Or(p.Name, p.Login)
}

func invitedKey(i *conference.Invited) string {
	if i.EMail != "" {
		return "email:" + strings.ToLower(i.EMail)
	}
	return personKey(i.Login, "", shownDial(i.Dial), "")
}

// shownDial is a dial string as the events have it, without PINs and passwords.
func shownDial(s string) string {
	if s == "" {
		return ""
	}
	t, err := dial.Parse(s, dial.Options{})
	if err != nil {
		return "?"
	}
	return t.Redacted()
}

func deviceType(s string) access.Kind {
	t, err := dial.Parse(s, dial.Options{})
	switch {
	case err == nil && t.Kind == dial.RTSP:
		return access.KindRTSP
	case err == nil && t.Kind == dial.H323:
		return access.KindH323
	}
	return access.KindSIP
}

func (r *roll) registrant(g *Registrant) {
	p, fresh := r.entry(personKey(g.Login, g.ID, "", ""))
	if fresh {
		p.Origin, p.Name, p.Login, p.Type, p.Role, p.Added = Registered, g.Name, g.Login, access.KindRegistered, "participant", g.At
		if g.Login != "" {
			p.Type = access.KindUser
			r.lookUp(p)
		}
	} else if g.Login == "" { // invited by e-mail, he comes by the link
		p.Type = access.KindRegistered
	}
	if p.Name == p.EMail { // the list had none
		p.Name = cmp.Or(g.Name, p.Name)
	}
	p.EMail = cmp.Or(p.EMail, g.EMail)
	p.Company, p.Position, p.Phone, p.Link, p.Answers = g.Company, g.Position, g.Phone, g.Link, g.Answers
}

func (r *roll) connection(c *Connection) {
	p, fresh := r.entry(c.Person)
	if fresh {
		p.Origin, p.Type, p.Added, p.Login = Came, c.Type, c.Joined, c.Login
	}
	if !p.TookPart {
		r.came++
		p.TookPart, p.Number, p.Joined = true, r.came, c.Joined
	}
	if p.Origin == Came || p.Name == "" {
		p.Name = c.Name // the newest
	}
	p.EMail = cmp.Or(p.EMail, c.EMail)
	p.Role = c.Role
	p.Seconds += c.Seconds
	p.Connections++
	switch {
	case c.Open():
		p.Connected, p.Left = true, time.Time{}
	case !p.Connected && c.Left.After(p.Left):
		p.Left = c.Left
	}
}
