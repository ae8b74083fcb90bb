package sdp

import (
	"slices"
	"strconv"
)

// said is one m-line as we write it.
type said struct {
	kind      Kind
	media     string
	port      uint16 // 0 refuses
	rtcp      uint16
	proto     string
	formats   []string
	payloads  []Payload
	digits    []Digits
	direction Direction
	bandwidth int
	mux       bool
	feedback  Feedback
	main      bool // of two pictures this is the camera

	by          method
	cryptos     []crypto
	fingerprint string
	setup       string
	above       bool   // fingerprint and setup stand above all lines
	connection  string // of TCP: new or existing

	control    Control
	role       role
	hasContent bool
}

// refused is the line of a slot with port 0: the rest as it was said last.
func (s *slot) refused() said {
	return said{media: s.media, proto: s.proto, formats: s.formats}
}

// appendTo writes the line.
func (l *said) appendTo(b []byte) []byte {
	b = append(append(append(b, "m="...), l.media...), ' ')
	b = append(append(strconv.AppendUint(b, uint64(l.port), 10), ' '), l.proto...)
	for _, f := range l.formats {
		b = append(append(b, ' '), f...)
	}
	b = append(b, "\r\n"...)
	switch {
	case l.port == 0:
		return b
	case l.kind == Floor:
		return l.appendFloor(b)
	}
	return l.appendRTP(b)
}

func (l *said) appendRTP(b []byte) []byte {
	b = appendBandwidth(b, l.bandwidth)
	for _, p := range l.payloads {
		b = p.appendTo(b)
	}
	for _, d := range l.digits {
		b = d.appendTo(b)
	}
	if l.rtcp != l.port+1 {
		b = append(strconv.AppendUint(append(b, "a=rtcp:"...), uint64(l.rtcp), 10), "\r\n"...)
	}
	if l.mux {
		b = append(b, "a=rtcp-mux\r\n"...)
	}
	b = appendFeedback(b, l.feedback)
	b = l.appendSecurity(b)
	switch {
	case l.kind == Content:
		b = append(b, "a=content:slides\r\na=label:"+contentLabel+"\r\n"...)
	case l.main:
		b = append(b, "a=content:main\r\n"...)
	}
	return append(append(append(b, "a="...), l.direction.String()...), "\r\n"...)
}

func (l *said) appendSecurity(b []byte) []byte {
	for _, c := range l.cryptos {
		b = c.appendTo(b)
	}
	if l.above {
		return b
	}
	return l.appendDTLS(b)
}

func (l *said) appendDTLS(b []byte) []byte {
	if l.fingerprint != "" {
		b = append(append(append(b, "a=fingerprint:"...), l.fingerprint...), "\r\n"...)
	}
	return l.appendSetup(b)
}

func (l *said) appendSetup(b []byte) []byte {
	if l.setup == "" {
		return b
	}
	return append(append(append(b, "a=setup:"...), l.setup...), "\r\n"...)
}

func (l *said) appendFloor(b []byte) []byte {
	b = l.control.appendTo(b, l.role, l.hasContent)
	b = l.appendSetup(b)
	if l.connection != "" {
		b = append(append(append(b, "a=connection:"...), l.connection...), "\r\n"...)
	}
	return b
}

// numbers of payloads and digits, as formats of the m-line.
func numbers(payloads []Payload, digits []Digits) []string {
	var list []string
	for _, p := range payloads {
		list = append(list, strconv.Itoa(int(p.Type)))
	}
	for _, d := range digits {
		list = append(list, strconv.Itoa(int(d.Type)))
	}
	return list
}

// write puts a description together. The version of o= rises only when something
// else changes (RFC 3264, section 8).
func (n *Negotiation) write(local Local, lines []said) []byte {
	rest := append([]byte("s=Veche\r\nc="), appendAddress(nil, local.Address)...)
	rest = append(rest, "\r\n"...)
	if local.Bandwidth > 0 { // AS alone: what devices look at here
		rest = append(strconv.AppendInt(append(rest, "b=AS:"...), int64((local.Bandwidth+999)/1000), 10), "\r\n"...)
	}
	rest = append(rest, "t=0 0\r\n"...)
	if i := slices.IndexFunc(lines, func(l said) bool { return l.above }); i >= 0 {
		rest = lines[i].appendDTLS(rest)
	}
	for i := range lines {
		rest = lines[i].appendTo(rest)
	}
	if n.id == 0 {
		n.id, n.version = newID(), 1
	} else if !slices.Equal(rest, n.sent) {
		n.version++
	}
	n.sent = rest
	b := strconv.AppendUint([]byte("v=0\r\no=- "), n.id, 10)
	b = append(strconv.AppendUint(append(b, ' '), n.version, 10), ' ')
	b = append(appendAddress(b, local.Address), "\r\n"...)
	return append(b, rest...)
}
