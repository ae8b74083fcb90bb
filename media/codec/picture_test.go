package codec

import (
	"image/color"
	"testing"
	"time"
)

func TestPictureHasRoomForItsSize(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 1}, {2, 2}, {33, 17}, {640, 360}, {1921, 1081}} {
		p := NewPicture(size[0], size[1])
		if err := p.Check(); err != nil {
			t.Error(err)
		}
		p.Fill(200, 90, 160)
		if got := p.Image().YCbCrAt(size[0]-1, size[1]-1); got != (color.YCbCr{Y: 200, Cb: 90, Cr: 160}) {
			t.Errorf("%v: last corner %v", size, got)
		}
		// With the shortest planes that will do it works as well.
		p.Y = p.Y[:p.YStride*(p.Height-1)+p.Width]
		p.U = p.U[:p.UVStride*(p.ChromaHeight()-1)+p.ChromaWidth()]
		p.V = p.V[:p.UVStride*(p.ChromaHeight()-1)+p.ChromaWidth()]
		q := NewPicture(size[0], size[1])
		p.Time = time.Minute
		q.CopyFrom(p)
		if err := p.Check(); err != nil || q.Y[len(p.Y)-1] != 200 || q.V[len(p.V)-1] != 160 || q.Time != time.Minute {
			t.Errorf("%v: %v, copy of it %d %d %v", size, err, q.Y[len(p.Y)-1], q.V[len(p.V)-1], q.Time)
		}
	}
}

func TestWindowIsAPartOfThePicture(t *testing.T) {
	t.Parallel()
	p := NewPicture(64, 48)
	p.Fill(16, 128, 128)
	w := p.Window(11, 21, 20, 10) // begins at 10,20
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	w.Fill(235, 1, 2)
	for y := range 48 {
		for x := range 64 {
			inside := x >= 10 && x < 30 && y >= 20 && y < 30
			if got := p.Image().YCbCrAt(x, y); (got == color.YCbCr{Y: 235, Cb: 1, Cr: 2}) != inside {
				t.Fatalf("at %d,%d: %v", x, y, got)
			}
		}
	}
}

// Units as decoders get them, whole.
func TestUnitsTellTheirSize(t *testing.T) {
	t.Parallel()
	sps := []byte{0x67, 0x42, 0xc0, 0x1f, 0xd9, 0x00, 0x50, 0x05, 0xbe, 0xeb, 0x01, 0x10, 0, 0, 3, 0, 0x10, 0, 0, 3, 3, 0, 0xf1, 0x83, 0x24, 0x80}
	small := packBits(66, 8, 0, 8, 31, 8, 1, 1, 0b010, 3, 1, 1, 0b011, 3, 0b010, 3, 0, 1, 0b00101, 5, 0b00101, 5, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1)
	for name, test := range map[string]struct {
		codec         Codec
		unit          []byte
		width, height int
	}{
		"VP8":                       {VP8, fromHex(t, "b0a6009d012a82026601000708858588"), 642, 358},
		"VP8 inter":                 {VP8, fromHex(t, "b1a6009d012a82026601000708858588"), 0, 0},
		"VP9":                       {VP9, fromHex(t, "8249834200281016560638241c184a1006087fcd"), 642, 358},
		"AV1 behind a delimiter":    {AV1, fromHex(t, "12000a0b0000000cc5036536be40103200"), 642, 358},
		"AV1 without a size":        {AV1, fromHex(t, "1200080000000cc5036536be4010"), 642, 358},
		"AV1 with timing":           {AV1, av1WithTiming(), 642, 358},
		"AV1 frame only":            {AV1, fromHex(t, "12003203010203"), 0, 0},
		"AV1 cut":                   {AV1, fromHex(t, "12000a0b00"), 0, 0},
		"H264":                      {H264, join([]byte{0, 0, 0, 1}, sps, []byte{0, 0, 1, 0x65, 1, 2}), 1276, 718},
		"H264, the largest counts":  {H264, join([]byte{0, 0, 1, 0x67}, small, []byte{0, 0, 0, 1}, sps), 1276, 718},
		"H264 behind other units":   {H264, join([]byte{0, 0, 0, 1, 9, 16, 0, 0, 0, 1}, sps), 1276, 718},
		"H264 without a start code": {H264, sps, 0, 0},
		"H264 slice":                {H264, []byte{0, 0, 1, 0x41, 1, 2, 3}, 0, 0},
		"none":                      {Opus, sps, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if w, h := UnitSize(test.codec, test.unit); w != test.width || h != test.height {
				t.Errorf("got %dx%d, want %dx%d", w, h, test.width, test.height)
			}
			for n := range len(test.unit) { // cut anywhere, it does no harm
				if w, h := UnitSize(test.codec, test.unit[:n]); w > 2000 || h > 2000 {
					t.Errorf("cut to %d: %dx%d", n, w, h)
				}
			}
		})
	}
}

// av1WithTiming is a sequence header with timing information, a decoder model and
// two operating points, AV1 specification section 5.5.
func av1WithTiming() []byte {
	header := packBits(0, 3, 0, 1, 0, 1, // profile, still picture, reduced
		1, 1, 1, 32, 25, 32, 1, 1, 0b00101, 5, // timing, equal interval
		1, 1, 9, 5, 1, 32, 3, 5, 3, 5, // decoder model, delays of ten bits
		1, 1, 1, 5, // initial display delay, two operating points
		0, 12, 9, 5, 1, 1, 1, 1, 77, 10, 78, 10, 0, 1, 1, 1, 3, 4,
		0, 12, 4, 5, 0, 1, 0, 1,
		9, 4, 8, 4, 641, 10, 357, 9, 0, 7)
	return join([]byte{0x12, 0, 0x0a, byte(len(header))}, header)
}

func FuzzUnitSize(f *testing.F) {
	f.Add(byte(AV1), av1WithTiming())
	f.Add(byte(H264), []byte{0, 0, 1, 0x67, 0x42, 0xc0, 0x1f, 0xd9, 0x00, 0x50, 0x05, 0xbe, 0xeb})
	f.Add(byte(VP8), []byte{0xb0, 0xa6, 0, 0x9d, 1, 0x2a, 0x82, 2, 0x66, 1})
	f.Fuzz(func(t *testing.T, c byte, unit []byte) {
		if w, h := UnitSize(Codec(c), unit); w < 0 || h < 0 || w > 1<<16 || h > 1<<16 {
			t.Errorf("%dx%d", w, h)
		}
	})
}

func TestOnlyCodecsOfBrowsersAreForwarded(t *testing.T) {
	t.Parallel()
	for c := None; int(c) < len(names); c++ {
		web := c == Opus || c == VP8 || c == VP9 || c == H264 || c == AV1
		if c.Web() != web {
			t.Errorf("%v: Web is %v", c, c.Web())
		}
		if Named(c.String()) != c {
			t.Errorf("%v is not found by its name", c)
		}
	}
	if H265.ClockRate() != 90000 || G722.ClockRate() != 8000 || !MJPEG.Video() || PCMU.Video() {
		t.Error("wrong clock or kind")
	}
}
