package conference

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"veche/conference/access"
	"veche/conference/camera"
	"veche/conference/dial"
	"veche/conference/schedule"
)

// Directory knows every conference of the server: those stored and, of these,
// the running ones. Its methods are safe for concurrent use.
type Directory struct {
	cfg     Config
	mu      sync.Mutex
	running map[ID]*Conference
	opening map[ID]chan struct{} // closed when the attempt is over
	closed  bool
	rings   map[string]ringing        // ring id → conference
	pages   map[string][]RingListener // login → open pages

	presences *presences

	restoring sync.Mutex
	left      map[ID]json.RawMessage // live states found at the start and not taken up yet; nil: not read yet
}

// Config of a Directory. Archive, Definitions, People, Media and Log are
// required.
type Config struct {
	Definitions Definitions
	Archive     Archive
	People      People
	Media       Media
	Guessing    *access.Guessing
	// URL makes the link of a conference page.
	URL func(CID) string
	// MaxParticipants is the server's limit for one conference (P1); it is asked
	// each time.
	MaxParticipants func() int
	// GuestsAllowed is the server's policy on guests; it is asked each time.
	GuestsAllowed func() bool
	// ParticipationAsked is the server's policy on who may take part: accounts need
	// permission (D6). It is asked each time; nil: they do not.
	ParticipationAsked func() bool
	// Language is that of what the server writes on composed pictures; it is asked
	// when a conference starts. nil: English.
	Language func() string
	Features Features // what Media can do
	// Recording is the server's policy on recordings; it is asked each time one is
	// to begin. nil: enabled, without a limit of its own.
	Recording func() RecordingPolicy
	// Streams is the server's policy on streams; it is asked each time somebody wants to
	// read one. nil: there are none.
	Streams func() StreamPolicy
	// StreamURL is the address of a stream, "" while the server serves none. It is called
	// by the loops of conferences and must not block; nil: "".
	StreamURL func(CID) string
	// Outside makes calls; it is asked each time. nil, or one that returns nil:
	// nobody does.
	Outside func() Outside
	// CameraName is that of a camera of the server's book; the refusal is NotFound.
	// nil: there is no book.
	CameraName func(ctx context.Context, id camera.ID) (string, error)
	// Calls is the server's policy on them; it is asked each time. nil: enabled,
	// without telephone numbers.
	Calls func() CallPolicy
	// Registrants knows who is registered; nil: nobody is.
	Registrants Registrants
	// PublicURL is that of the server, if it has one: links with it are its own.
	PublicURL string
	// Changed tells of a definition that was created (before is nil), changed, or deleted
	// (after is nil), once that is stored. It may be called by several at once, must not
	// block, and must not change what it is given. nil: nobody wants to know.
	Changed func(before, after *Definition)
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
}

// RingListener is an open page of a signed-in person.
type RingListener interface {
	// Ring tells of a call; it must not block.
	Ring(r Ring, conference Info)
	// RingOver tells that it is over, and how: answered elsewhere, cancelled or too late.
	RingOver(ring string, how RingState)
}

// NewDirectory returns a directory with nothing running. Restore brings back
// what ran before.
func NewDirectory(cfg Config) *Directory {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.URL == nil {
		cfg.URL = func(cid CID) string { return "/c/" + string(cid) }
	}
	if cfg.MaxParticipants == nil {
		cfg.MaxParticipants = func() int { return 500 }
	}
	if cfg.GuestsAllowed == nil {
		cfg.GuestsAllowed = func() bool { return true }
	}
	if cfg.ParticipationAsked == nil {
		cfg.ParticipationAsked = func() bool { return false }
	}
	if cfg.Recording == nil {
		cfg.Recording = func() RecordingPolicy { return RecordingPolicy{Enabled: true} }
	}
	if cfg.Streams == nil {
		cfg.Streams = func() StreamPolicy { return StreamPolicy{} }
	}
	if cfg.Outside == nil {
		cfg.Outside = func() Outside { return nil }
	}
	if cfg.CameraName == nil {
		cfg.CameraName = func(context.Context, camera.ID) (string, error) {
			return "", errNotAvailable(unserved[dial.RTSP])
		}
	}
	if cfg.Calls == nil {
		cfg.Calls = func() CallPolicy { return CallPolicy{Enabled: true} }
	}
	if cfg.Changed == nil {
		cfg.Changed = func(_, _ *Definition) {}
	}
	if cfg.Language == nil {
		cfg.Language = func() string { return "en" }
	}
	if cfg.Guessing == nil {
		cfg.Guessing = access.NewGuessing(access.GuessingConfig{})
	}
	return &Directory{
		cfg: cfg, running: make(map[ID]*Conference), opening: make(map[ID]chan struct{}),
		rings: make(map[string]ringing), pages: make(map[string][]RingListener), presences: newPresences(),
	}
}

