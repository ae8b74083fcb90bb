package conference_test

import (
	"fmt"
	"testing"

	"veche/conference"
	"veche/conference/access"
)

func (m *meeting) waits(who ...string) {
	m.t.Helper()
	for _, name := range who {
		res, err := m.join(name, nil)
		m.ok(err)
		if res.Waiting == nil || res.Position == 0 || res.Info.ID != "" {
			m.t.Fatalf("%s: %+v", name, res)
		}
	}
}

func (m *meeting) waiting() []string {
	var ids []conference.ParticipantID
	for _, w := range m.overview().Waiting {
		ids = append(ids, w.ID)
	}
	return m.names(ids)
}

func TestWaitingRoom(t *testing.T) {
	m := newMeeting(t, conference.Definition{WaitingRoom: true, Invited: []conference.Invited{{Login: "invited"}}}, "invited", "user")
	ctx := t.Context()
	m.waits("anna") // the waiting room is there before the host (lesson 37)
	m.waits("ben", "user")
	m.enter("invited", "owner") // H4
	refused(t, m.conf.Admit(ctx, m.by("invited"), nil), "not_moderator")
	refused(t, m.conf.RefuseWaiting(ctx, m.by("invited"), nil), "not_moderator")
	if e := events(m.pages["invited"]); contains(e, conference.WaitingAdded) {
		t.Error("only moderators see who waits")
	}
	m.ok(m.conf.Admit(ctx, m.by("owner"), m.list("ben")))
	same(t, "waiting", m.waiting(), "anna", "user")
	admitted := m.pages["ben"].Take()
	if len(admitted) != 1 || admitted[0].Kind != conference.NoticeAdmitted || admitted[0].Snapshot.You.Resume == "" {
		t.Errorf("ben was told %+v", admitted)
	}
	m.ok(m.conf.RefuseWaiting(ctx, m.by("owner"), m.list("anna")))
	if c := m.pages["anna"].Codes(conference.NoticeRefused); len(c) != 1 || c[0] != "refused" {
		t.Errorf("anna was told %v", c)
	}
	m.ok(m.conf.Lock(ctx, m.by("owner"), true))
	m.ok(m.conf.Admit(ctx, m.by("owner"), nil)) // P4: an explicit addition
	same(t, "waiting", m.waiting())
	if n := len(m.overview().Participants); n != 4 {
		t.Errorf("%d inside", n)
	}
}

func TestWaitingRoomTurnedOff(t *testing.T) { // K6
	for choice, inside := range map[access.Choice]int{access.ChoiceInvite: 3, access.ChoiceDisconnect: 1} {
		t.Run(string(choice), func(t *testing.T) {
			m := newMeeting(t, conference.Definition{WaitingRoom: true})
			m.enter("owner")
			m.waits("anna", "ben")
			ctx := t.Context()
			refused(t, m.conf.SetWaitingRoom(ctx, m.by("owner"), false, ""), "choice_needed")
			refused(t, m.conf.SetWaitingRoom(ctx, m.by("anna"), false, choice), "not_moderator")
			m.ok(m.conf.SetWaitingRoom(ctx, m.by("owner"), false, choice))
			if n := len(m.overview().Participants); n != inside || len(m.overview().Waiting) != 0 {
				t.Errorf("%d inside", n)
			}
			if inside == 1 {
				if c := m.pages["ben"].Codes(conference.NoticeRefused); len(c) != 1 || c[0] != "disconnected" {
					t.Errorf("ben was told %v", c)
				}
			}
			m.enter("cleo")
			m.ok(m.conf.End(ctx, m.by("owner")))
			m.enter("owner")
			m.waits("cleo") // K7
		})
	}
}

func TestAdmitMany(t *testing.T) {
	m := newMeeting(t, conference.Definition{WaitingRoom: true})
	m.enter("owner")
	for i := range 50 {
		m.waits(fmt.Sprint("guest ", i))
	}
	m.ok(m.conf.Admit(t.Context(), m.by("owner"), nil))
	over := m.overview()
	if len(over.Participants) != 51 || len(over.Waiting) != 0 {
		t.Errorf("%d inside, %d wait", len(over.Participants), len(over.Waiting))
	}
	for i := range 50 {
		n := m.pages[fmt.Sprint("guest ", i)].Take()
		if len(n) == 0 || n[0].Kind != conference.NoticeAdmitted {
			t.Fatalf("guest %d was told something before he was admitted", i)
		}
	}
}

func TestAdmitStopsAtTheLimit(t *testing.T) {
	m := newMeeting(t, conference.Definition{WaitingRoom: true, GuestLimit: 1})
	m.enter("owner")
	m.waits("anna", "ben")
	refused(t, m.conf.Admit(t.Context(), m.by("owner"), nil), "guest_limit")
	same(t, "waiting", m.waiting(), "ben")
}

func TestLostInTheWaitingRoom(t *testing.T) {
	m := newMeeting(t, conference.Definition{WaitingRoom: true}, "user", "other")
	m.enter("owner")
	res, err := m.join("user", nil)
	m.ok(err)
	m.conf.Lost(t.Context(), m.pages["user"])
	if _, err := m.join("other", resume(res.Resume)); err != nil {
		t.Fatal(err)
	}
	same(t, "the place of an account is for nobody else: waiting", m.waiting(), "user", "other")
	m.ok(m.conf.Admit(t.Context(), m.by("owner"), m.list("user"))) // he is away just now
	in := m.overview().Participants
	if len(in) != 2 || in[1].Link != conference.Reconnecting {
		t.Fatalf("%+v", in)
	}
	back, err := m.join("user", resume(res.Resume))
	m.ok(err)
	if back.Entered == nil || back.Entered.You.ID != in[1].ID {
		t.Errorf("the secret of the waiting room does not find the seat: %+v", back)
	}
}
