package onvif

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/camera/book"
)

// Steering moves the cameras of a book. What was set moving is stopped: when it is asked
// for, or when nobody has asked to move it on for a while.
type Steering struct {
	client *Client
	book   book.Finder
	hold   time.Duration
	log    *slog.Logger

	ctx     context.Context // the life of it
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu      sync.Mutex
	cameras map[camera.ID]*steered
}

var _ camera.Steering = (*Steering)(nil)

const (
	// usualHold is for how long a camera goes on without being told again.
	usualHold = 1500 * time.Millisecond
	// deviceHold is for how long it goes on without us.
	deviceHold = 5 * time.Second
	// orderLimit is how long one order may take.
	orderLimit = 8 * time.Second
	// stopTries are made to stop a camera.
	stopTries = 3
	// knownFor is how long what a device can do is taken for true.
	knownFor = 5 * time.Minute
)

// NewSteering returns one that Close ends. hold is for how long a camera goes on without
// being told again; 0: 1.5 s.
func NewSteering(client *Client, cameras book.Finder, hold time.Duration, log *slog.Logger) *Steering {
	if hold == 0 {
		hold = usualHold
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &Steering{client: client, book: cameras, hold: hold, log: log, ctx: ctx, cancel: cancel, cameras: make(map[camera.ID]*steered)}
}

// Close stops what moves, and ends.
func (s *Steering) Close() {
	s.mu.Lock()
	s.cancel()
	s.mu.Unlock()
	s.running.Wait()
}

// steered is one camera.
type steered struct {
	turn chan struct{} // one order at a time

	// With the turn:
	device   *Device
	optics   *Optics
	revision int64
	known    time.Time

	// With Steering.mu:
	until   time.Time // it moves, and is to be stopped then; zero: it does not
	told    time.Time // when it was last told to
	vector  camera.Vector
	watched bool // somebody waits to stop it
}

// of finds the camera id, as it was or new.
func (s *Steering) of(id camera.ID) *steered {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.cameras[id]
	if k == nil {
		k = &steered{turn: make(chan struct{}, 1)}
		s.cameras[id] = k
	}
	return k
}

// with runs fn with the device of camera id, in its turn.
func (s *Steering) with(ctx context.Context, id camera.ID, fn func(context.Context, *Device, *Optics) error) error {
	ctx, cancel := context.WithTimeout(ctx, orderLimit)
	defer cancel()
	e, err := s.book.Camera(ctx, id)
	if err != nil {
		return err
	}
	if e.Device.Address == "" {
		return errFixed
	}
	k := s.of(id)
	select {
	case k.turn <- struct{}{}:
	case <-ctx.Done():
		return errSilent
	}
	defer func() { <-k.turn }()
	if err := k.reach(ctx, s.client, &e); err != nil {
		return s.refusal(id, err)
	}
	if err := fn(ctx, k.device, k.optics); err != nil {
		k.known = time.Time{} // it may have changed
		return s.refusal(id, err)
	}
	return nil
}

// reach asks the device what it can do, unless that is known.
func (k *steered) reach(ctx context.Context, client *Client, e *book.Entry) error {
	if k.revision == e.Revision && client.now().Sub(k.known) < knownFor {
		return nil
	}
	name, password := e.Credentials()
	d, err := client.Open(ctx, e.Device.Address, name, password)
	if err != nil {
		return err
	}
	profiles, err := d.Profiles(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(profiles, func(p Profile) bool { return p.Moves && p.Token == e.Device.Profile })
	if i < 0 {
		i = slices.IndexFunc(profiles, func(p Profile) bool { return p.Moves })
	}
	if i < 0 {
		return ErrNotOffered
	}
	o, err := d.Optics(ctx, profiles[i])
	if err != nil {
		return err
	}
	k.device, k.optics, k.revision, k.known = d, o, e.Revision, client.now()
	return nil
}

// Refusals, for people.
var (
	errFixed    = conference.Refuse(conference.Conflict, "camera_fixed", "This camera cannot be moved from here.")
	errSilent   = conference.Refuse(conference.Unavailable, "camera_silent", "The camera does not answer. Try again in a moment.")
	errPassword = conference.Refuse(conference.Unavailable, "camera_password", "The camera does not take the password that is kept for it.")
	errVector   = &conference.Error{Kind: conference.Invalid, Code: "number_range", Field: "pan", Detail: "Pan, tilt and zoom go from -1 to 1."}
	errWay      = &conference.Error{Kind: conference.Invalid, Code: "invalid", Field: "by", Detail: "A camera is moved by speed or step, or to a place."}
)

// refusal is err as people are told of it.
func (s *Steering) refusal(id camera.ID, err error) error {
	switch {
	case conference.KindOf(err) != "":
		return err
	case errors.Is(err, ErrNotOffered):
		return errFixed
	case errors.Is(err, ErrPassword):
		return errPassword
	}
	s.log.Info("a camera was not moved", "camera", string(id), "error", err)
	return errSilent
}

// Optics implements [camera.Steering].
func (s *Steering) Optics(ctx context.Context, id camera.ID) (found camera.Optics, err error) {
	err = s.with(ctx, id, func(ctx context.Context, d *Device, o *Optics) error {
		found = camera.Optics{Movement: o.Movement(), Presets: []camera.Preset{}}
		if !found.Movement.Presets {
			return nil
		}
		found.Presets, err = d.Presets(ctx, o)
		return err
	})
	return found, err
}

// Move implements [camera.Steering].
func (s *Steering) Move(ctx context.Context, id camera.ID, by camera.Way, v camera.Vector) error {
	if !v.Valid() {
		return errVector
	}
	switch by {
	case camera.ByStep:
		return s.with(ctx, id, func(ctx context.Context, d *Device, o *Optics) error { return d.Step(ctx, o, v) })
	case camera.ToPlace:
		return s.with(ctx, id, func(ctx context.Context, d *Device, o *Optics) error { return d.Place(ctx, o, v) })
	case camera.BySpeed, "":
		if v == (camera.Vector{}) {
			return s.Stop(ctx, id)
		}
		return s.move(ctx, id, v)
	}
	return errWay
}

// move sets the camera moving, or keeps it moving. Who holds a button says so again and
// again; the device hears of it when that is needed.
func (s *Steering) move(ctx context.Context, id camera.ID, v camera.Vector) error {
	k := s.of(id)
	if s.goesOn(k, v) {
		return nil
	}
	return s.with(ctx, id, func(ctx context.Context, d *Device, o *Optics) error {
		s.begin(id, k, v) // before: whatever becomes of the order, it is stopped
		return d.Move(ctx, o, v, deviceHold)
	})
}

// goesOn lets k move on as it does; false: it has to be told.
func (s *Steering) goesOn(k *steered, v camera.Vector) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if k.until.IsZero() || now.After(k.until) || k.vector != v || now.Sub(k.told) > deviceHold/2 {
		return false
	}
	k.until = now.Add(s.hold)
	return true
}

// begin notes that k is told to move, and sees to it that it stops. It is called in the
// turn of k.
func (s *Steering) begin(id camera.ID, k *steered, v camera.Vector) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k.told, k.vector = time.Now(), v
	k.until = k.told.Add(s.hold)
	if k.watched || s.ctx.Err() != nil {
		return
	}
	k.watched = true
	s.running.Go(func() { s.watch(id, k) })
}

