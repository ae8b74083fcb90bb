package mix

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// voice is like speech: syllables of a pitch with overtones, and pauses between words.
func voice(at float64) float64 {
	syllable := math.Sin(2 * math.Pi * 2 * at)
	if syllable < 0 {
		return 0.0003 * math.Sin(2*math.Pi*50*at)
	}
	v := 0.0
	for k := 1.0; k <= 8; k++ {
		v += math.Sin(2*math.Pi*140*k*at) / (k + 1)
	}
	return 0.25 * syllable * v
}

// Networks, and how much delay and how much made-up sound each may cost.
func TestTheJitterBufferFitsTheNetwork(t *testing.T) {
	t.Parallel()
	const until = 40 * time.Second
	random := rand.New(rand.NewPCG(3, 4))
	even := func(most time.Duration) func(int) time.Duration {
		return func(int) time.Duration { return time.Duration(random.Int64N(int64(most))) }
	}
	lose := func(part float64, rest func(int) time.Duration) func(int) time.Duration {
		return func(i int) time.Duration {
			if random.Float64() < part {
				return -1
			}
			return rest(i)
		}
	}
	none := func(int) time.Duration { return 5 * time.Millisecond }
	for _, test := range []struct {
		name      string
		sends     sender
		delay     time.Duration // at most, in the second half
		concealed float64       // part of the time, at most
		repaired  bool          // all that was lost
	}{
		{"a quiet network", sender{delay: none}, 60 * time.Millisecond, 0, false},
		{"packets of 10 ms", sender{delay: none, length: 10 * time.Millisecond}, 60 * time.Millisecond, 0, false},
		{"packets of 40 ms", sender{delay: none, length: 40 * time.Millisecond}, 90 * time.Millisecond, 0, false},
		{"packets of 60 ms", sender{delay: none, length: 60 * time.Millisecond}, 110 * time.Millisecond, 0, false},
		{"30 ms of jitter, out of order", sender{delay: even(30 * time.Millisecond)}, 80 * time.Millisecond, 0.002, false},
		{"100 ms of jitter, out of order", sender{delay: even(100 * time.Millisecond)}, 160 * time.Millisecond, 0.01, false},
		{"10 ms packets, 60 ms of jitter", sender{delay: even(60 * time.Millisecond), length: 10 * time.Millisecond}, 110 * time.Millisecond, 0.01, false},
		{"10 % loss", sender{delay: lose(0.1, none)}, 60 * time.Millisecond, 0.12, false},
		{"10 % loss, with a copy in the next packet", sender{delay: lose(0.1, none), redundant: true}, 80 * time.Millisecond, 0.12, true},
		{"20 % loss and 60 ms of jitter", sender{delay: lose(0.2, even(60*time.Millisecond))}, 120 * time.Millisecond, 0.23, false},
		{"a stall of 200 ms every 10 s", sender{delay: func(i int) time.Duration {
			return max(5, time.Duration(200-20*(i%500))) * time.Millisecond
		}}, 260 * time.Millisecond, 0.015, false},
		{"a clock too fast by 200 ppm", sender{delay: none, ppm: 200}, 60 * time.Millisecond, 0, false},
		{"a clock too slow by 200 ppm", sender{delay: none, ppm: -200}, 60 * time.Millisecond, 0, false},
		{"too fast by 1000 ppm with jitter", sender{delay: even(30 * time.Millisecond), ppm: 1000}, 85 * time.Millisecond, 0.002, false},
		{"too slow by 1000 ppm with jitter", sender{delay: even(30 * time.Millisecond), ppm: -1000}, 85 * time.Millisecond, 0.004, false},
	} {
		sends := test.sends
		sends.sound, sends.rate, sends.clock = voice, 16000, 8000 // as G722
		sends.start, sends.sequence, sends.timestamp = 3*time.Millisecond, 65000, 1<<32-1000
		s := newSimulation(t, Config{})
		source, decoder := s.add(&sends, until)
		_, e := s.listen(16000, Hearing{All: true})
		var most time.Duration
		s.each = func(now time.Duration) {
			if now > until/2 {
				most = max(most, source.Stats().Delay)
			}
		}
		s.run(until - 500*time.Millisecond)
		stats := source.Stats()
		t.Logf("%s: delay up to %v, target %v, %+v", test.name, most, stats.Target, stats.Counts)
		if most > test.delay || most < minTarget {
			t.Errorf("%s: the delay is up to %v", test.name, most)
		}
		if part := stats.Concealed.Seconds() / until.Seconds(); part > test.concealed {
			t.Errorf("%s: %.2f %% is made up", test.name, 100*part)
		}
		if test.repaired && float64(decoder.helped) < 0.8*float64(decoder.helped+decoder.concealed) {
			t.Errorf("%s: %d samples from copies, %d made up", test.name, decoder.helped, decoder.concealed)
		}
		if test.concealed == 0 {
			if got := float64(stats.Shortened-stats.Lengthened) / float64(until); math.Abs(got-sends.ppm*1e-6) > 0.0015 {
				t.Errorf("%s: shorter by %.4f", test.name, got)
			}
			if got, want := bend(e.pcm), steepestBend(voice, 16000); float64(got) > 1.25*float64(want)+60 {
				t.Errorf("%s: the sound bends by %d, not %d", test.name, got, want)
			}
		}
	}
}

