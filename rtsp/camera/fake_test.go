package camera_test

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is a camera of bare TCP that a test makes do whatever it likes.
type fake struct {
	l net.Listener

	// answer takes a request instead of the fake when it returns true.
	answer func(c *caller, r *request) bool
	// play sends until the connection ends; nil: a picture of 64 × 64 every 40 ms.
	play func(c *caller)
	sdp  string

	mu        sync.Mutex
	changed   chan struct{}
	accepted  int
	teardowns int
	requests  []request
	callers   map[*caller]bool
	ended     sync.WaitGroup
}

// caller is a connection to a fake.
type caller struct {
	net.Conn
	fake     *fake
	number   int           // of the connection, from 1
	over     chan struct{} // closed with it
	sequence uint16
	values   map[string]string // for tests
	sending  sync.Once
}

type request struct {
	method, uri string
	headers     map[string]string // names in small letters
	caller      int
}

const h264SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\na=control:*\r\n" +
	"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets=SETS\r\na=control:trackID=1\r\n"

func newFake(tb testing.TB) *fake {
	tb.Helper()
	return newFakeAt(tb, "127.0.0.1:0")
}

func newFakeAt(tb testing.TB, address string) *fake {
	tb.Helper()
	f, err := startFake(address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		f.l.Close()
		f.hangUp()
		f.ended.Wait()
	})
	return f
}

func startFake(address string) (*fake, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	sets := base64.StdEncoding.EncodeToString(small.sps) + "," + base64.StdEncoding.EncodeToString(small.pps)
	f := &fake{l: l, sdp: strings.Replace(h264SDP, "SETS", sets, 1), callers: make(map[*caller]bool)}
	f.ended.Go(f.accept)
	return f, nil
}

func (f *fake) url() string { return "rtsp://" + f.l.Addr().String() + "/stream" }

func (f *fake) accept() {
	for n := 1; ; n++ {
		conn, err := f.l.Accept()
		if err != nil {
			return
		}
		c := &caller{Conn: conn, fake: f, number: n, over: make(chan struct{}), values: make(map[string]string)}
		f.do(func() { f.accepted++; f.callers[c] = true })
		f.ended.Go(func() {
			c.serve()
			close(c.over)
			conn.Close()
			f.do(func() { delete(f.callers, c) })
		})
	}
}

// hangUp ends all connections.
func (f *fake) hangUp() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.callers {
		c.Close()
	}
}

func (f *fake) do(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
	if f.changed != nil {
		close(f.changed)
		f.changed = nil
	}
}

func (f *fake) connections() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.accepted
}

// until waits until something is so; is is called under the lock.
func (f *fake) until(tb testing.TB, what string, is func() bool) {
	tb.Helper()
	over := time.NewTimer(patience)
	defer over.Stop()
	for {
		f.mu.Lock()
		if is() {
			f.mu.Unlock()
			return
		}
		if f.changed == nil {
			f.changed = make(chan struct{})
		}
		changed := f.changed
		f.mu.Unlock()
		select {
		case <-changed:
		case <-over.C:
			tb.Fatal("it never came that " + what)
		}
	}
}

// count is how many requests of a method came; for until.
func (f *fake) count(method string) (n int) {
	for _, r := range f.requests {
		if r.method == method {
			n++
		}
	}
	return n
}

func (c *caller) serve() {
	r := bufio.NewReader(c)
	for {
		q, err := readRequest(r)
		if err != nil {
			return
		}
		q.caller = c.number
		c.fake.do(func() {
			c.fake.requests = append(c.fake.requests, *q)
			if q.method == "TEARDOWN" {
				c.fake.teardowns++
			}
		})
		if c.fake.answer == nil || !c.fake.answer(c, q) {
			c.usual(q)
		}
	}
}

