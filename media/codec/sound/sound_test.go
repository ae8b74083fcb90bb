package sound

import (
	"errors"
	"io"
	"math"
	"slices"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/codec/codectest"
)

func newEncoder(t testing.TB, cfg EncoderConfig) *Encoder {
	t.Helper()
	e, err := NewEncoder(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

func newDecoder(t testing.TB, cfg DecoderConfig) *Decoder {
	t.Helper()
	d, err := NewDecoder(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// speech is something like a voice: a pitch that moves, with overtones, and
// syllables. Music alone would not have shown the decoder that turned speech to noise.
func speech(rate, channels, samples int) []int16 {
	pcm := make([]int16, samples*channels)
	phase := 0.0
	for i := range samples {
		at := float64(i) / float64(rate)
		phase += 2 * math.Pi * (130 + 25*math.Sin(2*math.Pi*1.3*at)) / float64(rate)
		v := 0.0
		for k := 1; k <= 12; k++ {
			formant := math.Exp(-math.Pow(float64(k)-4, 2)/6) + 0.4/float64(k)
			v += formant * math.Sin(float64(k)*phase)
		}
		v *= 2600 * (0.55 + 0.45*math.Sin(2*math.Pi*3*at))
		for c := range channels {
			pcm[i*channels+c] = int16(v * (1 - 0.3*float64(c)))
		}
	}
	return pcm
}

// similarity of a and b, 1 for the same sound however loud, at the shift of b, up
// to most values, at which it is best.
func similarity(a, b []int16, most int) (best float64, shift int) {
	for s := 0; s <= most && s < len(b); s++ {
		var cross, aa, bb float64
		for i := range min(len(a), len(b)-s) {
			x, y := float64(a[i]), float64(b[i+s])
			cross, aa, bb = cross+x*y, aa+x*x, bb+y*y
		}
		if aa > 0 && bb > 0 {
			if c := cross / math.Sqrt(aa*bb); c > best {
				best, shift = c, s
			}
		}
	}
	return best, shift
}

// snr in dB of b as a copy of a.
func snr(a, b []int16) float64 {
	var signal, noise float64
	for i := range min(len(a), len(b)) {
		x, y := float64(a[i]), float64(b[i])
		signal, noise = signal+x*x, noise+(x-y)*(x-y)
	}
	return 10 * math.Log10(signal/max(noise, 1e-9))
}

func loudness(pcm []int16) float64 {
	sum := 0.0
	for _, v := range pcm {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum / float64(max(1, len(pcm))))
}

// roundTrip encodes and decodes; AAC is asked for what it has left.
func roundTrip(t testing.TB, e *Encoder, d *Decoder, pcm []int16, channels int) (out []int16) {
	t.Helper()
	frame := e.FrameSize() * channels
	buffer := make([]int16, MaxSamples*2)
	var packet []byte
	step := func(in []int16) bool {
		var err error
		if packet, err = e.Encode(packet[:0], in); err != nil {
			t.Fatal(err)
		}
		if len(packet) == 0 {
			return false
		}
		n, err := d.Decode(buffer, packet)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, buffer[:n*channels]...)
		return true
	}
	for len(pcm) >= frame {
		step(pcm[:frame])
		pcm = pcm[frame:]
	}
	if e.cfg.Codec == codec.AAC {
		for step(nil) {
		}
	}
	return out
}

func TestRoundTripSoundsLikeWhatWentIn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		cfg     EncoderConfig
		similar float64 // of the shapes of the waves
		snr     float64 // dB; 0 where the coder does not keep the shape
	}{
		{"Opus voice", EncoderConfig{Codec: codec.Opus, Voice: true}, 0.9, 0},
		{"Opus voice at 12 kbit/s", EncoderConfig{Codec: codec.Opus, Voice: true, BitRate: 12_000, FEC: true, DTX: true}, 0.8, 0},
		{"Opus stereo", EncoderConfig{Codec: codec.Opus, Channels: 2, BitRate: 96_000}, 0.97, 10},
		{"G711 µ-law", EncoderConfig{Codec: codec.PCMU}, 0.999, 30},
		{"G711 A-law", EncoderConfig{Codec: codec.PCMA}, 0.999, 30},
		{"G722", EncoderConfig{Codec: codec.G722}, 0.98, 15},
		{"AAC mono", EncoderConfig{Codec: codec.AAC}, 0.98, 15},
		{"AAC stereo", EncoderConfig{Codec: codec.AAC, Channels: 2, BitRate: 128_000}, 0.98, 15},
		{"AAC 16 kHz", EncoderConfig{Codec: codec.AAC, Rate: 16000, BitRate: 32_000}, 0.95, 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if !slices.Contains(Encoders(), test.cfg.Codec) {
				t.Skip("not in this build")
			}
			e := newEncoder(t, test.cfg)
			channels := max(1, test.cfg.Channels)
			d := newDecoder(t, DecoderConfig{Codec: test.cfg.Codec, Channels: channels, Configuration: e.Configuration()})
			in := speech(e.Rate(), channels, e.Rate())
			out := roundTrip(t, e, d, in, channels)
			if d.Rate() != e.Rate() {
				t.Errorf("decoded to %d Hz", d.Rate())
			}
			if len(out) < len(in)*95/100 {
				t.Errorf("%d values of %d came back", len(out), len(in))
			}
			// From the second syllable on, the coders have settled.
			from, length := len(in)/2, len(in)/4
			similar, shift := similarity(in[from:from+length], out[from:], 1100*channels)
			quality := snr(in[from:from+length], out[from+shift:])
			t.Logf("similarity %.3f, SNR %.1f dB, %d samples late, %d announced", similar, quality, shift/channels, e.Delay())
			if similar < test.similar || test.snr > 0 && quality < test.snr {
				t.Errorf("similarity %.3f, SNR %.1f dB", similar, quality)
			}
			if ratio := loudness(out[from:from+length]) / loudness(in[from:from+length]); ratio < 0.7 || ratio > 1.4 {
				t.Errorf("loudness is %.2f of what it was", ratio)
			}
			if d := shift/channels - e.Delay(); test.snr > 0 && (d < -1 || d > 24) {
				t.Errorf("%d samples late, %d announced", shift/channels, e.Delay())
			}
		})
	}
}

