package mix

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// random plays with a mixer: people come and go, are muted, and legs hear this and that.
type random struct {
	*rand.Rand
	*Mixer
	here []*Source
	gone []*linear
	ears []*Leg
}

func (r *random) some() (set []*Source) {
	for _, s := range r.here {
		if r.IntN(3) > 0 {
			set = append(set, s)
		}
	}
	return set
}

func (r *random) hearing() Hearing {
	h := Hearing{All: r.IntN(2) == 0, Only: r.some()}
	if len(r.here) > 0 && r.IntN(3) > 0 {
		h.But = []*Source{r.here[r.IntN(len(r.here))]}
	}
	return h
}

func (r *random) step() {
	switch r.IntN(8) {
	case 0, 1:
		d := &linear{rate: []int{8000, 16000, 48000}[r.IntN(3)]}
		r.here = append(r.here, r.AddSource(SourceConfig{Decoder: d, Clock: d.rate}))
	case 2:
		if n := len(r.here); n > 0 {
			i := r.IntN(n)
			r.gone = append(r.gone, r.here[i].decoder.(*linear))
			r.here[i].Close()
			r.here = slices.Delete(r.here, i, i+1)
		}
	case 3, 4:
		r.ears = append(r.ears, r.AddLeg(LegConfig{
			Sink: &ear{}, Rate: []int{8000, 16000, 48000}[r.IntN(3)], Hearing: r.hearing(),
		}))
	case 5:
		if n := len(r.ears); n > 3 {
			i := r.IntN(n)
			r.ears[i].Close()
			r.ears = slices.Delete(r.ears, i, i+1)
		}
	case 6:
		if n := len(r.ears); n > 0 {
			r.ears[r.IntN(n)].Hear(r.hearing())
		}
	case 7:
		if n := len(r.here); n > 0 {
			r.here[r.IntN(n)].SetMuted(r.IntN(2) == 0)
			r.here[r.IntN(n)].SetMetered(r.IntN(4) == 0)
		}
	}
}

// wanted is whom a leg is to hear, said as plainly as can be.
func (r *random) wanted(l *Leg) (set []*Source) {
	for _, s := range r.here {
		if !s.muted && (l.hearing.All || slices.Contains(l.hearing.Only, s)) && !slices.Contains(l.hearing.But, s) {
			set = append(set, s)
		}
	}
	return inOrder(set)
}

// Whatever changes: each leg has just what it is to hear, what nobody hears is not
// decoded once it has faded, and who left is closed.
func TestWhoeverIsToBeHeardIsHeard(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		r := &random{Rand: rand.New(rand.NewPCG(seed, 1)), Mixer: New(Config{})}
		now := time.Duration(0)
		tick := func() { r.Tick(now); now += frameTime }
		for range 100 {
			for range 1 + r.IntN(3) {
				r.step()
			}
			tick()
			needed := make(map[*Source]bool)
			for _, l := range r.ears {
				got, want := less(l.blend.of.sources, l.blend.but), r.wanted(l)
				if !slices.Equal(got, want) {
					t.Fatalf("seed %d: a leg hears %d sources, not %d", seed, len(got), len(want))
				}
				for _, s := range l.blend.of.sources {
					needed[s] = true
				}
			}
			for _, d := range r.gone {
				if !d.closed {
					t.Fatalf("seed %d: the decoder of who left is open", seed)
				}
			}
			if r.IntN(2) == 0 {
				tick()
				for _, s := range r.here {
					if s.wanted != (needed[s] || s.metered) {
						t.Fatalf("seed %d: wanted is %v, heard %v, metered %v", seed, s.wanted, needed[s], s.metered)
					}
				}
			}
		}
		r.Close()
	}
}
