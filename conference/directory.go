package conference

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"veche/conference/access"
	"veche/conference/layout"
)

// Directory knows every conference of the server: those stored and, of these,
// the running ones. Its methods are safe for concurrent use.
type Directory struct {
	cfg     Config
	mu      sync.Mutex
	running map[ID]*Conference
	opening map[ID]chan struct{} // closed when the attempt is over
	closed  bool
	rings   map[string]ID             // ring id → conference
	pages   map[string][]RingListener // login → open pages

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
	Log           *slog.Logger
	Now           func() time.Time // nil: time.Now
}

// RingListener is an open page of a signed-in person.
type RingListener interface {
	// Ring tells of a call; it must not block.
	Ring(r Ring, conference Info)
	// RingOver tells that it is over: answered elsewhere, cancelled or too late.
	RingOver(ring string)
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
	if cfg.Guessing == nil {
		cfg.Guessing = access.NewGuessing(access.GuessingConfig{})
	}
	return &Directory{
		cfg: cfg, running: make(map[ID]*Conference), opening: make(map[ID]chan struct{}),
		rings: make(map[string]ID), pages: make(map[string][]RingListener),
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
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running[c.id] != c { // somebody came and started it anew
		return
	}
	delete(d.running, c.id)
	for ring, id := range d.rings {
		if id == c.id {
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
	s.limit, s.seq = d.cfg.MaxParticipants(), seq
	s.ringTo, s.ringEnd = func(r *Ring, i Info) bool { return d.ring(id, r, i) }, d.ringOver
	if raw != nil {
		if err := s.restore(raw); err != nil {
			d.cfg.Log.Error("live state is lost", "conference", string(id), "error", err)
		}
		d.taken(id)
	}
	if s.run == 0 {
		s.begin(seq)
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
		id: def.ID, def: def, now: now, mode: def.Mode, maxSpeakers: max(def.MaxSpeakers, 1), layout: def.Layout,
		gate: access.Gate{WaitingRoom: def.WaitingRoom}, members: make(map[ParticipantID]*member),
		added: make(map[string]bool), urlOf: func(c CID) string { return string(c) },
		ringTo: func(*Ring, Info) bool { return false }, ringEnd: func(*Ring) {},
		budget: access.NewGuessing(access.GuessingConfig{}), viewsStale: true, quiet: [2]bool{true, true},
	}
}

// begin is the real start of a run. Runs are told apart by the number of their
// first event.
func (s *state) begin(seq uint64) {
	s.run, s.started = seq+1, s.now().UTC()
	s.append(Started, struct {
		Name string `json:"name"`
		CID  CID    `json:"cid"`
		Mode Mode   `json:"mode"`
	}{s.def.Name, s.def.CID, s.mode})
}

// Find returns the definition behind an ID or CID, and the running conference
// if it runs.
func (d *Directory) Find(ctx context.Context, idOrCID string) (Definition, *Conference, error) {
	def, err := d.cfg.Definitions.Definition(ctx, idOrCID)
	if err != nil {
		return def, nil, err
	}
	c, _ := d.Live(def.ID)
	return def, c, nil
}

// Definitions lists stored conferences.
func (d *Directory) Definitions(ctx context.Context, q Query) (Page, error) {
	return d.cfg.Definitions.Definitions(ctx, q)
}

// Create stores a new conference of owner and returns it complete.
func (d *Directory) Create(ctx context.Context, owner Person, def Definition) (Definition, error) {
	def.ID, def.Owner, def.Revision = NewID(), owner.Login, 1
	def.Created = d.cfg.Now().UTC()
	def.Updated = def.Created
	def.fillDefaults()
	chosen := def.CID != ""
	for try := 0; ; try++ {
		if !chosen {
			def.CID = newCID()
		}
		if err := def.Validate(); err != nil {
			return def, err
		}
		err := d.cfg.Definitions.CreateDefinition(ctx, def)
		if err == nil || chosen || try >= 5 || KindOf(err) != Conflict {
			return def, err
		}
	}
}

// newCID is ten random digits that do not begin with 0 (P2).
func newCID() CID {
	const digits = "0123456789"
	b := make([]byte, 10)
	for i := range b {
		b[i] = digits[rand.IntN(10)] // a number, not a secret: the PIN protects
	}
	if b[0] == '0' {
		b[0] = digits[1+rand.IntN(9)]
	}
	return CID(b)
}

// fillDefaults sets what is left empty to what the requirements say.
func (def *Definition) fillDefaults() {
	set := func(cond bool, fn func()) {
		if cond {
			fn()
		}
	}
	set(def.Access == "", func() { def.Access = Internal })                                   // G2
	set(def.Mode == "", func() { def.Mode = AllOnScreen })                                    // G3
	set(def.MaxSpeakers == 0, func() { def.MaxSpeakers = 4 })                                 // sample of F5
	set(def.WaitingCategory == "", func() { def.WaitingCategory = access.CategoryUnplanned }) // H4, H7
	set(def.Layout.Type == "", func() { def.Layout = layout.Spec{Type: layout.Grid, Windows: 16} })
	if def.Invited == nil {
		def.Invited = []Invited{}
	}
}

// Change stores what fn makes of the definition, if it is still at revision (0:
// whatever it is), and lets the running conference know. fn returns a refusal.
func (d *Directory) Change(ctx context.Context, idOrCID string, revision int64, fn func(*Definition) error) (Definition, error) {
	for {
		def, err := d.cfg.Definitions.Definition(ctx, idOrCID)
		if err != nil {
			return def, err
		}
		if revision != 0 && def.Revision != revision {
			return def, Refuse(Conflict, "changed_meanwhile", "Somebody else has changed this conference meanwhile.")
		}
		before := def
		before.Invited = slices.Clone(def.Invited)
		if err := fn(&def); err != nil {
			return def, err
		}
		def.ID, def.Revision, def.Created = before.ID, before.Revision, before.Created
		def.Updated = d.cfg.Now().UTC()
		def.fillDefaults()
		if err := def.Validate(); err != nil {
			return def, err
		}
		stored, err := d.cfg.Definitions.ChangeDefinition(ctx, def)
		if KindOf(err) == Conflict && revision == 0 && errorCode(err) == "changed_meanwhile" && ctx.Err() == nil {
			continue // somebody was faster; the change is made again on his
		}
		if err != nil {
			return def, err
		}
		if stored.PIN != before.PIN {
			d.cfg.Guessing.PINChanged(string(stored.ID))
		}
		c, err := d.opened(ctx, stored.ID)
		if c != nil {
			err = c.define(ctx, stored, d.ownerName(ctx, stored.Owner))
		}
		return stored, err
	}
}

func errorCode(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// define takes up a changed definition while the conference runs. What a
// moderator changed live (mode, layout, waiting room, roles) stays unless the
// owner changed the same setting.
func (c *Conference) define(ctx context.Context, after Definition, ownerName string) error {
	// It is stored: the conference learns of it whether or not somebody waits.
	_, seq, err := askSeq(context.WithoutCancel(ctx), c, func(s *state) (struct{}, error) {
		s.define(after, ownerName)
		return struct{}{}, nil
	})
	if errors.Is(err, ErrEnded) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.commit.wait(ctx, seq)
}

func (s *state) define(after Definition, ownerName string) {
	before := s.def
	if after.Revision < before.Revision {
		return // a later change came first, and holds this one
	}
	s.def, s.ownerName = after, ownerName
	if before.Mode != after.Mode {
		s.mode = after.Mode
	}
	if before.MaxSpeakers != after.MaxSpeakers {
		s.maxSpeakers = after.MaxSpeakers
	}
	if before.Layout != after.Layout {
		s.layout = after.Layout
	}
	if before.WaitingRoom != after.WaitingRoom && len(s.waiting) == 0 {
		s.gate.WaitingRoom = after.WaitingRoom
	}
	if before.Mode != after.Mode || before.MaxSpeakers != after.MaxSpeakers {
		s.settlePodium()
	}
	var others []*member // who may more or less than before
	for _, id := range s.order {
		m := s.members[id]
		could := permissionsOf(&before, m)
		s.redefine(m, &before)
		if could != permissionsOf(&s.def, m) {
			others = append(others, m)
		}
	}
	s.viewsStale = true
	s.infoChanged()
	for _, m := range others {
		s.tellYou(m)
	}
}

// redefine gives m what the owner's change means for him.
func (s *state) redefine(m *member, before *Definition) {
	was := m.Participant
	m.Owner = m.Login != "" && m.Login == s.def.Owner
	i, _ := s.def.InvitedLogin(m.Login)
	if o, _ := before.InvitedLogin(m.Login); o.Moderator != i.Moderator && !m.Given {
		m.Moderator = i.Moderator
	}
	s.clamp(m)
	if m.Participant != was {
		s.emitChanged(m)
	}
}

// clamp switches off what m may not send.
func (s *state) clamp(m *member) {
	p := permissionsOf(&s.def, m)
	m.Microphone = m.Microphone && p.SendAudio
	m.Camera = m.Camera && p.SendVideo
	m.Screen = m.Screen && p.ShareContent
}

// Delete ends the conference if it runs and removes it.
func (d *Directory) Delete(ctx context.Context, id ID) error {
	// First the definition: nobody starts it again then.
	if err := d.cfg.Definitions.DeleteDefinition(ctx, id); err != nil {
		return err
	}
	c, err := d.opened(ctx, id)
	if err != nil {
		return err
	}
	if c == nil {
		return d.dropLeftover(ctx, id)
	}
	if err := c.do(ctx, func(s *state) error { s.end(); return nil }); err != nil && !errors.Is(err, ErrEnded) {
		return err
	}
	return nil
}

// Start starts a conference that is not running.
func (d *Directory) Start(ctx context.Context, id ID) (*Conference, error) { return d.open(ctx, id) }

// SetAccess changes PIN and CID of a running conference (K1-K4). pin nil
// leaves it, "" removes it, "new" makes one; cid "" leaves it.
func (d *Directory) SetAccess(ctx context.Context, id ID, by Actor, pin *string, cid CID) (Definition, error) {
	c, ok := d.Live(id)
	if !ok {
		return Definition{}, ErrEnded
	}
	if _, err := ask(ctx, c, func(s *state) (struct{}, error) { return struct{}{}, s.moderates(by) }); err != nil {
		return Definition{}, err
	}
	return d.Change(ctx, string(id), 0, func(def *Definition) error {
		switch {
		case pin == nil:
		case *pin == "new":
			def.PIN = access.NewPIN()
		default:
			def.PIN = access.PIN(*pin)
		}
		if cid != "" {
			def.CID = cid
		}
		return nil
	})
}