func TestMonoAndStereoBecomeWhatIsWanted(t *testing.T) {
	t.Parallel()
	for _, c := range Encoders() {
		for _, test := range []struct{ in, out int }{{1, 2}, {2, 1}} {
			if test.in > formats[c].channels {
				continue
			}
			e := newEncoder(t, EncoderConfig{Codec: c, Channels: test.in})
			d := newDecoder(t, DecoderConfig{Codec: c, Channels: test.out, Configuration: e.Configuration()})
			frame := e.FrameSize()
			pcm := make([]int16, MaxSamples*2)
			in := speech(e.Rate(), test.in, frame*20)
			var last []int16
			for i := range 20 {
				packet, err := e.Encode(nil, in[i*frame*test.in:(i+1)*frame*test.in])
				if err != nil {
					t.Fatal(err)
				}
				if len(packet) == 0 {
					continue
				}
				n, err := d.Decode(pcm, packet)
				if err != nil || n != frame {
					t.Fatalf("%v: %d samples: %v", c, n, err)
				}
				last = pcm[:n*test.out]
			}
			if loudness(last) < 300 {
				t.Errorf("%v from %d to %d channels: loudness %.0f", c, test.in, test.out, loudness(last))
			}
			if test.out == 2 {
				for i := 0; i < len(last); i += 2 {
					if last[i] != last[i+1] {
						t.Errorf("%v: left and right differ", c)
						break
					}
				}
			}
		}
	}
}

// A lost packet is filled so that nothing clicks, and silence comes when nothing does.
func TestLostPacketsAreConcealed(t *testing.T) {
	t.Parallel()
	for _, c := range Encoders() {
		e := newEncoder(t, EncoderConfig{Codec: c, Voice: true})
		d := newDecoder(t, DecoderConfig{Codec: c, Configuration: e.Configuration()})
		frame := e.FrameSize()
		in := speech(e.Rate(), 1, frame*40)
		pcm := make([]int16, MaxSamples)
		var out []int16
		for i := range 40 {
			packet, err := e.Encode(nil, in[i*frame:(i+1)*frame])
			if err != nil {
				t.Fatal(err)
			}
			var n int
			switch {
			case len(packet) == 0:
				continue
			case i == 20:
				n, err = d.Conceal(pcm, frame)
			default:
				n, err = d.Decode(pcm, packet)
			}
			if err != nil || n != frame {
				t.Fatalf("%v: packet %d: %d samples: %v", c, i, n, err)
			}
			out = append(out, pcm[:n]...)
		}
		first := 20 * frame
		if c == codec.AAC {
			first -= frame
		}
		made, before := out[first:first+frame], out[first-frame:first]
		if r := loudness(made) / loudness(before); r < 0.3 || r > 1.6 {
			t.Errorf("%v: what is made up is %.2f times as loud as what was before", c, r)
		}
		step := func(from, to int) (most int) {
			for i := from + 1; i < to; i++ {
				most = max(most, int(math.Abs(float64(out[i])-float64(out[i-1]))))
			}
			return most
		}
		usual := step(frame*10, first)
		if got := step(first-1, first+2*frame); got > usual*2+500 {
			t.Errorf("%v: a click: a step of %d where %d is usual", c, got, usual)
		}
		for range 50 {
			if _, err := d.Conceal(pcm, frame); err != nil {
				t.Fatal(err)
			}
		}
		if l := loudness(pcm[:frame]); l > loudness(before)/10 { // libopus leaves some breath
			t.Errorf("%v: after a second of nothing the loudness is %.0f", c, l)
		}
	}
}

