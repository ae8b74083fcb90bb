package bfcp

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// The attributes of section 5.2.
const (
	attrBeneficiaryID = iota + 1
	attrFloorID
	attrFloorRequestID
	attrPriority
	attrRequestStatus
	attrErrorCode
	attrErrorInfo
	attrParticipantInfo
	attrStatusInfo
	attrSupportedAttributes
	attrSupportedPrimitives
	attrUserDisplayName
	attrUserURI
	attrBeneficiaryInformation
	attrFloorRequestInformation
	attrRequestedByInformation
	attrFloorRequestStatus
	attrOverallRequestStatus

	lastAttribute = attrOverallRequestStatus
)

// attribute is a type, the bit that says whether it has to be understood, and
// what follows the two bytes of both and the length.
type attribute struct {
	kind      uint8
	mandatory bool
	value     []byte
}

// nextAttribute cuts the first attribute off. Those end at four bytes, only the
// padding of the very last is missing in some devices.
func nextAttribute(b []byte) (a attribute, rest []byte, err error) {
	if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
		return attribute{}, nil, fmt.Errorf("%w: length", errFields)
	}
	length := int(b[1])
	a = attribute{b[0] >> 1, b[0]&1 != 0, b[2:length]}
	return a, b[min(padded(length), len(b)):], nil
}

func padded(n int) int { return (n + 3) &^ 3 }

// number of an attribute of two bytes, or at the head of a grouped one.
func (a attribute) number() (uint16, error) {
	if len(a.value) < 2 {
		return 0, fmt.Errorf("%w: type %d has %d bytes", errFields, a.kind, len(a.value))
	}
	return binary.BigEndian.Uint16(a.value), nil
}

// text bounds and cleans what a person may read.
func (a attribute) text() string { return strings.ToValidUTF8(string(a.value), "") }

// readAttributes fills m from the payload.
func (m *Message) readAttributes(b []byte) error {
	for len(b) > 0 {
		a, rest, err := nextAttribute(b)
		if err != nil {
			return err
		}
		if err := m.readAttribute(a); err != nil {
			return err
		}
		b = rest
	}
	if m.Primitive != ErrorReply && len(m.Unknown) > 0 {
		return errUnknown
	}
	return nil
}

func (m *Message) readAttribute(a attribute) (err error) {
	switch a.kind {
	case attrBeneficiaryID:
		m.Beneficiary, err = a.number()
	case attrFloorID:
		err = appendNumber(&m.Floors, a)
	case attrFloorRequestID:
		m.RequestID, err = a.number()
	case attrErrorCode:
		err = m.readError(a)
	case attrErrorInfo, attrParticipantInfo:
		m.Info = a.text()
	case attrSupportedPrimitives:
		m.SupportedPrimitives = nil
		for _, p := range a.value {
			m.SupportedPrimitives = append(m.SupportedPrimitives, Primitive(p))
		}
	case attrSupportedAttributes:
		m.SupportedAttributes = nil
		for _, t := range a.value {
			m.SupportedAttributes = append(m.SupportedAttributes, t>>1)
		}
	case attrFloorRequestInformation:
		err = m.readRequest(a)
	default:
		if a.mandatory && a.kind > lastAttribute && m.Primitive != ErrorReply && len(m.Unknown) < maxList {
			m.Unknown = append(m.Unknown, a.kind)
		}
	}
	return err
}

func appendNumber(list *[]uint16, a attribute) error {
	n, err := a.number()
	if err == nil && len(*list) == maxList {
		err = fmt.Errorf("%w: more than %d of type %d", errFields, maxList, a.kind)
	}
	if err == nil {
		*list = append(*list, n)
	}
	return err
}

// readError reads ERROR-CODE; its details matter only where it lists attributes.
func (m *Message) readError(a attribute) error {
	if len(a.value) == 0 {
		return fmt.Errorf("%w: no error code", errFields)
	}
	m.Error, m.Unknown = ErrorCode(a.value[0]), nil
	if m.Error == UnknownMandatoryAttribute {
		for _, t := range a.value[1:] {
			m.Unknown = append(m.Unknown, t>>1)
		}
	}
	return nil
}

func (m *Message) readRequest(a attribute) error {
	if len(m.Requests) == maxList {
		return fmt.Errorf("%w: more than %d requests", errFields, maxList)
	}
	r, err := parseRequest(a)
	if err == nil {
		m.Requests = append(m.Requests, r)
	}
	return err
}

// parseRequest reads a FLOOR-REQUEST-INFORMATION (section 5.2.15). The status of the
// whole counts; where it is missing, as in some devices, that of the first floor.
func parseRequest(a attribute) (r Request, err error) {
	if r.ID, err = a.number(); err != nil {
		return Request{}, err
	}
	var overall, first requestStatus
	for b := a.value[2:]; len(b) > 0; {
		if a, b, err = nextAttribute(b); err != nil {
			return Request{}, err
		}
		if err = r.read(a, &overall, &first); err != nil {
			return Request{}, err
		}
	}
	if overall.Status == 0 {
		overall = first
	}
	r.Floors = r.Floors[:min(len(r.Floors), maxFloors)]
	r.Status, r.Queue = overall.Status, overall.queue
	return r, nil
}

// read takes one attribute of the group.
func (r *Request) read(a attribute, overall, first *requestStatus) (err error) {
	switch a.kind {
	case attrOverallRequestStatus:
		*overall, err = a.status()
	case attrFloorRequestStatus:
		if len(r.Floors) == 0 {
			*first, err = a.status()
		}
		if err == nil {
			err = appendNumber(&r.Floors, a)
		}
	case attrBeneficiaryInformation:
		r.Beneficiary, err = a.number()
	case attrRequestedByInformation:
		r.RequestedBy, err = a.number()
	}
	return err
}

type requestStatus struct {
	Status
	queue uint8
}

// status in an OVERALL-REQUEST-STATUS or FLOOR-REQUEST-STATUS, which need not have one.
func (a attribute) status() (requestStatus, error) {
	if _, err := a.number(); err != nil {
		return requestStatus{}, err
	}
	var s requestStatus
	for b := a.value[2:]; len(b) > 0; {
		inner, rest, err := nextAttribute(b)
		if err != nil {
			return requestStatus{}, err
		}
		if inner.kind == attrRequestStatus && len(inner.value) >= 2 {
			s = requestStatus{Status(inner.value[0]), inner.value[1]}
		}
		b = rest
	}
	return s, nil
}
