package onvif_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/rtsp/onvif"
	"veche/rtsp/onvif/onviftest"
)

// shelf is a book of one.
type shelf struct{ entry book.Entry }

func (s *shelf) Camera(_ context.Context, id camera.ID) (book.Entry, error) {
	if id != s.entry.ID {
		return book.Entry{}, book.ErrUnknown
	}
	return s.entry, nil
}

func steering(t *testing.T, cfg onviftest.Config, hold time.Duration) (*onvif.Steering, *onviftest.Camera, *shelf) {
	t.Helper()
	cfg.Login, cfg.Password = "cam", "camsecret"
	sim, address := simulated(t, cfg)
	s := &shelf{book.Entry{ID: "A", Address: "rtsp://cam:camsecret@10.0.0.7/", Device: book.Device{Address: address, Profile: "sub"}, Revision: 1}}
	client := onvif.New(onvif.Config{Rule: loopback})
	k := onvif.NewSteering(client, s, hold, slog.New(slog.NewTextHandler(t.Output(), nil)))
	t.Cleanup(func() { k.Close(); client.Close() })
	return k, sim, s
}

// next waits for so many moves and returns the last.
func next(t *testing.T, sim *onviftest.Camera, n int) onviftest.Move {
	t.Helper()
	for deadline := time.After(30 * time.Second); ; {
		moves, more := sim.Moves()
		if len(moves) >= n {
			return moves[n-1]
		}
		select {
		case <-more:
		case <-deadline:
			t.Fatalf("only %+v", moves)
		}
	}
}

// Whoever holds a button may lose the network: the stop always comes.
func TestACameraThatIsNotToldToGoOnIsStopped(t *testing.T) {
	t.Parallel()
	k, sim, _ := steering(t, onviftest.Config{}, 100*time.Millisecond)
	must(t, k.Move(t.Context(), "A", camera.BySpeed, camera.Vector{Pan: 1}))
	if m := next(t, sim, 1); m.Action != "ContinuousMove" || m.Timeout != "PT5.000S" {
		t.Errorf("got %+v", m)
	}
	if m := next(t, sim, 2); m.Action != "Stop" {
		t.Errorf("got %+v", m)
	}
}

func TestACameraIsStoppedOnRequestAndAtTheEnd(t *testing.T) {
	t.Parallel()
	k, sim, _ := steering(t, onviftest.Config{}, time.Hour)
	for range 3 { // held: it is told once
		must(t, k.Move(t.Context(), "A", "", camera.Vector{Tilt: 1}))
	}
	must(t, k.Move(t.Context(), "A", "", camera.Vector{Tilt: -1}))
	must(t, k.Stop(t.Context(), "A"))
	must(t, k.Move(t.Context(), "A", "", camera.Vector{Zoom: 1}))
	must(t, k.Move(t.Context(), "A", "", camera.Vector{})) // is a stop
	must(t, k.Move(t.Context(), "A", "", camera.Vector{Zoom: 1}))
	k.Close()
	moves, _ := sim.Moves()
	got := ""
	for _, m := range moves {
		got += m.Action[:1]
	}
	if got != "CCSCSCS" {
		t.Errorf("got %+v", moves)
	}
}

func TestStepsPlacesAndPresets(t *testing.T) {
	t.Parallel()
	k, sim, _ := steering(t, onviftest.Config{}, 0)
	ctx := t.Context()
	o, err := k.Optics(ctx, "A")
	must(t, err)
	if !o.Movement.PanTilt || len(o.Presets) != 2 || o.Presets[0].Name != "Door" {
		t.Errorf("got %+v", o)
	}
	kept, err := k.Keep(ctx, "A", "Bed 4")
	must(t, err)
	must(t, k.GoTo(ctx, "A", kept.Token))
	must(t, k.Move(ctx, "A", camera.ByStep, camera.Vector{Pan: 0.2}))
	must(t, k.Move(ctx, "A", camera.ToPlace, camera.Vector{Zoom: 0.5}))
	if m := next(t, sim, 3); m.Action != "AbsoluteMove" || m.Vector.Zoom != 0.5 {
		t.Errorf("got %+v", m)
	}
}

func TestWhatCannotBeMovedIsSaid(t *testing.T) {
	t.Parallel()
	k, _, s := steering(t, onviftest.Config{Fixed: true}, 0)
	ctx := t.Context()
	refused := func(code string, err error) {
		t.Helper()
		if conference.CodeOf(err) != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
	refused("camera_fixed", k.Stop(ctx, "A"))
	refused("camera_unknown", k.Stop(ctx, "B"))
	refused("number_range", k.Move(ctx, "A", "", camera.Vector{Pan: 1.1}))
	refused("invalid", k.Move(ctx, "A", "jump", camera.Vector{Pan: 1}))
	_, err := k.Keep(ctx, "A", " ")
	refused("name_invalid", err)
	s.entry.Device.Login, s.entry.Device.Password, s.entry.Revision = "cam", "wrong", 2
	refused("camera_password", k.Stop(ctx, "A"))
	s.entry.Device.Address, s.entry.Revision = "http://127.0.0.1:1/", 3
	refused("camera_silent", k.Stop(ctx, "A"))
	s.entry.Device.Address, s.entry.Revision = "", 4
	refused("camera_fixed", k.Stop(ctx, "A"))
}
