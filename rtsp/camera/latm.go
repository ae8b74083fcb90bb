package camera

import (
	"bytes"

	"github.com/bluenviron/mediacommon/v2/pkg/codecs/mpeg4audio"

	"veche/media/codec"
)

// makeLATM is RFC 6416, AAC in LATM.
func makeLATM(f *format, channels int, params map[string]string) bool {
	l := &latm{inBand: params["cpresent"] != "0"}
	f.codec, f.unpack = codec.AAC, l
	f.sound.Clock, f.sound.Channels = f.clock, channels
	var c mpeg4audio.StreamMuxConfig
	if c.Unmarshal(hexBytes(params["config"])) != nil || !l.use(&c) {
		// Without a configuration there is nothing to tell the decoder; one in the stream
		// comes too late for that.
		return false
	}
	s := c.Programs[0].Layers[0].AudioSpecificConfig
	raw, err := s.Marshal()
	if err != nil || s.SampleRate <= 0 {
		return false
	}
	f.sound.Clock, f.sound.Channels, f.sound.Config = s.SampleRate, channelsOf(s), raw
	if f.clock == 0 {
		f.clock = s.SampleRate
	}
	l.step = uint32(int64(samples) * int64(f.clock) / int64(s.SampleRate))
	return true
}

// latm is the unpacker of audioMuxElements, RFC 6416 section 6 and ISO/IEC 14496-3
// section 1.7.3.
type latm struct {
	inBand  bool
	config  *mpeg4audio.StreamMuxConfig
	step    uint32 // of the timestamp, a frame
	element []byte // as far as it has come; its memory is kept
	broken  bool
}

// use takes a configuration of one stream.
func (l *latm) use(c *mpeg4audio.StreamMuxConfig) bool {
	if len(c.Programs) != 1 || len(c.Programs[0].Layers) != 1 || c.Programs[0].Layers[0].AudioSpecificConfig == nil {
		return false
	}
	l.config = c
	return true
}

func (l *latm) unpack(p *packet, out func([]byte, uint32, bool)) {
	if l.broken = l.broken || p.lost && len(l.element) > 0 || len(l.element)+len(p.payload) > frameMost; !l.broken {
		l.element = append(l.element, p.payload...)
	}
	if !p.marker {
		return
	}
	if !l.broken {
		l.frames(p.timestamp, out)
	}
	l.element, l.broken = l.element[:0], false
}

func (l *latm) frames(timestamp uint32, out func([]byte, uint32, bool)) {
	e := mpeg4audio.AudioMuxElement{MuxConfigPresent: l.inBand, StreamMuxConfig: l.config}
	if e.Unmarshal(l.element) != nil {
		return
	}
	if !l.use(e.StreamMuxConfig) {
		return
	}
	for i, sub := range e.Payloads {
		if len(sub) > 0 && len(sub[0]) > 0 && len(sub[0][0]) > 0 {
			out(bytes.Clone(sub[0][0]), timestamp+uint32(i)*l.step, false)
		}
	}
}