// Restore brings back every conference that was running when the server
// stopped (P5).
func (d *Directory) Restore(ctx context.Context) error {
	live, err := d.leftovers(ctx)
	if err != nil {
		return err
	}
	for id := range live {
		_, err := d.open(ctx, id)
		if KindOf(err) == NotFound { // deleted while it ran
			err = d.dropLeftover(ctx, id)
		}
		if err != nil {
			d.cfg.Log.Error("conference cannot be restored", "conference", string(id), "error", err)
		}
	}
	return nil
}

// leftovers are the live states that were in the archive when the server
// started. They are read once: after that, what runs is in memory.
func (d *Directory) leftovers(ctx context.Context) (map[ID]json.RawMessage, error) {
	d.restoring.Lock()
	defer d.restoring.Unlock()
	if d.left == nil {
		live, err := d.cfg.Archive.Live(ctx)
		if err != nil {
			return nil, err
		}
		d.left = make(map[ID]json.RawMessage, len(live))
		maps.Copy(d.left, live)
	}
	return maps.Clone(d.left), nil
}

func (d *Directory) leftover(ctx context.Context, id ID) (json.RawMessage, error) {
	live, err := d.leftovers(ctx)
	return live[id], err
}

// taken forgets the live state of id: the conference runs again.
func (d *Directory) taken(id ID) {
	d.restoring.Lock()
	defer d.restoring.Unlock()
	delete(d.left, id)
}

// dropLeftover ends a conference that was not restored and never will be.
func (d *Directory) dropLeftover(ctx context.Context, id ID) error {
	raw, err := d.leftover(ctx, id)
	if err != nil || raw == nil {
		return err
	}
	d.taken(id)
	return d.cfg.Archive.Commit(ctx, id, nil, nil)
}

