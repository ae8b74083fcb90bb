package api

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// A canvas of one pixel with a picture of 268 million on it: the decoder counts
// the canvas first and then makes the picture.
func TestPictureLargerThanItsCanvasIsRefused(t *testing.T) {
	chunk := func(name string, data []byte) []byte {
		b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
		b = append(b, data...)
		return append(b, make([]byte, len(data)%2)...)
	}
	riff := func(chunks ...[]byte) []byte {
		content := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
		return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(content))), content...)
	}
	canvas := func(flags byte) []byte { return chunk("VP8X", []byte{flags, 0, 0, 0, 0, 0, 0, 0, 0, 0}) }
	lossless := chunk("VP8L", []byte{0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0})
	lossy := chunk("VP8 ", []byte{0x10, 0, 0, 0x9d, 1, 0x2a, 0xff, 0x3f, 0xff, 0x3f})
	for name, raw := range map[string][]byte{
		"lossless":               riff(canvas(0), lossless),
		"lossy":                  riff(canvas(0), lossy),
		"with transparency":      riff(canvas(0x10), chunk("ALPH", []byte{0, 0xff}), lossy),
		"behind an unknown part": riff(canvas(0), chunk("odd ", []byte{1, 2, 3}), lossless),
		"cut short":              riff(canvas(0), lossless[:12]),
	} {
		if webpFits(raw) {
			t.Errorf("%s: fits", name)
		}
		if _, _, err := squarePicture(raw); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzWebP(f *testing.F) {
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff"))
	f.Fuzz(func(_ *testing.T, raw []byte) { webpFits(raw) })
}
