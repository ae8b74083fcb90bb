package conference

import (
	"context"

	"veche/conference/access"
)

// Registered is somebody registered for a conference, as its door knows him (A13, A14).
type Registered struct {
	ID    string // of conference/registration
	Name  string
	EMail string // for the archive, not for other participants
}

// Registrants finds registered people. Implemented over conference/registration.
type Registrants interface {
	// RegisteredBy finds whose individual link has the secret; nil: nobody's here.
	RegisteredBy(ctx context.Context, c ID, secret string) (*Registered, error)
	// RegisteredUser finds a user who took part by the button; nil: he has not.
	RegisteredUser(ctx context.Context, c ID, login string) (*Registered, error)
}

// recognise finds out whether r comes from somebody registered. Registration may have
// closed or been switched off since. Who leads or is invited comes as what he is, whatever
// link he shows.
func (d *Directory) recognise(ctx context.Context, def *Definition, r *JoinRequest) error {
	if d.cfg.Registrants == nil || def.Access != Public || r.Kind != access.KindUser && r.Kind != access.KindGuest {
		return nil
	}
	if p := r.Person; p != nil {
		if _, invited := def.InvitedLogin(p.Login); invited || p.Operator || p.Login == def.Owner {
			return nil
		}
		reg, err := d.cfg.Registrants.RegisteredUser(ctx, def.ID, p.Login)
		if reg != nil || err != nil {
			r.registered = reg
			return err
		}
	}
	if r.Registration == "" {
		return nil
	}
	reg, err := d.cfg.Registrants.RegisteredBy(ctx, def.ID, r.Registration)
	if reg == nil || err != nil {
		return err
	}
	r.registered, r.guess.Account = reg, ""
	r.Kind, r.Person, r.Name = access.KindRegistered, nil, reg.Name
	return nil
}

// onAnotherDevice finds the seat or the place that whoever shows the individual link has
// already: there is one for each link, and the newest has it (A13).
func (s *state) onAnotherDevice(c *caller, r *JoinRequest) {
	if r.registered == nil || r.Kind != access.KindRegistered || c.seat != nil || c.place != nil {
		return
	}
	mine := func(kind access.Kind, id string) bool { return kind == access.KindRegistered && id == r.registered.ID }
	for _, w := range s.waiting {
		if mine(w.Kind, w.Registrant) {
			c.place, c.another = w, true
			return
		}
	}
	for _, m := range s.former {
		if mine(m.Kind, m.Registrant) {
			c.seat, c.former, c.another = m, true, true
		}
	}
	for _, m := range s.members {
		if mine(m.Kind, m.Registrant) {
			c.seat, c.former, c.another = m, false, true
		}
	}
}

// moveTo gives the seat of m to another device: what led to it before leads nowhere, and
// what is sent is what this one sends.
func (s *state) moveTo(m *member, r *JoinRequest) {
	m.secret, m.ResumeHash = newSecret()
	m.WaitHash = ""
	m.Microphone = r.Media.Microphone && !s.def.MicOff
	m.Camera = r.Media.Camera && !s.def.CameraOff
	m.Screen = false
}

// registrationOpen tells whether people can register now, as far as the clock goes (H1).
func (s *state) registrationOpen() bool {
	open, _ := s.def.Registration.Open(s.def.Schedule, 0, 0, s.now())
	return open
}
