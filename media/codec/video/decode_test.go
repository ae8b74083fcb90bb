//go:build cgo && (avcodec || bsd)

package video

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"veche/media/codec"
)

const frameTime = time.Second / 25

// decodeAll gives copies of all pictures of a stream, with those that Flush gives.
func decodeAll(t testing.TB, s stream) []*codec.Picture {
	t.Helper()
	d := newDecoder(t, s.codec)
	var all []*codec.Picture
	for i, u := range s.units {
		p, err := d.Decode(u, time.Duration(i)*frameTime)
		if err != nil {
			t.Fatalf("%s: unit %d: %v", s.name, i, err)
		}
		if p != nil {
			all = append(all, kept(p))
		}
	}
	for {
		p, err := d.Flush()
		if err != nil {
			t.Fatalf("%s: flush: %v", s.name, err)
		}
		if p == nil {
			return all
		}
		all = append(all, kept(p))
	}
}

func newDecoder(t testing.TB, c codec.Codec) *Decoder {
	t.Helper()
	d, err := NewDecoder(DecoderConfig{Codec: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// TestEveryProfileDecodesAsFFmpegSays compares with the ffmpeg command: the same
// bytes where no conversion is in between, else nearly the same.
func TestEveryProfileDecodesAsFFmpegSays(t *testing.T) {
	t.Parallel()
	converted := map[string]bool{ // by another scaler than ours, or not at all
		"gray.h264": true, "high-fullrange.h264": true, "high10.h264": true, "high422.h264": true, "high444.h264": true,
		"main10.h265": true, "vp9-444.ivf": true, "vp9-10.ivf": true, "av1-10.ivf": true,
		"yuvj420.mjpeg": true, "yuvj422.mjpeg": true, "yuvj444.mjpeg": true,
	}
	for _, s := range streams(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			if why := beyondBuild[s.name]; why != "" {
				t.Skip(why)
			}
			got := decodeAll(t, s)
			want := ffmpegDecodes(t, s.name, got[0].Width, got[0].Height)
			if len(got) != len(want) || len(got) != len(s.units) {
				t.Fatalf("%d pictures, ffmpeg gives %d", len(got), len(want))
			}
			seen := make(map[time.Duration]bool)
			for i, p := range got {
				if p.Time%frameTime != 0 || seen[p.Time] {
					t.Errorf("picture %d: time %v", i, p.Time)
				}
				seen[p.Time] = true // with B pictures not in order: the test hands over units as they stand
				q := psnr(t, p, want[i])
				if q < 100 && !converted[s.name] || q < 40 {
					t.Errorf("picture %d: %.1f dB", i, q)
				}
			}
		})
	}
}

// ffmpegDecodes gives what the ffmpeg command makes of the file, in limited range.
func ffmpegDecodes(t testing.TB, name string, w, h int) (all []*codec.Picture) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-i", filepath.Join("testdata", name),
		"-vf", "scale=out_range=tv:sws_flags=area+accurate_rnd", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-fps_mode", "passthrough", "-")
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, stderr.String())
	}
	for raw := out.Bytes(); len(raw) > 0; {
		p := &codec.Picture{Width: w, Height: h, YStride: w, UVStride: (w + 1) / 2}
		luma, chroma := w*h, p.ChromaWidth()*p.ChromaHeight()
		if len(raw) < luma+2*chroma {
			t.Fatal("ffmpeg gave half a picture")
		}
		p.Y, p.U, p.V = raw[:luma], raw[luma:luma+chroma], raw[luma+chroma:luma+2*chroma]
		raw = raw[luma+2*chroma:]
		all = append(all, p)
	}
	return all
}

func TestPictureBeyondTheLimitIsRefused(t *testing.T) {
	t.Parallel()
	for _, s := range streams(t) {
		d, err := NewDecoder(DecoderConfig{Codec: s.codec, MaxPixels: 160*94 - 1})
		if err != nil {
			t.Fatal(err)
		}
		var p *codec.Picture
		var refused error
		for i, u := range s.units {
			p, err = d.Decode(u, time.Duration(i)*frameTime)
			if p != nil {
				t.Errorf("%s: a picture of %dx%d came", s.name, p.Width, p.Height)
				break
			}
			refused = errors.Join(refused, err)
		}
		if refused == nil {
			t.Errorf("%s: no error", s.name)
		}
		d.Close()
	}
}

// Sizes in headers are only claims: a key frame of 16383x16383 must not cost the
// memory of one.
func TestHugeClaimsAreRefusedBeforeAnyMemoryIsTaken(t *testing.T) {
	t.Parallel()
	for name, unit := range map[codec.Codec][]byte{
		codec.VP8: {0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f, 0, 0, 0, 0},
		codec.VP9: {0x82, 0x49, 0x83, 0x42, 0x00, 0x3f, 0xff, 0x03, 0xff, 0xf0, 0, 0, 0, 0, 0, 0},
	} {
		d := newDecoder(t, name)
		if _, err := d.Decode(unit, 0); !errors.Is(err, codec.ErrTooLarge) {
			t.Errorf("%v: %v", name, err)
		}
	}
}

func TestDecoderGoesOnAfterDamage(t *testing.T) {
	t.Parallel()
	for _, s := range streams(t) {
		if beyondBuild[s.name] != "" {
			continue
		}
		d := newDecoder(t, s.codec)
		for _, rubbish := range [][]byte{nil, {0}, {0, 0, 0, 1}, bytes.Repeat([]byte{0xff}, 100), bytes.Repeat([]byte{0}, 100)} {
			if p, _ := d.Decode(rubbish, 0); p != nil {
				t.Errorf("%s: rubbish gave a picture", s.name)
			}
		}
		for range 2 { // with a broken round before the whole one
			for i, u := range s.units {
				if i%3 == 1 {
					u = u[:len(u)/2]
				}
				d.Decode(u, 0)
			}
		}
		var last *codec.Picture
		for i, u := range s.units {
			if p, _ := d.Decode(u, time.Duration(i)*frameTime); p != nil {
				last = kept(p)
			}
		}
		if last == nil {
			t.Errorf("%s: no picture after damage", s.name)
		}
	}
}

func TestClosedCodersSaySo(t *testing.T) {
	t.Parallel()
	d, err := NewDecoder(DecoderConfig{Codec: codec.VP8})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	d.Close()
	if _, err := d.Decode([]byte{1}, 0); !errors.Is(err, codec.ErrClosed) {
		t.Errorf("decode: %v", err)
	}
	if _, err := d.Flush(); !errors.Is(err, codec.ErrClosed) {
		t.Errorf("flush: %v", err)
	}
	e := newEncoder(t, EncoderConfig{Codec: codec.VP8, Width: 64, Height: 64, FrameRate: 25, BitRate: 100_000})
	e.Close()
	e.Close()
	if _, err := e.Encode(nil, codec.NewPicture(64, 64)); !errors.Is(err, codec.ErrClosed) {
		t.Errorf("encode: %v", err)
	}
	if err := e.SetBitRate(50_000); !errors.Is(err, codec.ErrClosed) {
		t.Errorf("bit rate: %v", err)
	}
	if _, err := NewDecoder(DecoderConfig{Codec: codec.Opus}); !errors.Is(err, codec.ErrNotBuilt) {
		t.Errorf("a decoder of pictures for Opus: %v", err)
	}
}
