package main

import (
	"bytes"
	"context"
	"errors"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"

	"veche/conference"
	"veche/media/client"
)

// TestWHIPAndWHEP publishes media made by ffmpeg into a conference and reads it
// back: the colour and the tone are those that were sent.
func TestWHIPAndWHEP(t *testing.T) {
	t.Parallel()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal("ffmpeg is needed; make test installs it")
	}
	video, audio := redClip(t, ffmpeg)
	s := startServer(t, t.TempDir())
	token, _ := s.signIn("admin", testPassword)
	s.call(http.MethodPost, "/api/v1/conferences", token, map[string]any{
		"name": "Clips", "cid": "clips", "access": "public", "pin": "756910",
	}, nil)
	base := "http://" + s.addresses["http"] + "/api/v1/conferences/clips/"
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()

	to := client.Endpoint{URL: base + "whip?name=Clip", Bearer: "756910"}
	playClip(ctx, t, &to, video, audio)

	var live struct{ Participants []conference.Participant }
	s.call(http.MethodGet, "/api/v1/conferences/clips/live", token, nil, &live)
	if len(live.Participants) != 1 || live.Participants[0].Name != "Clip" {
		t.Fatalf("participants %+v, want the publisher", live.Participants)
	}
	seen, heard := readWHEP(ctx, t, base+"whep?name=Reader&participant="+string(live.Participants[0].ID))
	if r, g, b := colourOf(t, ffmpeg, seen); r < 200 || g > 60 || b > 60 {
		t.Errorf("the picture is rgb(%d, %d, %d), want red", r, g, b)
	}
	if f := toneOf(t, ffmpeg, heard); math.Abs(f-440) > 15 {
		t.Errorf("the tone has %.0f Hz, want 440", f)
	}
	if err := to.Delete(ctx); err != nil {
		t.Error(err)
	}
	s.call(http.MethodGet, "/api/v1/conferences/clips/live", token, nil, &live)
	for _, p := range live.Participants {
		if p.Name == "Clip" {
			t.Error("the publisher is still there after DELETE")
		}
	}
}

// TestWHIPGoesThroughTheSameDoor: the access decision is everybody's (H, J, P3).
func TestWHIPGoesThroughTheSameDoor(t *testing.T) {
	s := startServer(t, t.TempDir())
	token, _ := s.signIn("admin", testPassword)
	s.call(http.MethodPost, "/api/v1/conferences", token, map[string]any{
		"name": "Guarded", "cid": "guarded", "access": "public", "pin": "756910", "waitingRoom": true,
	}, nil)
	s.call(http.MethodPost, "/api/v1/conferences/guarded/start", token, nil, nil)
	path := "/api/v1/conferences/guarded/"
	post := func(cid, bearer string) (int, string) {
		c := newWHIPClient(t, client.Config{Publish: []client.Publish{{Kind: conference.Camera}}})
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		defer cancel()
		waited := 0
		e := client.Endpoint{
			URL: "http://" + s.addresses["http"] + "/api/v1/conferences/" + cid + "/whip?name=Clip", Bearer: bearer,
			Waiting: func(time.Duration) { waited = http.StatusAccepted },
		}
		err := c.Connect(ctx, e.Negotiate)
		if refused, ok := errors.AsType[*client.StatusError](err); ok {
			return refused.Status, refused.Body
		}
		return waited, ""
	}
	wrong, wrongSays := post("guarded", "000000")
	unknown, unknownSays := post("nosuch", "000000")
	if wrong != http.StatusUnauthorized || wrong != unknown || wrongSays != unknownSays {
		t.Errorf("a wrong PIN gets %d %s, an unknown conference %d %s: they must look alike (P3)", wrong, wrongSays, unknown, unknownSays)
	}
	if status, _ := post("guarded", "756910"); status != http.StatusAccepted {
		t.Errorf("a guest before the waiting room gets %d, want 202", status)
	}
	s.call(http.MethodPatch, path+"live", token, map[string]any{"locked": true, "waitingRoom": false, "remaining": "disconnect"}, nil)
	if status, _ := post("guarded", "756910"); status != http.StatusLocked {
		t.Errorf("under lock a guest gets %d, want 423", status)
	}
}

