package camera

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bluenviron/gortsplib/v4/pkg/base"

	"veche/conference/dial"
	"veche/media/codec"
)

// FuzzDescription: whatever a camera says of itself, what we make of it has bounds, and
// every address in it is one that the library takes.
func FuzzDescription(f *testing.F) {
	for _, seed := range []string{
		"v=0\r\na=control:*\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0IAKeKQFAe2AtwEBAaQeJEV,aM48gA==\r\na=control:trackID=1\r\n",
		"m=video 0 RTP/AVP 97\na=rtpmap:97 H265/90000\na=fmtp:97 sprop-vps=QAEMAf//; sprop-sps=QgEB; sprop-pps=RAHg;sprop-max-don-diff=2\na=control:rtsp://[::1]/x?y\n",
		"m=audio 0 RTP/AVP 0 8 97\na=rtpmap:97 mpeg4-generic/16000/2\na=fmtp:97 config=1408;sizelength=13;indexlength=3;indexdeltalength=3\n",
		"m=audio 0 RTP/AVP 98\na=rtpmap:98 MP4A-LATM/16000/1\na=fmtp:98 cpresent=0;config=40002810\n",
		"m=audio 0 RTP/AVP 99\na=rtpmap:99 mpeg4-generic/0/0\na=fmtp:99 sizelength=0;config=\n",
		"m=audio 0 RTP/AVP 10 11 9 2\na=sendonly\na=control:%zz\n", "m=\na=rtpmap:\na=fmtp:\n",
	} {
		f.Add(seed, "rtsp://h/%zz/", []byte{0x80, 96, 0, 1, 2, 3})
	}
	f.Fuzz(func(t *testing.T, sdp, header string, payload []byte) {
		control, medias := parseSDP(sdp)
		if len(medias) > mediasMost {
			t.Fatal("too many media")
		}
		asked := streamURL(dial.Target{Kind: dial.RTSP, Host: "camera", Path: "/x?y"})
		at := baseURL(asked, control, base.Header{"Content-Base": {header}})
		for i := range medias {
			if a := mediaURL(at, medias[i].control); a != "" {
				if _, err := base.ParseURL(a); err != nil || strings.ContainsAny(a, "\r\n ") {
					t.Fatalf("%q is no address: %v", a, err)
				}
			}
			for _, x := range medias[i].formats() {
				if x.clock <= 0 || x.unpack == nil || len(x.sets) > setsMost {
					t.Fatalf("%+v", x)
				}
				unpackAll(t, x.unpack, payload)
			}
		}
	})
}

// unpackAll hands payload to u in pieces: each begins with its length and flags.
func unpackAll(t *testing.T, u unpacker, payload []byte) {
	t.Helper()
	var stamp uint32
	for len(payload) > 2 {
		n, flags := min(int(payload[0]), len(payload)-2), payload[1]
		stamp += uint32(flags >> 4)
		p := packet{timestamp: stamp, marker: flags&1 != 0, lost: flags&2 != 0, payload: payload[2 : 2+n]}
		before := bytes.Clone(p.payload)
		u.unpack(&p, func(data []byte, _ uint32, _ bool) {
			if len(data) > pictureMost+1<<16 {
				t.Fatalf("%d bytes", len(data))
			}
			clear(data) // they are ours
		})
		if !bytes.Equal(before, p.payload) {
			t.Fatal("what came has been changed")
		}
		payload = payload[2+n:]
	}
}

// FuzzUnpack: no sequence of packets breaks an unpacker, or fills more than its bound.
func FuzzUnpack(f *testing.F) {
	for _, kind := range []byte{0, 1, 2, 3, 4, 5} {
		f.Add(kind, []byte("\x05\x00\x67\x42\x00\x0a\x01\x06\x01\x7c\x85\x88\x01\x02\x03\x06\x01\x7c\x45\x88\x01\x02\x03"))
		f.Add(kind, []byte("\x09\x01\x78\x00\x02\x65\x88\x00\x02\x41\x9a\x08\x11\x60\x01\x00\x03\x26\x01\x80\x01"))
		f.Add(kind, []byte("\x0c\x01\x00\x00\x00\x00\x01\x50\x08\x08\x01\x02\x03\x04"))
		f.Add(kind, []byte("\x08\x01\x00\x10\x00\x20\x01\x02\x03\x04"))
	}
	f.Fuzz(func(t *testing.T, kind byte, payload []byte) {
		numbered := newNALs(&h265Kind)
		numbered.numbered = true
		var l format
		all := []unpacker{
			newNALs(&h264), newNALs(&h265Kind), numbered, &jpegs{}, &aac{size: 13, index: 3, delta: 3, step: 1024}, whole{},
		}
		if makeLATM(&l, 1, map[string]string{"config": "40002810", "cpresent": "0"}) {
			all = append(all, l.unpack)
		}
		unpackAll(t, all[int(kind)%len(all)], payload)
	})
}

