package camera

import (
	"encoding/binary"
	"time"
)

// track is a stream of pictures or of sound of a connection. It is under the
// connection's mu.
type track struct {
	connection *connection
	formats    []format
	channel    byte // that carries it, where it is interleaved; the next has its reports
	line       timeline

	begun    bool
	sequence uint16 // that is expected
	source   uint32 // SSRC
	current  *format

	// In hand; made once, since packets are many.
	carried packet
	came    time.Duration // when carried did
	whole   unit
	out     func(data []byte, timestamp uint32, key bool) // is give
}

func (t *track) video() bool { return t.formats[0].codec.Video() }

// header is what matters of an RTP header, RFC 3550 section 5.1.
type header struct {
	payload   uint8
	marker    bool
	sequence  uint16
	timestamp uint32
	source    uint32
}

// parseRTP cuts a packet in header and payload.
func parseRTP(b []byte) (h header, payload []byte, ok bool) {
	if len(b) < 12 || b[0]>>6 != 2 {
		return h, nil, false
	}
	h = header{
		payload: b[1] & 0x7f, marker: b[1]&0x80 != 0, sequence: binary.BigEndian.Uint16(b[2:]),
		timestamp: binary.BigEndian.Uint32(b[4:]), source: binary.BigEndian.Uint32(b[8:]),
	}
	at := 12 + 4*int(b[0]&15)
	if b[0]&0x10 != 0 { // an extension
		if len(b) < at+4 {
			return h, nil, false
		}
		at += 4 + 4*int(binary.BigEndian.Uint16(b[at+2:]))
	}
	end := len(b)
	if b[0]&0x20 != 0 { // padding
		end -= int(b[end-1])
	}
	if at > end {
		return h, nil, false
	}
	return h, b[at:end], true
}

// take takes an RTP packet as it came; now is on the clock of pts. It tells whether more
// of the same picture is to come.
func (t *track) take(b []byte, now time.Duration) (midway bool) {
	h, payload, ok := parseRTP(b)
	if !ok {
		return false
	}
	t.packet(h, payload, now)
	return t.video() && !h.marker
}

func (t *track) packet(h header, payload []byte, now time.Duration) {
	f := t.format(h.payload)
	gap := h.sequence - t.sequence
	lost := t.begun && (gap != 0 || h.source != t.source || f != t.current)
	if t.begun && gap != 0 && gap < 1<<15 && h.source == t.source {
		t.connection.lost.Add(uint64(gap))
	}
	t.begun, t.sequence, t.source = true, h.sequence+1, h.source
	if f != t.current {
		t.current, t.line = f, timeline{clock: f.clock}
	}
	t.carried = packet{timestamp: h.timestamp, marker: h.marker, lost: lost, payload: payload}
	t.came = now
	if t.out == nil {
		t.out = t.give
	}
	f.unpack.unpack(&t.carried, t.out)
}

// give hands on what the packet in hand has made whole.
func (t *track) give(data []byte, timestamp uint32, key bool) {
	t.whole = t.current.unit(data, t.line.at(timestamp, t.came), key)
	t.connection.deliver(&t.whole)
	t.whole = unit{}
}

// format is that of a payload type. Some cameras send another than they describe: then it
// is the first.
func (t *track) format(payload uint8) *format {
	for i := range t.formats {
		if t.formats[i].payload == payload {
			return &t.formats[i]
		}
	}
	return &t.formats[0]
}

func (f *format) unit(data []byte, pts time.Duration, key bool) unit {
	if f.codec.Video() {
		return unit{picture: f.codec, key: key, data: data, pts: pts}
	}
	return unit{sound: f.sound, data: data, pts: pts}
}

// control takes RTCP: only sender reports matter, which stand first, RFC 3550 section 6.4.1.
func (t *track) control(b []byte) {
	if len(b) >= 20 && b[0]>>6 == 2 && b[1] == 200 {
		t.connection.report(t, binary.BigEndian.Uint64(b[8:]), binary.BigEndian.Uint32(b[16:]))
	}
}
