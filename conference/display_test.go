package conference_test

import (
	"sync/atomic"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/conferencetest"
	"veche/conference/layout"
)

// clock is for what hangs on the time but not on timers.
type clock struct{ now atomic.Pointer[time.Time] } // loops read it while it passes

func (c *clock) pass(d time.Duration) { c.now.Store(new(c.now.Load().Add(d))) }

func houseAt(tb testing.TB, logins ...string) (*conferencetest.House, *clock) {
	tb.Helper()
	c := &clock{}
	c.now.Store(new(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)))
	return conferencetest.NewHouseAt(tb, func() time.Time { return *c.now.Load() }, append(logins, "owner")...), c
}

func (m *meeting) display(who string, d conference.Display) conference.View {
	m.t.Helper()
	v, err := m.conf.SetDisplay(m.t.Context(), m.id(who), d)
	m.ok(err)
	return v
}

func TestPaging(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "a", "b", "c", "d", "e")
	for _, tt := range []struct {
		name  string
		d     conference.Display
		pages int
		want  []string
	}{
		{"first page", conference.Display{Windows: 2}, 3, []string{"a", "b"}},
		{"second", conference.Display{Windows: 2, Page: 1}, 3, []string{"c", "d"}},
		{"last, not full", conference.Display{Windows: 2, Page: 2}, 3, []string{"e"}},
		{"beyond the last is the last", conference.Display{Windows: 2, Page: 9}, 3, []string{"e"}},
		{"with oneself, in order of joining (I4)", conference.Display{Windows: 9, Self: true}, 1, []string{"owner", "a", "b", "c", "d", "e"}},
		{"the pinned one stands on every page", conference.Display{Windows: 3, Page: 1, Pin: m.id("d")}, 2, []string{"d", "c", "e"}},
		{"speaker without anybody speaking", conference.Display{Layout: "speaker", Windows: 3}, 2, []string{"a", "b", "c"}},
		{"a corner has two", conference.Display{Layout: "corner", Windows: 9}, 4, []string{"a", "b"}},
		{"only one (WHEP)", conference.Display{Only: m.id("c")}, 1, []string{"c"}},
		{"only somebody who is not here", conference.Display{Only: "nobody"}, 1, []string{}},
		{"a pin on nobody is none", conference.Display{Windows: 2, Pin: "nobody"}, 3, []string{"a", "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := m.display("owner", tt.d)
			same(t, "owner sees", m.sees("owner"), tt.want...)
			if v.Pages != tt.pages || v.Layout.Type == "" {
				t.Errorf("%d pages, %+v", v.Pages, v.Layout)
			}
		})
	}
	for _, d := range []conference.Display{
		{Windows: -1}, {Windows: layout.MaxWindows + 1}, {Page: -1}, {Page: 1 << 20}, {Layout: "no such"},
	} {
		_, err := m.conf.SetDisplay(t.Context(), m.id("owner"), d)
		refused(t, err, "invalid")
	}
}

// A reader of WHEP takes no place in anybody's picture.
func TestWhoOnlyWatchesHasNoWindow(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "a", "reader")
	m.display("reader", conference.Display{Windows: 9, Watches: true, Self: true})
	same(t, "owner sees", m.sees("owner"), "a")
	same(t, "the reader sees", m.sees("reader"), "owner", "a")
	if s := m.plan().Sends[m.id("reader")]; s != (conference.Sends{}) {
		t.Errorf("it is heard or seen all the same: %+v", s)
	}
	on := true
	_, err := m.conf.Send(t.Context(), m.id("reader"), &on, nil, nil)
	refused(t, err, "not_permitted")
	m.ok(m.conf.Spotlight(t.Context(), m.by("owner"), m.id("reader")))
	same(t, "owner sees", m.sees("owner"), "a")
	m.ok(m.conf.Spotlight(t.Context(), m.by("owner"), ""))
	m.display("reader", conference.Display{Windows: 9})
	same(t, "owner sees", m.sees("owner"), "a", "reader")

	// The moderator of a lesson sees also those who are not on the stage, but not them.
	m = newMeeting(t, conference.Definition{Mode: conference.VideoLesson})
	m.enter("owner", "a", "reader")
	m.display("reader", conference.Display{Windows: 9, Watches: true})
	same(t, "owner sees", m.sees("owner"), "a")
}

