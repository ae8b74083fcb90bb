package peer

import (
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/forward"
	"veche/media/wire"
)

// Source is what one m-line of a publisher brings.
type Source struct {
	Owner *Peer
	Kind  conference.SourceKind
	MID   string
	ID    uint32 // of all sources of the engine, from 1

	open  atomic.Bool                    // let in; see [Source.Open]
	route atomic.Pointer[[]*Slot]        // where it goes; nil: nowhere
	taps  [tapPlaces]atomic.Pointer[Tap] // take packets too, or nil
	codec atomic.Uint32                  // of the last packet
	seen  atomic.Int64                   // when the last packet came
	voice forward.Voice
	hold  hold

	foreign   atomic.Bool // see Playable
	picture   bool        // an [Output] that is a picture
	keyWanted func()      // asks for a key frame of an [Output]; nil for those of peers

	layers [MaxLayers]atomic.Pointer[Layer] // filled once each, under Owner.in
}

// Layer is one encoding of a source, with an SSRC of its own.
type Layer struct {
	source *Source
	index  uint8
	ssrc   atomic.Uint32

	// Under Owner.in.
	gaps     forward.Gaps
	clock    forward.SourceClock
	detector codec.Detector

	ringLock sync.Mutex // may be taken under any in or out
	ring     forward.Ring

	bytes         atomic.Uint64 // of payload since the start
	rate          atomic.Int64  // bits per second, by the tick
	size          atomic.Uint32 // width<<16 | height
	seen          atomic.Int64
	asked         atomic.Int64 // when a key frame was last asked for
	pending       atomic.Bool  // one is wanted, the window of keyPause has not passed
	broken        atomic.Int32 // packets were given up: how often to ask again until one comes
	lastBytes     uint64       // by the tick
	lastTick      time.Duration
	clockSnapshot atomic.Pointer[forward.SourceClock] // a copy of clock for sender reports
}

// keyPause is the time between two requests to one layer (lesson 15).
const keyPause = 500 * time.Millisecond

// How long a source without packets still counts as live. A microphone in DTX
// sends each 400 ms; a page that stands still on a shared screen may send nothing
// for seconds, and pausing it would cost a key frame each time.
const (
	liveFor       = 1500 * time.Millisecond
	screenLiveFor = 10 * time.Second
)

func (s *Source) liveFor() time.Duration {
	if s.Kind == conference.Screen || s.Kind == conference.Composed {
		return screenLiveFor
	}
	return liveFor
}

func newSource(p *Peer, kind conference.SourceKind, mid string) *Source {
	return &Source{Owner: p, Kind: kind, MID: mid, ID: p.board.lastSource.Add(1)}
}

// layer finds or makes the one of this index. Under Owner.in.
func (s *Source) layer(i int, c codec.Codec) *Layer {
	if l := s.layers[i].Load(); l != nil {
		return l
	}
	l := &Layer{source: s, index: uint8(i)}
	l.gaps.ClockRate = c.ClockRate()
	l.clock.ClockRate = c.ClockRate()
	l.asked.Store(int64(-time.Hour))
	s.layers[i].Store(l)
	return l
}

// Video tells whether it is a picture.
func (s *Source) Video() bool {
	return s.Kind == conference.Camera || s.Kind == conference.Screen || s.picture
}

// Open lets the source's packets in, or drops them where they arrive. What came
// before it was closed is given to nobody any more.
func (s *Source) Open(open bool) {
	if !s.open.Swap(open) || open {
		return
	}
	for i := range s.layers {
		if l := s.layers[i].Load(); l != nil {
			l.forget()
		}
	}
}

// IsOpen tells what was said last.
func (s *Source) IsOpen() bool { return s.open.Load() }

// Route replaces the slots to which the source goes. slots is not changed after.
func (s *Source) Route(slots []*Slot) { s.route.Store(&slots) }

// Routed is the present route.
func (s *Source) Routed() []*Slot {
	if r := s.route.Load(); r != nil {
		return *r
	}
	return nil
}

// Voice is how loud it is.
func (s *Source) Voice() *forward.Voice { return &s.voice }

