package api

import (
	"context"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/layout"
	"veche/signaling/auth"
)

// live is management of a running conference from outside (I1, I2): each
// command asks the conference itself whether who gives it may.
func (a *API) live() {
	route(a, op{"GET", "/conferences/{cid}/live", "Who is in a running conference", signedIn, 0}, a.liveState)
	route(a, op{"PATCH", "/conferences/{cid}/live", "Lock, waiting room, PIN, CID, mode, spotlight, layout, planned end", signedIn, 0}, a.changeLive)
	route(a, op{"PATCH", "/conferences/{cid}/live/participants/{id}", "Switch microphone or camera, rename, make moderator, podium, sensitivity of the microphone; make a call again", signedIn, 0}, a.changeParticipant)
	route(a, op{"DELETE", "/conferences/{cid}/live/participants/{id}", "Take somebody out, or give up a call", signedIn, 0}, a.removeParticipant)
}

// running finds the conference that a live command is for.
func (a *API) running(ctx context.Context, who auth.Identity, idOrCID string) (*conference.Conference, error) {
	d, c, err := a.cfg.Directory.Find(ctx, idOrCID)
	if err != nil {
		return nil, err
	}
	_, invited := d.InvitedLogin(who.Account.Login)
	if !invited && !manages(who, &d) && !a.isInside(ctx, c, who) {
		return nil, errConferenceUnknown
	}
	if c == nil {
		return nil, conference.Refuse(conference.Gone, "not_running", "The conference is not running.")
	}
	return c, nil
}

// isInside reports whether who takes part right now.
func (a *API) isInside(ctx context.Context, c *conference.Conference, who auth.Identity) bool {
	if c == nil {
		return false
	}
	live, err := c.Overview(ctx)
	if err != nil {
		return false
	}
	_, ok := participantOf(live, who.Account.Login)
	return ok
}

func participantOf(live *conference.Snapshot, login string) (conference.Participant, bool) {
	for i := range live.Participants {
		if p := live.Participants[i]; login != "" && p.Login == login {
			return p, true
		}
	}
	return conference.Participant{}, false
}

// Live is what a manager sees of a running conference.
type Live struct {
	Seq          uint64                   `json:"seq"`
	Conference   conference.Info          `json:"conference"`
	Participants []conference.Participant `json:"participants" nullable:"false"`
	Waiting      []conference.Waiting     `json:"waiting" nullable:"false"`
	Chat         []conference.ChatMessage `json:"chat" nullable:"false"`
	Rings        []conference.Ring        `json:"rings" nullable:"false"`
	Calls        []conference.Call        `json:"calls" nullable:"false"`
	Transfers    []conference.Transfer    `json:"transfers" nullable:"false"`
}

