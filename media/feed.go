package media

import (
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/codec/video"
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

	reel   *reel // where whole pictures come from; nil: packets come
	whole  *decode.Stream
	height int // of them, as picture was told

	sound   *mix.Source // of a sound
	format  *SoundFormat
	metered bool        // its packets do not say how loud it is
	fresh   atomic.Bool // something came since that was looked at
}

var _ peer.Tap = (*feed)(nil)

// newFeed leads from a source, which in brings if that is not nil. The error is
// [codec.ErrNotBuilt] for a codec that this build does not decode.
func newFeed(src *peer.Source, in *intake, mixer *mix.Mixer, metered bool) (*feed, error) {
	f := &feed{source: src, codec: src.Codec(), metered: metered}
	f.reel, f.format = in.brings()
	var err error
	switch {
	case !src.Video():
		err = f.listen(mixer)
	case f.reel != nil:
		if !slices.Contains(video.Decoders(), f.codec) {
			return nil, fmt.Errorf("media: decoding %v: %w", f.codec, codec.ErrNotBuilt)
		}
		f.whole, err = f.reel.show()
	}
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	if f.reel == nil {
		src.Tap(peer.ComposeTap, f)
	}
	return f, nil
}

// listen opens what a sound needs.
func (f *feed) listen(mixer *mix.Mixer) error {
	cfg, clock := sound.DecoderConfig{Codec: f.codec}, int(f.codec.ClockRate())
	if f.format != nil {
		cfg, clock = f.format.decoder(), f.format.rate()
	}
	decoder, err := sound.NewDecoder(cfg)
	if err != nil {
		return err //nolint:wrapcheck // newFeed does
	}
	f.sound = mixer.AddSource(mix.SourceConfig{
		Decoder: decoder, Clock: clock, Copies: f.codec == codec.Opus, Metered: f.metered,
	})
	return nil
}

// fits tells whether f still leads from this source, which in brings.
func (f *feed) fits(src *peer.Source, in *intake) bool {
	reel, format := in.brings()
	return f.source == src && f.codec == src.Codec() && f.reel == reel && f.format == format
}

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
	if f.reel != nil {
		f.lookAtWhole(now)
		return nil
	}
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

// lookAtWhole does that for pictures that come whole, of one size.
func (f *feed) lookAtWhole(now time.Duration) {
	f.whole.Doze(now)
	if _, height := f.reel.hold.Size(); height != f.height || len(f.known) == 0 {
		f.height = height
		f.known = []decode.Layer{{Stream: f.whole, Height: max(height, 1)}}
		f.picture.SetLayers(f.known)
	}
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
	if f.whole != nil {
		f.reel.hide()
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
