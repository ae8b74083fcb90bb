//go:build !(cgo && (avcodec || bsd))

package yuv

import "veche/media/codec"

// scale is for builds without libraries, which have no coders to feed it: plain
// bilinear, whatever the filter.
func scale(dst, src *codec.Picture, _ Filter) error {
	scalePicture(dst, src)
	return nil
}
