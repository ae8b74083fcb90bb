package conference_test

import (
	"slices"
	"testing"

	"veche/conference"
	"veche/conference/layout"
)

func TestWhoSeesAndHearsWhom(t *testing.T) {
	invited := []conference.Invited{{Login: "second", Moderator: true}}
	people := []string{"owner", "second", "anna", "ben"}
	for name, tt := range map[string]struct {
		mode conference.Mode
		do   func(m *meeting)
		want map[string][]string // who sees and hears whom
	}{
		"F1: all on screen, everybody sees and hears everybody": {
			mode: conference.AllOnScreen,
			want: map[string][]string{
				"owner": {"second", "anna", "ben"}, "second": {"owner", "anna", "ben"},
				"anna": {"owner", "second", "ben"}, "ben": {"owner", "second", "anna"},
			},
		},
		"F2, F8: in a lesson all moderators see and hear all, the others only moderators": {
			mode: conference.VideoLesson,
			want: map[string][]string{
				"owner": {"second", "anna", "ben"}, "second": {"owner", "anna", "ben"},
				"anna": {"owner", "second"}, "ben": {"owner", "second"},
			},
		},
		"F8: who may answer is seen and heard by all": {
			mode: conference.VideoLesson,
			do: func(m *meeting) {
				m.ok(m.conf.Answer(t.Context(), m.by("second"), m.id("anna"), true))
			},
			want: map[string][]string{
				"owner": {"second", "anna", "ben"}, "anna": {"owner", "second"}, "ben": {"owner", "second", "anna"},
			},
		},
		"F2: who stops moderating sees no more participants": {
			mode: conference.VideoLesson,
			do: func(m *meeting) {
				m.ok(m.conf.SetModerator(t.Context(), m.by("owner"), m.id("second"), false))
			},
			want: map[string][]string{"second": {"owner"}, "anna": {"owner"}},
		},
		"F3: in the managed selector all see and hear the speakers": {
			mode: conference.ManagedSelector,
			do: func(m *meeting) {
				m.ok(m.conf.PodiumSelf(t.Context(), m.id("anna"), "ask"))
				m.ok(m.conf.PodiumOf(t.Context(), m.by("owner"), m.id("anna"), "approve"))
			},
			want: map[string][]string{ // the two moderators were put on the podium on entering
				"owner": {"second", "anna"}, "second": {"owner", "anna"},
				"anna": {"owner", "second"}, "ben": {"owner", "second", "anna"},
			},
		},
		"F3: who leaves the podium is not heard, moderator or not": {
			mode: conference.ManagedSelector,
			do: func(m *meeting) {
				m.ok(m.conf.PodiumSelf(t.Context(), m.id("owner"), "leave"))
			},
			want: map[string][]string{"owner": {"second"}, "second": {}, "ben": {"second"}},
		},
		"F4: in the auto selector who talks becomes a speaker": {
			mode: conference.AutoSelector,
			do: func(m *meeting) {
				m.conf.Report(conference.Speaking{Participant: m.id("ben"), Level: 90})
			},
			want: map[string][]string{"owner": {"ben"}, "anna": {"ben"}, "ben": {}},
		},
		"F4: a rustle does not make a speaker": {
			mode: conference.AutoSelector,
			do: func(m *meeting) {
				m.conf.Report(conference.Speaking{Participant: m.id("ben"), Level: 60})
			},
			want: map[string][]string{"owner": {}, "ben": {}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMeeting(t, conference.Definition{Mode: tt.mode, Invited: invited}, "second")
			m.enter(people...)
			if tt.do != nil {
				tt.do(m)
			}
			for who, want := range tt.want {
				same(t, who+" sees", m.sees(who), want...)
				same(t, who+" hears", m.hears(who), want...)
			}
			m.ok(nil)
		})
	}
}

