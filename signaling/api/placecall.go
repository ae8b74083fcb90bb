package api

import (
	"context"
	"strings"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/conference/contact"
	"veche/signaling/auth"
)

type placeCallRequest struct {
	Body struct {
		Login   string    `json:"login,omitempty" maxLength:"256" doc:"Of a person of this server"`
		Dial    string    `json:"dial,omitempty" maxLength:"3000" doc:"Dial string of any kind; a bare one is a login"`
		Camera  camera.ID `json:"camera,omitempty" maxLength:"64" doc:"Of the book of cameras"`
		Contact string    `json:"contact,omitempty" maxLength:"300" doc:"Of the address book"`
		Name    string    `json:"name,omitempty" maxLength:"400" doc:"Of a terminal, telephone or camera"`
		Meeting bool      `json:"meeting,omitempty" doc:"A meeting that others can be asked to, by link, too; else a call that is over when one of the two leaves"`
		Title   string    `json:"title,omitempty" maxLength:"800" doc:"Of a meeting; left out: the name of who is called"`
	}
}

// PlacedCall is a call that has begun: the caller enters its conference as any other.
type PlacedCall struct {
	CID    conference.CID `json:"cid"`
	URL    string         `json:"url"`
	Called *Called        `json:"called,omitempty" doc:"Absent when the dial string is that of a conference, which is merely entered"`
}

// placeCall calls somebody (F7, E2), or meets with him at once (ND1, E3).
func (a *API) placeCall(ctx context.Context, who auth.Identity, in *placeCallRequest) (*body[PlacedCall], error) {
	p, err := a.placing(ctx, who, in)
	if err != nil {
		return nil, err
	}
	placed, err := a.cfg.Directory.PlaceCall(ctx, who.Account.Person(), p, a.absolute(requestOf(ctx), "/"))
	if err != nil {
		return nil, err
	}
	answered := PlacedCall{CID: placed.CID, URL: a.absolute(requestOf(ctx), a.cfg.URL(placed.CID))}
	switch {
	case placed.Ring != nil:
		answered.Called = new(calledByRing(placed.Ring))
	case placed.Call != nil:
		answered.Called = new(calledOutside(placed.Call))
	}
	return answer(answered), nil
}

// placing is whom in names.
func (a *API) placing(ctx context.Context, who auth.Identity, in *placeCallRequest) (conference.Placing, error) {
	p := conference.Placing{Text: strings.TrimSpace(in.Body.Dial), Name: in.Body.Name, Meeting: in.Body.Meeting, Title: in.Body.Title}
	var err error
	switch {
	case in.Body.Contact != "":
		p.Text, p.Name, err = a.dialOf(ctx, who, in.Body.Contact)
	case in.Body.Camera != "":
		p.Text = book.Dial(in.Body.Camera)
	case in.Body.Login != "":
		p.Text = account.FoldLogin(in.Body.Login)
	}
	if err == nil && p.Text == "" {
		err = &conference.Error{Kind: conference.Invalid, Code: "invalid", Detail: "Say whom to call: login, dial, camera or contact.", Field: "login"}
	}
	return p, err
}

// dialOf is how a contact is called.
func (a *API) dialOf(ctx context.Context, who auth.Identity, id string) (text, name string, err error) {
	c, err := contact.Find(ctx, a.cfg.Contacts, who.Account.Login, id)
	if err != nil {
		return "", "", err
	}
	return c.Call()
}
