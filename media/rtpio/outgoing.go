package rtpio

import (
	"math/rand/v2"
	"sync"
	"time"

	"veche/media/forward"
	"veche/media/wire"
)

// outgoing is what a stream knows of what it sends. Its methods are called under its
// lock.
type outgoing struct {
	mu     sync.Mutex
	on     bool
	nack   bool
	format Format
	digits Format

	path    *wire.Path // nil: nobody knows where to
	control *wire.Path // of RTCP
	secure  bool
	sealer  *wire.Sealer // nil as long as there are no keys
	// controlSealer is the same, but for DTLS on two sockets.
	controlSealer *wire.Sealer
	feedback      Feedback

	stream   wire.OutStream
	header   forward.Outgoing // the next packet's
	base     uint32           // timestamp of the epoch
	counter  forward.Counter
	ring     forward.Ring // of packets as they were sent
	repairs  forward.Repairs
	later    later // of the last picture
	dialler  dialler
	pace     pace
	last     time.Duration // when RTP was sent
	sent     bool          // under this SSRC
	reported uint32        // packets, when reports were sent
	refused  uint64        // payloads that fit in no packet
	spokenAt time.Duration // of the last packet of sound
	spoken   bool

	keyAsked, keyWanted instant
	firAsked, firSeen   uint8
	firHeard            bool
}

// instant is when something happened, if it ever did.
type instant struct {
	at   time.Duration
	ever bool
}

// pass tells whether it may happen again, an interval later, and takes note.
func (i *instant) pass(now, interval time.Duration) bool {
	if i.ever && now-i.at < interval {
		return false
	}
	i.at, i.ever = now, true
	return true
}

// talkPause is a pause in the sound after which it begins anew.
const talkPause = 100 * time.Millisecond

const (
	headerSize = 12
	// MaxPayload is what fits in a packet beside the headers of IPv6, UDP, RTP and SRTP.
	MaxPayload = 1500 - 40 - 8 - headerSize - wire.Overhead
)

// renew begins another SSRC: nothing is ever sealed under the numbers of an old one,
// and receivers need not guess what a new key or another clock does to its counters
// (RFC 3711 section 3.3.1, RFC 7160 section 4.1). The first number leaves room before
// the first roll-over.
func (o *outgoing) renew() {
	o.stream = wire.OutStream{SSRC: rand.Uint32()}
	o.header = forward.Outgoing{SSRC: o.stream.SSRC, Sequence: uint16(rand.Uint32()) >> 1}
	o.base = rand.Uint32()
	o.counter = forward.Counter{}
	o.reported, o.sent, o.spoken = 0, false, false
	o.ring.Forget()
	o.later = later{}
}

// ready tells whether RTP can be sent at all.
func (o *outgoing) ready() bool { return o.path != nil && (!o.secure || o.sealer != nil) }

func (o *outgoing) timestamp(at time.Duration) uint32 { return o.base + ticks(at, o.format.clock()) }

// write puts a packet into s.
func (o *outgoing) write(s *wire.Sender, kind uint8, timestamp uint32, marker bool, payload []byte, now time.Duration) {
	if len(payload) > MaxPayload {
		o.refused++
		return
	}
	h := &o.header
	h.PayloadType, h.Timestamp, h.Marker = kind, timestamp, marker
	buf := s.Buffer(headerSize + len(payload) + wire.Overhead)
	forward.AppendHeader(buf[:0], h, &noExtensions)
	size := o.seal(buf, payload)
	if size == 0 {
		return
	}
	if o.nack {
		o.ring.Put(h.Sequence, buf[:size], now)
	}
	if !o.later.keep(buf[:size]) {
		s.Commit(o.path, size)
	}
	h.Sequence++
	o.counter.Add(len(payload))
	o.last, o.sent = now, true
}

func (o *outgoing) seal(buf, payload []byte) int {
	if !o.secure {
		return headerSize + copy(buf[headerSize:], payload)
	}
	size, err := o.sealer.RTP(&o.stream, o.header.Sequence, buf, headerSize, payload)
	if err != nil { // the numbers only rise
		return 0
	}
	return size
}

// event puts a packet of a digit into s.
func (o *outgoing) event(s *wire.Sender, t tone, now time.Duration) {
	var b [eventSize]byte
	o.write(s, o.digits.Type, o.timestamp(t.start), t.first, t.event.append(b[:0]), now)
}

// repair puts a packet that was lost into s again, if it is still there and there is
// room for it.
func (o *outgoing) repair(s *wire.Sender, sequence uint16, now time.Duration) {
	b, ok := o.ring.Get(sequence)
	if ok && o.repairs.Take(len(b), max(o.pace.rate, leastRate), now) {
		s.Send(o.path, b)
	}
}

// keepAlive is a packet of no agreed format, which receivers ignore (RFC 6263 section
// 4.6): what has been silent keeps its way through a NAT.
func (o *outgoing) keepAlive(s *wire.Sender, now time.Duration) {
	const unassigned = 20 // RFC 3551 section 6
	o.write(s, unassigned, o.timestamp(now), false, nil, now)
}

const (
	keepAliveTime  = 15 * time.Second // RFC 6263 section 7
	firstKeepAlive = 500 * time.Millisecond
)

// keepAliveDue is when that is to be sent; since is when the parameters were set.
func (o *outgoing) keepAliveDue(since time.Duration) time.Duration {
	if !o.sent {
		return since + firstKeepAlive
	}
	return o.last + keepAliveTime
}
