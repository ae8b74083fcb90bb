package forward

import "time"

// Ring keeps the newest packets of one published layer for retransmission: up to
// 512 packets and 256 KiB, about a second of video. It also knows where the last
// key frame lies, for those who come after it. The zero Ring is empty and holds no
// memory before the first Put; it grows as the bit rate asks for. It is to be
// guarded by the lock of the source.
type Ring struct {
	data     []byte
	index    []ringEntry
	written  uint64 // bytes put so far; the next goes to written modulo len(data)
	lap      uint64 // what written was when data was last begun from its start
	lapAt    time.Duration
	newest   uint16 // highest number put; begun says whether any was
	newestAt time.Duration
	begun    bool
	key      Run // but for what changes with each packet
	keyed    bool
}

// Run is a key frame and everything after it, by sequence numbers of the feed.
type Run struct {
	// First to Last, both included. Key is the packet that completes what a
	// decoder needs to begin; those before it are its [codec.Frame.Lead].
	First, Key, Last uint16
	// Bytes of all packets as they were put.
	Bytes int
	// At is when the key frame came, LastAt when Last did.
	At, LastAt time.Duration
}

type ringEntry struct {
	at       uint64 // position in the stream of bytes put
	size     uint16 // 0: nothing there
	sequence uint16
}

const (
	ringPackets = 512
	ringLeast   = 16 << 10
	ringMost    = 256 << 10
	ringTime    = time.Second // what a Ring should hold if ringMost lets it
	runMost     = 160         // packets of a Run; what a socket's buffer takes at once
)

// Put keeps a copy of pkt under its sequence number, overwriting the oldest.
// Packets beyond ringLeast are not kept; no network brings them.
func (r *Ring) Put(sequence uint16, pkt []byte, now time.Duration) {
	if len(pkt) == 0 || len(pkt) > ringLeast {
		return
	}
	if r.index == nil {
		r.index = make([]ringEntry, ringPackets)
		r.data = make([]byte, ringLeast)
		r.lapAt = now
	}
	if !r.begun || int16(sequence-r.newest) > 0 {
		r.newest, r.newestAt, r.begun = sequence, now, true
	}
	at := r.written
	if int(at-r.lap)+len(pkt) > len(r.data) { // a packet stands in one piece
		at = r.turn(now)
	}
	copy(r.data[at-r.lap:], pkt)
	r.written = at + uint64(len(pkt))
	r.index[sequence%ringPackets] = ringEntry{at: at, size: uint16(len(pkt)), sequence: sequence}
}

// Get gives the packet with that sequence number if it is still there. The bytes
// are the Ring's own, good until the next Put.
func (r *Ring) Get(sequence uint16) ([]byte, bool) {
	if r.index == nil {
		return nil, false
	}
	e := &r.index[sequence%ringPackets]
	if e.size == 0 || e.sequence != sequence {
		return nil, false
	}
	if e.at >= r.lap {
		at := int(e.at - r.lap)
		return r.data[at : at+int(e.size)], true
	}
	// Of the lap before, what the present one has not reached yet.
	at := int(e.at + uint64(len(r.data)) - r.lap)
	if e.at+uint64(len(r.data)) < r.lap || at < int(r.written-r.lap) {
		return nil, false
	}
	return r.data[at : at+int(e.size)], true
}

// Gone tells of a packet that Get does not give that it was here once. One that
// never came may still come.
func (r *Ring) Gone(sequence uint16) bool {
	if r.index == nil {
		return false
	}
	e := &r.index[sequence%ringPackets]
	return (e.size > 0 || e.at > 0) && int16(e.sequence-sequence) >= 0
}

// Keyed notes that a verified key frame is at hand with this packet and the lead
// packets before it. An older one than is known already is of no use.
func (r *Ring) Keyed(sequence uint16, lead uint8, now time.Duration) {
	if r.keyed && int16(sequence-r.key.Key) <= 0 {
		return
	}
	r.key, r.keyed = Run{First: sequence - uint16(lead), Key: sequence, At: now}, true
}

// Forget drops all packets: what comes next does not go on from them.
func (r *Ring) Forget() {
	clear(r.index)
	r.begun, r.keyed = false, false
}

// SinceKey is the last key frame with all that came after it; false if there is
// none, or not every packet of it is here, or they are too many to be sent at once.
func (r *Ring) SinceKey() (Run, bool) {
	run := r.key
	run.Last, run.LastAt = r.newest, r.newestAt
	if !r.keyed || run.Last-run.First >= runMost {
		return run, false
	}
	for s := run.First; ; s++ {
		b, ok := r.Get(s)
		if !ok {
			return run, false
		}
		run.Bytes += len(b)
		if s == run.Last {
			return run, true
		}
	}
}

// turn begins data from its start again, or goes on in twice as much when it
// held too little. It gives the position for the next packet.
func (r *Ring) turn(now time.Duration) uint64 {
	if len(r.data) < ringMost && now-r.lapAt < ringTime {
		// The present lap fills the old data, so its packets keep their places.
		data := make([]byte, 2*len(r.data))
		copy(data, r.data)
		for i := range r.index {
			if r.index[i].at < r.lap {
				r.index[i].size = 0
			}
		}
		r.data = data
		return r.written
	}
	r.lap += uint64(len(r.data))
	r.lapAt = now
	return r.lap
}
