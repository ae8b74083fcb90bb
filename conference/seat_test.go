package conference_test

import (
	"testing"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
)

// Lessons 10 and 11.
func TestReconnect(t *testing.T) {
	m := newMeeting(t, conference.Definition{Mode: conference.ManagedSelector})
	m.enter("owner", "anna", "ben")
	ctx := t.Context()
	m.ok(m.conf.PodiumOf(ctx, m.by("owner"), m.id("anna"), "approve"))
	m.ok(m.conf.Mute(ctx, m.by("owner"), m.list("anna"), conference.MediaState{Microphone: true}))
	old := m.pages["anna"]
	m.conf.Lost(ctx, old)
	if p := m.person("anna"); p.Link != conference.Reconnecting || p.Podium != conference.OnPodium {
		t.Errorf("%+v", p)
	}
	if sends := m.plan().Sends[m.id("anna")]; sends.Microphone || !sends.Camera {
		t.Errorf("without her socket %+v is let in: the camera goes on, the microphone stays off", sends)
	}
	same(t, "her place stays: ben sees", m.sees("ben"), "owner", "anna")
	before := m.id("anna")
	res, err := m.join("anna", func(r *conference.JoinRequest) {
		r.Resume = m.snaps["anna"].You.Resume
		r.Media = conference.MediaState{Microphone: true, Camera: false, Screen: true}
	})
	m.ok(err)
	p := m.person("anna")
	if p.ID != before || p.Link != conference.Online || p.Podium != conference.OnPodium {
		t.Errorf("came back as %+v", p)
	}
	if p.Microphone || p.Camera || p.Screen {
		t.Errorf("a reconnect raised what is sent: %+v", p)
	}
	if res.Entered.You.Resume != m.snaps["ben"].You.Resume && res.Entered.You.Resume == "" {
		t.Error("no secret for the next time")
	}
	same(t, "ben sees", m.sees("ben"), "owner", "anna")
	m.conf.Lost(ctx, old) // the late news of the old page
	if m.person("anna").Link != conference.Online {
		t.Error("the old page took the seat from the new one")
	}
}

func TestReplacedPage(t *testing.T) {
	m := newMeeting(t, conference.Definition{}, "user", "other")
	m.enter("owner", "user")
	old, secret := m.pages["user"], m.snaps["user"].You.Resume
	_, err := m.join("user", resume(secret))
	m.ok(err)
	if codes := old.Codes(conference.NoticeRemoved); len(codes) != 1 || codes[0] != "replaced" {
		t.Errorf("the old page was told %v", codes)
	}
	if n := len(m.overview().Participants); n != 2 {
		t.Errorf("%d inside", n)
	}
	_, err = m.join("other", resume(secret)) // the secret of another account
	m.ok(err)
	if m.id("other") == m.id("user") {
		t.Error("an account took the seat of another")
	}
}

func TestGuestSeatStaysOfAGuest(t *testing.T) {
	m := newMeeting(t, conference.Definition{}, "operator")
	op := m.People["operator"]
	op.Operator = true
	m.People["operator"] = op
	m.enter("owner", "anna")
	_, err := m.join("operator", resume(m.snaps["anna"].You.Resume))
	m.ok(err)
	if p := m.person("anna"); p.Operator || p.Login != "" {
		t.Errorf("%+v", p)
	}
}

func TestNewcomersHearNothingBeforeTheirSnapshot(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna")
	if n := m.pages["anna"].Take(); len(n) != 0 {
		t.Errorf("%d notices before the answer, first %+v", len(n), n[0])
	}
	if v := m.snaps["anna"].View; v == nil || len(v.Windows) != 1 {
		t.Errorf("the snapshot has view %+v", v)
	}
	_, err := m.join("anna", resume(m.snaps["anna"].You.Resume))
	m.ok(err)
	if n := m.pages["anna"].Take(); len(n) != 0 {
		t.Errorf("%d notices before the second answer", len(n))
	}
}

func TestFormerMember(t *testing.T) {
	m := newMeeting(t, conference.Definition{WaitingRoom: true, Mode: conference.VideoLesson})
	m.enter("owner")
	res, err := m.join("anna", nil)
	m.ok(err)
	m.ok(m.conf.Admit(t.Context(), m.by("owner"), nil))
	id := m.overview().Participants[1].ID
	m.ids["anna"] = id
	m.ok(m.conf.Answer(t.Context(), m.by("owner"), id, true))
	m.ok(m.conf.Leave(t.Context(), id))
	again, err := m.join("anna", resume(res.Resume))
	m.ok(err)
	if again.Entered == nil || again.Entered.You.ID != id {
		t.Fatalf("who was admitted once waits again: %+v", again)
	}
	if m.person("anna").MayAnswer {
		t.Error("the answer goes on after leaving")
	}
}

