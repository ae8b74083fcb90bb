package transaction

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"veche/sip/message"
)

// wire is a flow that notes when something was sent.
type wire struct {
	began    time.Time
	reliable bool

	mu   sync.Mutex
	sent []time.Duration
	last *message.Message
}

func (w *wire) Send(data []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, time.Since(w.began))
	w.last, _ = message.Parse(data)
	return nil
}

// heard is when something was sent, and the last of it.
func (w *wire) heard() ([]time.Duration, *message.Message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sent), w.last
}

func (w *wire) Reliable() bool { return w.reliable }

// nobody is a user to whom nothing happens.
type nobody struct{ requests chan *Server }

func (n nobody) Request(tx *Server, _ *message.Message) { n.requests <- tx }
func (n nobody) Ack(Flow, *message.Message)             {}
func (n nobody) Cancelled(_, _ *Server)                 {}
func (n nobody) Stray(Flow, *message.Message)           {}

func request(method string) *message.Message {
	m, err := message.Parse([]byte(method + " sip:b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: c\r\nCSeq: 1 " +
		method + "\r\nMax-Forwards: 70\r\n\r\n"))
	if err != nil {
		panic(err)
	}
	return m
}

func run(t *testing.T, f func(l *Layer, w *wire, requests chan *Server)) {
	t.Helper()
	synctest.Test(t, func(*testing.T) {
		requests := make(chan *Server, 1)
		l := New(nobody{requests}, Timers{})
		defer l.Close()
		f(l, &wire{began: time.Now()}, requests)
	})
}

func halves(list ...float64) []time.Duration {
	var d []time.Duration
	for _, s := range list {
		d = append(d, time.Duration(s*float64(time.Second)))
	}
	return d
}

func TestRequestsAreRepeatedAndGivenUp(t *testing.T) { // RFC 3261, 17.1.1.2 and 17.1.2.2
	for _, test := range []struct {
		method      string
		provisional bool
		want        []time.Duration
		ends        bool
	}{
		{"INVITE", false, halves(0, .5, 1.5, 3.5, 7.5, 15.5, 31.5), true},
		{"OPTIONS", false, halves(0, .5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5), true},
		{"INVITE", true, halves(0), false},                                             // it rings as long as the user likes
		{"OPTIONS", true, halves(0, .5, 4.5, 8.5, 12.5, 16.5, 20.5, 24.5, 28.5), true}, // every T2
	} {
		run(t, func(l *Layer, w *wire, _ chan *Server) {
			ended := make(chan error, 1)
			req := request(test.method)
			_, err := l.Send(w, req, func(res *message.Message, err error) {
				if err != nil {
					ended <- err
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if test.provisional {
				l.Receive(w, message.Response(req, 100, "Trying", ""))
			}
			time.Sleep(2 * time.Minute)
			if sent, _ := w.heard(); !slices.Equal(sent, test.want) {
				t.Errorf("%s %v: sent at %v", test.method, test.provisional, sent)
			}
			if got := len(ended) == 1 && errors.Is(<-ended, ErrTimeout); got != test.ends {
				t.Errorf("%s %v: timed out %v", test.method, test.provisional, got)
			}
		})
	}
}

func TestOverAConnectionNothingIsRepeated(t *testing.T) {
	run(t, func(l *Layer, w *wire, requests chan *Server) {
		w.reliable = true
		ended := make(chan error, 1)
		if _, err := l.Send(w, request("INVITE"), func(_ *message.Message, err error) { ended <- err }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		l.Lost(w)
		if err := <-ended; !errors.Is(err, ErrFlow) {
			t.Error(err)
		}
		l.Receive(w, request("INVITE"))
		tx := <-requests
		tx.Respond(message.Response(tx.Request(), 486, "Busy Here", "t"))
		time.Sleep(time.Minute)
		if sent, _ := w.heard(); !slices.Equal(sent, halves(0, 10, 10)) { // INVITE; 100, 486
			t.Errorf("sent at %v", sent)
		}
		if clients, servers := l.Len(); clients+servers != 0 {
			t.Errorf("left: %d, %d", clients, servers)
		}
	})
}

func TestARefusalIsRepeatedUntilItsACK(t *testing.T) { // RFC 3261, 17.2.1
	for _, acked := range []bool{false, true} {
		run(t, func(l *Layer, w *wire, requests chan *Server) {
			req := request("INVITE")
			l.Receive(w, req)
			tx := <-requests
			tx.Respond(message.Response(req, 486, "Busy Here", "t"))
			tx.Respond(message.Response(req, 200, "OK", "t")) // too late
			time.Sleep(2 * time.Second)
			if acked {
				l.Receive(w, ackOf(req, message.Response(req, 486, "Busy Here", "t")))
			}
			time.Sleep(2 * time.Minute)
			want := halves(0, 0, .5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5)
			if acked {
				want = want[:4]
			}
			if sent, last := w.heard(); !slices.Equal(sent, want) || last.Status != 486 {
				t.Errorf("acked %v: sent at %v", acked, sent)
			}
			if _, servers := l.Len(); servers != 0 {
				t.Errorf("%d left", servers)
			}
		})
	}
}

func TestARepeatedRequestGetsTheSameAnswer(t *testing.T) {
	run(t, func(l *Layer, w *wire, requests chan *Server) {
		req := request("OPTIONS")
		l.Receive(w, req)
		tx := <-requests
		l.Receive(w, req) // no answer yet
		tx.Respond(message.Response(req, 200, "OK", "t"))
		l.Receive(w, req)
		if sent, _ := w.heard(); len(sent) != 2 || len(requests) != 0 {
			t.Errorf("sent %d, asked %d", len(sent), len(requests))
		}
	})
}
