package conference_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
)

// permit gives login a permission; a temporary one ends after so long.
func (m *meeting) permit(login string, kind access.Permission, after time.Duration) {
	p := m.People[login]
	p.Participation = access.Participation{Kind: kind}
	if kind == access.Temporary {
		p.Participation.Until = time.Now().Add(after)
	}
	m.People[login] = p
}

// D6: no role helps, nor does the way by which one comes.
func TestWithoutPermissionNobodyJoins(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who    string
		change func(*conference.JoinRequest)
		want   string
	}{
		"the owner":                   {"owner", nil, "no_participation"},
		"an invited moderator":        {"mod", nil, "no_participation"},
		"an operator":                 {"operator", nil, "no_participation"},
		"an administrator":            {"admin", nil, "no_participation"},
		"his own SIP device":          {"user", func(r *conference.JoinRequest) { r.Kind = access.KindSIP }, "no_participation"},
		"A14 by the button":           {"registered", nil, "no_participation"},
		"A13 signed in, by a link":    {"user", func(r *conference.JoinRequest) { r.Registration = "anna's link" }, "no_participation"},
		"with the PIN":                {"user", func(r *conference.JoinRequest) { r.PIN = "4711" }, "no_participation"},
		"a guest is not asked":        {"guest", nil, ""},
		"nor a room":                  {"Room 1", func(r *conference.JoinRequest) { r.Kind = access.KindSIP }, ""},
		"nor a camera":                {"Gate", func(r *conference.JoinRequest) { r.Kind = access.KindRTSP }, ""},
		"nor who shows a link (A13)":  {"Anna", func(r *conference.JoinRequest) { r.Registration = "anna's link" }, ""},
		"who has a permission enters": {"other", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMeeting(t, conference.Definition{Invited: []conference.Invited{{Login: "mod", Moderator: true}}},
				"mod", "operator", "admin", "user", "registered", "other")
			m.Permitted = true
			m.Registered["anna's link"] = conference.Registered{ID: "a1", Name: "Anna"}
			m.Registered["registered"] = conference.Registered{ID: "r1", Name: "R"}
			for login := range m.People {
				m.permit(login, access.Never, 0)
			}
			m.permit("other", access.Permanent, 0)
			p := m.People["operator"]
			p.Operator = true
			m.People["operator"] = p
			p = m.People["admin"]
			p.Admin = true
			m.People["admin"] = p
			_, err := m.join(c.who, c.change)
			if conference.CodeOf(err) != c.want {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if _, runs := m.Live(m.def.ID); runs != (c.want == "") {
				t.Error("lesson 28: it started for somebody who was refused")
			}
		})
	}
}

// P3: whoever may join nothing learns nothing of numbers, and pays nothing.
func TestWithoutPermissionNumbersAreNotTold(t *testing.T) {
	m := newMeeting(t, conference.Definition{PIN: "4711"}, "user")
	m.Permitted = true
	m.permit("user", access.Never, 0)
	for range 100 {
		for _, cid := range []conference.CID{"room", "none"} {
			r := m.Request("user", &conferencetest.Page{})
			r.PIN = "0000"
			_, _, err := m.Join(t.Context(), conferencetest.Door(cid), r)
			refused(t, err, "no_participation")
			_, err = m.Look(t.Context(), conferencetest.Door(cid), r)
			refused(t, err, "no_participation")
			_, err = m.Face(t.Context(), conferencetest.Door(cid), r)
			refused(t, err, "no_participation")
		}
	}
	if _, err := m.join("guest", func(r *conference.JoinRequest) { r.PIN = "4711" }); err != nil {
		t.Error("the guest beside him pays for it:", err)
	}
}

func TestWhoIsInsideStaysWhenItRunsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{}, "user")
		m.Permitted = true
		m.permit("user", access.Temporary, time.Hour)
		m.enter("owner", "user")
		secret := m.snaps["user"].You.Resume
		time.Sleep(2 * time.Hour)
		if p := m.person("user"); p.Link != conference.Online {
			t.Fatalf("got %+v", p)
		}
		m.conf.Lost(t.Context(), m.pages["user"])
		time.Sleep(access.SeatKept)
		back := func(r *conference.JoinRequest) { r.Resume = secret }
		if _, err := m.join("user", back); err != nil {
			t.Fatal("P4: the seat was not kept:", err)
		}
		m.conf.Lost(t.Context(), m.pages["user"])
		time.Sleep(access.SeatKept + time.Minute)
		_, err := m.join("user", back)
		refused(t, err, "no_participation")
	})
}

