package forward

import "encoding/binary"

// Outgoing is the header of a packet to be sent. An extension element is
// written when its id in [Extensions] is not 0 and it is there: MID not empty,
// HasTWCC, HasLevel.
type Outgoing struct {
	Timestamp   uint32
	SSRC        uint32
	Sequence    uint16
	TWCC        uint16
	PayloadType uint8
	Level       uint8 // -dBov
	Marker      bool
	Padded      bool // padding will follow the payload, see [AppendPadding]
	HasTWCC     bool
	HasLevel    bool
	Voice       bool
	MID         string
}

// AppendHeader writes the header to dst: no CSRCs, and the extension in the
// one-byte form, or in the two-byte form when an id or a value needs it (only to
// be sent to peers that offered such ids). At most [MaxHeader] bytes for a MID of
// up to 16.
func AppendHeader(dst []byte, o *Outgoing, ids *Extensions) []byte {
	mid := ids.MID != 0 && o.MID != "" && len(o.MID) <= 255
	twcc := ids.TWCC != 0 && o.HasTWCC
	level := ids.AudioLevel != 0 && o.HasLevel
	first := byte(0x80)
	if o.Padded {
		first |= 0x20
	}
	extended := mid || twcc || level
	if extended {
		first |= 0x10
	}
	second := o.PayloadType & 0x7f
	if o.Marker {
		second |= 0x80
	}
	dst = append(dst, first, second, byte(o.Sequence>>8), byte(o.Sequence))
	dst = binary.BigEndian.AppendUint32(dst, o.Timestamp)
	dst = binary.BigEndian.AppendUint32(dst, o.SSRC)
	if !extended {
		return dst
	}
	long := mid && (ids.MID > 14 || len(o.MID) > 16) || twcc && ids.TWCC > 14 || level && ids.AudioLevel > 14
	start := len(dst)
	if long {
		dst = append(dst, 0x10, 0x00, 0, 0)
	} else {
		dst = append(dst, 0xbe, 0xde, 0, 0)
	}
	if mid {
		dst = appendElement(dst, long, ids.MID, len(o.MID))
		dst = append(dst, o.MID...)
	}
	if twcc {
		dst = appendElement(dst, long, ids.TWCC, 2)
		dst = append(dst, byte(o.TWCC>>8), byte(o.TWCC))
	}
	if level {
		dst = appendElement(dst, long, ids.AudioLevel, 1)
		v := o.Level & 0x7f
		if o.Voice {
			v |= 0x80
		}
		dst = append(dst, v)
	}
	for (len(dst)-start)&3 != 0 {
		dst = append(dst, 0)
	}
	binary.BigEndian.PutUint16(dst[start+2:], uint16((len(dst)-start)/4-1))
	return dst
}

// MaxHeader bounds what [AppendHeader] writes for a MID of up to 16 bytes.
const MaxHeader = 12 + 4 + 28

func appendElement(dst []byte, long bool, id uint8, size int) []byte {
	if long {
		return append(dst, id, byte(size))
	}
	return append(dst, id<<4|byte(size-1))
}

// AppendPadding writes n bytes of RTP padding, 1 to 255, of which the last is the
// count (RFC 3550 section 5.1). The header must be [Outgoing.Padded].
func AppendPadding(dst []byte, n uint8) []byte {
	if n == 0 {
		return dst
	}
	for range n - 1 {
		dst = append(dst, 0)
	}
	return append(dst, n)
}
