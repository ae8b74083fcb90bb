package media

import "veche/media/codec"

// h265Keys sees to it that key frames of H.265 have their parameter sets in front, as
// decoders want them who begin there.
type h265Keys struct {
	sets  [3][]byte // video, sequence, picture: the last ones, without start codes
	begun bool      // a key frame has gone on
}

// index of a kind of parameter sets in h265Keys.sets, -1 for what is none.
func setIndex(kind codec.H265Kind) int {
	switch kind {
	case codec.H265VideoSet:
		return 0
	case codec.H265SequenceSet:
		return 1
	case codec.H265PictureSet:
		return 2
	default:
		return -1
	}
}

// check returns the picture as it may go on, and whether it is a key frame; false if it
// may not.
func (k *h265Keys) check(unit []byte, announced [][]byte) (whole []byte, key, ok bool) {
	var has [3]bool
	var slice bool
	for nal := range codec.NALs(unit) {
		kind := codec.KindOfH265(nal)
		if i := setIndex(kind); i >= 0 {
			k.sets[i], has[i] = append(k.sets[i][:0], nal...), true
		}
		key = key || kind == codec.H265Key
		slice = slice || kind == codec.H265Slice
	}
	switch {
	case key && has[0] && has[1] && has[2]:
		k.begun = true
		return unit, true, true
	case key:
		whole, ok = k.complete(unit, announced)
		return whole, true, ok
	}
	return unit, false, slice && k.begun
}

// complete puts the parameter sets in front of a key frame that lacks some.
func (k *h265Keys) complete(unit []byte, announced [][]byte) ([]byte, bool) {
	for _, set := range announced {
		if i := setIndex(codec.KindOfH265(set)); i >= 0 && len(k.sets[i]) == 0 {
			k.sets[i] = append(k.sets[i], set...)
		}
	}
	whole := make([]byte, 0, len(unit)+setsRoom)
	for _, set := range k.sets {
		if len(set) == 0 {
			return nil, false
		}
		whole = append(append(whole, 0, 0, 0, 1), set...)
	}
	for nal := range codec.NALs(unit) {
		if setIndex(codec.KindOfH265(nal)) < 0 {
			whole = append(append(whole, 0, 0, 0, 1), nal...)
		}
	}
	k.begun = true
	return whole, true
}
