package record

// bits reads a bit string, most significant bit first. Past the end it gives
// zeros and remembers that in short.
type bits struct {
	data  []byte
	at    int // in bits
	short bool
}

func (b *bits) bit() uint32 {
	if b.at>>3 >= len(b.data) {
		b.short = true
		return 0
	}
	v := b.data[b.at>>3] >> (7 - b.at&7) & 1
	b.at++
	return uint32(v)
}

// read takes up to 32 bits.
func (b *bits) read(n int) uint32 {
	var v uint32
	for range n {
		v = v<<1 | b.bit()
	}
	return v
}

// ue reads an unsigned Exp-Golomb number, ITU-T H.264 section 9.1, which is also
// the uvlc() of AV1.
func (b *bits) ue() uint32 {
	zeros := 0
	for b.bit() == 0 {
		zeros++
		if zeros > 31 || b.short {
			b.short = true
			return 0
		}
	}
	return 1<<zeros - 1 + b.read(zeros)
}

// se reads a signed Exp-Golomb number, ITU-T H.264 section 9.1.1.
func (b *bits) se() int32 {
	k := b.ue()
	if k&1 == 1 {
		return int32(k/2 + 1)
	}
	return -int32(k / 2)
}