// steepestBend of a sound.
func steepestBend(sound func(float64) float64, rate int) int {
	pcm := make([]int16, 4*rate)
	for i := range pcm {
		pcm[i] = int16(32767 * sound(float64(i)/float64(rate)))
	}
	return bend(pcm)
}

// What a clock is off by may not stay in the delay, nor be heard, not even in a tone that never pauses.
func TestADriftingClockIsFollowed(t *testing.T) {
	t.Parallel()
	for _, ppm := range []float64{-200, 200} {
		s := newSimulation(t, Config{})
		sends := speaker(8000, tone{400, 0.3})
		sends.ppm = ppm
		source, decoder := s.add(sends, 3*time.Minute)
		_, e := s.listen(8000, Hearing{All: true})
		var least, most time.Duration = time.Hour, 0
		s.each = func(now time.Duration) {
			if now > 5*time.Second {
				d := source.Stats().Delay
				least, most = min(least, d), max(most, d)
			}
		}
		s.run(3*time.Minute - time.Second)
		if least < 10*time.Millisecond || most > 75*time.Millisecond {
			t.Errorf("%.0f ppm: delay from %v to %v", ppm, least, most)
		}
		if decoder.concealed > 0 {
			t.Errorf("%.0f ppm: %d samples made up", ppm, decoder.concealed)
		}
		if got, want := bend(e.pcm), bendOf(tone{400, 0.3}, 8000); float64(got) > 1.25*float64(want) {
			t.Errorf("%.0f ppm: the tone bends by %d, not %d", ppm, got, want)
		}
		stats := source.Stats()
		corrected := stats.Shortened - stats.Lengthened
		if want := time.Duration(ppm * 1e-6 * float64(3*time.Minute)); corrected < want-50*time.Millisecond || corrected > want+50*time.Millisecond {
			t.Errorf("%.0f ppm: %v taken out, not %v", ppm, corrected, want)
		}
	}
}

func TestADelayThatIsNotNeededAnyMoreGoesAway(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	s := newSimulation(t, Config{})
	sends := &sender{sound: voice, rate: 8000, delay: func(i int) time.Duration {
		if i < 1000 {
			return time.Duration(random.IntN(120)) * time.Millisecond
		}
		return 2 * time.Millisecond
	}}
	source, _ := s.add(sends, 80*time.Second)
	_, _ = s.listen(8000, Hearing{All: true})
	s.run(20 * time.Second)
	if d := source.Stats().Delay; d < 90*time.Millisecond {
		t.Errorf("while packets jitter the delay is %v", d)
	}
	s.run(79 * time.Second)
	if d := source.Stats().Delay; d > 60*time.Millisecond {
		t.Errorf("a minute later it is still %v, the target %v", d, source.Stats().Target)
	}
}

// A stall longer than any buffer: what was missed is left out, and the delay is small
// again soon.
func TestAfterALongStallWhatWasMissedIsLeftOut(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	sends := &sender{sound: voice, rate: 8000, delay: func(i int) time.Duration {
		return max(2, time.Duration(4000-20*max(0, i-250))) * time.Millisecond * time.Duration(min(1, i/250))
	}}
	source, _ := s.add(sends, 30*time.Second)
	_, _ = s.listen(8000, Hearing{All: true})
	s.run(11 * time.Second)
	if d := source.Stats().Delay; d > maxTarget+overJump+2*frameTime {
		t.Errorf("two seconds after the stall the delay is %v", d)
	}
	if source.Stats().Dropped == 0 {
		t.Error("nothing was left out")
	}
}

