//go:build cgo && avcodec

package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/media/client"
)

// streamed is a meeting with rtspOutput and two who publish: a red picture with 440 Hz,
// and a blue one with 1000 Hz.
type streamed struct {
	*testServer
	ctx   context.Context //nolint:containedctx // of the test
	token string
	path  string // of the conference in the API
}

func newStreamed(t *testing.T, settings map[string]any, args ...string) *streamed {
	t.Helper()
	ffmpeg := needed(t, "ffmpeg")
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	s := &streamed{testServer: startServer(t, t.TempDir(), args...), ctx: ctx, path: "/api/v1/conferences/show"}
	s.token, _ = s.signIn("admin", testPassword)
	def := map[string]any{"name": "Show", "cid": "show", "access": "public", "rtspOutput": true}
	maps.Copy(def, settings)
	if status := s.call(http.MethodPost, "/api/v1/conferences", s.token, def, nil); status != http.StatusCreated {
		t.Fatalf("the conference cannot be made: %d", status)
	}
	for _, source := range []struct {
		colour string
		hertz  int
	}{{"red", 440}, {"blue", 1000}} {
		video, audio := clip(t, ffmpeg, source.colour, source.hertz)
		to := client.Endpoint{URL: "http://" + s.addresses["http"] + s.path + "/whip?name=" + source.colour}
		if pin, ok := def["pin"].(string); ok {
			to.Bearer = pin
		}
		playClip(ctx, t, &to, video, audio)
	}
	return s
}

func needed(tb testing.TB, program string) string {
	tb.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		tb.Fatalf("%s is needed; make test installs it", program)
	}
	return path
}

// clip is a picture of one colour and a tone.
func clip(t *testing.T, ffmpeg, colour string, hertz int) (video, audio string) {
	t.Helper()
	dir := t.TempDir()
	video, audio = filepath.Join(dir, "picture.ivf"), filepath.Join(dir, "tone.ogg")
	makeMedia(t, ffmpeg, "color=c="+colour+":size=320x180:rate=25", "-c:v", "libvpx", "-b:v", "300k", "-g", "25", video)
	makeMedia(t, ffmpeg, fmt.Sprintf("sine=frequency=%d:sample_rate=48000", hertz), "-c:a", "libopus", "-page_duration", "20000", audio)
	return video, audio
}

// url of the stream; userinfo such as "x:pin@", or "".
func (s *streamed) url(userinfo, query string) string {
	return "rtsp://" + userinfo + s.addresses["rtsp"] + "/c/show/" + query
}

// seen is what a player makes of four seconds of the stream: whether both halves of its
// last picture have the colours of those in it, and both tones are heard.
func (s *streamed) seen(args ...string) string {
	dir := s.t.TempDir()
	picture, sound := filepath.Join(dir, "picture"), filepath.Join(dir, "sound")
	args = append([]string{"-v", "error", "-nostdin", "-y"}, args...)
	args = append(args, "-map", "0:v", "-t", "4", "-vf", "scale=64:36", "-f", "rawvideo", "-pix_fmt", "rgb24", picture)
	args = append(args, "-map", "0:a", "-t", "4", "-ac", "1", "-ar", "8000", "-f", "s16le", sound)
	if out, err := exec.CommandContext(s.ctx, "ffmpeg", args...).CombinedOutput(); err != nil {
		return fmt.Sprintf("ffmpeg: %v: %s", err, out)
	}
	pixels, err := os.ReadFile(picture)
	const frame = 64 * 36 * 3
	if err != nil || len(pixels) < frame {
		return "no picture"
	}
	pixels = pixels[len(pixels)-frame:]
	left, right := pixels[(18*64+16)*3:], pixels[(18*64+48)*3:]
	if left[0] < 150 || left[2] > 100 || right[0] > 100 || right[2] < 150 {
		return fmt.Sprintf("the picture is %v and %v, want red and blue", left[:3], right[:3])
	}
	pcm, err := os.ReadFile(sound)
	if err != nil {
		return err.Error()
	}
	for _, hertz := range []float64{440, 1000} {
		if got := strength(pcm, hertz); got < 0.02 {
			return fmt.Sprintf("%v Hz has a strength of %.4f in %d bytes", hertz, got, len(pcm))
		}
	}
	return ""
}

