package client

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
)

// Picture makes VP8 that no decoder would enjoy: right headers, stamped, the rest
// filler.
type Picture struct {
	Width, Height uint16
	// Bitrate in bits per second at Rate frames per second.
	Bitrate, Rate int
	// Tag is found in every frame at the other end.
	Tag uint32

	packetizer rtp.Packetizer
	frame      []byte
	begun      bool
}

// mtu of RTP packets, header included, as Chrome has it.
const mtu = 1200

// stampEnd is where the filler of a frame begins.
const stampEnd = 22

// Frame makes the packets of the next frame.
func (p *Picture) Frame(key bool, now time.Time) []*rtp.Packet {
	if p.packetizer == nil {
		p.packetizer = rtp.NewPacketizer(mtu, 0, 0, &codecs.VP8Payloader{EnablePictureID: true}, rtp.NewRandomSequencer(), 90000)
	}
	key = key || !p.begun
	p.begun = true
	size := max(stampEnd, p.Bitrate/8/max(1, p.Rate))
	if key {
		size *= 3
	}
	if len(p.frame) < size {
		p.frame = make([]byte, size)
	}
	f := p.frame[:size]
	clear(f[:stampEnd])
	if key { // RFC 6386, section 9.1
		copy(f[3:], []byte{0x9d, 0x01, 0x2a})
		binary.LittleEndian.PutUint16(f[6:], p.Width)
		binary.LittleEndian.PutUint16(f[8:], p.Height)
	} else {
		f[0] = 1
	}
	binary.BigEndian.PutUint64(f[10:], uint64(now.UnixNano()))
	binary.BigEndian.PutUint32(f[18:], p.Tag)
	return p.packetizer.Packetize(f, 90000/uint32(max(1, p.Rate)))
}

// Seen is what the first packet of a frame of [Picture] says.
type Seen struct {
	Key           bool
	Width, Height uint16 // of key frames
	Sent          time.Time
	Tag           uint32
	PictureID     uint16
}

// ReadFrame reads the first packet of a frame; false for any other.
func ReadFrame(p *rtp.Packet) (s Seen, ok bool) {
	var d codecs.VP8Packet
	f, err := d.Unmarshal(p.Payload)
	if err != nil || d.S != 1 || d.PID != 0 || len(f) < stampEnd {
		return s, false
	}
	s.Key = f[0]&1 == 0
	if s.Key {
		s.Width = binary.LittleEndian.Uint16(f[6:])
		s.Height = binary.LittleEndian.Uint16(f[8:])
	}
	s.PictureID = d.PictureID
	s.Sent = time.Unix(0, int64(binary.BigEndian.Uint64(f[10:])))
	s.Tag = binary.BigEndian.Uint32(f[18:])
	return s, true
}
