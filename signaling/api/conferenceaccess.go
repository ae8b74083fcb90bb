package api

import (
	"context"

	"veche/conference"
	"veche/signaling/auth"
)

// Who may do what with a conference from outside of it:
//
//	see it          owner, invited people, administrators; moderators inside
//	change, delete  owner, administrators
//	start           these and invited moderators
//	live commands   whoever the conference itself takes for a moderator (I2)
//
// Everybody else is answered as if there were no such conference (P3).

var (
	errConferenceUnknown = conference.Refuse(conference.NotFound, "conference_unknown", "There is no such conference.")
	errNotManager        = conference.Refuse(conference.Denied, "not_owner", "Only the owner can do this.")
)

// manages reports whether who may change d.
func manages(who auth.Identity, d *conference.Definition) bool {
	return who.Account.Login != "" && (who.Account.Admin || d.Owner == who.Account.Login)
}

// visible finds a conference that who may see.
func (a *API) visible(ctx context.Context, who auth.Identity, idOrCID string) (conference.Definition, error) {
	d, _, err := a.cfg.Directory.Find(ctx, idOrCID)
	if err != nil {
		return d, err
	}
	if _, invited := d.InvitedLogin(who.Account.Login); invited || manages(who, &d) {
		return d, nil
	}
	return conference.Definition{}, errConferenceUnknown
}

// managed finds a conference that who may change.
func (a *API) managed(ctx context.Context, who auth.Identity, idOrCID string) (conference.Definition, error) {
	d, err := a.visible(ctx, who, idOrCID)
	switch {
	case err == nil && !manages(who, &d):
		err = errNotManager
	case err == nil && d.Owner != who.Account.Login:
		usesPower(ctx)
	}
	return d, err
}

// actor gives commands to a running conference in the name of who.
func actor(who auth.Identity) conference.Actor {
	p := who.Account.Person()
	return conference.Actor{Person: &p}
}
