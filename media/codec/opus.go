package codec

import "time"

// OpusDuration is how long a packet of Opus sounds, RFC 6716 section 3.1; 20 ms where it
// is broken.
func OpusDuration(packet []byte) time.Duration {
	const usual = 20 * time.Millisecond
	if len(packet) == 0 {
		return usual
	}
	frame := opusFrames[packet[0]>>3]
	count := 1
	switch packet[0] & 3 {
	case 1, 2:
		count = 2
	case 3:
		if len(packet) < 2 {
			return usual
		}
		count = int(packet[1] & 0x3f)
	}
	if d := frame * time.Duration(count); d > 0 && d <= 120*time.Millisecond {
		return d
	}
	return usual
}

// opusFrames are the lengths of frames by the configuration, RFC 6716 table 2.
var opusFrames = func() (all [32]time.Duration) {
	const ms = time.Millisecond
	silk := []time.Duration{10 * ms, 20 * ms, 40 * ms, 60 * ms}
	celt := []time.Duration{2500 * time.Microsecond, 5 * ms, 10 * ms, 20 * ms}
	for i := range all {
		switch {
		case i < 12:
			all[i] = silk[i%4]
		case i < 16:
			all[i] = celt[2+i%2]
		default:
			all[i] = celt[i%4]
		}
	}
	return all
}()
