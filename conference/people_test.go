package conference_test

import (
	"encoding/json"
	"strings"
	"testing"

	"veche/conference"
)

func TestGuestPermissions(t *testing.T) {
	on := new(true)
	send := func(m *meeting, mic, cam, screen *bool) error {
		_, err := m.conf.Send(m.t.Context(), m.id("anna"), mic, cam, screen)
		return err
	}
	chat := func(m *meeting, to string, file *conference.ChatFile) error {
		var id conference.ParticipantID
		if to != "" {
			id = m.id(to)
		}
		_, err := m.conf.Chat(m.t.Context(), m.id("anna"), id, "hello", file)
		return err
	}
	for name, tt := range map[string]struct {
		take  func(*conference.GuestPermissions)
		do    func(m *meeting) error
		allow bool
	}{
		"sound":               {func(g *conference.GuestPermissions) { g.SendAudio = false }, func(m *meeting) error { return send(m, on, nil, nil) }, false},
		"picture":             {func(g *conference.GuestPermissions) { g.SendVideo = false }, func(m *meeting) error { return send(m, nil, on, nil) }, false},
		"content":             {func(g *conference.GuestPermissions) { g.ShareContent = false }, func(m *meeting) error { return send(m, nil, nil, on) }, false},
		"to all":              {func(g *conference.GuestPermissions) { g.ChatAll = false }, func(m *meeting) error { return chat(m, "", nil) }, false},
		"to one":              {func(g *conference.GuestPermissions) { g.ChatOne = false }, func(m *meeting) error { return chat(m, "ben", nil) }, false},
		"to a moderator":      {func(g *conference.GuestPermissions) { g.ChatOne = false }, func(m *meeting) error { return chat(m, "owner", nil) }, true},
		"files":               {func(g *conference.GuestPermissions) { g.SendFiles = false }, func(m *meeting) error { return chat(m, "", &conference.ChatFile{}) }, false},
		"hand":                {func(g *conference.GuestPermissions) { g.RaiseHand = false }, func(m *meeting) error { return m.conf.Hand(m.t.Context(), m.id("anna"), true) }, false},
		"everything, as made": {func(*conference.GuestPermissions) {}, func(m *meeting) error { return send(m, on, on, on) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			g := conference.AllowGuestsAll()
			tt.take(&g)
			m := newMeeting(t, conference.Definition{Guests: g})
			m.enter("owner", "anna", "ben")
			sends := m.plan().Sends[m.id("anna")] // P1 on entering, too
			if sends.Microphone != g.SendAudio || sends.Camera != g.SendVideo {
				t.Errorf("on entering: %+v", sends)
			}
			if err := tt.do(m); tt.allow {
				m.ok(err)
			} else {
				refused(t, err, "not_permitted")
			}
			m.ok(nil)
		})
	}
}

func TestPermissionsTakenWhileItRuns(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna")
	_, err := m.conf.Send(t.Context(), m.id("anna"), nil, nil, new(true))
	m.ok(err)
	_, err = m.Change(t.Context(), "room", 0, func(d *conference.Definition) error {
		d.Guests.SendAudio, d.Guests.ShareContent, d.Guests.SeePeople = false, false, false
		return nil
	})
	m.ok(err)
	if s := m.plan().Sends[m.id("anna")]; s.Microphone || s.Screen || !s.Camera {
		t.Errorf("still sends %+v", s)
	}
	told := false
	for _, n := range m.pages["anna"].Take() {
		if n.Kind == conference.NoticeYou {
			told = !n.You.Permissions.SendAudio
		}
	}
	if !told {
		t.Error("anna does not know")
	}
}

