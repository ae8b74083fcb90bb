//go:build cgo && avcodec

package decode

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"

	"veche/media/codec"
)

const frameTime = 40 * time.Millisecond

// groups are where the pictures that have changed places begin and end.
var groups = map[codec.Codec][2]int{codec.H264: {1, 28}, codec.H265: {2, 29}}

// brighter is a file of testdata in pictures, with their places in the order of showing.
func brighter(t *testing.T, c codec.Codec) (all []Unit) {
	t.Helper()
	file := map[codec.Codec]string{codec.H264: "brighter.h264", codec.H265: "brighter.h265", codec.MJPEG: "brighter.mjpeg"}[c]
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	mark := map[codec.Codec][]byte{codec.H264: {0, 0, 0, 1, 9}, codec.H265: {0, 0, 0, 1, 35 << 1}, codec.MJPEG: {0xff, 0xd8, 0xff}}[c]
	for len(data) > 0 {
		end := bytes.Index(data[1:], mark) + 1
		if end == 0 {
			end = len(data)
		}
		n := len(all)
		shown := n
		if first, last := groups[c][0], groups[c][1]; n >= first && n < last {
			shown = n + []int{2, -1, -1}[(n-first)%3]
		} else if c == codec.H264 && n >= last {
			shown = 57 - n // the last two
		}
		all = append(all, Unit{Codec: c, Data: data[:end], At: time.Duration(shown) * frameTime, Key: n == 0 || c == codec.MJPEG})
		data = data[end:]
	}
	if len(all) != 30 {
		t.Fatalf("%s: %d pictures", file, len(all))
	}
	return all
}

// shown is the number of a picture of brighter by its light.
func shown(p *codec.Picture) int { return (int(p.Y[20*p.YStride+20]) - 30 + 3) / 6 }

func holdStream(t *testing.T, h *Hold) *Stream {
	t.Helper()
	s, err := NewStream(Config{Hold: h})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Who looks at every picture sees all of them, in the order in which they are to be
// shown and with the times that they have.
func TestPicturesOfCamerasComeInOrder(t *testing.T) {
	t.Parallel()
	for _, c := range []codec.Codec{codec.H264, codec.H265, codec.MJPEG} {
		var hold Hold
		stream := holdStream(t, &hold)
		var order []int
		version := uint64(0)
		for i, u := range brighter(t, c) {
			now := time.Duration(i) * frameTime
			hold.Put(u, now)
			version = stream.Newest(now, version, func(p *codec.Picture) {
				n := shown(p)
				if p.Time != time.Duration(n)*frameTime {
					t.Errorf("%v: picture %d is said to be of %v", c, n, p.Time)
				}
				order = append(order, n)
			})
		}
		if !slices.IsSorted(order) || len(order) < 27 || len(slices.Compact(slices.Clone(order))) != len(order) {
			t.Errorf("%v: pictures %v", c, order)
		}
	}
}

// Who begins in the middle gets the newest picture at once, and not those before it.
func TestWhoComesLateSeesTheNewestPictureAtOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []codec.Codec{codec.H264, codec.H265, codec.MJPEG} {
		var hold Hold
		units := brighter(t, c)
		for i, u := range units[:20] {
			hold.Put(u, time.Duration(i)*frameTime)
		}
		stream := holdStream(t, &hold)
		var seen []int
		now := 20 * frameTime
		for range 50 { // a slow machine takes some turns
			if stream.Newest(now, 0, func(p *codec.Picture) { seen = append(seen, shown(p)) }) != 0 {
				break
			}
		}
		if len(seen) != 1 || seen[0] < 16 || seen[0] > 19 {
			t.Errorf("%v: saw %v", c, seen)
		}
		if decoded, _ := stream.Decoded(); c == codec.MJPEG && decoded != 1 {
			t.Errorf("%d pictures of Motion JPEG were decoded for one", decoded)
		}
	}
}

func TestACameraMayChangeItsCodecOnTheWay(t *testing.T) {
	t.Parallel()
	var hold Hold
	stream := holdStream(t, &hold)
	now, version := time.Duration(0), uint64(0)
	for _, c := range []codec.Codec{codec.H264, codec.H265, codec.MJPEG, codec.H264} {
		seen := 0
		for _, u := range brighter(t, c) {
			now += frameTime
			hold.Put(u, now)
			version = stream.Newest(now, version, func(*codec.Picture) { seen++ })
		}
		if seen < 27 {
			t.Errorf("%v: %d pictures were seen", c, seen)
		}
	}
}

func TestAHoldNobodyReadsIsBounded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		size, count int
		every       int // so many pictures from one key frame to the next
		keyed       bool
	}{
		"a usual camera":              {20_000, 390, 100, true},
		"no key frame ever again":     {100, 1500, 1 << 30, false},
		"pictures of half a megabyte": {500_000, 90, 50, false},
		"key frames alone":            {500_000, 30, 1, true},
	} {
		var hold Hold
		data := make([]byte, test.size)
		for i := range test.count {
			hold.Put(Unit{Codec: codec.H264, Data: data, Key: i%test.every == 0}, time.Duration(i)*frameTime)
			if units, size := hold.Held(); size > heldBytes+test.size || units > heldUnits+1 {
				t.Fatalf("%s: %d pictures in %d bytes", name, units, size)
			}
		}
		if _, _, ok := hold.Key(); ok != test.keyed {
			t.Errorf("%s: begins with a key frame: %v", name, ok)
		}
		hold.Forget()
		if units, size := hold.Held(); units != 0 || size != 0 {
			t.Errorf("%s: %d pictures in %d bytes are left", name, units, size)
		}
	}
}

// Who watches already goes on when a row of pictures has become too long to be kept.
func TestWhoWatchesGoesOnThroughALongRow(t *testing.T) {
	t.Parallel()
	var hold Hold
	reader := holdReader{hold: &hold}
	for i := range 3 * heldUnits {
		hold.Put(Unit{Codec: codec.H264, Data: []byte{1}, Key: i == 0}, time.Duration(i))
		if _, ok := reader.pop(time.Duration(i)); !ok {
			t.Fatalf("nothing came at picture %d", i)
		}
	}
	late := holdReader{hold: &hold}
	if _, ok := late.pop(time.Hour); ok || !late.stuck() {
		t.Error("somebody began without a key frame")
	}
}

// A stream nobody asks for decodes nothing, and gives its decoder back.
func TestAHeldStreamNobodyAsksForSleeps(t *testing.T) {
	t.Parallel()
	var hold Hold
	stream := holdStream(t, &hold)
	units := brighter(t, codec.H265)
	for i, u := range units[:10] {
		hold.Put(u, time.Duration(i)*frameTime)
	}
	if decoded, _ := stream.Decoded(); decoded != 0 || stream.Awake() {
		t.Errorf("%d pictures were decoded for nobody", decoded)
	}
	now := 10 * frameTime
	stream.Newest(now, 0, func(*codec.Picture) {})
	if stream.Doze(now + asleepAfter/2) {
		t.Error("it sleeps too early")
	}
	if !stream.Doze(now+asleepAfter+1) || stream.Awake() || stream.decoder != nil {
		t.Error("it does not sleep")
	}
}
