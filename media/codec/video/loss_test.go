//go:build cgo && (avcodec || bsd)

package video

import (
	"errors"
	"testing"

	"veche/media/codec"
)

// A lost picture costs no more than itself, and a key frame heals everything.
func TestDecoderGoesOnAfterLoss(t *testing.T) {
	t.Parallel()
	const lost, asked, n = 10, 30, 40
	for _, c := range Encoders() {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			e := newEncoder(t, EncoderConfig{Codec: c, Width: 640, Height: 360, FrameRate: 25, BitRate: 900_000})
			d := newDecoder(t, c)
			shown := 0
			for i, p := range scenes(640, 360, n) {
				if i == asked {
					e.RequestKey()
				}
				coded := encode(t, e, p)
				if i == lost {
					continue
				}
				got, err := d.Decode(coded.Data, coded.Time)
				if err != nil && !errors.Is(err, codec.ErrDamaged) || i >= asked && err != nil {
					t.Errorf("picture %d: %v", i, err)
				}
				if got == nil {
					continue
				}
				shown++
				q := psnr(t, got, p)
				switch {
				case i < lost || i >= asked:
					if q < 35 {
						t.Errorf("picture %d: %.1f dB", i, q)
					}
				case q < 20:
					t.Errorf("picture %d, after the loss: %.1f dB", i, q)
				}
			}
			if shown < n-3 {
				t.Errorf("%d pictures of %d were shown", shown, n)
			}
		})
	}
}

// Half a key frame is patched up or said to be broken; the next whole one is fine.
func TestHalfAnAccessUnitIsNoticed(t *testing.T) {
	t.Parallel()
	for _, c := range Encoders() {
		for _, cut := range []int{0, 5} {
			e := newEncoder(t, EncoderConfig{Codec: c, Width: 640, Height: 360, FrameRate: 25, BitRate: 900_000})
			d := newDecoder(t, c)
			noticed := false
			for i, p := range scenes(640, 360, 12) {
				data := encode(t, e, p).Data
				if i == cut {
					data = data[:len(data)/2]
				}
				_, err := d.Decode(data, p.Time)
				if errors.Is(err, codec.ErrDamaged) {
					noticed = true
				} else if err != nil {
					t.Fatal(err)
				}
			}
			if !noticed {
				t.Errorf("%v: half of unit %d passed for a whole one", c, cut)
			}
		}
	}
}
