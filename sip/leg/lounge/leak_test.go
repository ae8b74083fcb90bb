package lounge

import (
	"testing"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/sip/leg/prompts"
)

// TestCloseFreesTheCoders runs alone: it counts those of the whole process. Lesson 40.
func TestCloseFreesTheCoders(t *testing.T) {
	sounds, pictures := sound.Open(), video.Open()
	for i := range 20 {
		heard := make(chan struct{}, 1)
		l := New(Config{Sink: listener{heard}, Prompts: &prompts.Set{}})
		for _, c := range codecs {
			l.Receive(media.LegReceives{Sound: c, Picture: &compose.Format{Lines: 360}})
		}
		l.Receive(media.LegReceives{Sound: codec.PCMU, Picture: &compose.Format{Lines: 360, Codec: codec.VP8}})
		if i%2 == 0 {
			select {
			case <-heard:
			case <-time.After(30 * time.Second):
				t.Fatal("nothing is sent")
			}
		}
		l.Close()
	}
	if n := sound.Open() - sounds; n != 0 {
		t.Errorf("%d coders of sound are left", n)
	}
	if n := video.Open() - pictures; n != 0 {
		t.Errorf("%d coders of pictures are left", n)
	}
}

// listener tells that a sound has come.
type listener struct{ heard chan struct{} }

func (l listener) Sound([]byte, time.Duration) {
	select {
	case l.heard <- struct{}{}:
	default:
	}
}

func (listener) Picture(conference.SourceKind, video.Coded, time.Duration) {}