// With DTX of Opus nothing is sent in pauses: that is no loss, costs no delay, and the
// first word after it is whole.
func TestPausesAreNoLoss(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	sends := &sender{
		rate: 48000, sound: tone{500, 0.3}.at,
		silent: func(i int) bool { return i%100 >= 50 && i%20 != 19 },
	}
	source, decoder := s.add(sends, 20*time.Second)
	_, e := s.listen(48000, Hearing{All: true})
	s.run(19900 * time.Millisecond)
	stats := source.Stats()
	if stats.Concealed != 0 || stats.Lost != 0 {
		t.Errorf("%+v", stats)
	}
	if stats.Delay > 60*time.Millisecond {
		t.Errorf("delay %v", stats.Delay)
	}
	loud := 0
	for _, v := range e.pcm {
		if v > 1000 || v < -1000 {
			loud++
		}
	}
	want := 0
	for i := range decoder.decoded {
		if v := 0.3 * 32768 * math.Sin(2*math.Pi*500*float64(i)/48000); v > 1000 || v < -1000 {
			want++
		}
	}
	if math.Abs(float64(loud-want)) > 0.01*float64(want) {
		t.Errorf("%d loud samples of %d", loud, want)
	}
}

// The room behind a speaker is heard through pauses, as loud as it was, and does not pulse.
func TestTheRoomIsHeardThroughPauses(t *testing.T) {
	t.Parallel()
	const level = -57.0
	noise := comfortNoise()
	s := newSimulation(t, Config{})
	sends := &sender{
		rate: 16000, silent: func(i int) bool { return i >= 50 && i%20 != 19 },
		sound: func(at float64) float64 {
			v := float64(amplitude(level) * noise[int(at*16000)])
			if at < 0.5 {
				v += 0.3 * math.Sin(2*math.Pi*300*at)
			}
			return v
		},
		once: true,
	}
	_, _ = s.add(sends, 1900*time.Millisecond)
	_, e := s.listen(16000, Hearing{All: true})
	s.run(1800 * time.Millisecond)
	for pcm := e.pcm[16000*12/10:]; len(pcm) >= 640; pcm = pcm[640:] {
		x := make([]float32, 640)
		toFloat(x, pcm[:640])
		if got := 20 * math.Log10(max(effective(x), 1e-9)); math.Abs(got-level) > 4 {
			t.Errorf("40 ms of the pause are at %.1f dB, not %.0f", got, level)
		}
	}
}

// A source that stops sending fades out and is silent; when it goes on, it is heard
// at once, without a click.
func TestASourceThatStopsFadesOut(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	sends := speaker(16000, tone{400, 0.3})
	sends.delay = func(i int) time.Duration {
		if i >= 50 && i < 150 {
			return -1
		}
		return 0
	}
	source, decoder := s.add(sends, 5*time.Second)
	_, e := s.listen(16000, Hearing{All: true})
	s.run(4500 * time.Millisecond)
	if got, want := bend(e.pcm), bendOf(tone{400, 0.3}, 16000); float64(got) > 1.3*float64(want) {
		t.Errorf("the tone bends by %d, not %d", got, want)
	}
	for _, v := range e.pcm[16000*14/10 : 16000*28/10] {
		if v != 0 {
			t.Fatal("it is heard without packets")
		}
	}
	expectTone(t, "afterwards", e.end(measured, 16000), 16000, 400, 20*math.Log10(0.3))
	if made := time.Duration(decoder.maxConcealedAtOnce) * time.Second / 16000; made > 200*time.Millisecond {
		t.Errorf("%v were made up at once", made)
	}
	if d := source.Stats().Delay; d > 70*time.Millisecond {
		t.Errorf("delay %v", d)
	}
}

