package wire

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"
)

// sorted notes which worker got what.
type sorted struct {
	mu      sync.Mutex
	workers int
	got     chan sortedPacket
}

type sortedPacket struct {
	worker int
	data   string
}

type sortedWorker struct {
	to *sorted
	id int
}

func (s *sorted) NewWorker() Worker {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workers++
	return &sortedWorker{s, s.workers}
}

func (s *sorted) StreamClosed(*Stream) {}

func (w *sortedWorker) Handle(b *Burst) {
	for _, p := range b.Packets {
		w.to.got <- sortedPacket{w.id, string(p.Data)}
	}
}

// What can wait wakes nobody: it is there when media come, or at the next Poll.
func TestReportsWaitForMediaOrPoll(t *testing.T) {
	const (
		transportWide  = "\x8f\xcd twcc"
		receiverReport = "\x81\xc9 rr"
		nack           = "\x81\xcd nack"
		pli            = "\x81\xce pli"
		senderReport   = "\x80\xc8 sr"
		media          = "\x80\x60 media"
		check          = "\x00\x01 check"
		record         = "\x16\xfe record"
	)
	for _, address := range []string{"127.0.0.1", "::1"} {
		t.Run(address, func(t *testing.T) {
			s := &sorted{got: make(chan sortedPacket, 100)}
			port, err := Open(Config{Listen: net.JoinHostPort(address, "0"), Workers: 2, Handler: s, NoTCP: true})
			if err != nil {
				t.Skip(err)
			}
			defer port.Close()
			if port.reports == nil {
				t.Skip("this kernel does not sort datagrams out")
			}
			const reportsWorker = 1 // opened with the port, before the workers start
			conn, err := net.Dial("udp", port.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			say := func(data string) {
				if _, err := conn.Write([]byte(data)); err != nil {
					t.Fatal(err)
				}
			}
			next := func() sortedPacket {
				t.Helper()
				select {
				case p := <-s.got:
					return p
				case <-time.After(5 * time.Second):
					t.Fatal("nothing came")
					return sortedPacket{}
				}
			}
			for i, data := range []string{media, nack, pli, senderReport, check, record} {
				say(transportWide)
				say(receiverReport)
				say(data)
				// On loopback all three are there when the last one is, and the first
				// media bring them along.
				if i > 0 {
					port.Poll()
				}
				want := map[string]bool{data: false, transportWide: true, receiverReport: true}
				for range 3 {
					p := next()
					reports, known := want[p.data]
					if !known {
						t.Fatalf("%q came twice", p.data)
					}
					delete(want, p.data)
					if reports != (p.worker == reportsWorker) {
						t.Errorf("%q came to worker %d", p.data, p.worker)
					}
				}
			}
			say(transportWide)
			if len(s.got) != 0 {
				t.Fatal("a report woke somebody")
			}
			port.Poll()
			if p := next(); p.data != transportWide {
				t.Errorf("Poll brought %q", p.data)
			}
		})
	}
}

// Senders spread over the workers, and each keeps to one.
func TestSendersSpreadOverWorkers(t *testing.T) {
	s := &sorted{got: make(chan sortedPacket, 1000)}
	port, err := Open(Config{Listen: "127.0.0.1:0", Workers: 2, Handler: s, NoTCP: true})
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	to := net.UDPAddrFromAddrPort(netip.MustParseAddrPort(port.Addr().String()))
	const senders, each = 64, 3
	for i := range senders {
		conn, err := net.DialUDP("udp", nil, to)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		for range each {
			_, _ = fmt.Fprintf(conn, "\x80\x60 %d", i)
		}
	}
	of, load := make(map[string]int), make(map[int]int)
	for range senders * each {
		p := <-s.got
		if w, known := of[p.data]; known && w != p.worker {
			t.Fatalf("%q came to two workers", p.data)
		}
		of[p.data] = p.worker
		load[p.worker]++
	}
	for w, n := range load {
		if n < senders*each/6 {
			t.Errorf("worker %d got %d of %d packets", w, n, senders*each)
		}
	}
	if len(load) != 2 {
		t.Errorf("%d workers got something, want 2", len(load))
	}
}
