package codec

import (
	"bytes"
	"iter"
)

// NALs walks the NAL units between start codes, ITU-T H.264 annex B. Empty ones and
// what stands before the first start code are left out.
func NALs(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		_, after := nextStart(b)
		for after >= 0 {
			b = b[after:]
			var end int
			end, after = nextStart(b)
			nal := bytes.TrimRight(b[:end], "\x00") // trailing_zero_8bits
			if len(nal) > 0 && !yield(nal) {
				return
			}
		}
	}
}

// nextStart finds the next start code: where it begins (the end of b if there is
// none) and where what follows it begins (-1 if there is none).
func nextStart(b []byte) (at, after int) {
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
