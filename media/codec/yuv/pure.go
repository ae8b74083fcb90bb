//go:build !(cgo && (avcodec || bsd))

package yuv

import "veche/media/codec"

// scale is for builds without libraries, which have no coders to feed it. At half
// size the nearest four are all there are.
func scale(dst, src *codec.Picture, _ bool) error {
	scalePicture(dst, src)
	return nil
}