func TestGuestsWhoDoNotSeePeople(t *testing.T) {
	g := conference.AllowGuestsAll()
	g.SeePeople = false
	m := newMeeting(t, conference.Definition{Guests: g, Mode: conference.VideoLesson}, "user")
	m.enter("owner", "user", "anna", "ben")
	known := func(s *conference.Snapshot) []string {
		var ids []conference.ParticipantID
		for _, p := range s.Participants {
			ids = append(ids, p.ID)
		}
		return m.names(ids)
	}
	same(t, "anna knows", known(m.snaps["anna"]), "owner", "anna")
	m.pages["anna"].Take()
	m.ok(m.conf.Hand(t.Context(), m.id("ben"), true))
	same(t, "user knows", known(m.snaps["user"]), "owner", "user")
	if e := events(m.pages["anna"]); len(e) != 0 {
		t.Errorf("anna hears of the hand of ben: %v", e)
	}
	m.ok(m.conf.Answer(t.Context(), m.by("owner"), m.id("ben"), true))
	if e := events(m.pages["anna"]); !contains(e, conference.ParticipantChanged) {
		t.Errorf("ben stands in a window of anna, who was told %v", e)
	}
	snap, err := m.conf.SnapshotFor(t.Context(), m.id("anna"))
	m.ok(err)
	same(t, "anna knows", known(snap), "owner", "anna", "ben")
	m.ok(m.conf.SetModerator(t.Context(), m.by("owner"), m.id("anna"), true))
	snap, err = m.conf.SnapshotFor(t.Context(), m.id("anna"))
	m.ok(err)
	same(t, "a moderator knows", known(snap), "owner", "user", "anna", "ben")
}

func TestOffOnJoining(t *testing.T) { // G14
	m := newMeeting(t, conference.Definition{MicOff: true, CameraOff: true})
	m.enter("owner", "anna")
	for _, who := range []string{"owner", "anna"} {
		if p := m.person(who); p.Microphone || p.Camera {
			t.Errorf("%s sends", who)
		}
	}
	_, err := m.conf.Send(t.Context(), m.id("anna"), new(true), nil, nil)
	m.ok(err)
	if !m.plan().Sends[m.id("anna")].Microphone {
		t.Error("it cannot be switched on")
	}
}

func TestFilesInChat(t *testing.T) { // E7, E8
	m := newMeeting(t, conference.Definition{}, "sender", "none")
	p := m.People["none"]
	p.Rights = map[string]bool{}
	m.People["none"] = p
	m.enter("owner", "sender", "none", "anna")
	file := &conference.ChatFile{ID: "f", Name: "a.pdf", Size: 7, URL: "/secret"}
	_, err := m.conf.Chat(t.Context(), m.id("none"), "", "", file)
	refused(t, err, "not_permitted")
	_, err = m.conf.Send(t.Context(), m.id("none"), nil, nil, new(true)) // E4, E6
	refused(t, err, "not_permitted")
	for _, p := range m.pages {
		p.Take()
	}
	msg, err := m.conf.Chat(t.Context(), m.id("sender"), "", "", file)
	m.ok(err)
	if msg.File.URL == "" {
		t.Error("the sender has no link")
	}
	for who, link := range map[string]bool{"owner": true, "none": false, "anna": true, "sender": true} {
		var got []string
		for _, n := range m.pages[who].Take() {
			if n.Kind == conference.NoticeEvent {
				got = append(got, string(n.Event.Data))
			}
		}
		if len(got) != 1 || strings.Contains(got[0], "/secret") != link {
			t.Errorf("%s got %v", who, got)
		}
		snap, err := m.conf.SnapshotFor(t.Context(), m.id(who))
		m.ok(err)
		if (snap.Chat[0].File.URL != "") != link {
			t.Errorf("%s has %+v in the snapshot", who, snap.Chat[0].File)
		}
	}
}

func TestPrivateChat(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna", "ben")
	for _, p := range m.pages {
		p.Take()
	}
	_, err := m.conf.Chat(t.Context(), m.id("anna"), m.id("ben"), "psst", nil)
	m.ok(err)
	for who, want := range map[string]int{"owner": 0, "anna": 1, "ben": 1} {
		if n := len(events(m.pages[who])); n != want {
			t.Errorf("%s got %d", who, n)
		}
	}
	m.enter("cleo")
	if len(m.snaps["cleo"].Chat) != 0 || len(m.overview().Chat) != 0 {
		t.Error("it is not private")
	}
	_, err = m.conf.Chat(t.Context(), m.id("anna"), "nobody", "psst", nil)
	refused(t, err, "no_participant")
	_, err = m.conf.Chat(t.Context(), m.id("anna"), "", " \n", nil)
	refused(t, err, "empty")
	_, err = m.conf.Chat(t.Context(), m.id("anna"), "", strings.Repeat("é", conference.ChatRunes+1), nil)
	refused(t, err, "too_long")
	for range 600 {
		_, err = m.conf.Chat(t.Context(), m.id("anna"), "", "again", nil)
	}
	m.ok(err)
	if n := len(m.overview().Chat); n != 500 {
		t.Errorf("%d messages are kept", n)
	}
}

