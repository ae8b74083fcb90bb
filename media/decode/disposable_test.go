//go:build cgo && (avcodec || bsd)

package decode

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/codec/video"
)

// layered is a stream of VP8 in three temporal layers, as browsers send it.
func layered(t *testing.T) (all [][]byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "layers.ivf")
	cmd := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x96:r=30:d=2",
		"-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "200k", "-error-resilient", "1", "-g", "300",
		"-ts-parameters", "ts_number_layers=3:ts_target_bitrate=80,120,200:ts_rate_decimator=4,2,1:ts_periodicity=4:ts_layer_id=0,2,1,2:ts_layering_mode=3", file)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		t.Skipf("ffmpeg: %v", err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for data = data[32:]; len(data) > 0; {
		size := 12 + binary.LittleEndian.Uint32(data)
		all = append(all, data[12:size])
		data = data[size:]
	}
	return all
}

// TestFramesThatNobodyNeedsAreRecognized decodes streams with and without them:
// what is left is the same.
func TestFramesThatNobodyNeedsAreRecognized(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		codec codec.Codec
		units [][]byte
		share int // of the frames, in percent, at least
	}{
		"VP8 in three layers": {codec.VP8, layered(t), 40},
		"VP8 in one":          {codec.VP8, units(t, "vp8.ivf"), 0},
		"H264 with B":         {codec.H264, units(t, "high-b.h264"), 10},
		"H264 baseline":       {codec.H264, units(t, "baseline.h264"), 0},
	} {
		if test.codec == codec.H264 && !slices.Contains(video.Decoders(), codec.H265) {
			continue // without FFmpeg's decoder, B pictures are not exact
		}
		whole, _ := pictures(t, test.codec, test.units, false)
		thin, left := pictures(t, test.codec, test.units, true)
		if left*100 < len(test.units)*test.share || test.share == 0 && left > 0 {
			t.Errorf("%s: %d of %d frames can be left out", name, left, len(test.units))
		}
		for at, p := range thin {
			if !equalPictures(p, whole[at]) {
				t.Errorf("%s: the picture at %v is another when some are left out", name, at)
			}
		}
		if len(thin) < len(test.units)-left-1 {
			t.Errorf("%s: %d pictures of %d frames", name, len(thin), len(test.units)-left)
		}
	}
}

// pictures decodes units, without those that are disposable if thin.
func pictures(t *testing.T, c codec.Codec, units [][]byte, thin bool) (all map[time.Duration]*codec.Picture, left int) {
	t.Helper()
	d, err := video.NewDecoder(video.DecoderConfig{Codec: c})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	all = make(map[time.Duration]*codec.Picture)
	disposer := disposer{codec: c}
	keep := func(p *codec.Picture, err error) bool {
		if err != nil {
			t.Fatal(err)
		}
		if p == nil {
			return false
		}
		kept := codec.NewPicture(p.Width, p.Height)
		kept.CopyFrom(p)
		all[p.Time] = kept
		return true
	}
	for i, unit := range units {
		if disposer.disposable(unit) && thin {
			left++
			continue
		}
		keep(d.Decode(unit, time.Duration(i)*time.Second))
	}
	for keep(d.Flush()) {
	}
	return all, left
}

func FuzzDisposable(f *testing.F) {
	f.Add([]byte{0x11, 0, 0, 1, 2, 3, 4, 5, 6, 7}, byte(0))
	f.Add([]byte{0, 0, 1, 0x01, 2, 0, 0, 1, 0x41}, byte(1))
	f.Fuzz(func(_ *testing.T, unit []byte, kind byte) {
		d := disposer{codec: codec.VP8 + codec.Codec(kind%4)}
		d.disposable(unit)
	})
}

// TestLateAskersDecodeLess: who asks for every second picture does not pay for those
// that nothing needs, and sees the same.
func TestLateAskersDecodeLess(t *testing.T) {
	t.Parallel()
	frames := layered(t)
	whole, _ := pictures(t, codec.VP8, frames, false)
	s, err := NewStream(Config{Codec: codec.VP8})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Newest(0, 0, nil)
	for i, frame := range frames {
		now := time.Duration(i) * 33 * time.Millisecond
		s.Push(&Packet{Sequence: uint16(i), Timestamp: uint32(i) * 3000, Marker: true, Payload: append([]byte{0x10}, frame...)}, now)
		if i%2 == 0 {
			s.Newest(now, 0, func(p *codec.Picture) {
				if !equalPictures(p, whole[time.Duration(i)*time.Second]) {
					t.Errorf("picture %d is another", i)
				}
			})
		}
	}
	if decoded, skipped := s.Decoded(); skipped < uint64(len(frames)*40/100) || decoded+skipped < uint64(len(frames)-1) {
		t.Errorf("%d decoded, %d left out, of %d", decoded, skipped, len(frames))
	}
}
