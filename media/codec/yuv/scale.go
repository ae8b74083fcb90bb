// Package yuv scales pictures: into the windows of a composed picture, and into
// sizes that encoders want.
package yuv

import "veche/media/codec"

// Filter is how samples are weighed.
type Filter uint8

// The filters. Both cost the same at half size and when growing.
const (
	// Bilinear looks at four samples for one; below half size fine lines flicker.
	Bilinear Filter = iota
	// Box averages all samples that fall into one; at a third it costs double.
	Box
)

// Scale fills dst with the whole of src; to keep its shape, hand in windows of
// either ([codec.Picture.Window]). The time goes with it. Pictures that fail
// [codec.Picture.Check] are refused.
func Scale(dst, src *codec.Picture, f Filter) error {
	if err := dst.Check(); err != nil {
		return err
	}
	if err := src.Check(); err != nil {
		return err
	}
	dst.Time = src.Time
	return scale(dst, src, f)
}
