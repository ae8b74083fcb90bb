package sdp

import (
	"strconv"
	"strings"
)

// likesNarrow tells whether the far side says that of the pictures it could receive by
// this payload type it likes one best that is nearer to 4:3 than to 16:9 (RFC 6236). Of
// what it sends nothing is read, and we say nothing of this kind ourselves: pictures of
// any size are taken.
func (m *media) likesNarrow(pt uint8) bool {
	text, ok := m.of("imageattr", pt)
	if !ok {
		text, ok = m.ofAll("imageattr")
	}
	return ok && receivedShape(text) > 0 && receivedShape(text) < (4./3+16./9)/2
}

// ofAll finds "a=key:* rest" and gives the rest.
func (m *media) ofAll(key string) (string, bool) {
	for _, a := range m.attributes {
		if rest, ok := strings.CutPrefix(a.value, "* "); ok && a.key == key {
			return rest, true
		}
	}
	return "", false
}

// receivedShape is the width of the picture that is liked best, by its height; 0 if that
// is not said. text is "send [x=...,y=...] recv [x=...,y=...,q=0.6] [...]".
func receivedShape(text string) float64 {
	_, received, ok := strings.Cut(" "+strings.ToLower(text), " recv ")
	if !ok {
		return 0
	}
	received, _, _ = strings.Cut(received, " send ")
	best, shape := -1.0, 0.0
	for received = strings.TrimSpace(received); strings.HasPrefix(received, "["); received = strings.TrimSpace(received) {
		var set string
		set, received = cutSet(received)
		s, q := readSet(set)
		if s > 0 && q > best {
			best, shape = q, s
		}
	}
	return shape
}

// cutSet cuts the first set from text, which begins with its bracket. Sets hold lists and
// ranges in brackets of their own.
func cutSet(text string) (set, rest string) {
	depth := 0
	for i, c := range text {
		switch c {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return text[1:i], text[i+1:]
			}
		}
	}
	return text[1:], ""
}

// readSet reads "x=640,y=480,sar=1.1,q=0.6": the shape of the picture as it is seen, and
// how much it is liked, 0.5 if that is not said (RFC 6236 section 3.1.1.2).
func readSet(set string) (shape, liked float64) {
	x, y, sar := largest(set, "x="), largest(set, "y="), largest(set, "sar=")
	if par := largest(set, "par="); par > 0 {
		shape = par
	} else if x > 0 && y > 0 {
		shape = x / y
		if sar > 0 {
			shape *= sar
		}
	}
	liked = 0.5
	if _, _, said := strings.Cut(","+set, ",q="); said {
		liked = largest(set, "q=")
	}
	return shape, liked
}

// largest of the values of a key: "640", "[640,320]", "[320:16:640]" or "[1.3-1.4]".
func largest(set, key string) (n float64) {
	_, value, ok := strings.Cut(","+set, ","+key)
	if !ok {
		return 0
	}
	if list, found := strings.CutPrefix(value, "["); found {
		value, _, _ = strings.Cut(list, "]")
	} else {
		value, _, _ = strings.Cut(value, ",")
	}
	for _, part := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ':' || r == '-' }) {
		if v, err := strconv.ParseFloat(part, 64); err == nil && v > n && v < 1e5 {
			n = v
		}
	}
	return n
}
