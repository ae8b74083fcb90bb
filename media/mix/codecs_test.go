package mix

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/codec/sound"
)

// The coders of package sound are what sources and legs of the product have.
var _ Decoder = (*sound.Decoder)(nil)

// coded is a stream of packets of a codec, for ever the same second.
type coded struct {
	packets [][]byte
	clock   int
	step    uint32 // of the timestamps
	rate    int
}

func newCoded(t testing.TB, cfg sound.EncoderConfig, voice func(float64) float64) *coded {
	t.Helper()
	if !slices.Contains(sound.Encoders(), cfg.Codec) {
		t.Skip("not in this build")
	}
	e, err := sound.NewEncoder(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if cfg.FEC {
		if err := e.SetLoss(20); err != nil {
			t.Fatal(err)
		}
	}
	c := &coded{clock: e.Rate(), rate: e.Rate(), step: uint32(e.FrameSize())}
	if cfg.Codec == codec.G722 {
		c.clock, c.step = 8000, 160
	}
	pcm := make([]int16, e.FrameSize())
	for i := range 100 {
		for k := range pcm {
			pcm[k] = sampled(voice, i*len(pcm)+k, e.Rate())
		}
		packet, err := e.Encode(nil, pcm)
		if err != nil {
			t.Fatal(err)
		}
		if i >= 50 { // the coder has settled
			c.packets = append(c.packets, packet)
		}
	}
	return c
}

func (c *coded) packet(i int, now time.Duration) Packet {
	return Packet{
		Sequence: uint16(i), Timestamp: uint32(i) * c.step, Arrival: now, Payload: c.packets[i%len(c.packets)],
	}
}

func newDecoder(t testing.TB, c codec.Codec) *sound.Decoder {
	t.Helper()
	d, err := sound.NewDecoder(sound.DecoderConfig{Codec: c})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// encoding is a sink that encodes, as legs do.
type encoding struct {
	*sound.Encoder
	packet []byte
	bytes  int
}

func (e *encoding) Play(f Frame) {
	e.packet, _ = e.Encode(e.packet[:0], f.PCM)
	e.bytes += len(e.packet)
}

// Through real codecs and loss, what is heard stays what was said.
func TestSpeechThroughRealCodecsAndLoss(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		cfg  sound.EncoderConfig
		lost int // every so many-th packet
	}{
		{"Opus", sound.EncoderConfig{Codec: codec.Opus, Voice: true}, 0},
		{"Opus with FEC and loss", sound.EncoderConfig{Codec: codec.Opus, Voice: true, FEC: true}, 7},
		{"G722", sound.EncoderConfig{Codec: codec.G722}, 0},
		{"G722 with loss", sound.EncoderConfig{Codec: codec.G722}, 20},
		{"G711", sound.EncoderConfig{Codec: codec.PCMA}, 0},
		{"G711 with loss", sound.EncoderConfig{Codec: codec.PCMA}, 20},
	} {
		c := newCoded(t, test.cfg, voice)
		m := New(Config{})
		source := m.AddSource(SourceConfig{Decoder: newDecoder(t, test.cfg.Codec), Clock: c.clock, Copies: test.cfg.FEC})
		e := &ear{}
		m.AddLeg(LegConfig{Sink: e, Rate: 48000, Hearing: Hearing{All: true}})
		for i := range 300 {
			now := time.Duration(i) * frameTime
			if test.lost == 0 || i%test.lost != 3 {
				source.Push(c.packet(i, now))
			}
			m.Tick(now)
		}
		stats := source.Stats()
		m.Close()
		pcm := e.end(4*time.Second, 48000)
		said := make([]int16, 4*48000)
		for i := range said {
			said[i] = sampled(voice, i, 48000)
		}
		envelope := func(pcm []int16) (levels []float64) {
			for ; len(pcm) >= 960; pcm = pcm[960:] {
				x := make([]float32, 960)
				toFloat(x, pcm[:960])
				levels = append(levels, effective(x))
			}
			return levels
		}
		heard, want := envelope(pcm), envelope(said)
		best := 0.0
		for shift := range 50 {
			var cross, aa, bb float64
			for i := range heard {
				a, b := heard[i], want[(i+shift)%len(want)]
				cross, aa, bb = cross+a*b, aa+a*a, bb+b*b
			}
			best = max(best, cross/math.Sqrt(aa*bb))
		}
		t.Logf("%s: %.3f, %+v", test.name, best, stats)
		if best < 0.95 {
			t.Errorf("%s: the syllables are %.3f alike", test.name, best)
		}
		if test.lost == 0 && stats.Concealed > 0 || stats.Delay > 80*time.Millisecond {
			t.Errorf("%s: %+v", test.name, stats)
		}
	}
}

// Opus sends next to nothing in pauses: that is no loss, costs no delay, and the room
// behind the speaker is heard on.
func TestPausesOfOpusAreNoLoss(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(8, 9))
	talk := func(at float64) float64 {
		second := math.Mod(at, 8)
		noise := 0.002 * (2*random.Float64() - 1)
		if second > 2 {
			return noise
		}
		return noise + voice(at)
	}
	if !slices.Contains(sound.Encoders(), codec.Opus) {
		t.Skip("not in this build")
	}
	e, err := sound.NewEncoder(sound.EncoderConfig{Codec: codec.Opus, Voice: true, DTX: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	m := New(Config{})
	defer m.Close()
	source := m.AddSource(SourceConfig{Decoder: newDecoder(t, codec.Opus), Clock: 48000})
	heard := &ear{}
	m.AddLeg(LegConfig{Sink: heard, Rate: 48000, Plain: true, Hearing: Hearing{All: true}})
	pcm := make([]int16, 960)
	sequence, sent, pausing := uint16(0), 0, false
	for i := range 1000 {
		now := time.Duration(i) * frameTime
		for k := range pcm {
			pcm[k] = sampled(talk, i*960+k, 48000)
		}
		packet, err := e.Encode(nil, pcm)
		if err != nil {
			t.Fatal(err)
		}
		pause := len(packet) <= pausePacket
		if !pause || !pausing { // browsers send the first packet of a pause only
			source.Push(Packet{Sequence: sequence, Timestamp: uint32(i) * 960, Payload: packet, Arrival: now})
			sequence++
			sent++
		}
		pausing = pause
		m.Tick(now)
	}
	stats := source.Stats()
	t.Logf("%d packets, %+v", sent, stats)
	if sent > 900 {
		t.Errorf("%d packets: there was no pause", sent)
	}
	if stats.Concealed > 0 || stats.Lost > 0 || stats.Delay > 80*time.Millisecond {
		t.Errorf("%+v", stats)
	}
	for pcm := heard.pcm[48000*35/10 : 48000*75/10]; len(pcm) >= 1920; pcm = pcm[1920:] {
		x := make([]float32, 1920)
		toFloat(x, pcm[:1920])
		if level := 20 * math.Log10(max(effective(x), 1e-9)); math.Abs(level+58.7) > 6 {
			t.Errorf("40 ms of the pause are at %.0f dB", level)
		}
	}
}

// The sound of 20 people in browsers and 20 room systems, with all of coding: at most
// 8 % of a core.
func BenchmarkTickWithCodecs(b *testing.B) {
	opus := newCoded(b, sound.EncoderConfig{Codec: codec.Opus, Voice: true}, voice)
	rooms := newCoded(b, sound.EncoderConfig{Codec: codec.G722}, voice)
	for _, test := range []struct {
		name          string
		speak, listen bool // room systems
	}{
		{"20 Opus speakers, 20 silent G722 legs", false, true},
		{"20 Opus speakers, 20 G722 legs that speak too", true, true},
	} {
		b.Run(test.name, func(b *testing.B) {
			m := New(Config{})
			defer m.Close()
			type stream struct {
				*Source
				*coded
			}
			var streams []stream
			for range 20 {
				s := m.AddSource(SourceConfig{Decoder: newDecoder(b, codec.Opus), Clock: 48000, Copies: true})
				streams = append(streams, stream{s, opus})
			}
			for range 20 {
				own := m.AddSource(SourceConfig{Decoder: newDecoder(b, codec.G722), Clock: 8000})
				if test.speak {
					streams = append(streams, stream{own, rooms})
				}
				e, err := sound.NewEncoder(sound.EncoderConfig{Codec: codec.G722})
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(e.Close)
				m.AddLeg(LegConfig{
					Sink: &encoding{Encoder: e}, Rate: 16000, Hearing: Hearing{All: true, But: []*Source{own}},
				})
			}
			i := 0
			step := func() {
				now := time.Duration(i) * frameTime
				for k, s := range streams {
					p := s.packet(i, now)
					p.Payload = s.packets[(i+k)%len(s.packets)]
					s.Push(p)
				}
				m.Tick(now)
				i++
			}
			for range 50 {
				step()
			}
			b.ReportAllocs()
			before := processorTime(b)
			for b.Loop() {
				step()
			}
			used := float64(processorTime(b)-before) / float64(b.N)
			b.ReportMetric(used, "cpu-ns/op")
			b.ReportMetric(used/float64(frameTime)*100, "%core")
		})
	}
}
