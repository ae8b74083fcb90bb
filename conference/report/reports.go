package report

import (
	"context"
	"slices"
	"sync"
	"time"

	"veche/conference"
)

// Archive is where events come from.
type Archive interface {
	EventsOf(ctx context.Context, id conference.ID, types []conference.EventType, after uint64, limit int) ([]conference.Event, error)
	LastSeq(ctx context.Context, id conference.ID) (uint64, error)
}

// Bounds of what is kept: a connection takes about 300 bytes.
const (
	mostKept     = 64      // conferences
	mostRowsKept = 400_000 // connections and messages of all together
	eventsAtOnce = 2000
	freshFor     = 5 * time.Second  // the durations of what goes on
	namesFor     = 15 * time.Second // names and addresses of accounts
)

// Reports makes histories and keeps the newest ones: a page of a list does not fold
// ten thousand events again, and who looks at a running conference only the new ones.
// Its methods are safe for concurrent use.
type Reports struct {
	archive Archive
	now     func() time.Time

	mu   sync.Mutex
	kept map[conference.ID]*folded
	uses uint64
}

// folded is what is kept of one conference.
type folded struct {
	used uint64 // under the lock of Reports
	rows int    // under the lock of Reports

	mu      sync.Mutex
	fold    Fold
	last    uint64 // newest event of the archive that has been looked at
	history *History
	running bool
	made    time.Time

	people   []Attendee
	peopleOf *History
	expected Expected
	peopleAt time.Time
}

// New returns reports of archive; now is the clock, nil that of the machine.
func New(archive Archive, now func() time.Time) *Reports {
	if now == nil {
		now = time.Now
	}
	return &Reports{archive: archive, now: now, kept: make(map[conference.ID]*folded)}
}

// History is what the events of a conference tell; running tells whether it runs.
func (r *Reports) History(ctx context.Context, id conference.ID, running bool) (*History, error) {
	k := r.place(id)
	k.mu.Lock()
	defer k.mu.Unlock()
	last, err := r.archive.LastSeq(ctx, id)
	if err != nil {
		return nil, err
	}
	now := r.now()
	if k.history != nil && k.last == last && k.running == running && (!running || now.Sub(k.made) < freshFor) {
		return k.history, nil
	}
	if err := k.read(ctx, r.archive, id, last); err != nil {
		return nil, err
	}
	k.history, k.running, k.made = k.fold.History(running, now), running, now
	r.bound(k)
	return k.history, nil
}

// People are all participants of the history h of a conference, as [History.People] has
// them; for a few seconds they are not made again if nothing has changed.
func (r *Reports) People(id conference.ID, h *History, x Expected) []Attendee {
	k := r.place(id)
	k.mu.Lock()
	defer k.mu.Unlock()
	now := r.now()
	if k.peopleOf == h && k.expected.same(x) && now.Sub(k.peopleAt) < namesFor {
		return k.people
	}
	k.people, k.peopleOf, k.peopleAt = h.People(x), h, now
	x.Person = nil // it belongs to a request
	k.expected = x
	return k.people
}

// same tells whether x and o expect the same people.
func (x *Expected) same(o Expected) bool {
	return x.Definition.Revision == o.Definition.Revision && slices.EqualFunc(x.Registrants, o.Registrants, func(a, b Registrant) bool {
		return a.ID == b.ID && a.At.Equal(b.At) && a.Name == b.Name && a.EMail == b.EMail && a.Link == b.Link
	})
}

// read folds the events that were not looked at before, up to last.
func (k *folded) read(ctx context.Context, archive Archive, id conference.ID, last uint64) error {
	after := max(k.last, k.fold.Seq())
	for after < last {
		events, err := archive.EventsOf(ctx, id, EventTypes, after, eventsAtOnce)
		if err != nil {
			return err
		}
		for i := range events {
			if events[i].Seq > last { // came meanwhile
				k.last = last
				return nil
			}
			if err := k.fold.Add(&events[i]); err != nil {
				return err
			}
		}
		if len(events) < eventsAtOnce {
			break
		}
		after = k.fold.Seq()
	}
	k.last = last
	return nil
}

func (r *Reports) place(id conference.ID) *folded {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.kept[id]
	if k == nil {
		k = &folded{}
		r.kept[id] = k
	}
	r.uses++
	k.used = r.uses
	return k
}

// bound forgets what has not been used for longest, while there is too much. k has
// just been made.
func (r *Reports) bound(k *folded) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k.rows = len(k.history.Connections) + len(k.history.Messages)
	for {
		rows := 0
		for _, o := range r.kept {
			rows += o.rows
		}
		if len(r.kept) <= mostKept && (rows <= mostRowsKept || len(r.kept) <= 1) {
			return
		}
		oldest := slices.MinFunc(ids(r.kept), func(a, b conference.ID) int {
			if r.kept[a].used < r.kept[b].used {
				return -1
			}
			return 1
		})
		delete(r.kept, oldest)
	}
}

func ids(kept map[conference.ID]*folded) []conference.ID {
	all := make([]conference.ID, 0, len(kept))
	for id := range kept {
		all = append(all, id)
	}
	return all
}
