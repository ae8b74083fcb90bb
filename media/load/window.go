package load

import (
	"context"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Window is what was measured over some seconds.
type Window struct {
	Seconds float64 `json:"seconds"`
	// Received are RTP packets of all subscribers. Lost are gaps in their sequence
	// numbers, Missing what publishers sent and subscribers did not get, whatever
	// the numbers say; a few are on their way when a window begins or ends.
	Received uint64 `json:"received"`
	Lost     uint64 `json:"lost"`
	Missing  int64  `json:"missing"`
	Frames   uint64 `json:"frames"`
	// Latency from the publisher's write to the subscriber's read of a frame's end.
	P50, P99 time.Duration `json:"-"`
	P50ms    float64       `json:"latencyP50ms"`
	P99ms    float64       `json:"latencyP99ms"`
	// Generator is the generator's own processor time, in cores.
	Generator float64 `json:"generatorCores"`
	// Load is the machine's load average over a minute at the end.
	Load float64 `json:"load"`
}

// PerSecond is the packet rate.
func (w Window) PerSecond() float64 { return float64(w.Received) / w.Seconds }

// LostShare is the part lost, 0 to 1.
func (w Window) LostShare() float64 {
	return float64(w.Lost) / float64(max(w.Received+w.Lost, 1))
}

// moment is what the counters say at once.
type moment struct {
	at                               time.Time
	received, expected, sent, frames uint64
	latencies                        counts
	processor                        time.Duration
}

// Measure counts over a while. between, if not nil, runs at its very beginning
// and end, for what else is to be read then.
func (s *Session) Measure(ctx context.Context, length time.Duration, between func()) (Window, error) {
	before := s.moment()
	if between != nil {
		between()
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return Window{}, ctx.Err()
	}
	if between != nil {
		between()
	}
	after := s.moment()
	return after.since(before, len(s.subscribers)), s.failure()
}

func (s *Session) moment() moment {
	m := moment{at: time.Now(), sent: s.sent.Load(), latencies: s.latencies.counts(), processor: ProcessorTime()}
	for _, sub := range s.subscribers {
		for _, t := range sub.streams {
			m.received += t.received.Load()
			m.expected += t.expected.Load()
			m.frames += t.frames.Load()
		}
	}
	return m
}

func (m moment) since(b moment, subscribers int) Window {
	seconds := m.at.Sub(b.at).Seconds()
	received := m.received - b.received
	latencies := m.latencies.since(b.latencies)
	w := Window{
		Seconds: seconds, Received: received, Frames: m.frames - b.frames,
		Lost:      uint64(max(int64(m.expected-b.expected)-int64(received), 0)),
		Missing:   int64(m.sent-b.sent)*int64(subscribers) - int64(received),
		P50:       latencies.quantile(0.50),
		P99:       latencies.quantile(0.99),
		Generator: (m.processor - b.processor).Seconds() / seconds,
		Load:      LoadAverage(),
	}
	w.P50ms, w.P99ms = milliseconds(w.P50), milliseconds(w.P99)
	return w
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// ProcessorTime is user and system time of this process.
func ProcessorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// LoadAverage of the machine over a minute; 0 where it is not told.
func LoadAverage() float64 {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(b), " ")
	load, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return 0
	}
	return load
}
