package api

import (
	"context"
	"errors"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/signaling/auth"
)

// This file is the access policy (D6): who may take part in conferences, and until when.

// OwnParticipation is a permission as its holder sees it.
type OwnParticipation struct {
	Required bool              `json:"required" doc:"The server asks for permission at all; without that the rest counts for nothing"`
	Kind     access.Permission `json:"kind" enum:"permanent,until,none"`
	Until    *time.Time        `json:"until,omitempty"`
	Allowed  bool              `json:"allowed" doc:"One may take part now"`
	// Prolongable is also false while there is nothing to gain.
	Prolongable bool `json:"prolongable" doc:"One may prolong it now"`
	Prolongs    bool `json:"prolongs" doc:"The server lets people prolong a temporary one, in its last 23 hours or when it is over"`
}

func (a *API) participationOf(s *account.Settings, acc *account.Account) OwnParticipation {
	p, now := acc.Participation, a.cfg.Now()
	own := OwnParticipation{
		Required: s.Participation.Required, Kind: p.Kind, Allowed: !s.Participation.Required || p.Allows(now),
		Prolongs: s.Participation.Required && s.Participation.MayProlong && p.Kind == access.Temporary,
	}
	if p.Kind == "" {
		own.Kind = access.Permanent
	}
	if p.Kind == access.Temporary {
		own.Until = &p.Until
	}
	trial := *acc
	own.Prolongable = s.Participation.Prolong(&trial, now) == nil
	return own
}

// ownParticipation is what the cabinet shows; nil: nothing.
func (a *API) ownParticipation(ctx context.Context, acc *account.Account) (*OwnParticipation, error) {
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil || !s.Participation.Required || !s.Participation.Shown {
		return nil, err
	}
	return new(a.participationOf(&s, acc)), nil
}

// myParticipation tells it even where the cabinet does not show it, since somebody may
// just have been refused.
func (a *API) myParticipation(ctx context.Context, who auth.Identity, _ *struct{}) (*body[OwnParticipation], error) {
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	return answer(a.participationOf(&s, &who.Account)), nil
}

// prolongParticipation is noted among the acts of administrators, who may want to know.
func (a *API) prolongParticipation(ctx context.Context, who auth.Identity, _ *struct{}) (*body[OwnParticipation], error) {
	s, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return nil, err
	}
	changed, err := a.changeAccount(ctx, who.Account.Login, 0, func(acc *account.Account) error {
		return s.Participation.Prolong(acc, a.cfg.Now())
	})
	if err != nil {
		return nil, err
	}
	noted(ctx)
	return answer(a.participationOf(&s, &changed)), nil
}

// permit gives a new account what was given, or what the settings say.
func (a *API) permit(ctx context.Context, acc *account.Account, given *access.Participation) error {
	if given != nil {
		acc.Participation = *given
		return nil
	}
	s, err := a.cfg.Settings.Settings(ctx)
	acc.Participation = s.Participation.Of(a.cfg.Now())
	return err
}

type permitUsersRequest struct {
	Body struct {
		Logins        []string             `json:"logins" minItems:"1" maxItems:"500" nullable:"false"`
		Participation access.Participation `json:"participation"`
	}
}

// permitted is who got it; the others exist no more.
type permitted struct {
	Changed int      `json:"changed"`
	Unknown []string `json:"unknown" nullable:"false"`
}

func (a *API) permitUsers(ctx context.Context, _ auth.Identity, in *permitUsersRequest) (*body[permitted], error) {
	p := in.Body.Participation
	if err := account.ValidParticipation(&p); err != nil {
		return nil, err
	}
	done := permitted{Unknown: []string{}}
	for _, login := range in.Body.Logins {
		_, err := a.changeAccount(ctx, account.FoldLogin(login), 0, func(acc *account.Account) error {
			acc.Participation = p
			return nil
		})
		switch {
		case errors.Is(err, account.ErrUnknown) || conference.KindOf(err) == conference.NotFound:
			done.Unknown = append(done.Unknown, cut(login, 64))
		case err != nil:
			return nil, err
		default:
			done.Changed++
		}
	}
	return answer(done), nil
}
