package mix

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
