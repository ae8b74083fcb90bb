package codec

// Bits reads a bit string, most significant bit first. Past the end it gives
// zeros and remembers that in Short.
type Bits struct {
	Data  []byte
	At    int // in bits
	Short bool
}

// Bit takes one.
func (b *Bits) Bit() uint32 {
	if b.At>>3 >= len(b.Data) {
		b.Short = true
		return 0
	}
	v := b.Data[b.At>>3] >> (7 - b.At&7) & 1
	b.At++
	return uint32(v)
}

// Read takes up to 32 bits.
func (b *Bits) Read(n int) uint32 {
	var v uint32
	for range n {
		v = v<<1 | b.Bit()
	}
	return v
}

// UE reads an unsigned Exp-Golomb number, ITU-T H.264 section 9.1, which is also
// the uvlc() of AV1.
func (b *Bits) UE() uint32 {
	zeros := 0
	for b.Bit() == 0 {
		zeros++
		if zeros > 31 || b.Short {
			b.Short = true
			return 0
		}
	}
	return 1<<zeros - 1 + b.Read(zeros)
}

// SE reads a signed Exp-Golomb number, ITU-T H.264 section 9.1.1.
func (b *Bits) SE() int32 {
	k := b.UE()
	if k&1 == 1 {
		return int32(k/2 + 1)
	}
	return -int32(k / 2)
}
