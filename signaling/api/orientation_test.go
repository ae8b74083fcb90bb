package api

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// held is a JPEG whose camera says how it was held.
func held(tb testing.TB, o uint16, order binary.AppendByteOrder) []byte {
	tb.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		tb.Fatal(err)
	}
	mark := "MM"
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		mark = "II"
	}
	tiff := order.AppendUint32(order.AppendUint16([]byte(mark), 42), 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, e := range [][2]uint16{{0x010f, 7}, {0x0112, o}} {
		tiff = order.AppendUint16(order.AppendUint16(tiff, e[0]), 3)
		tiff = order.AppendUint16(order.AppendUint16(order.AppendUint32(tiff, 1), e[1]), 0)
	}
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(out, segment...), plain.Bytes()[2:]...)
}

func TestOrientation(t *testing.T) {
	for o := range uint16(10) {
		want := int(o)
		if o < 1 || o > 8 {
			want = 1
		}
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			if got := orientation(held(t, o, order)); got != want {
				t.Errorf("%d %v: got %d", o, order, got)
			}
		}
	}
}

// Where the corners that one should see at the top are stored, by the table of
// Exif: for 6, row 0 is the right side and column 0 the top.
func TestUprightPicture(t *testing.T) {
	const last = 3
	for o, stored := range map[int][2][2]int{ // top left, top right
		1: {{0, 0}, {last, 0}},
		2: {{last, 0}, {0, 0}},
		3: {{last, last}, {0, last}},
		4: {{0, last}, {last, last}},
		5: {{0, 0}, {0, last}},
		6: {{0, last}, {0, 0}},
		7: {{last, last}, {last, 0}},
		8: {{last, 0}, {last, last}},
	} {
		p := image.NewNRGBA(image.Rect(0, 0, last+1, last+1))
		left, right := stored[0], stored[1]
		p.SetNRGBA(left[0], left[1], color.NRGBA{R: 255, A: 255})
		p.SetNRGBA(right[0], right[1], color.NRGBA{G: 255, A: 255})
		if got := upright(p, o); got.NRGBAAt(0, 0).R != 255 || got.NRGBAAt(last, 0).G != 255 {
			t.Errorf("orientation %d: the corners are elsewhere", o)
		}
	}
}

func FuzzPicture(f *testing.F) {
	f.Add(held(f, 6, binary.LittleEndian))
	f.Add(held(f, 3, binary.BigEndian))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x08Exif\x00\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if o := orientation(raw); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
		cfg, _, err := image.DecodeConfig(bytes.NewReader(raw))
		if err == nil && cfg.Width*cfg.Height > 1<<20 {
			return // allowed, but slow here
		}
		picture, _, err := squarePicture(raw)
		if err != nil {
			return
		}
		if made, _, err := image.DecodeConfig(bytes.NewReader(picture)); err != nil || made.Width != avatarSide || made.Height != avatarSide {
			t.Errorf("made %v, %v", made, err)
		}
	})
}
