package load

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"time"
)

// The clip is 8 s of VP8, 640x360 at 25 frames/s, a square going round on a
// grid, so small (24 kbit/s) that every frame can be brought to any size by
// filler behind its last partition, which decoders pass over. So the stream has
// real key and delta frames, a browser in the same conference sees the square,
// and the last bytes are free for a stamp. Made with FFmpeg:
//
//	ffmpeg -f lavfi -i "color=c=0x1d3b53:s=640x360:r=25:d=8,drawgrid=w=80:h=72:t=2:c=0x33556f" \
//	  -f lavfi -i "color=c=0xf2a65a:s=96x96:r=25:d=8" \
//	  -filter_complex "[0][1]overlay=x='272+180*cos(t*PI/4)':y='132+100*sin(t*PI/4)'" \
//	  -c:v libvpx -b:v 24k -qmin 20 -qmax 50 -g 1000 -keyint_min 1000 \
//	  -auto-alt-ref 0 -lag-in-frames 0 -deadline good -cpu-used 0 clip.ivf
//
//go:embed clip.ivf
var clipFile []byte

const (
	clipRate  = 25 // frames per second
	frameTime = time.Second / clipRate
	// Header of an IVF file, and of each of its frames.
	ivfHeader, ivfFrameHeader = 32, 12
)

var errClip = errors.New("load: the clip is broken")

// clip is what a camera sends, over and over; frame 0 is its only key frame.
type clip struct {
	frames [][]byte
}

// newClip reads the built-in clip and fills its frames up to the bit rate, give
// or take what a real encoder varies.
func newClip(bitrate int) (*clip, error) {
	c := &clip{}
	for rest := clipFile[min(ivfHeader, len(clipFile)):]; len(rest) > 0; {
		if len(rest) < ivfFrameHeader {
			return nil, errClip
		}
		n := int(binary.LittleEndian.Uint32(rest))
		if n == 0 || n > len(rest)-ivfFrameHeader {
			return nil, errClip
		}
		c.frames = append(c.frames, rest[ivfFrameHeader:ivfFrameHeader+n])
		rest = rest[ivfFrameHeader+n:]
	}
	if len(c.frames) < 2 || !isKeyFrame(c.frames[0]) {
		return nil, errClip
	}
	c.fill(bitrate)
	return c, nil
}

// clipOf is a clip of coded frames, with room for a stamp behind each.
func clipOf(frames [][]byte) *clip {
	c := &clip{frames: make([][]byte, len(frames))}
	for i, frame := range frames {
		size := len(frame) + StampSize
		c.frames[i] = append(make([]byte, 0, size), frame...)[:size]
	}
	return c
}

// fill gives the key frame four times the size of an average frame, as encoders
// of calls do, and varies the others by a quarter.
func (c *clip) fill(bitrate int) {
	const keySize = 4
	total := bitrate / 8 * len(c.frames) / clipRate
	average := total / (len(c.frames) - 1 + keySize)
	for i, frame := range c.frames {
		size := keySize * average
		if i > 0 {
			size = average * (75 + 50*(i*37%101)/100) / 100
		}
		size = max(size, len(frame)+StampSize)
		c.frames[i] = append(make([]byte, 0, size), frame...)[:size]
	}
}

// isKeyFrame reads the frame tag, RFC 6386 section 9.1.
func isKeyFrame(frame []byte) bool { return len(frame) > 0 && frame[0]&1 == 0 }
