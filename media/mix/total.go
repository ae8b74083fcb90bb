package mix

// total is the sum of a set of sources, in each band that somebody wants.
type total struct {
	sources []*Source
	sums    [bands][]float32
	sounds  [bands]bool // sums are not silence
	summed  int64       // the tick of sums
	given   [bands]given
	blends  []*blend
}

// given is the total in one band.
type given struct {
	out    []float32
	from   [bands]*resampler
	tick   int64
	sounds bool
}

// add sums up what the sources give in this tick, each in its own band.
func (s *total) add(t *tick) {
	if s.summed == t.number {
		return
	}
	s.summed = t.number
	s.sounds = [bands]bool{}
	for _, source := range s.sources {
		if !source.sounds {
			continue
		}
		b := source.band
		if s.sums[b] == nil {
			s.sums[b] = make([]float32, b.rate()/50)
		}
		sum := s.sums[b]
		if !s.sounds[b] {
			s.sounds[b] = true
			copy(sum, source.out)
			continue
		}
		addTo(sum, source.out)
	}
}

// in gives everything in one band, nil for silence.
func (s *total) in(b band, t *tick) []float32 {
	s.add(t)
	g := &s.given[b]
	if g.tick == t.number {
		if !g.sounds {
			return nil
		}
		return g.out
	}
	if g.out == nil {
		g.out = make([]float32, b.rate()/50)
	}
	missed := g.tick != t.number-1
	g.tick, g.sounds = t.number, false
	for from := range bands {
		if from == b {
			continue
		}
		r := g.from[from]
		if !s.sounds[from] && (r == nil || r.idle()) {
			continue
		}
		switch {
		case r == nil:
			r = newResampler(from.rate(), b.rate())
			g.from[from] = r
		case missed:
			r.reset()
		}
		if !g.sounds {
			clear(g.out)
			g.sounds = true
		}
		var in []float32
		if s.sounds[from] {
			in = s.sums[from]
		}
		r.add(g.out, in)
	}
	switch {
	case !s.sounds[b]:
	case g.sounds:
		addTo(g.out, s.sums[b])
	default:
		copy(g.out, s.sums[b])
		g.sounds = true
	}
	if !g.sounds {
		return nil
	}
	return g.out
}

func addTo(dst, src []float32) {
	src = src[:len(dst)]
	for i := range dst {
		dst[i] += src[i]
	}
}

func subtract(dst, src []float32) {
	src = src[:len(dst)]
	for i := range dst {
		dst[i] -= src[i]
	}
}

// blend is what a leg hears: a total but for some of its sources, in one band.
type blend struct {
	of    *total
	but   []*Source
	band  band
	plain bool

	x       []float32
	out     []int16
	limiter limiter
	comfort comfort
	tick    int64 // of out
	silent  bool
}

func newBlend(of *total, but []*Source, b band, plain bool, level float32) *blend {
	size := b.rate() / 50
	n := &blend{
		of: of, but: but, band: b, plain: plain,
		x: make([]float32, size), out: make([]int16, size), limiter: newLimiter(b.rate()),
	}
	if !plain {
		n.comfort.level = level
	}
	return n
}

// follow begins where another blend is, which the same leg has heard.
func (n *blend) follow(old *blend) {
	n.limiter.gain = old.limiter.gain
	n.comfort.at, n.comfort.gain = old.comfort.at, old.comfort.gain
}

// make20 makes out.
func (n *blend) make20(t *tick) {
	if n.tick == t.number {
		return
	}
	n.tick = t.number
	all := n.of.in(n.band, t)
	if all == nil {
		clear(n.x)
	} else {
		copy(n.x, all)
		for _, s := range n.but {
			if own := s.in(n.band, t); own != nil {
				subtract(n.x, own)
			}
		}
	}
	var peaks [limitBlocks]float32
	highest := peaksOf(n.x, &peaks)
	n.silent = highest < 1.0/32768
	n.comfort.add(n.x, highest)
	n.limiter.process(n.out, n.x, &peaks)
}