// strength of a tone in the last second of 16-bit samples at 8 kHz.
func strength(pcm []byte, hertz float64) float64 {
	pcm = pcm[max(0, len(pcm)-16000):]
	var re, im float64
	n := len(pcm) / 2
	for i := range n {
		v := float64(int16(uint16(pcm[2*i])|uint16(pcm[2*i+1])<<8)) / 32768
		at := 2 * math.Pi * hertz * float64(i) / 8000
		re, im = re+v*math.Cos(at), im+v*math.Sin(at)
	}
	return math.Hypot(re, im) / float64(max(n, 1))
}

// The "Shows" 2 and C20: ffprobe names the codecs of a running meeting, and
// ffmpeg sees and hears those in it.
func TestAMeetingIsReadAsAStream(t *testing.T) {
	t.Parallel()
	s := newStreamed(t, nil)
	codecs := func(url string) string {
		out, err := exec.CommandContext(s.ctx, needed(t, "ffprobe"), "-v", "error", "-show_entries", "stream=codec_name",
			"-of", "csv=p=0", url).CombinedOutput()
		if err != nil {
			return err.Error() + ": " + string(out)
		}
		return strings.Join(strings.Fields(string(out)), " ")
	}
	for query, want := range map[string]string{
		"": "h264 aac", "?audio=opus&video=360": "h264 opus", "?audio=pcma": "h264 pcm_alaw", "?video=none&audio=pcmu": "pcm_mulaw", "?audio=none": "h264",
	} {
		if got := codecs(s.url("", query)); got != want {
			t.Errorf("%q has %q, want %q", query, got, want)
		}
	}
	for _, transport := range []string{"tcp", "udp"} {
		eventually(t, "both are in the picture by "+transport, func() bool {
			wrong := s.seen("-rtsp_transport", transport, "-i", s.url("", ""))
			if wrong != "" {
				t.Log(wrong)
			}
			return wrong == ""
		})
	}
	for _, transport := range []string{"tcp", "udp"} {
		for query, want := range map[string]string{"": "MPEG4-GENERIC", "?audio=opus": "OPUS"} {
			s.playsInGStreamer(transport, s.url("", query), want)
		}
	}
	picture := filepath.Join(t.TempDir(), "picture.png")
	out, err := exec.CommandContext(s.ctx, "ffmpeg", "-v", "error", "-nostdin", "-i", s.url("", ""), "-frames:v", "1", picture).CombinedOutput()
	if err != nil {
		t.Errorf("ffmpeg -frames:v 1: %v: %s", err, out)
	}
	eventually(t, "nobody reads any more, and nothing is made", func() bool {
		var live struct{ Conference conference.Info }
		s.call(http.MethodGet, s.path+"/live", s.token, nil, &live)
		return live.Conference.Stream != nil && live.Conference.Stream.Readers == 0 && s.metric("veche_media_productions") == "0"
	})
}

// playsInGStreamer has another player read pictures and sound, which makes addresses of
// tracks in a way of its own where there is a query.
func (s *streamed) playsInGStreamer(transport, url, sound string) {
	s.t.Helper()
	out, err := exec.CommandContext(s.ctx, needed(s.t, "gst-launch-1.0"), "-v", "rtspsrc", "protocols="+transport, "location="+url,
		"!", "identity", "eos-after=20", "silent=true", "!", "fakesink").CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("encoding-name=(string)H264")) || !bytes.Contains(out, []byte("encoding-name=(string)"+sound)) {
		s.t.Errorf("GStreamer, %s by %s: %v: %s", url, transport, err, out)
	}
}

