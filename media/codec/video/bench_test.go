//go:build cgo && (avcodec || bsd)

package video

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/codec/codectest"
)

var sizes = []struct {
	name          string
	width, height int
	bitRate       int
}{
	{"360p", 640, 360, 500_000},
	{"720p", 1280, 720, 1_200_000},
	{"1080p", 1920, 1080, 2_500_000},
}

func BenchmarkEncode(b *testing.B) {
	for _, size := range sizes {
		pictures := scenes(size.width, size.height, 25)
		for _, cfg := range []EncoderConfig{{Codec: codec.H264}, {Codec: codec.H264, Profile: Main}, {Codec: codec.VP8}} {
			name := cfg.Codec.String()
			if cfg.Profile == Main {
				name += "-main"
			}
			b.Run(name+"-"+size.name, func(b *testing.B) {
				cfg.Width, cfg.Height, cfg.FrameRate, cfg.BitRate = size.width, size.height, 25, size.bitRate
				e := newEncoder(b, cfg)
				buffer := make([]byte, 0, 1<<20)
				b.ReportAllocs()
				b.ResetTimer()
				done := codectest.CPU(b, "cpu-ms/frame", time.Millisecond)
				for i := range b.N {
					p := *pictures[pingPong(i, len(pictures))]
					p.Time = time.Duration(i) * frameTime
					if _, err := e.Encode(buffer, &p); err != nil {
						b.Fatal(err)
					}
				}
				done()
			})
		}
	}
}

// pingPong goes through n pictures there and back, so that none follows with a jump.
func pingPong(i, n int) int {
	i %= 2*n - 2
	return min(i, 2*n-2-i)
}

func BenchmarkDecode(b *testing.B) {
	for _, size := range sizes {
		for _, s := range benchStreams(b, size.width, size.height, size.bitRate) {
			b.Run(s.name+"-"+size.name, func(b *testing.B) {
				d := newDecoder(b, s.codec)
				b.ReportAllocs()
				b.ResetTimer()
				done := codectest.CPU(b, "cpu-ms/frame", time.Millisecond)
				for i := range b.N {
					if _, err := d.Decode(s.units[i%len(s.units)], 0); err != nil {
						b.Fatal(err)
					}
				}
				done()
			})
		}
	}
}

// benchStreams are scenes of two seconds, encoded by ourselves or by the ffmpeg command.
func benchStreams(b *testing.B, w, h, rate int) (all []stream) {
	b.Helper()
	pictures := scenes(w, h, 50)
	for _, cfg := range []EncoderConfig{{Codec: codec.H264}, {Codec: codec.H264, Profile: Main}, {Codec: codec.VP8}} {
		cfg.Width, cfg.Height, cfg.FrameRate, cfg.BitRate = w, h, 25, rate
		s := stream{name: cfg.Codec.String(), codec: cfg.Codec}
		if cfg.Profile == Main {
			s.name += "-main"
		}
		e := newEncoder(b, cfg)
		for _, p := range pictures {
			s.units = append(s.units, encode(b, e, p).Data)
		}
		e.Close()
		all = append(all, s)
	}
	bits := fmt.Sprint(rate)
	for name, args := range map[string][]string{
		"vp9.ivf":    {"-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", bits},
		"av1.ivf":    {"-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-b:v", bits, "-lag-in-frames", "0"},
		"h265.h265":  {"-c:v", "libx265", "-preset", "superfast", "-b:v", bits, "-x265-params", "log-level=error:aud=1:bframes=0"},
		"jpeg.mjpeg": {"-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", "6"},
	} {
		s := ffmpegEncodes(b, pictures, name, args)
		if decoders[s.codec] != nil {
			all = append(all, s)
		}
	}
	return all
}

func ffmpegEncodes(b *testing.B, pictures []*codec.Picture, name string, args []string) stream {
	b.Helper()
	var raw bytes.Buffer
	for _, p := range pictures {
		for y := range p.Height {
			raw.Write(p.Y[y*p.YStride : y*p.YStride+p.Width])
		}
		for _, c := range [][]byte{p.U, p.V} {
			for y := range p.ChromaHeight() {
				raw.Write(c[y*p.UVStride : y*p.UVStride+p.ChromaWidth()])
			}
		}
	}
	file := filepath.Join(b.TempDir(), name)
	all := append([]string{"-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", fmt.Sprintf("%dx%d", pictures[0].Width, pictures[0].Height), "-r", "25", "-i", "-"}, args...)
	cmd := exec.CommandContext(b.Context(), "ffmpeg", append(all, file)...)
	cmd.Stdin, cmd.Stderr = &raw, os.Stderr
	if err := cmd.Run(); err != nil {
		b.Fatalf("ffmpeg: %v", err)
	}
	s := readStreamFile(b, file)
	s.name = s.codec.String()
	return s
}
