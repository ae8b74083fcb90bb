package sdp

// Limit is what the receiver of a picture can take. Zero fields are no limit.
type Limit struct {
	Blocks    int // macroblocks (16×16) in a picture: max-fs
	FrameRate int // pictures a second: max-fr
	BlockRate int // macroblocks a second: max-mbps
	BitRate   int // bit/s: max-br
}

// Fits tells whether pictures of that size and rate are within the limit.
func (l Limit) Fits(width, height, rate int) bool {
	blocks := ((width + 15) / 16) * ((height + 15) / 16)
	return within(blocks, l.Blocks) && within(rate, l.FrameRate) && within(blocks*rate, l.BlockRate)
}

func within(n, limit int) bool { return limit == 0 || n <= limit }
