package registration

import (
	"context"

	"veche/conference"
)

// Door tells conferences who is registered.
type Door struct {
	Registrants Registrants
}

var _ conference.Registrants = Door{}

// RegisteredBy implements [conference.Registrants].
func (d Door) RegisteredBy(ctx context.Context, c conference.ID, secret string) (*conference.Registered, error) {
	hash, ok := Token(secret).Hash()
	if !ok {
		return nil, nil
	}
	r, err := d.Registrants.RegistrantByToken(ctx, hash)
	if r.Conference != c {
		r = Registrant{}
	}
	return registered(&r, err)
}

// RegisteredUser implements [conference.Registrants].
func (d Door) RegisteredUser(ctx context.Context, c conference.ID, login string) (*conference.Registered, error) {
	r, err := d.Registrants.RegistrantByLogin(ctx, c, login)
	return registered(&r, err)
}

func registered(r *Registrant, err error) (*conference.Registered, error) {
	if conference.KindOf(err) == conference.NotFound {
		return nil, nil
	}
	if err != nil || r.ID == "" {
		return nil, err
	}
	return &conference.Registered{ID: string(r.ID), Name: r.Name(), EMail: r.EMail}, nil
}
