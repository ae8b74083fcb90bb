package forward

import (
	"encoding/binary"
	"errors"
)

// ErrHeader says that bytes are no RTP packet of version 2.
var ErrHeader = errors.New("forward: broken RTP header")

// Extensions are the header extension ids that a peer negotiated, 1 to 255; 0
// is "not negotiated". (RFC 8285.)
type Extensions struct {
	MID         uint8 // urn:ietf:params:rtp-hdrext:sdes:mid
	RID         uint8 // urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
	RepairedRID uint8 // urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
	TWCC        uint8 // transport-wide-cc-extensions-01
	AudioLevel  uint8 // urn:ietf:params:rtp-hdrext:ssrc-audio-level, RFC 6464
}

// Header is a parsed RTP header, RFC 3550 section 5.1. MID, RID and RepairedRID
// point into the packet it was parsed from.
type Header struct {
	Timestamp uint32
	SSRC      uint32
	Sequence  uint16
	// Payload is where the payload begins; End is where it ends in a packet
	// that was parsed whole and in the clear (see Padding).
	Payload, End int
	// TWCC is the transport-wide sequence number.
	TWCC uint16
	// PayloadType is 0 to 127.
	PayloadType uint8
	// Level is the audio level in -dBov: 0 (loudest) to 127 (silence).
	Level  uint8
	Marker bool
	// Padded is the P bit; the padding stands between End and the packet's end.
	Padded bool
	// HasTWCC, HasLevel: the element was there. Voice is the V bit beside Level.
	HasTWCC, HasLevel, Voice bool

	MID, RID, RepairedRID []byte
}

// Parse reads the header of pkt, which may still be encrypted: header and
// extensions are in the clear in SRTP. It allocates nothing and keeps pkt.
// Call [Header.Trim] when the payload is in the clear.
func (h *Header) Parse(pkt []byte, ids *Extensions) error {
	*h = Header{}
	if len(pkt) < 12 || pkt[0]>>6 != 2 {
		return ErrHeader
	}
	h.Padded = pkt[0]&0x20 != 0
	h.Marker = pkt[1]&0x80 != 0
	h.PayloadType = pkt[1] & 0x7f
	h.Sequence = binary.BigEndian.Uint16(pkt[2:])
	h.Timestamp = binary.BigEndian.Uint32(pkt[4:])
	h.SSRC = binary.BigEndian.Uint32(pkt[8:])
	at := 12 + 4*int(pkt[0]&0x0f)
	if pkt[0]&0x10 != 0 {
		if len(pkt) < at+4 {
			return ErrHeader
		}
		profile := binary.BigEndian.Uint16(pkt[at:])
		end := at + 4 + 4*int(binary.BigEndian.Uint16(pkt[at+2:]))
		if len(pkt) < end {
			return ErrHeader
		}
		switch {
		case profile == 0xbede:
			h.oneByte(pkt[at+4:end], ids)
		case profile&0xfff0 == 0x1000:
			h.twoByte(pkt[at+4:end], ids)
		}
		at = end
	}
	if len(pkt) < at {
		return ErrHeader
	}
	h.Payload, h.End = at, len(pkt)
	return nil
}

// Trim takes the padding off End, once pkt is in the clear. The rest may be
// empty: padding sent to probe for bandwidth.
func (h *Header) Trim(pkt []byte) error {
	h.End = len(pkt)
	if !h.Padded {
		return nil
	}
	if len(pkt) <= h.Payload {
		return ErrHeader
	}
	n := int(pkt[len(pkt)-1])
	if n == 0 || n > len(pkt)-h.Payload {
		return ErrHeader
	}
	h.End -= n
	return nil
}

// oneByte walks elements of RFC 8285 section 4.2.
func (h *Header) oneByte(b []byte, ids *Extensions) {
	for len(b) > 0 {
		if b[0] == 0 {
			b = b[1:]
			continue
		}
		id, size := b[0]>>4, int(b[0]&0x0f)+1
		if id == 15 || id == 0 || size >= len(b) {
			return
		}
		h.element(id, b[1:1+size], ids)
		b = b[1+size:]
	}
}

// twoByte walks elements of RFC 8285 section 4.3.
func (h *Header) twoByte(b []byte, ids *Extensions) {
	for len(b) > 0 {
		if b[0] == 0 {
			b = b[1:]
			continue
		}
		if len(b) < 2 || int(b[1]) > len(b)-2 {
			return
		}
		size := int(b[1])
		h.element(b[0], b[2:2+size], ids)
		b = b[2+size:]
	}
}

func (h *Header) element(id uint8, value []byte, ids *Extensions) {
	if len(value) == 0 {
		return
	}
	switch id {
	case ids.MID:
		h.MID = value
	case ids.RID:
		h.RID = value
	case ids.RepairedRID:
		h.RepairedRID = value
	case ids.TWCC:
		if len(value) >= 2 {
			h.TWCC, h.HasTWCC = binary.BigEndian.Uint16(value), true
		}
	case ids.AudioLevel:
		h.Level, h.Voice, h.HasLevel = value[0]&0x7f, value[0]&0x80 != 0, true
	}
}
