package rtpio

import (
	"time"

	"veche/media/codec"
)

// Send sends a packet of sound whose first sample is of the time at. marker begins a
// talkspurt (RFC 3551 section 4.1); the first packet, and one after a pause, has it
// anyway. While a digit is dialled the sound is left out.
func (s *Stream) Send(payload []byte, at time.Duration, marker bool) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.on || !o.ready() || o.dialler.holds() {
		return
	}
	out, now := s.cfg.Ports.sender(s.pair.rtp), s.now()
	marker = marker || !o.spoken || at-o.spokenAt >= talkPause
	o.spoken, o.spokenAt = true, at
	o.write(out, o.format.Type, o.timestamp(at), marker, payload, now)
	out.Flush()
	s.cfg.Ports.giveBack(out)
}

// SendPicture sends the picture of the time at, cut into payloads of at most
// [MaxPayload]. A large one leaves in parts, within some hundredths of a second. The
// cutter may be used by many streams, one after the other.
func (s *Stream) SendPicture(c *codec.Cutter, payloads int, at time.Duration) {
	o := &s.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.on || !o.ready() {
		return
	}
	out, now := s.cfg.Ports.sender(s.pair.rtp), s.now()
	o.later.all(func(b []byte) { out.Send(o.path, b) })
	timestamp := o.timestamp(at)
	for i := range payloads {
		if i == atOnce {
			o.later.begin(payloads-atOnce, now)
		}
		o.write(out, o.format.Type, timestamp, i == payloads-1, c.At(i), now)
	}
	o.later.open = false
	out.Flush()
	s.cfg.Ports.giveBack(out)
	if due, ok := o.later.due(); ok {
		s.alarm.ring(due)
	}
}

// Dial presses keys for the far end, behind those that are still to be pressed. It does
// not wait. The error is [ErrNoDigits] or [ErrDigits].
func (s *Stream) Dial(keys ...Key) error {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	if s.out.digits.Clock == 0 {
		return ErrNoDigits
	}
	now := s.now()
	if err := s.out.dialler.add(keys, now); err != nil {
		return err
	}
	s.alarm.ring(now)
	return nil
}

// Dialling tells how many keys are still to be pressed.
func (s *Stream) Dialling() int {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return len(s.out.dialler.queue)
}
