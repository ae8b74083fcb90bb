package camera

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// wire is the connection to a camera as the library for RTSP sees it: only the dialogue.
// What is interleaved with it (RFC 2326 section 10.12) is taken out and goes its own way,
// within a budget and without a copy.
type wire struct {
	net.Conn
	quiet *quiet // is Conn; nil where that cannot be
	feed  feed
	bytes *atomic.Uint64

	closed chan struct{}
	close  func() error
	timer  *time.Timer // stopped, but while somebody waits

	// What follows belongs to who reads.
	in         []byte
	start, end int  // of what has been read and not yet used
	pass       int  // bytes of a message that are to be handed on
	full       bool // there may be more than has been read
	budget     budget
}

// feed takes what is interleaved. The frame is valid until it returns.
type feed interface {
	interleaved(channel byte, frame []byte, now time.Time)
	tooMany() // packets: one was left out
	// rest is for how long what comes next may wait to be read along with what follows it.
	rest() time.Duration
}

const (
	headersMost = 32 << 10                    // of a message
	bodyMost    = 128 << 10                   // of a message
	wireMemory  = 4 + 1<<16 - 1 + headersMost // room for the longest frame, and more
)

var errNoRTSP = errors.New("what comes is not RTSP")

func newWire(conn net.Conn, to feed, count *atomic.Uint64) *wire {
	w := &wire{
		Conn: conn, feed: to, bytes: count, closed: make(chan struct{}), timer: time.NewTimer(time.Hour),
		in: make([]byte, wireMemory), budget: newBudget(time.Now()),
	}
	w.timer.Stop()
	if w.quiet = beQuiet(conn); w.quiet != nil {
		w.Conn = w.quiet
	}
	w.close = sync.OnceValue(func() error {
		close(w.closed)
		return conn.Close()
	})
	return w
}

func (w *wire) Close() error { return w.close() }

// Read gives bytes of messages only.
func (w *wire) Read(p []byte) (int, error) {
	for {
		if w.pass > 0 && w.start < w.end {
			n := copy(p, w.in[w.start:min(w.end, w.start+w.pass)])
			w.start += n
			w.pass -= n
			return n, nil
		}
		if w.pass == 0 && w.step() {
			continue
		}
		if err := w.fill(); err != nil {
			return 0, err
		}
	}
}

// step uses what stands first: a frame, the headers of a message, or what is none of both
// and is left out. It tells whether it did.
func (w *wire) step() bool {
	rest := w.in[w.start:w.end]
	switch {
	case len(rest) < 4:
		return false
	case rest[0] == '$':
		size := 4 + int(rest[2])<<8 + int(rest[3])
		if len(rest) < size {
			return false
		}
		w.start += size
		if w.budget.packet() {
			w.feed.interleaved(rest[1], rest[4:size], w.budget.at)
		} else {
			w.feed.tooMany()
		}
		return true
	case !begins(rest):
		w.start++
		return true
	}
	size, ok := messageSize(rest)
	w.pass = size
	return ok
}

// beginnings of messages.
var beginnings = [][]byte{
	[]byte("RTSP"), []byte("OPTI"), []byte("GET_"), []byte("SET_"), []byte("ANNO"), []byte("REDI"), []byte("TEAR"), []byte("PLAY"), []byte("PAUS"),
}

func begins(b []byte) bool {
	if b[0] < 'A' || b[0] > 'Z' {
		return false
	}
	for _, word := range beginnings {
		if bytes.HasPrefix(b, word) {
			return true
		}
	}
	return false
}

// messageSize is how long a message is of which b has all headers; else false.
func messageSize(b []byte) (int, bool) {
	end := bytes.Index(b, []byte("\r\n\r\n"))
	if end < 0 {
		return 0, false
	}
	size := end + 4
	for line := range bytes.SplitSeq(b[:end], []byte("\r\n")) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(bytes.TrimSpace(name), []byte("content-length")) {
			if n, err := strconv.ParseUint(string(bytes.TrimSpace(value)), 10, 31); err == nil {
				size = end + 4 + int(n)
			}
		}
	}
	return size, true
}

// fill reads more, and waits afterwards where the camera has sent too much.
func (w *wire) fill() error {
	if w.start > 0 {
		w.end = copy(w.in, w.in[w.start:w.end])
		w.start = 0
	}
	if w.end == len(w.in) || w.end > headersMost && w.pass == 0 && w.in[0] != '$' || w.pass > headersMost+bodyMost {
		return errNoRTSP
	}
	n, err := w.read(w.in[w.end:])
	w.full = n == len(w.in)-w.end
	w.end += n
	w.bytes.Add(uint64(n))
	w.budget.fill(time.Now())
	if wait := w.budget.read(n); wait > 0 && n > 0 {
		return w.pause(wait)
	}
	if n > 0 {
		return nil
	}
	return err
}

// read reads what comes: later, but with what follows it, where that may be.
func (w *wire) read(into []byte) (n int, err error) {
	rest := w.feed.rest()
	if w.quiet == nil || rest == 0 {
		return w.Conn.Read(into)
	}
	if err := w.quiet.hush(true); err != nil {
		return 0, err
	}
	if w.full { // there may be more already
		if n, err = w.quiet.Peek(into); n > 0 || err != nil {
			return n, err
		}
	}
	if err := w.pause(rest); err != nil {
		return 0, err
	}
	if n, err = w.quiet.Peek(into); n > 0 || err != nil {
		return n, err
	}
	return w.Conn.Read(into)
}

func (w *wire) pause(d time.Duration) error {
	w.timer.Reset(d)
	select {
	case <-w.timer.C:
		return nil
	case <-w.closed:
		w.timer.Stop()
		return io.ErrClosedPipe
	}
}