func newWHIPClient(t *testing.T, cfg client.Config) *client.Client {
	t.Helper()
	cfg.Loopback = true
	c, err := client.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// redClip is a red picture and a tone of 440 Hz.
func redClip(t *testing.T, ffmpeg string) (video, audio string) {
	t.Helper()
	dir := t.TempDir()
	video, audio = filepath.Join(dir, "red.ivf"), filepath.Join(dir, "tone.ogg")
	makeMedia(t, ffmpeg, "color=c=red:size=320x180:rate=25", "-c:v", "libvpx", "-b:v", "300k", "-g", "25", video)
	makeMedia(t, ffmpeg, "sine=frequency=440:sample_rate=48000", "-c:a", "libopus", "-page_duration", "20000", audio)
	return video, audio
}

// playClip publishes two files by WHIP, again and again until the test ends.
func playClip(ctx context.Context, t *testing.T, to *client.Endpoint, video, audio string) {
	t.Helper()
	publisher := newWHIPClient(t, client.Config{Publish: []client.Publish{{Kind: conference.Microphone}, {Kind: conference.Camera}}})
	if err := publisher.Connect(ctx, to.Negotiate); err != nil {
		t.Fatal(err)
	}
	playing, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	t.Cleanup(func() { stop(); wg.Wait() })
	for i, play := range []func(*client.Layer, *os.File) error{
		func(l *client.Layer, f *os.File) error { return l.PlayOgg(playing, f) },
		func(l *client.Layer, f *os.File) error { return l.PlayIVF(playing, f) },
	} {
		f, err := os.Open([]string{audio, video}[i])
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			defer f.Close()
			if err := play(publisher.Sources()[i].Layers()[0], f); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
}

// makeMedia has ffmpeg make four seconds of source.
func makeMedia(t *testing.T, ffmpeg, source string, args ...string) {
	t.Helper()
	args = append([]string{"-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", source, "-t", "4"}, args...)
	if out, err := exec.CommandContext(t.Context(), ffmpeg, args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
}

// readWHEP reads until there is enough to judge: three seconds of sound and a
// picture of at least one second.
func readWHEP(ctx context.Context, t *testing.T, url string) (seen, heard []*rtp.Packet) {
	t.Helper()
	var mu sync.Mutex
	enough := make(chan struct{})
	c := newWHIPClient(t, client.Config{VideoSlots: 1, AudioSlots: 1, Packet: func(s client.Slot, p *rtp.Packet) {
		mu.Lock()
		defer mu.Unlock()
		if s.Video {
			seen = append(seen, p)
		} else if heard = append(heard, p); len(heard) == 150 {
			close(enough)
		}
	}})
	from := client.Endpoint{URL: url, Bearer: "756910"}
	if err := c.Connect(ctx, from.Negotiate); err != nil {
		t.Fatal(err)
	}
	select {
	case <-enough:
	case <-ctx.Done():
		t.Fatal("no three seconds of sound arrived")
	}
	if err := from.Delete(ctx); err != nil {
		t.Error(err)
	}
	mu.Lock()
	defer mu.Unlock()
	return seen, heard
}

// colourOf is the mean colour of a late picture.
func colourOf(t *testing.T, ffmpeg string, packets []*rtp.Packet) (r, g, b byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seen.ivf")
	if err := client.WriteIVF(path, packets); err != nil {
		t.Fatal(err)
	}
	pixel := decoded(t, ffmpeg, path, "-vf", "scale=1:1", "-f", "rawvideo", "-pix_fmt", "rgb24")
	if len(pixel) < 3 {
		t.Fatal("no picture could be decoded")
	}
	pixel = pixel[len(pixel)-3:]
	return pixel[0], pixel[1], pixel[2]
}

// toneOf counts how often the sound crosses zero.
func toneOf(t *testing.T, ffmpeg string, packets []*rtp.Packet) float64 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "heard.ogg")
	if err := client.WriteOgg(path, packets); err != nil {
		t.Fatal(err)
	}
	const rate = 8000
	pcm := decoded(t, ffmpeg, path, "-ac", "1", "-ar", "8000", "-f", "s16le")
	pcm = pcm[min(len(pcm), rate):] // the first half second is the codec's start
	crossings, samples := 0, len(pcm)/2
	for i := 2; i+1 < len(pcm); i += 2 {
		if before, now := pcm[i-1] >= 0x80, pcm[i+1] >= 0x80; before && !now {
			crossings++
		}
	}
	return float64(crossings) * rate / float64(max(samples, 1))
}

func decoded(t *testing.T, ffmpeg, path string, args ...string) []byte {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), ffmpeg, append(append([]string{"-v", "error", "-nostdin", "-i", path}, args...), "-")...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, &errs)
	}
	return out
}
