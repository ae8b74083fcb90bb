package media

import (
	"slices"

	"veche/media/codec"
)

// h264Keys looks at the pictures of a room before browsers get them: a stream begins
// with a key frame, a key frame has its parameter sets, and these can be read. Many
// devices send the sets once, or only in the SDP: they are put in front again.
type h264Keys struct {
	sps, pps []byte // the last ones, without start codes
	begun    bool   // a key frame has gone on

	// Of the picture that was looked at last, and of its parameter sets.
	key           bool // it is a key frame
	bidirectional bool // it has B slices
	reorder       bool // the stream may have B pictures
	odd           bool // interlaced, or not of 8 bits and 4:2:0: browsers do not play that
}

// NAL unit types, ITU-T H.264 table 7-1.
const (
	nalIDR = 5
	nalSPS = 7
	nalPPS = 8
)

// setsRoom is what parameter sets usually take.
const setsRoom = 256

// check returns the picture as it may go on; false if it may not.
func (k *h264Keys) check(unit []byte, announced [][]byte) ([]byte, bool) {
	var sps, pps, idr, slice bool
	k.key, k.bidirectional = false, false
	for nal := range codec.NALs(unit) {
		switch kind := nal[0] & 0x1f; {
		case kind == nalSPS:
			if !k.read(nal) {
				return nil, false
			}
			k.sps, sps = append(k.sps[:0], nal...), true
		case kind == nalPPS:
			k.pps, pps = append(k.pps[:0], nal...), true
		case kind == nalIDR:
			idr = true
		case kind >= 1 && kind < nalIDR:
			slice = true
			if !k.bidirectional {
				s, ok := codec.ParseSlice(nal)
				k.bidirectional = ok && s == codec.SliceB
			}
		}
	}
	k.key = idr
	switch {
	case idr && sps && pps:
		k.begun = true
		return unit, true
	case idr:
		return k.complete(unit, announced)
	case slice:
		return unit, k.begun
	}
	return nil, false // parameter sets alone: they go with the next key frame
}

// read takes in what a sequence parameter set says; false if it cannot be read.
func (k *h264Keys) read(nal []byte) bool {
	s, ok := codec.ParseSPS(nal)
	if !ok {
		return false
	}
	k.reorder = s.Reorder > 0
	k.odd = s.Fields || s.High && (s.Chroma != 1 || s.Luma != 0 || s.Colour != 0)
	return true
}

// complete puts the parameter sets in front of a key frame that lacks them.
func (k *h264Keys) complete(unit []byte, announced [][]byte) ([]byte, bool) {
	for _, set := range announced {
		if len(set) < 4 {
			continue
		}
		switch set[0] & 0x1f {
		case nalSPS:
			if len(k.sps) == 0 && k.read(set) {
				k.sps = slices.Clone(set)
			}
		case nalPPS:
			if len(k.pps) == 0 {
				k.pps = slices.Clone(set)
			}
		}
	}
	if len(k.sps) == 0 || len(k.pps) == 0 {
		return nil, false
	}
	whole := make([]byte, 0, len(unit)+setsRoom)
	for _, set := range [][]byte{k.sps, k.pps} {
		whole = append(append(whole, 0, 0, 0, 1), set...)
	}
	for nal := range codec.NALs(unit) {
		if kind := nal[0] & 0x1f; kind != nalSPS && kind != nalPPS {
			whole = append(append(whole, 0, 0, 0, 1), nal...)
		}
	}
	k.begun = true
	return whole, true
}