// Another SSRC, or the same one with other numbers: the sender began anew.
func TestASenderThatBeginsAnewIsHeardOn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		second sender
	}{
		{"another SSRC", sender{ssrc: 99, sequence: 1000, timestamp: 77}},
		{"the same SSRC, other numbers", sender{ssrc: 1, sequence: 40000, timestamp: 1 << 31}},
		{"only other timestamps", sender{ssrc: 1, sequence: 100 + 100, timestamp: 3 << 30}},
		{"only other sequence numbers", sender{ssrc: 1, sequence: 30000, timestamp: 100 * 160}},
	} {
		s := newSimulation(t, Config{})
		first := &sender{sound: tone{400, 0.2}.at, rate: 8000, ssrc: 1, sequence: 100}
		source, _ := s.add(first, 2*time.Second)
		second := test.second
		second.sound, second.rate, second.start = tone{600, 0.2}.at, 8000, 2*time.Second
		s.send(second.events(source, 5*time.Second))
		_, e := s.listen(8000, Hearing{All: true})
		s.run(4500 * time.Millisecond)
		expectTone(t, test.name, e.end(measured, 8000), 8000, 600, 20*math.Log10(0.2))
		stats := source.Stats()
		if stats.Restarts != 1 || stats.Delay > 70*time.Millisecond || stats.Concealed > 100*time.Millisecond {
			t.Errorf("%s: %+v", test.name, stats)
		}
	}
}

// One packet of somebody else changes nothing.
func TestAStrayPacketIsIgnored(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	source, _ := s.add(speaker(8000, tone{400, 0.2}), 3*time.Second)
	_, e := s.listen(8000, Hearing{All: true})
	s.each = func(now time.Duration) {
		if now > 0 && now%(100*time.Millisecond) == 0 {
			source.Push(Packet{Sequence: uint16(now), Timestamp: uint32(now), SSRC: 5, Payload: make([]byte, 320), Arrival: now})
			source.Push(Packet{Sequence: uint16(now / 3), Timestamp: uint32(now), SSRC: 400, Payload: make([]byte, 320), Arrival: now})
		}
	}
	s.run(2900 * time.Millisecond)
	expectTone(t, "the source", e.end(measured, 8000), 8000, 400, 20*math.Log10(0.2))
	if stats := source.Stats(); stats.Restarts != 0 || stats.Concealed != 0 {
		t.Errorf("%+v", stats)
	}
}

// A packet that comes while what is missing is being made up is not played a second
// time; the one after it is.
func TestWhatWasMadeUpIsNotPlayedAgain(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	sends := speaker(8000, tone{400, 0.2})
	source, decoder := s.add(sends, 2*time.Second)
	_, _ = s.listen(8000, Hearing{All: true})
	var late []event
	for i := range s.events {
		e := &s.events[i]
		e.at = max(0, e.at-60*time.Millisecond) // pushed before the clock says that it has come
		if i == 50 || i == 51 {
			late = append(late, *e)
		}
	}
	s.events = append(s.events[:50:50], s.events[52:]...)
	before := time.Duration(0)
	s.each = func(time.Duration) {
		if stats := source.Stats(); stats.Concealed > 0 && late != nil {
			for _, e := range late {
				source.Push(e.packet)
			}
			late = nil
		} else if stats.Concealed == 0 {
			before = stats.Delay
		}
	}
	s.run(1900 * time.Millisecond)
	stats := source.Stats()
	if stats.Late != 1 || stats.Concealed != frameTime || stats.Delay != before {
		t.Errorf("the delay was %v: %+v", before, stats)
	}
	if decoder.concealed != 160 {
		t.Errorf("%d samples made up", decoder.concealed)
	}
}

// One stall teaches at once, whether there was something left to be played or not, and
// is forgotten slowly.
func TestAnUnderrunMakesTheDelayGrowAtOnce(t *testing.T) {
	t.Parallel()
	for _, stall := range []int{80, 200} {
		s := newSimulation(t, Config{})
		sends := &sender{sound: voice, rate: 8000, delay: func(i int) time.Duration {
			if i < 500 {
				return 0
			}
			return time.Duration(max(0, stall-20*(i-500))) * time.Millisecond
		}}
		source, _ := s.add(sends, 61*time.Second)
		_, _ = s.listen(8000, Hearing{All: true})
		for _, step := range []struct{ at, from, to time.Duration }{
			{9900 * time.Millisecond, minTarget, 25 * time.Millisecond},
			{10400 * time.Millisecond, 70 * time.Millisecond, time.Duration(stall+10) * time.Millisecond},
			{15 * time.Second, 45 * time.Millisecond, time.Duration(stall-15) * time.Millisecond},
			{60 * time.Second, minTarget, 25 * time.Millisecond},
		} {
			s.run(step.at)
			if got := source.Stats().Target; got < step.from || got > step.to {
				t.Errorf("%d ms: at %v the target is %v", stall, step.at, got)
			}
		}
	}
}

