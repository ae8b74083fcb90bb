package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/conference/dial"
	"veche/signaling/auth"
)

// calls is what has to do with dial strings: what they mean, and calls that a
// running conference makes by them.
func (a *API) calls() {
	route(a, op{"POST", "/dial/explain", "What a dial string means, or what is wrong with it", signedIn, 0}, a.explainDial)
	route(a, op{"POST", "/calls", "Call somebody, in an instant conference that is made for it", signedIn, http.StatusCreated}, a.placeCall)
	route(a, op{"POST", "/conferences/{cid}/live/participants", "Call somebody into the conference", signedIn, http.StatusAccepted}, a.callParticipant)
	route(a, op{"POST", "/conferences/{cid}/live/participants/{id}/transfer", "Put a caller through to somebody else, out of the conference", signedIn, http.StatusAccepted}, a.transferParticipant)
	route(a, op{"POST", "/conferences/{cid}/live/participants/{id}/digits", "Send the keys of a telephone to a terminal", signedIn, 0}, a.sendDigits)
}

type explainRequest struct {
	Body struct {
		Text string `json:"text" maxLength:"3000"`
	}
}

// Explained is what a dial string means here.
type Explained struct {
	Kind      dial.Kind   `json:"kind,omitempty" enum:"user,federated,conference,conference_elsewhere,sip,tel,h323,rtsp" doc:"Absent with an error"`
	Canonical string      `json:"canonical,omitempty" doc:"The string as it is kept; with what is secret in it"`
	Name      string      `json:"name,omitempty" doc:"What the participant is called without a better name"`
	Error     *dial.Error `json:"error,omitempty" doc:"What is wrong with it"`
	// Refused is set when the string is right but cannot be called.
	Refused *Refused `json:"refused,omitempty" doc:"Why it cannot be called from here or by you"`
}

// Refused says why something cannot be done, without its having been tried.
type Refused struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (a *API) explainDial(ctx context.Context, who auth.Identity, in *explainRequest) (*body[Explained], error) {
	t, err := dial.Parse(in.Body.Text, a.cfg.Directory.DialOptions(a.absolute(requestOf(ctx), "/")))
	if e, ok := errors.AsType[*dial.Error](err); ok {
		return answer(Explained{Error: e}), nil
	}
	refused, err := refusedOf(a.mayCall(who, t))
	if err != nil {
		return nil, err
	}
	name := t.Name()
	if t.Camera != "" && refused == nil {
		if name, err = a.cfg.Directory.NameOf(ctx, t, ""); err != nil {
			refused, err = refusedOf(err)
		}
	}
	return answer(Explained{Kind: t.Kind, Canonical: t.String(), Name: name, Refused: refused}), err
}

// mayCall says why who cannot call t, as far as that does not depend on the
// conference.
func (a *API) mayCall(who auth.Identity, t dial.Target) error {
	if err := a.cfg.Directory.Callable(t); err != nil {
		return err
	}
	if p := who.Account.Person(); t.Kind != dial.User && !p.MayCall() {
		return conference.ErrMayNotCall
	}
	return nil
}

func refusedOf(err error) (*Refused, error) {
	if e, ok := errors.AsType[*conference.Error](err); ok {
		return &Refused{e.Code, e.Detail}, nil
	}
	return nil, err
}

type callRequest struct {
	ConferencePath
	Body struct {
		Login string `json:"login,omitempty" maxLength:"256" doc:"Of this server: the person's open pages ring"`
		Dial  string `json:"dial,omitempty" maxLength:"3000" doc:"Dial string of any kind; a bare one is a login"`
		Name  string `json:"name,omitempty" maxLength:"400" doc:"Of a terminal, telephone or camera"`

		Camera  camera.ID `json:"camera,omitempty" maxLength:"64" doc:"Of the book of cameras"`
		Contact string    `json:"contact,omitempty" maxLength:"300" doc:"Of the address book: id as it is listed there"`
	}
}

