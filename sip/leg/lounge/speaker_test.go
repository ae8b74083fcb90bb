package lounge

import (
	"testing"
	"time"

	"veche/media"
	"veche/media/codec"
	"veche/sip/leg/prompts"
)

// TestAStopDoesNotClick looks at the samples before they are coded: what is said is not
// cut off, but gone after a frame.
func TestAStopDoesNotClick(t *testing.T) {
	t.Parallel()
	whole := (&prompts.Set{}).Sound("en", prompts.EnterNumber, 8000)
	const size = 160
	for stopAt := 1; stopAt < 15; stopAt++ {
		l := &Lounge{cfg: Config{Sink: nobody{}, Prompts: &prompts.Set{}}}
		l.order.receives = media.LegReceives{Sound: codec.PCMU}
		s := newSpeaker(l)
		t.Cleanup(s.close)
		l.Play(prompts.EnterNumber)
		turn := func(i int) { s.turn(time.Duration(i) * frame) }
		for i := range stopAt {
			turn(i)
		}
		l.Stop()
		turn(stopAt)
		goesOn := whole[stopAt*size:][:size]
		if s.pcm[0] != goesOn[0] {
			t.Errorf("stopped at frame %d it is cut off: %d instead of %d", stopAt, s.pcm[0], goesOn[0])
		}
		if last := int(s.pcm[size-1]); max(last, -last) > 300 {
			t.Errorf("stopped at frame %d it ends with %d", stopAt, last)
		}
		turn(stopAt + 1)
		if !silence(s.pcm) {
			t.Errorf("stopped at frame %d it is still heard", stopAt)
		}
	}
}