// metric is a value of /metrics.
func (s *testServer) metric(name string) string {
	res, err := s.client.Get("http://" + s.addresses["http"] + "/metrics") //nolint:noctx // the client has a time limit
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	var all bytes.Buffer
	_, _ = all.ReadFrom(res.Body)
	for line := range strings.Lines(all.String()) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// P3 and K: who has the PIN, the password or the owner's token reads; others learn
// nothing.
func TestAStreamAsksForItsPassword(t *testing.T) {
	t.Parallel()
	s := newStreamed(t, map[string]any{"pin": "756910", "stream": map[string]any{"password": "long-secret"}})
	s.call(http.MethodPost, "/api/v1/conferences", s.token, map[string]any{"name": "Off", "cid": "off1", "access": "public"}, nil)
	status := func(url string) string {
		out, _ := exec.CommandContext(s.ctx, needed(t, "ffprobe"), "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0",
			"-analyzeduration", "100000", url).CombinedOutput()
		switch text := string(out); {
		case strings.Contains(text, "video"):
			return "plays"
		case strings.Contains(text, "401"):
			return "401"
		default:
			return text
		}
	}
	for url, want := range map[string]string{
		s.url("", ""):                                           "401",
		s.url("x:000000@", ""):                                  "401",
		s.url("x:756910@", ""):                                  "plays",
		s.url("show:long-secret@", ""):                          "plays",
		s.url("token:"+s.token+"@", "?auth=token"):              "plays",
		"rtsp://" + s.addresses["rtsp"] + "/c/off1/":            "401",
		"rtsp://" + s.addresses["rtsp"] + "/c/nosuch/":          "401",
		"rtsp://x:756910@" + s.addresses["rtsp"] + "/c/nosuch/": "401",
	} {
		if got := status(url); got != want {
			t.Errorf("%s: %s, want %s", strings.ReplaceAll(url, s.token, "TOKEN"), got, want)
		}
	}
	for _, secret := range []string{"756910", "long-secret", s.token} {
		if strings.Contains(s.stderr.String(), secret) {
			t.Error("a secret is in the log")
		}
	}
}

// The issue: ffmpeg publishes into a conference by ANNOUNCE and RECORD with the PIN, is
// a participant, is seen and heard, and is out when it goes.
func TestAProgramPublishes(t *testing.T) {
	t.Parallel()
	ffmpeg := needed(t, "ffmpeg")
	s := startServer(t, t.TempDir())
	token, _ := s.signIn("admin", testPassword)
	s.call(http.MethodPost, "/api/v1/conferences", token, map[string]any{
		"name": "Show", "cid": "show", "access": "public", "pin": "756910",
	}, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	publish := func(userinfo, transport string) *exec.Cmd {
		return exec.CommandContext(ctx, ffmpeg, "-v", "error", "-nostdin", "-re",
			"-f", "lavfi", "-i", "color=c=red:size=640x360:rate=25", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000",
			"-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "64k",
			"-f", "rtsp", "-rtsp_transport", transport, "rtsp://"+userinfo+s.addresses["rtsp"]+"/c/show/?name=Studio")
	}
	for _, userinfo := range []string{"", "x:000000@"} {
		if out, err := publish(userinfo, "tcp").CombinedOutput(); err == nil || !strings.Contains(string(out), "401") {
			t.Errorf("with %q: %v: %s, want 401", userinfo, err, out)
		}
	}
	people := func() (live struct{ Participants []conference.Participant }) {
		s.call(http.MethodGet, "/api/v1/conferences/show/live", token, nil, &live)
		return live
	}
	base := "http://" + s.addresses["http"] + "/api/v1/conferences/show/"
	video, audio := clip(t, ffmpeg, "blue", 1000) // one picture alone would go through as it is
	playClip(ctx, t, &client.Endpoint{URL: base + "whip?name=Blue", Bearer: "756910"}, video, audio)
	for _, transport := range []string{"tcp", "udp"} {
		cmd := publish("x:756910@", transport)
		errs := newLockedBuffer()
		cmd.Stderr = errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the program is a participant by "+transport, func() bool {
			for _, p := range people().Participants {
				if p.Name == "Studio" && p.Kind == access.KindRTSP && p.Camera && p.Microphone && p.Link == conference.Online {
					return true
				}
			}
			return false
		})
		eventually(t, "it is seen and heard by "+transport, func() bool {
			seen, heard := readWHEP(ctx, t, base+"whep?name=Reader")
			r, _, b := colourOf(t, ffmpeg, seen)
			path := filepath.Join(t.TempDir(), "heard.ogg")
			if err := client.WriteOgg(path, heard); err != nil {
				t.Fatal(err)
			}
			pcm := decoded(t, ffmpeg, path, "-ac", "1", "-ar", "8000", "-f", "s16le")
			t.Logf("the picture has red %d and blue %d, 440 Hz a strength of %.3f", r, b, strength(pcm, 440))
			return r > 60 && b > 60 && strength(pcm, 440) > 0.02
		})
		if err := cmd.Process.Signal(os.Interrupt); err != nil { // it says TEARDOWN
			t.Fatal(err)
		}
		_ = cmd.Wait()
		eventually(t, "it is out", func() bool {
			for _, p := range people().Participants {
				if p.Name == "Studio" && p.Link == conference.Online {
					return false
				}
			}
			return true
		})
	}
}
