package media

import (
	"sync/atomic"
	"time"

	"veche/media/codec"
	"veche/media/decode"
	"veche/media/peer"
)

// reel takes in the pictures of a sender that come whole. It is of who pushes, but for
// what is said otherwise.
type reel struct {
	hold  decode.Hold // safe for concurrent use
	codec codec.Codec
	h264  h264Keys
	h265  h265Keys
	order orderWatch
	last  time.Duration // time of the newest picture

	flowing  atomic.Bool // pictures go on as they are
	bridging atomic.Bool // somebody is shown something else until the next key frame
}

const (
	// burstUnits and burstBytes are how much is sent at once to those for whom a source
	// begins to flow: the last key frame, and the few pictures after it.
	burstUnits, burstBytes = 12, 512 << 10
	// bridgeLeast is for how long a picture that is coded anew is worth its trouble.
	bridgeLeast = 600 * time.Millisecond
)

// pass sends a picture on as it is, which is in the hold already, if anybody takes it.
func (r *reel) pass(out *peer.Output, unit []byte, at time.Duration) {
	if !out.Wanted() {
		r.flowing.Store(false)
		return
	}
	if !r.flowing.Swap(true) {
		if held := r.hold.SinceKey(burstUnits, burstBytes); held != nil {
			for _, u := range held {
				out.Write(u.Data, u.At)
			}
			return
		}
	}
	out.Write(unit, at)
}

// far tells whether the next key frame is so far away that who begins to watch is better
// shown the picture coded anew until then. The sender takes no requests, and the first
// picture is to be there at once (issue 5: within two seconds). It is safe for concurrent
// use.
func (r *reel) far(now time.Duration) bool {
	at, cycle, ok := r.hold.Key()
	if !ok {
		return false // there is nothing to begin with
	}
	if !r.flowing.Load() && r.hold.SinceKey(burstUnits-1, burstBytes) != nil {
		return false // the burst will do
	}
	return cycle == 0 || cycle-(now-at) > bridgeLeast
}

// mostUnit is beyond any picture of a camera.
const mostUnit = 4 << 20

// seen is what a look at a picture has shown.
type seen struct {
	unit  []byte // as it may go on
	key   bool   // a decoder can begin with it
	plain bool   // browsers can play the stream as it is
}

// look takes a picture apart; false if it may not go on.
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

// when is the time of a picture. Those that go to browsers as they are have times that grow.
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