func TestContentInEachMode(t *testing.T) {
	on := new(true)
	for name, tt := range map[string]struct {
		mode conference.Mode
		who  string // shows content
		code string
		want map[string][]string
	}{
		"all see it in all on screen": {
			mode: conference.AllOnScreen, who: "anna",
			want: map[string][]string{"owner": {"anna's content", "anna", "ben"}, "anna": {"owner", "ben"}},
		},
		"a participant of a lesson shows it to the moderator": {
			mode: conference.VideoLesson, who: "anna",
			want: map[string][]string{"owner": {"anna's content", "anna", "ben"}, "ben": {"owner"}},
		},
		"the moderator of a lesson shows it to all": {
			mode: conference.VideoLesson, who: "owner",
			want: map[string][]string{"anna": {"owner's content", "owner"}, "owner": {"anna", "ben"}},
		},
		"F3: listeners cannot show it": {
			mode: conference.ManagedSelector, who: "anna", code: "not_speaker",
			want: map[string][]string{"ben": {"owner"}},
		},
		"F4: content makes a speaker": {
			mode: conference.AutoSelector, who: "anna",
			want: map[string][]string{"ben": {"anna's content", "anna"}, "anna": {}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMeeting(t, conference.Definition{Mode: tt.mode})
			m.enter("owner")
			// Guests may share what guests may share; E4 and E6 are about accounts.
			m.enter("anna", "ben")
			_, err := m.conf.Send(t.Context(), m.id(tt.who), nil, nil, on)
			if tt.code != "" {
				refused(t, err, tt.code)
			} else {
				m.ok(err)
			}
			for who, want := range tt.want {
				same(t, who+" sees", m.sees(who), want...)
			}
			m.ok(nil)
		})
	}
}

func TestContentIsOfOneAtATime(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna", "ben")
	on, off := new(true), new(false)
	send := func(who string, screen *bool) error {
		_, err := m.conf.Send(t.Context(), m.id(who), nil, nil, screen)
		return err
	}
	m.ok(send("anna", on))
	refused(t, send("ben", on), "content_busy")
	m.ok(send("owner", on)) // a moderator takes it over
	if m.person("anna").Screen || m.overview().Conference.Content != m.id("owner") {
		t.Error("the content of anna goes on")
	}
	m.conf.Lost(t.Context(), m.pages["owner"])
	if c := m.overview().Conference.Content; c != "" {
		t.Errorf("content of %s, who is gone", c)
	}
	m.ok(send("ben", on))
	res, err := m.join("owner", func(r *conference.JoinRequest) {
		r.Resume, r.Media.Screen = m.snaps["owner"].You.Resume, true
	})
	m.ok(err)
	if res.Entered.Conference.Content != m.id("ben") || m.person("owner").Screen {
		t.Error("who was away came back with content over that of another")
	}
	m.ok(send("ben", off))
	same(t, "anna sees", m.sees("anna"), "owner", "ben")
}

func TestEverybodyLearnsWhoShowsContent(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna")
	_, err := m.conf.Send(t.Context(), m.id("anna"), nil, nil, new(true))
	m.ok(err)
	for name, end := range map[string]func() error{
		"leaving": func() error { return m.conf.Leave(t.Context(), m.id("anna")) },
	} {
		m.pages["owner"].Take()
		m.ok(end())
		if types := events(m.pages["owner"]); !contains(types, conference.Changed) {
			t.Errorf("%s: %v", name, types)
		}
	}
}

func contains(types []conference.EventType, want conference.EventType) bool {
	return slices.Contains(types, want)
}

func TestPodium(t *testing.T) {
	m := newMeeting(t, conference.Definition{Mode: conference.ManagedSelector, MaxSpeakers: 2})
	m.enter("owner", "anna", "ben", "cleo")
	ctx := t.Context()
	of := func(who, action string) error { return m.conf.PodiumOf(ctx, m.by("owner"), m.id(who), action) }
	self := func(who, action string) error { return m.conf.PodiumSelf(ctx, m.id(who), action) }

	refused(t, m.conf.PodiumOf(ctx, m.by("anna"), m.id("anna"), "approve"), "not_moderator")
	refused(t, self("anna", "accept"), "podium_state")
	m.ok(of("anna", "call"))
	if p := m.person("anna").Podium; p != conference.Called {
		t.Errorf("anna is %q", p)
	}
	m.ok(self("anna", "decline"))
	m.ok(self("anna", "ask"))
	m.ok(of("anna", "call")) // both want it
	same(t, "ben sees", m.sees("ben"), "owner", "anna")

	refused(t, of("ben", "approve"), "podium_full")
	refused(t, of("ben", "call"), "podium_full")
	refused(t, of("ben", "pin"), "podium_full")
	m.ok(self("ben", "ask"))
	m.ok(of("ben", "unpin"))
	if p := m.person("ben"); p.Podium != conference.Asking || p.Pinned {
		t.Errorf("unpin made ben %q", p.Podium)
	}
	m.ok(of("ben", "refuse"))
	m.ok(of("anna", "remove"))
	m.ok(of("ben", "pin"))
	if p := m.person("ben"); p.Podium != conference.OnPodium || !p.Pinned {
		t.Errorf("pin: %+v", p)
	}
	if n := m.overview().Conference.Speakers; n != 2 { // F5
		t.Errorf("%d speakers", n)
	}
	m.ok(m.conf.SetMode(ctx, m.by("owner"), conference.ManagedSelector, 1))
	same(t, "cleo sees", m.sees("cleo"), "owner")
	m.ok(m.conf.SetMode(ctx, m.by("owner"), conference.AllOnScreen, 0))
	refused(t, self("anna", "ask"), "no_podium")
}