// stream is a connection from which bytes come in pieces of a size.
type stream struct {
	net.Conn
	rest []byte
	step int
}

func (s *stream) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.rest[:min(len(s.rest), max(1, s.step))])
	s.rest = s.rest[n:]
	return n, nil
}

func (s *stream) Close() error { return nil }

type counter struct{ frames, bytes int }

func (c *counter) interleaved(_ byte, frame []byte, _ time.Time) { c.frames++; c.bytes += len(frame) }
func (c *counter) tooMany()                                      { c.frames++ }
func (c *counter) rest() time.Duration                           { return 0 }

// FuzzWire: what comes out are messages; how the bytes are cut by the network makes no
// difference.
func FuzzWire(f *testing.F) {
	f.Add([]byte("RTSP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n$$$$\x00\x00\x02abRTSP/1.0 200 OK\r\n\r\nxx"), 3)
	f.Add([]byte("\x00\x00OPTIONS * RTSP/1.0\r\n\r\n$\x01\xff\xff"), 1)
	f.Add([]byte("RTSP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), 7)
	f.Fuzz(func(t *testing.T, b []byte, step int) {
		read := func(step int) (string, counter) {
			var to counter
			var n atomic.Uint64
			w := newWire(&stream{rest: b, step: step}, &to, &n)
			text, _ := io.ReadAll(w)
			return string(text), to
		}
		whole, frames := read(len(b))
		cut, others := read(step)
		if whole != cut || frames != others {
			t.Fatalf("%q with %v, and in pieces %q with %v", whole, frames, cut, others)
		}
		if len(whole)+frames.bytes > len(b) {
			t.Fatal("more came out than went in")
		}
	})
}

// FuzzChallenge: no challenge breaks the answer, and none puts a line into it.
func FuzzChallenge(f *testing.F) {
	f.Add(`Digest realm="a \"b", nonce="n", algorithm=SHA-256, qop="auth,auth-int", opaque=""`)
	f.Add(`Basic realm="x", Digest nonce=abc,realm=`)
	f.Add(`Digest nonce="`)
	f.Add(`=,= ,"`)
	f.Fuzz(func(t *testing.T, header string) {
		if strings.ContainsAny(header, "\r\n") {
			return // the library ends a header there
		}
		c := parseChallenges([]string{header, header})
		if c == nil {
			return
		}
		if a := c.answer("us\"er", "pass", "PLAY", "rtsp://h/"); strings.ContainsAny(a, "\r\n") || a == "" {
			t.Fatalf("%q", a)
		}
	})
}

// FuzzTransport: what is made of a transport header is one that the library reads.
func FuzzTransport(f *testing.F) {
	f.Add("RTP/AVP/TCP;unicast;interleaved=0-1")
	f.Add("rtp/avp;unicast;client_port=1-2;server_port=5000;source=10.0.0.1")
	f.Add("RTP/SAVP;interleaved=255-3;server_port=-1-70000")
	f.Fuzz(func(t *testing.T, value string) {
		protocol, params := parseTransport(value)
		if protocol != strings.ToUpper(protocol) {
			t.Fatal(protocol)
		}
		if a, b := ports(params["server_port"]); a != 0 && (a < 2 || a > 65535 || b < 2 || b > 65535) {
			t.Fatal(a, b)
		}
	})
}

// FuzzTimeline: whatever timestamps come, what is shown is shown within seconds.
func FuzzTimeline(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 0, 40, 255, 255, 255, 255, 40, 0, 0, 0, 0}, 90000)
	f.Fuzz(func(t *testing.T, b []byte, clock int) {
		if clock < 1 || clock > 1<<20 {
			return
		}
		l, other := timeline{clock: clock}, timeline{clock: 8000}
		var now time.Duration
		for ; len(b) >= 5; b = b[5:] {
			now += time.Duration(b[0]) * 10 * time.Millisecond
			stamp := uint32(b[1])<<24 | uint32(b[2])<<16 | uint32(b[3])<<8 | uint32(b[4])
			if b[0]&1 == 1 {
				l.report(uint64(stamp)<<20, stamp)
				agree(&l, &other)
			}
			got := l.at(stamp, now)
			other.at(stamp/7, now)
			other.report(uint64(now), stamp)
			if got > now || got < now-2*lateMost {
				t.Fatalf("at %v it is %v", now, got)
			}
		}
	})
}

// FuzzPicture: sizes are read from what a stranger wrote.
func FuzzPicture(f *testing.F) {
	f.Add([]byte{0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 1, 0, 2, 0})
	f.Add([]byte("\x00\x00\x00\x01\x67\x42\xc0\x0a\xda\x10\x9b\x01\x10"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		for _, c := range []codec.Codec{codec.H264, codec.H265, codec.MJPEG} {
			pictureSize(c, withSets(c, b, [][]byte{{0x67, 1}}))
		}
	})
}
