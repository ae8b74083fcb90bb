//go:build cgo && avcodec

package media_test

import (
	"math"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/client"
	"veche/media/codec"
	coders "veche/media/codec/sound"
	"veche/media/codec/video"
)

// talker is a tone in the format of a camera.
type talker struct {
	format  media.SoundFormat
	hertz   float64
	samples int // of a frame
	encode  func(pcm []int16) []byte

	sent int // samples
}

// frames are those of 40 ms more.
func (k *talker) frames(until time.Duration) (all []frameOfSound) {
	rate := k.format.Clock
	for time.Duration(k.sent)*time.Second/time.Duration(rate) < until {
		pcm := make([]int16, k.samples)
		for i := range pcm {
			pcm[i] = int16(10_000 * math.Sin(2*math.Pi*k.hertz*float64(k.sent+i)/float64(rate)))
		}
		if data := k.encode(pcm); len(data) > 0 {
			all = append(all, frameOfSound{data, time.Duration(k.sent) * time.Second / time.Duration(rate)})
		}
		k.sent += k.samples
	}
	return all
}

// encoded is a talker of an encoder of ours.
func encoded(t *testing.T, c codec.Codec, rate int, hertz float64) *talker {
	t.Helper()
	e, err := coders.NewEncoder(coders.EncoderConfig{Codec: c, Rate: rate})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	k := &talker{
		format: media.SoundFormat{Codec: c, Clock: rate, Channels: 1, Config: e.Configuration()}, hertz: hertz, samples: e.FrameSize(),
	}
	k.encode = func(pcm []int16) []byte {
		packet, err := e.Encode(nil, pcm)
		if err != nil {
			t.Error(err)
		}
		return packet
	}
	return k
}

// plainly is a talker whose samples are written one by one.
func plainly(f media.SoundFormat, hertz float64, samples int, write func(b []byte, v int16) []byte) *talker {
	return &talker{format: f, hertz: hertz, samples: samples, encode: func(pcm []int16) (b []byte) {
		for _, v := range pcm {
			for range max(f.Channels, 1) {
				b = write(b, v)
			}
		}
		return b
	}}
}

// played is a talker of a file of G.726 with tones of 600 and 1000 Hz.
func played(t *testing.T, file string, f media.SoundFormat) *talker {
	t.Helper()
	data, err := os.ReadFile("codec/sound/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	f.Codec, f.Clock = codec.G726, 8000
	return &talker{format: f, hertz: 600, samples: 240, encode: func([]int16) []byte {
		size := 240 * f.Bits / 8
		if at+size > len(data) {
			at = 0
		}
		at += size
		return data[at-size : at]
	}}
}

// Cameras are heard by room systems and browsers, whatever their sound is coded in, of
// any rate and length of frames, and they may go over from one to another (lesson 35).
func TestCamerasAreHeardByAll(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "room", "lobby")
	h.change(cameraView)
	room := newTerminal(t, h, "room", codec.G722)
	room.leg.Receive(media.LegReceives{Sound: codec.G722})
	anna := newWatcher(t)
	h.join("anna", client.Config{AudioSlots: 2, Packet: anna.packet})

	alaw := func(b []byte, v int16) []byte { return append(b, ulaw(float64(v)/32768)) }
	linear := func(b []byte, v int16) []byte { return append(b, byte(v>>8), byte(v)) }
	// Before the camera, so that it has stopped when their coders are closed.
	tests := []struct {
		name string
		talker
	}{
		{"G.711 of 16 kHz, 100 ms", *plainly(media.SoundFormat{Codec: codec.PCMU, Clock: 16000}, 500, 1600, alaw)},
		{"G.726 of 16 kbit/s", *played(t, "g726-16.raw", media.SoundFormat{Bits: 2})},
		{"AAC of 16 kHz", *encoded(t, codec.AAC, 16000, 700)},
		{"G.726 of 24 kbit/s from the left", *played(t, "g726-24-aal2.raw", media.SoundFormat{Bits: 3, AAL2: true})},
		{"L16 stereo of 44.1 kHz", *plainly(media.SoundFormat{Codec: codec.L16, Clock: 44100, Channels: 2}, 800, 882, linear)},
		{"Opus", *encoded(t, codec.Opus, 48000, 900)},
		{"AAC of 8 kHz", *encoded(t, codec.AAC, 8000, 440)},
		{"AAC of 48 kHz", *encoded(t, codec.AAC, 48000, 1200)},
		{"G.722", *plainG722(t, 1300)},
	}
	var mu sync.Mutex
	var now *talker
	began := 0
	newIPCamera(t, h, "lobby").run(t, readFootage(t, "plain.h264", codec.H264), nil, func(n int) (media.SoundFormat, []frameOfSound) {
		mu.Lock()
		defer mu.Unlock()
		if now == nil {
			return media.SoundFormat{}, nil
		}
		if now.sent == 0 {
			began = n
		}
		base := time.Duration(began) * frameEvery
		all := now.frames(time.Duration(n+1)*frameEvery - base)
		for i := range all {
			all[i].at += base
		}
		return now.format, all
	})
	for _, test := range tests {
		mu.Lock()
		now = &test.talker
		mu.Unlock()
		room.until(t, "the room hears "+test.name, func() bool { return room.tone(test.hertz) > 0.05 })
		anna.until(t, "anna hears "+test.name, func() bool { return anna.tone(test.hertz) > 0.05 })
	}
}

