package media

import (
	"fmt"
	"sync/atomic"
	"time"

	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/decode"
	"veche/media/forward"
	"veche/media/mix"
	"veche/media/peer"
)

// feed leads the packets of a published source to the coders of a production.
type feed struct {
	source *peer.Source
	codec  codec.Codec

	// Of a picture.
	picture decode.Source
	streams [peer.MaxLayers]atomic.Pointer[decode.Stream]
	known   []decode.Layer  // what picture was told
	infos   []forward.Layer // scratch

	sound   *mix.Source // of a sound
	metered bool        // its packets do not say how loud it is
	fresh   atomic.Bool // something came since that was looked at
}

var _ peer.Tap = (*feed)(nil)

// newFeed taps a source. The error is [codec.ErrNotBuilt] for a codec that this build
// does not decode.
func newFeed(src *peer.Source, mixer *mix.Mixer, metered bool) (*feed, error) {
	f := &feed{source: src, codec: src.Codec(), metered: metered}
	if !src.Video() {
		decoder, err := sound.NewDecoder(sound.DecoderConfig{Codec: f.codec})
		if err != nil {
			return nil, fmt.Errorf("media: %w", err)
		}
		f.sound = mixer.AddSource(mix.SourceConfig{
			Decoder: decoder, Clock: int(f.codec.ClockRate()), Copies: f.codec == codec.Opus, Metered: metered,
		})
	}
	src.Tap(peer.ComposeTap, f)
	return f, nil
}

// fits tells whether f still leads from this source.
func (f *feed) fits(src *peer.Source) bool { return f.source == src && f.codec == src.Codec() }

// Packet implements [peer.Tap].
func (f *feed) Packet(p *peer.TapPacket, now time.Duration) {
	switch {
	case p.Codec != f.codec:
	case f.sound != nil:
		f.fresh.Store(true)
		f.sound.Push(mix.Packet{
			Sequence: p.Sequence, Timestamp: p.Timestamp, SSRC: p.SSRC, Payload: p.Payload, Arrival: now,
		})
	default:
		if s := f.streams[p.Layer].Load(); s != nil {
			s.Push(&decode.Packet{Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload}, now)
		}
	}
}

// look takes in which layers come at the moment. By the goroutine of the pictures.
func (f *feed) look(now time.Duration) error {
	f.infos = f.source.Layers(f.infos[:0], now)
	layers := make([]decode.Layer, 0, len(f.infos))
	for i := range f.infos {
		l := &f.infos[i]
		if !l.Live {
			continue
		}
		s := f.streams[i].Load()
		if s == nil {
			var err error
			if s, err = decode.NewStream(decode.Config{Codec: f.codec, RequestKey: func() { f.source.AskKey(i) }}); err != nil {
				return fmt.Errorf("media: %w", err)
			}
			f.streams[i].Store(s)
		}
		height := int(l.Height)
		if height == 0 { // before its first key frame: layers are sent in this order
			height = 180 << i
		}
		layers = append(layers, decode.Layer{Stream: s, Height: height})
	}
	if len(layers) == 0 {
		return nil // a pause; the last picture stays
	}
	if !sameLayers(layers, f.known) {
		f.known = layers
		f.picture.SetLayers(layers)
	}
	return nil
}

func sameLayers(a, b []decode.Layer) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// close ends the feed. No picture of it may be in use.
func (f *feed) close() {
	f.source.Untap(peer.ComposeTap, f)
	if f.sound != nil {
		f.sound.Close()
	}
	for i := range f.streams {
		if s := f.streams[i].Load(); s != nil {
			s.Close()
		}
	}
}

// newest is for [compose.Pictures].
func (f *feed) newest(now time.Duration, want layout.Size, have uint64, use func(*codec.Picture)) uint64 {
	return f.picture.Newest(now, want.H, have, use)
}
