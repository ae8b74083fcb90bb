package lounge

import (
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"veche/media"
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

const (
	nothing = 0.003 // RMS of what coders make of silence, at most
	second  = time.Second
)

// wait lets time pass, and all happen that is due in it.
func wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestAPromptIsHeardInEachCodec(t *testing.T) {
	t.Parallel()
	for _, c := range codecs {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			call(t, c, func(l *Lounge, f *farEnd) {
				wait(3 * second) // and the coder rests
				from := f.heard()
				<-l.Play(prompts.EnterNumber)
				synctest.Wait()
				to := f.heard()
				wait(second / 2)
				if quiet := f.rms(0, from); quiet > nothing {
					f.t.Errorf("%.4f is heard before the prompt", quiet)
				}
				if loud := f.rms(from, to); loud < 0.04 || loud > 0.2 {
					f.t.Errorf("the prompt of %v is heard at %.4f", to-from, loud)
				}
				if quiet := f.rms(to+second/10, f.heard()); quiet > nothing {
					f.t.Errorf("%.4f is heard after the prompt", quiet)
				}
			})
		})
	}
}

// TestSoundComesInStep: each 20 ms a frame with its time, whatever is heard.
func TestSoundComesInStep(t *testing.T) {
	t.Parallel()
	call(t, codec.PCMA, func(l *Lounge, f *farEnd) {
		l.Play(prompts.Welcome, prompts.Waiting)
		l.Music(true)
		wait(10 * second)
		f.mu.Lock()
		defer f.mu.Unlock()
		if n := len(f.at); n < 500 || n > 501 {
			f.t.Errorf("%d frames in ten seconds", n)
		}
		for i, at := range f.at[1:] {
			if at-f.at[i] != frame {
				f.t.Fatalf("%v is between frames %d and %d", at-f.at[i], i, i+1)
			}
		}
	})
}

func TestPromptsComeOneAfterTheOther(t *testing.T) {
	t.Parallel()
	call(t, codec.PCMU, func(l *Lounge, f *farEnd) {
		first := length(prompts.Welcome)
		done := l.Play(prompts.Welcome, prompts.Waiting)
		later := l.Play(prompts.Goodbye)
		began := time.Now()
		<-done
		if took := time.Since(began) - first - length(prompts.Waiting) - pause; took < -2*frame || took > 5*frame {
			f.t.Errorf("two prompts take %v", time.Since(began))
		}
		<-later
		synctest.Wait()
		if quiet := f.rms(first+2*frame, first+pause-2*frame); quiet > nothing {
			f.t.Errorf("%.4f is heard between prompts", quiet)
		}
	})
}

// length of a prompt as it is in this build.
func length(n prompts.Name) time.Duration {
	pcm := (&prompts.Set{}).Sound("en", n, prompts.Rate)
	return time.Duration(len(pcm)) * second / prompts.Rate
}

func TestAKeyStopsWhatIsSaid(t *testing.T) {
	t.Parallel()
	call(t, codec.G722, func(l *Lounge, f *farEnd) {
		done := l.Play(prompts.EnterNumber, prompts.Waiting)
		wait(second / 5)
		l.Stop()
		<-done
		at := f.heard()
		wait(second)
		if quiet := f.rms(at+4*frame, f.heard()); quiet > nothing {
			f.t.Errorf("%.4f is heard after the stop", quiet)
		}
		at = f.heard()
		<-l.Play(prompts.Goodbye)
		if loud := f.rms(at, f.heard()); loud < 0.02 {
			f.t.Errorf("after a stop a prompt is heard at %.4f", loud)
		}
	})
}

