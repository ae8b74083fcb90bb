package lounge

import (
	"fmt"
	"testing"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/sip/leg/prompts"
)

// nobody takes what comes.
type nobody struct{}

func (nobody) Sound([]byte, time.Duration)                               {}
func (nobody) Picture(conference.SourceKind, video.Coded, time.Duration) {}

// BenchmarkTurn is the work of 20 ms: nothing changes, or the music plays.
func BenchmarkTurn(b *testing.B) {
	for _, c := range codecs {
		for _, music := range []bool{false, true} {
			b.Run(fmt.Sprintf("%v/music=%t", c, music), func(b *testing.B) {
				l := &Lounge{cfg: Config{Sink: nobody{}, Prompts: &prompts.Set{}}}
				l.order = order{receives: media.LegReceives{Sound: c}, music: music}
				if c == codec.PCMU {
					l.order.receives.Picture = &compose.Format{}
				}
				s, p := newSpeaker(l), newProjector(l)
				b.Cleanup(s.close)
				b.Cleanup(p.close)
				now := time.Duration(0)
				b.ReportAllocs()
				for b.Loop() {
					s.turn(now)
					p.turn(now)
					now += frame
				}
			})
		}
	}
}
