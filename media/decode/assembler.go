package decode

import (
	"time"

	"veche/media/codec"
)

// Packet is what is needed of an RTP packet.
type Packet struct {
	Sequence  uint16
	Timestamp uint32
	Marker    bool // last of its frame
	// Payload without padding. It is copied.
	Payload []byte
}

// assembler makes frames of packets, in the order of their sequence numbers.
// Numbers in, frames out; it knows neither goroutines nor clocks.
//
// A packet that is missing is waited for, since it may be sent again; what comes
// behind it stays. When the wait is over everything up to the next key frame is
// lost: all our codecs predict from the picture before.
//
// Time may be asked for after the fact: a pop of an earlier time takes no notice of
// what has come since then.
type assembler struct {
	codec    codec.Codec
	wait     time.Duration
	detector codec.Detector

	slots   []slot // ring, by sequence number
	begun   bool
	next    uint16 // the first packet that has not been used
	newest  uint16
	blocked time.Duration // since when next is missing; -1: it is not
	broken  bool          // only a key frame helps
	unit    []byte        // of the last frame
	joining joining
	free    [][]byte // memory of packets that were used
}

type slot struct {
	full      bool
	key       bool // a key frame begins here
	marker    bool
	sequence  uint16
	timestamp uint32
	arrival   time.Duration
	payload   []byte
}

// ringSize is how many packets may be held: a second of 4 Mbit/s, or one large
// key frame of a screen.
const ringSize = 512

// frame is one coded picture; unit lives until the next call.
type frame struct {
	unit      []byte
	timestamp uint32
	key       bool

	// What an assembler leaves to its user.
	codec codec.Codec
	at    time.Duration
}

// frames gives coded pictures, in the order of decoding.
type frames interface {
	// pop gives the next one that was here at the time now; false if there is none yet.
	pop(now time.Duration) (frame, bool)
	// ready tells whether another one was here then.
	ready(now time.Duration) bool
	// stuck tells whether only a key frame helps.
	stuck() bool
	// fail is told that the last one could not be decoded.
	fail()
}

var _ frames = (*assembler)(nil)

func (a *assembler) stuck() bool { return a.broken }

func (a *assembler) fail() { a.broken = true }

func newAssembler(c codec.Codec, wait time.Duration) *assembler {
	return &assembler{codec: c, wait: wait, slots: make([]slot, ringSize), broken: true, blocked: -1}
}

// push takes a packet that has come now; those that come too late or twice are ignored.
func (a *assembler) push(p *Packet, now time.Duration) {
	if !a.begun {
		a.begun = true
		a.restart(p.Sequence)
	}
	ahead := int16(p.Sequence - a.next)
	switch {
	case ahead < 0 && ahead > -ringSize:
		return // too late
	case ahead >= ringSize || ahead < 0:
		a.restart(p.Sequence) // another stream, or a long silence
	}
	s := &a.slots[p.Sequence%ringSize]
	if s.full && s.sequence == p.Sequence {
		return
	}
	f := a.detector.Inspect(a.codec, p.Sequence, p.Timestamp, p.Payload)
	*s = slot{
		full: true, marker: p.Marker, sequence: p.Sequence, timestamp: p.Timestamp, arrival: now,
		payload: append(a.room(), p.Payload...),
	}
	if int16(p.Sequence-a.newest) > 0 {
		a.newest = p.Sequence
	}
	if f.Key { // of H264 it begins with packets that came before
		if at := a.at(p.Sequence - uint16(f.Lead)); at != nil {
			at.key = true
		}
	}
}

// room gives memory of a packet that was used.
func (a *assembler) room() []byte {
	n := len(a.free)
	if n == 0 {
		return make([]byte, 0, 1216)
	}
	b := a.free[n-1]
	a.free = a.free[:n-1]
	return b[:0]
}

func (a *assembler) empty(s *slot) {
	s.full = false
	a.free = append(a.free, s.payload)
	s.payload = nil
}

