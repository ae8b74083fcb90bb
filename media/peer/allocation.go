package peer

import (
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/forward"
	"veche/media/wire"
)

// Sizes tells how large the peer draws its slots, by mid, in device pixels; 0x0 is
// hidden. Slots that are not named keep their size.
func (p *Peer) Sizes(sizes map[string]Size) {
	p.out.Lock()
	for _, s := range p.slots {
		if size, ok := sizes[s.MID]; ok {
			s.want, s.sized = size, true
		}
	}
	p.out.Unlock()
	p.reallocate.Store(true)
	p.board.wake(p)
}

// Limit caps what the peer receives, in bits per second; 0 takes the cap away.
func (p *Peer) Limit(bps int) {
	p.out.Lock()
	p.limit = max(0, bps)
	p.out.Unlock()
	p.reallocate.Store(true)
	p.board.wake(p)
}

// Prioritize marks the slot as the big window of the layout, or not.
func (s *Slot) Prioritize(first bool) {
	s.Owner.out.Lock()
	s.priority = first
	s.Owner.out.Unlock()
}

// unsized is taken for a slot of whose size nothing was said, as in WHEP.
var unsized = Size{1920, 1080}

// composedWanted is what the largest composed picture takes that a viewer is sent, in
// bits per second.
const composedWanted = 2_000_000

// budget is what may be sent to the peer. Under p.out.
func (p *Peer) budget(now time.Duration) int {
	budget := forward.MostRate
	if p.measured() {
		budget = p.estimator.Estimate(now)
	}
	if p.limit > 0 {
		budget = min(budget, p.limit)
	}
	return budget
}

// measured tells whether the peer sends transport-wide feedback; what does not is
// trusted to take everything, as nothing better is known.
func (p *Peer) measured() bool {
	for _, s := range p.slots {
		if s.Video && s.ids.TWCC != 0 {
			return true
		}
	}
	return false
}

// allocate chooses the layer of every video slot. Under p.out.
func (p *Peer) allocate(now time.Duration, out *wire.Sender) {
	t := &p.ticks
	t.wants, t.wanting, t.layerInfo = t.wants[:0], t.wanting[:0], t.layerInfo[:0]
	audio := 0
	for _, s := range p.slots {
		src := s.source.Load()
		if src == nil {
			continue
		}
		if !s.Video {
			audio += audioBitrate
			continue
		}
		if c := src.Codec(); c == codec.None || !s.plays(c) {
			continue // nothing has come yet, or the peer cannot play it
		}
		start := len(t.layerInfo)
		t.layerInfo = src.Layers(t.layerInfo, now)
		size := s.want
		if !s.sized {
			size = unsized
		}
		t.wants = append(t.wants, forward.Want{
			Layers: t.layerInfo[start:len(t.layerInfo):len(t.layerInfo)],
			Width:  size.Width, Height: size.Height,
			Content: src.Kind == conference.Screen, Priority: s.priority,
			Current: s.layer, Starved: s.choice.Starved,
		})
		t.wanting = append(t.wanting, s)
	}
	t.wanted, t.probing = 0, false
	if len(t.wants) == 0 {
		return
	}
	budget := p.budget(now)
	t.choices = forward.Allocate(budget, audio, t.wants, t.choices[:0])
	if p.measured() {
		t.wanted = forward.Ideal(t.wants) + audio
		for _, s := range t.wanting {
			if s.source.Load().Kind == conference.Composed {
				t.wanted = max(t.wanted, composedWanted) // the larger one is made when there is room for it
			}
		}
		if p.limit > 0 {
			t.wanted = min(t.wanted, p.limit)
		}
		t.probing = budget < t.wanted+t.wanted/2
	}
	for i, s := range t.wanting {
		if i >= len(t.choices) {
			break
		}
		narrow := s.choice.Starved
		s.choice = t.choices[i]
		src := s.choose(s.choice.Layer)
		if src == nil {
			continue
		}
		if l := src.layers[s.layer].Load(); l != nil {
			s.asked = now
			rate := budget
			if narrow { // what is shown already goes first
				rate -= audio + p.showing()
			}
			if !s.catchUp(l, rate, now, out) {
				t.asks = append(t.asks, l)
			}
		}
	}
}

// showing is the rate of the pictures that the peer sees, in bits per second. Under
// p.out, in allocate.
func (p *Peer) showing() (rate int) {
	t := &p.ticks
	for i, s := range t.wanting {
		if s.layer >= 0 && s.layer < len(t.wants[i].Layers) && s.rewriter.Current() != (forward.Feed{}) {
			rate += t.wants[i].Layers[s.layer].Bitrate
		}
	}
	return rate
}

// probe sends more than is wanted for a moment, when more would be of use and nobody
// knows whether the path takes it.
func (p *Peer) probe(interval, now time.Duration, out *wire.Sender) {
	p.out.Lock()
	defer p.out.Unlock()
	if p.sealer == nil || p.path.Load() == nil {
		return
	}
	t := &p.ticks
	bytes := p.estimator.ProbeWanted(t.wanted, interval, now)
	if bytes <= 0 {
		return
	}
	for _, s := range p.slots {
		if s.Video && s.rtx.SSRC != 0 && s.source.Load() != nil {
			s.pad(bytes, now, out)
			return
		}
	}
}

// Quality is how good the peer's connection is.
type Quality struct {
	Estimate int           // bits per second that can be sent to it
	LossUp   float64       // 0 to 1, of what it sends
	LossDown float64       // 0 to 1, of what it receives
	RTT      time.Duration // 0: not known
}

// Quality of the connection at the moment.
func (p *Peer) Quality(now time.Duration) Quality {
	p.out.Lock()
	defer p.out.Unlock()
	q := Quality{
		Estimate: p.budget(now), LossUp: float64(p.lossUp.Load()) / 1000,
		LossDown: p.estimator.Loss(), RTT: p.estimator.RTT(),
	}
	if q.RTT == 0 {
		q.RTT = time.Duration(p.rtt.Load())
	}
	if !p.measured() {
		for _, s := range p.slots {
			if s.source.Load() != nil {
				q.LossDown = max(q.LossDown, float64(s.lost)/256)
			}
		}
	}
	return q
}