func TestOwnerAndOperatorsStandAboveModerators(t *testing.T) { // E10, lesson 38
	m := newMeeting(t, conference.Definition{Invited: []conference.Invited{{Login: "second", Moderator: true}}}, "second", "operator", "user")
	op := m.People["operator"]
	op.Operator = true
	m.People["operator"] = op
	m.enter("owner", "operator", "second", "user", "anna")
	ctx := t.Context()
	m.ok(m.conf.SetModerator(ctx, m.by("second"), m.id("anna"), true))
	for _, who := range []string{"owner", "operator"} {
		refused(t, m.conf.Remove(ctx, m.by("anna"), m.list("user", who)), "owner_stays")
		refused(t, m.conf.SetModerator(ctx, m.by("anna"), m.id(who), false), "owner_stays")
	}
	m.person("user") // nobody of a refused list is removed
	m.ok(m.conf.SetModerator(ctx, m.by("owner"), m.id("second"), false))
	refused(t, m.conf.Remove(ctx, m.by("second"), m.list("user")), "not_moderator")

	_, err := m.Change(ctx, "room", 0, func(d *conference.Definition) error { d.Name = "Other"; return nil })
	m.ok(err)
	if m.person("second").Moderator || !m.person("anna").Moderator {
		t.Error("another name of the conference changed roles")
	}
	_, err = m.Change(ctx, "room", 0, func(d *conference.Definition) error {
		d.Invited = append(d.Invited, conference.Invited{Login: "user", Moderator: true})
		return nil
	})
	m.ok(err)
	if !m.person("user").Moderator {
		t.Error("the owner made user a moderator")
	}
	_, err = m.Change(ctx, "room", 0, func(d *conference.Definition) error { d.Invited = nil; return nil })
	m.ok(err)
	if m.person("user").Moderator || !m.person("anna").Moderator {
		t.Error("the owner took the role from user alone")
	}
	m.ok(m.conf.Remove(ctx, m.by("anna"), m.list("user")))
	if codes := m.pages["user"].Codes(conference.NoticeRemoved); len(codes) != 1 || codes[0] != "removed" {
		t.Errorf("user was told %v", codes)
	}
	_, err = m.join("user", resume(m.snaps["user"].You.Resume)) // as somebody new
	m.ok(err)
	if m.id("user") == m.snaps["owner"].You.ID || len(m.overview().Participants) != 5 {
		t.Error("the seat of who was removed is there again")
	}
}

func TestMute(t *testing.T) {
	m := newMeeting(t, conference.Definition{Invited: []conference.Invited{{Login: "second", Moderator: true}}}, "second")
	m.enter("owner", "second", "anna", "ben")
	ctx, mic := t.Context(), conference.MediaState{Microphone: true}
	refused(t, m.conf.Mute(ctx, m.by("anna"), nil, mic), "not_moderator")
	m.ok(m.conf.Mute(ctx, m.by("owner"), m.list("anna"), mic))
	if p := m.person("anna"); p.Microphone || !p.Camera || !m.person("ben").Microphone {
		t.Errorf("%+v", p)
	}
	m.ok(m.conf.Mute(ctx, m.by("owner"), nil, conference.MediaState{Microphone: true, Camera: true}))
	if p := m.person("ben"); p.Microphone || p.Camera || !m.person("second").Microphone {
		t.Error("all are the participants, not the moderators")
	}
	if s := m.plan().Sends[m.id("ben")]; s.Microphone || s.Camera {
		t.Error("it is let in")
	}
	m.pages["ben"].Take()
	m.ok(m.conf.AskMedia(ctx, m.by("owner"), m.id("ben"), "microphone"))
	if m.person("ben").Microphone {
		t.Error("somebody is switched on from outside")
	}
	if n := m.pages["ben"].Take(); len(n) != 1 || n[0].Kind != conference.NoticeAsked || n[0].By != m.id("owner") {
		t.Errorf("ben was told %v", n)
	}
	refused(t, m.conf.AskMedia(ctx, m.by("ben"), m.id("owner"), "camera"), "not_moderator")
	refused(t, m.conf.AskMedia(ctx, m.by("owner"), m.id("ben"), "screen"), "invalid")
}

