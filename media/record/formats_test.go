package record

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"testing"
	"time"

	"veche/media/codec"
)

// ivf splits an IVF file into frames.
func ivf(b []byte) [][]byte {
	var frames [][]byte
	for b = b[32:]; len(b) > 12; {
		size := int(binary.LittleEndian.Uint32(b)) + 12
		frames = append(frames, b[12:size])
		b = b[size:]
	}
	return frames
}

// ogg splits an Ogg stream into packets, RFC 3533 section 6.
func ogg(b []byte) [][]byte {
	var packets [][]byte
	var packet []byte
	for len(b) > 27 {
		laces := b[27 : 27+int(b[26])]
		b = b[27+len(laces):]
		for _, n := range laces {
			packet = append(packet, b[:n]...)
			b = b[n:]
			if n < 255 {
				packets = append(packets, packet)
				packet = nil
			}
		}
	}
	return packets
}

// What participants send goes into files of its own as it is.
func TestTracksOfParticipantsAreKeptAsTheyAre(t *testing.T) {
	t.Parallel()
	picture := func(codec, container string, args ...string) func(t *testing.T) [][]byte {
		return func(t *testing.T) [][]byte {
			t.Helper()
			b, err := ffmpeg(slices.Concat([]string{"-f", "lavfi", "-i", "testsrc=size=162x90:rate=25", "-t", "2", "-pix_fmt", "yuv420p", "-c:v", codec}, args, []string{"-f", container, "-"})...)
			if err != nil {
				t.Fatal(err)
			}
			return ivf(b)
		}
	}
	for name, test := range map[string]struct {
		track  Track
		frames func(t *testing.T) [][]byte
		codec  string
		every  time.Duration
	}{
		"VP8": {Track{Format: VP8}, picture("libvpx", "ivf", "-deadline", "realtime", "-auto-alt-ref", "0"), "vp8", 40 * time.Millisecond},
		"VP9": {Track{Format: VP9}, picture("libvpx-vp9", "ivf", "-deadline", "realtime", "-cpu-used", "8"), "vp9", 40 * time.Millisecond},
		"AV1": {Track{Format: AV1}, picture("libaom-av1", "ivf", "-usage", "realtime", "-cpu-used", "8", "-g", "25"), "av1", 40 * time.Millisecond},
		"Opus": {Track{Format: Opus, Channels: 2, Name: "Анна"}, func(t *testing.T) [][]byte {
			t.Helper()
			b, err := ffmpeg("-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", "2", "-ac", "2", "-c:a", "libopus", "-f", "ogg", "-")
			if err != nil {
				t.Fatal(err)
			}
			return ogg(b)[2:]
		}, "opus", 20 * time.Millisecond},
		"AAC, mono": {Track{Format: AAC, Rate: 44100, Channels: 1}, func(t *testing.T) [][]byte {
			t.Helper()
			b, err := ffmpeg("-f", "lavfi", "-i", "sine=sample_rate=44100", "-t", "2", "-ac", "1", "-c:a", "aac", "-f", "adts", "-")
			if err != nil {
				t.Fatal(err)
			}
			return adtsFrames(b)
		}, "aac", duration(aacFrame, 44100)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needFFmpeg(t)
			c := config(t)
			c.Part, c.Tracks = "p7", []Track{test.track}
			frames := test.frames(t)
			var events []event
			for i, f := range frames {
				events = append(events, event{0, time.Duration(i) * test.every, f})
			}
			w := create(t, c)
			feed(t, w, events)
			unfinished := copyUnfinished(t, w)
			info, err := w.Close(t.Context())
			if err != nil || info.Name.Part != "p7" {
				t.Fatalf("%+v, %v", info, err)
			}
			for _, path := range []string{unfinished, info.Path} {
				if p := probe(t, path); len(p.Streams) != 1 || p.Streams[0].Codec != test.codec {
					t.Fatalf("ffprobe says %+v", p)
				}
				decode(t, path)
			}
			p := probe(t, info.Path)
			if test.track.picture() && (p.Streams[0].Width != 162 || p.Streams[0].Height != 90) {
				t.Errorf("%dx%d", p.Streams[0].Width, p.Streams[0].Height)
			}
			if got := len(times(t, info.Path, 0)); got != len(frames) {
				t.Errorf("%d frames, want %d", got, len(frames))
			}
		})
	}
}

// Silence is what FFmpeg's decoder takes for it, and what it says it is.
func TestSilenceIsSilent(t *testing.T) {
	t.Parallel()
	needFFmpeg(t)
	for channels, frame := range aacSilence {
		c := config(t)
		c.Tracks = []Track{{Format: AAC, Rate: 48000, Channels: channels}}
		var events []event
		for i := range 50 {
			events = append(events, event{0, soundTime(i), frame})
		}
		info := record(t, c, events)
		pcm, err := ffmpeg("-xerror", "-i", info.Path, "-f", "s16le", "-")
		if err != nil {
			t.Fatal(err)
		}
		if len(pcm) != 50*1024*2*int(channels) || len(bytes.Trim(pcm, "\x00")) != 0 {
			t.Errorf("%d channels: %d bytes", channels, len(pcm))
		}
	}
}

