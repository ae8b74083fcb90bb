package camera

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"

	"veche/media"
	"veche/media/codec"
)

// format is one payload type of a media that we can take.
type format struct {
	payload uint8
	codec   codec.Codec
	clock   int // of the timestamps
	sound   media.SoundFormat
	sets    [][]byte
	unpack  unpacker
}

// packet is the payload of an RTP packet, and what of its header matters.
type packet struct {
	timestamp uint32
	marker    bool
	lost      bool // packets before it did not come
	payload   []byte
}

// unpacker puts together what packets carry. It gives each picture or frame of sound
// that is whole to out, with its timestamp; data are nobody else's then.
type unpacker interface {
	unpack(p *packet, out func(data []byte, timestamp uint32, key bool))
}

// static are the payload types of RFC 3551 section 6 that cameras use, in the form of an
// rtpmap.
var static = map[uint8]string{
	0: "PCMU/8000", 2: "G726-32/8000", 8: "PCMA/8000", 9: "G722/8000", 10: "L16/44100/2", 11: "L16/44100/1", 26: "JPEG/90000",
}

// formats are those of m that we can take. A dynamic payload type without an rtpmap is
// one that a camera forgot, and nobody knows what it is.
func (m *sdpMedia) formats() []format {
	var list []format
	for _, p := range m.payloads {
		name := m.maps[p]
		if name == "" {
			name = static[p]
		}
		f, ok := newFormat(name, parameters(m.params[p]))
		if ok && f.codec.Video() == (m.kind == "video") {
			f.payload = p
			list = append(list, f)
		}
	}
	return list
}

// newFormat makes the format of an rtpmap such as "H264/90000" with its parameters.
func newFormat(rtpmap string, params map[string]string) (format, bool) {
	name, rest, _ := strings.Cut(rtpmap, "/")
	rate, many, _ := strings.Cut(rest, "/")
	f := format{clock: number(rate, 1, 1<<20, 0)}
	channels := number(many, 1, 8, 1)
	make, ok := makers[strings.ToLower(name)]
	if !ok || !make(&f, channels, params) {
		return format{}, false
	}
	if f.clock == 0 {
		f.clock = int(f.codec.ClockRate())
	}
	if !f.codec.Video() {
		f.sound.Codec = f.codec
	}
	return f, f.clock > 0
}

// number reads s, which is between least and most; else it is otherwise.
func number(s string, least, most, otherwise int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < least || n > most {
		return otherwise
	}
	return n
}

// makers complete formats, by the name of an rtpmap in small letters.
var makers = map[string]func(f *format, channels int, params map[string]string) bool{
	"h264":          makeH264,
	"h265":          makeH265,
	"hevc":          makeH265,
	"jpeg":          makeJPEG,
	"mjpeg":         makeJPEG,
	"pcmu":          simple(codec.PCMU),
	"pcma":          simple(codec.PCMA),
	"g722":          simple(codec.G722),
	"l16":           simple(codec.L16),
	"opus":          makeOpus,
	"mpeg4-generic": makeGeneric,
	"mp4a-latm":     makeLATM,
	"g726-16":       g726(2, false),
	"g726-24":       g726(3, false),
	"g726-32":       g726(4, false),
	"g726-40":       g726(5, false),
	"aal2-g726-16":  g726(2, true),
	"aal2-g726-24":  g726(3, true),
	"aal2-g726-32":  g726(4, true),
	"aal2-g726-40":  g726(5, true),
}

func makeH264(f *format, _ int, params map[string]string) bool {
	f.codec, f.clock = codec.H264, 90000
	f.sets = parameterSets(params["sprop-parameter-sets"])
	f.unpack = newNALs(&h264)
	return true
}

func makeH265(f *format, _ int, params map[string]string) bool {
	f.codec, f.clock = codec.H265, 90000
	f.sets = parameterSets(params["sprop-vps"], params["sprop-sps"], params["sprop-pps"])
	n := newNALs(&h265Kind)
	n.numbered = number(params["sprop-max-don-diff"], 1, 1<<15, 0) > 0
	f.unpack = n
	return true
}

func makeJPEG(f *format, _ int, _ map[string]string) bool {
	f.codec, f.clock, f.unpack = codec.MJPEG, 90000, &jpegs{}
	return true
}

func makeOpus(f *format, _ int, params map[string]string) bool {
	f.codec, f.clock, f.unpack = codec.Opus, 48000, whole{}
	f.sound.Channels = 1 + number(params["sprop-stereo"], 0, 1, 0)
	return true
}

// simple is a codec of which each packet is a piece of sound.
func simple(c codec.Codec) func(*format, int, map[string]string) bool {
	return func(f *format, channels int, _ map[string]string) bool {
		f.codec, f.unpack = c, whole{}
		f.sound.Clock, f.sound.Channels = f.clock, channels
		if c == codec.G722 {
			f.clock, f.sound.Clock = 8000, 0 // RFC 3551 section 4.5.2
		}
		return true
	}
}

func g726(bits int, aal2 bool) func(*format, int, map[string]string) bool {
	return func(f *format, channels int, _ map[string]string) bool {
		f.codec, f.unpack = codec.G726, whole{}
		f.sound = media.SoundFormat{Clock: f.clock, Channels: channels, Bits: bits, AAL2: aal2}
		return true
	}
}

// whole is the unpacker of codecs of which each packet is a piece of sound.
type whole struct{}

func (whole) unpack(p *packet, out func([]byte, uint32, bool)) {
	if len(p.payload) > 0 {
		out(bytes.Clone(p.payload), p.timestamp, false)
	}
}

const (
	setsMost = 16
	setMost  = 4096 // bytes
)

// parameterSets are NAL units in base64, separated by commas (RFC 6184 section 8.1, RFC
// 7798 section 7.1). Some cameras put start codes in front of them.
func parameterSets(lists ...string) [][]byte {
	var sets [][]byte
	for _, list := range lists {
		for text := range strings.SplitSeq(list, ",") {
			set, err := base64.StdEncoding.DecodeString(pad(strings.TrimSpace(text)))
			set = bytes.TrimPrefix(set, startCode)
			if err == nil && len(set) > 1 && len(set) <= setMost && len(sets) < setsMost {
				sets = append(sets, set)
			}
		}
	}
	return sets
}

// pad completes base64 whose end some cameras leave out.
func pad(s string) string {
	s = strings.TrimRight(s, "=")
	return s + strings.Repeat("=", (4-len(s)%4)%4)
}

// hexBytes reads hexadecimal digits; nil if they are none, or too many.
func hexBytes(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) > setMost {
		return nil
	}
	return b
}
