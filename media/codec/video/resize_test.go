//go:build cgo && avcodec

package video_test

import (
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/codec/video"
)

// A sender may go on in another size at any key frame.
func TestPicturesMayChangeTheirSize(t *testing.T) {
	for _, c := range []codec.Codec{codec.VP8, codec.H264} {
		d, err := video.NewDecoder(video.DecoderConfig{Codec: c})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		for i, size := range [][2]int{{1280, 720}, {320, 180}, {640, 360}, {320, 180}} {
			e, err := video.NewEncoder(video.EncoderConfig{Codec: c, Width: size[0], Height: size[1], FrameRate: 25, BitRate: 500_000})
			if err != nil {
				t.Fatal(err)
			}
			p := codec.NewPicture(size[0], size[1])
			for n := range 5 {
				p.Fill(byte(50+n), 90, 200)
				coded, err := e.Encode(nil, p)
				if err != nil {
					t.Fatal(err)
				}
				got, err := d.Decode(coded.Data, time.Duration(i*5+n)*40*time.Millisecond)
				if err != nil || got == nil || got.Width != size[0] || got.Height != size[1] {
					t.Fatalf("%v, %v, picture %d: %v, %v", c, size, n, got != nil, err)
				}
			}
			e.Close()
		}
	}
}
