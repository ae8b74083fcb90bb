package mix

import (
	"encoding/binary"
	"errors"
	"math"
	"sort"
	"testing"
	"time"
)

// linear is L16 (RFC 3551) in one rate, which decodes to what was sent, so that what
// the mixer does to the sound can be measured. With redundant, a packet begins with
// a copy of the one before, as the in-band FEC of Opus does.
type linear struct {
	rate      int
	redundant bool

	last                       []int16 // what was decoded, for concealing
	faint                      float64
	decoded, concealed, helped int // samples
	closed                     bool
	paused                     bool
	maxConcealedAtOnce, inARow int
}

func (l *linear) Rate() int { return l.rate }

func (l *linear) Decode(pcm []int16, packet []byte) (int, error) {
	if l.closed {
		panic("decoding after Close")
	}
	if len(packet) <= pausePacket {
		l.paused = true
		clear(pcm[:l.rate/50])
		return l.rate / 50, nil
	}
	if l.redundant {
		packet = packet[len(packet)/2:]
	}
	l.faint, l.paused, l.inARow = 1, false, 0
	n, err := l.read(pcm, packet)
	l.decoded += n
	return n, err
}

func (l *linear) read(pcm []int16, packet []byte) (int, error) {
	if len(packet)%2 != 0 || len(packet)/2 > len(pcm) {
		return 0, errors.New("broken packet")
	}
	for i := range len(packet) / 2 {
		pcm[i] = int16(binary.BigEndian.Uint16(packet[2*i:]))
	}
	l.last = append(l.last[:0], pcm[:len(packet)/2]...)
	return len(packet) / 2, nil
}

// Conceal repeats the end of what was heard, fading.
func (l *linear) Conceal(pcm []int16, samples int) (int, error) {
	if l.closed {
		panic("concealing after Close")
	}
	if samples%(l.rate/400) != 0 {
		return 0, errors.New("no whole 2.5 ms")
	}
	l.concealed += samples
	l.inARow += samples
	l.maxConcealedAtOnce = max(l.maxConcealedAtOnce, l.inARow)
	for i := range samples {
		pcm[i] = 0
		if n := min(len(l.last), l.rate/100); n > 0 && !l.paused {
			l.faint *= math.Exp(-20 / float64(l.rate))
			pcm[i] = int16(float64(l.last[len(l.last)-n+i%n]) * l.faint)
		}
	}
	return samples, nil
}

func (l *linear) Recover(pcm []int16, next []byte, samples int) (int, error) {
	if !l.redundant {
		return l.Conceal(pcm, samples)
	}
	n, err := l.read(pcm, next[:len(next)/2])
	if err == nil && n != samples {
		return l.Conceal(pcm, samples)
	}
	l.helped += n
	return n, err
}

func (l *linear) Close() { l.closed = true }

// tone is one tone for ever, in full scale.
type tone struct{ frequency, amplitude float64 }

func (t tone) at(seconds float64) float64 {
	return t.amplitude * math.Sin(2*math.Pi*t.frequency*seconds+1) // never 0 where frames begin
}

// sender makes the packets of a source.
type sender struct {
	sound     func(seconds float64) float64
	rate      int
	clock     int           // of the timestamps; 0: rate
	length    time.Duration // of a packet; 0: 20 ms
	ppm       float64       // its clock is faster by this
	redundant bool
	delay     func(i int) time.Duration // on the way; negative: lost
	silent    func(i int) bool          // sends nothing, as in DTX
	once      bool                      // the sound does not repeat every second

	ssrc      uint32
	sequence  uint16
	timestamp uint32
	start     time.Duration
}

type event struct {
	at     time.Duration
	packet Packet
	source *Source
}

// events are the packets that s sends to source until a time.
func (s *sender) events(source *Source, until time.Duration) (list []event) {
	if s.clock == 0 {
		s.clock = s.rate
	}
	if s.length == 0 {
		s.length = 20 * time.Millisecond
	}
	n := int(s.length * time.Duration(s.rate) / time.Second)
	var before []byte
	sequence := s.sequence
	second := make([]int16, 0, s.rate) // to compute it only once
	at := func(i int) int16 {
		if s.once {
			return sampled(s.sound, i, s.rate)
		}
		for len(second) < cap(second) {
			second = append(second, sampled(s.sound, len(second), s.rate))
		}
		return second[i%s.rate]
	}
	for i := 0; ; i++ {
		sent := s.start + time.Duration(float64(s.length)*float64(i+1)/(1+s.ppm*1e-6))
		if sent > until {
			return list
		}
		paused := s.silent != nil && s.silent(i)
		begins := paused && (i == 0 || !s.silent(i-1))
		if paused && !begins {
			continue
		}
		payload := make([]byte, 0, 4*n)
		for k := range n {
			payload = binary.BigEndian.AppendUint16(payload, uint16(at(i*n+k)))
		}
		p := Packet{
			Sequence: sequence, SSRC: s.ssrc, Payload: payload,
			Timestamp: s.timestamp + uint32(int64(i)*int64(s.length)*int64(s.clock)/int64(time.Second)),
		}
		sequence++
		if begins {
			p.Payload = []byte{0}
		} else if s.redundant {
			if before == nil {
				before = make([]byte, len(payload))
			}
			p.Payload = append(append([]byte(nil), before...), payload...)
			before = payload
		}
		var late time.Duration
		if s.delay != nil {
			if late = s.delay(i); late < 0 {
				continue
			}
		}
		p.Arrival = sent + late
		list = append(list, event{p.Arrival, p, source})
	}
}

