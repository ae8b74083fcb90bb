package compose

import (
	"fmt"
	"time"

	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/codec/video"
)

// Format is what a receiver wants of a composed picture. Formats are compared
// with ==: equal ones share a picture. The zero value of a field is the default.
type Format struct {
	// Codec is H264, the default, or VP8.
	Codec codec.Codec
	// Lines is the height of the picture: 360, 720 (the default) or 1080.
	Lines int
	// Narrow is 4:3 rather than 16:9, for old room systems.
	Narrow bool
	// FPS is 25, the default, 30 or 15.
	FPS int
	// BitRate in bits per second; 0 is what size and FPS want.
	BitRate int
	// Profile, Level and MaxSlice are those of [video.EncoderConfig].
	Profile  video.Profile
	Level    int
	MaxSlice int
	// HardCuts: windows do not glide to their new places. Recordings want that.
	HardCuts bool
}

// sizes are the pictures we compose, all multiples of 8 both ways.
var sizes = map[int][2]layout.Size{ // wide, narrow
	360:  {{W: 640, H: 360}, {W: 480, H: 360}},
	720:  {{W: 1280, H: 720}, {W: 960, H: 720}},
	1080: {{W: 1920, H: 1080}, {W: 1440, H: 1080}},
}

// withDefaults fills in what was left out, or says what cannot be had.
func (f Format) withDefaults() (Format, error) {
	if f.Codec == codec.None {
		f.Codec = codec.H264
	}
	if f.Lines == 0 {
		f.Lines = 720
	}
	if f.FPS == 0 {
		f.FPS = 25
	}
	if _, ok := sizes[f.Lines]; !ok {
		return f, fmt.Errorf("compose: no pictures of %d lines", f.Lines)
	}
	if f.FPS < 1 || f.FPS > 60 {
		return f, fmt.Errorf("compose: no pictures at %d a second", f.FPS)
	}
	if f.BitRate == 0 {
		f.BitRate = bitRate(f.Size(), f.FPS)
	}
	return f, nil
}

// Size of the picture in pixels.
func (f Format) Size() layout.Size {
	pair, ok := sizes[f.Lines]
	if !ok {
		pair = sizes[720]
	}
	if f.Narrow {
		return pair[1]
	}
	return pair[0]
}

// Tick is the time from one picture to the next.
func (f Format) Tick() time.Duration {
	if f.FPS <= 0 {
		return time.Second / 25
	}
	return time.Second / time.Duration(f.FPS)
}

// bitRate is what people in windows want: 0.5 Mbit/s for 640x360 at 25 a second,
// 1.2 for 1280x720, 2.4 for 1920x1080. Larger pictures take fewer bits for a
// pixel, and twice the pictures do not take twice the bits.
func bitRate(size layout.Size, fps int) int {
	pixels := size.W * size.H
	var rate int
	switch {
	case pixels <= 640*360:
		rate = pixels * 22 / 10
	case pixels <= 1280*720:
		rate = pixels * 13 / 10
	default:
		rate = pixels * 115 / 100
	}
	return rate * (25 + fps) / 50
}

// encoder is what an encoder is to be for f.
func (f Format) encoder() video.EncoderConfig {
	size := f.Size()
	return video.EncoderConfig{
		Codec: f.Codec, Width: size.W, Height: size.H, FrameRate: f.FPS, BitRate: f.BitRate,
		Profile: f.Profile, Level: f.Level, MaxSlice: f.MaxSlice, Finest: finest,
	}
}

// finest is where the noise of cameras begins to take more bits than people: a scene
// with such noise is 44 dB from what went in. Beyond it pictures would look the same and
// cost a fifth more time, and twice the bits; docs/performance.md has the figures.
const finest = 22
