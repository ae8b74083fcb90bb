package bfcp

import "encoding/binary"

// appendAttributes writes those of a message that are not empty, in the order of
// the grammars of section 5.3.
func (m *Message) appendAttributes(b []byte) []byte {
	for _, f := range m.Floors {
		b = appendNumberAttribute(b, attrFloorID, f)
	}
	if m.Beneficiary != 0 {
		b = appendNumberAttribute(b, attrBeneficiaryID, m.Beneficiary)
	}
	if m.RequestID != 0 {
		b = appendNumberAttribute(b, attrFloorRequestID, m.RequestID)
	}
	for i := range m.Requests {
		b = m.Requests[i].appendTo(b)
	}
	if m.Error != 0 {
		b = appendBytes(b, attrErrorCode, append([]byte{byte(m.Error)}, doubled(m.Unknown)...))
	}
	if len(m.SupportedPrimitives) > 0 {
		b = appendBytes(b, attrSupportedPrimitives, primitiveBytes(m.SupportedPrimitives))
	}
	if len(m.SupportedAttributes) > 0 {
		b = appendBytes(b, attrSupportedAttributes, doubled(m.SupportedAttributes))
	}
	if m.Info != "" {
		b = appendBytes(b, m.infoType(), []byte(m.Info))
	}
	return b
}

func (m *Message) infoType() uint8 {
	if m.Primitive == ErrorReply {
		return attrErrorInfo
	}
	return attrParticipantInfo
}

// doubled shifts types by the bit beside them.
func doubled(types []uint8) []byte {
	list := make([]byte, len(types))
	for i, t := range types {
		list[i] = t << 1
	}
	return list
}

func primitiveBytes(list []Primitive) []byte {
	b := make([]byte, len(list))
	for i, p := range list {
		b[i] = byte(p)
	}
	return b
}

// appendBytes writes an attribute that has to be understood, with its padding.
// The value is cut to what fits.
func appendBytes(b []byte, kind uint8, value []byte) []byte {
	at := len(b)
	value = value[:min(len(value), 253)]
	b = append(append(b, kind<<1|1, byte(2+len(value))), value...)
	for (len(b)-at)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func appendNumberAttribute(b []byte, kind uint8, n uint16) []byte {
	return binary.BigEndian.AppendUint16(append(b, kind<<1|1, 4), n)
}

// appendGroup writes a grouped attribute: a number and what fill writes after it.
func appendGroup(b []byte, kind uint8, n uint16, fill func([]byte) []byte) []byte {
	at := len(b)
	b = fill(appendNumberAttribute(b, kind, n))
	b[at+1] = byte(min(len(b)-at, 255))
	return b
}

func nothing(b []byte) []byte { return b }

// maxFloors is how many floors of a request fit into the 255 bytes of the group.
const maxFloors = 56

// appendTo writes a FLOOR-REQUEST-INFORMATION.
func (r *Request) appendTo(b []byte) []byte {
	return appendGroup(b, attrFloorRequestInformation, r.ID, func(b []byte) []byte {
		b = appendGroup(b, attrOverallRequestStatus, r.ID, func(b []byte) []byte {
			return append(b, attrRequestStatus<<1|1, 4, byte(r.Status), r.Queue)
		})
		for _, f := range r.Floors[:min(len(r.Floors), maxFloors)] {
			b = appendGroup(b, attrFloorRequestStatus, f, nothing)
		}
		if r.Beneficiary != 0 {
			b = appendGroup(b, attrBeneficiaryInformation, r.Beneficiary, nothing)
		}
		if r.RequestedBy != 0 {
			b = appendGroup(b, attrRequestedByInformation, r.RequestedBy, nothing)
		}
		return b
	})
}
