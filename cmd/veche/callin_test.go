//go:build cgo && avcodec

package main

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"

	"veche/conference"
	"veche/sip/siptest"
)

// uri is how a number is dialled here; "" is the server itself.
func (s *testServer) uri(user, transport string) string {
	at := s.addresses["sip"]
	if transport == "tls" {
		at = s.addresses["sip_tls"]
	}
	if transport == "" {
		transport = "udp"
	}
	if user != "" {
		user += "@"
	}
	return fmt.Sprintf("sip:%s%s;transport=%s", user, at, transport)
}

// stranger is an account of nobody's here.
const stranger = `"Room 7" <sip:room7@127.0.0.1:PORT>;regint=0;audio_codecs=%s;video_codecs=%s`

// Issue 4, "Shows": a room system in a conference with two browsers and a PIN. All see
// and hear all, and the recording has all of them.
func TestARoomSystemMeetsBrowsers(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("1949195144", map[string]any{"pin": "756910"})
	r.comes(t, anna)
	r.comes(t, boris)
	var begun conference.RecordingInfo
	r.must(http.MethodPut, "/live/recording", nil, &begun)
	seen := r.views(t)

	b := siptest.StartBaresip(t, siptest.Telephone{Account: fmt.Sprintf(stranger, "PCMU", "H264"), Camera: true})
	b.Establishes(s.uri("001949195144,756910", ""))
	if p := r.called(); p.Name != "Room 7" || !p.Microphone || !p.Camera {
		t.Errorf("the caller is %+v", p)
	}
	two, three := windows(2), windows(3)
	b.Shows(map[[2]float64]siptest.Colour{two[0]: anna.colour, two[1]: boris.colour})
	seen.shows(map[[2]float64]siptest.Colour{
		three[0]: anna.colour, three[1]: boris.colour, beside(3, 2, -0.3): siptest.Yellow, beside(3, 2, 0.3): siptest.Purple,
	})
	listens(t, "the room", b.Hears, anna.hertz, boris.hertz)
	listens(t, "the viewer", seen.hears, anna.hertz, boris.hertz, 660)
	if own := b.Hears(660); own > quiet {
		t.Errorf("the room hears itself: %.3f", own)
	}
	already := s.length(r)
	eventually(t, "the recording has two seconds of it", func() bool { return s.length(r) > already+2 })
	r.must(http.MethodDelete, "/live/recording", nil, nil)
	b.Do("hangup")
	b.Await("CALL_CLOSED")
	eventually(t, "the caller has left", func() bool { live := r.live(); return live.caller() == nil })

	film := filepath.Join(t.TempDir(), "recording.mp4")
	eventually(t, "the recording is finished", func() bool {
		all := s.recordings(r.token, r.cid)
		if len(all) != 1 || all[0].Running {
			return false
		}
		s.fetch(r.token, all[0].URL, film)
		return true
	})
	recordingShows(t, film, map[[2]float64]siptest.Colour{
		three[0]: anna.colour, three[1]: boris.colour, beside(3, 2, -0.3): siptest.Yellow, beside(3, 2, 0.3): siptest.Purple,
	}, anna.hertz, boris.hertz, 660)
}

// length is how many seconds of a recording there are.
func (s *testServer) length(r *room) float64 {
	s.t.Helper()
	for _, f := range s.list(r.token, r.cid) {
		if f.Part == "" {
			return f.Duration
		}
	}
	return 0
}

// recordingShows looks for colours and tones in the last second of a file.
func recordingShows(t *testing.T, path string, colours map[[2]float64]siptest.Colour, tones ...float64) {
	t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal(err)
	}
	const w, h = 640, 360
	pixels := decoded(t, ffmpeg, path, "-vf", fmt.Sprintf("scale=%d:%d", w, h), "-f", "rawvideo", "-pix_fmt", "rgb24")
	pixels = pixels[max(0, len(pixels)-w*h*3*5):] // five pictures before the end
	for at, colour := range colours {
		if i := 3 * (int(at[1]*h)*w + int(at[0]*w)); i+2 >= len(pixels) || !colour.Is(pixels[i], pixels[i+1], pixels[i+2]) {
			t.Errorf("the recording has %v at %v, want %v", pixels[i:i+3], at, colour)
		}
	}
	raw := decoded(t, ffmpeg, path, "-ac", "1", "-ar", "48000", "-f", "s16le")
	pcm := make([]int16, len(raw)/2)
	for i := range pcm {
		pcm[i] = int16(uint16(raw[2*i]) | uint16(raw[2*i+1])<<8)
	}
	pcm = pcm[max(0, len(pcm)-48000):]
	for _, hertz := range tones {
		if siptest.Tone(pcm, 48000, hertz) < loud {
			t.Errorf("the recording has no %v Hz", hertz)
		}
	}
}
