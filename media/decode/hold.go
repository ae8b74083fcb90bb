package decode

import (
	"sync"
	"time"

	"veche/media/codec"
)

// Unit is a coded picture in the form that decoders take.
type Unit struct {
	Codec codec.Codec
	Data  []byte
	// At is when it is to be shown, on the clock of [Stream.Newest].
	At time.Duration
	// Key: a decoder can begin with it.
	Key bool
}

// Hold keeps the pictures of a source from its last key frame on, in the order of
// decoding, so that whoever begins to watch a sender who takes no requests need not wait
// for the next one. Streams read it, each at its own pace. The zero Hold is empty. It is
// safe for concurrent use.
type Hold struct {
	mu    sync.Mutex
	units []heldUnit
	first uint64 // number of units[0]
	key   uint64 // number of the newest key frame
	keyed bool   // it is still here
	bytes int
	size  struct{ width, height int }
	cycle time.Duration // between the last two key frames
	asked time.Duration // when a Stream has looked for the next picture; 0: never
}

type heldUnit struct {
	Unit
	arrival time.Duration
}

const (
	// heldBytes is ten seconds of a camera of 6 Mbit/s, more than most keep between two
	// key frames. Beyond it only who watches already goes on.
	heldBytes = 8 << 20
	// heldUnits are 40 s at 25 pictures a second.
	heldUnits = 1000
	// heldTail is what stays for who watches already.
	heldTail = 50
)

// Put takes in the next picture, which has come now. Its data is kept: nobody changes it
// any more.
func (h *Hold) Put(u Unit, now time.Duration) {
	width, height := 0, 0
	if u.Key {
		width, height = codec.UnitSize(u.Codec, u.Data)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if u.Key {
		if h.keyed {
			h.cycle = now - h.units[h.key-h.first].arrival
		}
		h.drop(len(h.units)) // nothing refers beyond it
		h.key, h.keyed = h.first, true
		h.size.width, h.size.height = width, height
	}
	h.units = append(h.units, heldUnit{u, now})
	h.bytes += len(u.Data)
	if h.bytes > heldBytes || len(h.units) > heldUnits {
		h.keyed = false
	}
	if !h.keyed {
		h.drop(len(h.units) - heldTail)
		for h.bytes > heldBytes {
			h.drop(1)
		}
	}
}

// drop forgets the oldest n. Under mu.
func (h *Hold) drop(n int) {
	if n <= 0 {
		return
	}
	for i := range n {
		h.bytes -= len(h.units[i].Data)
	}
	rest := copy(h.units, h.units[n:])
	clear(h.units[rest:])
	h.units = h.units[:rest]
	h.first += uint64(n)
}

// Size of the pictures by their last key frame; zeros while it is not known.
func (h *Hold) Size() (width, height int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.size.width, h.size.height
}

// Key says when the last key frame came, and how long it was from the one before to
// it, 0 if that is not known; false while there is none, or it has been given up.
func (h *Hold) Key() (at, cycle time.Duration, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.keyed {
		return 0, h.cycle, false
	}
	return h.units[h.key-h.first].arrival, h.cycle, true
}

// SinceKey are the pictures from the last key frame on, if they are no more than so many,
// in no more than so many bytes; nil otherwise.
func (h *Hold) SinceKey(most, size int) (units []Unit) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.keyed || len(h.units) > most || h.bytes > size {
		return nil
	}
	for i := range h.units {
		units = append(units, h.units[i].Unit)
	}
	return units
}

// readFor is for how long somebody is taken to go on reading. Streams read with each
// picture that is composed.
const readFor = time.Second

// Read tells whether any Stream reads the pictures.
func (h *Hold) Read(now time.Duration) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked > 0 && now-h.asked < readFor
}

// Held is how many pictures are kept, in how many bytes.
func (h *Hold) Held() (units, size int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.units), h.bytes
}

// Forget gives everything back.
func (h *Hold) Forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(len(h.units))
	h.keyed = false
}

// holdReader reads a Hold: from the newest key frame, and on from there. Later key
// frames are gone over to at once, since no picture before them is the newest.
type holdReader struct {
	hold  *Hold
	begun bool
	next  uint64
}

var _ frames = (*holdReader)(nil)

func (r *holdReader) pop(now time.Duration) (frame, bool) {
	h := r.hold
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = max(now, 1)
	if r.begun && r.next < h.first {
		r.begun = false // what it was to go on with is gone
	}
	if h.keyed && (!r.begun || h.key > r.next) && h.units[h.key-h.first].arrival <= now {
		r.begun, r.next = true, h.key
	}
	u := r.at(now)
	if u == nil {
		return frame{}, false
	}
	r.next++
	return frame{codec: u.Codec, unit: u.Data, at: u.At, key: u.Key}, true
}

// at is the unit whose turn it is, nil if it has not come by now.
func (r *holdReader) at(now time.Duration) *heldUnit {
	h := r.hold
	if !r.begun || r.next < h.first || r.next-h.first >= uint64(len(h.units)) {
		return nil
	}
	if u := &h.units[r.next-h.first]; u.arrival <= now {
		return u
	}
	return nil
}

func (r *holdReader) ready(now time.Duration) bool {
	r.hold.mu.Lock()
	defer r.hold.mu.Unlock()
	return r.at(now) != nil
}

func (r *holdReader) stuck() bool { return !r.begun }

// fail goes on all the same: a sender who takes no requests may send no key frame for
// long, and decoders patch up what they can.
func (r *holdReader) fail() {}