func TestSpotlightBeforePinBeforeSpeaker(t *testing.T) {
	h, clock := houseAt(t)
	m := meetingIn(t, h, conference.Definition{})
	m.enter("owner", "a", "b", "c")
	first := func(who string) string { return m.sees(who)[0] }
	for _, who := range []string{"owner", "a", "b", "c"} {
		m.display(who, conference.Display{Layout: "speaker", Windows: 3})
	}
	talks := func(who string) { m.conf.Report(conference.Speaking{Participant: m.id(who), Level: 100}) }
	talks("b")
	if first("owner") != "b" {
		t.Errorf("b speaks, %s is large", first("owner"))
	}
	talks("c")
	if first("owner") != "b" {
		t.Error("one word of c took the window of b")
	}
	clock.pass(conference.ActiveHold)
	talks("c")
	if first("owner") != "c" || first("c") != "b" {
		t.Errorf("owner sees %s, c sees %s", first("owner"), first("c"))
	}
	m.display("owner", conference.Display{Layout: "speaker", Windows: 3, Pin: m.id("a")})
	if first("owner") != "a" || first("b") != "c" {
		t.Error("a pin is for who pins")
	}
	m.ok(m.conf.Spotlight(t.Context(), m.by("owner"), m.id("b")))
	if first("owner") != "b" || first("a") != "b" || first("b") != "c" {
		t.Errorf("spotlight: %s, %s, %s", first("owner"), first("a"), first("b"))
	}
	refused(t, m.conf.Spotlight(t.Context(), m.by("a"), m.id("a")), "not_moderator")
	refused(t, m.conf.Spotlight(t.Context(), m.by("owner"), "nobody"), "no_participant")
	m.pages["owner"].Take()
	m.ok(m.conf.Leave(t.Context(), m.id("b")))
	if first("owner") != "a" || m.overview().Conference.Spotlight != "" {
		t.Error("the spotlight stays on who has left")
	}
	if types := events(m.pages["owner"]); !contains(types, conference.Changed) {
		t.Error("nobody is told that the spotlight is free")
	}
}

func TestSpotlightShowsNobodyWhomTheModeForbids(t *testing.T) {
	m := newMeeting(t, conference.Definition{
		Mode:    conference.VideoLesson,
		Invited: []conference.Invited{{Login: "second", Moderator: true}},
	}, "second")
	m.enter("owner", "second", "anna", "ben")
	m.ok(m.conf.Spotlight(t.Context(), m.by("owner"), m.id("anna")))
	m.display("ben", conference.Display{Pin: m.id("second")})
	same(t, "ben sees", m.sees("ben"), "second", "owner")
	same(t, "owner sees", m.sees("owner"), "anna", "second", "ben")
}

func TestSpeakersAreNamedToThoseWhoHearThem(t *testing.T) {
	m := newMeeting(t, conference.Definition{Mode: conference.VideoLesson})
	m.enter("owner", "anna", "ben")
	for _, p := range m.pages {
		p.Take()
	}
	m.conf.Report(conference.Speaking{Participant: m.id("anna"), Level: 90}, conference.Speaking{Participant: m.id("owner"), Level: 80})
	for who, want := range map[string][]string{"owner": {"anna", "owner"}, "ben": {"owner"}} {
		var got []conference.ParticipantID
		for _, n := range m.pages[who].Take() {
			for _, sp := range n.Speakers {
				got = append(got, sp.Participant)
			}
		}
		same(t, who+" hears of", m.names(got), want...)
	}
}

func TestLayoutForAll(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna", "ben")
	m.ok(m.conf.SetLayout(t.Context(), m.by("owner"), layout.Spec{Type: layout.PriorityRight, Windows: 6, Names: layout.NamesTop}))
	if l := m.view("anna").Layout; l.Type != layout.PriorityRight || l.Names != layout.NamesTop {
		t.Errorf("got %+v", l)
	}
	m.display("anna", conference.Display{Layout: "tiles"})
	if l := m.view("anna").Layout; l.Type != layout.Grid {
		t.Errorf("the viewer's own choice: %+v", l)
	}
	refused(t, m.conf.SetLayout(t.Context(), m.by("anna"), layout.Spec{Type: layout.Grid, Windows: 6}), "not_moderator")
	refused(t, m.conf.SetLayout(t.Context(), m.by("owner"), layout.Spec{Type: "no", Windows: 6}), "invalid")
}
