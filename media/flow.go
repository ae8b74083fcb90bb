package media

import (
	"sync/atomic"
	"time"

	"veche/media/peer"
)

// flow is how the pictures of a reel go on as they are by one leg. It is of who pushes,
// but for what is said otherwise.
type flow struct {
	flowing  atomic.Bool // they do
	bridging atomic.Bool // somebody is shown something else until the next key frame
}

const (
	// burstUnits and burstBytes are how much is sent at once to those for whom a source
	// begins to flow: the last key frame, and the few pictures after it.
	burstUnits, burstBytes = 12, 512 << 10
	// bridgeLeast is for how long a picture that is coded anew is worth its trouble.
	bridgeLeast = 600 * time.Millisecond
)

// pass sends a picture on as it is, which is on the reel already, if anybody takes it.
func (f *flow) pass(r *reel, out *peer.Output, p *shot) {
	if !out.Wanted() {
		f.flowing.Store(false)
		return
	}
	if !f.flowing.Swap(true) {
		if held := r.hold.SinceKey(burstUnits, burstBytes); held != nil {
			for _, u := range held {
				out.Write(u.Data, u.At)
			}
			return
		}
	}
	out.Write(p.seen.unit, p.at)
}

// far tells whether the next key frame is so far away that who begins to watch is better
// shown the picture coded anew until then. The sender takes no requests, and the first
// picture is to be there at once (issue 5: within two seconds). It is safe for concurrent
// use.
func (f *flow) far(r *reel, now time.Duration) bool {
	at, cycle, ok := r.hold.Key()
	if !ok {
		return false // there is nothing to begin with
	}
	if !f.flowing.Load() && r.hold.SinceKey(burstUnits-1, burstBytes) != nil {
		return false // the burst will do
	}
	return cycle == 0 || cycle-(now-at) > bridgeLeast
}
