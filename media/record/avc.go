package record

import (
	"bytes"
	"encoding/binary"
	"iter"
	"slices"
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

// annexB walks the NAL units between start codes, ITU-T H.264 annex B. Empty
// ones are left out.
func annexB(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		_, after := startCode(b)
		for after >= 0 {
			b = b[after:]
			var end int
			end, after = startCode(b)
			nal := bytes.TrimRight(b[:end], "\x00") // trailing_zero_8bits
			if len(nal) > 0 && !yield(nal) {
				return
			}
		}
	}
}

// startCode finds the next start code: where it begins (the end of b if there is
// none) and where what follows it begins (-1 if there is none).
func startCode(b []byte) (at, after int) {
	for from := 0; ; {
		i := bytes.IndexByte(b[from:], 1)
		if i < 0 {
			return len(b), -1
		}
		i += from
		if i >= 2 && b[i-1] == 0 && b[i-2] == 0 {
			return i - 2, i + 1
		}
		from = i + 1
	}
}

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
	for nal := range annexB(unit) {
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
	s, ok := parseSPS(nal)
	if !ok {
		return false, errNoPicture
	}
	if a.known {
		if s.width != a.width || s.height != a.height {
			return false, ErrPictureChanged
		}
		a.mixed = true
		return true, nil
	}
	// A newer one before the first key frame: the older is of no picture we have.
	a.sets = [][]byte{slices.Clone(nal)}
	a.width, a.height = s.width, s.height
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
			if s, _ := parseSPS(sps); s.high {
				w.raw([]byte{0xfc | s.chroma, 0xf8 | s.luma, 0xf8 | s.colour, 0})
			}
		})
	})
	return w.b
}

// sps is what the file tells of a sequence parameter set.
type sps struct {
	width, height        uint16
	high                 bool  // a profile whose avcC tells more:
	chroma, luma, colour uint8 // chroma_format_idc, bit depths minus 8
}

// parseSPS reads a sequence parameter set NAL unit, ITU-T H.264 section 7.3.2.1.1.
func parseSPS(nal []byte) (s sps, ok bool) {
	if len(nal) < 4 {
		return s, false
	}
	r := bits{data: unescape(nal[1:])}
	profile := r.read(8)
	r.read(16) // constraints, level
	r.ue()     // seq_parameter_set_id
	chroma, separate := uint32(1), false
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		chroma = r.ue()
		if chroma == 3 {
			separate = r.bit() == 1
		}
		s.high, s.chroma, s.luma, s.colour = true, uint8(chroma&3), uint8(r.ue()&7), uint8(r.ue()&7)
		r.bit()
		if r.bit() == 1 {
			skipScaling(&r, chroma)
		}
	}
	r.ue() // log2_max_frame_num_minus4
	skipOrderCount(&r)
	r.ue()
	r.bit()
	across, down := r.ue()+1, r.ue()+1
	frames := r.bit() // frame_mbs_only_flag
	if frames == 0 {
		r.bit()
	}
	r.bit()
	var left, right, top, bottom uint32
	if r.bit() == 1 {
		left, right, top, bottom = r.ue(), r.ue(), r.ue(), r.ue()
	}
	if r.short || across > 1024 || down > 1024 || max(left, right, top, bottom) > 1<<14 {
		return s, false
	}
	cropX, cropY := uint32(1), 2-frames
	if !separate && (chroma == 1 || chroma == 2) {
		cropX = 2
	}
	if !separate && chroma == 1 {
		cropY *= 2
	}
	w, h := across*16, down*16*(2-frames)
	cx, cy := cropX*(left+right), cropY*(top+bottom)
	if cx >= w || cy >= h {
		return s, false
	}
	s.width, s.height = uint16(w-cx), uint16(h-cy)
	return s, true
}

func skipOrderCount(r *bits) {
	switch r.ue() {
	case 0:
		r.ue()
	case 1:
		r.bit()
		r.se()
		r.se()
		for n := min(r.ue(), 255); n > 0 && !r.short; n-- {
			r.se()
		}
	}
}

func skipScaling(r *bits, chroma uint32) {
	lists := 8
	if chroma == 3 {
		lists = 12
	}
	for i := range lists {
		if r.bit() == 0 {
			continue
		}
		size := 16
		if i >= 6 {
			size = 64
		}
		last, next := int32(8), int32(8)
		for j := 0; j < size && !r.short; j++ {
			if next != 0 {
				next = (last + r.se() + 256) & 0xff
			}
			if next != 0 {
				last = next
			}
		}
	}
}

// unescape copies src without emulation prevention bytes, ITU-T H.264 section 7.4.1.
func unescape(src []byte) []byte {
	dst := make([]byte, 0, len(src))
	zeros := 0
	for _, b := range src {
		if zeros >= 2 && b == 3 {
			zeros = 0
			continue
		}
		if b == 0 {
			zeros++
		} else {
			zeros = 0
		}
		dst = append(dst, b)
	}
	return dst
}
