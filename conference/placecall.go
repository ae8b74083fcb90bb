package conference

import (
	"context"
	"slices"

	"veche/conference/access"
	"veche/conference/dial"
)

// This file is calls that a person of this server makes (F7, ND1): an instant
// conference in which the caller meets whom he calls.

// Placing is whom somebody calls.
type Placing struct {
	Text string // dial string of any kind; a bare one is a login
	Name string // of a terminal, telephone or camera; may be empty
	// Meeting: it goes on until nobody is left, and ends for all when its owner ends it
	// (ND1); else it is a call between two (F7).
	Meeting bool
	// Title is what a meeting is called; empty: as who is called.
	Title string
}

// Placed is a call that has begun. Without Ring and Call it is a conference of this
// server that was dialled, and is merely to be entered.
type Placed struct {
	CID  CID
	Ring *Ring // of a person
	Call *Call // to the outside
}

// Refusals of calls.
var (
	errCallSelf          = &Error{Invalid, "call_self", "This is yourself.", "dial"}
	errMayNotCallAnybody = Refuse(Denied, "no_right_call", "Your account may not call others.")
	errMayNotCreate      = Refuse(Denied, "no_right_create", "Your account may not create conferences.")
)

// PlaceCall makes an instant conference of who, and calls into it whom p names. The
// caller is not inside yet: he enters as everybody does.
func (d *Directory) PlaceCall(ctx context.Context, who Person, p Placing, also ...string) (Placed, error) {
	t, name, err := d.whomTo(ctx, who, p, also)
	if err != nil {
		return Placed{}, err
	}
	if t.Kind == dial.Conference {
		return Placed{CID: CID(t.CID)}, nil
	}
	def := Definition{Name: callName(t, name), Instant: true, Call: !p.Meeting, Access: Internal}
	if p.Meeting {
		d.openToOthers(&def)
		if p.Title != "" {
			def.Name = p.Title
		}
	}
	if def, err = d.Create(ctx, who, def); err != nil {
		return Placed{}, err
	}
	c, err := d.Start(ctx, def.ID)
	if err != nil {
		return Placed{}, err
	}
	placed := Placed{CID: def.CID}
	placed.Ring, placed.Call, err = d.Invite(ctx, c, Actor{Person: &who}, t.String(), name, also...)
	if err != nil { // nobody will come
		_ = c.End(ctx, Actor{Person: &who})
	}
	return placed, err
}

// openToOthers lets in whoever gets the link; guests wait until somebody lets them in.
func (d *Directory) openToOthers(def *Definition) {
	if !d.cfg.GuestsAllowed() {
		def.JoinUninvited = true
		return
	}
	def.Access, def.Guests = Public, AllowGuestsAll()
	def.WaitingRoom, def.WaitingCategory = true, access.CategoryGuests
}

// whomTo reads whom p names, and asks whether who may call him.
func (d *Directory) whomTo(ctx context.Context, who Person, p Placing, also []string) (t dial.Target, name string, err error) {
	if t, err = d.ParseDial(p.Text, "dial", also...); err != nil {
		return t, "", err
	}
	if err := d.MayTakePart(&who); err != nil {
		return t, "", err
	}
	switch {
	case t.Kind == dial.Conference:
		return t, "", nil
	case p.Meeting && !who.Admin && !who.Rights[rightCreate]:
		return t, "", errMayNotCreate
	case !p.Meeting && !who.MayCall():
		return t, "", errMayNotCallAnybody
	}
	if t.Kind != dial.User {
		if err := d.Callable(t); err != nil {
			return t, "", err
		}
		name, err = d.NameOf(ctx, t, p.Name)
		return t, name, err
	}
	called, err := d.cfg.People.Person(ctx, t.User)
	switch {
	case err != nil:
	case called.Login == who.Login:
		err = errCallSelf
	default:
		err = d.mayBeCalled(&called)
	}
	return t, called.Name, err
}

const rightCreate = "create_conference" // E3, as conference/account names it

// leftAlone tells whether of two who were inside, or of one who has called, nobody or
// only one is left, and nobody else is being called.
func (s *state) leftAlone() bool {
	if s.most == 0 || s.most > 2 || len(s.order) >= s.most || len(s.waiting) > 0 {
		return false
	}
	if len(s.order) == 0 { // the caller has hung up before anybody came
		return true
	}
	ringing := slices.ContainsFunc(s.rings, func(r *Ring) bool { return r.State == RingRinging })
	return !ringing && !slices.ContainsFunc(s.calls, func(k *call) bool { return k.pending() })
}
