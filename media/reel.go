package media

import (
	"bytes"
	"sync"
	"time"

	"veche/media/codec"
	"veche/media/decode"
)

// reel takes in the pictures of a sender that come whole. Those of a camera may come by
// several legs, one in each conference: they have the same reel, in which a picture is
// looked at, kept, decoded and coded anew once for all of them. It is safe for concurrent
// use.
type reel struct {
	hold  decode.Hold
	clock *senderClock

	mu    sync.Mutex // while a picture is taken in
	codec codec.Codec
	h264  h264Keys
	h265  h265Keys
	order orderWatch
	last  time.Duration // time of the newest picture
	taken shot          // the newest

	showing sync.Mutex
	stream  *decode.Stream // nil while nobody shows it
	shows   int
	remakes map[codec.Codec]*remake
}

// shot is a picture, and what is known of it.
type shot struct {
	unit []byte // as it came
	pts  time.Duration
	seen seen
	at   time.Duration
	ok   bool
}

// take takes in a picture. One that another leg has brought already is known again where
// the camera is shared: it is the same bytes, which nobody changes.
func (r *reel) take(c codec.Codec, unit []byte, announced [][]byte, pts, now time.Duration, shared bool) shot {
	r.mu.Lock()
	defer r.mu.Unlock()
	if t := &r.taken; shared && t.pts == pts && len(t.unit) == len(unit) && &t.unit[0] == &unit[0] {
		return *t
	}
	if !shared {
		unit = bytes.Clone(unit)
	}
	s, ok := r.look(c, unit, announced)
	t := shot{unit: unit, pts: pts, seen: s, ok: ok}
	if ok {
		t.at = r.when(r.clock.at(pictureLine, pts, now), now, s.plain)
		r.hold.Put(decode.Unit{Codec: c, Data: s.unit, At: t.at, Key: s.key}, now)
		r.tell()
	}
	if shared {
		r.taken = t
	}
	return t
}

// mostUnit is beyond any picture of a camera.
const mostUnit = 4 << 20

// seen is what a look at a picture has shown.
type seen struct {
	unit  []byte // as it may go on
	key   bool   // a decoder can begin with it
	plain bool   // browsers can play the stream as it is
}

// look takes a picture apart; false if it may not go on. Under mu.
func (r *reel) look(c codec.Codec, unit []byte, announced [][]byte) (s seen, ok bool) {
	if c != r.codec {
		r.codec, r.h264, r.h265, r.order = c, h264Keys{}, h265Keys{}, orderWatch{}
	}
	switch c {
	case codec.H264:
		s.unit, ok = r.h264.check(unit, announced)
		s.key = r.h264.key
		s.plain = ok && !r.order.watch(&r.h264)
	case codec.H265:
		s.unit, s.key, ok = r.h265.check(unit, announced)
	case codec.MJPEG:
		w, h := codec.UnitSize(c, unit)
		s.unit, s.key, ok = unit, true, w*h > 0
	default:
		return s, false
	}
	if s.key && ok {
		w, h := codec.UnitSize(c, s.unit)
		ok = w*h <= mostPixels
	}
	return s, ok
}

// when is the time of a picture. Those that go to browsers as they are have times that
// grow. Under mu.
func (r *reel) when(at, now time.Duration, plain bool) time.Duration {
	at = max(at, now-lagMost)
	if plain {
		at = max(at, r.last+time.Millisecond)
	}
	r.last = at
	return at
}

// orderWatch tells whether the pictures of an H.264 stream come in another order than
// they are shown, or are others than browsers play.
type orderWatch struct {
	foreign bool
	begun   bool
	clean   int // pictures without a B slice since the last one
}

// cleanAfter is how many pictures without a B slice are believed: cameras that choose
// by the scene would change to and fro.
const cleanAfter = 250

// watch takes in a picture that k has checked; it tells whether the stream is to be
// coded anew for browsers.
func (o *orderWatch) watch(k *h264Keys) bool {
	switch {
	case k.bidirectional:
		o.foreign, o.clean = true, 0
	case k.key && k.odd:
		o.foreign, o.clean = true, 0
	case k.key && !o.begun:
		o.foreign = k.reorder // the first B slice would come in a moment
	case o.clean >= cleanAfter && k.key && !k.odd:
		o.foreign = false
	}
	o.begun = true
	o.clean++
	return o.foreign
}
