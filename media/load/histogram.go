package load

import (
	"math"
	"math/bits"
	"slices"
	"sync/atomic"
	"time"
)

const (
	// subBuckets of each power of two: durations are good to 1.6 %.
	subBuckets = 64
	octaves    = 26
)

// histogram counts durations up to a minute. Any goroutine may add.
type histogram [octaves * subBuckets]atomic.Uint32

func (h *histogram) add(d time.Duration) {
	us := uint64(max(d.Microseconds(), 0))
	h[min(bucketOf(us), len(h)-1)].Add(1)
}

// bucketOf is exact below 64, then 64 steps for each doubling.
func bucketOf(us uint64) int {
	if us < subBuckets {
		return int(us)
	}
	shift := bits.Len64(us) - bits.Len(subBuckets-1) - 1
	return (shift+1)*subBuckets + int(us>>shift) - subBuckets
}

// bucketStart is the smallest duration of a bucket in microseconds.
func bucketStart(bucket int) uint64 {
	if bucket < subBuckets {
		return uint64(bucket)
	}
	shift := bucket/subBuckets - 1
	return uint64(bucket%subBuckets+subBuckets) << shift
}

// counts is what a histogram held at some moment.
type counts []uint32

func (h *histogram) counts() counts {
	c := make(counts, len(h))
	for i := range h {
		c[i] = h[i].Load()
	}
	return c
}

func (c counts) since(before counts) counts {
	out := slices.Clone(c)
	for i := range out {
		out[i] -= before[i]
	}
	return out
}

// quantile of what was counted; 0 when nothing was.
func (c counts) quantile(q float64) time.Duration {
	var total uint64
	for _, n := range c {
		total += uint64(n)
	}
	if total == 0 {
		return 0
	}
	rank := uint64(math.Ceil(q * float64(total)))
	for i, n := range c {
		if rank <= uint64(n) {
			return time.Duration(bucketStart(i)) * time.Microsecond
		}
		rank -= uint64(n)
	}
	return 0
}

// Quantile of durations, which it sorts; 0 of none.
func Quantile(d []time.Duration, q float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[min(max(int(math.Ceil(q*float64(len(d))))-1, 0), len(d)-1)]
}
