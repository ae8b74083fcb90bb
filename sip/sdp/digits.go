package sdp

import (
	"slices"
	"strconv"
	"strings"

	"veche/media/codec"
)

// Digits is a payload type of telephone-event (RFC 4733) and its clock in Hz. The
// zero Digits is none.
type Digits struct {
	Type  uint8
	Clock int
}

// digits that the line offers.
func (m *media) digits() []Digits {
	var list []Digits
	for _, number := range m.formats {
		pt, c, ok := m.coding(number)
		if ok && strings.EqualFold(c.name, "telephone-event") && (c.clock == 8000 || c.clock == 48000) {
			list = append(list, Digits{pt, c.clock})
		}
	}
	return list
}

// digitsFor picks the digits that go with a codec: events share the timestamps of
// the sound (RFC 4733, section 2.1). Where no clock fits, as with Opus and
// telephone-event/8000 of many phones, what there is.
func digitsFor(list []Digits, c codec.Codec) Digits {
	fits := func(d Digits) bool { return d.Clock == int(c.ClockRate()) }
	if i := slices.IndexFunc(list, fits); i >= 0 {
		return list[i]
	}
	if len(list) > 0 {
		return list[0]
	}
	return Digits{}
}

// appendTo writes the rtpmap; without fmtp it means 0-15 (RFC 4733, section 2.4.1),
// which old gateways want to see for the narrow clock.
func (d Digits) appendTo(b []byte) []byte {
	b = strconv.AppendUint(append(b, "a=rtpmap:"...), uint64(d.Type), 10)
	b = strconv.AppendInt(append(b, " telephone-event/"...), int64(d.Clock), 10)
	if d.Clock == 8000 {
		b = strconv.AppendUint(append(b, "\r\na=fmtp:"...), uint64(d.Type), 10)
		b = append(b, " 0-15"...)
	}
	return append(b, "\r\n"...)
}