// P5: a restart is not an end.
func TestRestart(t *testing.T) {
	m := newMeeting(t, conference.Definition{
		Mode: conference.ManagedSelector, PIN: "4711",
		Invited: []conference.Invited{{Login: "user"}},
	}, "user", "late")
	m.enter("owner")
	for _, who := range []string{"user", "anna"} {
		_, err := m.join(who, pin("4711"))
		m.ok(err)
	}
	ctx := t.Context()
	m.ok(m.conf.PodiumOf(ctx, m.by("owner"), m.id("user"), "pin"))
	m.ok(m.conf.SetModerator(ctx, m.by("owner"), m.id("anna"), true))
	m.ok(m.conf.Mute(ctx, m.by("owner"), m.list("user"), conference.MediaState{Microphone: true}))
	m.ok(m.conf.SetWaitingRoom(ctx, m.by("owner"), true, ""))
	waiting, err := m.join("late", pin("4711"))
	m.ok(err)
	m.ok(m.conf.Lock(ctx, m.by("owner"), true))
	_, err = m.conf.Chat(ctx, m.id("owner"), "", "before", nil)
	m.ok(err)
	if err := m.Close(ctx); err != nil {
		t.Fatal(err)
	}
	for who, p := range m.pages {
		if c := p.Codes(conference.NoticeRemoved); len(c) > 0 {
			t.Errorf("%s was told %v", who, c)
		}
	}
	m.Start(t)
	m.conf, _ = m.Live(m.def.ID)
	if m.conf == nil {
		t.Fatal("it does not run")
	}
	rules, err := m.conf.Rules(ctx)
	m.ok(err)
	if !rules.Locked || !rules.WaitingRoom || rules.Participants != 3 {
		t.Errorf("%+v", rules)
	}
	for _, who := range []string{"user", "anna", "owner"} {
		id := m.id(who)
		res, err := m.join(who, func(r *conference.JoinRequest) { r.Resume = m.snaps[who].You.Resume })
		m.ok(err)
		if res.Entered == nil || m.id(who) != id {
			t.Fatalf("%s: %+v", who, res)
		}
	}
	if p := m.person("user"); !p.Pinned || p.Podium != conference.OnPodium || p.Microphone || !p.Camera {
		t.Errorf("%+v", p)
	}
	if !m.person("anna").Moderator {
		t.Error("the given role is lost")
	}
	same(t, "order of joining: anna sees", m.sees("anna"), "owner", "user")
	again, err := m.join("late", resume(waiting.Resume))
	m.ok(err)
	if again.Waiting == nil || again.Waiting.ID != waiting.Waiting.ID {
		t.Errorf("the place in the waiting room: %+v", again)
	}
	if s := m.overview(); len(s.Chat) != 1 || len(s.Waiting) != 1 {
		t.Errorf("%d messages, %d wait", len(s.Chat), len(s.Waiting))
	}
	starts := 0
	for _, typ := range m.Archive.Types(m.def.ID) {
		if typ == conference.Started || typ == conference.Ended {
			starts++
		}
	}
	if starts != 1 {
		t.Errorf("%d starts and ends", starts)
	}
}

// A command that changes nothing right after a restart must not wait for a
// commit that never comes.
func TestNothingToArchiveAfterARestart(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner")
	if err := m.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.Start(t)
	c, _ := m.Live(m.def.ID)
	owner := m.People["owner"]
	if err := c.Lock(t.Context(), conference.Actor{Person: &owner}, false); err != nil {
		t.Error(err)
	}
}

func TestDeletedWhileStopped(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner")
	if err := m.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.Definitions.DeleteDefinition(t.Context(), m.def.ID); err != nil {
		t.Fatal(err)
	}
	m.Start(t)
	if live, _ := m.Archive.Live(t.Context()); len(live) != 0 {
		t.Error("the live state of a conference that is gone stays for ever")
	}
}

func TestDelete(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna")
	if err := m.Delete(t.Context(), m.def.ID); err != nil {
		t.Fatal(err)
	}
	<-m.conf.Ended()
	if c := m.pages["anna"].Codes(conference.NoticeRemoved); len(c) != 1 || c[0] != "ended" {
		t.Errorf("anna was told %v", c)
	}
	if live, _ := m.Archive.Live(t.Context()); len(live) != 0 {
		t.Error("a live state is left")
	}
	_, err := m.join("anna", nil)
	refused(t, err, "pin_required")
}