// An event for each of 500 people to each of 500 pages is a quarter of a million
// deliveries: the queues of all pages run over.
func TestManyAreMutedByOneEvent(t *testing.T) {
	g := conference.AllowGuestsAll()
	g.SeePeople = false
	for name, do := range map[string]func(m *meeting) error{
		"by a moderator": func(m *meeting) error {
			return m.conf.Mute(t.Context(), m.by("owner"), nil, conference.MediaState{Microphone: true})
		},
		"by their permissions": func(m *meeting) error {
			_, err := m.Change(t.Context(), "room", 0, func(d *conference.Definition) error { d.Guests.SendAudio = false; return nil })
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMeeting(t, conference.Definition{Guests: g, Mode: conference.VideoLesson}, "user")
			m.enter("owner", "user", "anna", "ben")
			m.ok(m.conf.Mute(t.Context(), m.by("owner"), m.list("user"), conference.MediaState{Microphone: true}))
			for _, p := range m.pages {
				p.Take()
			}
			m.ok(do(m))
			for who, want := range map[string][]string{
				"owner": {"anna", "ben"}, "user": {"anna", "ben"}, // they see the list of people
				"anna": {"anna"}, "ben": {"ben"},
			} {
				var got []conference.ParticipantID
				for _, n := range m.pages[who].Take() {
					if n.Kind != conference.NoticeEvent || n.Event.Type == conference.Changed {
						continue
					}
					var e struct {
						Participants []conference.ParticipantID
						conference.MediaState
					}
					if err := json.Unmarshal(n.Event.Data, &e); err != nil || n.Event.Type != conference.ParticipantsMuted || !e.Microphone || e.Camera {
						t.Errorf("%s was told %s %s", who, n.Event.Type, n.Event.Data)
					}
					got = append(got, e.Participants...)
				}
				same(t, who+" was told of", m.names(got), want...)
			}
			if p := m.person("anna"); p.Microphone || !p.Camera {
				t.Errorf("got %+v", p)
			}
			m.ok(nil)
		})
	}
}

// Who may do more or less, but sees as much as before, needs no Snapshot.
func TestASnapshotFollowsOnlyWhenOneSeesMoreOrLess(t *testing.T) {
	for name, tt := range map[string]struct {
		take  func(*conference.GuestPermissions)
		again bool
	}{
		"sound":  {func(g *conference.GuestPermissions) { g.SendAudio = false }, false},
		"people": {func(g *conference.GuestPermissions) { g.SeePeople = false }, true},
		"files":  {func(g *conference.GuestPermissions) { g.ReceiveFiles = false }, true},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMeeting(t, conference.Definition{})
			m.enter("owner", "anna")
			m.pages["anna"].Take()
			_, err := m.Change(t.Context(), "room", 0, func(d *conference.Definition) error { tt.take(&d.Guests); return nil })
			m.ok(err)
			you, again := false, false
			for _, n := range m.pages["anna"].Take() {
				you, again = you || n.Kind == conference.NoticeYou, again || n.Kind == conference.NoticeSnapshot
			}
			if !you || again != tt.again {
				t.Errorf("you.changed %v, snapshot %v", you, again)
			}
		})
	}
}

func TestNamesHandsReactions(t *testing.T) {
	m := newMeeting(t, conference.Definition{}, "user")
	m.enter("owner", "user", "anna")
	ctx := t.Context()
	m.ok(m.conf.Rename(ctx, m.by("anna"), m.id("anna"), " Anna  B.\u202e "))
	if n := m.person("anna").Name; n != "Anna B." {
		t.Errorf("%q", n)
	}
	m.ok(m.conf.Rename(ctx, m.by("anna"), m.id("anna"), "\u200b\u0085Anna\u200f\x00B.\u061c\x7f\ufeff"))
	if n := m.person("anna").Name; n != "Anna B." { // nothing unseen that makes two names of one
		t.Errorf("%q", n)
	}
	if l := m.view("owner").Windows[1].Label; l != "Anna B." {
		t.Errorf("the window says %q", l)
	}
	refused(t, m.conf.Rename(ctx, m.by("user"), m.id("user"), "Boss"), "not_moderator")
	refused(t, m.conf.Rename(ctx, m.by("anna"), m.id("user"), "X"), "not_moderator")
	refused(t, m.conf.Rename(ctx, m.by("anna"), m.id("anna"), "\n"), "name_required")
	refused(t, m.conf.Rename(ctx, m.by("anna"), m.id("anna"), strings.Repeat("x", 101)), "name_long")
	m.ok(m.conf.Rename(ctx, m.by("owner"), m.id("user"), "U."))

	m.ok(m.conf.Hand(ctx, m.id("anna"), true))
	first := *m.person("anna").Hand
	m.ok(m.conf.Hand(ctx, m.id("anna"), true))
	if !m.person("anna").Hand.Equal(first) {
		t.Error("who asks twice loses the place in the row")
	}
	m.ok(m.conf.Hand(ctx, m.id("anna"), false))
	m.pages["owner"].Take()
	m.ok(m.conf.React(ctx, m.id("anna"), "clap"))
	refused(t, m.conf.React(ctx, m.id("anna"), "boo"), "invalid")
	refused(t, m.conf.React(ctx, "nobody", "clap"), "no_participant")
	if e := events(m.pages["owner"]); len(e) != 1 || e[0] != conference.Reacted {
		t.Errorf("%v", e)
	}
}

