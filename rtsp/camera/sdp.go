package camera

import (
	"slices"
	"strconv"
	"strings"
)

// Bounds of a description; what is more is not looked at.
const (
	mediasMost   = 16
	payloadsMost = 16 // of a media
)

// sdpMedia is a media section of an SDP (RFC 8866), as far as it matters.
type sdpMedia struct {
	kind     string // "video", "audio", or another
	control  string
	payloads []uint8
	maps     map[uint8]string // rtpmap
	params   map[uint8]string // fmtp
	// backwards: the media is for sound to the camera, or for nobody.
	backwards bool
}

// parseSDP reads what cameras send: of any order, with whatever line ends, and with lines
// that are wrong, which are left out. control is that of the session.
func parseSDP(body string) (control string, medias []sdpMedia) {
	var m *sdpMedia
	for line := range strings.Lines(body) {
		kind, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok {
			continue
		}
		switch kind {
		case "m":
			if len(medias) == mediasMost {
				return control, medias
			}
			medias = append(medias, parseMedia(value))
			m = &medias[len(medias)-1]
		case "a":
			name, value, _ := strings.Cut(value, ":")
			switch {
			case m != nil:
				m.attribute(name, strings.TrimSpace(value))
			case name == "control":
				control = strings.TrimSpace(value)
			}
		}
	}
	return control, medias
}

// parseMedia reads an m= line: kind, port, protocol, payload types.
func parseMedia(value string) sdpMedia {
	m := sdpMedia{maps: make(map[uint8]string), params: make(map[uint8]string)}
	fields := strings.Fields(value)
	if len(fields) == 0 {
		return m
	}
	m.kind = strings.ToLower(fields[0])
	for _, f := range fields[min(3, len(fields)):] {
		if p, ok := payloadType(f); ok {
			m.carries(p)
		}
	}
	return m
}

func (m *sdpMedia) carries(p uint8) {
	if len(m.payloads) < payloadsMost && !slices.Contains(m.payloads, p) {
		m.payloads = append(m.payloads, p)
	}
}

func (m *sdpMedia) attribute(name, value string) {
	switch name {
	case "control":
		m.control = value
	case "sendonly", "inactive":
		m.backwards = true
	case "rtpmap", "fmtp":
		number, rest, _ := strings.Cut(value, " ")
		p, ok := payloadType(number)
		if !ok || len(m.maps)+len(m.params) >= 2*payloadsMost {
			return
		}
		if name == "fmtp" {
			m.params[p] = strings.TrimSpace(rest)
			return
		}
		m.maps[p] = strings.TrimSpace(rest)
		m.carries(p) // the m= line of some has another number, or none
	}
}

func payloadType(s string) (uint8, bool) {
	n, err := strconv.ParseUint(s, 10, 7)
	return uint8(n), err == nil
}

// parameters of an fmtp line: names in small letters.
func parameters(line string) map[string]string {
	all := make(map[string]string)
	for part := range strings.SplitSeq(line, ";") {
		if name, value, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
			all[strings.ToLower(strings.TrimSpace(name))] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return all
}