// The end tells pages that it is over, and the archive that all have left.
func TestEnd(t *testing.T) {
	m := newMeeting(t, conference.Definition{WaitingRoom: true, WaitingCategory: access.CategoryGuests})
	m.enter("owner")
	_, err := m.join("anna", nil)
	m.ok(err)
	page := &conferencetest.Page{}
	defer m.Listen("owner", page)()
	refused(t, m.conf.End(t.Context(), m.by("anna")), "not_moderator")
	m.ok(m.conf.End(t.Context(), m.by("owner")))
	if c := m.pages["owner"].Codes(conference.NoticeRemoved); len(c) != 1 || c[0] != "ended" {
		t.Errorf("owner was told %v", c)
	}
	if c := m.pages["anna"].Codes(conference.NoticeRefused); len(c) != 1 || c[0] != "ended" {
		t.Errorf("anna was told %v", c)
	}
	types := m.Archive.Types(m.def.ID)
	if last := types[len(types)-1]; last != conference.Ended || !contains(types, conference.ParticipantLeft) || !contains(types, conference.WaitingRemoved) {
		t.Errorf("archived %v", types)
	}
	if live, _ := m.Archive.Live(t.Context()); len(live) != 0 {
		t.Error("End returned before the end was archived")
	}
	refused(t, m.conf.Hand(t.Context(), m.id("owner"), true), "ended")
}

func TestAFaultEndsOneConferenceOnly(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna")
	other := m.House.Create(t, "owner", conference.Definition{CID: "other"})
	c, _, _ := m.Enter(t, other.CID, "owner")
	page := &conferencetest.Page{}
	defer m.Listen("anna", page)()
	for name, fault := range map[string]func(){
		"in a command": func() { m.conf.Fault() },
		"of a page": func() {
			m.pages["anna"].OnDeliver = func(*conference.Notice) { panic("page") }
			_ = m.conf.Lock(t.Context(), m.by("owner"), true)
		},
		"of the media room": func() {
			m.Media.Room(m.def.ID).OnApply = func(conference.Plan) { panic("room") }
			_ = m.conf.Leave(t.Context(), m.id("anna"))
		},
	} {
		m.enter("owner", "anna")
		fault()
		<-m.conf.Ended()
		if codes := m.pages["owner"].Codes(conference.NoticeRemoved); len(codes) != 1 || codes[0] != "ended" {
			t.Errorf("%s: owner was told %v", name, codes)
		}
		if types := m.Archive.Types(m.def.ID); types[len(types)-1] != conference.Ended {
			t.Errorf("%s: archived %v", name, types)
		}
		if live, _ := m.Archive.Live(t.Context()); live[m.def.ID] != nil {
			t.Errorf("%s: the fault comes back with a restart", name)
		}
	}
	if _, err := c.Overview(t.Context()); err != nil {
		t.Error("the other conference:", err)
	}
}

func TestRightsTakenWhileAway(t *testing.T) {
	m := newMeeting(t, conference.Definition{}, "user")
	m.enter("owner", "user")
	_, err := m.conf.Send(t.Context(), m.id("user"), nil, nil, new(true))
	m.ok(err)
	m.conf.Lost(t.Context(), m.pages["user"])
	p := m.People["user"]
	p.Rights = nil // E4, E6
	m.People["user"] = p
	_, err = m.join("user", func(r *conference.JoinRequest) {
		r.Resume, r.Media.Screen = m.snaps["user"].You.Resume, true
	})
	m.ok(err)
	if m.person("user").Screen {
		t.Error("content goes on without the right to show it")
	}
}

// Lesson 38: roles come from the store. A moderator who left before the owner
// took the role away came back with it.
func TestRoleTakenWhileAway(t *testing.T) {
	def := conference.Definition{Invited: []conference.Invited{{Login: "user", Moderator: true}}}
	m := newMeeting(t, def, "user")
	m.enter("owner", "user")
	if !m.person("user").Moderator {
		t.Fatal("no moderator to begin with")
	}
	m.ok(m.conf.Leave(t.Context(), m.id("user")))
	_, err := m.Change(t.Context(), "room", 0, func(d *conference.Definition) error {
		d.Invited = nil
		return nil
	})
	m.ok(err)
	_, err = m.join("user", resume(m.snaps["user"].You.Resume))
	m.ok(err)
	if m.person("user").Moderator {
		t.Error("still a moderator")
	}
	refused(t, m.conf.Lock(t.Context(), m.by("user"), true), "not_moderator")
}
