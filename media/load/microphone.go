package load

import "github.com/pion/rtp"

// microphone makes Opus packets of 20 ms (RFC 6716): digital silence, padded to
// what speech takes, with the loudness (RFC 6464) beside it that servers choose
// speakers by.
type microphone struct {
	packet rtp.Packet
}

const (
	audioClock  = 48_000
	speechBytes = 80 // 32 kbit/s
	// Of the audio level extension: the voice flag and minus dBov.
	speechLevel  = 0x80 | 25
	silenceLevel = 127
)

var (
	// Code 3: one frame, with padding (section 3.2.5).
	speech  = append([]byte{0xfb, 0x41, speechBytes - 5, 0xff, 0xfe}, make([]byte, speechBytes-5)...)
	silence = []byte{0xf8, 0xff, 0xfe}
)

func (m *microphone) speak(payload []byte, level byte, extension uint8, timestamp uint32, write func(*rtp.Packet) error) error {
	h := &m.packet.Header
	h.Version = 2
	h.SequenceNumber++
	h.Timestamp = timestamp
	if extension != 0 {
		if err := h.SetExtension(extension, []byte{level}); err != nil {
			return err
		}
	}
	m.packet.Payload = payload
	return write(&m.packet)
}
