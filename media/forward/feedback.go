package forward

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/pion/rtcp"
)

// ErrFeedback says that bytes are no transport-wide feedback.
var ErrFeedback = errors.New("forward: broken transport-wide feedback")

// Units and packet status symbols of transport-wide feedback, sections 3.1 and
// 3.1.1 to 3.1.5 of draft-holmer-rmcat-transport-wide-cc-extensions-01.
const (
	feedbackReference = 64 * time.Millisecond
	feedbackDelta     = 250 * time.Microsecond

	notReceived = 0
	smallDelta  = 1
	largeDelta  = 2
)

// eachStatus reads a feedback packet, header included, and calls each with every
// sequence number it reports, in order, and when that packet came: by the
// receiver's clock, from the packet's reference time (which has 24 bits and is
// given to reference). It allocates nothing if each does not escape.
func eachStatus(packet []byte, reference func(units uint32), each func(sequence uint16, came bool, after time.Duration)) error {
	if len(packet) < 20 || packet[0]>>6 != 2 || packet[0]&0x1f != rtcp.FormatTCC ||
		packet[1] != byte(rtcp.TypeTransportSpecificFeedback) {
		return ErrFeedback
	}
	size := 4 * (int(binary.BigEndian.Uint16(packet[2:])) + 1)
	if size > len(packet) || size < 20 {
		return ErrFeedback
	}
	packet = packet[:size]
	base := binary.BigEndian.Uint16(packet[12:])
	count := int(binary.BigEndian.Uint16(packet[14:]))
	if count > feedbackMost {
		return ErrFeedback
	}
	deltas, ok := skipChunks(packet[20:], count)
	if !ok {
		return ErrFeedback
	}
	reference(uint32(packet[16])<<16 | uint32(packet[17])<<8 | uint32(packet[18]))
	chunks := packet[20:]
	var after time.Duration
	for done := 0; done < count; chunks = chunks[2:] {
		chunk := binary.BigEndian.Uint16(chunks)
		for i := range min(chunkSymbols(chunk), count-done) {
			sequence := base + uint16(done+i)
			switch symbol := chunkSymbol(chunk, i); symbol {
			case smallDelta, largeDelta:
				if len(deltas) < symbol {
					return ErrFeedback
				}
				if symbol == smallDelta {
					after += time.Duration(deltas[0]) * feedbackDelta
				} else {
					after += time.Duration(int16(binary.BigEndian.Uint16(deltas))) * feedbackDelta
				}
				deltas = deltas[symbol:]
				each(sequence, true, after)
			default:
				each(sequence, false, 0)
			}
		}
		done += chunkSymbols(chunk)
	}
	return nil
}

// feedbackMost bounds the numbers one feedback packet reports; nobody sends that
// many in the second between two of them.
const feedbackMost = 8192

// skipChunks gives what follows the chunks for count symbols.
func skipChunks(b []byte, count int) (rest []byte, ok bool) {
	for count > 0 {
		if len(b) < 2 {
			return nil, false
		}
		n := chunkSymbols(binary.BigEndian.Uint16(b))
		if n == 0 {
			return nil, false
		}
		count -= n
		b = b[2:]
	}
	return b, true
}

func chunkSymbols(chunk uint16) int {
	switch chunk >> 14 {
	case 2:
		return 14
	case 3:
		return 7
	default:
		return int(chunk & 0x1fff)
	}
}

func chunkSymbol(chunk uint16, i int) int {
	switch chunk >> 14 {
	case 2:
		return int(chunk >> (13 - i) & 1)
	case 3:
		return int(chunk >> (12 - 2*i) & 3)
	default:
		return int(chunk >> 13 & 3)
	}
}
