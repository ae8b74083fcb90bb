package conferencetest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"veche/conference"
)

// Definitions keeps definitions in memory.
type Definitions struct {
	// Before is called before each change, outside the lock; nil: nothing is.
	Before func()

	mu  sync.Mutex
	all map[conference.ID]conference.Definition
}

var _ conference.Definitions = (*Definitions)(nil)

// Definition implements conference.Definitions.
func (s *Definitions) Definition(_ context.Context, idOrCID string) (conference.Definition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, d := range s.all {
		if string(id) == idOrCID || strings.EqualFold(string(d.CID), idOrCID) {
			d.Invited = slices.Clone(d.Invited) // as decoded anew
			return d, nil
		}
	}
	return conference.Definition{}, conference.Refuse(conference.NotFound, "not_found", "There is no such conference.")
}

// Definitions implements conference.Definitions, without order and paging.
func (s *Definitions) Definitions(_ context.Context, q conference.Query) (conference.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var p conference.Page
	for _, d := range s.all {
		if _, invited := d.InvitedLogin(q.Login); q.Login == "" || d.Owner == q.Login || invited {
			p.Definitions = append(p.Definitions, d)
		}
	}
	p.Total = len(p.Definitions)
	return p, nil
}

// Planned implements conference.Definitions.
func (s *Definitions) Planned(ctx context.Context, login string, from, to time.Time) (planned []conference.Definition, err error) {
	p, err := s.Definitions(ctx, conference.Query{Login: login})
	for _, d := range p.Definitions {
		if d.Schedule != nil && len(d.Schedule.Between(from, to, 1)) > 0 {
			planned = append(planned, d)
		}
	}
	return planned, err
}

// Owned implements conference.Definitions.
func (s *Definitions) Owned(_ context.Context, login string) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.all {
		if d.Owner == login && !d.Personal && !d.Instant {
			n++
		}
	}
	return n, nil
}

// PersonalRoom implements conference.Definitions.
func (s *Definitions) PersonalRoom(_ context.Context, login string) (conference.Definition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.all {
		if d.Personal && d.Owner == login {
			return d, nil
		}
	}
	return conference.Definition{}, conference.Refuse(conference.NotFound, "conference_unknown", "There is no such conference.")
}

// CreateDefinition implements conference.Definitions.
func (s *Definitions) CreateDefinition(_ context.Context, d conference.Definition) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.taken(d); err != nil {
		return err
	}
	if s.all == nil {
		s.all = make(map[conference.ID]conference.Definition)
	}
	s.all[d.ID] = d
	return nil
}

func (s *Definitions) taken(d conference.Definition) error {
	for id, o := range s.all {
		if id != d.ID && strings.EqualFold(string(o.CID), string(d.CID)) {
			return &conference.Error{Kind: conference.Conflict, Code: "cid_taken", Detail: "This number is taken.", Field: "cid"}
		}
	}
	return nil
}

// ChangeDefinition implements conference.Definitions.
func (s *Definitions) ChangeDefinition(_ context.Context, d conference.Definition) (conference.Definition, error) {
	if s.Before != nil {
		s.Before()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.taken(d); err != nil {
		return d, err
	}
	old, ok := s.all[d.ID]
	switch {
	case !ok:
		return d, conference.Refuse(conference.NotFound, "not_found", "There is no such conference.")
	case old.Revision != d.Revision:
		return d, conference.Refuse(conference.Conflict, "changed_meanwhile", "Somebody was faster.")
	}
	d.Revision++
	s.all[d.ID] = d
	return d, nil
}

// DeleteDefinition implements conference.Definitions.
func (s *Definitions) DeleteDefinition(_ context.Context, id conference.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, id)
	return nil
}
