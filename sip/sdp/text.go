package sdp

import (
	"net/netip"
	"strconv"
	"strings"
)

// Bounds of a description. Real ones have 1 to 4 kB, six lines and a dozen formats;
// beyond them it is refused as a whole, except attributes, of which the rest is
// not looked at.
const (
	maxText       = 64 << 10
	maxLines      = 32
	maxFormats    = 64
	maxAttributes = 512 // of a line
)

// description is a session description as far as calls need it.
type description struct {
	section // of the session: what holds where a line says nothing
	media   []media
}

// section is what the session and each line may have.
type section struct {
	connected  bool       // there is a c= line
	address    netip.Addr // of the c= line; invalid if it is a name
	as, tias   int        // bandwidth in bit/s; -1 if not said
	attributes []attribute
}

// media is one m= line and what belongs to it.
type media struct {
	section
	kind    string // audio, video, application, …
	port    uint16
	proto   string // in upper case
	written string // the same as it came
	formats []string
}

type attribute struct{ key, value string }

// value of the first attribute of that name.
func (s *section) value(key string) (string, bool) {
	for _, a := range s.attributes {
		if a.key == key {
			return a.value, true
		}
	}
	return "", false
}

func (s *section) has(key string) bool {
	_, ok := s.value(key)
	return ok
}

// values of all attributes of that name, in order.
func (s *section) values(key string) []string {
	var list []string
	for _, a := range s.attributes {
		if a.key == key {
			list = append(list, a.value)
		}
	}
	return list
}

// value of an attribute of the line, else of the session.
func (d *description) value(m *media, key string) (string, bool) {
	if v, ok := m.value(key); ok {
		return v, true
	}
	return d.section.value(key)
}

// parse reads a session description. It wants nothing but lines of the form x=…
// and m= lines with their four fields; everything else that a device forgets,
// swaps or makes up is passed over.
func parse(text []byte) (*description, error) {
	if len(text) > maxText {
		return nil, fail(TooLarge, "%d bytes", len(text))
	}
	d := &description{section: newSection()}
	at := &d.section
	for line := range strings.FieldsFuncSeq(string(text), func(r rune) bool { return r == '\r' || r == '\n' }) {
		letter, value, ok := strings.Cut(strings.Trim(line, " \t"), "=")
		if !ok || len(letter) != 1 {
			continue
		}
		value = strings.Trim(value, " \t")
		if letter != "m" {
			at.read(letter[0], value)
			continue
		}
		m, err := parseMedia(value)
		if err != nil {
			return nil, err
		}
		if len(d.media) == maxLines {
			return nil, fail(TooLarge, "more than %d lines", maxLines)
		}
		d.media = append(d.media, m)
		at = &d.media[len(d.media)-1].section
	}
	return d, nil
}

func newSection() section { return section{as: -1, tias: -1} }

// read takes one line of a section.
func (s *section) read(letter byte, value string) {
	switch letter {
	case 'c':
		if !s.connected { // several are for layered multicast
			s.connected, s.address = true, parseConnection(value)
		}
	case 'b':
		s.readBandwidth(value)
	case 'a':
		if len(s.attributes) < maxAttributes {
			key, v, _ := strings.Cut(value, ":")
			s.attributes = append(s.attributes, attribute{strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(v)})
		}
	}
}

// parseMedia reads "audio 5004 RTP/AVP 0 8".
func parseMedia(value string) (media, error) {
	fields := strings.Fields(value)
	if len(fields) < 4 {
		return media{}, fail(Malformed, "m-line with %d fields", len(fields))
	}
	if len(fields)-3 > maxFormats {
		return media{}, fail(TooLarge, "more than %d formats", maxFormats)
	}
	for _, f := range fields {
		if !printable(f) {
			return media{}, fail(Malformed, "m-line with control characters")
		}
	}
	number, _, _ := strings.Cut(fields[1], "/") // "5004/2" is for layers
	port, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return media{}, fail(Malformed, "m-line with the port %.20q", fields[1])
	}
	return media{
		section: newSection(),
		kind:    strings.ToLower(fields[0]),
		port:    uint16(port),
		proto:   strings.ToUpper(fields[2]),
		written: fields[2],
		formats: fields[3:],
	}, nil
}

// parseConnection reads "IN IP4 192.0.2.1/127"; the zero Addr means a name.
func parseConnection(value string) netip.Addr {
	fields := strings.Fields(value)
	if len(fields) == 0 {
		return netip.Addr{}
	}
	host, _, _ := strings.Cut(fields[len(fields)-1], "/")
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.WithZone("").Unmap()
}

// printable tells whether s may stand in a line of ours as it came.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

// connection is where packets of the line go: its own c= line, else that of
// the session (RFC 8866, section 5.7).
func (d *description) connection(m *media) netip.Addr {
	if m.connected {
		return m.address
	}
	return d.address
}

// Address is where an offer or answer wants its packets: that of the first line
// that is on, so that a local address of the same family can be chosen. It is
// not valid if there is none.
func Address(text []byte) netip.Addr {
	d, err := parse(text)
	if err != nil {
		return netip.Addr{}
	}
	for i := range d.media {
		if a := d.connection(&d.media[i]); d.media[i].port != 0 && a.IsValid() {
			return a
		}
	}
	return d.address
}
