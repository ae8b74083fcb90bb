package sdp

import (
	"strconv"
	"strings"

	"veche/media/codec"
)

// Format is a codec with what has to be agreed about it.
type Format struct {
	Codec codec.Codec
	H264  H264 // of H264
	Opus  Opus // of Opus
	// Limit is what the receiver takes of pictures. In a format of ours, 0 means no
	// more than the level (H264), or no limit (VP8).
	Limit Limit
	// Narrow: the receiver likes pictures of 4:3 best (RFC 6236).
	Narrow bool
}

// Opus are the parameters of Opus, as wishes of the receiver (RFC 7587, section 6.1).
type Opus struct {
	FEC     bool // useinbandfec: forward error correction is of use
	Stereo  bool
	BitRate int // maxaveragebitrate in bit/s, 0 if not said
}

// Payload is a payload type and what it stands for.
type Payload struct {
	Type uint8
	Format
}

// coding is an rtpmap: "H264/90000", "opus/48000/2".
type coding struct {
	name     string // as written
	clock    int
	channels int // 1 if not said
}

// static payload types of RFC 3551, table 4, that calls still use. A type below 35
// means only this, whatever an rtpmap says.
var static = map[uint8]coding{
	0: {"PCMU", 8000, 1}, 8: {"PCMA", 8000, 1}, 9: {"G722", 8000, 1},
}

const dynamic = 96 // the first payload type that means what an rtpmap says

// coding of a payload type: from its rtpmap, else static. Where the two disagree
// ("0 G722/8000", lesson 25) there is none: nobody can know what would be sent.
func (m *media) coding(number string) (uint8, coding, bool) {
	n, err := strconv.ParseUint(number, 10, 7)
	if err != nil {
		return 0, coding{}, false
	}
	pt := uint8(n)
	known, fixed := static[pt]
	mapped, ok := m.rtpmap(pt)
	switch {
	case !ok:
		return pt, known, fixed
	case fixed && !strings.EqualFold(mapped.name, known.name), !fixed && pt < 35:
		return pt, coding{}, false
	}
	return pt, mapped, true
}

func (m *media) rtpmap(pt uint8) (coding, bool) {
	text, ok := m.of("rtpmap", pt)
	if !ok {
		return coding{}, false
	}
	parts := strings.Split(text, "/")
	c := coding{name: strings.TrimSpace(parts[0]), channels: 1}
	if !printable(c.name) || len(c.name) > 40 {
		return coding{}, false
	}
	if len(parts) > 1 {
		c.clock, _ = strconv.Atoi(strings.TrimSpace(parts[1]))
	}
	if len(parts) > 2 {
		c.channels, _ = strconv.Atoi(strings.TrimSpace(parts[2]))
	}
	return c, true
}

