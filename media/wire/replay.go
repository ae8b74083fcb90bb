package wire

// window remembers which of the last 1,024 indexes were used. It serves both
// ways: what came in twice is refused (RFC 3711, section 3.3.2), and what would
// go out twice under one key is refused too, since an index used twice gives
// away the key stream of AES-GCM.
type window struct {
	top  uint64 // highest index used; valid if used
	used bool
	bits [windowSize / 64]uint64
}

const windowSize = 1024

// fresh reports whether index was not used and is not too old to know.
func (w *window) fresh(index uint64) bool {
	if !w.used || index > w.top {
		return true
	}
	if w.top-index >= windowSize {
		return false
	}
	return w.bits[index%windowSize/64]&(1<<(index%64)) == 0
}

// use marks index, which is fresh.
func (w *window) use(index uint64) {
	if !w.used {
		w.used, w.top = true, index
	} else if index > w.top {
		if index-w.top >= windowSize {
			w.bits = [windowSize / 64]uint64{}
		} else {
			for i := w.top + 1; i < index; i++ {
				w.bits[i%windowSize/64] &^= 1 << (i % 64)
			}
		}
		w.top = index
	}
	w.bits[index%windowSize/64] |= 1 << (index % 64)
}

// index extends seq to 48 bits (RFC 3711, section 3.3.1): the roll-over counter
// and the sequence number.
func (w *window) index(seq uint16) uint64 {
	if !w.used {
		return uint64(seq)
	}
	roc, top := w.top>>16, uint16(w.top)
	switch {
	case top < 0x8000 && seq > top && seq-top > 0x8000:
		if roc > 0 { // before the last roll-over
			roc--
		}
	case top >= 0x8000 && seq < top && top-seq > 0x8000:
		roc++
	}
	return roc<<16 | uint64(seq)
}
