package record

// opusEntry is the sample entry of "Encapsulation of Opus in ISO Base Media File
// Format", section 4.3.
func opusEntry(channels uint8, priming int) []byte {
	var w boxes
	w.audible("Opus", channels, 48000, func() {
		w.box("dOps", func() {
			w.u8(0)
			w.u8(channels)
			w.u16(uint16(priming))
			w.u32(48000)
			w.u16(0) // gain
			w.u8(0)  // mono or stereo
		})
	})
	return w.b
}

// opusLength is the length of a packet at 48 kHz, RFC 6716 section 3.1.
func opusLength(packet []byte) int64 {
	if len(packet) == 0 {
		return 0
	}
	config, frames := packet[0]>>3, int64(1)
	switch packet[0] & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(packet) < 2 {
			return 0
		}
		frames = int64(packet[1] & 0x3f)
	}
	var length int64
	switch {
	case config < 12: // SILK
		length = []int64{480, 960, 1920, 2880}[config&3]
	case config < 16: // hybrid
		length = []int64{480, 960}[config&1]
	default: // CELT
		length = []int64{120, 240, 480, 960}[config&3]
	}
	return frames * length
}
