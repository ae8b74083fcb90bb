package sound

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"veche/media/codec"
)

// readPackets cuts a file of testdata into packets.
func readPackets(t testing.TB, name string) (c codec.Codec, packets [][]byte) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	c = codec.AAC
	if filepath.Ext(name) == ".raw" {
		c = codec.G726
	}
	for len(data) > 7 {
		size := 80 // 20 ms of G726
		if c == codec.AAC {
			size = int(data[3]&3)<<11 | int(data[4])<<3 | int(data[5])>>5 // of ADTS
		}
		packets = append(packets, data[:min(size, len(data))])
		data = data[min(size, len(data)):]
	}
	return c, packets
}

func TestForeignStreamsAreDecoded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		rate int
	}{
		{"lc-mono.aac", 16000}, {"lc-stereo.aac", 44100}, {"lc-51.aac", 48000}, {"g726-32.raw", 8000},
	} {
		for channels := 1; channels <= 2; channels++ {
			c, packets := readPackets(t, test.name)
			if !slices.Contains(Decoders(), c) {
				t.Skip("not in this build")
			}
			d := newDecoder(t, DecoderConfig{Codec: c, Channels: channels})
			pcm := make([]int16, MaxSamples*channels)
			var left []int16
			for _, p := range packets {
				n, err := d.Decode(pcm, p)
				if err != nil {
					t.Fatalf("%s: %v", test.name, err)
				}
				for i := range n {
					left = append(left, pcm[i*channels])
				}
			}
			if d.Rate() != test.rate {
				t.Errorf("%s: %d Hz", test.name, d.Rate())
			}
			// The two tones are there and nothing much else.
			part := left[len(left)/4 : len(left)*3/4]
			tones := tone(part, 600, test.rate) + tone(part, 1000, test.rate)
			if all := loudness(part) * loudness(part); len(left) < test.rate*45/100 || tones < all*0.8 || all < 1e5 {
				t.Errorf("%s to %d channels: %d samples, power %.0f, of tones %.0f", test.name, channels, len(left), all, tones)
			}
		}
	}
}

// tone is the power at one frequency.
func tone(pcm []int16, hz float64, rate int) float64 {
	var re, im float64
	for i, v := range pcm {
		s, c := math.Sincos(2 * math.Pi * hz * float64(i) / float64(rate))
		re, im = re+c*float64(v), im+s*float64(v)
	}
	n := float64(len(pcm))
	return 2 * (re*re + im*im) / n / n
}

func FuzzOpus(f *testing.F) { fuzzDecoder(f, codec.Opus, nil) }
func FuzzG711(f *testing.F) { fuzzDecoder(f, codec.PCMU, nil) }
func FuzzG722(f *testing.F) { fuzzDecoder(f, codec.G722, nil) }
func FuzzAAC(f *testing.F) {
	fuzzDecoder(f, codec.AAC, nil, "lc-mono.aac", "lc-stereo.aac", "lc-51.aac")
}
func FuzzAACOfMP4(f *testing.F) { fuzzDecoder(f, codec.AAC, []byte{0x11, 0x90}) } // 48 kHz, stereo
func FuzzG726(f *testing.F)     { fuzzDecoder(f, codec.G726, nil, "g726-32.raw") }

// fuzzDecoder hands whole streams to a decoder: packets, each behind its length in two
// bytes. A packet of length 0 is one that was lost.
func fuzzDecoder(f *testing.F, c codec.Codec, configuration []byte, files ...string) {
	f.Helper()
	if !slices.Contains(Decoders(), c) {
		f.Skipf("%v is not built in", c)
	}
	for _, name := range files {
		_, packets := readPackets(f, name)
		f.Add(pack(packets), true)
	}
	if len(files) == 0 {
		f.Add(pack(ownPackets(f, c)), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, stereo bool) {
		cfg := DecoderConfig{Codec: c, Configuration: configuration}
		if stereo {
			cfg.Channels = 2
		}
		decodeHostile(t, cfg, data)
	})
}

func ownPackets(f *testing.F, c codec.Codec) (packets [][]byte) {
	f.Helper()
	cfg := EncoderConfig{Codec: c, FEC: true}
	if c == codec.AAC {
		cfg.Channels = 2
	}
	e := newEncoder(f, cfg)
	frame := e.FrameSize() * max(1, cfg.Channels)
	in := speech(e.Rate(), max(1, cfg.Channels), e.FrameSize()*8)
	for ; len(in) >= frame; in = in[frame:] {
		if p, _ := e.Encode(nil, in[:frame]); len(p) > 0 {
			packets = append(packets, p)
		}
	}
	return packets
}

func pack(packets [][]byte) (data []byte) {
	for _, p := range packets {
		data = binary.BigEndian.AppendUint16(data, uint16(len(p)))
		data = append(data, p...)
	}
	return data
}

func decodeHostile(t *testing.T, cfg DecoderConfig, data []byte) {
	t.Helper()
	d, err := NewDecoder(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	channels := max(1, cfg.Channels)
	pcm := make([]int16, MaxSamples*channels)
	for i := 0; len(data) > 2 && i < 64; i++ {
		size := min(int(binary.BigEndian.Uint16(data)), len(data)-2)
		packet := data[2 : 2+size]
		data = data[2+size:]
		var n int
		if size == 0 {
			n, err = d.Recover(pcm, data[:min(len(data), 40)], 480)
		} else {
			n, err = d.Decode(pcm, packet)
		}
		if n < 0 || n*channels > len(pcm) || err != nil && n != 0 {
			t.Fatalf("%d samples, %v", n, err)
		}
	}
}
