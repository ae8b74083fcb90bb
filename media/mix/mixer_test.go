package mix

import (
	"math"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// speaker is a sender of a tone.
func speaker(rate int, t tone) *sender {
	return &sender{sound: t.at, rate: rate, sequence: 65530, timestamp: 1<<32 - 5000, ssrc: uint32(t.frequency)}
}

// measured is a part that has a whole number of periods of every tone used here.
const measured = time.Second

func expectTone(t *testing.T, who string, pcm []int16, rate int, frequency, want float64) {
	t.Helper()
	if got := decibels(pcm, rate, frequency); math.Abs(got-want) > 0.3 {
		t.Errorf("%s: %.0f Hz is at %.1f dB, not %.1f", who, frequency, got, want)
	}
}

func expectNothing(t *testing.T, who string, pcm []int16, rate int, frequency, below float64) {
	t.Helper()
	if got := decibels(pcm, rate, frequency); got > below {
		t.Errorf("%s: %.0f Hz is at %.1f dB", who, frequency, got)
	}
}

// Six legs of three rates, each with a microphone of the same or of another rate:
// everybody hears each of the others where he should be, and nothing of himself.
func TestEachLegHearsTheOthersAndNotItself(t *testing.T) {
	t.Parallel()
	const level = 0.1
	s := newSimulation(t, Config{})
	rates := []struct{ speaks, hears int }{
		{48000, 48000}, {48000, 16000}, {16000, 16000}, {16000, 8000}, {8000, 8000}, {8000, 48000},
	}
	var sources []*Source
	var ears []*ear
	for i, r := range rates {
		source, _ := s.add(speaker(r.speaks, tone{float64(400 + 300*i), level}), 3*time.Second)
		_, e := s.listen(r.hears, Hearing{All: true, But: []*Source{source}})
		sources, ears = append(sources, source), append(ears, e)
	}
	_, all := s.listen(48000, Hearing{All: true})
	_, two := s.listen(16000, Hearing{Only: sources[1:3]})
	s.run(3 * time.Second)
	want := 20 * math.Log10(level)
	for i, e := range ears {
		pcm := e.end(measured, rates[i].hears)
		for k := range rates {
			f := float64(400 + 300*k)
			if k == i {
				expectNothing(t, "himself", pcm, rates[i].hears, f, want-60)
			} else {
				expectTone(t, "another", pcm, rates[i].hears, f, want)
			}
		}
	}
	for k := range rates {
		f := float64(400 + 300*k)
		expectTone(t, "who hears all", all.end(measured, 48000), 48000, f, want)
		if k == 1 || k == 2 {
			expectTone(t, "who hears two", two.end(measured, 16000), 16000, f, want)
		} else {
			expectNothing(t, "who hears two", two.end(measured, 16000), 16000, f, want-60)
		}
	}
	if stats := s.Stats(); stats.Decoded != 6 || stats.Blends != 8 {
		t.Errorf("%+v", stats)
	}
}

// The sum is made once for all; only who is heard is decoded.
func TestLegsShareWhatIsTheSame(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	var stage []*Source
	var decoders []*linear
	for i := range 6 {
		source, decoder := s.add(speaker(16000, tone{float64(300 + 100*i), 0.05}), time.Second)
		stage, decoders = append(stage, source), append(decoders, decoder)
	}
	stage = stage[:3]
	for _, own := range stage {
		// The conference leaves the viewer out of what it hears.
		others := slices.DeleteFunc(slices.Clone(stage), func(s *Source) bool { return s == own })
		s.listen(16000, Hearing{Only: others, But: []*Source{own}})
	}
	for range 5 {
		s.listen(16000, Hearing{Only: stage})
		s.listen(8000, Hearing{Only: []*Source{stage[2], stage[0], stage[1], stage[0]}})
	}
	s.run(time.Second)
	if len(s.totals) != 1 {
		t.Errorf("%d sums for one stage", len(s.totals))
	}
	if stats := s.Stats(); stats.Blends != 5 || stats.Decoded != 3 {
		t.Errorf("%+v", stats)
	}
	for _, source := range s.sources[3:] {
		if source.buffer.slots != nil || source.fifo != nil {
			t.Error("there is a buffer for who is not heard")
		}
	}
	for i, d := range decoders {
		if (d.decoded > 0) != (i < 3) {
			t.Errorf("of source %d %d samples were decoded", i, d.decoded)
		}
	}
}

func TestWhoIsMeteredIsDecodedThoughNobodyHears(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	source, decoder := s.add(speaker(8000, tone{440, 0.1}), 2*time.Second)
	other, idle := s.add(speaker(8000, tone{440, 0.1}), 2*time.Second)
	source.SetMetered(true)
	s.run(time.Second)
	// A sine of amplitude 0.1 is at -23 dBov.
	if got := source.Level(); got != 23 {
		t.Errorf("level %d", got)
	}
	if got := other.Level(); got != silence || idle.decoded != 0 {
		t.Errorf("level %d, %d samples decoded", got, idle.decoded)
	}
	source.SetMetered(false)
	s.run(1100 * time.Millisecond)
	before := decoder.decoded
	s.run(2 * time.Second)
	if decoder.decoded != before || source.Level() != silence {
		t.Errorf("still decoded, level %d", source.Level())
	}
}

// Steady tones; somebody comes, is muted, comes back and leaves, is turned up and down
// (I12); the bend of the sum is nowhere more than tones have.
func TestNothingClicksWhenPeopleComeAndGo(t *testing.T) {
	t.Parallel()
	for _, c := range append(conversions[:6:6], conversion{48000, 48000}, conversion{8000, 8000}) {
		speaks, rate := c.from, c.to
		s := newSimulation(t, Config{})
		const until = 5 * time.Second
		stays, _ := s.add(speaker(speaks, tone{300, 0.2}), until)
		_, e := s.listen(rate, Hearing{All: true})
		own, ownEar := s.listen(rate, Hearing{All: true, But: []*Source{stays}})
		var guest *Source
		var decoder *linear
		steps := map[time.Duration]func(){
			1000 * time.Millisecond: func() {
				sends := speaker(speaks, tone{500, 0.2})
				sends.start = s.now
				guest, decoder = s.add(sends, until)
			},
			1500 * time.Millisecond: func() { guest.SetMuted(true) },
			1800 * time.Millisecond: func() { guest.SetMuted(false) },
			2200 * time.Millisecond: func() { guest.SetGain(-12) },
			2600 * time.Millisecond: func() { guest.SetGain(6) },
			2800 * time.Millisecond: func() { own.Hear(Hearing{Only: []*Source{guest}}) },
			3000 * time.Millisecond: func() { own.Hear(Hearing{Only: []*Source{guest, stays}, But: []*Source{stays}}) },
			3200 * time.Millisecond: func() { own.Hear(Hearing{All: true}) },
			3400 * time.Millisecond: func() { guest.Close() },
		}
		s.each = func(now time.Duration) {
			if step := steps[now]; step != nil {
				step()
			}
		}
		s.run(4 * time.Second)
		if !decoder.closed {
			t.Error("the decoder of who left is open")
		}
		limit := bendOf(tone{300, 0.2}, rate) + bendOf(tone{500, 0.4}, rate)
		for _, pcm := range [][]int16{e.pcm, ownEar.pcm} {
			if got := bend(pcm); float64(got) > 1.3*float64(limit)+40 {
				t.Errorf("%v: the sound bends by %d, tones by %d", c, got, limit)
			}
		}
		at := func(d time.Duration) []int16 {
			n := func(d time.Duration) int { return int(d * time.Duration(rate) / time.Second) }
			return e.pcm[n(d) : n(d)+n(200*time.Millisecond)]
		}
		base := 20 * math.Log10(0.2)
		expectTone(t, "a guest", at(1200*time.Millisecond), rate, 500, base)
		expectNothing(t, "a guest muted", at(1550*time.Millisecond), rate, 500, base-60)
		expectTone(t, "a guest turned down", at(2400*time.Millisecond), rate, 500, base-12)
		expectTone(t, "a guest turned up", at(3000*time.Millisecond), rate, 500, base+6)
		expectNothing(t, "a guest gone", at(3500*time.Millisecond), rate, 500, base-60)
	}
}

// Twenty people shout at once: it is loud, and nothing wraps or clips.
func TestManyLoudSpeakersDoNotOverflow(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	for i := range 20 {
		s.add(speaker(16000, tone{float64(200 + 50*i), 0.9}), time.Second)
	}
	_, e := s.listen(16000, Hearing{All: true})
	s.run(time.Second)
	var most int16
	for _, v := range e.pcm {
		most = max(most, v, -v)
	}
	if most > 32500 || most < 29000 {
		t.Errorf("the loudest sample is %d", most)
	}
}

func TestASilentLineDoesNotSoundDead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		cfg      Config
		plain    bool
		from, to float64 // dB
	}{
		{"by default", Config{}, false, -66, -64},
		{"louder", Config{Comfort: -50}, false, -51, -49},
		{"none in the mixer", Config{Comfort: -200}, false, -400, -120},
		{"none for a recording", Config{}, true, -400, -120},
	} {
		m := New(test.cfg)
		e := &ear{}
		m.AddLeg(LegConfig{Sink: e, Rate: 16000, Plain: test.plain, Hearing: Hearing{All: true}})
		for i := range 50 {
			m.Tick(time.Duration(i) * frameTime)
		}
		x := make([]float32, 8000)
		toFloat(x, e.pcm[8000:])
		if got := 20 * math.Log10(max(effective(x), 1e-12)); got < test.from || got > test.to {
			t.Errorf("%s: %.1f dB", test.name, got)
		}
		if e.silent != 50 {
			t.Errorf("%s: %d frames are silent", test.name, e.silent)
		}
		m.Close()
	}
}

