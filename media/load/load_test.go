package load

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/pion/rtp"

	"veche/media/codec"
)

func TestWithNoServerEverythingArrives(t *testing.T) {
	t.Parallel()
	cfg := Config{Direct: true, Publishers: 2, Subscribers: 3}
	r, err := Run(t.Context(), cfg, 2*time.Second, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	w := r.Windows[0]
	if w.Lost != 0 {
		t.Errorf("lost %d packets between two goroutines", w.Lost)
	}
	// 50 of sound and 25 frames of about 4 or 5 packets each.
	if each := w.PerSecond() / 6; each < 130 || each > 200 {
		t.Errorf("%.0f packets a second of each publisher, want about 168", each)
	}
	if w.Frames < 250 || w.P50 <= 0 || w.P99 < w.P50 {
		t.Errorf("%d frames with latency %v / %v", w.Frames, w.P50, w.P99)
	}
	if r.FirstP50ms <= 0 || r.AllP50ms < r.FirstP50ms {
		t.Errorf("first frame %v ms, all %v ms", r.FirstP50ms, r.AllP50ms)
	}
	var printed bytes.Buffer
	if err := r.Print(&printed); err != nil || !strings.Contains(printed.String(), "latency p50") {
		t.Errorf("printed %q, %v", printed.String(), err)
	}
}

func TestOnlyThisMachineIsPutUnderLoad(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		url    string
		remote bool
		wrong  bool
		far    bool
	}{
		{url: "http://127.0.0.1:8080"},
		{url: "https://[::1]:8443"},
		{url: "http://localhost:8080"},
		{url: "http://192.0.2.1:8080", wrong: true, far: true},
		{url: "http://[2001:db8::1]", wrong: true, far: true},
		{url: "http://0.0.0.0:8080", wrong: true, far: true},
		{url: "http://192.0.2.1:8080", remote: true},
		{url: "127.0.0.1:8080", wrong: true},
		{url: "ftp://127.0.0.1", wrong: true},
		{url: "http://", wrong: true},
	} {
		_, err := checkTarget(t.Context(), test.url, test.remote)
		if (err != nil) != test.wrong || errors.Is(err, ErrRemote) != test.far {
			t.Errorf("%s, remote allowed %v: %v", test.url, test.remote, err)
		}
	}
}

func TestALoadIsBounded(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]Config{
		"nobody publishes": {Direct: true, Subscribers: 1},
		"publishers":       {Direct: true, Publishers: MaxPublishers + 1},
		"subscribers":      {Direct: true, Publishers: 1, Subscribers: MaxSubscribers + 1},
		"bit rate":         {Direct: true, Publishers: 1, Bitrate: 1 << 30},
		"no conference":    {URL: "http://127.0.0.1:1", Publishers: 1},
	} {
		if _, err := Open(t.Context(), cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Run(t.Context(), Config{Direct: true, Publishers: 1}, MaxDuration+1, io.Discard); err == nil {
		t.Error("a run without end was taken")
	}
}

func TestCancelledRunEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, Config{Direct: true, Publishers: 1, Subscribers: 1}, time.Minute, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

// What the camera sends must be what the server takes for VP8.
func TestCameraSendsFramesThatTheServerUnderstands(t *testing.T) {
	t.Parallel()
	clip, err := newClip(1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	cam := &camera{clip: clip}
	var detector codec.Detector
	var bytes, packets, keys int
	picture := -1
	for n := range 10 * clipRate {
		first := true
		asked := n == 33
		_, err := cam.frame(asked, uint32(n*videoClock/clipRate), func(p *rtp.Packet) error {
			f := detector.Inspect(codec.VP8, p.SequenceNumber, p.Timestamp, p.Payload)
			if f.Start != first {
				t.Errorf("frame %d: start is %v", n, f.Start)
			}
			if wantKey := first && (n == 0 || asked || n == 33+len(clip.frames)); f.Key != wantKey {
				t.Errorf("frame %d: key frame is %v", n, f.Key)
			}
			if f.Key {
				keys++
				if f.Width != 640 || f.Height != 360 {
					t.Errorf("key frame of %dx%d", f.Width, f.Height)
				}
			}
			if first && picture >= 0 && int(f.VP8.PictureID) != (picture+1)&0x7fff {
				t.Errorf("frame %d: picture %d after %d", n, f.VP8.PictureID, picture)
			}
			picture = int(f.VP8.PictureID)
			if _, ok := readStamp(p.Payload, time.Now()); ok != p.Marker {
				t.Errorf("frame %d: stamp is %v, marker %v", n, ok, p.Marker)
			}
			if p.MarshalSize() > 1200-16 {
				t.Errorf("packet of %d bytes", p.MarshalSize())
			}
			first = false
			packets++
			bytes += len(p.Payload)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if rate := bytes * 8 / 10; rate < 950_000 || rate > 1_100_000 {
		t.Errorf("%d bit/s, want 1 Mbit/s", rate)
	}
	if perSecond := packets / 10; perSecond < 110 || perSecond > 128 {
		t.Errorf("%d packets of picture a second, want about 118", perSecond)
	}
	if keys != 3 {
		t.Errorf("%d key frames", keys)
	}
}

func TestHistogramIsGoodToTwoPercent(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		us := uint64(1) << random.UintN(25)
		us += random.Uint64N(us)
		if got := bucketStart(bucketOf(us)); got > us || float64(us-got) > 0.02*float64(us) {
			t.Fatalf("%d µs is counted as %d", us, got)
		}
	}
	var h histogram
	before := h.counts()
	for i := range 1000 {
		h.add(time.Duration(i+1) * time.Millisecond)
	}
	h.add(time.Hour) // no more than the last bucket
	if got := h.counts().since(before).quantile(0.5).Milliseconds(); got < 490 || got > 510 {
		t.Errorf("median of 1 to 1000 ms is %d", got)
	}
	if got := before.quantile(0.5); got != 0 {
		t.Errorf("median of nothing is %v", got)
	}
}

func TestLossIsWhatSequenceNumbersLack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		seqs           []uint16
		received, span uint64
	}{
		"whole":               {[]uint16{7, 8, 9}, 3, 3},
		"around":              {[]uint16{65534, 65535, 0, 1}, 4, 4},
		"a gap":               {[]uint16{1, 2, 5}, 3, 5},
		"late":                {[]uint16{1, 3, 2}, 3, 3},
		"late before the gap": {[]uint16{65535, 1, 0}, 3, 3},
	} {
		var s stream
		for _, seq := range test.seqs {
			s.count(seq)
		}
		if s.received.Load() != test.received || s.expected.Load() != test.span {
			t.Errorf("%s: %d of %d", name, s.received.Load(), s.expected.Load())
		}
	}
}