func TestForwardErrorCorrectionBringsBackWhatWasLost(t *testing.T) {
	t.Parallel()
	if !slices.Contains(Encoders(), codec.Opus) {
		t.Skip("not in this build")
	}
	quality := func(recover bool) float64 {
		e := newEncoder(t, EncoderConfig{Codec: codec.Opus, Voice: true, FEC: true, BitRate: 32_000})
		if err := e.SetLoss(20); err != nil {
			t.Fatal(err)
		}
		d, whole := newDecoder(t, DecoderConfig{Codec: codec.Opus}), newDecoder(t, DecoderConfig{Codec: codec.Opus})
		in := speech(48000, 1, 960*100)
		a, b := make([]int16, 960), make([]int16, 960)
		var want, got []int16
		var packets [][]byte
		for i := range 100 {
			p, err := e.Encode(nil, in[i*960:(i+1)*960])
			if err != nil {
				t.Fatal(err)
			}
			packets = append(packets, p)
		}
		for i, p := range packets {
			if _, err := whole.Decode(a, p); err != nil {
				t.Fatal(err)
			}
			lost := i%7 == 5
			var err error
			switch {
			case lost && recover:
				_, err = d.Recover(b, packets[i+1], 960)
			case lost:
				_, err = d.Conceal(b, 960)
			default:
				_, err = d.Decode(b, p)
			}
			if err != nil {
				t.Fatal(err)
			}
			if lost {
				want, got = append(want, a...), append(got, b...)
			}
		}
		return snr(want, got)
	}
	made, recovered := quality(false), quality(true)
	t.Logf("lost packets: SNR %.1f dB made up, %.1f dB recovered", made, recovered)
	if recovered < made+3 {
		t.Errorf("SNR %.1f dB made up, %.1f dB recovered", made, recovered)
	}
}

func TestBitRateOfOpusIsObeyed(t *testing.T) {
	t.Parallel()
	if !slices.Contains(Encoders(), codec.Opus) {
		t.Skip("not in this build")
	}
	e := newEncoder(t, EncoderConfig{Codec: codec.Opus, Voice: true, BitRate: 16_000})
	in := speech(48000, 1, 960*200)
	for _, want := range []int{16_000, 64_000, 24_000} {
		if err := e.SetBitRate(want); err != nil {
			t.Fatal(err)
		}
		bits := 0
		for i := range 200 {
			p, err := e.Encode(nil, in[i*960:(i+1)*960])
			if err != nil {
				t.Fatal(err)
			}
			bits += 8 * len(p)
		}
		if got := bits / 4; got < want*6/10 || got > want*12/10 {
			t.Errorf("asked for %d bit/s, got %d", want, got)
		}
	}
	g := newEncoder(t, EncoderConfig{Codec: codec.PCMU})
	if err := g.SetBitRate(1000); !errors.Is(err, codec.ErrUnsupported) {
		t.Errorf("another bit rate for G711: %v", err)
	}
}

