package sdp

import (
	"slices"
	"strings"

	"veche/media/codec"
)

// describe takes over what the far side says of a line of RTP, apart from formats,
// direction and keys.
func (l *Line) describe(d *description, m *media) {
	l.Held = !d.direction(m).Receives()
	l.RTCP = d.rtcp(m)
	l.Bandwidth = max(0, d.limit(m))
	l.PacketTime, l.MaxPacketTime = d.milliseconds(m, "ptime"), d.milliseconds(m, "maxptime")
}

// milliseconds of ptime or maxptime; absurd ones count as not said.
func (d *description) milliseconds(m *media, key string) int {
	v, _ := d.value(m, key)
	whole, _, _ := strings.Cut(v, ".")
	if n := (parameters{key: whole}).number(key); n <= 1000 {
		return n
	}
	return 0
}

// choose puts the best format to send first: the far side's first codec, and of
// H.264 the mode that splits pictures, as one coded picture then suits all
// rooms. The digits follow the codec.
func (l *Line) choose(digits []Digits, wanted bool) {
	place := make(map[codec.Codec]int)
	for i, p := range slices.Backward(l.Send) {
		place[p.Codec] = i
	}
	slices.SortStableFunc(l.Send, func(a, b Payload) int {
		if a.Codec != b.Codec {
			return place[a.Codec] - place[b.Codec]
		}
		return int(b.H264.Mode) - int(a.H264.Mode)
	})
	if wanted && len(l.Send) > 0 {
		l.SendDigits = digitsFor(digits, l.Send[0].Codec)
	}
}

// kind of line i of an offer, from the text alone.
func (d *description) kind(i int) Kind {
	m := &d.media[i]
	switch {
	case m.kind == "audio":
		return Sound
	case m.kind == "application" && strings.HasSuffix(m.proto, "/BFCP"):
		return Floor
	case m.kind != "video":
		return None
	}
	said, ok := m.value("content")
	said = strings.ToLower(said)
	switch {
	case strings.Contains(said, "slides"):
		return Content
	case ok && !strings.Contains(said, "main") && !strings.Contains(said, "speaker"):
		return None // alt, sl: other cameras
	case d.controlled(m), !ok && d.second(i):
		return Content
	}
	return Picture
}

// controlled tells whether a floor points at the label of the line.
func (d *description) controlled(m *media) bool {
	label, ok := m.value("label")
	if !ok || m.has("content") {
		return false
	}
	for i := range d.media {
		for _, v := range d.media[i].values("floorid") {
			if slices.Contains(streams(strings.Fields(v)), label) {
				return true
			}
		}
	}
	return false
}

// second tells whether line i is a second picture beside floor control, which is
// how old devices offer content. By another transport it is the same picture again.
func (d *description) second(i int) bool {
	video := func(m media) bool { return m.kind == "video" && m.proto == d.media[i].proto }
	floor := func(m media) bool { return strings.HasSuffix(m.proto, "/BFCP") }
	return slices.ContainsFunc(d.media[:i], video) && slices.ContainsFunc(d.media, floor)
}

// contentLabel is the label of the content line, "" if it has none.
func (d *description) contentLabel(slots []slot) string {
	for i := range min(len(d.media), len(slots)) {
		if slots[i].kind == Content {
			return first(d.media[i].value("label"))
		}
	}
	return ""
}
