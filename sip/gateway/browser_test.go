//go:build cgo && avcodec

package gateway

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"veche/conference"
	"veche/media"
	"veche/media/client"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/codec/video"
	"veche/media/decode"
	"veche/sip/siptest"
)

// browser is a guest with a simulated browser that takes VP8.
type browser struct {
	*guest
	client *client.Client
	epoch  time.Time

	mu    sync.Mutex
	slots map[string]*slot
	ear   *sound.Decoder
	heard []int16 // of late
	wake  chan struct{}
}

// slot is one window of the browser.
type slot struct {
	picture *decode.Stream
	version uint64
	pixels  *codec.Picture
}

// browse joins by a browser that can send a camera and content.
func (h *house) browse(login string) *browser {
	h.t.Helper()
	b := &browser{guest: h.enter(login), epoch: time.Now(), slots: make(map[string]*slot), wake: make(chan struct{})}
	var err error
	b.client, err = client.New(client.Config{
		Publish:    []client.Publish{{Kind: conference.Microphone}, {Kind: conference.Camera}, {Kind: conference.Screen}},
		VideoSlots: 3, AudioSlots: 1, OnlyVP8: true, Loopback: true, Packet: b.packet,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	peer, err := h.engine.Connect(b.conference.ID(), b.id, deaf{})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		_ = b.client.Close()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, s := range b.slots {
			s.picture.Close()
		}
		if b.ear != nil {
			b.ear.Close()
		}
	})
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	err = b.client.Connect(ctx, func(_ context.Context, offer string, sources map[string]conference.SourceKind) (string, error) {
		return peer.Offer(offer, sources)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

// deaf is an observer of no interest.
type deaf struct{}

func (deaf) Connected()            {}
func (deaf) Disconnected()         {}
func (deaf) Slots(media.SlotState) {}
func (deaf) Quality(media.Quality) {}

func (b *browser) packet(from client.Slot, p *rtp.Packet) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !from.Video {
		b.hear(p.Payload)
		return
	}
	s := b.slots[from.MID]
	now := time.Since(b.epoch)
	if s == nil {
		picture, err := decode.NewStream(decode.Config{Codec: codec.VP8})
		if err != nil {
			b.t.Error(err)
			return
		}
		s = &slot{picture: picture}
		b.slots[from.MID] = s
		s.look(now)
	}
	s.picture.Push(&decode.Packet{Sequence: p.SequenceNumber, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload}, now)
	if p.Marker {
		s.look(now)
		close(b.wake)
		b.wake = make(chan struct{})
	}
}

// hear takes in sound. Under mu.
func (b *browser) hear(packet []byte) {
	if b.ear == nil {
		var err error
		if b.ear, err = sound.NewDecoder(sound.DecoderConfig{Codec: codec.Opus}); err != nil {
			b.t.Error(err)
			return
		}
	}
	pcm := make([]int16, b.ear.Rate()/8) // the longest packet
	n, err := b.ear.Decode(pcm, packet)
	if err != nil {
		b.t.Error(err)
		return
	}
	b.heard = append(b.heard, pcm[:n]...)
	if late := len(b.heard) - b.ear.Rate()/2; late > 0 {
		b.heard = b.heard[late:]
	}
	close(b.wake)
	b.wake = make(chan struct{})
}

// tone is how loud a tone was of late, 0 to 1.
func (b *browser) tone(hertz float64) (loud float64, next <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ear == nil || len(b.heard) < b.ear.Rate()/2 {
		return 0, b.wake
	}
	return siptest.Tone(b.heard, b.ear.Rate(), hertz), b.wake
}

// hears waits for a tone.
func (b *browser) hears(hertz float64) {
	b.t.Helper()
	deadline := time.After(patience)
	for {
		loud, next := b.tone(hertz)
		if loud > 0.2 {
			return
		}
		select {
		case <-next:
		case <-deadline:
			b.t.Fatalf("never: a tone of %v Hz, but %v of it", hertz, loud)
		}
	}
}

func (s *slot) look(now time.Duration) {
	s.version = s.picture.Newest(now, s.version, func(p *codec.Picture) {
		s.pixels = codec.NewPicture(p.Width, p.Height)
		s.pixels.CopyFrom(p)
	})
}

// sees waits for a window to have a colour.
func (b *browser) sees(what string, want colour) {
	b.t.Helper()
	deadline := time.After(patience)
	for {
		b.mu.Lock()
		var all []colour
		for _, s := range b.slots {
			all = append(all, at(s.pixels, 0.5, 0.5))
		}
		wake := b.wake
		b.mu.Unlock()
		if slices.ContainsFunc(all, want.near) {
			return
		}
		select {
		case <-wake:
		case <-deadline:
			b.t.Fatalf("never: %s; the windows are %v", what, all)
		}
	}
}

// send sends a colour as camera or content until the test ends.
func (b *browser) send(kind conference.SourceKind, c colour) {
	b.t.Helper()
	for _, s := range b.client.Sources() {
		if s.Kind != kind {
			continue
		}
		layer := s.Layers()[0]
		encoder, err := video.NewEncoder(video.EncoderConfig{Codec: codec.VP8, Width: 320, Height: 180, FrameRate: 15, BitRate: 200_000})
		if err != nil {
			b.t.Fatal(err)
		}
		payloader := &codecs.VP8Payloader{EnablePictureID: true}
		sequence := uint16(0)
		every(b.t, encoder.Close, time.Second/15, func() {
			if layer.TakeKey() {
				encoder.RequestKey()
			}
			picture := codec.NewPicture(320, 180)
			picture.Fill(c.y, c.u, c.v)
			coded, err := encoder.Encode(nil, picture)
			if err != nil {
				b.t.Error(err)
				return
			}
			parts := payloader.Payload(1100, coded.Data)
			for i, part := range parts {
				sequence++
				_ = layer.Write(&rtp.Packet{Header: rtp.Header{
					Version: 2, SequenceNumber: sequence, Timestamp: uint32(time.Since(b.epoch) * 90_000 / time.Second), Marker: i == len(parts)-1,
				}, Payload: part})
			}
		})
	}
}

// show begins or ends content.
func (b *browser) show(on bool) {
	b.t.Helper()
	if _, err := b.conference.Send(b.t.Context(), b.id, nil, nil, &on); err != nil {
		b.t.Fatal(err)
	}
}