// restart begins at a packet, and leaves room for those that were overtaken by it.
func (a *assembler) restart(at uint16) {
	for i := range a.slots {
		if a.slots[i].full {
			a.empty(&a.slots[i])
		}
	}
	a.next, a.newest, a.broken, a.blocked = at-overtaken, at, true, -1
}

// overtaken is how many packets the first one may have overtaken.
const overtaken = 64

// at is the packet with that number, nil if it is not here.
func (a *assembler) at(sequence uint16) *slot {
	if s := &a.slots[sequence%ringSize]; s.full && s.sequence == sequence {
		return s
	}
	return nil
}

// arrived is the packet with that number, nil if it was not here at the time now.
func (a *assembler) arrived(sequence uint16, now time.Duration) *slot {
	if s := a.at(sequence); s != nil && s.arrival <= now {
		return s
	}
	return nil
}

// pop gives the next whole frame that can be decoded; false if there is none yet.
func (a *assembler) pop(now time.Duration) (frame, bool) {
	for a.begun {
		if a.broken && !a.seekKey(now) {
			return frame{}, false
		}
		end, missing, ok := a.span(now)
		if ok {
			a.blocked = -1
			f, good := a.join(end)
			a.drop(end + 1)
			a.broken = !good
			if !good || len(f.unit) == 0 { // or only padding
				continue
			}
			return f, true
		}
		if !missing {
			a.blocked = -1
			return frame{}, false // the rest of the frame is still to come
		}
		if a.blocked < 0 {
			a.blocked = now
		}
		if now-a.blocked < a.wait {
			return frame{}, false
		}
		a.broken, a.blocked = true, -1
		a.drop(a.next + 1)
	}
	return frame{}, false
}

// ready tells whether another whole frame is here.
func (a *assembler) ready(now time.Duration) bool {
	if a.broken {
		return false
	}
	_, _, ok := a.span(now)
	return ok
}

// seekKey goes to the newest key frame that is here, and gives up what is before it.
func (a *assembler) seekKey(now time.Duration) bool {
	for s := a.newest; int16(s-a.next) >= 0; s-- {
		if p := a.arrived(s, now); p != nil && p.key {
			a.drop(s)
			a.broken = false
			return true
		}
	}
	// The key frame to come may be here in part, its beginning being sent again.
	if a.newest-a.next > ringSize/2 && int16(a.newest-a.next) > 0 {
		a.drop(a.newest - ringSize/2)
	}
	return false
}

// span looks for the end of the frame that begins at next. missing tells that a
// packet of it, or between it and what came later, is not here.
func (a *assembler) span(now time.Duration) (end uint16, missing, ok bool) {
	first := a.arrived(a.next, now)
	if first == nil {
		return 0, a.overtakenAt(a.next, now), false
	}
	for s := a.next; ; s++ {
		p := a.arrived(s, now)
		switch {
		case p == nil:
			return 0, a.overtakenAt(s, now), false
		case p.timestamp != first.timestamp: // a sender without markers
			return s - 1, false, true
		case p.marker:
			return s, false, true
		}
	}
}

// overtakenAt tells whether a later packet was here at the time now.
func (a *assembler) overtakenAt(sequence uint16, now time.Duration) bool {
	for s := a.newest; int16(s-sequence) > 0; s-- {
		if a.arrived(s, now) != nil {
			return true
		}
	}
	return false
}

// join puts the packets up to end together.
func (a *assembler) join(end uint16) (frame, bool) {
	first := a.at(a.next)
	f := frame{timestamp: first.timestamp, key: first.key}
	a.unit = a.unit[:0]
	a.joining = joining{}
	appendPayload := joiners[a.codec]
	for s := a.next; s != end+1; s++ {
		if len(a.at(s).payload) == 0 {
			continue // padding
		}
		var ok bool
		if a.unit, ok = appendPayload(a.unit, a.at(s).payload, &a.joining); !ok {
			return f, false
		}
	}
	f.unit = a.unit
	return f, !a.joining.open
}

// drop forgets everything before a number.
func (a *assembler) drop(before uint16) {
	for ; a.next != before; a.next++ {
		if s := a.at(a.next); s != nil {
			a.empty(s)
		}
	}
}
