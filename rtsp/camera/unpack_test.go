package camera

import (
	"bytes"
	"slices"
	"testing"

	"veche/media/codec"
)

// piece is a packet of a test.
type piece struct {
	stamp  uint32
	marker bool
	lost   bool
	data   string
}

func unpacked(u unpacker, pieces []piece) (units []string, keys []bool) {
	for _, p := range pieces {
		u.unpack(&packet{timestamp: p.stamp, marker: p.marker, lost: p.lost, payload: []byte(p.data)}, func(data []byte, _ uint32, key bool) {
			units, keys = append(units, string(bytes.ReplaceAll(data, startCode, []byte("|")))), append(keys, key)
		})
	}
	return units, keys
}

const idr, slice, later = "\x65\x88i", "\x41\x88p", "\x41\x08q" // later is not the first of its picture

func TestPicturesArePutTogether(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pieces []piece
		want   []string
		keys   []bool
	}{
		"one packet each":           {[]piece{{1, true, false, idr}, {2, true, false, slice}}, []string{"|" + idr, "|" + slice}, []bool{true, false}},
		"sets of their own":         {[]piece{{1, true, false, "gs"}, {1, true, false, "hp"}, {1, true, false, idr}}, []string{"|gs|hp|" + idr}, []bool{true}},
		"sets of another time":      {[]piece{{1, true, false, "gs"}, {2, true, false, idr}}, []string{"|gs|" + idr}, []bool{true}},
		"no marker":                 {[]piece{{1, false, false, idr}, {2, false, false, slice}, {3, false, false, slice}}, []string{"|" + idr, "|" + slice}, []bool{true, false}},
		"several slices":            {[]piece{{1, false, false, slice}, {1, true, false, later}}, []string{"|" + slice + "|" + later}, []bool{false}},
		"fragments":                 {[]piece{{1, false, false, "\x7c\x85\x88a"}, {1, false, false, "\x7c\x05b"}, {1, true, false, "\x7c\x45c"}}, []string{"|\x65\x88abc"}, []bool{true}},
		"a fragment that is whole":  {[]piece{{1, true, false, "\x7c\xc5\x88a"}}, []string{"|\x65\x88a"}, []bool{true}},
		"an aggregate":              {[]piece{{1, true, false, "\x78\x00\x02gs\x00\x02hp\x00\x03" + idr}}, []string{"|gs|hp|" + idr}, []bool{true}},
		"Annex B as it is":          {[]piece{{1, true, false, "\x00\x00\x00\x01gs\x00\x00\x00\x01" + idr}}, []string{"|gs|" + idr}, []bool{true}},
		"a fragment is lost":        {[]piece{{1, false, false, "\x7c\x85\x88a"}, {1, true, true, "\x7c\x45c"}, {2, true, false, slice}}, []string{"|" + slice}, []bool{false}},
		"the beginning is lost":     {[]piece{{1, false, true, "\x7c\x05b"}, {1, true, false, "\x7c\x45c"}, {2, true, false, slice}}, []string{"|" + slice}, []bool{false}},
		"the first slice is lost":   {[]piece{{1, true, false, slice}, {2, true, true, later}, {3, true, false, slice}}, []string{"|" + slice, "|" + slice}, []bool{false, false}},
		"the last slice is lost":    {[]piece{{1, false, false, slice}, {2, true, true, slice}}, []string{"|" + slice}, []bool{false}},
		"a whole picture is lost":   {[]piece{{1, true, false, slice}, {3, true, true, slice}}, []string{"|" + slice, "|" + slice}, []bool{false, false}},
		"what nobody has heard of":  {[]piece{{1, true, false, "\x1fxx"}, {1, true, false, "\x79xx"}, {1, true, false, idr}}, []string{"|\x1fxx|" + idr}, []bool{true}},
		"nothing, and less than it": {[]piece{{1, true, false, ""}, {1, true, false, "\x7c"}, {1, true, false, "\x78\x00"}}, nil, nil},
	} {
		got, keys := unpacked(newNALs(&h264), test.pieces)
		if !slices.Equal(got, test.want) || !slices.Equal(keys, test.keys) {
			t.Errorf("%s: %q %v, want %q %v", name, got, keys, test.want, test.keys)
		}
	}
}

