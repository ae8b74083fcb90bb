package camera

import (
	"context"
	"sync"
	"time"

	"veche/conference/camera"
	"veche/media/codec"
)

// visit is the device's side of one connection to a camera, from the first word to the last.
type visit struct {
	*device
	connection *connection

	// turns are taken by what the connection brings and by the loop. Whose it is owns what
	// follows, and what the loop of the device does.
	turns    sync.Mutex
	meter    meter
	playing  bool      // the camera has said that it sends
	last     time.Time // when a picture came, or sound of a camera without; or it began to play
	pictures bool      // there are to be some
	by       Transport // how they come
	kept     time.Time // when a picture was kept
}

func newVisit(d *device) *visit {
	v := &visit{device: d, meter: meter{since: time.Now()}}
	v.connection = newConnection(d, v.deliver)
	return v
}

// run hands on what the connection brings until it ends; the error says why.
func (v *visit) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- v.connection.run(ctx) }()
	err := v.loop(ctx, ended)
	cancel()
	if left := <-ended; err == nil {
		err = left
	}
	return err
}

// loop returns when the connection has ended, and leaves its error where it is, or when
// it is to be ended.
func (v *visit) loop(ctx context.Context, ended chan error) error {
	tick := time.NewTicker(v.tick())
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-v.wake:
			v.inTurn(v.greet)
		case now := <-tick.C:
			if v.abandoned() {
				return context.Canceled
			}
			var err error
			v.inTurn(func() { err = v.lookAfter(now) })
			if err != nil {
				return err
			}
		case err := <-ended:
			ended <- err
			return nil
		}
	}
}

func (v *visit) inTurn(do func()) {
	v.turns.Lock()
	defer v.turns.Unlock()
	do()
}

// deliver hands on what the connection brings.
func (v *visit) deliver(u *unit) {
	v.turns.Lock()
	defer v.turns.Unlock()
	v.greet()
	switch {
	case u.description != nil:
		v.describe(u.description)
	case u.playing:
		v.playing, v.last = true, time.Now()
	case u.picture != codec.None:
		v.meter.pictures++
		v.alive()
		v.keep(u)
		v.each(func(k Sink) { k.Picture(u.picture, u.data, u.pts) })
	default:
		if !v.pictures {
			v.alive()
		}
		v.each(func(k Sink) { k.Sound(u.sound, u.data, u.pts) })
	}
	v.connection.unwatched.Store(v.playing && !v.isWatched())
}

// isWatched tells whether anybody sees or hears what comes.
func (v *visit) isWatched() (yes bool) {
	v.each(func(k Sink) { yes = yes || k.Watched() })
	return yes
}

// describe notes what is to come.
func (v *visit) describe(s *description) {
	v.pictures, v.by = s.video != codec.None, s.transport
	v.checkCertificate(s.certificate)
	v.sets = s.sets
	v.note(func(i *Info) {
		if i.Video != s.video {
			i.Key, i.KeyAt, i.Width, i.Height = nil, time.Time{}, 0, 0
		}
		i.Video, i.Sound, i.Transport, i.Certificate = s.video, s.sound, s.transport, s.certificate
	})
	if len(s.sets) > 0 {
		v.each(func(k Sink) { k.ParameterSets(s.sets) })
	}
}

// checkCertificate warns of a certificate that is another than before.
func (v *visit) checkCertificate(fingerprint string) {
	if v.trusted != "" && v.trusted != fingerprint {
		v.log.Warn("a camera has another certificate than before", "before", v.trusted, "now", fingerprint)
	}
	v.trusted = fingerprint
}

// alive notes that the camera is live.
func (v *visit) alive() {
	v.playing, v.last = true, time.Now()
	if v.info().State == camera.Live {
		return
	}
	v.note(func(i *Info) { i.Problem = "" })
	v.turn(camera.Live, v.last)
}

// keepEach is how often a picture is kept.
const keepEach = time.Second

// keep notes a picture that can be decoded by itself.
func (v *visit) keep(u *unit) {
	now := time.Now()
	if !u.key || now.Sub(v.kept) < keepEach {
		return
	}
	v.kept = now
	key := withSets(u.picture, u.data, v.sets)
	width, height := pictureSize(u.picture, key)
	v.note(func(i *Info) {
		i.Key, i.KeyAt = key, now
		if width > 0 && height > 0 {
			i.Width, i.Height = width, height
		}
	})
}

// lookAfter is called now and then: it takes the rates, and finds out when nothing comes.
func (v *visit) lookAfter(now time.Time) error {
	c := v.connection
	pictures, bits, ok := v.meter.look(c.bytes.Load(), now)
	v.note(func(i *Info) {
		i.Lost, i.Dropped = c.lost.Load(), c.dropped.Load()
		if ok {
			i.Rate, i.Bits = pictures, bits
		}
	})
	if !v.playing {
		return nil
	}
	switch silence := time.Since(v.last); {
	case c.packets.Load() == 0 && v.by == UDP && silence >= v.cfg.Timing.Quiet/2:
		return &trouble{camera.NoSignal, "nothing comes by UDP", nil}
	case silence >= v.cfg.Timing.Silent:
		return &trouble{camera.NoSignal, "nothing comes", nil}
	case silence >= v.cfg.Timing.Quiet:
		v.turn(camera.NoSignal, v.last)
	}
	return nil
}
