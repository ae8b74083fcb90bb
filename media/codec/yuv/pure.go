//go:build !(cgo && (avcodec || bsd))

package yuv

import "veche/media/codec"

// plans are for the processor's wide registers, which plain Go does not use.
type plans struct{}

func (*plans) nearest(_, _ *codec.Picture) bool { return false }

// scale is for builds without libraries, which have no coders to feed it. At half
// size the nearest four are all there are.
func scale(dst, src *codec.Picture, _ bool) error {
	scalePicture(dst, src)
	return nil
}
