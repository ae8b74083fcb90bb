package media

import (
	"fmt"
	"slices"
	"sync"

	"veche/conference"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/mix"
)

// legSound is what one leg hears: all but itself, in its codec. It keeps its coder
// while those who are heard change: that of a room system has a memory.
type legSound struct {
	leg   *Leg
	mixer *mix.Mixer
	mixed *mix.Leg
	codec codec.Codec

	mu      sync.Mutex
	encoder *sound.Encoder // nil after close
	buffer  []byte
}

var _ mix.Sink = (*legSound)(nil)

func newLegSound(l *Leg, c codec.Codec, mixer *mix.Mixer, hearing mix.Hearing) (*legSound, error) {
	encoder, err := sound.NewEncoder(sound.EncoderConfig{Codec: c, Voice: true, FEC: c == codec.Opus})
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	s := &legSound{leg: l, mixer: mixer, codec: c, encoder: encoder}
	s.mixed = mixer.AddLeg(mix.LegConfig{Sink: s, Rate: encoder.Rate(), Hearing: hearing})
	return s, nil
}

// Play implements [mix.Sink].
func (s *legSound) Play(f mix.Frame) {
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
	s.leg.sink.Sound(packet, s.mixer.TimeOf(f.Sample))
}

func (s *legSound) close() {
	s.mixed.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.encoder.Close()
	s.encoder = nil
}

// relisten says whom the legs hear. Under mu.
func (p *production) relisten(a *arrangement, feeds map[key]*feed) {
	here := make(map[conference.ParticipantID]bool, len(a.legs))
	for i := range a.legs {
		v := &a.legs[i]
		here[v.leg.id] = true
		s := p.legs[v.leg.id]
		if s != nil && (s.leg != v.leg || s.codec != v.receives.Sound) {
			s.close()
			delete(p.legs, v.leg.id)
			s = nil
		}
		if v.receives.Sound == codec.None {
			continue
		}
		hearing := a.legHearing(v, feeds)
		if s != nil {
			s.mixed.Hear(hearing)
			continue
		}
		s, err := newLegSound(v.leg, v.receives.Sound, p.mixer, hearing)
		if err != nil {
			p.log.Error("a leg gets no sound", "participant", string(v.leg.id), "error", err)
			continue
		}
		p.legs[v.leg.id] = s
	}
	for id, s := range p.legs {
		if !here[id] {
			s.close()
			delete(p.legs, id)
		}
	}
}

// legHearing is whom a leg hears: the same set as others who hear the same, but for
// itself, so that the mixer can share the work.
func (a *arrangement) legHearing(v *legView, feeds map[key]*feed) (h mix.Hearing) {
	for _, k := range a.audible(&v.view, "") {
		if f := feeds[k]; f != nil && f.sound != nil {
			h.Only = append(h.Only, f.sound)
			if k.who == v.leg.id {
				h.But = append(h.But, f.sound)
			}
		}
	}
	return h
}

// respeak codes the sounds of legs anew for browsers that do not take them as they
// are. Under mu.
func (p *production) respeak(a *arrangement, feeds map[key]*feed) {
	for _, t := range a.translated {
		k := t.key
		f := feeds[k]
		if f == nil || f.sound == nil {
			continue
		}
		s := p.spoken[k]
		if s == nil {
			var err error
			if s, err = newSoundOutput(p); err != nil {
				p.log.Error("a leg is not heard by browsers", "participant", string(k.who), "error", err)
				continue
			}
			p.spoken[k] = s
			defer p.changed()
		}
		s.leg.Hear(mix.Hearing{Only: []*mix.Source{f.sound}})
	}
	for k, s := range p.spoken {
		if !slices.Contains(a.translated, translated{k, codec.Opus}) {
			s.close()
			delete(p.spoken, k)
		}
	}
}

// ofLeg tells whether k is the microphone of a leg, which tells nothing of its loudness.
func (a *arrangement) ofLeg(k key) bool {
	return k.kind == conference.Microphone &&
		slices.ContainsFunc(a.legs, func(v legView) bool { return v.leg.id == k.who })
}

// meter tells how loud those are whose packets do not say it. By the goroutine of the
// sound.
func (p *production) meter() {
	for _, f := range *p.feeds.Load() {
		if f.metered && f.fresh.Swap(false) {
			f.source.Voice().Heard(f.sound.Level(), p.now())
		}
	}
}
