package record

import (
	"bytes"
	"encoding/binary"
	"slices"

	"veche/media/codec"
)

// NAL unit types, ITU-T H.264 table 7-1.
const (
	nalSlice     = 1
	nalIDR       = 5
	nalSPS       = 7
	nalPPS       = 8
	nalDelimiter = 9
	nalFiller    = 12
)

// avc is the intake of an H.264 track. The parameter sets of the first key frame
// are those of the file; others that come later stay among the samples, as long
// as the picture keeps its size.
type avc struct {
	sets          [][]byte // SPS first, then PPS, as in the sample entry
	width, height uint16
	known         bool
	mixed         bool // others have come: from then on all stay among the samples
}

// take appends an access unit in the form of a sample, each NAL unit behind its
// length in four bytes. Delimiters, filler and the parameter sets that the
// sample entry has are left out.
func (a *avc) take(dst, unit []byte) (sample []byte, key bool, err error) {
	coded := false
	for nal := range codec.NALs(unit) {
		switch nal[0] & 0x1f {
		case nalSPS, nalPPS:
			keep, err := a.parameters(nal)
			if err != nil {
				return dst, false, err
			}
			if !keep {
				continue
			}
		case nalDelimiter, nalFiller:
			continue
		case nalIDR:
			key, coded = true, true
		default:
			coded = coded || nal[0]&0x1f >= nalSlice && nal[0]&0x1f < nalIDR
		}
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(nal)))
		dst = append(dst, nal...)
	}
	if !coded {
		return dst, false, errNoPicture
	}
	if key {
		a.known = a.width != 0 && slices.ContainsFunc(a.sets, isPPS)
	}
	return dst, key && a.known, nil
}

func isPPS(nal []byte) bool { return nal[0]&0x1f == nalPPS }

// parameters learns a parameter set, and says whether it must stand in the sample.
func (a *avc) parameters(nal []byte) (keep bool, err error) {
	if slices.ContainsFunc(a.sets, func(s []byte) bool { return bytes.Equal(s, nal) }) {
		return a.mixed, nil
	}
	if isPPS(nal) {
		if a.known {
			a.mixed = true
		} else {
			a.sets = append(a.sets, slices.Clone(nal))
		}
		return a.known, nil
	}
	s, ok := codec.ParseSPS(nal)
	if !ok {
		return false, errNoPicture
	}
	if a.known {
		if s.Width != a.width || s.Height != a.height {
			return false, ErrPictureChanged
		}
		a.mixed = true
		return true, nil
	}
	// A newer one before the first key frame: the older is of no picture we have.
	a.sets = [][]byte{slices.Clone(nal)}
	a.width, a.height = s.Width, s.Height
	return false, nil
}

func (a *avc) size() (width, height uint16) { return a.width, a.height }

// entry is the sample entry, ISO/IEC 14496-15 section 5.4.2.
func (a *avc) entry() []byte {
	var w boxes
	w.visual("avc1", a.width, a.height, func() {
		w.box("avcC", func() {
			sps := a.sets[0]
			w.raw([]byte{1, sps[1], sps[2], sps[3], 0xff, 0xe1}) // lengths of 4 bytes, 1 SPS
			w.u16(uint16(len(sps)))
			w.raw(sps)
			w.u8(uint8(len(a.sets) - 1))
			for _, pps := range a.sets[1:] {
				w.u16(uint16(len(pps)))
				w.raw(pps)
			}
			if s, _ := codec.ParseSPS(sps); s.High {
				w.raw([]byte{0xfc | s.Chroma, 0xf8 | s.Luma, 0xf8 | s.Colour, 0})
			}
		})
	})
	return w.b
}
