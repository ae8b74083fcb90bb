package conference

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"veche/conference/access"
)

// This file says what must be true of every conference after every turn. The
// rules of the modes stand here a second time, in other words than in view.go.

// Broken tells which invariants do not hold.
func (c *Conference) Broken() []string {
	b, _ := ask(context.Background(), c, func(s *state) ([]string, error) { return s.broken(), nil })
	return b
}

// Tick does what the clock of the loop does every second.
func (c *Conference) Tick() {
	_, _ = ask(context.Background(), c, func(s *state) (struct{}, error) { s.tick(); return struct{}{}, nil })
}

// Report is Speakers, waited for.
func (c *Conference) Report(now ...Speaking) {
	_, _ = ask(context.Background(), c, func(s *state) (struct{}, error) { s.speakers(now); return struct{}{}, nil })
}

// ReportRecording is Recording, waited for.
func (c *Conference) ReportRecording(r RecordingReport) {
	_, _ = ask(context.Background(), c, func(s *state) (struct{}, error) { s.recordingReported(r); return struct{}{}, nil })
}

// Fault panics in a turn.
func (c *Conference) Fault() {
	_, _ = ask(context.Background(), c, func(*state) (struct{}, error) { panic("fault") })
}

func (s *state) broken() (all []string) {
	wrong := func(cond bool, format string, args ...any) {
		if cond {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	if s.over {
		return nil
	}
	s.settle()
	wrong(len(s.order) != len(s.members), "%d in order, %d members", len(s.order), len(s.members))
	content, speakers := 0, 0
	seen := make(map[ParticipantID]bool)
	for _, id := range s.order {
		m := s.members[id]
		if m == nil || m.ID != id {
			return append(all, fmt.Sprintf("%s in order is no member", id))
		}
		wrong(seen[id], "%s twice in order", id)
		seen[id] = true
		all = append(all, s.brokenMember(m)...)
		if m.Screen {
			content++
		}
		if m.Podium == OnPodium {
			speakers++
		}
	}
	wrong(content > 1, "%d show content", content)
	wrong(speakers > s.maxSpeakers, "%d speakers of %d", speakers, s.maxSpeakers)
	wrong(s.spotlight != "" && s.members[s.spotlight] == nil, "the spotlight is on nobody")
	wrong(s.told != (told{s.content(), s.spotlight}), "people know another content or spotlight")
	for _, w := range s.waiting {
		wrong(seen[w.ID], "%s waits and is inside, or waits twice", w.ID)
		seen[w.ID] = true
		wrong(w.Arrival.PIN != "", "a PIN is kept")
		wrong((w.page == nil) == w.LostAt.IsZero(), "waiter %s: page and loss do not fit", w.ID)
	}
	for _, m := range s.former {
		wrong(seen[m.ID], "%s is a former member and inside", m.ID)
		seen[m.ID] = true
	}
	wrong(len(s.former) > formerKept || len(s.chat) > chatKept || len(s.waiting) > waitersMax, "a bound does not hold")
	all = append(all, s.brokenRecording()...)
	all = append(all, s.brokenCalls(seen)...)
	guests := 0
	for _, m := range s.members {
		if m.Kind == access.KindGuest {
			guests++
		}
	}
	wrong(s.rules().Guests != guests, "guests are counted wrong")
	return append(all, s.brokenRestart()...)
}

// brokenCalls: seen has who is inside, waits, or was inside.
func (s *state) brokenCalls(seen map[ParticipantID]bool) (all []string) {
	wrong := func(cond bool, format string, args ...any) {
		if cond {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	ids, targets, under := make(map[CallID]bool), make(map[string]bool), 0
	for _, k := range s.calls {
		wrong(ids[k.ID] || targets[k.target.String()], "call %s twice", k.ID)
		ids[k.ID], targets[k.target.String()] = true, true
		wrong(k.pending() != (k.handle != nil), "call %s is %s, handle %v", k.ID, k.State, k.handle)
		wrong((k.State == CallAnswered) != (k.Participant != ""), "call %s is %s, participant %s", k.ID, k.State, k.Participant)
		wrong(k.Participant != "" && s.members[k.Participant] == nil && s.waiterByID(k.Participant) == nil, "nobody came by call %s", k.ID)
		wrong(k.Participant != "" && !seen[k.Participant], "who came by call %s is not known", k.ID)
		wrong(k.active() && k.Reason != nil || !k.active() && k.Reason == nil, "call %s is %s because of %v", k.ID, k.State, k.Reason)
		if k.active() {
			under++
		}
	}
	wrong(under > callsMost || len(s.calls) > callsKept, "%d calls, %d under way", len(s.calls), under)
	for _, m := range s.members {
		k := s.callByID(m.Call)
		wrong(m.Call != "" && m.Link == Online && (k == nil || k.Participant != m.ID), "%s came by no call", m.ID)
	}
	return all
}

func (s *state) brokenMember(m *member) (all []string) {
	wrong := func(cond bool, format string, args ...any) {
		if cond {
			all = append(all, m.Name+": "+fmt.Sprintf(format, args...))
		}
	}
	p := permissionsOf(&s.def, m)
	wrong(s.seesPeople(m) != p.SeePeople, "seesPeople is not the permission")
	wrong((m.page == nil) != (m.Link == Reconnecting), "page %v, link %s", m.page != nil, m.Link)
	wrong(m.LostAt.IsZero() != (m.Link == Online), "lost at %v, link %s", m.LostAt, m.Link)
	wrong(m.Podium != OffPodium && !s.mode.Selector(), "%q in %s", m.Podium, s.mode)
	wrong(m.Pinned && m.Podium != OnPodium, "pinned off the podium")
	wrong(m.MayAnswer && s.mode != VideoLesson, "may answer in %s", s.mode)
	wrong(m.Screen && s.mode.Selector() && m.Podium != OnPodium, "a listener shows content")
	wrong(m.Microphone && !p.SendAudio || m.Camera && !p.SendVideo || m.Screen && !p.ShareContent, "sends without permission")
	wrong((m.Owner || m.Operator) && !m.leads(), "owner or operator does not lead")
	v := m.view
	wrong(m.Watches && (m.Microphone || m.Camera || m.Screen), "watches only, and sends")
	wrong(v.Composed != m.display.Composed || v.Composed && !m.display.Self && !m.Kind.Terminal(), "composed %v, asked %+v", v.Composed, m.display)
	fresh := s.viewOf(m, s.house())
	wrong(!m.viewed || !v.equal(&fresh), "the view is old")
	allowed := func(id ParticipantID) bool {
		o := s.members[id]
		if o == nil {
			return false
		}
		switch s.mode {
		case AllOnScreen: // F1
			return true
		case VideoLesson: // F2, F8
			return m.leads() || o.leads() || o.MayAnswer
		case ManagedSelector, AutoSelector: // F3, F4
			return o.Podium == OnPodium
		}
		return false
	}
	shown := make(map[ParticipantID]bool)
	people := 0
	for i, w := range v.Windows {
		if w.Participant == "" && s.mayKeep(m) {
			people++
			continue
		}
		wrong(!allowed(w.Participant), "sees %s in %s", w.Participant, s.mode)
		wrong(m.display.Only != "" && w.Participant != m.display.Only, "sees somebody beside the one")
		if w.Content {
			wrong(i != 0 || w.Source != Screen || w.Participant == m.ID, "content in window %d, own %v", i, w.Participant == m.ID)
			continue
		}
		people++
		wrong(shown[w.Participant], "%s in two windows", w.Participant)
		shown[w.Participant] = true
		wrong(w.Participant == m.ID && !m.display.Self && !s.mayKeep(m), "sees himself")
	}
	asked := m.display.Windows
	if asked == 0 {
		asked = windowsByDefault
	}
	wrong(people > asked, "%d windows, asked for %d", people, asked)
	wrong(v.Page < 0 || v.Page >= v.Pages, "page %d of %d", v.Page, v.Pages)
	wrong(v.HearsAll && s.mode != AllOnScreen && (s.mode != VideoLesson || !m.leads()), "hears all in %s", s.mode)
	for _, id := range v.Hears {
		wrong(!allowed(id) || id == m.ID, "hears %s in %s", id, s.mode)
	}
	if !v.HearsAll && m.display.Only == "" {
		for _, id := range s.order {
			wrong(id != m.ID && allowed(id) && !s.members[id].Watches && !slices.Contains(v.Hears, id), "does not hear %s in %s", id, s.mode)
		}
	}
	return all
}

// mayKeep tells whether windows of m may be somebody's who is not there, or his own.
func (s *state) mayKeep(m *member) bool {
	return s.arrangement(m).Placed() && s.follows(m) && m.display.Only == ""
}

// brokenRecording tells what is wrong with the recording.
func (s *state) brokenRecording() (all []string) {
	r := s.recording
	if r == nil {
		return nil
	}
	wrong := func(cond bool, format string, args ...any) {
		if cond {
			all = append(all, "recording: "+fmt.Sprintf(format, args...))
		}
	}
	view, viewed := r.view, r.viewed
	fresh := s.recordingPlan(s.house(), true).View
	r.view = view
	wrong(!viewed || !fresh.equal(&view), "the view is old")
	wrong(!view.Composed, "its view is not composed")
	wrong(r.State != RecordingOn && r.State != RecordingStarting, "state %q", r.State)
	wrong(r.State == RecordingOn && len(r.waiting) > 0, "somebody still waits for its start")
	wrong(r.Since.After(r.started), "since %v, started %v", r.Since, r.started)
	wrong(view.HearsAll != (s.mode == AllOnScreen), "hears all in %s", s.mode)
	for _, w := range view.Windows {
		if w.Participant == "" && s.mayKeep(&member{display: Display{Layout: string(s.def.Recording.Layout)}}) {
			continue
		}
		wrong(!s.onStage(s.members[w.Participant]), "shows who is not on the stage")
	}
	for _, id := range s.order {
		o := s.members[id]
		wrong(!view.HearsAll && (s.onStage(o) && !o.Watches) != slices.Contains(view.Hears, id), "hears others than the stage")
	}
	return all
}

// brokenRestart tells what a restart would change (P5).
func (s *state) brokenRestart() (all []string) {
	n := newState(s.def, s.now)
	n.ownerName = s.ownerName
	raw := s.live().encode()
	if err := n.restore(raw); err != nil {
		return []string{err.Error()}
	}
	if again := n.live(); again.Gate != s.gate || again.Mode != s.mode || !slices.EqualFunc(s.order, n.order, func(a, b ParticipantID) bool { return a == b }) {
		all = append(all, "gate, mode or order are lost in a restart")
	}
	n.active, n.activeBefore = s.active, s.activeBefore
	for id, m := range n.members {
		o := s.members[id]
		if m.Screen || m.Link != Reconnecting {
			all = append(all, "content or connection survive a restart")
		}
		m.Link, m.Screen, m.LostAt, m.display = o.Link, o.Screen, o.LostAt, o.display
		if !reflect.DeepEqual(m.Participant, o.Participant) || m.ResumeHash != o.ResumeHash || m.WaitHash != o.WaitHash || m.Given != o.Given {
			all = append(all, fmt.Sprintf("a restart makes %+v of %+v", m.Participant, o.Participant))
		}
	}
	room := &lastPlan{}
	n.room, n.viewsStale = room, true
	n.settle()
	if (room.plan.Recording == nil) != (s.recording == nil) ||
		s.recording != nil && !room.plan.Recording.View.equal(&s.recording.view) {
		all = append(all, "a restart loses the recording or changes what it shows")
	}
	for id, m := range s.members {
		v := room.plan.Views[id]
		if !v.equal(&m.view) {
			all = append(all, fmt.Sprintf("a restart makes View %+v of %+v", v, m.view))
		}
		if room.plan.Sends[id] != s.sends(m) {
			all = append(all, "a restart changes what is sent")
		}
	}
	return all
}

type lastPlan struct{ plan Plan }

func (r *lastPlan) Apply(p Plan) { r.plan = p }
func (r *lastPlan) Close()       {}

// SameOnTheWire tells whether v survives being encoded and decoded.
func SameOnTheWire[T any](v T) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var back T
	if err := json.Unmarshal(raw, &back); err != nil {
		return err
	}
	again, err := json.Marshal(back)
	if err != nil {
		return err
	}
	if !bytes.Equal(raw, again) {
		return fmt.Errorf("%s became %s", raw, again)
	}
	return nil
}

// Timings for tests of the loop.
const (
	EmptyFor   = emptyFor
	RingsFor   = ringsFor
	ActiveHold = activeHold

	RecordingStarts  = recordingStarts
	RecordingResumes = recordingResumes
	TickEvery        = tickEvery
	SeatKept         = access.SeatKept + time.Second
)
