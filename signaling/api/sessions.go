package api

import (
	"context"
	"net/http"
	"time"

	"veche/conference/access"
	"veche/conference/account"
	"veche/signaling/auth"
)

// User is an account as its holder and administrators see it.
type User struct {
	Login         string               `json:"login"`
	Name          string               `json:"name"`
	EMail         string               `json:"email"`
	Avatar        string               `json:"avatar" doc:"Path below the public address; empty: none"`
	Language      string               `json:"language" doc:"Of the pages; empty: the server's"`
	Zone          string               `json:"zone" doc:"IANA name of the time zone; empty: the server's"`
	Admin         bool                 `json:"admin"`
	Rights        []account.Right      `json:"rights" nullable:"false"`
	Groups        []account.GroupID    `json:"groups" nullable:"false" doc:"Of people, that one is in"`
	Blocked       bool                 `json:"blocked" doc:"By an administrator"`
	Created       time.Time            `json:"created"`
	Revision      int64                `json:"revision"`
	Participation access.Participation `json:"participation" doc:"The permission to take part in conferences, where the server asks for one"`
	LockedUntil   *time.Time           `json:"lockedUntil,omitempty" doc:"Too many wrong passwords"`
}

func (a *API) userOf(acc *account.Account) User {
	u := User{
		Login: acc.Login, Name: acc.Name, EMail: acc.EMail, Avatar: acc.AvatarPath(), Language: acc.Language, Zone: acc.Zone,
		Admin: acc.Admin, Rights: append([]account.Right{}, acc.Rights...), Groups: append([]account.GroupID{}, acc.Groups...), Blocked: acc.Blocked,
		Created: acc.Created, Revision: acc.Revision, Participation: acc.Participation,
	}
	if u.Participation.Kind == "" { // of before there was any
		u.Participation.Kind = access.Permanent
	}
	if until := a.cfg.Auth.LockedUntil(acc.Login); !until.IsZero() {
		u.LockedUntil = &until
	}
	return u
}

// SessionView is one signed-in browser or program.
type SessionView struct {
	ID       string    `json:"id"`
	Created  time.Time `json:"created"`
	LastUsed time.Time `json:"lastUsed"`
	Address  string    `json:"address"`
	Agent    string    `json:"agent"`
	Current  bool      `json:"current" doc:"The one that asks"`
}

func (a *API) sessions() {
	route(a, op{"POST", "/session", "Sign in", anybody, 0}, a.signIn)
	route(a, op{"GET", "/session", "Who is signed in", signedIn, 0}, a.whoAmI)
	route(a, op{"DELETE", "/session", "Sign out", inPerson, 0}, a.signOut)
	route(a, op{"GET", "/sessions", "Where one is signed in", inPerson, 0}, a.listSessions)
	route(a, op{"DELETE", "/sessions", "Sign out everywhere", inPerson, 0}, a.signOutEverywhere)
	route(a, op{"DELETE", "/sessions/{id}", "Sign out one browser or program", inPerson, 0}, a.endSession)
}

type signInRequest struct {
	Body struct {
		Login    string `json:"login" maxLength:"256"`
		Password string `json:"password" maxLength:"1024"`
	}
}

type signInAnswer struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Token string `json:"token" doc:"For Authorization: Bearer"`
		User  User   `json:"user"`
	}
}

func (a *API) signIn(ctx context.Context, _ auth.Identity, in *signInRequest) (*signInAnswer, error) {
	r := requestOf(ctx)
	token, who, err := a.cfg.Auth.SignIn(r, in.Body.Login, in.Body.Password)
	if err != nil {
		return nil, err
	}
	out := &signInAnswer{SetCookie: a.cfg.Auth.Cookie(r, token)}
	out.Body.Token, out.Body.User = token, a.userOf(&who.Account)
	return out, nil
}

type sessionAnswer struct {
	User          User              `json:"user"`
	Participation *OwnParticipation `json:"participation,omitempty" doc:"Only where the server asks for permission to take part, and shows it"`
}

func (a *API) whoAmI(ctx context.Context, who auth.Identity, _ *struct{}) (*body[sessionAnswer], error) {
	own, err := a.ownParticipation(ctx, &who.Account)
	if err != nil {
		return nil, err
	}
	return answer(sessionAnswer{a.userOf(&who.Account), own}), nil
}

// signedOut takes the cookie away.
type signedOut struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) signOut(ctx context.Context, who auth.Identity, _ *struct{}) (*signedOut, error) {
	if err := a.cfg.Auth.SignOut(ctx, who); err != nil {
		return nil, err
	}
	return &signedOut{a.cfg.Auth.Cookie(requestOf(ctx), "")}, nil
}

func (a *API) listSessions(ctx context.Context, who auth.Identity, _ *struct{}) (*body[list[SessionView]], error) {
	all, err := a.cfg.Sessions.SessionsOf(ctx, who.Account.Login)
	if err != nil {
		return nil, err
	}
	page := list[SessionView]{Items: []SessionView{}}
	for i := range all {
		s := &all[i]
		if s.Key != nil || s.Expired(time.Now()) {
			continue
		}
		page.Items = append(page.Items, SessionView{
			ID: s.ID, Created: s.Created, LastUsed: s.LastUsed, Address: s.Address, Agent: s.Agent,
			Current: s.ID == who.Session.ID,
		})
	}
	page.Total = len(page.Items)
	return answer(page), nil
}

func (a *API) signOutEverywhere(ctx context.Context, who auth.Identity, _ *struct{}) (*signedOut, error) {
	if err := a.cfg.Auth.EndSessions(ctx, who.Account.Login, ""); err != nil {
		return nil, err
	}
	return &signedOut{a.cfg.Auth.Cookie(requestOf(ctx), "")}, nil
}

type sessionPath struct {
	ID string `path:"id" maxLength:"64"`
}

func (a *API) endSession(ctx context.Context, who auth.Identity, in *sessionPath) (*struct{}, error) {
	return nil, a.cfg.Auth.EndSession(ctx, who.Account.Login, in.ID)
}
