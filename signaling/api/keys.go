package api

import (
	"context"
	"slices"
	"time"

	"veche/conference/account"
	"veche/signaling/auth"
)

// Key is an API key: a program with it may do what its maker may, as far as the
// scopes go.
type Key struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Scopes   []account.Scope `json:"scopes" nullable:"false"`
	Created  time.Time       `json:"created"`
	Expires  time.Time       `json:"expires"`
	LastUsed time.Time       `json:"lastUsed" doc:"To within a few minutes; as created when it was never used"`
	Address  string          `json:"address" doc:"Where it was last used from"`
}

func keyOf(s *account.Session) Key {
	return Key{
		ID: s.ID, Name: s.Key.Name, Scopes: s.Key.Scopes, Created: s.Created, Expires: s.Key.Expires,
		LastUsed: s.LastUsed, Address: s.Address,
	}
}

// keys of programs (NE1). No key makes another one.
func (a *API) keys() {
	route(a, op{"GET", "/keys", "The own API keys", inPerson, 0}, a.listKeys)
	route(a, op{"POST", "/keys", "Make an API key; it is shown this once", inPerson, 201}, a.createKey)
	route(a, op{"DELETE", "/keys/{id}", "Revoke an API key", inPerson, 0}, a.deleteKey)
}

func (a *API) keysOf(ctx context.Context, login string) ([]account.Session, error) {
	all, err := a.cfg.Sessions.SessionsOf(ctx, login)
	return slices.DeleteFunc(all, func(s account.Session) bool { return s.Key == nil }), err
}

func (a *API) listKeys(ctx context.Context, who auth.Identity, _ *struct{}) (*body[list[Key]], error) {
	all, err := a.keysOf(ctx, who.Account.Login)
	if err != nil {
		return nil, err
	}
	page := list[Key]{Items: make([]Key, 0, len(all)), Total: len(all)}
	for i := range all {
		page.Items = append(page.Items, keyOf(&all[i]))
	}
	return answer(page), nil
}

type createKeyRequest struct {
	Body struct {
		Name    string          `json:"name" maxLength:"400" doc:"What it is for"`
		Scopes  []account.Scope `json:"scopes" nullable:"false" enum:"read,create,admin" maxItems:"3" doc:"create holds read; only administrators give admin"`
		Expires time.Time       `json:"expires,omitzero" doc:"In ten years at most; left out: in one"`
	}
}

type createKeyAnswer struct {
	Key
	Token string `json:"token" doc:"For Authorization: Bearer; it is kept nowhere"`
}

func (a *API) createKey(ctx context.Context, who auth.Identity, in *createKeyRequest) (*body[createKeyAnswer], error) {
	token, s, err := a.cfg.Auth.CreateKey(requestOf(ctx), who, account.Key{
		Name: in.Body.Name, Scopes: in.Body.Scopes, Expires: in.Body.Expires,
	})
	if err != nil {
		return nil, err
	}
	return answer(createKeyAnswer{keyOf(&s), token}), nil
}

func (a *API) deleteKey(ctx context.Context, who auth.Identity, in *sessionPath) (*struct{}, error) {
	all, err := a.keysOf(ctx, who.Account.Login)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(all, func(s account.Session) bool { return s.ID == in.ID }) {
		return nil, account.ErrKeyUnknown
	}
	return nil, a.cfg.Auth.EndSession(ctx, who.Account.Login, in.ID)
}
