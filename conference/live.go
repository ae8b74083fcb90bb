package conference

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"veche/conference/access"
	"veche/conference/dial"
	"veche/conference/layout"
)

// liveState is what a restart needs to go on (P5): podium, lock, waiting room,
// given roles, mute states, the recording, seats and their secrets.
type liveState struct {
	Version     int                 `json:"version"`
	Run         uint64              `json:"run"`
	Started     time.Time           `json:"started"`
	At          time.Time           `json:"at,omitzero"` // when it was so
	Gate        access.Gate         `json:"gate"`
	Mode        Mode                `json:"mode"`
	MaxSpeakers int                 `json:"maxSpeakers"`
	Layout      layout.Arrangements `json:"layout"`
	Spotlight   ParticipantID       `json:"spotlight,omitempty"`
	Members     []member            `json:"members"` // in order of joining
	Former      []member            `json:"former,omitempty"`
	Waiting     []waiter            `json:"waiting,omitempty"`
	Added       map[string]bool     `json:"added,omitempty"`
	Demoted     map[string]bool     `json:"demoted,omitempty"`
	Chat        []ChatMessage       `json:"chat,omitempty"`
	Recording   *liveRecording      `json:"recording,omitempty"`
	Calls       []liveCall          `json:"calls,omitempty"`
	Most        int                 `json:"most,omitempty"`
	Planned     appointment         `json:"planned,omitzero"`
	Led         bool                `json:"led,omitempty"`
}

// liveCall is a call with what makes it again. The store seals live states, for
// Full may hold a PIN or a password.
type liveCall struct {
	Call
	Full  string `json:"full"`
	Admit bool   `json:"admit,omitempty"`
}

const liveVersion = 1

// live is the state to be archived with the events of a turn; nil after a real
// end. It is a copy, for it is encoded outside the loop: with 500 people that
// takes longer than the turn, and only the newest of several is needed.
func (s *state) live() *liveState {
	if s.over && !s.suspended {
		return nil
	}
	l := &liveState{
		Version: liveVersion, Run: s.run, Started: s.started, At: s.now().UTC(), Gate: s.gate, Mode: s.mode,
		MaxSpeakers: s.maxSpeakers, Layout: s.layouts, Spotlight: s.spotlight,
		Members: make([]member, 0, len(s.order)), Former: s.storedFormer(),
		Waiting: make([]waiter, 0, len(s.waiting)), Added: maps.Clone(s.added), Demoted: maps.Clone(s.demoted), Chat: s.chat,
		Planned: s.planned, Led: s.led,
	}
	l.Most = s.most
	if r := s.recording; r != nil {
		l.Recording = &liveRecording{r.Since, r.rules}
	}
	for _, k := range s.calls {
		l.Calls = append(l.Calls, liveCall{k.Call, k.target.String(), k.admit})
	}
	for _, id := range s.order {
		l.Members = append(l.Members, *s.members[id])
	}
	for _, w := range s.waiting {
		l.Waiting = append(l.Waiting, *w)
	}
	return l
}

// encode is l as the archive keeps it; nil stays nil.
func (l *liveState) encode() json.RawMessage {
	if l == nil {
		return nil
	}
	raw, err := json.Marshal(l)
	if err != nil {
		panic(err) // our own plain data
	}
	return raw
}

// restore takes up what live kept. Everybody is reconnecting since now: nobody
// could come back before.
func (s *state) restore(raw json.RawMessage) error {
	var l liveState
	if err := json.Unmarshal(raw, &l); err != nil {
		return fmt.Errorf("conference: live state: %w", err)
	}
	if l.Version != liveVersion {
		return fmt.Errorf("conference: live state of version %d", l.Version)
	}
	s.run, s.started, s.gate = l.Run, l.Started, l.Gate
	s.mode, s.maxSpeakers, s.spotlight = l.Mode, l.MaxSpeakers, l.Spotlight
	s.rearrange(l.Layout)
	s.most = l.Most
	s.planned, s.led = l.Planned, l.Led
	s.chat, s.told = l.Chat, told{spotlight: l.Spotlight}
	if l.Demoted != nil {
		s.demoted = l.Demoted
	}
	if l.Added != nil {
		s.added = l.Added
	}
	now := s.now()
	if r := l.Recording; r != nil {
		s.recording = &recording{
			RecordingInfo: RecordingInfo{State: RecordingStarting, Since: r.Since}, rules: r.Rules,
			started: now.UTC(), patient: recordingResumes,
		}
	}
	for i := range l.Members {
		m := &l.Members[i]
		m.SeenAt = l.seen(m)
		m.LostAt = time.Time{}
		m.lose(now)
		m.Screen = false // a picture of a screen is never resumed unasked
		s.members[m.ID] = m
		s.attendance.add(m.Login, 1)
		s.order = append(s.order, m.ID)
	}
	for i := range l.Former {
		s.former = append(s.former, &l.Former[i])
	}
	for i := range l.Waiting {
		w := &l.Waiting[i]
		w.LostAt = now
		s.waiting = append(s.waiting, w)
	}
	s.restoreCalls(l.Calls)
	s.viewsStale = true
	return nil
}

// seen is when m was last known to be connected: a restart may take hours, which he
// was not here.
func (l *liveState) seen(m *member) time.Time {
	switch {
	case !m.SeenAt.IsZero(): // not come back since the restart before
		return m.SeenAt
	case !m.LostAt.IsZero():
		return m.LostAt
	}
	return l.At
}

// restoreCalls takes up the calls. Who was inside is called again, and finds its
// seat if it answers in time; nobody is woken who had not answered.
func (s *state) restoreCalls(calls []liveCall) {
	for i := range calls {
		k := &call{Call: calls[i].Call, admit: calls[i].Admit}
		var err error
		if k.target, err = dial.Parse(calls[i].Full, dial.Options{}); err != nil {
			continue
		}
		switch {
		case k.State == CallAnswered:
			k.State, k.Participant = callOrdered, ""
		case k.active():
			k.State, k.Reason, k.Since = CallFailed, reasonOf("restarted", ""), s.now().UTC()
		}
		s.calls = append(s.calls, k)
	}
}
