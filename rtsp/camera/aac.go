package camera

import (
	"bytes"

	"github.com/bluenviron/mediacommon/v2/pkg/codecs/mpeg4audio"

	"veche/media/codec"
)

// samples of a frame of AAC.
const samples = 1024

// frameMost is how large a frame of sound may be, in bytes.
const frameMost = 1 << 16

// makeGeneric is RFC 3640, AAC.
func makeGeneric(f *format, channels int, params map[string]string) bool {
	config := mpeg4audio.AudioSpecificConfig{}
	raw := hexBytes(params["config"])
	if config.Unmarshal(raw) != nil { // it is missing, or wrong: the rtpmap says enough
		config = mpeg4audio.AudioSpecificConfig{Type: mpeg4audio.ObjectTypeAACLC, SampleRate: f.clock, ChannelConfig: uint8(min(channels, 6))}
		var err error
		if raw, err = config.Marshal(); err != nil {
			return false
		}
	}
	if f.clock == 0 {
		f.clock = config.SampleRate
	}
	if config.SampleRate <= 0 {
		return false
	}
	f.codec = codec.AAC
	f.sound.Clock, f.sound.Channels, f.sound.Config = config.SampleRate, channelsOf(&config), raw
	a := &aac{
		size:  number(params["sizelength"], 1, 32, 13),
		index: number(params["indexlength"], 0, 32, 3),
		delta: number(params["indexdeltalength"], 0, 32, 3),
		step:  uint32(int64(samples) * int64(f.clock) / int64(config.SampleRate)),
	}
	f.unpack = a
	return true
}

// channelsOf a configuration, ISO/IEC 14496-3 table 1.19; one that describes them by a
// program configuration element is taken for stereo.
func channelsOf(c *mpeg4audio.AudioSpecificConfig) int {
	switch n := int(c.ChannelConfig); n {
	case 0:
		return 2
	case 7:
		return 8
	default:
		return n
	}
}

// aac is the unpacker of MPEG-4 generic, RFC 3640 section 3.
type aac struct {
	size, index, delta int    // bits of the fields of an AU header
	step               uint32 // of the timestamp, a frame

	frame []byte // a frame in fragments, as far as it has come
	want  int    // its size; 0 when there is none
}

func (a *aac) unpack(p *packet, out func([]byte, uint32, bool)) {
	if p.lost {
		a.want = 0
	}
	if len(p.payload) < 2 {
		return
	}
	bits := int(p.payload[0])<<8 | int(p.payload[1])
	end := 2 + (bits+7)/8
	if end > len(p.payload) {
		return
	}
	sizes, data := a.sizes(p.payload[2:end], bits), p.payload[end:]
	if len(sizes) == 1 && (sizes[0] > len(data) || a.want > 0) {
		a.fragment(sizes[0], data, p.timestamp, out)
		return
	}
	for i, size := range sizes {
		if size > len(data) {
			return
		}
		out(bytes.Clone(bare(data[:size])), p.timestamp+uint32(i)*a.step, false)
		data = data[size:]
	}
}

// sizes reads the AU headers, section 3.2.1.
func (a *aac) sizes(b []byte, bits int) []int {
	var list []int
	r := bitReader{b: b}
	for skip := a.index; r.at+a.size+skip <= bits; skip = a.delta {
		list = append(list, int(r.read(a.size)))
		r.at += skip
	}
	return list
}

// fragment takes a part of a frame of that size.
func (a *aac) fragment(size int, data []byte, timestamp uint32, out func([]byte, uint32, bool)) {
	if size > frameMost {
		return
	}
	if a.want != size {
		a.frame, a.want = a.frame[:0], size
	}
	if a.frame = append(a.frame, data...); len(a.frame) < size {
		return
	}
	a.want = 0
	out(bytes.Clone(bare(a.frame[:size])), timestamp, false)
}

// bare is a frame without the ADTS header (ISO/IEC 14496-3 section 1.A.3.2) that some
// cameras leave on it.
func bare(frame []byte) []byte {
	if len(frame) < 7 || frame[0] != 0xff || frame[1]&0xf6 != 0xf0 {
		return frame
	}
	if length := int(frame[3]&3)<<11 | int(frame[4])<<3 | int(frame[5])>>5; length != len(frame) {
		return frame
	}
	if frame[1]&1 == 0 && len(frame) >= 9 { // with a checksum
		return frame[9:]
	}
	return frame[7:]
}

// bitReader reads bits, the first of an octet first; past the end they are 0.
type bitReader struct {
	b  []byte
	at int
}

func (r *bitReader) read(n int) uint64 {
	var v uint64
	for range n {
		v <<= 1
		if i := r.at / 8; i < len(r.b) {
			v |= uint64(r.b[i] >> (7 - r.at%8) & 1)
		}
		r.at++
	}
	return v
}
