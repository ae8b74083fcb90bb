package history

import (
	"encoding/json"
	"slices"
	"time"

	"veche/conference"
)

// Memory is what [Fold] remembers of one conference from one event to the next, and
// where it puts entries. It survives restarts along with the archive.
type Memory interface {
	// Run is what SetRun was given last; the zero Run before and after DropRun.
	Run() Run
	SetRun(r Run)
	DropRun()
	// Stay is the entry of a participant that SetStay was given last.
	Stay(id conference.ParticipantID) (Entry, bool)
	SetStay(id conference.ParticipantID, e Entry)
	DropStay(id conference.ParticipantID)
	// Stays are all that are not dropped.
	Stays() []conference.ParticipantID
	// Put writes an entry, or writes it again.
	Put(e Entry)
}

// Run is a conference as it runs.
type Run struct {
	CID   conference.CID `json:"cid"`
	Name  string         `json:"name"`
	Owner string         `json:"owner,omitempty"`
	Call  bool           `json:"call,omitempty"` // between two
	Seat  string         `json:"seat,omitempty"` // participant that the owner of a call is
	Calls []Calling      `json:"calls,omitempty"`
}

// Calling is a ring or a call to the outside of a call between two, under way.
type Calling struct {
	ID  string `json:"id"`
	Out *Entry `json:"out,omitempty"` // of who calls
	In  *Entry `json:"in,omitempty"`  // of who is called
	// Accepted: the pages have stopped ringing, and whoever is called comes.
	Accepted bool                     `json:"accepted,omitempty"`
	Seat     conference.ParticipantID `json:"seat,omitempty"` // of who is called
	Since    time.Time                `json:"since,omitzero"` // that he is inside
}

// callsMost bounds what a Run remembers.
const callsMost = 50

// Fold takes up one event of the conference called id. Events come in order, each once.
func Fold(m Memory, id conference.ID, e *conference.Event) {
	f := fold{Memory: m, id: id, seq: e.Seq, at: e.At}
	switch e.Type {
	case conference.Started:
		read(e, f.started)
	case conference.Changed:
		read(e, f.changed)
	case conference.RingChanged:
		read(e, f.ring)
	case conference.CallChanged:
		read(e, f.call)
	case conference.CallRemoved:
		read(e, f.removed)
	case conference.ParticipantJoined:
		read(e, f.joined)
	case conference.ParticipantLeft:
		read(e, f.left)
	case conference.Ended:
		f.end()
	}
}

// End closes what is open, for a conference that is over without having ended.
func End(m Memory, id conference.ID, at time.Time) { (&fold{Memory: m, id: id, at: at}).end() }

// read hands the data of e to fn. An event is our own; one of an older form has no
// history.
func read[T any](e *conference.Event, fn func(T)) {
	var v T
	if json.Unmarshal(e.Data, &v) == nil {
		fn(v)
	}
}

// fold is one event with the memory.
type fold struct {
	Memory
	id  conference.ID
	seq uint64
	at  time.Time
}

func (f *fold) started(v struct {
	CID   conference.CID `json:"cid"`
	Name  string         `json:"name"`
	Owner string         `json:"owner"`
	Call  bool           `json:"call"`
},
) {
	f.SetRun(Run{CID: v.CID, Name: v.Name, Owner: v.Owner, Call: v.Call})
}

func (f *fold) changed(v struct {
	Conference struct {
		CID  conference.CID `json:"cid"`
		Name string         `json:"name"`
	} `json:"conference"`
},
) {
	r := f.Run()
	if c := v.Conference; c.CID != r.CID || c.Name != r.Name {
		r.CID, r.Name = c.CID, c.Name
		f.SetRun(r)
	}
}

// entry is a new one; sides tells those of one event apart.
func (f *fold) entry(login string, kind Kind, start time.Time, side uint64) Entry {
	return Entry{Login: login, Kind: kind, Start: start.UTC(), In: f.id, N: f.seq<<1 | side}
}

func (f *fold) place(r Run) *Place { return &Place{f.id, r.CID, r.Name} }

// ring: somebody of this server is called.
func (f *fold) ring(v struct {
	Ring conference.Ring `json:"ring"`
},
) {
	g, r := v.Ring, f.Run()
	if g.Since.IsZero() {
		g.Since = f.at
	}
	if !r.Call {
		f.invitation(g, r)
		return
	}
	at := calling(r.Calls, g.ID)
	if at < 0 {
		if len(r.Calls) >= callsMost {
			return
		}
		r.Calls, at = append(r.Calls, f.rings(g)), len(r.Calls)
	}
	c := &r.Calls[at]
	switch g.State {
	case conference.RingRinging:
	case conference.RingAccepted:
		c.Accepted = true
	default:
		f.failed(c, string(g.State))
		r.Calls = slices.Delete(r.Calls, at, at+1)
	}
	f.SetRun(r)
}

// rings is a ring that has begun.
func (f *fold) rings(g conference.Ring) Calling {
	c := Calling{ID: g.ID}
	c.In = new(f.entry(g.Login, Incoming, g.Since, 0))
	c.In.With = &Party{Name: g.From.Name, Login: g.By}
	if g.By != "" {
		c.Out = new(f.entry(g.By, Outgoing, g.Since, 1))
		c.Out.With = &Party{Name: g.Name, Login: g.Login}
	}
	return c
}

