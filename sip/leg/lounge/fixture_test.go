package lounge

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/codec/video"
	"veche/sip/leg/prompts"
)

// farEnd takes what a lounge sends, and decodes it.
type farEnd struct {
	t testing.TB

	mu       sync.Mutex
	decoder  *sound.Decoder
	pcm      []int16
	at       []time.Duration // of the frames
	stand    time.Duration   // the next Sound takes this long
	pictures []video.Coded
	shownAt  []time.Duration
}

func (f *farEnd) Sound(packet []byte, at time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stand > 0 {
		time.Sleep(f.stand)
		f.stand = 0
	}
	f.at = append(f.at, at)
	var room [sound.MaxSamples]int16
	n, err := f.decoder.Decode(room[:], packet)
	if err != nil {
		f.t.Errorf("a packet of %d bytes: %v", len(packet), err)
	}
	f.pcm = append(f.pcm, room[:n]...)
}

func (f *farEnd) Picture(kind conference.SourceKind, p video.Coded, at time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if kind != conference.Camera {
		f.t.Errorf("a picture of %s", kind)
	}
	p.Data = append([]byte(nil), p.Data...)
	f.pictures, f.shownAt = append(f.pictures, p), append(f.shownAt, at)
}

// rms of what has been heard from a time to another, of 1.
func (f *farEnd) rms(from, to time.Duration) float64 {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	rate := time.Duration(f.decoder.Rate())
	part := f.pcm[min(int(from*rate/time.Second), len(f.pcm)):min(int(to*rate/time.Second), len(f.pcm))]
	if len(part) == 0 {
		f.t.Fatalf("nothing has come from %v to %v", from, to)
	}
	return loudness(part)
}

func (f *farEnd) heard() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return time.Duration(len(f.pcm)) * time.Second / time.Duration(f.decoder.Rate())
}

func (f *farEnd) hold(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stand = d
}

// become forgets what has been heard, and decodes another codec.
func (f *farEnd) become(c codec.Codec) {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.decoder.Close()
	decoder, err := sound.NewDecoder(sound.DecoderConfig{Codec: c})
	if err != nil {
		f.t.Fatal(err)
	}
	f.decoder, f.pcm = decoder, nil
}

// call runs a test with a lounge that sends this codec, in virtual time.
func call(t *testing.T, c codec.Codec, test func(l *Lounge, f *farEnd)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		decoder, err := sound.NewDecoder(sound.DecoderConfig{Codec: c})
		if err != nil {
			t.Skip(err)
		}
		f := &farEnd{t: t, decoder: decoder}
		defer func() { f.decoder.Close() }()
		l := New(Config{Sink: f, Prompts: &prompts.Set{}})
		l.Receive(media.LegReceives{Sound: c})
		defer l.Close()
		test(l, f)
	})
}
