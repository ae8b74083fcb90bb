package conference

import "context"

// The sensitivity of a microphone that a moderator sets (I12), in dB.
const (
	GainMost = 12 // and as much down
	GainStep = 3
)

func validGain(decibels int) bool {
	return decibels >= -GainMost && decibels <= GainMost && decibels%GainStep == 0
}

// SetGain turns a participant's microphone up or down for everybody.
func (c *Conference) SetGain(ctx context.Context, by Actor, id ParticipantID, decibels int) error {
	return c.ChangeParticipant(ctx, by, id, ParticipantChange{Gain: &decibels})
}

// turn notes the gain of m.
func (p *Plan) turn(m *member) {
	if m.Gain == 0 {
		return
	}
	if p.Gains == nil {
		p.Gains = make(map[ParticipantID]int)
	}
	p.Gains[m.ID] = m.Gain
}