// plainG722 counts its samples by the clock of its timestamps, as all the world does.
func plainG722(t *testing.T, hertz float64) *talker {
	t.Helper()
	k := encoded(t, codec.G722, 16000, hertz)
	k.format.Config = nil
	return k
}

// Who sends nonsense is not heard, and does no harm to those who come after.
func TestNonsenseFromACameraIsDropped(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("room", "lobby")
	h.change(cameraView)
	room := newTerminal(t, h, "room", codec.PCMU)
	room.leg.Receive(media.LegReceives{Sound: codec.PCMU})
	cam := newIPCamera(t, h, "lobby")
	for _, f := range []media.SoundFormat{
		{},
		{Codec: codec.H264},
		{Codec: codec.AAC},
		{Codec: codec.AAC, Clock: 1},
		{Codec: codec.PCMU, Channels: 99},
		{Codec: codec.PCMU, Clock: -8000},
		{Codec: codec.G726, Bits: 9},
		{Codec: codec.AAC, Clock: 48000, Config: []byte{0xff, 0xff}},
	} {
		cam.leg.PushSound(f, []byte{1, 2, 3}, 0)
	}
	for _, c := range []codec.Codec{codec.None, codec.Opus, codec.VP8, codec.H264, codec.H265, codec.MJPEG} {
		for _, unit := range [][]byte{nil, {0}, {0, 0, 0, 1}, {0, 0, 0, 1, 0x65}, {0, 0, 0, 1, 0x67, 1, 2, 3}, {0, 0, 1, 0x26, 1, 1}, {0xff, 0xd8, 0xff, 0xc0}} {
			cam.leg.PushPicture(conference.Camera, c, unit, -time.Hour)
			cam.leg.PushPicture(conference.Microphone, c, unit, time.Duration(math.MaxInt64))
		}
	}
	cam.run(t, readFootage(t, "plain.h264", codec.H264), nil, spokenG711)
	room.until(t, "the room hears the camera", func() bool { return room.tone(700) > 0.05 })
}

// clapping is a second of a camera that flashes.
func clapping(t *testing.T) *footage {
	t.Helper()
	e, err := video.NewEncoder(video.EncoderConfig{Codec: codec.H264, Width: 320, Height: 180, FrameRate: 25, BitRate: 300_000})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	f := &footage{codec: codec.H264}
	canvas := codec.NewPicture(320, 180)
	for n := range 25 {
		canvas.Fill(clapper{}.colour(time.Duration(n) * frameEvery))
		c, err := e.Encode(nil, canvas)
		if err != nil {
			t.Fatal(err)
		}
		f.units, f.shown = append(f.units, c.Data), append(f.shown, n)
	}
	return f
}

// What a camera shows and what it lets hear are together in the recording.
func TestACameraIsRecordedInStep(t *testing.T) {
	h := newStudio(t)
	h.together("lobby")
	newIPCamera(t, h, "lobby").run(t, clapping(t), nil, func(n int) (media.SoundFormat, []frameOfSound) {
		pcm := make([]byte, 320)
		for i := range pcm {
			pcm[i] = ulaw(clapper{}.sample(time.Duration(n)*frameEvery + time.Duration(i)*time.Second/8000))
		}
		return media.SoundFormat{Codec: codec.PCMU, Clock: 8000}, []frameOfSound{{pcm, time.Duration(n) * frameEvery}}
	})
	end := h.record()
	lasts(t, 5*time.Second)
	f := end()
	flashes, beeps := f.flashes(), f.beeps()
	var offs []time.Duration
	for _, flash := range flashes {
		for _, beep := range beeps {
			if off := beep - flash; off.Abs() < 400*time.Millisecond && flash > 500*time.Millisecond {
				offs = append(offs, off)
			}
		}
	}
	slices.Sort(offs)
	t.Logf("beeps are after their flashes by %v", offs)
	// A busy machine leaves out ticks, as in TestFlashAndBeepAreTogetherInTheFile.
	if len(offs) < 3 || offs[len(offs)/2].Abs() > 200*time.Millisecond {
		t.Errorf("flashes at %v, beeps at %v", flashes, beeps)
	}
}
