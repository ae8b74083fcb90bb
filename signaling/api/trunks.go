package api

import (
	"context"
	"slices"

	"veche/conference/dial"
	"veche/conference/telephony"
	"veche/signaling/auth"
)

// Trunk is a SIP server that calls go through, as administrators see it: without
// its password.
type Trunk struct {
	ID           telephony.TrunkID      `json:"id"`
	Name         string                 `json:"name"`
	Host         string                 `json:"host"`
	Port         int                    `json:"port" doc:"0: that of the transport"`
	Transport    dial.Transport         `json:"transport"`
	Login        string                 `json:"login"`
	HasPassword  bool                   `json:"hasPassword" doc:"The password itself is never given out"`
	Realm        string                 `json:"realm" doc:"Whose challenges are answered; empty: any"`
	From         telephony.From         `json:"from" doc:"Whom calls come from"`
	Default      bool                   `json:"default" doc:"The default SIP server"`
	Patterns     []telephony.Pattern    `json:"patterns" nullable:"false" doc:"Telephone numbers that it carries"`
	Registration telephony.Registration `json:"registration"`
	Expires      int                    `json:"expires" doc:"Seconds"`
	Enabled      bool                   `json:"enabled"`
	Revision     int64                  `json:"revision"`
}

func trunkOf(t *telephony.Trunk) Trunk {
	return Trunk{
		ID: t.ID, Name: t.Name, Host: t.Host, Port: t.Port, Transport: t.Transport, Login: t.Login, HasPassword: t.Password != "",
		Realm: t.Realm, From: t.From, Default: t.Default, Patterns: append([]telephony.Pattern{}, t.Patterns...),
		Registration: t.Registration, Expires: t.Expires, Enabled: t.Enabled, Revision: t.Revision,
	}
}

// trunks is what administrators do with the servers that calls go through.
func (a *API) trunks() {
	route(a, op{"GET", "/admin/sip/trunks", "Servers that calls go through, in the order in which they are asked", administrator, 0}, a.listTrunks)
	route(a, op{"POST", "/admin/sip/trunks", "Add a trunk", administrator, 201}, a.createTrunk)
	route(a, op{"GET", "/admin/sip/trunks/{id}", "Look at a trunk", administrator, 0}, a.trunk)
	route(a, op{"PATCH", "/admin/sip/trunks/{id}", "Change a trunk", administrator, 0}, a.changeTrunk)
	route(a, op{"DELETE", "/admin/sip/trunks/{id}", "Remove a trunk", administrator, 0}, a.deleteTrunk)
}

func (a *API) listTrunks(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[list[Trunk]], error) {
	all, err := a.cfg.Trunks.Trunks(ctx)
	if err != nil {
		return nil, err
	}
	page := list[Trunk]{Items: make([]Trunk, 0, len(all)), Total: len(all)}
	for i := range all {
		page.Items = append(page.Items, trunkOf(&all[i]))
	}
	return answer(page), nil
}

// TrunkPath names a trunk.
type TrunkPath struct {
	ID telephony.TrunkID `path:"id" maxLength:"64"`
}

