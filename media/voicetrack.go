package media

import (
	"time"

	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/record"
)

// voiceTrack turns the mixed sound into AAC.
type voiceTrack struct {
	encoder *sound.Encoder
	pending []int16
	next    time.Duration // of what comes after pending
	begun   bool
	origin  time.Duration // of the first sample, had there been no holes
	put     int           // frames coded
	got     int           // packets that came out
	buffer  []byte
}

const voiceRate = 48000

func newVoiceTrack() (*voiceTrack, error) {
	e, err := sound.NewEncoder(sound.EncoderConfig{Codec: codec.AAC, Rate: voiceRate, Channels: 1, BitRate: 96_000})
	if err != nil {
		return nil, err //nolint:wrapcheck // sound says what is wrong
	}
	return &voiceTrack{encoder: e, pending: make([]int16, 0, 4096)}, nil
}

func (v *voiceTrack) track() record.Track {
	return record.Track{Format: record.AAC, Rate: voiceRate, Channels: 1, Priming: v.encoder.Delay()}
}

// most of a hole in the sound that is filled with silence.
const holeMost = 10 * time.Second

// take codes 20 ms of the time at.
func (v *voiceTrack) take(pcm []int16, at time.Duration, write func(at time.Duration, frame []byte)) {
	const tolerance = 5 * time.Millisecond
	switch hole := at - v.next; {
	case !v.begun, hole > holeMost:
		v.begun, v.pending = true, v.pending[:0]
		v.origin = at - time.Duration(v.put*v.encoder.FrameSize())*time.Second/voiceRate
	case hole > tolerance: // ticks were left out
		v.pending = append(v.pending, make([]int16, int(hole*voiceRate/time.Second))...)
	}
	v.pending = append(v.pending, pcm...)
	v.next = at + time.Duration(len(pcm))*time.Second/voiceRate
	v.code(write)
}

func (v *voiceTrack) code(write func(at time.Duration, frame []byte)) {
	size := v.encoder.FrameSize()
	used := 0
	for ; len(v.pending)-used >= size; used += size {
		v.put++
		v.encode(v.pending[used:used+size], write)
	}
	v.pending = append(v.pending[:0], v.pending[used:]...)
}

// encode writes the packet that comes out, if one does. Packets come out in order,
// the first one begins by the coder's delay before the sound that was put in.
func (v *voiceTrack) encode(pcm []int16, write func(at time.Duration, frame []byte)) (more bool) {
	packet, err := v.encoder.Encode(v.buffer[:0], pcm)
	if err != nil || len(packet) == 0 {
		return false
	}
	v.buffer = packet
	samples := v.got*v.encoder.FrameSize() - v.encoder.Delay()
	v.got++
	write(v.origin+time.Duration(samples)*time.Second/voiceRate, packet)
	return true
}

// rest codes what is left.
func (v *voiceTrack) rest(write func(at time.Duration, frame []byte)) {
	if n := len(v.pending); n > 0 {
		v.pending = append(v.pending, make([]int16, v.encoder.FrameSize()-n)...)
		v.code(write)
	}
	for v.encode(nil, write) {
	}
}

func (v *voiceTrack) close() { v.encoder.Close() }
