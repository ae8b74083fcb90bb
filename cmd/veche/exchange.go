package main

import (
	"context"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/dial"
	"veche/conference/telephony"
	"veche/signaling/api"
	"veche/sip"
	"veche/sip/gateway"
)

// exchange is what administrators see of the phones.
type exchange struct{ *phones }

var _ api.Telephony = exchange{}

// State implements [api.Telephony].
func (e exchange) State() telephony.State {
	s := telephony.State{Calls: len(e.server.Calls()), Trunks: e.routes.states()}
	for network, a := range e.server.Addresses() {
		s.Addresses = append(s.Addresses, telephony.Address{Transport: strings.ToLower(network), Address: a.String()})
	}
	for _, c := range e.server.Registrations() {
		s.Devices = append(s.Devices, telephony.Contact{
			Username: c.Username, Address: c.Source.String(), Transport: strings.ToLower(c.Network), Agent: c.Agent, Since: c.Since, Expires: c.Expires,
		})
	}
	for _, l := range e.server.Limited() {
		s.Limited = append(s.Limited, telephony.Limited{
			Source: l.Source, Rule: telephony.Rule(l.Rule), Misses: l.Misses, Dropped: l.Dropped, Since: l.Since, Last: l.Last, Now: l.Limited,
		})
	}
	return s
}

// states are those of our registrations.
func (r *routes) states() (all []telephony.TrunkState) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range *r.trunks.Load() {
		switch t.Registration {
		case telephony.RegistrationPermanent:
			if own, ok := r.registered[t.ID]; ok {
				all = append(all, stateOf(t.ID, own.State()))
			}
		case telephony.RegistrationBeforeCall:
			all = append(all, telephony.TrunkState{ID: t.ID, State: telephony.StandingWaiting})
		}
	}
	return all
}

func stateOf(id telephony.TrunkID, s sip.RegistrationState) telephony.TrunkState {
	t := telephony.TrunkState{ID: id, State: telephony.StandingRegistering, Since: s.Since, Until: s.Until}
	switch {
	case s.Registered:
		t.State = telephony.StandingRegistered
	case s.Cause.Kind != "":
		t.State, t.Until = telephony.StandingFailed, s.Next
		t.Status, t.Reason, t.Cause = s.Cause.Status, s.Cause.Reason, telephony.CauseKind(s.Cause.Kind)
	}
	return t
}

// Recent implements [api.Telephony].
func (e exchange) Recent() []telephony.LoggedCall {
	recent := e.server.Recent()
	all := make([]telephony.LoggedCall, 0, len(recent))
	for _, c := range recent {
		l := telephony.LoggedCall{
			ID: telephony.LogID(c.ID), Began: c.Began, Direction: telephony.Out, From: c.From, To: c.To, Peer: c.Peer,
			Trunk: telephony.TrunkID(c.Label), Answered: c.Answered, Ended: c.Ended, Traced: true,
		}
		if c.Incoming {
			l.Direction = telephony.In
		}
		if !c.Ended.IsZero() {
			l.Cause = causeOf(c.Cause)
		}
		all = append(all, l)
	}
	return all
}

func causeOf(c sip.Cause) *telephony.Cause {
	return telephony.NewCause(telephony.CauseKind(c.Kind), c.Status, c.Reason, c.Local)
}

// Trace implements [api.Telephony].
func (e exchange) Trace(id telephony.LogID) (telephony.Trace, bool) {
	messages := e.server.Trace(string(id))
	if len(messages) == 0 {
		return telephony.Trace{}, false
	}
	t := telephony.Trace{Messages: make([]telephony.TraceMessage, 0, len(messages))}
	for _, m := range messages {
		network, peer, _ := strings.Cut(m.Peer, " ")
		if peer == "" {
			network, peer = "", m.Peer
		}
		t.Messages = append(t.Messages, telephony.TraceMessage{At: m.At, Sent: m.Sent, Peer: peer, Transport: network, Text: m.Text})
	}
	return t, true
}

// Release implements [api.Telephony].
func (e exchange) Release(source string) bool {
	for _, l := range e.server.Limited() {
		if l.Source == source {
			e.server.Release(source)
			return true
		}
	}
	return false
}

// TestCall implements [api.Telephony].
func (e exchange) TestCall(ctx context.Context, t dial.Target, through telephony.TrunkID) (telephony.Test, error) {
	way, err := e.routes.Find(t)
	if through != "" {
		way, err = e.routes.through(through, t)
	}
	if err != nil {
		return telephony.Test{}, err
	}
	began := time.Now()
	trial := e.gateway.Try(ctx, e.server, way, "Veche")
	test := telephony.Test{
		Reached: reached[trial.Reached], Trunk: way.Trunk, Address: trial.Address, Took: time.Since(began).Seconds(), Call: telephony.LogID(trial.Call),
	}
	if trial.Reached != gateway.Answered {
		test.Cause = causeOf(trial.Cause)
	}
	return test, nil
}

var reached = map[gateway.Progress]telephony.Progress{
	gateway.NotSent: telephony.ReachedNone, gateway.Sent: telephony.ReachedSent, gateway.Trying: telephony.ReachedTrying,
	gateway.Rang: telephony.ReachedRinging, gateway.Answered: telephony.ReachedAnswered,
}

// Changed implements [api.Telephony].
func (e exchange) Changed() { e.routes.again() }

// through is the way to a target by a trunk, whatever it carries.
func (r *routes) through(id telephony.TrunkID, t dial.Target) (gateway.Route, error) {
	for _, trunk := range *r.trunks.Load() {
		if trunk.ID == id {
			number := t.Number
			if number == "" {
				number = t.User
			}
			return r.by(&trunk, number), nil
		}
	}
	return gateway.Route{}, conference.Refuse(conference.NotFound, "trunk_unknown", "There is no such trunk.")
}
