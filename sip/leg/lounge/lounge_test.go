package lounge

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"veche/media/codec"
	"veche/sip/leg/prompts"
)

// loudness is the RMS of samples, of 1.
func loudness(pcm []int16) float64 {
	sum := 0.0
	for _, v := range pcm {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum/float64(len(pcm))) / 32768
}

var codecs = []codec.Codec{codec.PCMU, codec.PCMA, codec.G722, codec.Opus}

func TestAPromptIsHeardInEachCodec(t *testing.T) {
	t.Parallel()
	for _, c := range codecs {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			call(t, c, func(l *Lounge, f *farEnd) {
				time.Sleep(500 * time.Millisecond)
				from := f.heard()
				<-l.Play(prompts.EnterNumber)
				to := f.heard()
				time.Sleep(500 * time.Millisecond)
				synctest.Wait()
				if quiet := f.rms(0, from); quiet > 0.005 {
					t.Errorf("%.4f is heard before the prompt", quiet)
				}
				if loud := f.rms(from, to); loud < 0.04 || loud > 0.2 {
					t.Errorf("the prompt of %v is heard at %.4f", to-from, loud)
				}
				if quiet := f.rms(to+100*time.Millisecond, f.heard()); quiet > 0.005 {
					t.Errorf("%.4f is heard after the prompt", quiet)
				}
			})
		})
	}
}