// invitation is a ring into a conference: who takes it is in the conference then.
func (f *fold) invitation(g conference.Ring, r Run) {
	if g.State == conference.RingRinging || g.State == conference.RingAccepted || g.Login == "" {
		return
	}
	e := f.entry(g.Login, Missed, g.Since, 0)
	if g.State == conference.RingDeclined {
		e.Kind = Incoming
	}
	e.With, e.Conference, e.Outcome = &Party{Name: g.From.Name, Login: g.By}, f.place(r), string(g.State)
	f.Put(e)
}

// failed: nobody has answered, and why.
func (f *fold) failed(c *Calling, outcome string) {
	if c.In != nil {
		c.In.Outcome = outcome
		if outcome != string(conference.RingDeclined) {
			c.In.Kind = Missed
		}
		f.Put(*c.In)
	}
	if c.Out != nil {
		c.Out.Outcome = outcome
		f.Put(*c.Out)
	}
}

// call: somebody outside is called by the owner of a call between two.
func (f *fold) call(v struct {
	Call conference.Call `json:"call"`
},
) {
	k, r := v.Call, f.Run()
	if !r.Call || r.Owner == "" || k.By.Name == "" {
		return
	}
	at := calling(r.Calls, string(k.ID))
	if at < 0 {
		if len(r.Calls) >= callsMost || k.State == conference.CallFailed || k.State == conference.CallEnded {
			return
		}
		c := Calling{ID: string(k.ID), Out: new(f.entry(r.Owner, Outgoing, k.Since, 0))}
		c.Out.With = &Party{Name: k.Name, Dial: k.Dial}
		r.Calls, at = append(r.Calls, c), len(r.Calls)
	}
	c := &r.Calls[at]
	switch k.State {
	case conference.CallAnswered:
		if c.Since.IsZero() {
			f.begin(c, k.Participant)
		}
	case conference.CallFailed, conference.CallEnded:
		f.over(c, reasonOf(k.Reason))
		r.Calls = slices.Delete(r.Calls, at, at+1)
	}
	f.SetRun(r)
}

func reasonOf(r *conference.CallReason) string {
	if r == nil {
		return "failed"
	}
	return r.Code
}

// removed: a call was given up, or taken off the list.
func (f *fold) removed(v struct {
	Call string `json:"call"`
},
) {
	r := f.Run()
	at := calling(r.Calls, v.Call)
	if at < 0 {
		return
	}
	f.over(&r.Calls[at], string(conference.RingCancelled))
	r.Calls = slices.Delete(r.Calls, at, at+1)
	f.SetRun(r)
}

func calling(calls []Calling, id string) int {
	return slices.IndexFunc(calls, func(c Calling) bool { return c.ID == id })
}

// begin: who was called is inside.
func (f *fold) begin(c *Calling, seat conference.ParticipantID) {
	c.Seat, c.Since = seat, f.at
	for _, e := range []*Entry{c.In, c.Out} {
		if e != nil {
			e.Ongoing = true
			f.Put(*e)
		}
	}
}

// over ends what has begun; what has not was not answered, by outcome.
func (f *fold) over(c *Calling, outcome string) {
	if c.Since.IsZero() {
		f.failed(c, outcome)
		return
	}
	f.spoke(c, c.In)
	f.spoke(c, c.Out)
}

func (f *fold) spoke(c *Calling, e *Entry) {
	if e == nil || !e.Ongoing {
		return
	}
	e.Ongoing, e.Spoke = false, max(f.at.Sub(c.Since), time.Second)
	f.Put(*e)
}

func (f *fold) joined(v conference.Attended) {
	p, r := v.Participant, f.Run()
	if p.Login == "" {
		return
	}
	if r.Call {
		awaited := func(c Calling) bool { return c.In != nil && c.In.Login == p.Login && c.Since.IsZero() }
		if at := slices.IndexFunc(r.Calls, awaited); at >= 0 {
			f.begin(&r.Calls[at], p.ID)
			f.SetRun(r)
			return
		}
		if p.Login == r.Owner {
			r.Seat = string(p.ID)
			f.SetRun(r)
			return
		}
	}
	e := f.entry(p.Login, Conference, f.at, 0)
	e.Conference, e.Ongoing = f.place(r), true
	f.Put(e)
	f.SetStay(p.ID, e)
}

func (f *fold) left(v conference.Departed) {
	if !v.Seen.IsZero() && v.Seen.Before(f.at) { // the seat was kept for longer than he was here
		f.at = v.Seen
	}
	f.leave(v.Participant)
	r := f.Run()
	if len(r.Calls) == 0 {
		return
	}
	if r.Seat == string(v.Participant) { // who called has hung up
		for i := range r.Calls {
			f.spoke(&r.Calls[i], r.Calls[i].Out)
		}
	}
	at := slices.IndexFunc(r.Calls, func(c Calling) bool { return c.Seat != "" && c.Seat == v.Participant })
	if at >= 0 {
		f.over(&r.Calls[at], "")
		r.Calls = slices.Delete(r.Calls, at, at+1)
	}
	f.SetRun(r)
}

// leave ends a stay.
func (f *fold) leave(id conference.ParticipantID) {
	e, ok := f.Stay(id)
	if !ok {
		return
	}
	e.Ongoing, e.Spoke = false, max(f.at.Sub(e.Start), time.Second)
	f.Put(e)
	f.DropStay(id)
}

// end closes what is open.
func (f *fold) end() {
	for _, id := range f.Stays() {
		f.leave(id)
	}
	for r, i := f.Run(), 0; i < len(r.Calls); i++ {
		f.over(&r.Calls[i], string(conference.RingCancelled))
	}
	f.DropRun()
}
