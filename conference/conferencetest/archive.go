package conferencetest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"veche/conference"
)

// Archive keeps events and live states in memory. A gap in the numbers is an
// error, as in the store.
type Archive struct {
	// Before is called before each commit, outside the lock: it may wait, or
	// refuse by an error. nil does neither.
	Before func(id conference.ID, events []conference.Event) error

	mu     sync.Mutex
	events map[conference.ID][]conference.Event
	live   map[conference.ID]json.RawMessage
}

var _ conference.Archive = (*Archive)(nil)

// Commit implements conference.Archive.
func (a *Archive) Commit(_ context.Context, id conference.ID, events []conference.Event, live json.RawMessage) error {
	if a.Before != nil {
		if err := a.Before(id, events); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.events == nil {
		a.events, a.live = make(map[conference.ID][]conference.Event), make(map[conference.ID]json.RawMessage)
	}
	for _, e := range events {
		if last := uint64(len(a.events[id])); e.Seq != last+1 {
			return fmt.Errorf("event %d after %d", e.Seq, last)
		}
		a.events[id] = append(a.events[id], e)
	}
	if live == nil {
		delete(a.live, id)
	} else {
		a.live[id] = live
	}
	return nil
}

// Live implements conference.Archive.
func (a *Archive) Live(context.Context) (map[conference.ID]json.RawMessage, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.live), nil
}

// Events implements conference.Archive.
func (a *Archive) Events(_ context.Context, id conference.ID, after uint64, limit int) ([]conference.Event, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := a.events[id]
	all = all[min(after, uint64(len(all))):]
	return append([]conference.Event(nil), all[:min(limit, len(all))]...), nil
}

// EventsOf implements conference.Archive.
func (a *Archive) EventsOf(_ context.Context, id conference.ID, types []conference.EventType, after uint64, limit int) ([]conference.Event, error) {
	var found []conference.Event
	for _, e := range a.All(id) {
		if e.Seq > after && slices.Contains(types, e.Type) && len(found) < limit {
			found = append(found, e)
		}
	}
	return found, nil
}

// LastSeq implements conference.Archive.
func (a *Archive) LastSeq(_ context.Context, id conference.ID) (uint64, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return uint64(len(a.events[id])), nil
}

// All returns every event of id.
func (a *Archive) All(id conference.ID) []conference.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]conference.Event(nil), a.events[id]...)
}

// Types returns the types of the events of id, in order.
func (a *Archive) Types(id conference.ID) []conference.EventType {
	var types []conference.EventType
	for _, e := range a.All(id) {
		types = append(types, e.Type)
	}
	return types
}