// usual is what a good camera answers.
func (c *caller) usual(r *request) {
	switch r.method {
	case "OPTIONS":
		c.say(r, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
	case "DESCRIBE":
		c.describe(r, c.fake.sdp)
	case "SETUP":
		c.say(r, "200 OK", "Session: 12345;timeout=60", "Transport: "+r.headers["transport"])
	case "PLAY":
		c.say(r, "200 OK", "Session: 12345")
		c.send()
	default:
		c.say(r, "200 OK")
	}
}

func (c *caller) describe(r *request, sdp string, headers ...string) {
	c.say(r, "200 OK", append(headers, "Content-Type: application/sdp", "Content-Length: "+strconv.Itoa(len(sdp)), "\r\n"+sdp)...)
}

// send begins to play.
func (c *caller) send() {
	play := c.fake.play
	if play == nil {
		play = (*caller).film
	}
	c.sending.Do(func() { c.fake.ended.Go(func() { play(c) }) })
}

// say answers; the last header may be "\r\n" and a body.
func (c *caller) say(r *request, status string, headers ...string) {
	text := "RTSP/1.0 " + status + "\r\nCSeq: " + r.headers["cseq"] + "\r\n"
	for i, h := range headers {
		text += h
		if i < len(headers)-1 || !strings.HasPrefix(h, "\r\n") {
			text += "\r\n"
		}
	}
	if len(headers) == 0 || !strings.HasPrefix(headers[len(headers)-1], "\r\n") {
		text += "\r\n"
	}
	_, _ = io.WriteString(c, text)
}

func readRequest(r *bufio.Reader) (*request, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return nil, fmt.Errorf("no request: %q", line)
	}
	q := &request{method: fields[0], uri: fields[1], headers: make(map[string]string)}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			return q, nil
		}
		q.headers[strings.ToLower(name)] = strings.TrimSpace(value)
	}
}

// still is a picture in H.264.
type still struct{ sps, pps, idr []byte }

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

var (
	small = still{unhex("6742c00ada109b0110000003001000000300a0f1226a"), unhex("68ce0fc8"), append([]byte{0x65, 0x88}, make([]byte, 3000)...)}
	large = still{unhex("6742c00bda0507ec044000000300400000030283c50aa8"), unhex("68ce0fc8"), append([]byte{0x65, 0x88}, make([]byte, 30000)...)}
)

// film sends small pictures until the connection ends.
func (c *caller) film() {
	for n := uint32(0); c.wait(40 * time.Millisecond); n++ {
		c.picture(small, n*3600)
	}
}

// wait lets time pass, as a camera does from one picture to the next; false when the
// connection has ended.
func (c *caller) wait(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-c.over:
		return false
	}
}

// picture sends one as a key frame with its parameter sets.
func (c *caller) picture(s still, timestamp uint32) {
	c.rtp(0, 96, false, timestamp, s.sps)
	c.rtp(0, 96, false, timestamp, s.pps)
	for rest, first := s.idr[1:], true; ; first = false {
		n := min(1400, len(rest))
		last := n == len(rest)
		fu := []byte{s.idr[0]&0xe0 | 28, s.idr[0] & 0x1f}
		if first {
			fu[1] |= 0x80
		}
		if last {
			fu[1] |= 0x40
		}
		c.rtp(0, 96, last, timestamp, append(fu, rest[:n]...))
		if rest = rest[n:]; last {
			return
		}
	}
}

func (c *caller) rtp(channel, payload byte, marker bool, timestamp uint32, data []byte) {
	if marker {
		payload |= 0x80
	}
	h := make([]byte, 16, 16+len(data))
	h[0], h[1] = '$', channel
	binary.BigEndian.PutUint16(h[2:], uint16(12+len(data)))
	h[4], h[5] = 0x80, payload
	binary.BigEndian.PutUint16(h[6:], c.sequence)
	binary.BigEndian.PutUint32(h[8:], timestamp)
	c.sequence++
	_, _ = c.Write(append(h, data...))
}

// text is a log that can be read while it is written.
type text struct {
	mu sync.Mutex
	b  strings.Builder
}

func (t *text) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

// until waits until something is so that tells nobody.
func until(tb testing.TB, what string, is func() bool) {
	tb.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	over := time.NewTimer(patience)
	defer over.Stop()
	for !is() {
		select {
		case <-again.C:
		case <-over.C:
			tb.Fatal("it never came that " + what)
		}
	}
}