// of finds "a=key:<pt> rest" and gives the rest.
func (m *media) of(key string, pt uint8) (string, bool) {
	for _, a := range m.attributes {
		if a.key != key {
			continue
		}
		number, rest, _ := strings.Cut(a.value, " ")
		if n, err := strconv.ParseUint(number, 10, 7); err == nil && uint8(n) == pt {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

// payload reads one format of the line; Codec is None if it is none of ours.
func (m *media) payload(number string) Payload {
	pt, c, ok := m.coding(number)
	if !ok {
		return Payload{Type: pt}
	}
	text, _ := m.of("fmtp", pt)
	f := newFormat(c, parseParameters(text))
	f.Narrow = f.Codec.Video() && m.likesNarrow(pt)
	return Payload{pt, f}
}

// newFormat knows the codecs of calls; None for others, and for ours by a clock of
// their own.
func newFormat(c coding, p parameters) Format {
	f := Format{Codec: codec.Named(c.name)}
	switch {
	case !c.fits(f.Codec):
		return Format{}
	case f.Codec == codec.Opus:
		f.Opus = Opus{p["useinbandfec"] == "1", p["stereo"] == "1", p.number("maxaveragebitrate")}
	case f.Codec == codec.VP8:
		f.Limit = Limit{Blocks: p.number("max-fs"), FrameRate: p.number("max-fr")}
	case f.Codec == codec.H264:
		f.H264 = parseH264(p)
		if f.H264.Profile == 0 {
			return Format{}
		}
		f.Limit = f.H264.limit().beyond(Limit{
			p.number("max-fs"), p.number("max-fps") / 100, p.number("max-mbps"), p.number("max-br") * 1000,
		})
	}
	return f
}

// fits tells whether the clock and the channels are those of the codec. That of G722
// is 8000 for ever (RFC 3551, section 4.5.2), though some write what it really is;
// Opus is said with two channels whatever it carries (RFC 7587, section 7), and some
// forget that.
func (c coding) fits(k codec.Codec) bool {
	switch k {
	case codec.PCMA, codec.PCMU:
		return c.clock == 8000 && c.channels == 1
	case codec.G722:
		return (c.clock == 8000 || c.clock == 16000) && c.channels == 1
	case codec.Opus, codec.H264, codec.VP8:
		return c.clock == int(k.ClockRate())
	}
	return false
}

// same tells whether two formats are one on the wire.
func (f Format) same(other Format) bool {
	return f.Codec == other.Codec && f.Codec != codec.None &&
		(f.Codec != codec.H264 || f.H264.same(other.H264))
}

// answer is how we say what we receive in reply to an offered payload of the same
// format.
func (f Format) answer(offered Payload) Payload {
	f.Limit = f.receives()
	if f.Codec == codec.H264 {
		f.H264 = f.H264.answer(offered.H264)
	}
	return Payload{offered.Type, f}
}

// receives is the limit of a format of ours.
func (f Format) receives() Limit {
	if f.Codec == codec.H264 {
		return f.H264.limit().beyond(f.Limit)
	}
	return f.Limit
}

// appendTo writes rtpmap and fmtp. Static types need none, and a few hundred bytes
// decide whether an INVITE goes by UDP (lesson 27).
func (p Payload) appendTo(b []byte) []byte {
	if _, fixed := static[p.Type]; !fixed {
		b = strconv.AppendUint(append(b, "a=rtpmap:"...), uint64(p.Type), 10)
		b = append(append(append(b, ' '), p.Codec.String()...), '/')
		b = strconv.AppendUint(b, uint64(p.Codec.ClockRate()), 10)
		if p.Codec == codec.Opus {
			b = append(b, "/2"...)
		}
		b = append(b, "\r\n"...)
	}
	if text := p.parameters(); len(text) > 0 {
		b = strconv.AppendUint(append(b, "a=fmtp:"...), uint64(p.Type), 10)
		b = append(append(append(b, ' '), text...), "\r\n"...)
	}
	return b
}

func (p Payload) parameters() []byte {
	switch p.Codec {
	case codec.H264:
		return p.H264.appendTo(nil, p.receives())
	case codec.Opus:
		return p.Opus.appendTo(nil)
	case codec.VP8:
		return p.Limit.appendVP8(nil)
	}
	return nil
}

func (o Opus) appendTo(b []byte) []byte {
	if o.FEC {
		b = appendPair(b, "useinbandfec", 1)
	}
	if o.Stereo {
		b = appendPair(b, "stereo", 1)
	}
	return appendPair(b, "maxaveragebitrate", o.BitRate)
}

// appendVP8 writes RFC 7741, section 6.1; it wants both or neither.
func (l Limit) appendVP8(b []byte) []byte {
	if l.Blocks == 0 || l.FrameRate == 0 {
		return b
	}
	return appendPair(appendPair(b, "max-fr", l.FrameRate), "max-fs", l.Blocks)
}

// appendPair writes key=n, nothing for 0.
func appendPair(b []byte, key string, n int) []byte {
	if n == 0 {
		return b
	}
	if len(b) > 0 {
		b = append(b, ';')
	}
	return strconv.AppendInt(append(append(b, key...), '='), int64(n), 10)
}
