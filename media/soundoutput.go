package media

import (
	"fmt"
	"sync"

	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/mix"
	"veche/media/peer"
)

// soundOutput is a mixed sound that peers receive.
type soundOutput struct {
	production *production
	leg        *mix.Leg
	output     *peer.Output

	mu      sync.Mutex
	encoder *sound.Encoder // nil after close
	buffer  []byte
}

var _ mix.Sink = (*soundOutput)(nil)

func newSoundOutput(p *production) (*soundOutput, error) {
	encoder, err := sound.NewEncoder(sound.EncoderConfig{Codec: codec.Opus, Voice: true, FEC: true})
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	if err := encoder.SetLoss(5); err != nil {
		encoder.Close()
		return nil, fmt.Errorf("media: %w", err)
	}
	s := &soundOutput{production: p, encoder: encoder, output: p.board.NewOutput(codec.Opus, nil)}
	s.leg = p.mixer.AddLeg(mix.LegConfig{Sink: s})
	return s, nil
}

// Play implements [mix.Sink].
func (s *soundOutput) Play(f mix.Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.encoder == nil {
		return
	}
	packet, err := s.encoder.Encode(s.buffer[:0], f.PCM)
	if err != nil {
		return // the coder takes every frame of 20 ms
	}
	s.buffer = packet
	s.output.Write(packet, s.production.mixer.TimeOf(f.Sample))
}

// close ends the sound.
func (s *soundOutput) close() {
	s.leg.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.encoder.Close()
	s.encoder = nil
}