func sampled(sound func(float64) float64, i, rate int) int16 {
	return int16(math.Round(32767 * sound(float64(i)/float64(rate))))
}

// ear keeps what a leg hears.
type ear struct {
	pcm     []int16
	first   int64
	silent  int
	last    Frame
	playing func(Frame)
}

func (e *ear) Play(f Frame) {
	if e.pcm == nil {
		e.first = f.Sample
	}
	e.pcm = append(e.pcm, f.PCM...)
	e.last = f
	if f.Silent {
		e.silent++
	}
	if e.playing != nil {
		e.playing(f)
	}
}

// end is the last part of what was heard.
func (e *ear) end(d time.Duration, rate int) []int16 {
	n := int(d * time.Duration(rate) / time.Second)
	return e.pcm[len(e.pcm)-min(n, len(e.pcm)):]
}

// simulation runs a mixer in its own time.
type simulation struct {
	*Mixer
	events []event
	now    time.Duration
	// each is called before each tick.
	each func(now time.Duration)
}

func newSimulation(t testing.TB, cfg Config) *simulation {
	t.Helper()
	s := &simulation{Mixer: New(cfg)}
	t.Cleanup(s.Close)
	return s
}

// add adds a source, to which is sent what the sender sends until a time.
func (s *simulation) add(sender *sender, until time.Duration) (*Source, *linear) {
	decoder := &linear{rate: sender.rate, redundant: sender.redundant}
	clock := sender.clock
	if clock == 0 {
		clock = sender.rate
	}
	source := s.AddSource(SourceConfig{Decoder: decoder, Clock: clock, Copies: sender.redundant})
	s.send(sender.events(source, until))
	return source, decoder
}

func (s *simulation) send(events []event) {
	s.events = append(s.events, events...)
	sort.SliceStable(s.events, func(i, k int) bool { return s.events[i].at < s.events[k].at })
}

func (s *simulation) listen(rate int, h Hearing) (*Leg, *ear) {
	e := &ear{}
	return s.AddLeg(LegConfig{Sink: e, Rate: rate, Plain: true, Hearing: h}), e
}

// run goes on until a time.
func (s *simulation) run(until time.Duration) {
	for ; s.now <= until; s.now += frameTime {
		for len(s.events) > 0 && s.events[0].at <= s.now {
			s.events[0].source.Push(s.events[0].packet)
			s.events = s.events[1:]
		}
		if s.each != nil {
			s.each(s.now)
		}
		s.Tick(s.now)
	}
}

// decibels of the tone of a frequency in pcm, against full scale.
func decibels(pcm []int16, rate int, frequency float64) float64 {
	var re, im, weight float64
	for i, v := range pcm {
		w := 0.5 - 0.5*math.Cos(2*math.Pi*(float64(i)+0.5)/float64(len(pcm)))
		a := 2 * math.Pi * frequency * float64(i) / float64(rate)
		re += w * float64(v) * math.Cos(a)
		im += w * float64(v) * math.Sin(a)
		weight += w
	}
	return 20 * math.Log10(max(2*math.Hypot(re, im)/weight/32768, 1e-9))
}

func sine(rate, n int, t tone) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(t.at(float64(i) / float64(rate)))
	}
	return x
}

// bend is the greatest second difference. That of a steady tone is small, of a
// click it is not, even where the tone itself is steep.
func bend(pcm []int16) (most int) {
	for i := range len(pcm) - 2 {
		d := int(pcm[i+2]) - 2*int(pcm[i+1]) + int(pcm[i])
		most = max(most, d, -d)
	}
	return most
}

// bendOf a tone.
func bendOf(t tone, rate int) int {
	w := 2 * math.Pi * t.frequency / float64(rate)
	return int(t.amplitude * 32768 * w * w)
}
