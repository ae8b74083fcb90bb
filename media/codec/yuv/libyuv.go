//go:build cgo && (avcodec || bsd)

package yuv

/*
#cgo CFLAGS: -O2
#cgo LDFLAGS: -l:libyuv.a -l:libstdc++.a -lm -lpthread
#include <stddef.h>
#include <stdint.h>
#include <libyuv/scale.h>
*/
import "C"

import (
	"fmt"

	"veche/media/codec"
)

// scale averages all samples that fall into one, or else weighs the nearest four.
func scale(dst, src *codec.Picture, average bool) error {
	mode := C.enum_FilterMode(C.kFilterBilinear)
	if average {
		mode = C.kFilterBox
	}
	code := C.I420Scale(
		(*C.uint8_t)(&src.Y[0]), C.int(src.YStride),
		(*C.uint8_t)(&src.U[0]), C.int(src.UVStride),
		(*C.uint8_t)(&src.V[0]), C.int(src.UVStride),
		C.int(src.Width), C.int(src.Height),
		(*C.uint8_t)(&dst.Y[0]), C.int(dst.YStride),
		(*C.uint8_t)(&dst.U[0]), C.int(dst.UVStride),
		(*C.uint8_t)(&dst.V[0]), C.int(dst.UVStride),
		C.int(dst.Width), C.int(dst.Height), mode)
	if code != 0 {
		return fmt.Errorf("libyuv: scaling %dx%d to %dx%d: error %d", src.Width, src.Height, dst.Width, dst.Height, int(code))
	}
	return nil
}
