//go:build cgo && (avcodec || bsd)

package media_test

import (
	"math"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"veche/conference"
	"veche/media/codec"
	coders "veche/media/codec/sound"
	"veche/media/codec/video"
)

// performer is what somebody of a film looks and sounds like at a time.
type performer interface {
	colour(at time.Duration) (y, u, v byte)
	sample(at time.Duration) float64 // -1 to 1
}

// steady has one colour and one tone.
type steady struct {
	y, u, v byte
	hertz   float64 // 0: silent
}

func (s steady) colour(time.Duration) (y, u, v byte) { return s.y, s.u, s.v }

func (s steady) sample(at time.Duration) float64 {
	if s.hertz == 0 {
		return 0
	}
	return 0.3 * math.Sin(2*math.Pi*s.hertz*at.Seconds())
}

// clapper flashes and beeps for a fifth of each second.
type clapper struct{}

func (clapper) on(at time.Duration) bool { return at%time.Second < 200*time.Millisecond }

func (c clapper) colour(at time.Duration) (y, u, v byte) {
	if c.on(at) {
		return 235, 128, 128
	}
	return 30, 128, 128
}

func (c clapper) sample(at time.Duration) float64 {
	if !c.on(at) {
		return 0
	}
	return 0.5 * math.Sin(2*math.Pi*1000*at.Seconds())
}

// perform publishes real pictures and sound of p until the test ends.
func (g *guest) perform(t *testing.T, p performer) {
	t.Helper()
	g.performAt(t, p, 20)
}

// performAt is perform with the loudness that the packets say they have, 127 for
// silence: then nobody is taken for a speaker.
func (g *guest) performAt(t *testing.T, p performer, level uint8) {
	t.Helper()
	const width, height = 320, 180
	began := time.Now()
	for _, s := range g.Sources() {
		l := s.Layers()[0]
		switch s.Kind {
		case conference.Camera, conference.Screen:
			encoder := newPictureEncoder(t, width, height)
			picture := codec.NewPicture(width, height)
			payloader := &codecs.VP8Payloader{EnablePictureID: true}
			sequence := uint16(0)
			var coded []byte
			g.loop(t, 40*time.Millisecond, func(int) {
				at := time.Since(began)
				picture.Fill(p.colour(at))
				if l.TakeKey() {
					encoder.RequestKey()
				}
				c, err := encoder.Encode(coded[:0], picture)
				if err != nil {
					t.Error(err)
					return
				}
				coded = c.Data
				parts := payloader.Payload(1100, c.Data)
				for i, part := range parts {
					sequence++
					_ = l.Write(&rtp.Packet{Header: rtp.Header{
						Version: 2, SequenceNumber: sequence, Timestamp: uint32(at * 90_000 / time.Second), Marker: i == len(parts)-1,
					}, Payload: part})
				}
			})
		case conference.Microphone, conference.ScreenAudio:
			voice, err := coders.NewEncoder(coders.EncoderConfig{Codec: codec.Opus})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(voice.Close)
			pcm := make([]int16, 960)
			n := 0
			g.loop(t, 20*time.Millisecond, func(int) {
				for due := int(time.Since(began) / (20 * time.Millisecond)); n < due; n++ {
					at := time.Duration(n) * 20 * time.Millisecond
					for i := range pcm {
						pcm[i] = int16(32767 * p.sample(at+time.Duration(i)*time.Second/48000))
					}
					packet, err := voice.Encode(nil, pcm)
					if err != nil {
						t.Error(err)
						return
					}
					_ = l.WriteSound(&rtp.Packet{
						Header:  rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n * 960)},
						Payload: packet,
					}, level)
				}
			})
		}
	}
}

func newPictureEncoder(t *testing.T, width, height int) *video.Encoder {
	t.Helper()
	encoder, err := video.NewEncoder(video.EncoderConfig{Codec: codec.VP8, Width: width, Height: height, FrameRate: 25, BitRate: 300_000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(encoder.Close)
	return encoder
}

var people = map[conference.ParticipantID]steady{
	"anna":  {y: 81, u: 90, v: 240, hertz: 440},   // red
	"boris": {y: 145, u: 54, v: 34, hertz: 1_000}, // green
}
