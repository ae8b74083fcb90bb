//go:build cgo && avcodec

package main

import (
	"encoding/binary"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/camera"
	"veche/rtsp/rtsptest"
	"veche/sip/siptest"
)

// bars are those in the middle of what GStreamer's cameras show, in one of n windows,
// which cuts off the sides.
func bars(n, window int) map[[2]float64]siptest.Colour {
	return map[[2]float64]siptest.Colour{
		beside(n, window, -0.25): {G: 255, B: 255}, beside(n, window, 0): {G: 255}, beside(n, window, 0.2): siptest.Purple,
	}
}

// takes has a moderator take a camera into the conference.
func (r *room) takes(dial string) (k conference.Call) {
	r.t.Helper()
	r.must(http.MethodPost, "/live/participants", map[string]any{"dial": dial}, &k)
	return k
}

// camera is the first that is inside; nil for none.
func (l *liveRoom) camera() *conference.Participant {
	for i, p := range l.Participants {
		if p.Kind == access.KindRTSP {
			return &l.Participants[i]
		}
	}
	return nil
}

// does waits until the camera of the room does as is wanted.
func (r *room) does(want camera.State) (p conference.Participant) {
	r.t.Helper()
	eventually(r.t, "the camera is "+string(want), func() bool {
		live := r.live()
		c := live.camera()
		if c == nil || c.CameraState == nil {
			return false
		}
		p = *c
		return c.CameraState.State == want
	})
	return p
}

// Issue 5, "Shows" 1: the picture of a camera is in the call, and is back after the
// camera was switched off and on, without a hand.
func TestACameraIsInTheCallAndComesBack(t *testing.T) {
	t.Parallel()
	device := rtsptest.Start(t, rtsptest.Options{})
	s := startServer(t, t.TempDir())
	r := s.newRoom("771000001", nil)
	r.comes(t, boris)
	seen := r.views(t)
	began := time.Now()
	r.takes(device.URL("/h264b"))
	r.does(camera.Live)
	seen.shows(map[[2]float64]siptest.Colour{windows(2)[0]: boris.colour})
	seen.shows(bars(2, 1))
	t.Logf("the picture is there after %v", time.Since(began))

	device.Stop()
	gone := r.does(camera.NoSignal)
	if time.Since(gone.CameraState.Since) > time.Minute || gone.Link != conference.Online {
		t.Errorf("%+v since %v", gone, gone.CameraState.Since)
	}
	device.Again(t)
	back := r.does(camera.Live)
	if back.ID != gone.ID {
		t.Error("it has another seat")
	}
	seen.shows(bars(2, 1))

	r.must(http.MethodDelete, "/live/participants/"+string(back.ID), nil, nil)
	eventually(t, "the camera is gone", func() bool {
		live := r.live()
		return live.camera() == nil && len(live.Calls) == 0
	})
}

// The camera's own sound is heard, and a moderator switches it off and on. It is recorded
// as it is seen and heard.
func TestACameraIsHeardAndRecorded(t *testing.T) {
	t.Parallel()
	device := rtsptest.Start(t, rtsptest.Options{})
	s := startServer(t, t.TempDir())
	r := s.newRoom("771000002", nil)
	r.comes(t, boris)
	seen := r.views(t)
	r.takes(device.URL("/h264"))
	listens(t, "the viewer", seen.hears, 440)
	live := r.live()
	person := "/live/participants/" + string(live.camera().ID)
	r.must(http.MethodPatch, person, map[string]any{"microphone": false, "name": "The hall"}, nil)
	hushed(t, "the viewer", seen.hears, 440)
	r.must(http.MethodPatch, person, map[string]any{"microphone": true}, nil)
	listens(t, "the viewer", seen.hears, 440)
	if live := r.live(); live.camera().Name != "The hall" {
		t.Errorf("%+v", live.camera())
	}

	seen.shows(bars(2, 1))
	r.must(http.MethodPut, "/live/recording", nil, nil)
	eventually(t, "the recording has four seconds", func() bool {
		return slices.ContainsFunc(s.list(r.token, r.cid), func(r recordingFile) bool { return r.Running && r.Duration > 4 })
	})
	r.must(http.MethodDelete, "/live/recording", nil, nil)
	path := filepath.Join(t.TempDir(), "meeting.mp4")
	s.fetch(r.token, s.recordings(r.token, r.cid)[0].URL, path)
	const width, height = 640, 360
	picture := decoded(t, "ffmpeg", path, "-ss", "3", "-frames:v", "1", "-s", fmt.Sprintf("%dx%d", width, height), "-f", "rawvideo", "-pix_fmt", "rgb24")
	for at, colour := range bars(2, 1) {
		if p := picture[3*(int(at[1]*height)*width+int(at[0]*width)):]; !colour.Is(p[0], p[1], p[2]) {
			t.Errorf("at %v the recording shows %v, not %v", at, p[:3], colour)
		}
	}
	sound := decoded(t, "ffmpeg", path, "-ss", "2", "-t", "1", "-f", "s16le", "-ac", "1", "-ar", "48000")
	pcm := make([]int16, len(sound)/2)
	for i := range pcm {
		pcm[i] = int16(binary.LittleEndian.Uint16(sound[2*i:]))
	}
	for _, hertz := range []float64{440, boris.hertz} {
		if loudness := siptest.Tone(pcm, 48000, hertz); loudness < loud {
			t.Errorf("%v Hz are recorded with %v", hertz, loudness)
		}
	}
}

// A wrong password is said to be one; the right one takes the same seat. A camera that
// a list names waits (H2), and one that is taken by hand does not (H8).
func TestACameraSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	device := rtsptest.Start(t, rtsptest.Options{User: "cam", Password: "camsecret"})
	s := startServer(t, t.TempDir())
	r := s.newRoom("771000003", map[string]any{
		"waitingRoom": true, "waitingCategory": "unplanned_and_guests",
		"invited": []map[string]any{{"dial": device.URL("/h264only"), "name": "Hall"}},
	})
	r.must(http.MethodPost, "/start", nil, nil)
	eventually(t, "the camera of the list waits", func() bool {
		live := r.live()
		return len(live.Waiting) == 1 && live.Waiting[0].Name == "Hall" && live.Waiting[0].Kind == access.KindRTSP
	})
	r.takes(strings.Replace(device.URL("/h264"), "camsecret", "not-this", 1))
	bad := r.does(camera.WrongPassword)
	r.takes(device.URL("/h264"))
	if good := r.does(camera.Live); good.ID != bad.ID {
		t.Error("with the right password it has another seat")
	}
	var k struct{ Detail string }
	if status := r.do(http.MethodPost, "/live/participants", map[string]any{"dial": "rtsp://user:hidden@169.254.169.254/x"}, &k); status != http.StatusNotImplemented {
		t.Errorf("an address that is closed: %d %s", status, k.Detail)
	}
}
