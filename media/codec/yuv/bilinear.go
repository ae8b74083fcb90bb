package yuv

import "veche/media/codec"

// scalePicture is what libyuv does, in plain Go: for builds without it, and to
// judge it by.
func scalePicture(dst, src *codec.Picture) {
	scalePlane(dst.Y, dst.YStride, dst.Width, dst.Height, src.Y, src.YStride, src.Width, src.Height)
	cw, ch, sw, sh := dst.ChromaWidth(), dst.ChromaHeight(), src.ChromaWidth(), src.ChromaHeight()
	scalePlane(dst.U, dst.UVStride, cw, ch, src.U, src.UVStride, sw, sh)
	scalePlane(dst.V, dst.UVStride, cw, ch, src.V, src.UVStride, sw, sh)
}

func scalePlane(dst []byte, dstStride, dw, dh int, src []byte, srcStride, sw, sh int) {
	for y := range dh {
		y0, y1, fy := between(y, dh, sh)
		a, b := src[y0*srcStride:], src[y1*srcStride:]
		row := dst[y*dstStride : y*dstStride+dw]
		for x := range row {
			x0, x1, fx := between(x, dw, sw)
			top := int(a[x0])*(256-fx) + int(a[x1])*fx
			bottom := int(b[x0])*(256-fx) + int(b[x1])*fx
			row[x] = byte((top*(256-fy) + bottom*fy + 1<<15) >> 16)
		}
	}
}

// between gives the two of m source samples around the middle of sample i of n,
// and how near, of 256, it is to the second.
func between(i, n, m int) (first, second, part int) {
	at := ((2*i+1)*m*256/n - 256) / 2
	at = min(max(at, 0), (m-1)*256)
	first = at >> 8
	return first, min(first+1, m-1), at & 255
}