// One file has one picture size. Other parameter sets of the same size go into
// the samples, and from then on the first ones too.
func TestParameterSetsMayChangeButNotTheSize(t *testing.T) {
	t.Parallel()
	encode := func(size, profile string) [][]byte {
		b, err := ffmpeg("-f", "lavfi", "-i", "testsrc=size="+size+":rate=25", "-t", "1", "-c:v", "libx264", "-preset", "ultrafast",
			"-bf", "0", "-profile:v", profile, "-threads", "1", "-x264-params", "aud=1:repeat-headers=1", "-pix_fmt", "yuv420p", "-f", "h264", "-")
		if err != nil {
			t.Fatal(err)
		}
		return accessUnits(b)
	}
	needFFmpeg(t)
	baseline, high, other := encode("320x180", "baseline"), encode("320x180", "high"), encode("160x90", "baseline")
	var events []event
	for i, f := range slices.Concat(baseline, high, baseline, high) {
		events = append(events, event{0, pictureTime(i), f})
	}
	c := config(t)
	c.Tracks = composed[:1]
	w := create(t, c)
	feed(t, w, events)
	if err := w.Write(0, pictureTime(len(events)), other[0]); !errors.Is(err, ErrEnded) {
		t.Errorf("another size: %v", err)
	}
	info, err := w.Close(t.Context())
	if !errors.Is(err, ErrPictureChanged) || info.Duration != 4*time.Second {
		t.Errorf("%+v, %v", info, err)
	}
	decode(t, info.Path)
}

// The first bytes of what real encoders wrote.
func TestSizesOfRealParameterSets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]codec.SPS{
		"6742c01fd9005005beeb0110000003001000000300a0f1832480":   {Width: 1276, Height: 718},
		"674d401feca02802df7580880000030008000003005078c18cb0":   {Width: 1276, Height: 718, Reorder: 2},
		"6764001facd9405005beeb0110000003001000000300a0f1831960": {Width: 1276, Height: 718, High: true, Chroma: 1, Reorder: 2},
		"67f4001f919b280a00b7cb7808800000030080000005078c18cb":   {Width: 1276, Height: 718, High: true, Chroma: 3, Reorder: 2},
		"67640020acd940500bbdcb808800000300080000030190f8b16cb0": {Width: 1276, Height: 720, High: true, Chroma: 1, Fields: true, Reorder: 2},
	} {
		nal, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := codec.ParseSPS(nal); !ok || got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
		for n := range nal {
			codec.ParseSPS(nal[:n]) // does no harm
		}
	}
}

func TestConfigurationsThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, tracks := range map[string][]Track{
		"nothing":      {},
		"two pictures": {{Format: H264}, {Format: VP8}},
		"no format":    {{}},
		"no channels":  {{Format: AAC, Rate: 48000}},
		"no rate":      {{Format: AAC, Rate: 47999, Channels: 2}},
		"a crowd":      slices.Repeat([]Track{{Format: Opus, Channels: 1}}, 9),
	} {
		c := config(t)
		c.Tracks = tracks
		if w, err := Create(c); err == nil {
			t.Errorf("%s: created", name)
			w.Close(background())
		}
	}
	c := config(t)
	c.Session = "../../etc"
	if _, err := Create(c); err == nil {
		t.Error("a session with slashes: created")
	}
}

func TestOpusPacketsTellTheirLength(t *testing.T) {
	t.Parallel()
	for want, packet := range map[int64][]byte{
		960:      {0xfc},       // CELT, 20 ms
		2 * 960:  {0xfd},       // two of them
		480:      {0x00},       // SILK, 10 ms
		2880:     {0x18},       // SILK, 60 ms
		120:      {0xe0},       // CELT, 2.5 ms
		3 * 1920: {0x13, 0x03}, // three of SILK, 40 ms
		0:        {0x13},       // cut
	} {
		if got := opusLength(packet); got != want {
			t.Errorf("%x: %d, want %d", packet, got, want)
		}
	}
}

// No frame, whatever is in it, does harm; and what becomes a sample of H.264 is
// NAL units behind lengths that fill it.
func FuzzFrames(f *testing.F) {
	f.Add(tinyKey)
	f.Add([]byte("\x10\x02\x00\x9d\x01\x2a\x40\x01\xb4\x00"))
	f.Add([]byte("\x82\x49\x83\x42\x00\x28\x10\x16\x56\x06\x38"))
	f.Add([]byte("\x12\x00\x0a\x0b\x00\x00\x00\x0c\xc5\x03\x65\x36\xbe\x40\x10"))
	f.Fuzz(func(t *testing.T, frame []byte) {
		for _, format := range []Format{H264, VP8, VP9, AV1} {
			in := Track{Format: format}.intake()
			sample, key, err := in.take(nil, frame)
			if err != nil {
				continue
			}
			if key {
				if w, h := in.size(); w == 0 || h == 0 || len(in.entry()) < 86 {
					t.Errorf("format %d: %dx%d", format, w, h)
				}
			}
			for format == H264 && len(sample) > 0 {
				n := int(binary.BigEndian.Uint32(sample))
				if n == 0 || n > len(sample)-4 {
					t.Fatalf("a NAL unit of %d bytes in %d", n, len(sample))
				}
				sample = sample[4+n:]
			}
		}
	})
}