// watch stops k when it was not told to go on, and when the server ends.
func (s *Steering) watch(id camera.ID, k *steered) {
	for tries := 0; ; {
		left, moves := s.left(k)
		if !moves {
			return
		}
		if left > 0 {
			wait(s.ctx, left)
			continue
		}
		err := s.halt(id, k)
		if tries++; err != nil && tries < stopTries && s.ctx.Err() == nil {
			wait(s.ctx, s.hold/2)
			continue
		}
		if err != nil {
			s.log.Warn("a camera that moves was not stopped; it stops by itself", "camera", string(id), "error", err)
			s.forget(k)
		}
	}
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// left is for how long k may go on; it is not watched any more when it does not move.
func (s *Steering) left(k *steered) (left time.Duration, moves bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k.until.IsZero() {
		k.watched = false
		return 0, false
	}
	if s.ctx.Err() != nil {
		return 0, true
	}
	return time.Until(k.until), true
}

// forget takes k for one that does not move.
func (s *Steering) forget(k *steered) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k.until = time.Time{}
}

// halt stops k, unless it was told to go on meanwhile. It outlives the server's end.
func (s *Steering) halt(id camera.ID, k *steered) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), orderLimit)
	defer cancel()
	if s.ctx.Err() != nil {
		ctx, cancel = context.WithTimeout(ctx, lastLimit)
		defer cancel()
	}
	return s.with(ctx, id, func(ctx context.Context, d *Device, o *Optics) error {
		if left, moves := s.left(k); !moves || left > 0 {
			return nil
		}
		if err := d.Stop(ctx, o); err != nil {
			return err
		}
		s.forget(k)
		return nil
	})
}

// lastLimit is how long a stop may take at the end of the server.
const lastLimit = 300 * time.Millisecond

// Stop implements [camera.Steering].
func (s *Steering) Stop(ctx context.Context, id camera.ID) error {
	k := s.of(id)
	return s.with(ctx, id, func(ctx context.Context, d *Device, o *Optics) error {
		if err := d.Stop(ctx, o); err != nil {
			return err // who watches tries again
		}
		s.forget(k)
		return nil
	})
}

// GoTo implements [camera.Steering].
func (s *Steering) GoTo(ctx context.Context, id camera.ID, preset string) error {
	return s.with(ctx, id, func(ctx context.Context, d *Device, o *Optics) error { return d.GoTo(ctx, o, preset) })
}

// Keep implements [camera.Steering].
func (s *Steering) Keep(ctx context.Context, id camera.ID, name string) (kept camera.Preset, err error) {
	name = readable(name)
	if name == "" {
		return kept, errName
	}
	err = s.with(ctx, id, func(ctx context.Context, d *Device, o *Optics) error {
		kept, err = d.Keep(ctx, o, name)
		return err
	})
	return kept, err
}

var errName = &conference.Error{Kind: conference.Invalid, Code: "name_invalid", Field: "name", Detail: "A name has 1 to 100 characters."}