func TestWrongUseIsRefused(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]EncoderConfig{
		"stereo G711":    {Codec: codec.PCMU, Channels: 2},
		"16 kHz G711":    {Codec: codec.PCMU, Rate: 16000},
		"three ears":     {Codec: codec.PCMA, Channels: 3},
		"pictures":       {Codec: codec.H264},
		"nothing at all": {},
	} {
		if e, err := NewEncoder(cfg); err == nil {
			e.Close()
			t.Errorf("%s: opened", name)
		}
	}
	for _, c := range Decoders() {
		d := newDecoder(t, DecoderConfig{Codec: c})
		if _, err := d.Decode(make([]int16, 960), nil); !errors.Is(err, codec.ErrDamaged) {
			t.Errorf("%v: an empty packet: %v", c, err)
		}
		if _, err := d.Conceal(make([]int16, 10), 960); !errors.Is(err, io.ErrShortBuffer) {
			t.Errorf("%v: concealing into a short buffer: %v", c, err)
		}
		d.Close()
		d.Close()
		if _, err := d.Decode(make([]int16, 960), []byte{1}); !errors.Is(err, codec.ErrClosed) {
			t.Errorf("%v: decoding when closed: %v", c, err)
		}
		if _, err := d.Conceal(make([]int16, 960), 960); !errors.Is(err, codec.ErrClosed) {
			t.Errorf("%v: concealing when closed: %v", c, err)
		}
	}
	for _, c := range Encoders() {
		e := newEncoder(t, EncoderConfig{Codec: c})
		if _, err := e.Encode(nil, make([]int16, 7)); err == nil {
			t.Errorf("%v: a frame of 7 values was taken", c)
		}
		e.Close()
		e.Close()
		if _, err := e.Encode(nil, make([]int16, e.FrameSize())); !errors.Is(err, codec.ErrClosed) {
			t.Errorf("%v: encoding when closed: %v", c, err)
		}
	}
}

func TestCodingMakesNoGarbage(t *testing.T) {
	for _, c := range Encoders() {
		e := newEncoder(t, EncoderConfig{Codec: c})
		d := newDecoder(t, DecoderConfig{Codec: c, Configuration: e.Configuration()})
		in := speech(e.Rate(), 1, e.FrameSize())
		out := make([]int16, MaxSamples)
		buffer := make([]byte, 0, 8000)
		n := testing.AllocsPerRun(50, func() {
			packet, err := e.Encode(buffer, in)
			if err != nil {
				t.Fatal(err)
			}
			if len(packet) > 0 {
				if _, err := d.Decode(out, packet); err != nil {
					t.Fatal(err)
				}
			}
		})
		if n > 0 {
			t.Errorf("%v: %.0f allocations for a packet", c, n)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, cfg := range benchConfigs() {
		b.Run(cfg.name, func(b *testing.B) {
			e := newEncoder(b, cfg.EncoderConfig)
			frame := e.FrameSize() * max(1, cfg.Channels)
			in := speech(e.Rate(), max(1, cfg.Channels), e.FrameSize()*100)
			buffer := make([]byte, 0, 8000)
			b.ReportAllocs()
			b.ResetTimer()
			done := per20ms(b, e)
			for i := range b.N {
				at := i % 100 * frame
				if _, err := e.Encode(buffer, in[at:at+frame]); err != nil {
					b.Fatal(err)
				}
			}
			done()
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, cfg := range benchConfigs() {
		b.Run(cfg.name, func(b *testing.B) {
			e := newEncoder(b, cfg.EncoderConfig)
			channels := max(1, cfg.Channels)
			d := newDecoder(b, DecoderConfig{Codec: cfg.Codec, Channels: channels, Configuration: e.Configuration()})
			frame := e.FrameSize() * channels
			in := speech(e.Rate(), channels, e.FrameSize()*100)
			var packets [][]byte
			for i := range 100 {
				if p, _ := e.Encode(nil, in[i*frame:(i+1)*frame]); len(p) > 0 {
					packets = append(packets, p)
				}
			}
			out := make([]int16, MaxSamples*2)
			b.ReportAllocs()
			b.ResetTimer()
			done := per20ms(b, e)
			for i := range b.N {
				if _, err := d.Decode(out, packets[i%len(packets)]); err != nil {
					b.Fatal(err)
				}
			}
			done()
		})
	}
}

type benchConfig struct {
	name string
	EncoderConfig
}

func benchConfigs() (all []benchConfig) {
	for _, c := range []benchConfig{
		{"Opus-voice", EncoderConfig{Codec: codec.Opus, Voice: true}},
		{"Opus-stereo", EncoderConfig{Codec: codec.Opus, Channels: 2, BitRate: 96_000}},
		{"G711", EncoderConfig{Codec: codec.PCMU}},
		{"G722", EncoderConfig{Codec: codec.G722}},
		{"AAC-mono", EncoderConfig{Codec: codec.AAC}},
		{"AAC-stereo", EncoderConfig{Codec: codec.AAC, Channels: 2}},
	} {
		if slices.Contains(Encoders(), c.Codec) {
			all = append(all, c)
		}
	}
	return all
}

// per20ms reports processor time for 20 ms of sound.
func per20ms(b *testing.B, e *Encoder) (done func()) {
	b.Helper()
	packet := time.Duration(e.FrameSize()) * time.Second / time.Duration(e.Rate())
	return codectest.CPU(b, "cpu-µs/20ms", time.Duration(float64(time.Microsecond)*float64(packet)/float64(20*time.Millisecond)))
}
