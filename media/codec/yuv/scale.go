// Package yuv scales pictures: into the windows of a composed picture, and into
// sizes that encoders want.
package yuv

import "veche/media/codec"

// Scaler scales, and keeps memory for what is in between: best one for each
// window, so that it finds the sizes of the last time. The zero Scaler is
// ready. It is not safe for concurrent use.
type Scaler struct {
	halves [2]*codec.Picture
	plans  plans
}

// Scale fills dst with the whole of src; to keep its shape, hand in windows of
// either ([codec.Picture.Window]). The time goes with it. Pictures that fail
// [codec.Picture.Check] are refused.
//
// A picture is first halved, each time over four samples, while it is at least
// twice as large, and then scaled over the nearest four. So every sample counts
// and fine lines do not flicker, for a quarter of what one exact average costs.
func (s *Scaler) Scale(dst, src *codec.Picture) error {
	if err := dst.Check(); err != nil {
		return err
	}
	if err := src.Check(); err != nil {
		return err
	}
	dst.Time = src.Time
	for turn := 0; src.Width >= 2*dst.Width && src.Height >= 2*dst.Height; turn = 1 - turn {
		if src.Width == 2*dst.Width && src.Height == 2*dst.Height {
			return scale(dst, src, true)
		}
		half := s.half(turn, src.Width/2, src.Height/2)
		if err := scale(half, src, true); err != nil {
			return err
		}
		src = half
	}
	if src.Width == dst.Width && src.Height == dst.Height {
		dst.CopyFrom(src)
		return nil
	}
	if s.plans.nearest(dst, src) {
		return nil
	}
	return scale(dst, src, false)
}

func (s *Scaler) half(turn, w, h int) *codec.Picture {
	if p := s.halves[turn]; p != nil && p.Width == w && p.Height == h {
		return p
	}
	s.halves[turn] = codec.NewPicture(w, h)
	return s.halves[turn]
}
