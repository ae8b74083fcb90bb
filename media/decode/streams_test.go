//go:build cgo && (avcodec || bsd)

package decode

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"veche/media/codec"
	"veche/media/codec/video"
)

const samples = "../codec/video/testdata/"

// units reads the access units of a sample.
func units(t *testing.T, name string) (all [][]byte) {
	t.Helper()
	data, err := os.ReadFile(samples + name)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(name) == ".ivf" {
		for data = data[32:]; len(data) > 0; {
			size := 12 + binary.LittleEndian.Uint32(data)
			all = append(all, data[12:size])
			data = data[size:]
		}
		return all
	}
	delimiter := []byte{0, 0, 0, 1, 9}
	for len(data) > 0 {
		end := bytes.Index(data[1:], delimiter) + 1
		if end == 0 {
			end = len(data)
		}
		all = append(all, data[:end])
		data = data[end:]
	}
	return all
}

// TestStreamsAsBrowsersSendThem packetizes real streams with pion's payloaders, and
// compares what comes out with what the decoder makes of the stream itself; also
// when packets overtake one another.
func TestStreamsAsBrowsersSendThem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		codec    codec.Codec
		payloads rtp.Payloader
	}{
		"vp8.ivf":       {codec.VP8, &codecs.VP8Payloader{EnablePictureID: true}},
		"vp9.ivf":       {codec.VP9, &codecs.VP9Payloader{}},
		"av1.ivf":       {codec.AV1, &codecs.AV1Payloader{}},
		"baseline.h264": {codec.H264, &codecs.H264Payloader{}},
		"main.h264":     {codec.H264, &codecs.H264Payloader{}},
	} {
		for _, shuffled := range []bool{false, true} {
			t.Run(name, func(t *testing.T) { compareStream(t, name, test.codec, test.payloads, shuffled) })
		}
	}
}

func compareStream(t *testing.T, name string, c codec.Codec, payloads rtp.Payloader, shuffled bool) {
	t.Helper()
	direct, err := video.NewDecoder(video.DecoderConfig{Codec: c})
	if err != nil {
		t.Fatal(err)
	}
	defer direct.Close()
	s, err := NewStream(Config{Codec: c})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Newest(0, 0, nil) // wakes it
	random := rand.New(rand.NewPCG(5, 6))
	sequence, version, pictures := uint16(65530), uint64(0), 0
	for i, unit := range units(t, name) {
		now := time.Duration(i) * 40 * time.Millisecond
		var packets []Packet
		parts := payloads.Payload(300, unit)
		for n, part := range parts {
			packets = append(packets, Packet{Sequence: sequence, Timestamp: uint32(i) * 3600, Marker: n == len(parts)-1, Payload: part})
			sequence++
		}
		if shuffled {
			random.Shuffle(len(packets), func(a, b int) { packets[a], packets[b] = packets[b], packets[a] })
		}
		for n := range packets {
			s.Push(&packets[n], now)
		}
		want, err := direct.Decode(unit, 0)
		if err != nil {
			t.Fatalf("%s: unit %d: %v", name, i, err)
		}
		var got *codec.Picture
		version = s.Newest(now, version, func(p *codec.Picture) {
			got = p
			if want != nil && !equalPictures(p, want) {
				t.Errorf("%s: picture %d is another", name, i)
			}
		})
		if (want == nil) != (got == nil) {
			t.Fatalf("%s: unit %d: a picture of one and not of the other", name, i)
		}
		if got != nil {
			pictures++
		}
	}
	if pictures < 4 {
		t.Errorf("%s: only %d pictures", name, pictures)
	}
}

func equalPictures(a, b *codec.Picture) bool {
	if a.Width != b.Width || a.Height != b.Height {
		return false
	}
	for y := range a.Height {
		if !bytes.Equal(a.Y[y*a.YStride:][:a.Width], b.Y[y*b.YStride:][:b.Width]) {
			return false
		}
	}
	for y := range a.ChromaHeight() {
		w := a.ChromaWidth()
		if !bytes.Equal(a.U[y*a.UVStride:][:w], b.U[y*b.UVStride:][:w]) || !bytes.Equal(a.V[y*a.UVStride:][:w], b.V[y*b.UVStride:][:w]) {
			return false
		}
	}
	return true
}
