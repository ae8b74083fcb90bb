package peer

import (
	"encoding/binary"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/forward"
	"veche/media/wire"
)

// Output is a source that is made here: a composed picture or a mixed sound. Its
// coded frames go the way of everybody else's packets, so that one of them costs
// what a packet costs for each who receives it, and losses are repaired alike.
type Output struct {
	*Source

	layer     *Layer
	codec     codec.Codec
	sender    *wire.Sender
	sequence  uint16
	timestamp uint32 // of time 0
	pictureID uint16
	arena     []byte
	run       []arrival
}

const (
	// mostPayload leaves room for headers and the tag in a datagram of 1,200 bytes,
	// which passes everywhere.
	mostPayload = 1120
	vp8Head     = 4 // descriptor with a picture id of 15 bits, RFC 7741 section 4.2
)

// NewOutput makes an output of VP8 or Opus. keyWanted, nil for sound, asks its coder
// for a key frame; it is called by any goroutine and does not block. Write is for one
// goroutine.
func (b *Switchboard) NewOutput(c codec.Codec, keyWanted func()) *Output {
	owner := &Peer{board: b, Name: "composed", log: b.log, formats: &formats{}}
	s := newSource(owner, conference.Composed, "")
	s.picture, s.keyWanted = c.Video(), keyWanted
	s.open.Store(true)
	s.codec.Store(uint32(c))
	start := random32()
	return &Output{
		Source: s, layer: s.layer(0, c), codec: c, sender: b.NewSender(),
		sequence: uint16(start) & 0x7fff, timestamp: random32(), pictureID: uint16(start>>16) & 0x7fff,
	}
}

// Write sends a coded frame to all who receive the output. at is its time on the
// clock of [Switchboard.Now]. frame may be used again when Write returns.
func (o *Output) Write(frame []byte, at time.Duration) {
	if len(frame) == 0 {
		return
	}
	now := o.Owner.board.Now()
	timestamp := o.timestamp + uint32(at/time.Second)*o.codec.ClockRate() +
		uint32(int64(at%time.Second)*int64(o.codec.ClockRate())/int64(time.Second))
	if need := len(frame) + (len(frame)/mostPayload+1)*(recordHead+vp8Head+16); cap(o.arena) < need {
		o.arena = make([]byte, 0, need*3/2)
	}
	o.arena, o.run = o.arena[:0], o.run[:0]
	first, most := true, mostPayload
	if o.codec.Video() { // parts of nearly one size: they leave in one send
		parts := (len(frame) + mostPayload - 1) / mostPayload
		most = (len(frame) + parts - 1) / parts
	}
	for len(frame) > 0 {
		part := frame[:min(most, len(frame))]
		frame = frame[len(part):]
		o.packet(part, timestamp, first, len(frame) == 0, now)
		first = false
	}
	if o.codec.Video() {
		o.pictureID = (o.pictureID + 1) & 0x7fff
	}
	o.seen.Store(int64(now))
	o.layer.seen.Store(int64(now))
	o.layer.measure(now)
	o.Source.forward(o.run, now, o.sender)
	o.sender.Flush()
}

func (o *Output) packet(part []byte, timestamp uint32, first, last bool, now time.Duration) {
	start := len(o.arena)
	o.arena = append(o.arena, make([]byte, recordHead)...)
	if o.codec == codec.VP8 {
		begin := byte(0)
		if first {
			begin = 0x10 // S
		}
		o.arena = append(o.arena, 0x80|begin, 0x80, 0x80|byte(o.pictureID>>8), byte(o.pictureID))
	}
	o.arena = append(o.arena, part...)
	end := len(o.arena)
	o.arena = append(o.arena, evenRoom[:]...)
	payload := o.arena[start+recordHead : end : len(o.arena)]
	marker := last && o.codec.Video()
	l := o.layer
	frame := l.detector.Inspect(o.codec, o.sequence, timestamp, payload)
	if frame.Width != 0 {
		l.size.Store(uint32(frame.Width)<<16 | uint32(frame.Height))
	}
	l.bytes.Add(uint64(len(payload)))
	if o.codec.Video() {
		l.record(o.arena[start:end], o.sequence, timestamp, marker, o.codec, &frame, now)
	}
	o.run = append(o.run, arrival{
		layer: l,
		packet: forward.Packet{
			Feed: forward.Feed{Source: o.ID, Layer: l.index}, Sequence: o.sequence, Timestamp: timestamp,
			Marker: marker, Newest: o.sequence, Frame: frame,
		},
		payload: payload, codec: o.codec,
	})
	o.sequence++
}

// record keeps a packet for retransmission: record is its payload behind recordHead
// bytes, which are overwritten.
func (l *Layer) record(record []byte, sequence uint16, timestamp uint32, marker bool, c codec.Codec, frame *codec.Frame, now time.Duration) {
	binary.BigEndian.PutUint32(record, timestamp)
	record[4] = 0
	if marker {
		record[4] = 1
	}
	record[5] = byte(c)
	l.ringLock.Lock()
	l.ring.Put(sequence, record, now)
	if frame.Key {
		l.ring.Keyed(sequence, frame.Lead, now)
	}
	l.ringLock.Unlock()
}
