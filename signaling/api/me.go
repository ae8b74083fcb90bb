package api

import (
	"context"
	"errors"

	"veche/conference/account"
	"veche/signaling/auth"
)

// me is what people change about themselves (D12).
func (a *API) me() {
	route(a, op{"PATCH", "/me", "Change the own name, e-mail address, language or time zone", inPerson, 0}, a.changeMe)
	route(a, op{"GET", "/me/participation", "The own permission to take part in conferences", signedIn, 0}, a.myParticipation)
	route(a, op{"POST", "/me/participation/prolong", "Prolong the own temporary permission to take part by 24 hours, never to more than 24 hours from now", inPerson, 0}, a.prolongParticipation)
	route(a, op{"PUT", "/me/password", "Change the own password; other sessions end", inPerson, 0}, a.changeMyPassword)
	route(a, op{"DELETE", "/me/avatar", "Remove the own picture", inPerson, 0}, a.deleteMyAvatar)
	route(a, op{"GET", "/me/room", "The own personal room; it is made when it is first asked for", signedIn, 0}, a.myRoom)
	a.plain(plainOp{
		"PUT", "/me/avatar", "Set the own picture: a JPEG, PNG, GIF or WebP as the body, or as field file of a form",
		"setMyAvatar", "image/*", "application/json", false,
	}, a.setMyAvatar)
	a.plain(plainOp{"GET", "/avatars/{name}", "A picture of somebody", "avatar", "", "image/*", true}, a.avatar)
}

type changeMeRequest struct {
	Body struct {
		Name     *string `json:"name,omitempty"`
		EMail    *string `json:"email,omitempty"`
		Language *string `json:"language,omitempty"`
		Zone     *string `json:"zone,omitempty" doc:"IANA name; empty: the server's"`
	}
}

func (a *API) changeMe(ctx context.Context, who auth.Identity, in *changeMeRequest) (*body[User], error) {
	changed, err := a.changeAccount(ctx, who.Account.Login, 0, func(acc *account.Account) error {
		set(&acc.Name, in.Body.Name)
		set(&acc.EMail, in.Body.EMail)
		set(&acc.Language, in.Body.Language)
		set(&acc.Zone, in.Body.Zone)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer(a.userOf(&changed)), nil
}

// set takes up what was given.
func set[T any](to, given *T) {
	if given != nil {
		*to = *given
	}
}

// changeAccount stores what fn makes of an account, if it is still at
// revision; with 0 whatever it is.
func (a *API) changeAccount(ctx context.Context, login string, revision int64, fn func(*account.Account) error) (account.Account, error) {
	for {
		acc, err := a.cfg.Accounts.Account(ctx, login)
		if err != nil {
			return acc, err
		}
		if revision != 0 && acc.Revision != revision {
			return acc, account.ErrChangedMeanwhile
		}
		if err := fn(&acc); err != nil {
			return acc, err
		}
		if err := acc.Validate(); err != nil {
			return acc, err
		}
		changed, err := a.cfg.Accounts.ChangeAccount(ctx, acc)
		if revision == 0 && errors.Is(err, account.ErrChangedMeanwhile) {
			continue // the change is made again on that of the other
		}
		return changed, err
	}
}

type changePasswordRequest struct {
	Body struct {
		Old string `json:"old" maxLength:"1024"`
		New string `json:"new" maxLength:"1024"`
	}
}

func (a *API) changeMyPassword(ctx context.Context, who auth.Identity, in *changePasswordRequest) (*struct{}, error) {
	return nil, a.cfg.Auth.ChangePassword(requestOf(ctx), who, in.Body.Old, in.Body.New)
}

// myRoom is ND5. It takes no place among the conferences one may have.
func (a *API) myRoom(ctx context.Context, who auth.Identity, _ *struct{}) (*conferenceAnswer, error) {
	if !who.Account.Rights.Has(account.CreateConference) {
		return nil, errNoCreating
	}
	room, err := a.cfg.Directory.PersonalRoom(ctx, who.Account.Person())
	if err != nil {
		return nil, err
	}
	return a.answerConference(ctx, who, &room)
}