// An impulse is heard just where Timestamp says, whatever rates are between.
func TestTimestampsAreExactToTheSample(t *testing.T) {
	t.Parallel()
	for speaks := range bands {
		for hears := range bands {
			in, out := speaks.rate(), hears.rate()
			s := newSimulation(t, Config{})
			const impulse = 0.5 // seconds from the start of the source
			sends := speaker(in, tone{})
			sends.sound = func(at float64) float64 {
				if math.Abs(at-impulse) < 0.2/float64(in) {
					return 0.9
				}
				return 0
			}
			sends.start, sends.once = 7*time.Millisecond, true
			source, _ := s.add(sends, time.Second)
			leg, e := s.listen(out, Hearing{All: true})
			found := false
			e.playing = func(f Frame) {
				best := slices.Max(f.PCM)
				if best < 3000 || found {
					return
				}
				found = true
				first, ok := leg.Timestamp(source)
				if !ok {
					t.Fatal("no timestamp")
				}
				at := float64(slices.Index(f.PCM, best)) / float64(out)
				got := float64(int32(first-sends.timestamp))/float64(in) + at
				if off := math.Abs(got - impulse); off > 1.01/float64(min(in, out)) {
					t.Errorf("%d to %d Hz: off by %.0f µs", in, out, off*1e6)
				}
			}
			s.run(time.Second)
			if !found {
				t.Errorf("%d to %d Hz: no impulse", in, out)
			}
		}
	}
}

