package media

import (
	"bytes"
	"os"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/decode"
)

// filmed is a file of testdata in pictures.
func filmed(t testing.TB, file string, c codec.Codec) (units [][]byte) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	mark := map[codec.Codec][]byte{codec.H264: {0, 0, 0, 1, 9}, codec.H265: {0, 0, 0, 1, 35 << 1}, codec.MJPEG: {0xff, 0xd8, 0xff}}[c]
	for len(data) > 0 {
		end := bytes.Index(data[1:], mark) + 1
		if end == 0 {
			end = len(data)
		}
		units = append(units, data[:end])
		data = data[end:]
	}
	return units
}

const videoTestdata = "codec/video/testdata/"

func TestWhatBrowsersTakeAsItIs(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]struct {
		codec codec.Codec
		plain bool
	}{
		"testdata/plain.h264":                  {codec.H264, true},
		videoTestdata + "baseline.h264":        {codec.H264, true},
		videoTestdata + "main.h264":            {codec.H264, true},
		videoTestdata + "high-slices.h264":     {codec.H264, true},
		"testdata/reordered.h264":              {codec.H264, false},
		videoTestdata + "high-b.h264":          {codec.H264, false},
		videoTestdata + "high-interlaced.h264": {codec.H264, false},
		videoTestdata + "high10.h264":          {codec.H264, false},
		videoTestdata + "high422.h264":         {codec.H264, false},
		videoTestdata + "high444.h264":         {codec.H264, false},
		"testdata/plain.h265":                  {codec.H265, false},
		"testdata/picture.mjpeg":               {codec.MJPEG, false},
	} {
		var r reel
		for i, unit := range filmed(t, file, want.codec) {
			s, ok := r.look(want.codec, unit, nil)
			if !ok || s.plain != want.plain || s.key != (i == 0 || want.codec == codec.MJPEG || i == 6 && file == videoTestdata+"baseline.h264") {
				t.Errorf("%s: picture %d: %v, plain %v, key %v", file, i, ok, s.plain, s.key)
				break
			}
		}
	}
}

// A camera that begins with B pictures is coded anew from then on, and is believed again
// only after it has sent none for long.
func TestBPicturesMayComeAndGo(t *testing.T) {
	t.Parallel()
	var r reel
	plain := func(units [][]byte) (last bool) {
		for _, u := range units {
			s, ok := r.look(codec.H264, u, nil)
			if !ok {
				t.Fatal("a picture was refused")
			}
			last = s.plain
		}
		return last
	}
	without, with := filmed(t, "testdata/plain.h264", codec.H264), filmed(t, "testdata/reordered.h264", codec.H264)
	if !plain(without) {
		t.Error("H.264 without B pictures is coded anew")
	}
	if plain(with) {
		t.Error("B pictures go on as they are")
	}
	pictures := 0
	for !plain(without) {
		if pictures += len(without); pictures > 2*cleanAfter {
			t.Fatal("it is never believed again")
		}
	}
	if pictures < cleanAfter-len(with) {
		t.Errorf("it is believed after %d pictures", pictures)
	}
}

// Parameter sets that were announced, or sent once, are put in front of key frames.
func TestKeyFramesGetTheirParameterSets(t *testing.T) {
	t.Parallel()
	strip := func(unit []byte, is func(nal []byte) bool) (rest []byte, sets [][]byte) {
		for nal := range codec.NALs(unit) {
			if is(nal) {
				sets = append(sets, nal)
				continue
			}
			rest = append(append(rest, 0, 0, 0, 1), nal...)
		}
		return rest, sets
	}
	h264 := func(nal []byte) bool { return nal[0]&0x1f == nalSPS || nal[0]&0x1f == nalPPS }
	h265 := func(nal []byte) bool { return setIndex(codec.KindOfH265(nal)) >= 0 }
	for c, test := range map[codec.Codec]struct {
		file string
		set  func([]byte) bool
	}{codec.H264: {"testdata/plain.h264", h264}, codec.H265: {"testdata/plain.h265", h265}} {
		units := filmed(t, test.file, c)
		bare, sets := strip(units[0], test.set)
		var r reel
		if _, ok := r.look(c, bare, nil); ok {
			t.Errorf("%v: a key frame goes on that nobody can decode", c)
		}
		if _, ok := r.look(c, units[1], nil); ok {
			t.Errorf("%v: it begins without a key frame", c)
		}
		s, ok := r.look(c, bare, sets)
		if !ok || !s.key {
			t.Fatalf("%v: a key frame with announced sets does not go on", c)
		}
		if w, h := codec.UnitSize(c, s.unit); w != 320 || h != 180 {
			t.Errorf("%v: %dx%d", c, w, h)
		}
		if _, ok := r.look(c, bare, nil); !ok {
			t.Errorf("%v: the sets are not remembered", c)
		}
		if _, ok := r.look(c, units[1], nil); !ok {
			t.Errorf("%v: it does not go on", c)
		}
	}
}

// BenchmarkIdleCamera is a picture of a camera of 4 Mbit/s that nobody watches.
func BenchmarkIdleCamera(b *testing.B) {
	units := filmed(b, "testdata/plain.h264", codec.H264)
	for i := range units { // as large as those of a camera of 1080 lines
		units[i] = append(bytes.Clone(units[i]), bytes.Repeat([]byte{0x5a}, 20_000)...)
	}
	var r reel
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		s, ok := r.look(codec.H264, units[n%len(units)], nil)
		if !ok {
			b.Fatal("a picture was refused")
		}
		r.hold.Put(decode.Unit{Codec: codec.H264, Data: s.unit, Key: s.key}, time.Duration(n)*40*time.Millisecond)
	}
}

func FuzzPicturesOfCameras(f *testing.F) {
	for file, c := range map[string]codec.Codec{
		"testdata/plain.h264": codec.H264, "testdata/reordered.h264": codec.H264, "testdata/plain.h265": codec.H265, "testdata/picture.mjpeg": codec.MJPEG,
	} {
		units := filmed(f, file, c)
		f.Add(byte(c), units[0], units[1], units[len(units)-1])
	}
	f.Fuzz(func(t *testing.T, c byte, one, two, three []byte) {
		var r reel
		begun := false
		for _, unit := range [][]byte{one, two, three, one} {
			s, ok := r.look(codec.Codec(c), unit, [][]byte{two})
			if !ok {
				continue
			}
			if !begun && !s.key {
				t.Fatal("it begins without a key frame")
			}
			begun = true
			if s.plain && codec.Codec(c) != codec.H264 {
				t.Fatalf("%v goes on as it is", codec.Codec(c))
			}
			if len(s.unit) > len(unit)+len(one)+2*len(two)+len(three)+100 {
				t.Fatalf("%d bytes of %d", len(s.unit), len(unit))
			}
		}
	})
}
