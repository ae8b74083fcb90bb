package peer

import (
	"encoding/binary"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/forward"
	"veche/media/wire"
)

// Output is a source that no peer publishes: a composed picture or a mixed sound that
// is made here, or what a call from outside sends (see [Switchboard.NewInlet]). Its
// frames go the way of everybody else's packets, so that one of them costs what a
// packet costs for each who receives it, and losses are repaired alike.
//
// All methods but those of Source are for one goroutine.
type Output struct {
	*Source

	layer     *Layer
	sender    *wire.Sender
	cutter    codec.Cutter
	sequence  uint16
	timestamp uint32 // of time 0
	pictureID uint16
	arena     []byte
	run       []arrival
	tapped    TapPacket
}

// mostPayload leaves room for headers and the tag in a datagram of 1,200 bytes,
// which passes everywhere.
const mostPayload = 1120

// NewOutput makes an output of VP8 or Opus that is made here. keyWanted, nil for sound,
// asks its coder for a key frame; it is called by any goroutine and does not block.
func (b *Switchboard) NewOutput(c codec.Codec, keyWanted func()) *Output {
	o := b.NewInlet("composed", conference.Composed, keyWanted)
	o.picture = c.Video()
	o.open.Store(true)
	o.SetCodec(c)
	return o
}

// NewInlet makes the source of a participant who is connected by other ways than a
// peer. It brings nothing before [Output.SetCodec], and is closed (see [Source.Open]).
func (b *Switchboard) NewInlet(name string, kind conference.SourceKind, keyWanted func()) *Output {
	owner := &Peer{board: b, Name: name, log: b.log, formats: &formats{}}
	s := newSource(owner, kind, "")
	s.keyWanted = keyWanted
	start := random32()
	return &Output{
		Source: s, sender: b.NewSender(), layer: s.layer(0, codec.None),
		sequence: uint16(start) & 0x7fff, timestamp: random32(), pictureID: uint16(start>>16) & 0x7fff,
	}
}

// SetCodec says how frames are coded from now on.
func (o *Output) SetCodec(c codec.Codec) {
	o.codec.Store(uint32(c))
	o.layer.clock.ClockRate = c.ClockRate()
}

// Wanted tells whether anybody takes the packets of the output.
func (o *Output) Wanted() bool {
	for i := range o.taps {
		if o.taps[i].Load() != nil {
			return true
		}
	}
	return len(o.Routed()) > 0
}

// Came notes that something was there at the time now, whether it is sent or not.
func (o *Output) Came(now time.Duration) {
	o.seen.Store(int64(now))
	o.layer.seen.Store(int64(now))
}

// Write sends a coded picture, or 20 ms of sound, to all who receive the output. at is
// its time on the clock of [Switchboard.Now]. frame may be used again when Write returns.
func (o *Output) Write(frame []byte, at time.Duration) {
	c := o.Codec()
	if len(frame) == 0 || c == codec.None {
		return
	}
	now := o.Owner.board.Now()
	timestamp := o.timestamp + uint32(at/time.Second)*c.ClockRate() +
		uint32(int64(at%time.Second)*int64(c.ClockRate())/int64(time.Second))
	if !c.Video() {
		o.begin(len(frame), 1)
		o.packet(&TapPacket{Codec: c, Sequence: o.sequence, Timestamp: timestamp, Payload: frame}, now)
		o.sequence++
		o.send(now)
		return
	}
	n := o.cutter.Cut(c, frame, mostPayload, false, o.pictureID)
	o.begin(len(frame), n)
	for i := range n {
		o.packet(&TapPacket{
			Codec: c, Sequence: o.sequence, Timestamp: timestamp, Marker: i == n-1, Payload: o.cutter.At(i),
		}, now)
		o.sequence++
	}
	o.pictureID = (o.pictureID + 1) & 0x7fff
	o.send(now)
}

// Relay sends a packet of sound on as it came, with its own numbers. Who receives the
// output directly must know its codec; taps get it in any case.
func (o *Output) Relay(p *TapPacket, now time.Duration) {
	o.begin(len(p.Payload), 1)
	o.packet(p, now)
	o.send(now)
}

// begin makes room for so many packets with so much payload in all.
func (o *Output) begin(payload, packets int) {
	if need := payload + packets*(recordHead+16+len(evenRoom)); cap(o.arena) < need {
		o.arena = make([]byte, 0, need*3/2)
	}
	o.arena, o.run = o.arena[:0], o.run[:0]
}

func (o *Output) packet(p *TapPacket, now time.Duration) {
	start := len(o.arena)
	o.arena = append(o.arena, make([]byte, recordHead)...)
	o.arena = append(o.arena, p.Payload...)
	end := len(o.arena)
	o.arena = append(o.arena, evenRoom[:]...)
	payload := o.arena[start+recordHead : end : len(o.arena)]
	l := o.layer
	l.bytes.Add(uint64(len(payload)))
	if !o.open.Load() {
		return
	}
	for i := range o.taps {
		if t := o.taps[i].Load(); t != nil {
			o.tapped = *p
			o.tapped.Payload = payload
			(*t).Packet(&o.tapped, now)
		}
	}
	if !p.Codec.Web() {
		return
	}
	frame := l.detector.Inspect(p.Codec, p.Sequence, p.Timestamp, payload)
	if frame.Width != 0 {
		l.size.Store(uint32(frame.Width)<<16 | uint32(frame.Height))
	}
	if p.Codec.Video() {
		l.record(o.arena[start:end], p.Sequence, p.Timestamp, p.Marker, p.Codec, &frame, now)
	}
	o.run = append(o.run, arrival{
		layer: l,
		packet: forward.Packet{
			Feed: forward.Feed{Source: o.ID, Layer: l.index}, Sequence: p.Sequence, Timestamp: p.Timestamp,
			Marker: p.Marker, Newest: p.Sequence, Frame: frame,
		},
		payload: payload, codec: p.Codec,
	})
}

// send lets the packets go.
func (o *Output) send(now time.Duration) {
	o.seen.Store(int64(now))
	o.layer.seen.Store(int64(now))
	o.layer.measure(now)
	if len(o.run) == 0 {
		return
	}
	o.Source.forward(o.run, now, o.sender)
	o.sender.Flush()
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
	defer l.ringLock.Unlock()
	l.ring.Put(sequence, record, now)
	if frame.Key {
		l.ring.Keyed(sequence, frame.Lead, now)
	}
}
