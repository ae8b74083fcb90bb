package record

import "slices"

// aacFrame is the length of an AAC-LC frame in samples.
const aacFrame = 1024

// aacRates are the sampling frequencies by index, ISO/IEC 14496-3 table 1.18.
var aacRates = []int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000}

// aacSilence are raw data blocks in which nothing sounds, by the number of
// channels: a single or a pair of channel elements with max_sfb 0, and the end.
var aacSilence = map[uint8][]byte{
	1: {0x00, 0x00, 0x00, 0x07},
	2: {0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0e},
}

// aacEntry is the sample entry of AAC-LC, ISO/IEC 14496-14 section 5.6.
func aacEntry(rate int, channels uint8) []byte {
	var w boxes
	w.audible("mp4a", channels, rate, func() {
		w.full("esds", 0, 0, func() {
			// Descriptors of ISO/IEC 14496-1 with their lengths.
			w.raw([]byte{0x03, 25, 0, 0, 0})             // ES_Descriptor
			w.raw([]byte{0x04, 17, 0x40, 0x15, 0, 0, 0}) // DecoderConfig: AAC, an audio stream
			w.u32(0)                                     // maximum and
			w.u32(0)                                     // average bit rate: not known
			config := uint16(2)<<11 | uint16(slices.Index(aacRates, rate))<<7 | uint16(channels)<<3
			w.raw([]byte{0x05, 2})
			w.u16(config)
			w.raw([]byte{0x06, 1, 2})
		})
	})
	return w.b
}