func TestALateTickCatchesUpALittle(t *testing.T) {
	t.Parallel()
	m := New(Config{CatchUp: 3})
	defer m.Close()
	e := &ear{}
	var samples []int64
	e.playing = func(f Frame) { samples = append(samples, f.Sample/samplesPerFrame) }
	m.AddLeg(LegConfig{Sink: e, Hearing: Hearing{All: true}})
	const start = 3 * time.Hour
	for _, ms := range []time.Duration{0, 19, 21, 40, 41, 100, 101, 300, 320} {
		m.Tick(start + ms*time.Millisecond)
	}
	want := []int64{0, 1, 2, 3, 4, 5, 13, 14, 15, 16}
	if !slices.Equal(samples, want) {
		t.Errorf("frames %v, not %v", samples, want)
	}
	if s := m.Stats(); s.Skipped != 7 || s.Frames != 10 {
		t.Errorf("%+v", s)
	}
	at := start + 300*time.Millisecond
	if got := m.TimeOf(m.SampleAt(at)); got != at {
		t.Errorf("sample %d is at %v, not %v", m.SampleAt(at), got, at)
	}
}

func TestAClosedMixerHasClosedItsDecoders(t *testing.T) {
	t.Parallel()
	m := New(Config{})
	heard, left, late := &linear{rate: 8000}, &linear{rate: 8000}, &linear{rate: 8000}
	source := m.AddSource(SourceConfig{Decoder: heard, Clock: 8000})
	gone := m.AddSource(SourceConfig{Decoder: left, Clock: 8000})
	m.Tick(0)
	gone.Close()
	gone.Close()
	m.Close()
	m.Close()
	m.AddSource(SourceConfig{Decoder: late, Clock: 8000})
	source.Close()
	source.Push(Packet{Payload: []byte{1, 2, 3, 4}})
	if !heard.closed || !left.closed || !late.closed {
		t.Error("a decoder is open")
	}
}

