package media

import (
	"sync"
	"time"

	"veche/media/codec/sound"
	"veche/media/mix"
)

// gauge measures how loud a sound is that comes whole: nothing in its frames says so, and
// browsers get them as they are, so that nobody else here decodes them. A few frames now
// and then are enough to know who speaks. The zero gauge is ready; it is safe for
// concurrent use.
type gauge struct {
	mu      sync.Mutex
	format  *SoundFormat   // of the decoder
	decoder *sound.Decoder // nil: there is none for the format
	closed  bool
	begun   time.Duration // when the newest frames that are measured began
	frames  [gaugeFrames][]byte
	kept    int // of them; none: all have been measured
	pcm     []int16
}

const (
	// gaugeEvery is below the time in which a voice is taken for one that speaks.
	gaugeEvery = 200 * time.Millisecond
	// gaugeFrames that follow each other tell within a few dB how loud the last one is:
	// what Opus remembers of frames before them fades.
	gaugeFrames = 3
)

// level is how loud a frame is, in -dBov as in RFC 6464; false if it was not measured.
// Formats are told apart by their pointers.
func (g *gauge) level(f *SoundFormat, frame []byte, now time.Duration) (uint8, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if f != g.format {
		g.open(f)
	}
	if g.decoder == nil || g.kept == 0 && g.begun != 0 && now-g.begun < gaugeEvery {
		return 0, false
	}
	if g.kept == 0 {
		g.begun = now
	}
	g.frames[g.kept] = append(g.frames[g.kept][:0], frame...)
	if g.kept++; g.kept < gaugeFrames {
		return 0, false
	}
	return g.measure()
}

// measure is the level of the last frame that was kept. All are decoded together, for
// what wakes up for that is asleep most of the time.
func (g *gauge) measure() (uint8, bool) {
	g.kept = 0
	g.decoder.Reset()
	var n int
	var err error
	for _, frame := range g.frames {
		n, err = g.decoder.Decode(g.pcm, frame)
	}
	if err != nil || n <= 0 {
		return 0, false
	}
	return mix.LevelOf(g.pcm[:n]), true
}

// open opens the decoder of a format, if this build has one. Under mu.
func (g *gauge) open(f *SoundFormat) {
	g.shut()
	g.format, g.kept, g.begun = f, 0, 0
	if g.closed {
		return
	}
	decoder, err := sound.NewDecoder(f.decoder())
	if err != nil {
		return // it is never loud; whoever is to hear it says why not
	}
	g.decoder, g.pcm = decoder, make([]int16, sound.MaxSamples)
}

func (g *gauge) shut() {
	if g.decoder != nil {
		g.decoder.Close()
		g.decoder = nil
	}
}

func (g *gauge) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut()
	g.closed = true
}
