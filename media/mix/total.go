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