// Called is somebody who is being called: kind user by the open pages, every
// other kind by a call to the outside.
type Called struct {
	ID          string                   `json:"id"`
	Kind        dial.Kind                `json:"kind"`
	Login       string                   `json:"login,omitempty" doc:"Of a user"`
	Dial        string                   `json:"dial,omitempty" doc:"Without PINs and passwords"`
	Name        string                   `json:"name"`
	State       string                   `json:"state"`
	Reason      *conference.CallReason   `json:"reason,omitempty"`
	From        conference.ChatName      `json:"from,omitzero"`
	Since       *time.Time               `json:"since,omitempty" doc:"Of the state of a call"`
	Expires     *time.Time               `json:"expires,omitempty" doc:"When pages stop ringing"`
	Tries       int                      `json:"tries,omitempty"`
	Participant conference.ParticipantID `json:"participant,omitempty"`
}

func calledByRing(r *conference.Ring) Called {
	return Called{
		ID: r.ID, Kind: dial.User, Login: r.Login, Name: r.Name, State: string(r.State), From: r.From, Expires: &r.Expires,
	}
}

func calledOutside(k *conference.Call) Called {
	return Called{
		ID: string(k.ID), Kind: k.Kind, Dial: k.Dial, Name: k.Name, State: string(k.State), Reason: k.Reason,
		From: k.By, Since: &k.Since, Tries: k.Tries, Participant: k.Participant,
	}
}

// called is the answer to a call: 201 for a ring, which is there, 202 for a call
// to the outside, which has only begun.
type called struct {
	Status int
	Body   Called
}

func (a *API) callParticipant(ctx context.Context, who auth.Identity, in *callRequest) (*called, error) {
	c, err := a.running(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	text, name, err := a.whomToCall(ctx, who, in)
	if err != nil {
		return nil, err
	}
	ring, call, err := a.cfg.Directory.Invite(ctx, c, actor(who), text, name, a.absolute(requestOf(ctx), "/"))
	switch {
	case err != nil:
		return nil, err
	case ring != nil:
		return &called{http.StatusCreated, calledByRing(ring)}, nil
	}
	return &called{http.StatusAccepted, calledOutside(call)}, nil
}

// whomToCall is whom in names.
func (a *API) whomToCall(ctx context.Context, who auth.Identity, in *callRequest) (text, name string, err error) {
	name = in.Body.Name
	switch {
	case in.Body.Contact != "":
		text, name, err = a.dialOf(ctx, who, in.Body.Contact)
	case in.Body.Camera != "":
		text = book.Dial(in.Body.Camera)
	case in.Body.Login != "":
		text = account.FoldLogin(in.Body.Login)
	default:
		text = in.Body.Dial
	}
	if err == nil && text == "" {
		err = &conference.Error{Kind: conference.Invalid, Code: "invalid", Detail: "Say whom to call: login, dial, camera or contact.", Field: "login"}
	}
	return text, name, err
}

type digitsRequest struct {
	ParticipantPath
	Body struct {
		Digits dial.PostDial `json:"digits" maxLength:"128" doc:"0-9, *, #, A-D; a comma waits for 2 s"`
	}
}

func (a *API) sendDigits(ctx context.Context, who auth.Identity, in *digitsRequest) (*struct{}, error) {
	c, err := a.running(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	return nil, c.SendDigits(ctx, actor(who), in.ID, in.Body.Digits)
}

type transferRequest struct {
	ParticipantPath
	Body struct {
		Dial string `json:"dial" maxLength:"3000" doc:"Dial string of a SIP address or a telephone number"`
	}
}

// transferParticipant answers when the far end has been asked; what comes of it is
// among the transfers of the live state.
func (a *API) transferParticipant(ctx context.Context, who auth.Identity, in *transferRequest) (*body[conference.Transfer], error) {
	c, err := a.running(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	t, err := a.cfg.Directory.Transfer(ctx, c, actor(who), in.ID, in.Body.Dial, a.absolute(requestOf(ctx), "/"))
	if err != nil {
		return nil, err
	}
	return answer(t), nil
}

// isNoCall reports whether an error of DropCall means that the id is
// not that of a call, but may be a participant's.
func isNoCall(err error) bool {
	e, ok := errors.AsType[*conference.Error](err)
	return ok && e.Code == "no_call"
}
