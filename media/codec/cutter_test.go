package codec_test

import (
	"bytes"
	"slices"
	"testing"

	"veche/media/codec"
)

// join puts payloads of H264 together again, by RFC 6184.
func join(t *testing.T, c *codec.Cutter, n int) (nals [][]byte) {
	t.Helper()
	for i := range n {
		switch p := c.At(i); p[0] & 0x1f {
		case 24:
			for rest := p[1:]; len(rest) > 0; {
				size := int(rest[0])<<8 | int(rest[1])
				nals = append(nals, slices.Clone(rest[2:2+size]))
				rest = rest[2+size:]
			}
		case 28:
			if p[1]&0x80 != 0 {
				nals = append(nals, []byte{p[0]&0xe0 | p[1]&0x1f})
			}
			last := len(nals) - 1
			nals[last] = append(nals[last], p[2:]...)
		default:
			nals = append(nals, slices.Clone(p))
		}
	}
	return nals
}

func nal(kind byte, size int) []byte {
	n := bytes.Repeat([]byte{0xaa}, size)
	n[0] = 0x60 | kind
	return n
}

func TestPayloadsOfH264HoldTheNALUnits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		nals   [][]byte
		single bool
		want   []byte // kinds of the payloads
	}{
		{"parameter sets leave together", [][]byte{nal(7, 20), nal(8, 6), nal(5, 90)}, false, []byte{24, 5}},
		{"a picture that fits in one", [][]byte{nal(1, 50)}, false, []byte{1}},
		{"fragments of even size", [][]byte{nal(7, 20), nal(8, 6), nal(5, 250)}, false, []byte{24, 28, 28, 28}},
		{"none are joined in mode 0", [][]byte{nal(7, 20), nal(8, 6), nal(1, 90), nal(1, 40)}, true, []byte{7, 8, 1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var unit []byte
			for _, n := range c.nals {
				unit = append(append(unit, 0, 0, 0, 1), n...)
			}
			var cut codec.Cutter
			n := cut.Cut(codec.H264, unit, 100, c.single, 0)
			var kinds []byte
			for i := range n {
				p := cut.At(i)
				kinds = append(kinds, p[0]&0x1f)
				if len(p) > 100 {
					t.Errorf("payload %d has %d bytes", i, len(p))
				}
			}
			if !bytes.Equal(kinds, c.want) {
				t.Errorf("kinds %v, want %v", kinds, c.want)
			}
			if got := join(t, &cut, n); !slices.EqualFunc(got, c.nals, bytes.Equal) {
				t.Errorf("got %x", got)
			}
		})
	}
}

func TestPayloadsOfVP8HaveTheDescriptor(t *testing.T) {
	t.Parallel()
	frame := bytes.Repeat([]byte{7}, 250)
	var cut codec.Cutter
	n := cut.Cut(codec.VP8, frame, 100, false, 0x1234)
	var got []byte
	for i := range n {
		d, ok := codec.ParseVP8(cut.At(i))
		if !ok || d.PictureID != 0x1234 || d.Start != (i == 0) {
			t.Errorf("payload %d: %+v", i, d)
		}
		got = append(got, cut.At(i)[d.Size:]...)
	}
	if n != 3 || !bytes.Equal(got, frame) {
		t.Errorf("%d payloads, %d bytes", n, len(got))
	}
}

func FuzzCutAndJoin(f *testing.F) {
	f.Add([]byte{0, 0, 1, 0x67, 1, 2, 3, 0, 0, 1, 0x68, 4, 0, 0, 0, 1, 0x65, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, uint8(8), true)
	f.Fuzz(func(t *testing.T, unit []byte, most uint8, single bool) {
		size := max(int(most), 8)
		var want [][]byte
		for n := range codec.NALs(unit) {
			if k := n[0] & 0x1f; k == 0 || k >= 24 || len(n) == 1 {
				t.Skip("no unit of a coded picture")
			}
			want = append(want, n)
		}
		var cut codec.Cutter
		n := cut.Cut(codec.H264, unit, size, single, 0)
		for i := range n {
			if len(cut.At(i)) > size {
				t.Fatalf("payload %d has %d bytes of %d", i, len(cut.At(i)), size)
			}
		}
		if got := join(t, &cut, n); !slices.EqualFunc(got, want, bytes.Equal) {
			t.Fatalf("got %x, want %x", got, want)
		}
	})
}
