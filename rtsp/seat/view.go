package seat

import (
	"context"
	"time"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/conference/dial"
)

// lookEvery is how often the book is asked whether a camera in it has another address,
// or another password.
const lookEvery = 10 * time.Second

// view is a camera that is watched, wherever the book says that it is.
type view struct {
	seats *Seats
	of    dial.Target
	to    *watcher

	at   dial.Target // that is watched; zero: none
	stop func()      // nil: nothing is watched
}

// look begins to watch the camera, at another place if it has moved.
func (v *view) look(ctx context.Context) {
	if v.stop != nil && v.of.Camera == "" {
		return
	}
	at, err := book.Resolve(ctx, v.seats.cfg.Book, v.of)
	switch {
	case conference.KindOf(err) == conference.NotFound:
		v.close()
		v.to.lost()
	case err != nil: // it stays where it was
		v.seats.cfg.Log.Error("the book of cameras cannot be read", "error", err)
	case at != v.at:
		v.close()
		v.at, v.stop = at, v.seats.cfg.Cameras.Watch(at, &shot{v.to, at.String()})
	}
}

func (v *view) close() {
	if v.stop != nil {
		v.stop()
	}
	v.at, v.stop = dial.Target{}, nil
}

// lost says that the camera is not in the book any more.
func (w *watcher) lost() {
	if w.state().State != camera.NotFound {
		w.State(camera.Status{State: camera.NotFound, Since: time.Now()})
	}
}
