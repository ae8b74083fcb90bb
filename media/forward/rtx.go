package forward

import (
	"encoding/binary"
	"errors"
)

// ErrRTX says that an RTX packet carries nothing to restore, as padding does.
var ErrRTX = errors.New("forward: empty RTX packet")

// AppendOSN writes the original sequence number that stands at the start of an
// RTX payload, before the original payload: RFC 4588 section 4.
func AppendOSN(dst []byte, original uint16) []byte {
	return append(dst, byte(original>>8), byte(original))
}

// UnwrapRTX turns an RTX packet, in the clear and parsed and trimmed into h, back
// into the original: it moves the header two bytes on within pkt and gives it the
// sequence number found in the payload and the SSRC and payload type told here.
// What it returns is a part of pkt without padding, and h describes it. MID, RID
// and RepairedRID of h move along.
func UnwrapRTX(pkt []byte, h *Header, ssrc uint32, payloadType uint8) ([]byte, error) {
	if h.End-h.Payload < 3 || h.End > len(pkt) {
		return nil, ErrRTX // RFC 4588 has two bytes and at least something to repair
	}
	original := binary.BigEndian.Uint16(pkt[h.Payload:])
	copy(pkt[2:], pkt[:h.Payload])
	pkt = pkt[2:h.End]
	pkt[0] &^= 0x20
	pkt[1] = pkt[1]&0x80 | payloadType&0x7f
	binary.BigEndian.PutUint16(pkt[2:], original)
	binary.BigEndian.PutUint32(pkt[8:], ssrc)
	h.Sequence, h.SSRC, h.PayloadType = original, ssrc, payloadType&0x7f
	h.Padded = false
	h.End = len(pkt)
	h.MID, h.RID, h.RepairedRID = movedOn(h.MID), movedOn(h.RID), movedOn(h.RepairedRID)
	return pkt, nil
}

// movedOn follows an element of the header that was moved by two bytes.
func movedOn(element []byte) []byte {
	if element == nil {
		return nil
	}
	return element[2 : 2+len(element)]
}
