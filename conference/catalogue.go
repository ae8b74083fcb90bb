package conference

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"veche/conference/access"
	"veche/conference/layout"
)

// This file is the Directory's way to the stored definitions.

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

// Planned lists conferences with a schedule, as [Definitions] has it.
func (d *Directory) Planned(ctx context.Context, login string, from, to time.Time) ([]Definition, error) {
	return d.cfg.Definitions.Planned(ctx, login, from, to)
}

// Owned is how many conferences login owns, as [Definitions] has it.
func (d *Directory) Owned(ctx context.Context, login string) (int, error) {
	return d.cfg.Definitions.Owned(ctx, login)
}

// Create stores a new conference of owner and returns it complete.
func (d *Directory) Create(ctx context.Context, owner Person, def Definition) (Definition, error) {
	def.ID, def.Owner, def.Revision = NewID(), owner.Login, 1
	def.Created = d.cfg.Now().UTC()
	def.Updated = def.Created
	def.Invited = addedAt(def.Invited, nil, def.Created)
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
		if err == nil {
			d.changed(nil, &def)
			return def, d.record(ctx, &def, Created)
		}
		if chosen || try >= 5 || CodeOf(err) != "cid_taken" {
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
func (d *Definition) fillDefaults() {
	set := func(cond bool, fn func()) {
		if cond {
			fn()
		}
	}
	set(d.Access == "", func() { d.Access = Internal })                                   // G2
	set(d.Mode == "", func() { d.Mode = AllOnScreen })                                    // G3
	set(d.MaxSpeakers == 0, func() { d.MaxSpeakers = 4 })                                 // sample of F5
	set(d.WaitingCategory == "", func() { d.WaitingCategory = access.CategoryUnplanned }) // H4, H7
	set(d.Layout.Type == "", func() { d.Layout.Spec = layout.Spec{Type: layout.Grid, Content: true} })
	d.forgetSeats()
	d.Recording = d.Recording.WithDefaults()
	d.settlePlanning()
	if d.Invited == nil {
		d.Invited = []Invited{}
	}
}

// Change stores what fn makes of the definition, if it is still at revision (0:
// whatever it is), and lets the running conference know. fn returns a refusal.
func (d *Directory) Change(ctx context.Context, idOrCID string, revision int64, fn func(*Definition) error) (Definition, error) {
	return d.changeAnd(ctx, idOrCID, revision, fn, nil)
}

// changeAnd is Change; and, if it is given, is done in the turn in which the
// running conference learns of it.
func (d *Directory) changeAnd(ctx context.Context, idOrCID string, revision int64, fn func(*Definition) error, and func(*state)) (Definition, error) {
	for {
		def, err := d.cfg.Definitions.Definition(ctx, idOrCID)
		if err != nil {
			return def, err
		}
		if revision != 0 && def.Revision != revision {
			return def, Refuse(Conflict, "changed_meanwhile", "Somebody else has changed this conference meanwhile.")
		}
		before := def.clone()
		if err := fn(&def); err != nil {
			return def, err
		}
		def.ID, def.Revision, def.Created, def.Personal = before.ID, before.Revision, before.Created, before.Personal
		if def.Personal && def.Owner != before.Owner {
			return def, errPersonal
		}
		def.Updated = d.cfg.Now().UTC()
		def.Invited = addedAt(def.Invited, before.Invited, def.Updated)
		def.fillDefaults()
		if err := def.Validate(); err != nil {
			return def, err
		}
		if err := def.keepsForm(&before); err != nil {
			return def, err
		}
		stored, err := d.cfg.Definitions.ChangeDefinition(ctx, def)
		if KindOf(err) == Conflict && revision == 0 && errorCode(err) == "changed_meanwhile" && ctx.Err() == nil {
			continue // somebody was faster; the change is made again on his
		}
		if err != nil {
			return def, err
		}
		d.changed(&before, &stored)
		if stored.PIN != before.PIN {
			d.cfg.Guessing.PINChanged(string(stored.ID))
		}
		c, err := d.opened(ctx, stored.ID)
		if err != nil {
			return stored, err
		}
		if c != nil {
			return stored, c.define(ctx, stored, d.ownerName(ctx, stored.Owner), and)
		}
		return stored, d.record(ctx, &stored, Changed)
	}
}

func errorCode(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// Delete ends the conference if it runs and removes it.
func (d *Directory) Delete(ctx context.Context, id ID) error {
	def, err := d.cfg.Definitions.Definition(ctx, string(id))
	if err != nil {
		return err
	}
	// First the definition: nobody starts it again then.
	if err := d.cfg.Definitions.DeleteDefinition(ctx, id); err != nil {
		return err
	}
	d.changed(&def, nil)
	c, err := d.opened(ctx, id)
	if err != nil {
		return err
	}
	if c == nil {
		err = d.dropLeftover(ctx, id)
	} else {
		err = c.do(ctx, func(s *state) error { s.end(); return nil })
	}
	if err != nil && !errors.Is(err, ErrEnded) {
		return err
	}
	return d.record(ctx, &def, Deleted)
}

// changed tells whoever wants to know, with copies: what it is given may be kept.
func (d *Directory) changed(before, after *Definition) {
	if before != nil {
		c := before.clone()
		before = &c
	}
	if after != nil {
		c := after.clone()
		after = &c
	}
	d.cfg.Changed(before, after)
}

// record archives that something was done to a conference that does not run. A
// running one tells of itself.
func (d *Directory) record(ctx context.Context, def *Definition, typ EventType) error {
	release, err := d.keepStill(ctx, def.ID)
	if release == nil {
		return err
	}
	defer release()
	seq, err := d.cfg.Archive.LastSeq(ctx, def.ID)
	if err != nil {
		return err
	}
	live, err := d.leftover(ctx, def.ID)
	if err != nil {
		return err
	}
	info := infoOf(def, d.ownerName(ctx, def.Owner), "")
	info.PIN = ""
	return d.cfg.Archive.Commit(ctx, def.ID, []Event{{
		Seq: seq + 1, At: d.cfg.Now().UTC(), Type: typ, Data: marshal(struct {
			Conference Info `json:"conference"`
		}{info}),
	}}, live)
}

// keepStill keeps a conference from starting until release is called; release
// is nil when it runs.
func (d *Directory) keepStill(ctx context.Context, id ID) (release func(), err error) {
	for {
		d.mu.Lock()
		c, wait := d.running[id], d.opening[id]
		if c == nil && wait == nil {
			done := make(chan struct{})
			d.opening[id] = done
			d.mu.Unlock()
			return func() {
				d.mu.Lock()
				defer d.mu.Unlock()
				delete(d.opening, id)
				close(done)
			}, nil
		}
		d.mu.Unlock()
		if c != nil {
			if !c.over() {
				return nil, nil
			}
			wait = c.ended
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if c != nil {
			d.forget(c)
		}
	}
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
	if err := c.Moderates(ctx, by); err != nil {
		return Definition{}, err
	}
	ch := LiveChange{PIN: pin, CID: cid}
	return d.Change(ctx, string(id), 0, ch.redefine)
}
