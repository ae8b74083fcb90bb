package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/bluenviron/gortsplib/v4"
	"github.com/bluenviron/gortsplib/v4/pkg/base"
	"github.com/bluenviron/gortsplib/v4/pkg/description"
	"github.com/bluenviron/gortsplib/v4/pkg/format"
	"github.com/pion/rtp"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/conferencetest"
	"veche/media"
	"veche/media/codec"
	"veche/media/codec/video"
)

// house is a server with conferences that have real media.
type house struct {
	*Server
	t         testing.TB
	engine    *media.Engine
	directory *conference.Directory
	address   string
	settings  account.Streams
}

// patience is for a machine that is ten times slower for a while.
const patience = 60 * time.Second

func newHouse(t testing.TB, settings account.Streams) *house {
	t.Helper()
	engine, err := media.New(media.Config{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, engine: engine, settings: settings}
	h.directory = conference.NewDirectory(conference.Config{
		Definitions: &conferencetest.Definitions{}, Archive: &conferencetest.Archive{},
		People: conferencetest.People{"owner": conferencetest.User("owner")}, Media: engine,
		// What is sent here is made by the tests: no codec is needed.
		Features:  conference.Features{Composed: true},
		StreamURL: func(cid conference.CID) string { return "rtsp://" + h.address + "/c/" + string(cid) + "/" },
		Streams:   func() conference.StreamPolicy { return h.settings.Policy() }, Log: slog.New(slog.DiscardHandler),
	})
	h.Server = New(Config{Directory: h.directory, Media: engine, Settings: func() account.Streams { return h.settings }})
	at, err := h.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.address = at.String()
	t.Cleanup(func() {
		h.Close()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := h.directory.Close(ctx); err != nil {
			t.Error(err)
		}
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// show starts a conference called show with a stream.
func (h *house) show(change func(*conference.Definition)) *conference.Conference {
	h.t.Helper()
	def := conference.Definition{CID: "show", Name: "Show", Access: conference.Public, RTSPOutput: true}
	if change != nil {
		change(&def)
	}
	def, err := h.directory.Create(h.t.Context(), conferencetest.User("owner"), def)
	if err != nil {
		h.t.Fatal(err)
	}
	c, err := h.directory.Start(h.t.Context(), def.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// outletOf is where tests put in what readers get: sound in G.711, which every build
// makes, and pictures of their own.
var testFormat = media.StreamFormat{Sound: codec.PCMU, Lines: 720}

func (h *house) outlet(c *conference.Conference) *outlet { return h.outletIn(c, testFormat) }

func (h *house) outletIn(c *conference.Conference, f media.StreamFormat) *outlet {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.outlets[outletKey{c, f}]
}

func (h *house) url(userinfo string) string {
	return "rtsp://" + userinfo + h.address + "/c/show/?audio=pcmu"
}

// reader counts what a client of the library receives.
type reader struct {
	gortsplib.Client
	mu      sync.Mutex
	packets int
	keys    int
	changed chan struct{}
}

// read plays the stream by a client of the library, until the test ends.
func (h *house) read(url string, transport gortsplib.Transport) (*reader, error) {
	h.t.Helper()
	r, err := h.visitor(url, transport)
	h.t.Cleanup(r.Close)
	return r, err
}

// visitor is read for who closes it.
func (h *house) visitor(url string, transport gortsplib.Transport) (*reader, error) {
	h.t.Helper()
	r := &reader{changed: make(chan struct{}, 1)}
	r.Transport = &transport
	r.ReadTimeout, r.WriteTimeout = patience, patience
	r.OnPacketsLost, r.OnDecodeError = func(uint64) {}, func(error) {}
	u, err := base.ParseURL(url)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := r.Start(u.Scheme, u.Host); err != nil { //nolint:staticcheck // Start2 takes the host from fields
		h.t.Fatal(err)
	}
	desc, _, err := r.Describe(u)
	if err != nil {
		return r, err
	}
	if err := r.SetupAll(desc.BaseURL, desc.Medias); err != nil {
		return r, err
	}
	r.OnPacketRTPAny(func(_ *description.Media, f format.Format, p *rtp.Packet) { r.take(f, p) })
	_, err = r.Play(nil)
	return r, err
}

func (r *reader) take(f format.Format, p *rtp.Packet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.packets++
	if _, ok := f.(*format.H264); ok && bytes.Contains(p.Payload, keyMark) {
		r.keys++
	}
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

func (r *reader) until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	late := time.After(patience)
	for {
		r.mu.Lock()
		done := ok()
		r.mu.Unlock()
		if done {
			return
		}
		select {
		case <-r.changed:
		case <-late:
			t.Fatalf("it never came that %s", what)
		}
	}
}

// keyMark stands in the key frames of the tests.
var keyMark = []byte("a key frame of the test")

// Parameter sets of a picture of 1280x720.
var (
	testSPS = []byte{0x67, 0x42, 0xc0, 0x1f, 0xd9, 0x00, 0x50, 0x05, 0xbb, 0x01, 0x10, 0x00, 0x00, 0x03, 0x00, 0x10, 0x00, 0x00, 0x03, 0x03, 0x20, 0xf1, 0x83, 0x19, 0x60}
	testPPS = []byte{0x68, 0xcb, 0x83, 0xcb, 0x20}
)

// picture makes one of so many bytes, in the form of Annex B.
func picture(key bool, size int) video.Coded {
	start := []byte{0, 0, 0, 1}
	var b []byte
	if key {
		b = append(append(append(append(b, start...), testSPS...), start...), testPPS...)
		b = append(append(append(b, start...), 0x65), keyMark...)
	} else {
		b = append(append(b, start...), 0x41)
	}
	return video.Coded{Data: append(b, bytes.Repeat([]byte{0xab}, size)...), Key: key}
}

// film puts pictures in until it is stopped: a key frame whenever somebody comes, as
// the composer makes it.
func (h *house) film(c *conference.Conference, size int) (stop func()) {
	return h.filmIn(c, testFormat, size)
}

func (h *house) filmIn(c *conference.Conference, f media.StreamFormat, size int) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		ticker := time.NewTicker(40 * time.Millisecond)
		defer ticker.Stop()
		for n := 0; ; n++ {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			if o := h.outletIn(c, f); o != nil {
				o.Picture(picture(n%25 == 0, size), time.Since(o.epoch))
			}
		}
	})
	stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	h.t.Cleanup(stop)
	return stop
}

// stalled asks for the stream by TCP and never reads it.
func (h *house) stalled() net.Conn {
	h.t.Helper()
	var d net.Dialer
	c, err := d.DialContext(h.t.Context(), "tcp", h.address)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = c.Close() })
	if err := c.(*net.TCPConn).SetReadBuffer(8 << 10); err != nil {
		h.t.Fatal(err)
	}
	session := ""
	for _, request := range []string{
		"DESCRIBE URL RTSP/1.0\r\nCSeq: 1\r\n\r\n",
		"SETUP URL/trackID=0 RTSP/1.0\r\nCSeq: 2\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n",
		"PLAY URL RTSP/1.0\r\nCSeq: 3\r\nSession: SESSION\r\n\r\n",
	} {
		text := bytes.ReplaceAll([]byte(request), []byte("URL"), []byte(h.url("")))
		if _, err := c.Write(bytes.ReplaceAll(text, []byte("SESSION"), []byte(session))); err != nil {
			h.t.Fatal(err)
		}
		answer := h.answer(c)
		if len(answer.Header["Session"]) > 0 {
			session = answer.Header["Session"][0]
		}
	}
	return c
}

// answer reads one answer, byte by byte so that nothing behind it is taken.
func (h *house) answer(c net.Conn) *base.Response {
	h.t.Helper()
	var head []byte
	for one := make([]byte, 1); !bytes.HasSuffix(head, []byte("\r\n\r\n")); head = append(head, one...) {
		if _, err := io.ReadFull(c, one); err != nil {
			h.t.Fatal(err)
		}
	}
	var length int
	for line := range bytes.Lines(head) {
		if rest, ok := bytes.CutPrefix(bytes.ToLower(line), []byte("content-length:")); ok {
			for _, d := range bytes.TrimSpace(rest) {
				length = 10*length + int(d-'0')
			}
		}
	}
	if _, err := io.CopyN(io.Discard, c, int64(length)); err != nil {
		h.t.Fatal(err)
	}
	res := &base.Response{Header: base.Header{}}
	for line := range bytes.Lines(head) {
		if name, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte(": ")); ok {
			res.Header[string(name)] = append(res.Header[string(name)], string(value))
		}
	}
	return res
}
