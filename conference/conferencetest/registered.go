package conferencetest

import (
	"context"

	"veche/conference"
)

// Registered are people registered, by the secret of their link or by login.
type Registered map[string]conference.Registered

// RegisteredBy implements conference.Registrants.
func (r Registered) RegisteredBy(_ context.Context, _ conference.ID, secret string) (*conference.Registered, error) {
	if found, ok := r[secret]; ok {
		return &found, nil
	}
	return nil, nil
}

// RegisteredUser implements conference.Registrants.
func (r Registered) RegisteredUser(ctx context.Context, c conference.ID, login string) (*conference.Registered, error) {
	return r.RegisteredBy(ctx, c, login)
}
