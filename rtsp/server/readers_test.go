package server

import (
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/bluenviron/gortsplib/v4"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
)

var enabled = account.Streams{Enabled: true, TTL: 1}

// The issue: fifty readers get the same, and each that comes late has a picture at once.
func TestFiftyReaders(t *testing.T) {
	h := newHouse(t, enabled)
	c := h.show(nil)
	h.film(c, 4000)
	var wg sync.WaitGroup
	for i := range 50 {
		transport := gortsplib.TransportTCP
		if i%2 == 1 {
			transport = gortsplib.TransportUDP
		}
		wg.Go(func() {
			r, err := h.read(h.url(""), transport)
			if err != nil {
				t.Error(err)
				return
			}
			r.until(t, "a reader has a picture and sound", func() bool { return r.keys > 0 && r.packets > 20 })
		})
	}
	wg.Wait()
	if s := h.Stats(); s.Readers != 50 || s.Outlets != 1 {
		t.Errorf("%d readers of %d outlets, want 50 of one", s.Readers, s.Outlets)
	}
	o, err := c.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s := o.Conference.Stream; s == nil || s.Readers != 50 {
		t.Errorf("people are told of %+v", s)
	}
}

// The issue: one that never reads harms nobody, and is sent away.
func TestAReaderThatNeverReads(t *testing.T) {
	h := newHouse(t, enabled)
	c := h.show(nil)
	good, err := h.read(h.url(""), gortsplib.TransportTCP)
	if err != nil {
		t.Fatal(err)
	}
	h.stalled()
	if s := h.Stats(); s.Readers != 2 {
		t.Fatalf("%d readers", s.Readers)
	}
	h.film(c, 100_000) // 20 Mbit/s
	late := time.After(patience)
	for h.Stats().Readers != 1 {
		select {
		case <-late:
			t.Fatalf("the reader that never reads is still there: %+v", h.Stats())
		case <-good.changed:
		}
	}
	if h.Stats().Lost == 0 {
		t.Error("it has lost nothing")
	}
	before := 0
	good.until(t, "the other reader gets on", func() bool {
		if before == 0 {
			before = good.packets
		}
		return good.packets > before+500
	})
}

// The issue: streams end with the conference, when they are switched off, and with
// their password.
func TestReadersGo(t *testing.T) {
	h := newHouse(t, enabled)
	c := h.show(nil)
	h.film(c, 1000)
	for _, transport := range []gortsplib.Transport{gortsplib.TransportTCP, gortsplib.TransportUDP} {
		r, err := h.read(h.url(""), transport)
		if err != nil {
			t.Fatal(err)
		}
		r.until(t, "it plays", func() bool { return r.packets > 0 })
		gone := make(chan error, 1)
		go func() { gone <- r.Wait() }()
		pin := "1234"
		if transport == gortsplib.TransportUDP {
			pin = "12345"
		}
		if _, err := h.directory.Change(t.Context(), "show", 0, func(d *conference.Definition) error {
			d.PIN = access.PIN(pin)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		select {
		case <-gone:
		case <-time.After(patience):
			t.Error("the reader was not sent away")
		}
		if _, err := h.directory.Change(t.Context(), "show", 0, func(d *conference.Definition) error { d.PIN = ""; return nil }); err != nil {
			t.Fatal(err)
		}
	}
}

// Settings: the most readers of the server and of one conference.
func TestLimitsOfReaders(t *testing.T) {
	settings := enabled
	settings.Readers = 1
	h := newHouse(t, settings)
	h.film(h.show(nil), 1000)
	if _, err := h.read(h.url(""), gortsplib.TransportTCP); err != nil {
		t.Fatal(err)
	}
	if _, err := h.read(h.url(""), gortsplib.TransportTCP); err == nil {
		t.Error("a second reader of one")
	}
}

// The figure of the issue: a reader of a picture that is made anyway costs 1 % of a
// core at most. A second of 1.2 Mbit/s, as fast as it goes; the client is in it, too.
func BenchmarkReaders(b *testing.B) {
	const readers = 10
	h := newHouse(b, enabled)
	c := h.show(nil)
	stop := h.film(c, 1000)
	var all []*reader
	for range readers {
		r, err := h.read(h.url(""), gortsplib.TransportTCP)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, r)
	}
	stop()
	o := h.outlet(c)
	key, other := picture(true, 20_000), picture(false, 5_200)
	b.ResetTimer()
	b.ReportAllocs()
	began, pictures := used(), 0
	for b.Loop() {
		for n := range 25 {
			p := other
			if n == 0 {
				p = key
			}
			o.Picture(p, time.Since(o.epoch))
			pictures++
			seen := all[0]
			seen.mu.Lock()
			had := seen.packets
			seen.mu.Unlock()
			seen.until(b, "a picture arrives", func() bool { return seen.packets >= had+3 })
		}
	}
	seconds := float64(pictures) / 25
	b.ReportMetric((used()-began).Seconds()/seconds/readers*100, "%core/reader")
}

// used is the time of all cores that this process has had.
func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