func TestDuplicatesAndLatePacketsAreCounted(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	sends := speaker(8000, tone{400, 0.2})
	sends.delay = func(i int) time.Duration {
		if i%50 == 49 {
			return 150 * time.Millisecond
		}
		return 0
	}
	source, _ := s.add(sends, 4*time.Second)
	for _, e := range s.events[:20] {
		s.send([]event{e})
	}
	_, _ = s.listen(8000, Hearing{All: true})
	s.run(3500 * time.Millisecond)
	stats := source.Stats()
	if stats.Duplicate+stats.Late < 20 || stats.Late < 1 || stats.Lost < 1 {
		t.Errorf("%+v", stats)
	}
}

// A camera with a rate that the mixer does not have, and a clock of its own.
func TestOtherRatesAreConverted(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{11025, 22050, 24000, 32000, 44100} {
		s := newSimulation(t, Config{})
		sends := speaker(rate, tone{1000, 0.2})
		sends.clock = 90000
		sends.length = 40 * time.Millisecond
		source, decoder := s.add(sends, 3*time.Second)
		_, e := s.listen(48000, Hearing{All: true})
		s.run(2900 * time.Millisecond)
		expectTone(t, "a camera", e.end(measured, 48000), 48000, 1000, 20*math.Log10(0.2))
		if decoder.concealed > 0 || source.Stats().Concealed > 0 {
			t.Errorf("%d Hz: %+v", rate, source.Stats())
		}
	}
}

// Whatever comes, memory and delay stay bounded and nothing panics; after it a normal
// stream is heard.
func FuzzJitterBuffer(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 1, 0, 1, 0, 2, 1, 2, 0})
	f.Add([]byte{255, 255, 255, 1, 0, 3, 128, 128, 128, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		m := New(Config{})
		defer m.Close()
		decoder := &linear{rate: 8000}
		source := m.AddSource(SourceConfig{Decoder: decoder, Clock: 8000})
		e := &ear{}
		m.AddLeg(LegConfig{Sink: e, Rate: 8000, Hearing: Hearing{All: true}})
		var now time.Duration
		sequence, timestamp := uint16(0), uint32(0)
		for len(data) >= 4 && now < 20*time.Second {
			a, b, c, d := data[0], data[1], data[2], data[3]
			data = data[4:]
			sequence += uint16(int8(a)) * (1 + uint16(d&3)*300)
			timestamp += uint32(int8(b)) * (1 + uint32(d>>2&3)*5000)
			source.Push(Packet{
				Sequence: sequence, Timestamp: timestamp, SSRC: uint32(d >> 6), Payload: make([]byte, int(c)*8),
				Arrival: now - time.Duration(d>>4&3)*50*time.Millisecond,
			})
			if d&16 != 0 {
				m.Tick(now)
				now += frameTime
			}
			check(t, source)
		}
		for i := range 150 {
			source.Push(Packet{
				Sequence: sequence + uint16(i), Timestamp: timestamp + uint32(i*160), SSRC: 9,
				Payload: make([]byte, 320), Arrival: now,
			})
			m.Tick(now)
			now += frameTime
			check(t, source)
		}
		if stats := source.Stats(); stats.Delay == 0 || stats.Delay > maxTarget+overJump+100*time.Millisecond {
			t.Errorf("at the end %+v", stats)
		}
	})
}

// check looks at what must always hold.
func check(t *testing.T, s *Source) {
	t.Helper()
	b := &s.buffer
	used := 0
	if b.slots == nil {
		return
	}
	for i := range b.slots {
		if p := &b.slots[i]; p.used {
			used++
			if p.sequence%bufferSlots != int64(i) || p.sequence < b.next || p.sequence >= b.next+bufferSlots {
				t.Fatalf("slot %d has %d, the next is %d", i, p.sequence, b.next)
			}
		}
	}
	if used != b.waiting {
		t.Fatalf("%d slots are used, not %d", used, b.waiting)
	}
	if len(s.fifo) > cap(s.fifo) || len(s.fifo) > s.rate/5 {
		t.Fatalf("%d samples wait", len(s.fifo))
	}
}

func BenchmarkPush(b *testing.B) {
	m := New(Config{})
	defer m.Close()
	s := m.AddSource(SourceConfig{Decoder: &linear{rate: 48000}, Clock: 48000, Metered: true})
	m.Tick(0)
	p := Packet{Payload: make([]byte, 80)}
	b.ReportAllocs()
	for b.Loop() {
		p.Sequence++
		p.Timestamp += 960
		p.Arrival += frameTime
		s.Push(p)
	}
}
