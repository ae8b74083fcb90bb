//go:build cgo && avcodec

package media_test

import (
	"testing"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media"
	"veche/media/client"
	"veche/media/codec"
	coders "veche/media/codec/sound"
	"veche/media/codec/video"
	"veche/media/compose"
)

// terminal is a room system: the far end of a leg, without the network between.
type terminal struct {
	*watcher
	leg     *media.Leg
	wanted  chan conference.SourceKind // key frames
	decoder *video.Decoder
	voice   *coders.Decoder
	content bool // a picture of content came
}

func newTerminal(t *testing.T, h *house, id conference.ParticipantID, voice codec.Codec) *terminal {
	t.Helper()
	var err error
	r := &terminal{watcher: newWatcher(t), wanted: make(chan conference.SourceKind, 1)}
	if r.decoder, err = video.NewDecoder(video.DecoderConfig{Codec: codec.H264}); err != nil {
		t.Fatal(err)
	}
	if r.voice, err = coders.NewDecoder(coders.DecoderConfig{Codec: voice}); err != nil {
		t.Fatal(err)
	}
	if r.leg, err = h.engine.ConnectLeg(h.id, id, r); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.leg.Close()
		r.decoder.Close()
		r.voice.Close()
	})
	return r
}

func (r *terminal) Sound(packet []byte, _ time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	pcm := make([]int16, coders.MaxSamples)
	n, err := r.voice.Decode(pcm, packet)
	if err != nil {
		return
	}
	for _, s := range pcm[:n] {
		for range 48000 / r.voice.Rate() {
			r.heard = append(r.heard, s)
		}
	}
	r.heard = r.heard[max(len(r.heard)-48000, 0):]
	r.tell()
}

func (r *terminal) Picture(kind conference.SourceKind, c video.Coded, at time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if kind == conference.Screen {
		r.content = true
		r.tell()
		return
	}
	p, err := r.decoder.Decode(c.Data, at)
	if err != nil || p == nil {
		r.leg.RequestKey(kind)
		return
	}
	r.width = p.Width
	r.pixels = codec.NewPicture(p.Width, p.Height)
	r.pixels.CopyFrom(p)
	r.tell()
}

func (r *terminal) KeyFrameWanted(kind conference.SourceKind) {
	select {
	case r.wanted <- kind:
	default:
	}
}

// perform sends sound in voice and pictures in picture until the test ends.
func (r *terminal) perform(t *testing.T, p performer, voice, picture codec.Codec) {
	t.Helper()
	encoder, err := video.NewEncoder(video.EncoderConfig{Codec: picture, Width: 320, Height: 180, FrameRate: 25, BitRate: 300_000})
	if err != nil {
		t.Fatal(err)
	}
	mouth, err := coders.NewEncoder(coders.EncoderConfig{Codec: voice})
	if err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-stopped; encoder.Close(); mouth.Close() })
	go func() {
		defer close(stopped)
		began := time.Now()
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		canvas := codec.NewPicture(320, 180)
		pcm := make([]int16, mouth.FrameSize())
		var cut codec.Cutter
		sequence := uint16(0)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-ticker.C:
			}
			for i := range pcm {
				at := time.Duration(n)*20*time.Millisecond + time.Duration(i)*time.Second/time.Duration(mouth.Rate())
				pcm[i] = int16(32767 * p.sample(at))
			}
			packet, err := mouth.Encode(nil, pcm)
			if err != nil {
				t.Error(err)
				return
			}
			r.leg.Push(conference.Microphone, &media.LegPacket{
				Codec: voice, SSRC: 1, Sequence: uint16(n), Timestamp: uint32(n) * voice.ClockRate() / 50, Payload: packet,
			})
			if n%2 == 1 {
				continue
			}
			select {
			case <-r.wanted:
				encoder.RequestKey()
			default:
			}
			at := time.Since(began)
			canvas.Fill(p.colour(at))
			c, err := encoder.Encode(nil, canvas)
			if err != nil {
				t.Error(err)
				return
			}
			parts := cut.Cut(picture, c.Data, 1200, false, uint16(n))
			for i := range parts {
				sequence++
				r.leg.Push(conference.Camera, &media.LegPacket{
					Codec: picture, SSRC: 2, Sequence: sequence, Timestamp: uint32(at * 90_000 / time.Second), Marker: i == parts-1,
					Payload: cut.At(i),
				})
			}
		}
	}()
}

// A room system is seen and heard by browsers, and sees and hears them: its H.264 as
// it is where a browser takes it, and coded anew where not; its G.711 as Opus.
func TestALegIsSeenAndHeardAndSeesAndHears(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris", "room")
	h.change(func(p *conference.Plan) {
		grid := layout.Spec{Type: layout.Grid, Windows: 4}
		see := func(composed bool, ids ...conference.ParticipantID) conference.View {
			v := conference.View{HearsAll: true, Composed: composed, Layout: grid}
			for _, id := range ids {
				v.Windows = append(v.Windows, conference.Window{Participant: id, Source: conference.Camera})
			}
			return v
		}
		p.Marks = map[conference.ParticipantID]conference.Marks{"anna": {}, "boris": {}, "room": {}}
		p.Views["anna"], p.Views["boris"] = see(false, "room"), see(false, "room")
		p.Views["room"] = see(true, "anna", "boris")
	})
	room := newTerminal(t, h, "room", codec.PCMU)
	room.leg.Receive(media.LegReceives{Sound: codec.PCMU, Picture: &compose.Format{Codec: codec.H264, Lines: 720}})
	room.perform(t, steady{y: 41, u: 240, v: 110, hertz: 700}, codec.PCMU, codec.H264)

	anna, boris := newWatcherOf(t, codec.H264), newWatcher(t)
	publish := client.Config{Publish: []client.Publish{microphone, camera}, AudioSlots: 2, VideoSlots: 2}
	publish.Packet = anna.packet
	h.join("anna", publish).perform(t, people["anna"])
	publish.Packet, publish.OnlyVP8 = boris.packet, true
	h.join("boris", publish).perform(t, people["boris"])

	blue := steady{y: 41, u: 240, v: 110}
	room.until(t, "the room sees and hears both", func() bool {
		return room.width == 1280 && room.is(320, 360, people["anna"]) && room.is(960, 360, people["boris"]) &&
			room.tone(440) > 0.1 && room.tone(1000) > 0.1 && room.tone(700) < 0.02
	})
	anna.until(t, "anna gets the room's own picture, and hears it", func() bool {
		return anna.width == 320 && anna.is(160, 90, blue) && anna.tone(700) > 0.05
	})
	boris.until(t, "boris' browser takes no H.264: it is coded anew", func() bool {
		return boris.width > 320 && boris.is(320, 180, blue)
	})
	h.change(func(p *conference.Plan) {
		p.Sends["room"] = conference.Sends{} // a moderator has switched it off (I12)
	})
	anna.until(t, "the room is silent", func() bool { return len(anna.heard) == 48000 && anna.tone(700) < 0.01 })
}