// Codec of the last packet, None before it.
func (s *Source) Codec() codec.Codec { return codec.Codec(s.codec.Load()) }

// Playable tells whether browsers can take the source as it is, if they take its codec.
func (s *Source) Playable() bool { return s.Codec().Web() && !s.foreign.Load() }

// SetPlayable says of an [Output] that what it brings is, or is not, as browsers take it
// in its codec; it is until something else is said.
func (s *Source) SetPlayable(playable bool) { s.foreign.Store(!playable) }

// Size is the largest picture size seen, in pixels; zeros while none is known.
func (s *Source) Size() (width, height int) {
	for i := range s.layers {
		if l := s.layers[i].Load(); l != nil {
			size := l.size.Load()
			if w, h := int(size>>16), int(size&0xffff); w*h > width*height {
				width, height = w, h
			}
		}
	}
	return width, height
}

// Layers appends what is known of each layer to dst, as [forward.Allocate] wants it.
func (s *Source) Layers(dst []forward.Layer, now time.Duration) []forward.Layer {
	last := -1
	for i := range s.layers {
		if s.layers[i].Load() != nil {
			last = i
		}
	}
	for i := range last + 1 {
		var d forward.Layer
		if l := s.layers[i].Load(); l != nil {
			size := l.size.Load()
			d = forward.Layer{
				Bitrate: int(l.rate.Load()), Width: uint16(size >> 16), Height: uint16(size),
				Live: now-time.Duration(l.seen.Load()) < s.liveFor(),
			}
		}
		dst = append(dst, d)
	}
	return dst
}

// askKey asks the publisher for a key frame of this layer, at once or as soon as
// the pause since the last request is over. No lock may be held.
func (l *Layer) askKey(now time.Duration, out *wire.Sender) {
	if l.source.keyWanted != nil { // its coder sees to the pauses
		l.asked.Store(int64(now))
		l.source.keyWanted()
		return
	}
	last := l.asked.Load()
	if now-time.Duration(last) < keyPause {
		l.pending.Store(true)
		return
	}
	if !l.asked.CompareAndSwap(last, int64(now)) {
		return // somebody else does
	}
	l.pending.Store(false)
	l.source.Owner.sendPLI(l.ssrc.Load(), out)
}

// brokenAsks is how often a key frame is asked for again that does not come: the
// request gets lost like anything else, and who watches waits three seconds until
// he asks. A publisher that takes no requests is left alone after that.
const brokenAsks = 5

// breaks notes that packets were given up: nothing can be shown until a key frame.
func (l *Layer) breaks() {
	l.broken.Store(brokenAsks)
	l.pending.Store(true)
}

// mends notes that a key frame has come.
func (l *Layer) mends() {
	l.broken.Store(0)
	l.pending.Store(false)
}

// keyDue tells whether a key frame is to be asked for: one that waited for its turn,
// or again one that should have come. By the tick only.
func (l *Layer) keyDue(now, rtt time.Duration) bool {
	if l.pending.Load() {
		return true
	}
	left := l.broken.Load()
	if left == 0 || now-time.Duration(l.asked.Load()) < max(keyPause, rtt*3/2) {
		return false
	}
	return l.broken.CompareAndSwap(left, left-1)
}

// forget drops what the layer keeps for retransmission.
func (l *Layer) forget() {
	l.ringLock.Lock()
	defer l.ringLock.Unlock()
	l.ring.Forget()
}

// measure updates the layer's bit rate. By the tick only.
func (l *Layer) measure(now time.Duration) {
	passed := now - l.lastTick
	if passed < 500*time.Millisecond {
		return
	}
	bytes := l.bytes.Load()
	if l.lastTick != 0 {
		rate := int64(float64(bytes-l.lastBytes) * 8 / passed.Seconds())
		if old := l.rate.Load(); old != 0 && rate < old {
			rate = (old*3 + rate) / 4 // a pause is no cheaper stream
		}
		l.rate.Store(rate)
	}
	l.lastBytes, l.lastTick = bytes, now
}
