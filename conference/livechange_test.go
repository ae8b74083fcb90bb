package conference_test

import (
	"testing"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/layout"
)

// With one part refused, nothing of a live change is done.
func TestALiveChangeIsDoneWholeOrNotAtAll(t *testing.T) {
	text := func(s string) *string { return &s }
	for name, tt := range map[string]struct {
		by, code string
		spoil    func(*conference.LiveChange)
	}{
		"nobody has the spotlight":      {"owner", "no_participant", func(ch *conference.LiveChange) { *ch.Spotlight = "nobody" }},
		"the mode does not exist":       {"owner", "invalid", func(ch *conference.LiveChange) { ch.Mode = "circus" }},
		"the podium is too large":       {"owner", "invalid", func(ch *conference.LiveChange) { ch.MaxSpeakers = 50 }},
		"the layout does not exist":     {"owner", "invalid", func(ch *conference.LiveChange) { ch.Layout.Type = "spiral" }},
		"the new mode fixes the layout": {"owner", "layout_fixed", func(ch *conference.LiveChange) { ch.Mode = conference.VideoLesson }},
		"the choice is missing":         {"owner", "choice_needed", func(ch *conference.LiveChange) { ch.Remaining = "" }},
		"the CID is taken":              {"owner", "cid_taken", func(ch *conference.LiveChange) { ch.CID = "other" }},
		"the CID is none":               {"owner", "invalid", func(ch *conference.LiveChange) { ch.CID = "x" }},
		"the PIN is none":               {"owner", "invalid", func(ch *conference.LiveChange) { ch.PIN = text("letters, and too many of them for a PIN") }},
		"he does not moderate":          {"anna", "not_moderator", func(*conference.LiveChange) {}},
	} {
		for _, stored := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				m := newMeeting(t, conference.Definition{WaitingRoom: true, WaitingCategory: access.CategoryGuests, Mode: conference.ManagedSelector}, "anna")
				m.Create(t, "owner", conference.Definition{CID: "other"})
				m.enter("owner", "anna")
				m.waits("ben")
				before, seq := m.overview().Conference, m.overview().Seq
				ch := conference.LiveChange{
					Locked: new(true), WaitingRoom: new(false), Remaining: access.ChoiceInvite,
					Mode: conference.AllOnScreen, MaxSpeakers: 7, Layout: &layout.Spec{Type: layout.PriorityRight, Windows: 5},
					Spotlight: new(m.id("anna")),
				}
				if stored {
					ch.PIN, ch.CID = text("4711"), "elsewhere"
				}
				tt.spoil(&ch)
				refused(t, m.ChangeLive(t.Context(), m.def.ID, m.by(tt.by), ch), tt.code)
				got := m.overview()
				got.Conference.Started = before.Started // the time is the same, its place is not
				if got.Seq != seq || got.Conference != before {
					t.Errorf("something was done: event %d after %d, %+v", got.Seq, seq, got.Conference)
				}
				same(t, "waiting", m.waiting(), "ben")
				m.ok(nil)
			})
		}
	}
}

func TestALiveChangeIsToldAtOnce(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna")
	m.pages["owner"].Take()
	pin := "4711"
	m.ok(m.ChangeLive(t.Context(), m.def.ID, m.by("owner"), conference.LiveChange{
		Locked: new(true), WaitingRoom: new(true), PIN: &pin, CID: "elsewhere",
		Mode: conference.ManagedSelector, MaxSpeakers: 3, Layout: &layout.Spec{Type: layout.PriorityRight, Windows: 5},
		Spotlight: new(m.id("anna")),
	}))
	i := m.overview().Conference
	if !i.Locked || !i.WaitingRoom || i.PIN != "4711" || i.CID != "elsewhere" || i.Mode != conference.ManagedSelector ||
		i.MaxSpeakers != 3 || i.Layout.Type != layout.PriorityRight || i.Spotlight != m.id("anna") {
		t.Errorf("got %+v", i)
	}
	told := 0
	for _, e := range events(m.pages["owner"]) {
		if e == conference.Changed {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the conference was told %d times, once is enough", told)
	}
}

// K6: those who wait come in all together, or the waiting room stays.
func TestTheWaitingRoomStaysWhenNotAllFit(t *testing.T) {
	m := newMeeting(t, conference.Definition{WaitingRoom: true, GuestLimit: 1})
	m.enter("owner")
	m.waits("anna", "ben")
	refused(t, m.conf.SetWaitingRoom(t.Context(), m.by("owner"), false, access.ChoiceInvite), "guest_limit")
	same(t, "waiting", m.waiting(), "anna", "ben")
	if !m.overview().Conference.WaitingRoom {
		t.Error("it is off")
	}
	m.ok(m.conf.SetWaitingRoom(t.Context(), m.by("owner"), false, access.ChoiceDisconnect))
	same(t, "waiting", m.waiting())
}

// The store takes its time; who leaves meanwhile makes the rest no less whole.
func TestSomebodyLeavesWhileALiveChangeIsStored(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna")
	m.Definitions.Before = func() {
		m.Definitions.Before = nil
		m.ok(m.conf.Leave(t.Context(), m.id("anna")))
	}
	pin := "4711"
	m.ok(m.ChangeLive(t.Context(), m.def.ID, m.by("owner"), conference.LiveChange{
		Locked: new(true), PIN: &pin, Spotlight: new(m.id("anna")),
	}))
	if i := m.overview().Conference; !i.Locked || i.PIN != "4711" || i.Spotlight != "" {
		t.Errorf("got %+v", i)
	}
	m.ok(nil)
}

func TestAChangeOfAParticipantIsDoneWholeOrNotAtAll(t *testing.T) {
	name, none := "Renamed", ""
	m := newMeeting(t, conference.Definition{Mode: conference.ManagedSelector, MaxSpeakers: 1})
	m.enter("owner", "anna")
	whole := conference.ParticipantChange{
		Off: conference.MediaState{Microphone: true}, Name: &name, Moderator: new(true), Podium: "approve",
	}
	before := m.person("anna")
	spoilt := whole
	spoilt.Name = &none
	refused(t, m.conf.ChangeParticipant(t.Context(), m.by("owner"), m.id("anna"), spoilt), "name_required")
	refused(t, m.conf.ChangeParticipant(t.Context(), m.by("owner"), m.id("anna"), whole), "podium_full")
	refused(t, m.conf.ChangeParticipant(t.Context(), m.by("owner"), m.id("owner"), conference.ParticipantChange{Name: &name, Moderator: new(false)}), "owner_stays")
	if got := m.person("anna"); got != before {
		t.Errorf("got %+v, had %+v", got, before)
	}
	m.ok(m.conf.PodiumOf(t.Context(), m.by("owner"), m.id("owner"), "remove"))
	m.ok(m.conf.ChangeParticipant(t.Context(), m.by("owner"), m.id("anna"), whole))
	if p := m.person("anna"); p.Name != name || p.Microphone || !p.Moderator || p.Podium != conference.OnPodium {
		t.Errorf("got %+v", p)
	}
	m.ok(nil)
}
