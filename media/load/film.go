package load

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/codec/video"
)

// This file makes media that cost a decoder what real ones do: the built-in clip is
// mostly filler.

// filmed draws picture n of a head-and-shoulders sort of scene: soft shades, edges
// that move, and the noise of a camera.
func filmed(p *codec.Picture, n int) {
	w, h := p.Width, p.Height
	random := rand.New(rand.NewPCG(1, uint64(n)))
	var noise [4096]int8
	for i := range noise {
		noise[i] = int8(random.IntN(5) - 2)
	}
	cx, cy := w/2+int(float64(w)/12*math.Sin(float64(n)/15)), h/2
	for y := range h {
		row := p.Y[y*p.YStride : y*p.YStride+w]
		shift := random.IntN(len(noise))
		for x := range row {
			v := 60 + 60*x/w + 40*y/h + (x/37^y/29)&1*12
			if dx, dy := (x-cx)*3, (y-cy)*2; dx*dx+dy*dy < w*w/4 {
				v = 150 + (x-cx)*40/w + ((x-cx)/9+y/7)&1*10
			}
			row[x] = byte(v + int(noise[(x+shift)%len(noise)]))
		}
	}
	for y := range p.ChromaHeight() {
		u, v := p.U[y*p.UVStride:], p.V[y*p.UVStride:]
		for x := range p.ChromaWidth() {
			u[x], v[x] = byte(110+30*x/w), byte(150-40*y/h)
		}
	}
	p.Time = time.Duration(n) * frameTime
}

// Film codes a scene of four seconds in VP8, 25 pictures a second, there and back;
// the first is the only key frame. rate is in bits per second. The error is
// [codec.ErrNotBuilt] in a build without the codec.
func Film(width, height, rate int) ([][]byte, error) {
	e, err := video.NewEncoder(video.EncoderConfig{
		Codec: codec.VP8, Width: width, Height: height, FrameRate: clipRate, BitRate: rate,
	})
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	defer e.Close()
	frames := make([][]byte, 4*clipRate)
	p := codec.NewPicture(width, height)
	for i := range frames {
		filmed(p, min(i, len(frames)-i))
		p.Time = time.Duration(i) * frameTime
		c, err := e.Encode(nil, p)
		if err != nil {
			return nil, fmt.Errorf("load: %w", err)
		}
		frames[i] = c.Data
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
