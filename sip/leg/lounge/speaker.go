package lounge

import (
	"time"

	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/sip/leg/prompts"
)

const (
	pause  = 300 * time.Millisecond // between prompts
	fades  = time.Second            // of the music, in or out
	ducked = 0.3                    // of the music is left while something is said

	// settled is after how many frames of silence a coder has forgotten what was before.
	settled = 50
)

// speaker makes the sound. It is for one goroutine.
type speaker struct {
	l *Lounge

	codec   codec.Codec
	encoder *sound.Encoder // nil: none can be had, or nothing is wanted
	packet  []byte
	pcm     []int16
	still   int // frames of silence that came last

	rate    int
	saying  *saying
	rest    []int16       // of what is being said
	cut     []int16       // of what was being said when it was stopped
	quiet   time.Duration // before the next
	melody  []int16       // music at the rate, for ever
	played  int           // where in the melody
	loud    float64       // of the music, 0 to 1
	wanting bool          // music is wanted
}

func newSpeaker(l *Lounge) *speaker {
	s := &speaker{l: l}
	s.tune(prompts.Rate)
	return s
}

// turn makes and sends the frame of a time.
func (s *speaker) turn(at time.Duration) {
	o := s.l.orders(false)
	s.wanting = o.music
	s.open(o.receives.Sound)
	s.speak()
	s.accompany()
	if s.encoder == nil {
		return
	}
	if s.encode() {
		s.l.cfg.Sink.Sound(s.packet, at)
	}
}

// encode makes the packet of the frame. That of lasting silence is always the same, and
// is not made anew: most callers hear it most of the time.
func (s *speaker) encode() bool {
	if s.still = s.still + 1; !silence(s.pcm) {
		s.still = 0
	}
	if s.still > settled {
		return true
	}
	packet, err := s.encoder.Encode(s.packet[:0], s.pcm)
	if err != nil {
		return false // the coder takes every frame of 20 ms
	}
	s.packet = packet
	return true
}

func silence(pcm []int16) bool {
	for _, v := range pcm {
		if v != 0 {
			return false
		}
	}
	return true
}

// open changes the coder if it has to.
func (s *speaker) open(c codec.Codec) {
	if c == s.codec {
		return
	}
	s.close()
	s.codec = c
	if c == codec.None {
		return
	}
	encoder, err := sound.NewEncoder(sound.EncoderConfig{Codec: c, Voice: true, FEC: c == codec.Opus})
	if err != nil {
		s.l.cfg.Log.Error("a caller gets no sound", "codec", c.String(), "error", err)
		return
	}
	s.encoder, s.still = encoder, 0
	s.tune(encoder.Rate())
}

// tune changes the rate: what is being said goes on where it was, as the music does.
func (s *speaker) tune(rate int) {
	if rate == s.rate {
		return
	}
	if s.saying != nil {
		left := len(s.rest) * rate / s.rate
		whole := s.sound(s.saying.name, rate)
		s.rest = whole[max(len(whole)-left, 0):]
	}
	if s.rate > 0 {
		s.played = int(int64(s.played) * int64(rate) / int64(s.rate))
	}
	s.rate, s.melody = rate, nil
	s.pcm = make([]int16, rate*int(frame/time.Millisecond)/1000)
}

func (s *speaker) sound(n prompts.Name, rate int) []int16 {
	return s.l.cfg.Prompts.Sound(s.l.cfg.Language, n, rate)
}

// speak fills the frame with what is to be said, or with silence.
func (s *speaker) speak() {
	s.advance()
	clear(s.pcm)
	s.fadeOut()
	if s.saying == nil {
		return
	}
	n := s.add(s.rest)
	s.rest = s.rest[n:]
	if len(s.rest) > 0 {
		return
	}
	s.quiet = pause
	s.l.mu.Lock()
	s.l.said.finish(s.saying)
	s.l.mu.Unlock()
	s.saying, s.rest = nil, nil
}

// add adds samples to the frame, and tells how many.
func (s *speaker) add(pcm []int16) int {
	n := min(len(s.pcm), len(pcm))
	for i, v := range pcm[:n] {
		s.pcm[i] = saturated(int(s.pcm[i]) + int(v))
	}
	return n
}

func saturated(v int) int16 { return int16(min(max(v, -32768), 32767)) }

// fadeOut ends within a frame what was stopped: cut off at once it would click.
func (s *speaker) fadeOut() {
	n := min(len(s.pcm), len(s.cut))
	for i, v := range s.cut[:n] {
		s.pcm[i] = int16(int(v) * (len(s.pcm) - i) / len(s.pcm))
	}
	s.cut = nil
}

// advance finds out what is to be said now.
func (s *speaker) advance() {
	s.l.mu.Lock()
	if s.saying != nil && s.l.said.current != s.saying {
		s.saying, s.cut, s.rest, s.quiet = nil, s.rest, nil, 0 // stopped
	}
	s.quiet -= frame
	if s.saying == nil && s.quiet < 0 {
		s.saying = s.l.said.next()
	}
	fresh := s.saying != nil && s.rest == nil
	s.l.mu.Unlock()
	if fresh { // outside of the lock: it may read a file
		s.rest = s.sound(s.saying.name, s.rate)
	}
	s.quiet = max(s.quiet, 0)
}

// accompany adds the music to the frame.
func (s *speaker) accompany() {
	target := 0.0
	switch {
	case s.wanting && s.saying != nil:
		target = ducked
	case s.wanting:
		target = 1
	}
	if target == 0 && s.loud == 0 {
		s.played = 0 // it begins with its beginning
		return
	}
	if s.melody == nil {
		s.melody = melody(s.rate)
	}
	step := 1 / (fades.Seconds() * float64(s.rate))
	for i, v := range s.pcm {
		s.loud += min(max(target-s.loud, -step), step)
		if s.played >= len(s.melody) {
			s.played = 0
		}
		s.pcm[i] = saturated(int(v) + int(s.loud*float64(s.melody[s.played])))
		s.played++
	}
}

func (s *speaker) close() {
	if s.encoder != nil {
		s.encoder.Close()
		s.encoder = nil
	}
}
