package rtpio

import (
	"encoding/binary"
	"strings"
	"time"
)

// eventKeys are the keys by their event codes, RFC 4733 section 3.2.
const eventKeys = "0123456789*#ABCD"

// event is the payload of telephone-event, RFC 4733 section 2.3.
type event struct {
	code     uint8
	end      bool
	volume   uint8  // -dBm0
	duration uint16 // in units of the clock
}

const eventSize = 4

// parseEvent reads a payload. What follows the first event is redundancy of no use to
// who gets each event several times.
func parseEvent(b []byte) (e event, ok bool) {
	if len(b) < eventSize {
		return e, false
	}
	return event{
		code: b[0], end: b[1]&0x80 != 0, volume: b[1] & 0x3f, duration: binary.BigEndian.Uint16(b[2:]),
	}, true
}

func (e event) append(dst []byte) []byte {
	flags := e.volume & 0x3f
	if e.end {
		flags |= 0x80
	}
	return binary.BigEndian.AppendUint16(append(dst, e.code, flags), e.duration)
}

// key is that of the event; false for other events, such as a hook flash.
func (e event) key() (byte, bool) {
	if int(e.code) >= len(eventKeys) {
		return 0, false
	}
	return eventKeys[e.code], true
}

// codeOf is the event code of a key, a letter in either case.
func codeOf(key byte) (uint8, bool) {
	i := strings.IndexByte(eventKeys, strings.ToUpper(string(rune(key)))[0])
	return uint8(i), i >= 0
}

// presses finds the keys in what comes. An event is known by its timestamp (RFC 4733
// section 2.5.1.1), whatever of it gets lost: the marker, the first packets, the last
// ones (lesson 26). It is reported with the first packet that comes.
type presses struct {
	seen [4]press // the newest
	at   int      // that is overwritten next
}

type press struct {
	valid     bool
	code      uint8
	timestamp uint32 // of the event, or of its newest segment
	last      time.Duration
}

// pressForgotten is how long a timestamp means the same event. One that is longer is
// cut into segments with timestamps of their own (section 2.5.1.3).
const pressForgotten = 15 * time.Second

// take gives the key of a packet that begins one.
func (p *presses) take(timestamp uint32, payload []byte, now time.Duration) (key byte, ok bool) {
	e, ok := parseEvent(payload)
	if !ok {
		return 0, false
	}
	for i := range p.seen {
		s := &p.seen[i]
		if !s.valid || now-s.last > pressForgotten || s.code != e.code {
			continue
		}
		// The next segment begins where the longest duration ends.
		if timestamp == s.timestamp || timestamp == s.timestamp+0xffff {
			s.timestamp, s.last = timestamp, now
			return 0, false
		}
	}
	p.seen[p.at] = press{valid: true, code: e.code, timestamp: timestamp, last: now}
	p.at = (p.at + 1) % len(p.seen)
	return e.key()
}
