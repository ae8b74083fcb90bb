//go:build cgo && (avcodec || bsd)

package media

import (
	"math"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/mix"
)

// spoken are frames of 20 ms of a tone, so loud, in a codec.
func spoken(t *testing.T, e *sound.Encoder, amplitude float64, frames int) (packets [][]byte, level uint8) {
	t.Helper()
	pcm := make([]int16, e.FrameSize())
	for n := range frames {
		for i := range pcm {
			at := float64(n*len(pcm)+i) / float64(e.Rate())
			pcm[i] = int16(amplitude * math.Sin(2*math.Pi*440*at))
		}
		packet, err := e.Encode(nil, pcm)
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, packet)
	}
	return packets, mix.LevelOf(pcm)
}

// Whether somebody speaks at a camera is known by a part of its frames, soon after he
// begins and soon after he ends.
func TestGaugeFollowsAVoice(t *testing.T) {
	t.Parallel()
	for _, c := range []codec.Codec{codec.Opus, codec.PCMU, codec.G722} {
		e, err := sound.NewEncoder(sound.EncoderConfig{Codec: c, Voice: true})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		var g gauge
		f := &SoundFormat{Codec: c}
		now, measured := time.Duration(0), 0
		for _, amplitude := range []float64{30, 12_000, 30, 12_000} {
			packets, want := spoken(t, e, amplitude, 50)
			newest := uint8(255)
			for i, packet := range packets {
				now += 20 * time.Millisecond
				level, ok := g.level(f, packet, now)
				if !ok {
					continue
				}
				measured++
				if newest = level; i < 20 { // 400 ms
					continue
				}
				if d := int(level) - int(want); d < -12 || d > 12 {
					t.Errorf("%v: level %d at %d, %d frames after it began", c, level, want, i)
				}
			}
			if newest == 255 {
				t.Errorf("%v: nothing was measured", c)
			}
		}
		if measured > 200/10 {
			t.Errorf("%v: %d of 200 frames were measured", c, measured)
		}
		g.close()
		for range 20 {
			if now += time.Second; g.decoder != nil {
				t.Fatal("a closed gauge decodes")
			}
			if _, ok := g.level(f, []byte{1}, now); ok {
				t.Fatal("a closed gauge measures")
			}
		}
	}
}

// What is no sound, and what this build cannot decode, is never loud.
func TestGaugeOfNonsense(t *testing.T) {
	t.Parallel()
	var g gauge
	defer g.close()
	now := time.Duration(0)
	for _, f := range []*SoundFormat{{Codec: codec.Opus}, {Codec: codec.AAC, Config: []byte{1}}, {Codec: codec.VP8}, {Codec: codec.G726, Bits: 9}} {
		for range 10 {
			now += time.Second
			if level, ok := g.level(f, []byte{0xff, 0xff, 0xff}, now); ok && level < 100 {
				t.Errorf("%v: level %d", f.Codec, level)
			}
		}
	}
}
