package mix

// band is one of the rates in which sound is mixed and given out.
type band uint8

const (
	narrow band = iota // 8 kHz
	wide               // 16 kHz
	full               // 48 kHz
	bands
)

// rate in Hz.
func (b band) rate() int { return [bands]int{8000, 16000, 48000}[b] }

// bandFor is where sound of a rate in Hz is mixed: in its own rate, or at 48 kHz
// after conversion.
func bandFor(rate int) (band, int) {
	for b := range bands {
		if b.rate() == rate {
			return b, rate
		}
	}
	return full, full.rate()
}