// Packets, ticks and changes from different goroutines: for the race detector.
func TestEverythingAtTheSameTime(t *testing.T) {
	t.Parallel()
	m := New(Config{})
	base := m.AddSource(SourceConfig{Decoder: &linear{rate: 16000}, Clock: 16000})
	leg := m.AddLeg(LegConfig{Sink: &ear{}, Rate: 8000, Hearing: Hearing{All: true}})
	stop := make(chan struct{})
	var group sync.WaitGroup
	for _, work := range []func(i int){
		func(i int) {
			base.Push(Packet{
				Sequence: uint16(i), Timestamp: uint32(i * 320), Payload: make([]byte, 640),
				Arrival: time.Duration(i) * frameTime,
			})
		},
		func(i int) {
			s := m.AddSource(SourceConfig{Decoder: &linear{rate: 48000}, Clock: 48000})
			s.Push(Packet{Payload: make([]byte, 1920)})
			l := m.AddLeg(LegConfig{Sink: &ear{}, Hearing: Hearing{All: true, But: []*Source{s}}})
			s.SetMuted(i%2 == 0)
			s.SetMetered(i%3 == 0)
			leg.Hear(Hearing{All: i%2 == 0, Only: []*Source{s}, But: []*Source{base}})
			s.Close()
			l.Close()
		},
		func(i int) {
			base.SetGain(float64(i%20) - 10)
			base.Stats()
			base.Level()
			base.Position()
			m.Stats()
			m.SampleAt(time.Second)
		},
	} {
		group.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
					work(i)
				}
			}
		})
	}
	for i := range 200 {
		m.Tick(time.Duration(i) * frameTime)
	}
	close(stop)
	group.Wait()
	m.Close()
}

// hall is a mixer with so many speakers of one rate and legs of another, each leg not
// hearing its own source; packets never end.
type hall struct {
	*Mixer
	sources []*Source
	packets []Packet
	now     time.Duration
	i       int
}

type nobody struct{}

func (nobody) Play(Frame) {}

// newHall has speakers, and legs that are or are not these speakers; own is the rate of
// those legs' own sources.
func newHall(speakers, speak, legs, hear, own int) *hall {
	h := &hall{Mixer: New(Config{})}
	add := func(rate int) *Source {
		source := h.AddSource(SourceConfig{Decoder: &linear{rate: rate}, Clock: rate})
		sends := speaker(rate, tone{float64(300 + 10*len(h.sources)), 0.02})
		events := sends.events(source, 20*time.Millisecond)
		h.sources, h.packets = append(h.sources, source), append(h.packets, events[0].packet)
		return source
	}
	for range speakers {
		add(speak)
	}
	for i := range legs {
		mine := h.sources[i%len(h.sources)]
		if own != 0 {
			mine = add(own)
		}
		h.AddLeg(LegConfig{Sink: nobody{}, Rate: hear, Hearing: Hearing{All: true, But: []*Source{mine}}})
	}
	return h
}

// tick lets every source send, and mixes.
func (h *hall) step() {
	h.push()
	h.mix()
}

func (h *hall) push() {
	for i, s := range h.sources {
		p := &h.packets[i]
		p.Sequence++
		p.Timestamp += uint32(s.buffer.clock / 50)
		p.Arrival = h.now
		s.Push(*p)
	}
}

func (h *hall) mix() {
	h.Tick(h.now)
	h.now += frameTime
	h.i++
}

func TestATickAllocatesNothing(t *testing.T) {
	h := newHall(10, 48000, 10, 16000, 16000)
	defer h.Close()
	for range 100 {
		h.step()
	}
	if n := testing.AllocsPerRun(200, h.step); n != 0 {
		t.Errorf("%.1f allocations in a tick", n)
	}
}

// processorTime that this process has used: others may be busy here.
func processorTime(t testing.TB) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// What is measured is the mixer with the jitter buffers and a decoder that only
// copies; divide by 20 ms for the part of a core.
func BenchmarkTick(b *testing.B) {
	for _, test := range []struct {
		name                             string
		speakers, speak, legs, hear, own int
	}{
		{"20 Opus speakers, 20 G722 legs that speak too", 20, 48000, 20, 16000, 16000},
		{"20 Opus speakers who hear G722", 20, 48000, 20, 16000, 0},
		{"20 Opus speakers who hear Opus", 20, 48000, 20, 48000, 0},
		{"20 telephones", 20, 8000, 20, 8000, 0},
		{"20 Opus speakers, a recording", 20, 48000, 1, 48000, 8000},
	} {
		b.Run(test.name, func(b *testing.B) {
			h := newHall(test.speakers, test.speak, test.legs, test.hear, test.own)
			defer h.Close()
			for range 100 {
				h.step()
			}
			b.ReportAllocs()
			before := processorTime(b)
			for b.Loop() {
				h.step()
			}
			used := float64(processorTime(b)-before) / float64(b.N)
			b.ReportMetric(used, "cpu-ns/op")
			b.ReportMetric(used/float64(frameTime)*100, "%core")
		})
	}
}
