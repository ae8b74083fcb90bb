package codec

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func readTestdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("video", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// What x264 and x265 have made, seen by its headers alone.
func TestStreamsSayWhetherTheirPicturesChangePlaces(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		b, fields bool
		reorder   bool
	}{
		"baseline.h264":        {},
		"main.h264":            {},
		"high-slices.h264":     {},
		"high-b.h264":          {b: true, reorder: true},
		"high-interlaced.h264": {b: true, reorder: true, fields: true},
		"high10.h264":          {b: true, reorder: true},
	} {
		var b, sets int
		for nal := range NALs(readTestdata(t, name)) {
			if s, ok := ParseSPS(nal); ok && nal[0]&0x1f == nalSPS {
				sets++
				if s.Fields != want.fields || (s.Reorder > 0) != want.reorder {
					t.Errorf("%s: its parameter set says %+v", name, s)
				}
			}
			if kind, ok := ParseSlice(nal); ok && kind == SliceB {
				b++
			}
		}
		if sets == 0 || (b > 0) != want.b {
			t.Errorf("%s: %d parameter sets, %d slices of B pictures", name, sets, b)
		}
	}
}

func TestSizesOfWhatCamerasSend(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Codec{
		"main.h264": H264, "high-b.h264": H264, "main.h265": H265, "main10.h265": H265,
		"yuvj420.mjpeg": MJPEG, "yuvj422.mjpeg": MJPEG, "yuvj444.mjpeg": MJPEG,
	} {
		if w, h := UnitSize(c, readTestdata(t, name)); w != 160 || h != 96 {
			t.Errorf("%s: %dx%d", name, w, h)
		}
	}
	if w, h := UnitSize(H264, readTestdata(t, "odd.h264")); w != 162 || h != 94 {
		t.Errorf("%dx%d", w, h)
	}
}

func TestKeyFramesOfH265(t *testing.T) {
	t.Parallel()
	count := make(map[H265Kind]int)
	for nal := range NALs(readTestdata(t, "main.h265")) {
		count[KindOfH265(nal)]++
	}
	if count[H265Key] != 1 || count[H265VideoSet] != 1 || count[H265SequenceSet] != 1 || count[H265PictureSet] != 1 || count[H265Slice] != 11 {
		t.Errorf("%v", count)
	}
}

func FuzzParameterSetsAndSlices(f *testing.F) {
	for _, name := range []string{"baseline.h264", "high-b.h264", "high-interlaced.h264", "high422.h264", "main.h265", "yuvj420.mjpeg"} {
		data := readTestdata(f, name)
		f.Add(data[:min(len(data), 400)])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		check := func(w, h int) {
			if w < 0 || h < 0 || w > 1<<16 || h > 1<<16 {
				t.Errorf("%dx%d", w, h)
			}
		}
		check(jpegSize(data))
		check(h265UnitSize(data))
		if len(data) == 0 {
			return
		}
		// Whatever stands behind the slice's first numbers does not change its kind.
		if kind, ok := ParseSlice(data); ok {
			if again, ok := ParseSlice(append(bytes.Clone(data), 1, 2, 3)); !ok || again != kind {
				t.Errorf("%v, then %v", kind, again)
			}
		}
		if s, ok := ParseSPS(data); ok && (s.Width == 0 || s.Height == 0 || s.Reorder > 16) {
			t.Errorf("%+v", s)
		}
		if w, h, ok := H265Size(data); ok {
			check(w, h)
		}
	})
}
