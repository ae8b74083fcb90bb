//go:build cgo && (avcodec || bsd)

package video

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"veche/media/codec"
)

// stream is a file of testdata, in access units.
type stream struct {
	name  string
	codec codec.Codec
	units [][]byte
}

func readStream(t testing.TB, name string) stream {
	t.Helper()
	return readStreamFile(t, filepath.Join("testdata", name))
}

func readStreamFile(t testing.TB, path string) stream {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := stream{name: filepath.Base(path)}
	switch filepath.Ext(path) {
	case ".h264":
		s.codec, s.units = codec.H264, splitBefore(data, []byte{0, 0, 0, 1, 9})
	case ".h265":
		s.codec, s.units = codec.H265, splitBefore(data, []byte{0, 0, 0, 1, 35 << 1})
	case ".mjpeg":
		s.codec, s.units = codec.MJPEG, splitBefore(data, []byte{0xff, 0xd8, 0xff})
	case ".ivf":
		s.codec = map[string]codec.Codec{"VP80": codec.VP8, "VP90": codec.VP9, "AV01": codec.AV1}[string(data[8:12])]
		for data = data[32:]; len(data) > 0; {
			size := binary.LittleEndian.Uint32(data)
			s.units = append(s.units, data[12:12+size])
			data = data[12+size:]
		}
	}
	if s.codec == codec.None || len(s.units) == 0 {
		t.Fatalf("%s: no stream", path)
	}
	return s
}

func splitBefore(data, mark []byte) (units [][]byte) {
	for {
		next := bytes.Index(data[1:], mark)
		if next < 0 {
			return append(units, data)
		}
		units = append(units, data[:next+1])
		data = data[next+1:]
	}
}

// streams are all files of testdata that this build decodes.
func streams(t testing.TB) (all []stream) {
	t.Helper()
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, ".sh") || strings.HasSuffix(f, ".md") || !strings.Contains(filepath.Base(f), ".") || filepath.Base(f) == "fuzz" {
			continue
		}
		if s := readStream(t, filepath.Base(f)); decoders[s.codec] != nil {
			all = append(all, s)
		}
	}
	if len(all) < 10 {
		t.Fatalf("only %d streams in testdata", len(all))
	}
	return all
}
