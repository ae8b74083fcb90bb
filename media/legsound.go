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

	shared *sharedSound

	mu      sync.Mutex
	encoder *sound.Encoder // nil after close
	buffer  []byte
}

// sharedSound is what Opus coders have made in this tick. Most legs of a large
// conference are not among those who are heard: they hear the same, and the first of
// them codes it for all. When that one is heard itself the next one takes its turn, at
// the price of a moment that the far ends' decoders did not expect, under the beginning
// of a voice. It is for the goroutine of the sound.
type sharedSound struct {
	sample  int64
	packets map[mix.Likeness][]byte
}

// of is the packet of a frame that another leg has been given; nil if none has.
func (s *sharedSound) of(f *mix.Frame) []byte {
	if s.packets == nil {
		s.packets = make(map[mix.Likeness][]byte)
	}
	if f.Sample != s.sample {
		s.sample = f.Sample
		clear(s.packets)
	}
	return s.packets[f.Like]
}

func (s *sharedSound) keep(f *mix.Frame, packet []byte) { s.packets[f.Like] = packet }

var _ mix.Sink = (*legSound)(nil)

func newLegSound(l *Leg, c codec.Codec, mixer *mix.Mixer, shared *sharedSound, hearing mix.Hearing) (*legSound, error) {
	encoder, err := sound.NewEncoder(sound.EncoderConfig{Codec: c, Voice: true, FEC: c == codec.Opus})
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	s := &legSound{leg: l, mixer: mixer, codec: c, encoder: encoder, shared: shared}
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
	if packet := s.packet(&f); packet != nil {
		s.leg.sink.Sound(packet, s.mixer.TimeOf(f.Sample))
	}
}

// packet is the frame coded; nil if it cannot be. Under mu.
func (s *legSound) packet(f *mix.Frame) []byte {
	share := s.codec == codec.Opus // the others cost little, and G.722 has a long memory
	if share {
		if packet := s.shared.of(f); packet != nil {
			return packet
		}
	}
	packet, err := s.encoder.Encode(s.buffer[:0], f.PCM)
	if err != nil {
		return nil // the coder takes every frame of 20 ms
	}
	s.buffer = packet
	if share {
		s.shared.keep(f, packet)
	}
	return packet
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
		s, err := newLegSound(v.leg, v.receives.Sound, p.mixer, &p.shared, hearing)
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

// unmetered tells whether k is a microphone of which nobody else knows how loud it is.
func (a *arrangement) unmetered(k key) bool {
	return k.kind == conference.Microphone &&
		slices.ContainsFunc(a.legs, func(v legView) bool { return v.leg.id == k.who && v.unmetered })
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