func (a *API) trunk(ctx context.Context, _ auth.Identity, in *TrunkPath) (*body[Trunk], error) {
	t, err := a.cfg.Trunks.Trunk(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return answer(trunkOf(&t)), nil
}

// TrunkInput is what may be said of a trunk; what is left out stays, or is as
// usual in a new one.
type TrunkInput struct {
	Name         *string                 `json:"name,omitempty"`
	Host         *string                 `json:"host,omitempty" doc:"A name or an address; with a port, if no other is given"`
	Port         *int                    `json:"port,omitempty" doc:"0: that of the transport"`
	Transport    *dial.Transport         `json:"transport,omitempty" doc:"udp, tcp or tls"`
	Login        *string                 `json:"login,omitempty"`
	Password     *string                 `json:"password,omitempty" doc:"Empty: none any more"`
	Realm        *string                 `json:"realm,omitempty"`
	From         *TrunkFrom              `json:"from,omitempty"`
	Default      *bool                   `json:"default,omitempty" doc:"Takes it from the one that was"`
	Patterns     *[]telephony.Pattern    `json:"patterns,omitempty" doc:"All of them; x is any digit, [2-4,7] one of some, . at the end any more"`
	Registration *telephony.Registration `json:"registration,omitempty" doc:"off, permanent or before_call"`
	Expires      *int                    `json:"expires,omitempty" doc:"60 to 3600 seconds"`
	Enabled      *bool                   `json:"enabled,omitempty"`
}

// TrunkFrom is what may be said of whom calls come from.
type TrunkFrom struct {
	User   *string `json:"user,omitempty" doc:"Often the own number; empty: the login"`
	Name   *string `json:"name,omitempty" doc:"Empty: that of who calls"`
	Domain *string `json:"domain,omitempty" doc:"Empty: the host"`
}

// apply takes up what was given.
func (in *TrunkInput) apply(t *telephony.Trunk) {
	if in.Host != nil && *in.Host != t.Host && in.Port == nil {
		t.Port = 0 // that of another host
	}
	set(&t.Name, in.Name)
	set(&t.Host, in.Host)
	set(&t.Port, in.Port)
	set(&t.Transport, in.Transport)
	set(&t.Login, in.Login)
	set(&t.Password, in.Password)
	set(&t.Realm, in.Realm)
	if f := in.From; f != nil {
		set(&t.From.User, f.User)
		set(&t.From.Name, f.Name)
		set(&t.From.Domain, f.Domain)
	}
	set(&t.Default, in.Default)
	if in.Patterns != nil {
		t.Patterns = slices.Clone(*in.Patterns)
	}
	set(&t.Registration, in.Registration)
	set(&t.Expires, in.Expires)
	set(&t.Enabled, in.Enabled)
}

type createTrunkRequest struct{ Body TrunkInput }

func (a *API) createTrunk(ctx context.Context, _ auth.Identity, in *createTrunkRequest) (*body[Trunk], error) {
	t := telephony.Trunk{Enabled: true}
	in.Body.apply(&t)
	if err := t.Validate(); err != nil {
		return nil, err
	}
	t, err := a.cfg.Trunks.CreateTrunk(ctx, t)
	if err != nil {
		return nil, err
	}
	a.telephonyChanged()
	return answer(trunkOf(&t)), nil
}

type changeTrunkRequest struct {
	TrunkPath
	Body struct {
		Revision int64 `json:"revision,omitempty" doc:"The change is refused if the trunk has another one meanwhile; left out: whatever it is"`
		TrunkInput
	}
}

func (a *API) changeTrunk(ctx context.Context, _ auth.Identity, in *changeTrunkRequest) (*body[Trunk], error) {
	t, err := a.cfg.Trunks.Trunk(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Revision != 0 && in.Body.Revision != t.Revision {
		return nil, telephony.ErrChangedMeanwhile
	}
	before := t
	in.Body.apply(&t)
	if err := t.Validate(); err != nil {
		return nil, err
	}
	// Who points a trunk elsewhere must know its password: else it would be sent
	// wherever an administrator's stolen session likes, and come back guessed.
	if in.Body.Password == nil && t.Password != "" && (t.Host != before.Host || t.Port != before.Port) {
		return nil, errPasswordAgain
	}
	if t, err = a.cfg.Trunks.ChangeTrunk(ctx, t); err != nil {
		return nil, err
	}
	a.telephonyChanged()
	return answer(trunkOf(&t)), nil
}

func (a *API) deleteTrunk(ctx context.Context, _ auth.Identity, in *TrunkPath) (*struct{}, error) {
	if err := a.cfg.Trunks.DeleteTrunk(ctx, in.ID); err != nil {
		return nil, err
	}
	a.telephonyChanged()
	return nil, nil
}