func (a *API) liveState(ctx context.Context, who auth.Identity, in *ConferencePath) (*body[Live], error) {
	c, err := a.running(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	return a.answerLive(ctx, who, c)
}

// answerLive shows a running conference to its managers; who merely takes part
// sees what the call shows.
func (a *API) answerLive(ctx context.Context, who auth.Identity, c *conference.Conference) (*body[Live], error) {
	s, err := c.Overview(ctx)
	if err != nil {
		return nil, err
	}
	d, _, err := a.cfg.Directory.Find(ctx, string(c.ID()))
	if err != nil {
		return nil, err
	}
	me, inside := participantOf(s, who.Account.Login)
	if !manages(who, &d) && !(inside && (me.Moderator || me.Operator)) {
		return nil, conference.Refuse(conference.Denied, "not_moderator", "Only a moderator can do this.")
	}
	s.Conference.URL = a.absolute(requestOf(ctx), a.cfg.URL(s.Conference.CID))
	return answer(Live{s.Seq, s.Conference, s.Participants, s.Waiting, s.Chat, s.Rings, s.Calls, s.Transfers}), nil
}

type changeLiveRequest struct {
	ConferencePath
	Body struct {
		Locked      *bool           `json:"locked,omitempty"`
		WaitingRoom *bool           `json:"waitingRoom,omitempty"`
		Remaining   string          `json:"remaining,omitempty" enum:"admit,disconnect" doc:"What becomes of those waiting when the waiting room is turned off"`
		PIN         nullableText    `json:"pin,omitzero" doc:"Null or empty removes it, new makes one"`
		CID         string          `json:"cid,omitempty"`
		Mode        conference.Mode `json:"mode,omitempty"`
		MaxSpeakers int             `json:"maxSpeakers,omitempty"`
		Spotlight   nullableText    `json:"spotlight,omitzero" doc:"Participant; null or empty: nobody"`
		Layout      *layout.Spec    `json:"layout,omitempty"`
		EndsAt      nullableTime    `json:"endsAt,omitzero" doc:"Planned end, not past the next meeting; null: people end it"`
	}
}

// changeLive carries out all of it or, when any of it is refused, nothing.
func (a *API) changeLive(ctx context.Context, who auth.Identity, in *changeLiveRequest) (*body[Live], error) {
	c, err := a.running(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	given := &in.Body
	ch := conference.LiveChange{
		Locked: given.Locked, WaitingRoom: given.WaitingRoom, Remaining: choiceOf(given.Remaining),
		PIN: given.PIN.pointer(), CID: conference.CID(given.CID),
		Mode: given.Mode, MaxSpeakers: given.MaxSpeakers, Layout: given.Layout,
	}
	if spotlight := given.Spotlight.pointer(); spotlight != nil {
		ch.Spotlight = new(conference.ParticipantID(*spotlight))
	}
	if given.EndsAt.Given {
		ch.Ends = &conference.Ending{At: given.EndsAt.Time}
	}
	if err := a.cfg.Directory.ChangeLive(ctx, c.ID(), actor(who), ch); err != nil {
		return nil, err
	}
	return a.answerLive(ctx, who, c)
}

// choiceOf is K6 in the words of PROTOCOL.md.
func choiceOf(remaining string) access.Choice {
	switch remaining {
	case "admit":
		return access.ChoiceInvite
	case "disconnect":
		return access.ChoiceDisconnect
	}
	return access.ChoiceNone
}

// ParticipantPath names somebody in a running conference.
type ParticipantPath struct {
	ConferencePath
	ID conference.ParticipantID `path:"id" maxLength:"64"`
}

type changeParticipantRequest struct {
	ParticipantPath
	Body struct {
		Microphone *bool   `json:"microphone,omitempty" doc:"Only false, but of IP cameras: nobody is switched on from outside"`
		Camera     *bool   `json:"camera,omitempty" doc:"As microphone"`
		Screen     *bool   `json:"screen,omitempty" doc:"Only false"`
		Moderator  *bool   `json:"moderator,omitempty"`
		Name       *string `json:"name,omitempty"`
		Podium     string  `json:"podium,omitempty" enum:"approve,refuse,call,remove,pin,unpin"`
		Gain       *int    `json:"gain,omitempty" minimum:"-12" maximum:"12" multipleOf:"3" doc:"Sensitivity of the microphone in dB"`
		Retry      bool    `json:"retry,omitempty" doc:"Of a call: make it again"`
	}
}

// switched is whether a switch is to go off, and on.
func switched(given *bool) (off, on bool) { return given != nil && !*given, given != nil && *given }

// changeParticipant carries out all of it or, when any of it is refused, nothing.
func (a *API) changeParticipant(ctx context.Context, who auth.Identity, in *changeParticipantRequest) (*body[Live], error) {
	c, err := a.running(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	given := &in.Body
	if given.Retry {
		if _, err := c.RetryCall(ctx, actor(who), conference.CallID(in.ID)); err != nil {
			return nil, err
		}
		return a.answerLive(ctx, who, c)
	}
	ch := conference.ParticipantChange{Name: given.Name, Moderator: given.Moderator, Podium: given.Podium, Gain: given.Gain}
	ch.Off.Microphone, ch.On.Microphone = switched(given.Microphone)
	ch.Off.Camera, ch.On.Camera = switched(given.Camera)
	ch.Off.Screen, ch.On.Screen = switched(given.Screen)
	if err := c.ChangeParticipant(ctx, actor(who), in.ID, ch); err != nil {
		return nil, err
	}
	return a.answerLive(ctx, who, c)
}

func (a *API) removeParticipant(ctx context.Context, who auth.Identity, in *ParticipantPath) (*struct{}, error) {
	c, err := a.running(ctx, who, in.CID)
	if err != nil {
		return nil, err
	}
	if err := c.DropCall(ctx, actor(who), conference.CallID(in.ID)); !isNoCall(err) {
		return nil, err
	}
	return nil, c.Remove(ctx, actor(who), []conference.ParticipantID{in.ID})
}