func TestFullPodiumOfTheAutoSelector(t *testing.T) {
	h, clock := houseAt(t)
	m := meetingIn(t, h, conference.Definition{Mode: conference.AutoSelector, MaxSpeakers: 2})
	m.enter("owner", "anna", "ben", "cleo")
	talks := func(who string) { m.conf.Report(conference.Speaking{Participant: m.id(who), Level: 100}) }
	talks("anna")
	clock.pass(conference.ActiveHold)
	talks("ben")
	talks("cleo") // anna has been silent for two seconds, ben has not
	same(t, "owner sees", m.sees("owner"), "ben", "cleo")
	talks("anna")
	same(t, "nobody is cut off in his sentence: owner sees", m.sees("owner"), "ben", "cleo")
	clock.pass(conference.ActiveHold)
	m.ok(m.conf.PodiumOf(t.Context(), m.by("owner"), m.id("ben"), "pin"))
	talks("anna")
	same(t, "ben is pinned: owner sees", m.sees("owner"), "anna", "ben")
	clock.pass(conference.ActiveHold)
	_, err := m.conf.Send(t.Context(), m.id("anna"), nil, nil, new(true))
	m.ok(err)
	clock.pass(conference.ActiveHold)
	talks("cleo")
	same(t, "one is pinned and one shows content: owner sees", m.sees("owner"), "anna's content", "anna", "ben")
}

func TestModeChangesLive(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("anna", "owner")
	_, err := m.conf.Send(t.Context(), m.id("anna"), nil, nil, new(true))
	m.ok(err)
	m.ok(m.conf.SetMode(t.Context(), m.by("owner"), conference.ManagedSelector, 0))
	same(t, "somebody has to open the meeting: anna sees", m.sees("anna"), "owner")
	if m.person("anna").Screen {
		t.Error("a listener shows content")
	}
	m.ok(m.conf.SetMode(t.Context(), m.by("owner"), conference.AllOnScreen, 0))
	_, err = m.conf.Send(t.Context(), m.id("anna"), nil, nil, new(true))
	m.ok(err)
	m.ok(m.conf.SetMode(t.Context(), m.by("owner"), conference.AutoSelector, 0))
	same(t, "content makes a speaker: owner sees", m.sees("owner"), "anna's content", "anna")
	refused(t, m.conf.SetLayout(t.Context(), m.by("owner"), layout.Spec{Type: layout.Grid, Windows: 4}), "layout_fixed") // F6
	m.ok(m.conf.SetMode(t.Context(), m.by("owner"), conference.VideoLesson, 0))
	refused(t, m.conf.SetLayout(t.Context(), m.by("owner"), layout.Spec{Type: layout.Grid, Windows: 4}), "layout_fixed")
	refused(t, m.conf.SetMode(t.Context(), m.by("anna"), conference.AllOnScreen, 0), "not_moderator")
}

// A speaker who left came back as a listener, became a speaker again, and
// nobody saw him: his place at the podium was taken for unchanged.
func TestASpeakerWhoComesBackIsSeenAgain(t *testing.T) {
	m := newMeeting(t, conference.Definition{Mode: conference.ManagedSelector})
	m.enter("owner", "anna")
	approve := func() { m.ok(m.conf.PodiumOf(t.Context(), m.by("owner"), m.id("anna"), "approve")) }
	approve()
	m.ok(m.conf.Leave(t.Context(), m.id("anna")))
	_, err := m.join("anna", resume(m.snaps["anna"].You.Resume))
	m.ok(err)
	approve()
	same(t, "owner sees", m.sees("owner"), "anna")
}
