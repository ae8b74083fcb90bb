package signaling

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// heard is what came to a page, and when.
type heard struct {
	what string // "tick", "ping" or "frame"
	at   time.Duration
}

// A quiet page hears a tick each 5 s and a ping with every second one; a page that is
// told something more often hears no ticks, and its pings come along with frames. So
// nothing wakes the server for a page by itself.
func TestPagesHearInStep(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		every       time.Duration // between two frames; 0: there are none
		ticks       int           // in a minute
		pings, with time.Duration // from one ping to the next, and which of the frames it follows
	}{
		{"a quiet page", 0, 11, 10 * time.Second, 5 * time.Second},
		{"a page that is told something each 3 s", 3 * time.Second, 0, 9 * time.Second, 3 * time.Second},
		{"a page that is told something each second", time.Second, 0, 8 * time.Second, time.Second},
		{"a page that is told something each 7 s", 7 * time.Second, 8, 12 * time.Second, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				all := listen(t, test.every, time.Minute)
				var ticks int
				var pings []time.Duration
				for i, h := range all {
					switch h.what {
					case "tick":
						ticks++
					case "ping":
						pings = append(pings, h.at)
						if i == 0 || all[i-1].at != h.at {
							t.Errorf("the ping at %v came by itself", h.at)
						}
					}
				}
				if ticks != test.ticks {
					t.Errorf("%d ticks, want %d", ticks, test.ticks)
				}
				if len(pings) < 4 {
					t.Fatalf("%d pings", len(pings))
				}
				for i := 1; i < len(pings); i++ {
					if pause := pings[i] - pings[i-1]; pause < pingAfter || pause > pingAfter+tickEvery || test.with != 0 && pause != test.pings {
						t.Errorf("%v from one ping to the next", pause)
					}
				}
				// PROTOCOL.md: 15 s without a frame is a dead connection.
				if longest := longestSilence(all); longest > tickEvery {
					t.Errorf("silence for %v", longest)
				}
			})
		})
	}
}

func longestSilence(all []heard) (longest time.Duration) {
	var last time.Duration
	for _, h := range all {
		if h.what != "ping" {
			longest, last = max(longest, h.at-last), h.at
		}
	}
	return longest
}

// listen is what a page hears for so long that is told something each so often.
func listen(t *testing.T, every, length time.Duration) []heard {
	t.Helper()
	begin := time.Now()
	s, page := sockets(t)
	var all []heard
	page.SetPingHandler(func(string) error {
		all = append(all, heard{"ping", time.Since(begin)})
		return nil
	})
	read := make(chan struct{})
	go func() {
		defer close(read)
		for {
			_, data, err := page.ReadMessage()
			if err != nil {
				return
			}
			what := "frame"
			if bytes.Contains(data, []byte(`"tick"`)) {
				what = "tick"
			}
			all = append(all, heard{what, time.Since(begin)})
		}
	}()
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	wrote := make(chan struct{})
	go func() { defer close(wrote); s.write(ctx) }()
	end := time.After(length - time.Millisecond)
	for told := time.Duration(0); ; {
		var next <-chan time.Time
		if every != 0 {
			told += every
			next = time.After(time.Until(begin.Add(told)))
		}
		select {
		case <-end:
			synctest.Wait()
			cancel()
			<-wrote
			<-read
			return slices.Clone(all)
		case <-next:
			s.out.push([]byte(`{"type":"event"}`), firmFrame)
		}
	}
}

// sockets are the two ends of a page's socket, by way of memory.
func sockets(t *testing.T) (s *session, page *websocket.Conn) {
	t.Helper()
	ours, theirs := net.Pipe()
	upgraded := make(chan *websocket.Conn, 1)
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
		}
		upgraded <- conn
	})}
	l := &oneCall{conn: make(chan net.Conn, 1), done: make(chan struct{})}
	l.conn <- ours
	served := make(chan struct{})
	go func() { defer close(served); _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close(); <-served; _ = theirs.Close() })
	page, _, err := websocket.NewClient(theirs, &url.URL{Scheme: "ws", Host: "veche"}, nil, 0, 0) //nolint:staticcheck,bodyclose // the dialer would look for a network
	if err != nil {
		t.Fatal(err)
	}
	return &session{conn: <-upgraded, out: newQueue()}, page
}

// oneCall is a listener that accepts once.
type oneCall struct {
	conn chan net.Conn
	done chan struct{}
}

func (l *oneCall) Accept() (net.Conn, error) {
	select {
	case c := <-l.conn:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *oneCall) Close() error   { close(l.done); return nil }
func (l *oneCall) Addr() net.Addr { return &net.UnixAddr{Name: "page"} }
