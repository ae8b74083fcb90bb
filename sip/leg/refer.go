package leg

import (
	"context"
	"encoding/json"

	"veche/conference"
	"veche/conference/dial"
)

// referral is a wish of the far end that somebody else comes in its place.
type referral struct {
	to       dial.Target
	progress func(conference.CallState, error)
}

// Refer calls somebody into the conference where the leg is, in the name of the person
// whose device the far end is, as a moderator does; the conference says who may.
// progress hears what becomes of it, on the leg's goroutine, until the call is answered
// or has failed; with an error it is not made. False: the leg is in no conference.
func (l *Leg) Refer(to dial.Target, progress func(conference.CallState, error)) bool {
	if l.caller.Person == nil || l.seat.Load() == nil {
		return false
	}
	l.input(input{refer: &referral{to, progress}})
	return true
}

// refer makes the call.
func (m *meeting) refer(ctx context.Context, r *referral) {
	call, err := m.conference.Call(ctx, conference.Actor{Participant: m.me, Person: m.caller.Person}, r.to, "")
	r.progress(call.State, err)
	if err == nil {
		m.referrals[call.ID] = r
	}
}

// called tells who has referred somebody what has become of it.
func (m *meeting) called(data json.RawMessage) {
	var e struct {
		Call conference.Call `json:"call"`
	}
	if json.Unmarshal(data, &e) != nil {
		return
	}
	r := m.referrals[e.Call.ID]
	if r == nil {
		return
	}
	switch e.Call.State {
	case conference.CallAnswered, conference.CallFailed, conference.CallEnded:
		delete(m.referrals, e.Call.ID)
	}
	r.progress(e.Call.State, nil)
}