// RFC 7798: the header has two octets; with numbers two more.
func TestPicturesOfH265(t *testing.T) {
	t.Parallel()
	numbered := newNALs(&h265Kind)
	numbered.numbered = true
	for name, test := range map[string]struct {
		u      *nals
		pieces []piece
		want   string
	}{
		"plain":                {newNALs(&h265Kind), []piece{{1, true, false, "\x26\x01\x80i"}}, "|\x26\x01\x80i"},
		"fragments":            {newNALs(&h265Kind), []piece{{1, false, false, "\x62\x01\x93\x80a"}, {1, true, false, "\x62\x01\x53b"}}, "|\x26\x01\x80ab"},
		"an aggregate":         {newNALs(&h265Kind), []piece{{1, true, false, "\x60\x01\x00\x03\x42\x01s\x00\x04\x26\x01\x80i"}}, "|\x42\x01s|\x26\x01\x80i"},
		"numbered":             {numbered, []piece{{1, true, false, "\x26\x01\x00\x07\x80i"}}, "|\x26\x01\x80i"},
		"numbered fragments":   {numbered, []piece{{1, false, false, "\x62\x01\x93\x00\x07\x80a"}, {1, true, false, "\x62\x01\x53b"}}, "|\x26\x01\x80ab"},
		"a numbered aggregate": {numbered, []piece{{1, true, false, "\x60\x01\x00\x07\x00\x03\x42\x01s\x00\x00\x04\x26\x01\x80i"}}, "|\x42\x01s|\x26\x01\x80i"},
	} {
		got, keys := unpacked(test.u, test.pieces)
		if !slices.Equal(got, []string{test.want}) || !keys[0] {
			t.Errorf("%s: %q %v, want %q", name, got, keys, test.want)
		}
	}
}

func TestFramesOfAAC(t *testing.T) {
	t.Parallel()
	adts := "\xff\xf1\x50\x80\x01\x3f\xfcab" // 9 octets
	for name, test := range map[string]struct {
		pieces []piece
		want   []string
	}{
		"two":                  {[]piece{{0, true, false, "\x00\x20\x00\x10\x00\x08abc"}}, []string{"ab", "c"}},
		"in fragments":         {[]piece{{0, false, false, "\x00\x10\x00\x20ab"}, {0, true, false, "\x00\x10\x00\x20cd"}}, []string{"abcd"}},
		"a fragment is lost":   {[]piece{{0, false, false, "\x00\x10\x00\x28ab"}, {0, true, true, "\x00\x10\x00\x28cd"}, {1, true, false, "\x00\x10\x00\x08e"}}, []string{"e"}},
		"with an ADTS header":  {[]piece{{0, true, false, "\x00\x10\x00\x48" + adts}}, []string{"ab"}},
		"longer than it comes": {[]piece{{0, true, false, "\x00\x20\x00\x10\x00\x40abc"}}, []string{"ab"}},
		"no headers":           {[]piece{{0, true, false, "\x00\x00abc"}, {0, true, false, "\xff\xffabc"}, {0, true, false, "a"}}, nil},
	} {
		got, _ := unpacked(&aac{size: 13, index: 3, delta: 3, step: 1024}, test.pieces)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// A Motion JPEG picture with restart markers has their interval in its file.
func TestRestartMarkersOfJPEG(t *testing.T) {
	t.Parallel()
	header := func(offset byte) string { return string([]byte{0, 0, 0, offset, 65, 50, 8, 8, 0, 4, 0xff, 0xff}) }
	got, _ := unpacked(&jpegs{}, []piece{{0, false, false, header(0) + "scan"}, {0, true, false, header(4) + "data"}})
	if len(got) != 1 || !bytes.Contains([]byte(got[0]), []byte("\xff\xdd\x00\x04\x00\x04")) || !bytes.Contains([]byte(got[0]), []byte("scandata")) {
		t.Fatalf("%q", got)
	}
	if w, h := pictureSize(codec.MJPEG, []byte(got[0])); w != 64 || h != 64 {
		t.Errorf("it is %d × %d", w, h)
	}
	if lost, _ := unpacked(&jpegs{}, []piece{{0, false, false, header(0) + "scan"}, {0, true, true, header(9) + "data"}}); len(lost) > 0 {
		t.Error("a picture with a hole was taken")
	}
}