// Close suspends everything that runs: live states stay in the archive.
func (d *Directory) Close(ctx context.Context) error {
	d.mu.Lock()
	d.closed = true
	opening := slices.Collect(maps.Values(d.opening))
	d.mu.Unlock()
	for _, done := range opening {
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	all := d.Running()
	var wg sync.WaitGroup
	errs := make([]error, len(all))
	for i, c := range all {
		wg.Go(func() { errs[i] = c.Suspend(ctx) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// Features are what this server can do now, by its build and its settings.
func (d *Directory) Features() Features {
	f := d.cfg.Features
	f.Recording = f.Recording && d.cfg.Recording().Enabled
	return f
}

// Running returns the running conferences.
func (d *Directory) Running() []*Conference {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]*Conference, 0, len(d.running))
	for _, c := range d.running {
		all = append(all, c)
	}
	return all
}

// Live returns the running conference called id.
func (d *Directory) Live(id ID) (*Conference, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, ok := d.running[id]
	if !ok || c.over() {
		return nil, false
	}
	return c, true
}

// open returns the running conference, starting it if it is not running.
func (d *Directory) open(ctx context.Context, id ID) (*Conference, error) {
	for {
		d.mu.Lock()
		if d.closed {
			d.mu.Unlock()
			return nil, Refuse(Gone, "stopping", "The server is stopping.")
		}
		c := d.running[id]
		if c != nil && !c.over() {
			d.mu.Unlock()
			return c, nil
		}
		if c != nil { // just ended: the next run begins when this one is archived
			d.mu.Unlock()
			select {
			case <-c.Ended():
				d.forget(c)
				continue
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		wait := d.opening[id]
		if wait == nil {
			done := make(chan struct{})
			d.opening[id] = done
			d.mu.Unlock()
			return d.launch(ctx, id, done)
		}
		d.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// launch starts the loop of a conference that nobody else is starting.
func (d *Directory) launch(ctx context.Context, id ID, done chan struct{}) (*Conference, error) {
	c, err := d.load(ctx, id)
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.opening, id)
	close(done)
	if err != nil {
		return nil, err
	}
	d.running[id] = c
	go d.reap(c)
	return c, nil
}

// opened returns the running conference called id, also one that is just being
// started; nil if there is none.
func (d *Directory) opened(ctx context.Context, id ID) (*Conference, error) {
	for {
		d.mu.Lock()
		c, wait := d.running[id], d.opening[id]
		d.mu.Unlock()
		if c != nil || wait == nil {
			return c, nil
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// reap forgets c when it is over.
func (d *Directory) reap(c *Conference) {
	<-c.Ended()
	c.attendance.close()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running[c.id] != c { // somebody came and started it anew
		return
	}
	delete(d.running, c.id)
	for ring, r := range d.rings {
		if r.conference == c.id {
			delete(d.rings, ring)
		}
	}
}

// load makes the state of a conference from store and archive, and starts it.
func (d *Directory) load(ctx context.Context, id ID) (*Conference, error) {
	def, err := d.cfg.Definitions.Definition(ctx, string(id))
	if err != nil {
		return nil, err
	}
	seq, err := d.cfg.Archive.LastSeq(ctx, id)
	if err != nil {
		return nil, err
	}
	raw, err := d.leftover(ctx, id)
	if err != nil {
		return nil, err
	}
	s := newState(def, d.cfg.Now)
	s.ownerName, s.urlOf, s.budget = d.ownerName(ctx, def.Owner), d.cfg.URL, d.cfg.Guessing
	s.rearrange(def.Layout)
	s.limit, s.asks, s.seq, s.attendance = d.cfg.MaxParticipants(), d.cfg.ParticipationAsked(), seq, d.presences.attend()
	s.outside, s.streamURL = d.cfg.Outside, d.cfg.StreamURL
	s.ringTo, s.ringEnd = func(r *Ring, i Info) bool { return d.ring(id, r, i) }, d.ringOver
	if raw != nil {
		if err := s.restore(raw); err != nil {
			d.cfg.Log.Error("live state is lost", "conference", string(id), "error", err)
		}
		d.taken(id)
	}
	policy := d.cfg.Recording()
	s.can, s.language = d.cfg.Features, d.cfg.Language()
	if s.run == 0 {
		s.begin(seq)
		s.recordAtStart(policy)
		s.orderInvited(d.cfg.Calls(), d.ownerBarred(ctx, &def))
	} else {
		s.resumeRecording(policy)
	}
	return start(s, d.cfg), nil
}

func (d *Directory) ownerName(ctx context.Context, login string) string {
	p, err := d.cfg.People.Person(ctx, login)
	if err != nil {
		return login
	}
	return p.Name
}

// newState is the state of def with nobody inside.
func newState(def Definition, now func() time.Time) *state {
	return &state{
		id: def.ID, def: def, now: now, mode: def.Mode, maxSpeakers: max(def.MaxSpeakers, 1), layouts: def.Layout,
		gate: access.Gate{WaitingRoom: def.WaitingRoom}, members: make(map[ParticipantID]*member),
		added: make(map[string]bool), awaited: make(map[string]chan<- RingState), demoted: make(map[string]bool), urlOf: func(c CID) string { return string(c) },
		outside: func() Outside { return nil },
		ringTo:  func(*Ring, Info) bool { return false }, ringEnd: func(*Ring) {},
		budget: access.NewGuessing(access.GuessingConfig{}), viewsStale: true,
	}
}

// begin is the real start of a run. Runs are told apart by the number of their
// first event.
func (s *state) begin(seq uint64) {
	s.run, s.started = seq+1, s.now().UTC()
	started := struct {
		Name    string               `json:"name"`
		CID     CID                  `json:"cid"`
		Mode    Mode                 `json:"mode"`
		Owner   string               `json:"owner"`
		Call    bool                 `json:"call,omitempty"`
		Meeting *schedule.Occurrence `json:"meeting,omitempty"` // of the schedule, that is held
	}{s.def.Name, s.def.CID, s.mode, s.def.Owner, s.def.Call, nil}
	if o, ok := s.def.meeting(s.now()); ok {
		s.hold(o)
		started.Meeting = &o
	}
	s.append(Started, started)
}
