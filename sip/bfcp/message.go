package bfcp

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Message is one message. Of the attributes only those are there that its primitive
// can have; what is zero or empty is not on the wire.
type Message struct {
	Version     uint8 // 1 over TCP, 2 over UDP
	Response    bool  // the R bit: it answers a transaction of the receiver; UDP only
	Primitive   Primitive
	Conference  uint32
	Transaction uint16
	User        uint16 // of the client, in both directions

	Floors      []uint16  // FLOOR-ID
	Beneficiary uint16    // BENEFICIARY-ID: for whom the floor is asked
	RequestID   uint16    // FLOOR-REQUEST-ID
	Requests    []Request // FLOOR-REQUEST-INFORMATION
	Error       ErrorCode // ERROR-CODE
	Unknown     []byte    // of UnknownMandatoryAttribute: their types
	Info        string    // ERROR-INFO or PARTICIPANT-PROVIDED-INFO

	SupportedPrimitives []Primitive
	SupportedAttributes []uint8
}

// Request is a request for floors as a server tells of it.
type Request struct {
	ID          uint16
	Status      Status // of the whole
	Queue       uint8  // place in the queue, 0 if there is none
	Floors      []uint16
	Beneficiary uint16 // whose floor it will be; 0: of the user of the message
	RequestedBy uint16
}

// Bounds. No message of ours comes near; more is not read.
const (
	header     = 12
	maxPayload = 8 << 10 // bytes
	maxList    = 64      // attributes of one kind
)

// What can be wrong with a message. The wrapped text says where.
var (
	errShort   = errors.New("bfcp: message too short")
	errLength  = errors.New("bfcp: length does not fit the message")
	errVersion = errors.New("bfcp: unsupported version")
	errFields  = errors.New("bfcp: attribute not to be understood")
	// errUnknown: the receiver has to know an attribute and does not. The message is
	// read as far as its attributes are known, and Unknown lists the others.
	errUnknown = errors.New("bfcp: unknown mandatory attribute")
)

// head reads the common header (section 5.1). size is that of the whole message,
// fragment tells that only part of it may be here.
func head(b []byte) (m Message, size int, fragment bool, err error) {
	if len(b) < header {
		return Message{}, 0, false, errShort
	}
	m = Message{
		Version:     b[0] >> 5,
		Response:    b[0]&0x10 != 0,
		Primitive:   Primitive(b[1]),
		Conference:  binary.BigEndian.Uint32(b[4:]),
		Transaction: binary.BigEndian.Uint16(b[8:]),
		User:        binary.BigEndian.Uint16(b[10:]),
	}
	payload := 4 * int(binary.BigEndian.Uint16(b[2:]))
	switch {
	case m.Version != 1 && m.Version != 2:
		return m, 0, false, errVersion
	case payload > maxPayload:
		return m, 0, false, fmt.Errorf("%w: %d bytes of attributes", errLength, payload)
	}
	return m, header + payload, b[0]&0x08 != 0 && m.Version == 2, nil
}

// Parse reads a whole message. With an error it is read as far as the header, if
// that much was there (Primitive is not 0).
func Parse(b []byte) (Message, error) {
	m, size, fragment, err := head(b)
	switch {
	case err != nil:
		return m, err
	case fragment, size != len(b):
		return m, errLength
	}
	return m, m.readAttributes(b[header:])
}

// AppendTo writes the message.
func (m *Message) AppendTo(b []byte) []byte {
	at := len(b)
	first := m.Version << 5
	if m.Response {
		first |= 0x10
	}
	b = append(b, first, byte(m.Primitive), 0, 0)
	b = binary.BigEndian.AppendUint32(b, m.Conference)
	b = binary.BigEndian.AppendUint16(b, m.Transaction)
	b = binary.BigEndian.AppendUint16(b, m.User)
	b = m.appendAttributes(b)
	binary.BigEndian.PutUint16(b[at+2:], uint16((len(b)-at-header)/4))
	return b
}
