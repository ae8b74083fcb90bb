package sound

import (
	"encoding/binary"
	"errors"
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
		size := 60 // 12 to 30 ms of G726, whole samples of any size
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
		cfg  DecoderConfig
	}{
		{name: "lc-mono.aac", rate: 16000},
		{name: "lc-stereo.aac", rate: 44100},
		{name: "lc-51.aac", rate: 48000},
		{name: "g726-16.raw", rate: 8000, cfg: DecoderConfig{Bits: 2}},
		{name: "g726-24.raw", rate: 8000, cfg: DecoderConfig{Bits: 3}},
		{name: "g726-32.raw", rate: 8000},
		{name: "g726-40.raw", rate: 8000, cfg: DecoderConfig{Bits: 5}},
		{name: "g726-24-aal2.raw", rate: 8000, cfg: DecoderConfig{Bits: 3, AAL2: true}},
		{name: "g726-32-aal2.raw", rate: 8000, cfg: DecoderConfig{AAL2: true}},
	} {
		for channels := 1; channels <= 2; channels++ {
			c, packets := readPackets(t, test.name)
			if !slices.Contains(Decoders(), c) {
				t.Skip("not in this build")
			}
			cfg := test.cfg
			cfg.Codec, cfg.Channels = c, channels
			d := newDecoder(t, cfg)
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

// Samples that stand by themselves come in any rate and number of channels, and leave
// in as many channels as are wanted.
func TestPlainSamplesOfAnyRateAndChannels(t *testing.T) {
	t.Parallel()
	ulaw := newEncoder(t, EncoderConfig{Codec: codec.PCMU})
	half, err := ulaw.Encode(nil, slices.Repeat([]int16{16000}, ulaw.FrameSize()))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		cfg     DecoderConfig
		packet  []byte
		samples int
		rate    int
		want    []int16 // the first
	}{
		"L16 mono":             {DecoderConfig{Codec: codec.L16, Rate: 22050}, []byte{0x01, 0x02, 0xff, 0xfe}, 2, 22050, []int16{0x102, -2}},
		"L16 stereo":           {DecoderConfig{Codec: codec.L16, Rate: 48000, Coded: 2}, []byte{0, 10, 0, 30}, 1, 48000, []int16{20}},
		"L16 stereo to stereo": {DecoderConfig{Codec: codec.L16, Coded: 2, Channels: 2}, []byte{0, 10, 0, 30}, 1, 44100, []int16{10, 30}},
		"L16 with a loose end": {DecoderConfig{Codec: codec.L16, Coded: 2}, []byte{0, 10, 0, 30, 7}, 1, 44100, []int16{20}},
		"G711 at 16 kHz":       {DecoderConfig{Codec: codec.PCMU, Rate: 16000}, half, 160, 16000, nil},
		"G711 stereo":          {DecoderConfig{Codec: codec.PCMU, Coded: 2}, half, 80, 8000, nil},
	} {
		d := newDecoder(t, test.cfg)
		pcm := make([]int16, MaxSamples)
		n, err := d.Decode(pcm, test.packet)
		if err != nil || n != test.samples || d.Rate() != test.rate || !slices.Equal(pcm[:len(test.want)], test.want) {
			t.Errorf("%s: %d samples at %d Hz, %v, %v", name, n, d.Rate(), pcm[:4], err)
		}
		if test.want == nil && (pcm[0] < 15000 || pcm[n-1] < 15000) {
			t.Errorf("%s: %v", name, pcm[:n])
		}
	}
	for _, cfg := range []DecoderConfig{
		{Codec: codec.L16, Rate: 1}, {Codec: codec.L16, Rate: 1 << 20}, {Codec: codec.PCMA, Coded: 9}, {Codec: codec.G726, Bits: 6},
	} {
		if !slices.Contains(Decoders(), cfg.Codec) {
			continue
		}
		if _, err := NewDecoder(cfg); !errors.Is(err, codec.ErrUnsupported) {
			t.Errorf("%+v: %v", cfg, err)
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
func FuzzL16(f *testing.F)      { fuzzDecoder(f, codec.L16, nil) }
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
	if c == codec.L16 {
		return [][]byte{make([]byte, 640), {1, 2, 3}}
	}
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
