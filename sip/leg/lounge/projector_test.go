package lounge

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/sip/leg/prompts"
)

// look runs a test with a lounge that sends slates, in virtual time.
func look(t *testing.T, c codec.Codec, test func(l *Lounge, f *farEnd)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := &farEnd{t: t}
		l := New(Config{Sink: f, Prompts: &prompts.Set{}, Language: "ru"})
		defer l.Close()
		l.Receive(media.LegReceives{Picture: &compose.Format{Codec: c, Lines: 360, FPS: 15}})
		wait(repeats / 10)
		if f.shown() == 0 {
			t.Skipf("this build does not code %v", c)
		}
		test(l, f)
	})
}

// keys are the times of the key frames.
func (f *farEnd) keys() (at []time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, p := range f.pictures {
		if p.Key {
			at = append(at, f.shownAt[i])
		}
	}
	return at
}

func (f *farEnd) shown() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.pictures)
}

// sees decodes all that has come: the luma of what is on the screen now.
func (f *farEnd) sees(c codec.Codec) (luma []byte) {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	d, err := video.NewDecoder(video.DecoderConfig{Codec: c})
	if err != nil {
		f.t.Skip(err)
	}
	defer d.Close()
	keep := func(p *codec.Picture, err error) {
		if err != nil {
			f.t.Fatalf("a picture cannot be decoded: %v", err)
		}
		if p != nil {
			luma = slices.Clone(p.Y)
		}
	}
	for _, p := range f.pictures {
		keep(d.Decode(p.Data, p.Time))
	}
	keep(d.Flush())
	return luma
}

func TestASlateIsSentOnceAndRepeatedForThoseWhoMissedIt(t *testing.T) {
	t.Parallel()
	for _, c := range []codec.Codec{codec.H264, codec.VP8} {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			look(t, c, func(l *Lounge, f *farEnd) {
				wait(12 * second)
				keys := f.keys()
				if len(keys) != 4 || keys[0] > 2*frame || keys[1]-keys[0] > 2*again || keys[3]-keys[2] > repeats+again {
					f.t.Errorf("key frames at %v", keys)
				}
				if n := f.shown(); n > 20 {
					f.t.Errorf("%d pictures of one slate", n)
				}
			})
		})
	}
}

func TestAKeyFrameComesWhenItIsAskedFor(t *testing.T) {
	t.Parallel()
	look(t, codec.H264, func(l *Lounge, f *farEnd) {
		wait(2 * second)
		before := f.keys()
		l.RequestKey(conference.Screen)
		wait(second / 5)
		if len(f.keys()) != len(before) {
			f.t.Error("a key frame of content comes as one of the slate")
		}
		l.RequestKey(conference.Camera)
		wait(second / 5)
		if len(f.keys()) != len(before)+1 {
			f.t.Errorf("key frames at %v", f.keys())
		}
		for range 20 { // as a far end does that loses much
			l.RequestKey(conference.Camera)
			wait(second / 20)
		}
		if n := len(f.keys()) - len(before); n > 4 {
			f.t.Errorf("%d key frames in a second", n)
		}
	})
}

func TestAnotherSlateIsSeen(t *testing.T) {
	t.Parallel()
	look(t, codec.H264, func(l *Lounge, f *farEnd) {
		wait(2 * second)
		first, n := f.sees(codec.H264), f.shown()
		l.Show(Slate{Slate: compose.SlatePIN, Detail: "****"})
		wait(second)
		if f.shown() == n {
			f.t.Fatal("the slate is not sent")
		}
		after := f.sees(codec.H264)
		if same(first, after) || blank(after) {
			f.t.Error("the far end does not see another slate")
		}
	})
}

// blank: there is nothing on it.
func blank(luma []byte) bool { return slices.Max(luma)-slices.Min(luma) < 100 }

func same(a, b []byte) bool {
	different := 0
	for i := range a {
		if max(a[i], b[i])-min(a[i], b[i]) > 60 {
			different++
		}
	}
	return different < 200
}