func TestThePINIsForModerators(t *testing.T) {
	m := newMeeting(t, conference.Definition{PIN: "471147"})
	m.enter("owner")
	_, err := m.join("anna", pin("471147"))
	m.ok(err)
	for _, p := range m.pages {
		p.Take()
	}
	m.ok(m.conf.Lock(t.Context(), m.by("owner"), true))
	for who, tells := range map[string]bool{"owner": true, "anna": false} {
		for _, n := range m.pages[who].Take() {
			if n.Event != nil && strings.Contains(string(n.Event.Data), "471147") != tells {
				t.Errorf("%s is told %s", who, n.Event.Data)
			}
		}
	}
	all, _ := json.Marshal(m.Archive.All(m.def.ID))
	if strings.Contains(string(all), "471147") {
		t.Error("the PIN is in the archive")
	}
}

// Every newcomer gets what was written before: it must not be megabytes.
func TestTheChatThatIsKeptIsBounded(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna")
	long := strings.Repeat("я", conference.ChatRunes)
	for range 100 {
		_, err := m.conf.Chat(t.Context(), m.id("anna"), "", long, nil)
		m.ok(err)
	}
	_, err := m.conf.Chat(t.Context(), m.id("anna"), "", "the last", nil)
	m.ok(err)
	m.enter("ben")
	chat := m.snaps["ben"].Chat
	size := 0
	for _, msg := range chat {
		size += len(msg.Text)
	}
	if size > 256<<10 || len(chat) < 2 || chat[len(chat)-1].Text != "the last" {
		t.Errorf("%d messages, %d bytes", len(chat), size)
	}
}

// Lesson 38: demotion is possible, and coming in anew by the invited list does
// not undo it in the same run.
func TestWhoLostTheRoleComesBackWithoutIt(t *testing.T) {
	m := newMeeting(t, conference.Definition{Invited: []conference.Invited{{Login: "second", Moderator: true}}}, "second")
	m.enter("owner", "second")
	ctx := t.Context()
	m.ok(m.conf.SetModerator(ctx, m.by("owner"), m.id("second"), false))
	m.ok(m.conf.Leave(ctx, m.id("second")))
	m.enter("second")
	if p := m.person("second"); p.Moderator {
		t.Errorf("came back as %+v", p)
	}
	m.ok(m.conf.SetModerator(ctx, m.by("owner"), m.id("second"), true))
	m.ok(m.conf.Leave(ctx, m.id("second")))
	m.enter("second")
	if p := m.person("second"); !p.Moderator {
		t.Errorf("made moderator again, came back as %+v", p)
	}
}

func TestAModeratorLowersAHand(t *testing.T) {
	m := newMeeting(t, conference.Definition{}, "anna", "ben")
	m.enter("owner", "anna", "ben")
	ctx := t.Context()
	m.ok(m.conf.Hand(ctx, m.id("anna"), true))
	refused(t, m.conf.LowerHand(ctx, m.by("ben"), m.id("anna")), "not_moderator")
	if m.person("anna").Hand == nil {
		t.Error("somebody who does not moderate lowered a hand")
	}
	m.ok(m.conf.LowerHand(ctx, m.by("owner"), m.id("anna")))
	if m.person("anna").Hand != nil {
		t.Error("the hand is still up")
	}
}
