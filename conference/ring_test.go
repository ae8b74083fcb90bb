package conference_test

import (
	"testing"

	"veche/conference"
	"veche/conference/conferencetest"
)

func TestRings(t *testing.T) {
	m := newMeeting(t, conference.Definition{Access: conference.Internal}, "user", "away", "other")
	m.enter("owner")
	ctx := t.Context()
	one, two := &conferencetest.Page{}, &conferencetest.Page{}
	defer m.Listen("user", one)()
	stop := m.Listen("user", two)
	invite := func(who string) conference.Ring {
		t.Helper()
		r, err := m.conf.Invite(ctx, m.by("owner"), m.People[who])
		m.ok(err)
		return r
	}
	if r := invite("away"); r.State != conference.RingUnreachable {
		t.Errorf("away: %+v", r)
	}
	r := invite("user")
	if r.State != conference.RingRinging || len(one.Rings()) != 1 || len(two.Rings()) != 1 {
		t.Errorf("%+v", r)
	}
	if again := invite("user"); again.ID != r.ID || len(one.Rings()) != 1 {
		t.Error("it rings twice")
	}
	for _, who := range []string{"other", ""} {
		_, err := m.AnswerRing(ctx, r.ID, who, true)
		refused(t, err, "ring_over")
	}
	if cid, err := m.AnswerRing(ctx, r.ID, "user", true); err != nil || cid != "room" {
		t.Errorf("%s, %v", cid, err)
	}
	if len(one.Rings())+len(two.Rings()) != 0 {
		t.Error("it rings on")
	}
	_, err := m.AnswerRing(ctx, r.ID, "user", false)
	refused(t, err, "ring_over")
	m.ok(m.conf.Lock(ctx, m.by("owner"), true))
	m.enter("user") // J2, G12
	_, err = m.conf.Invite(ctx, m.by("owner"), m.People["user"])
	refused(t, err, "already_here")
	_, err = m.conf.Invite(ctx, m.by("user"), m.People["other"])
	refused(t, err, "not_moderator")

	stop()
	m.ok(m.conf.Leave(ctx, m.id("user")))
	r = invite("user")
	_, err = m.AnswerRing(ctx, r.ID, "user", false)
	m.ok(err)
	r = invite("user")
	m.ok(m.conf.Uninvite(ctx, m.by("owner"), r.ID))
	refused(t, m.conf.Uninvite(ctx, m.by("owner"), r.ID), "ring_over")
	var states []conference.RingState
	for _, r := range m.overview().Rings {
		states = append(states, r.State)
	}
	want := []conference.RingState{conference.RingUnreachable, conference.RingAccepted, conference.RingDeclined, conference.RingCancelled}
	if len(states) != len(want) {
		t.Fatalf("%v", states)
	}
	for i := range want {
		if states[i] != want[i] {
			t.Errorf("%v", states)
		}
	}
	if len(two.Rings()) != 0 || len(one.Rings()) != 0 {
		t.Error("it rings on")
	}
	r = invite("other")
	page := &conferencetest.Page{}
	defer m.Listen("other", page)()
	r = invite("other")
	m.ok(m.conf.End(ctx, m.by("owner")))
	if len(page.Rings()) != 0 {
		t.Error("a conference that is over rings on")
	}
	_, err = m.AnswerRing(ctx, r.ID, "other", true)
	refused(t, err, "ring_over")
}

func TestRingsAreBounded(t *testing.T) {
	m := newMeeting(t, conference.Definition{}, "user")
	m.enter("owner")
	for range 400 {
		_, err := m.conf.Invite(t.Context(), m.by("owner"), m.People["user"])
		m.ok(err)
	}
	if n := len(m.overview().Rings); n > 101 {
		t.Errorf("%d rings are kept", n)
	}
}