func TestMusicSwellsAndFadesAndStepsBack(t *testing.T) {
	t.Parallel()
	call(t, codec.PCMA, func(l *Lounge, f *farEnd) {
		l.Music(true)
		wait(10 * second)
		if soft, loud := f.rms(0, second/5), f.rms(4*second, 10*second); loud < 0.02 || loud > 0.045 || soft > loud/2 {
			f.t.Errorf("music begins at %.4f and is heard at %.4f", soft, loud)
		}
		l.Music(false)
		wait(3 * second)
		if quiet := f.rms(12*second, 13*second); quiet > nothing {
			f.t.Errorf("%.4f is heard after the music", quiet)
		}
		l.Close()
		if step := steepest(f.pcm); step > 4000 {
			f.t.Errorf("a click of %d is heard", step)
		}
	})
}

// steepest is the largest step from one sample to the next.
func steepest(pcm []int16) (most int) {
	for i := range pcm[1:] {
		step := int(pcm[i+1]) - int(pcm[i])
		most = max(most, step, -step)
	}
	return most
}

func TestOnHoldPromptsGoOnUnheard(t *testing.T) {
	t.Parallel()
	call(t, codec.PCMU, func(l *Lounge, f *farEnd) {
		wait(second)
		l.Receive(media.LegReceives{})
		wait(frame)
		before := f.heard()
		<-l.Play(prompts.Waiting)
		if after := f.heard(); after != before {
			f.t.Errorf("%v are sent to somebody who has put us on hold", after-before)
		}
		l.Receive(media.LegReceives{Sound: codec.PCMU})
		wait(second)
		if f.heard() == before {
			f.t.Error("after the hold nothing is sent")
		}
	})
}

// TestAnotherCodecInTheMiddle: a re-INVITE does not begin the sentence anew.
func TestAnotherCodecInTheMiddle(t *testing.T) {
	t.Parallel()
	call(t, codec.PCMU, func(l *Lounge, f *farEnd) {
		began := time.Now()
		done := l.Play(prompts.TooManyAttempts)
		wait(length(prompts.TooManyAttempts) / 2)
		f.become(codec.G722)
		l.Receive(media.LegReceives{Sound: codec.G722})
		<-done
		if took := time.Since(began); took > length(prompts.TooManyAttempts)+5*frame {
			f.t.Errorf("the prompt took %v", took)
		}
		if loud := f.rms(0, f.heard()-5*frame); loud < 0.03 {
			f.t.Errorf("the rest is heard at %.4f", loud)
		}
	})
}

func TestTooMuchIsNotSaid(t *testing.T) {
	t.Parallel()
	call(t, codec.PCMU, func(l *Lounge, f *farEnd) {
		for range mostWaiting + 5 {
			l.Play(prompts.Welcome)
		}
		<-l.Play(prompts.Goodbye) // at once, or the test would take minutes
		<-l.Play()
		<-l.Play(slices.Repeat([]prompts.Name{prompts.Busy}, mostWaiting+1)...)
	})
}

func TestNothingComesAfterClose(t *testing.T) {
	t.Parallel()
	call(t, codec.PCMU, func(l *Lounge, f *farEnd) {
		done := l.Play(prompts.Waiting)
		wait(second)
		l.Close()
		<-done
		at := f.heard()
		wait(second)
		if f.heard() != at {
			f.t.Error("a closed lounge sends")
		}
		l.Close()
		<-l.Play(prompts.Waiting)
		l.Stop()
		l.Music(true)
	})
}

// TestALateMachineLeavesFramesOut: after the machine stood still, the far end gets
// neither a burst nor sound that is late for ever.
func TestALateMachineLeavesFramesOut(t *testing.T) {
	t.Parallel()
	call(t, codec.PCMU, func(l *Lounge, f *farEnd) {
		wait(second)
		f.hold(3 * second)
		wait(5 * second)
		f.mu.Lock()
		defer f.mu.Unlock()
		if n := len(f.at); n > 300-140 || n < 300-160 {
			f.t.Errorf("%d frames came in six seconds, of which three stood still", n)
		}
		if last := f.at[len(f.at)-1]; last < 6*second-2*frame {
			f.t.Errorf("after six seconds the sound is at %v", last)
		}
	})
}