// It runs out in the waiting room: he is told, and does not keep the others there.
func TestWhoWaitsIsSentAwayWhenItHasRunOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{WaitingRoom: true, WaitingCategory: access.CategoryAll}, "user", "other", "third")
		m.Permitted = true
		m.permit("user", access.Temporary, time.Hour)
		m.permit("third", access.Temporary, time.Hour)
		m.enter("owner")
		for _, who := range []string{"user", "other", "third"} {
			_, err := m.join(who, nil)
			m.ok(err)
		}
		time.Sleep(2 * time.Hour)
		refused(t, m.conf.Admit(t.Context(), m.by("owner"), m.list("third")), "called_no_participation")
		m.ok(m.conf.Admit(t.Context(), m.by("owner"), nil))
		var inside []string
		for _, p := range m.overview().Participants {
			inside = append(inside, p.Login)
		}
		if slices.Sort(inside); !slices.Equal(inside, []string{"other", "owner"}) {
			t.Errorf("inside: %v", inside)
		}
		for _, who := range []string{"user", "third"} {
			if codes := m.pages[who].Codes(conference.NoticeRefused); !slices.Equal(codes, []string{"no_participation"}) {
				t.Errorf("%s was told %v", who, codes)
			}
		}
	})
}

// D6: who may take part in nothing starts nothing, calls nobody, and is not called.
func TestWithoutPermissionNobodyCallsOrIsCalled(t *testing.T) {
	m := newMeeting(t, conference.Definition{Invited: []conference.Invited{{Login: "barred"}, {Login: "user"}}}, "barred", "user")
	m.Permitted = true
	m.permit("barred", access.Never, 0)
	ctx, page := t.Context(), &conferencetest.Page{}
	defer m.Listen("barred", page)()
	barred, user := m.People["barred"], m.People["user"]

	_, err := m.PlaceCall(ctx, barred, conference.Placing{Text: "user"})
	refused(t, err, "no_participation")
	_, err = m.PlaceCall(ctx, barred, conference.Placing{Text: `\c\room`, Meeting: true})
	refused(t, err, "no_participation")
	_, err = m.PlaceCall(ctx, user, conference.Placing{Text: "barred"})
	refused(t, err, "called_no_participation")
	_, err = m.CallPerson(ctx, barred, "+7 495")
	refused(t, err, "called_no_participation")
	refused(t, m.StartBy(ctx, m.def.ID, conference.Actor{Person: &barred}), "no_participation")
	if _, runs := m.Live(m.def.ID); runs {
		t.Error("it runs")
	}
	m.enter("owner")
	_, _, err = m.Invite(ctx, m.conf, m.by("owner"), "barred", "")
	refused(t, err, "called_no_participation")
	if len(page.Rings()) != 0 {
		t.Error("his page rings")
	}
}

// Those invited to a meeting are called when it begins: who may not come is in the list
// of the moderators as one who cannot be reached, and nothing rings.
func TestAMeetingDoesNotCallWhoMayNotCome(t *testing.T) {
	m := newMeeting(t, conference.Definition{
		Access:   conference.Internal,
		Invited:  []conference.Invited{{Login: "barred"}, {Login: "user"}},
		Schedule: daily(-time.Minute, 60),
	}, "barred", "user")
	m.Permitted = true
	m.permit("barred", access.Never, 0)
	barred, user := &conferencetest.Page{}, &conferencetest.Page{}
	defer m.Listen("barred", barred)()
	defer m.Listen("user", user)()
	owner := m.People["owner"]
	m.ok(m.StartBy(t.Context(), m.def.ID, conference.Actor{Person: &owner}))
	if len(barred.Rings()) != 0 || len(user.Rings()) != 1 {
		t.Errorf("rings: %d, %d", len(barred.Rings()), len(user.Rings()))
	}
	m.enter("owner")
	states := map[string]conference.RingState{}
	for _, r := range m.snaps["owner"].Rings {
		states[r.Login] = r.State
	}
	if states["barred"] != conference.RingUnreachable || states["user"] != conference.RingRinging {
		t.Errorf("got %v", states)
	}
}
