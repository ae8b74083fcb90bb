package load

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"veche/media/codec"
	"veche/media/codec/scene"
	"veche/media/codec/sound"
	"veche/media/codec/video"
)

// This file makes media that cost a decoder what real ones do: the built-in clip is
// mostly filler.

// Film codes a scene of four seconds in VP8, 25 pictures a second, there and back;
// the first is the only key frame. rate is in bits per second. The error is
// [codec.ErrNotBuilt] in a build without the codec.
func Film(width, height, rate int) ([][]byte, error) {
	return film(codec.VP8, width, height, rate)
}

// CameraFilm is Film in H.264, in Annex B form, as cameras send it.
func CameraFilm(width, height, rate int) ([][]byte, error) {
	return film(codec.H264, width, height, rate)
}

func film(c codec.Codec, width, height, rate int) ([][]byte, error) {
	e, err := video.NewEncoder(video.EncoderConfig{
		Codec: c, Width: width, Height: height, FrameRate: clipRate, BitRate: rate,
	})
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	defer e.Close()
	frames := make([][]byte, 4*clipRate)
	p := codec.NewPicture(width, height)
	for i := range frames {
		scene.Draw(p, min(i, len(frames)-i))
		p.Time = time.Duration(i) * frameTime
		coded, err := e.Encode(nil, p)
		if err != nil {
			return nil, fmt.Errorf("load: %w", err)
		}
		frames[i] = coded.Data
	}
	return frames, nil
}

// Voice codes two seconds of something like a voice in Opus, packets of 20 ms.
func Voice() ([][]byte, error) {
	e, err := sound.NewEncoder(sound.EncoderConfig{Codec: codec.Opus, Voice: true})
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	defer e.Close()
	packets := make([][]byte, 100)
	pcm := make([]int16, e.FrameSize())
	random := rand.New(rand.NewPCG(2, 2))
	var phase float64
	for i := range packets {
		for j := range pcm {
			at := float64(i*len(pcm)+j) / audioClock
			phase += 2 * math.Pi * (120 + 20*math.Sin(2*math.Pi*1.3*at)) / audioClock
			v := 0.0
			for k := 1.0; k < 12; k++ {
				v += math.Sin(k*phase) / k
			}
			loud := 0.5 + 0.5*math.Sin(2*math.Pi*3*at) // syllables
			pcm[j] = int16(4000*loud*v + 100*random.NormFloat64())
		}
		if packets[i], err = e.Encode(nil, pcm); err != nil {
			return nil, fmt.Errorf("load: %w", err)
		}
	}
	return packets, nil
}
