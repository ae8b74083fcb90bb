package report

import (
	"slices"
	"time"

	"veche/conference/access"
)

// Summary is the whole in figures.
type Summary struct {
	From time.Time `json:"from" doc:"The period of the whole: since it was made"`
	To   time.Time `json:"to" doc:"Its last known end, or now while it runs or is still to come"`

	Running  bool      `json:"running"`
	Sessions []Session `json:"sessions" nullable:"false" doc:"The newest first, 200 at most"`
	Total    int       `json:"sessionsTotal"`
	Held     int       `json:"held" doc:"Sessions with at least two people at once (ND6)"`
	Seconds  int64     `json:"seconds" doc:"Of all sessions together"`

	Participants int `json:"participants" doc:"Expected or came"`
	Invited      int `json:"invited"`
	Registered   int `json:"registered"`
	Visitors     int `json:"visitors" doc:"People who came, each counted once"`
	Connections  int `json:"connections"`
	Messages     int `json:"messages"`

	Peak   int       `json:"peak" doc:"How many were there at once"`
	PeakAt time.Time `json:"peakAt,omitzero" doc:"When they first were"`
}

const sessionsShown = 200

// Summary counts. created is when the conference was made (M5).
func (h *History) Summary(people []Attendee, created, now time.Time, running bool) Summary {
	s := Summary{
		From: created, To: now, Running: running, Total: len(h.Sessions),
		Connections: len(h.Connections), Messages: len(h.Messages), Participants: len(people),
	}
	if !running && h.Known.After(created) {
		s.To = h.Known
	}
	for i := range people {
		p := &people[i]
		switch p.Origin {
		case Invited:
			s.Invited++
		case Registered:
			s.Registered++
		}
		if p.TookPart && p.Type != access.KindRTSP {
			s.Visitors++
		}
		if p.Added.After(s.To) {
			s.To = p.Added
		}
	}
	for i := range h.Sessions {
		session := &h.Sessions[i]
		s.Seconds += session.Seconds
		if session.Held {
			s.Held++
		}
		if session.Peak > s.Peak {
			s.Peak, s.PeakAt = session.Peak, session.PeakAt
		}
	}
	s.Sessions = slices.Clone(h.Sessions[max(0, len(h.Sessions)-sessionsShown):])
	slices.Reverse(s.Sessions)
	if s.Sessions == nil {
		s.Sessions = []Session{}
	}
	return s
}
