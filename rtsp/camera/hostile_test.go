package camera_test

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	conference "veche/conference/camera"
	"veche/media"
	"veche/media/codec"
	"veche/rtsp/camera"
)

// brisk is the timing of tests in which cameras fail.
var brisk = camera.Timing{
	Answer: time.Second, Setup: 2 * time.Second, Quiet: 500 * time.Millisecond, Silent: time.Second,
	Retry: 50 * time.Millisecond, Longest: 200 * time.Millisecond, Linger: 100 * time.Millisecond,
}

// Lesson 36: a hung camera is left, tried again, and stalls nobody.
func TestCamerasThatHang(t *testing.T) {
	t.Parallel()
	half := []byte{'$', 0, 0x40, 0, 0x80, 96, 0, 1}
	for name, hang := range map[string]func(c *caller, r *request) bool{
		"at once":        func(*caller, *request) bool { return true },
		"after OPTIONS":  func(_ *caller, r *request) bool { return r.method != "OPTIONS" },
		"after DESCRIBE": func(_ *caller, r *request) bool { return r.method != "OPTIONS" && r.method != "DESCRIBE" },
		"after SETUP":    func(_ *caller, r *request) bool { return r.method == "PLAY" },
		"after PLAY": func(c *caller, r *request) bool {
			if r.method == "PLAY" {
				c.say(r, "200 OK")
			}
			return r.method == "PLAY"
		},
		"in the middle of a frame": func(c *caller, r *request) bool {
			if r.method == "PLAY" {
				c.say(r, "200 OK")
				c.picture(small, 0)
				_, _ = c.Write(half)
			}
			return r.method == "PLAY"
		},
		"in the middle of an answer": func(c *caller, r *request) bool {
			_, _ = io.WriteString(c, "RTSP/1.0 200 OK\r\nCSe")
			return true
		},
		"while it sends without end": func(c *caller, r *request) bool {
			_, _ = io.WriteString(c, "RTSP/1.0 200 OK\r\n")
			for c.wait(time.Millisecond) {
				if _, err := io.WriteString(c, "X-More: more and more\r\n"); err != nil {
					break
				}
			}
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hostile, good := newFake(t), newFake(t)
			hostile.answer = func(c *caller, r *request) bool { return c.number == 1 && hang(c, r) }
			cameras := newCameras(t, brisk)
			other := watch(t, cameras, good.url())
			other.until(t, "the good camera is live", func() bool { return len(other.pictures) > 0 })
			w := watch(t, cameras, hostile.url())
			hostile.until(t, "it is asked", func() bool { return len(hostile.requests) > 0 })
			other.forget()
			other.until(t, "the good camera goes on", func() bool { return len(other.pictures) > 5 })
			w.until(t, "nothing comes", func() bool { return w.troubled() })
			w.until(t, "the camera is live", func() bool { return w.state() == conference.Live && len(w.pictures) > 5 })
		})
	}
}

// TLS that is never agreed on holds nobody up.
func TestACameraThatHangsInTLS(t *testing.T) {
	t.Parallel()
	hostile, err := net.Listen("tcp", "127.0.0.1:0") // nobody accepts: the kernel does, and no more comes
	if err != nil {
		t.Fatal(err)
	}
	defer hostile.Close()
	info := try(t, newCameras(t, brisk), "rtsps://"+hostile.Addr().String()+"/x")
	if info.State != conference.Failed && info.State != conference.NoSignal { // two clocks run out together
		t.Errorf("%+v", info)
	}
}

func TestCamerasThatSayTooMuch(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(c *caller, r *request){
		"a description of 50 MB": func(c *caller, r *request) {
			c.say(r, "200 OK", "Content-Type: application/sdp", fmt.Sprintf("Content-Length: %d", 50<<20), "\r\n")
			c.flood([]byte(strings.Repeat("a=x\r\n", 10000)))
		},
		"headers without end": func(c *caller, r *request) {
			_, _ = io.WriteString(c, "RTSP/1.0 200 OK\r\n")
			c.flood([]byte(strings.Repeat("X-Header: y\r\n", 1000)))
		},
		"a line without end": func(c *caller, _ *request) {
			_, _ = io.WriteString(c, "RTSP/1.0 200 ")
			c.flood(make([]byte, 1<<16))
		},
		"no RTSP at all": func(c *caller, _ *request) { c.flood([]byte(strings.Repeat("HTTP/1.1 400 Bad Request", 1000))) },
		"a number of media": func(c *caller, r *request) {
			c.describe(r, "v=0\r\n"+strings.Repeat("m=video 0 RTP/AVP 111\r\na=rtpmap:111 H266/90000\r\n", 2000))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hostile := newFake(t)
			hostile.answer = func(c *caller, r *request) bool {
				if r.method == "DESCRIBE" && c.number == 1 {
					answer(c, r)
					return true
				}
				return false
			}
			cameras := newCameras(t, brisk)
			w := watch(t, cameras, hostile.url())
			w.until(t, "it is not taken", func() bool { return w.troubled() })
			w.until(t, "the camera is live", func() bool { return w.state() == conference.Live })
		})
	}
}

// flood writes until the connection ends.
func (c *caller) flood(b []byte) {
	for {
		if _, err := c.Write(b); err != nil {
			return
		}
	}
}

// A camera that sends as fast as it can is cut down to its budget.
func TestACameraThatFloods(t *testing.T) {
	t.Parallel()
	hostile, good := newFake(t), newFake(t)
	hostile.play = func(c *caller) {
		many := make([]byte, 0, 1<<16)
		for range 2000 {
			many = append(many, '$', 0, 0, 13, 0x80, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
		}
		c.flood(many)
	}
	cameras := newCameras(t, camera.Timing{})
	other := watch(t, cameras, good.url())
	other.until(t, "the good camera is live", func() bool { return len(other.pictures) > 0 })
	watch(t, cameras, hostile.url())
	until(t, "100,000 packets are left out", func() bool { return cameras.Info(target(t, hostile.url())).Dropped > 100_000 })
	other.forget()
	other.until(t, "the good camera goes on", func() bool { return len(other.pictures) > 25 })
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	if memory.HeapInuse > 512<<20 {
		t.Errorf("the heap has %d MB", memory.HeapInuse>>20)
	}
}

// Fragments of a NAL unit that never ends fill no memory.
func TestAPictureWithoutAnEnd(t *testing.T) {
	t.Parallel()
	hostile := newFake(t)
	hostile.play = func(c *caller) {
		piece := append([]byte{0x7c, 0x05}, make([]byte, 60000)...)
		c.rtp(0, 96, false, 0, []byte{0x7c, 0x85, 0x88})
		for range 200 { // 12 MB
			c.rtp(0, 96, false, 0, piece)
		}
		c.film()
	}
	w := watch(t, newCameras(t, camera.Timing{}), hostile.url())
	w.until(t, "pictures come after it", func() bool { return len(w.pictures) > 5 })
	for _, p := range w.seen().pictures {
		if len(p.unit) > 4<<20 {
			t.Errorf("a picture has %d bytes", len(p.unit))
		}
	}
}

func TestACameraThatChangesItsResolution(t *testing.T) {
	t.Parallel()
	hostile := newFake(t)
	hostile.play = func(c *caller) {
		for n := uint32(0); c.wait(40 * time.Millisecond); n++ {
			if n < 10 {
				c.picture(small, n*3600)
			} else {
				c.picture(large, n*3600)
			}
		}
	}
	cameras := newCameras(t, camera.Timing{})
	watch(t, cameras, hostile.url())
	for _, want := range []int{64, 320} {
		until(t, fmt.Sprintf("it is %d wide", want), func() bool { return cameras.Info(target(t, hostile.url())).Width == want })
	}
}

// Lesson 36, and what cameras say of themselves that is wrong: it is shown anyway.
func TestCamerasThatLie(t *testing.T) {
	t.Parallel()
	type lie struct {
		sdp    string
		answer func(c *caller, r *request) bool
		play   func(c *caller)
	}
	at := func(payload byte, stamp func(n uint32) uint32) func(c *caller) {
		return func(c *caller) {
			for n := uint32(0); c.wait(40 * time.Millisecond); n++ {
				t := stamp(n)
				c.rtp(0, payload, false, t, small.sps)
				c.rtp(0, payload, false, t, small.pps)
				c.rtp(0, payload, true, t, small.idr[:1000])
			}
		}
	}
	good := func(n uint32) uint32 { return n * 3600 }
	for name, l := range map[string]lie{
		"no parameter sets":   {sdp: "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 sprop-parameter-sets=,,\na=control:1\n"},
		"wrong base64":        {sdp: "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 sprop-parameter-sets=$$$,%%\n"},
		"another clock":       {sdp: "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/12\r\n"},
		"another payload":     {play: at(101, good)},
		"no map for it":       {sdp: "m=video 0 RTP/AVP 35\r\na=rtpmap:96 H264/90000\r\n"},
		"no type at all":      {sdp: "m=video\r\na=rtpmap:96 H264/90000\r\n"},
		"no timestamps":       {play: at(96, func(uint32) uint32 { return 0 })},
		"jumping timestamps":  {play: at(96, func(n uint32) uint32 { return n * n * 0x01234567 })},
		"timestamps go back":  {play: at(96, func(n uint32) uint32 { return -n * 3600 })},
		"no marker":           {play: func(c *caller) { c.unmarked() }},
		"a wrong base":        {answer: describeWith("Content-Base: not an address at all")},
		"a control too odd":   {sdp: "a=control:rtsp://%zz/\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:trackID=1\r\n"},
		"no content type":     {answer: func(c *caller, r *request) bool { return r.method == "DESCRIBE" && c.bare(r) }},
		"a spaced session":    {answer: setUpWith("Session:  77 ; timeout = 60 ", "RTP/AVP/TCP;unicast;interleaved=0-1")},
		"no channels":         {answer: setUpWith("Session: 77", "RTP/AVP/TCP;unicast")},
		"transports, many":    {answer: setUpWith("Session: 77", "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=zz;mode=\"PLAY\",RTP/AVP")},
		"no OPTIONS":          {answer: func(c *caller, r *request) bool { return r.method == "OPTIONS" && c.refuse(r, "501 Not Implemented") }},
		"junk between frames": {play: func(c *caller) { c.junk() }},
		"sound it has not": {
			sdp: "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:trackID=1\r\nm=audio 0 RTP/AVP 0\r\na=control:trackID=2\r\n",
			answer: func(c *caller, r *request) bool {
				return r.method == "SETUP" && strings.HasSuffix(r.uri, "2") && c.refuse(r, "400 Bad Request")
			},
		},
		"a way back first": {
			sdp: "m=audio 0 RTP/AVP 0\r\na=sendonly\r\na=control:trackID=9\r\nm=application 0 RTP/AVP 107\r\na=control:trackID=3\r\n" +
				"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:trackID=1\r\n",
			answer: func(c *caller, r *request) bool {
				return r.method == "SETUP" && !strings.HasSuffix(r.uri, "1") && c.refuse(r, "400 Bad Request")
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			liar := newFake(t)
			if l.sdp != "" {
				liar.sdp = "v=0\r\n" + l.sdp
			}
			liar.answer, liar.play = l.answer, l.play
			w := watch(t, newCameras(t, camera.Timing{}), liar.url())
			enough := 5
			if l.play != nil { // clocks are looked at for some seconds
				enough = 60
			}
			w.until(t, "pictures come", func() bool { return len(w.pictures) > enough })
			checkTimes(t, w.seen().pictures)
			if n := liar.connections(); n != 1 {
				t.Errorf("it took %d connections", n)
			}
		})
	}
}

// checkTimes looks whether the times of pictures go with those at which they came.
func checkTimes(tb testing.TB, pictures []picture) {
	tb.Helper()
	for i, p := range pictures[1:] {
		came, shown := p.at.Sub(pictures[0].at), p.pts-pictures[0].pts
		if d := came - shown; d > 5*time.Second || d < -5*time.Second {
			tb.Fatalf("picture %d came after %v and is to be shown after %v", i+1, came, shown)
		}
	}
}

func (c *caller) refuse(r *request, status string) bool {
	c.say(r, status)
	return true
}

func (c *caller) bare(r *request) bool {
	c.say(r, "200 OK", fmt.Sprintf("Content-Length: %d", len(c.fake.sdp)), "\r\n"+c.fake.sdp)
	return true
}

func describeWith(header string) func(*caller, *request) bool {
	return func(c *caller, r *request) bool {
		if r.method != "DESCRIBE" {
			return false
		}
		c.describe(r, c.fake.sdp, header)
		return true
	}
}

func setUpWith(session, transport string) func(*caller, *request) bool {
	return func(c *caller, r *request) bool {
		if r.method != "SETUP" {
			return false
		}
		c.say(r, "200 OK", session, "Transport: "+transport)
		return true
	}
}

// unmarked sends pictures without a marker.
func (c *caller) unmarked() {
	for n := uint32(0); c.wait(40 * time.Millisecond); n++ {
		c.rtp(0, 96, false, n*3600, small.sps)
		c.rtp(0, 96, false, n*3600, small.pps)
		c.rtp(0, 96, false, n*3600, small.idr[:1000])
	}
}

// junk sends something else between its pictures.
func (c *caller) junk() {
	for n := uint32(0); c.wait(40 * time.Millisecond); n++ {
		_, _ = c.Write([]byte("\x00\r\n\xffQ"))
		c.rtp(7, 96, false, 0, []byte("nobody asked for this channel"))
		c.picture(small, n*3600)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	to := func(location string) func(c *caller, r *request) bool {
		return func(c *caller, r *request) bool {
			if r.method != "DESCRIBE" {
				return false
			}
			c.say(r, "302 Moved Temporarily", "Location: "+location)
			return true
		}
	}
	good, loop := newFake(t), newFake(t)
	good.answer = challenge("MD5", "")
	loop.answer = func(c *caller, r *request) bool { return to(loop.url())(c, r) }
	for location, want := range map[string]conference.State{
		good.url():                 conference.Live,
		"rtsp://169.254.169.254/x": conference.Barred,
		"rtsp://[::1]:22/x":        conference.Barred,
		"http://127.0.0.1/x":       conference.Failed,
		loop.url():                 conference.Failed,
	} {
		hostile := newFake(t)
		hostile.answer = to(location)
		url := strings.Replace(hostile.url(), "rtsp://", "rtsp://cam:camsecret@", 1)
		if info := try(t, newCameras(t, camera.Timing{}), url); info.State != want {
			t.Errorf("to %s: %s (%s), want %s", location, info.State, info.Problem, want)
		}
	}
	// Another host gets no password.
	elsewhere, hostile := newFakeAt(t, "127.0.0.2:0"), newFake(t)
	elsewhere.answer, hostile.answer = challenge("MD5", ""), to(elsewhere.url())
	info := try(t, newCameras(t, camera.Timing{}), strings.Replace(hostile.url(), "rtsp://", "rtsp://cam:camsecret@", 1))
	if info.State != conference.WrongPassword {
		t.Errorf("at another host it is %s (%s)", info.State, info.Problem)
	}
	elsewhere.mu.Lock()
	defer elsewhere.mu.Unlock()
	for _, r := range elsewhere.requests {
		if r.headers["authorization"] != "" {
			t.Error("another host got a proof of the password")
		}
	}
}

var field = regexp.MustCompile(`(\w+)=(?:"([^"]*)"|([^",]*))`)

// challenge wants a proof by digest for everything but OPTIONS. A qop of "auth" asks for
// that of RFC 2617.
func challenge(algorithm, qop string) func(c *caller, r *request) bool {
	return func(c *caller, r *request) bool {
		if r.method == "OPTIONS" || digestIs(r, algorithm, qop, "nonce", "cam", "camsecret") {
			return false
		}
		header := fmt.Sprintf(`WWW-Authenticate: Digest realm="a camera", nonce="nonce", opaque="x y", algorithm=%s`, algorithm)
		if qop != "" {
			header += `, qop="` + qop + `"`
		}
		c.say(r, "401 Unauthorized", `WWW-Authenticate: Basic realm="a camera"`, header)
		return true
	}
}

// digestIs checks a proof as RFC 7616 section 3.4 has it, for the URI of the request.
func digestIs(r *request, algorithm, qop, nonce, user, password string) bool {
	f := make(map[string]string)
	for _, m := range field.FindAllStringSubmatch(r.headers["authorization"], -1) {
		f[m[1]] = m[2] + m[3]
	}
	hash := func(s string) string {
		if algorithm == "SHA-256" {
			sum := sha256.Sum256([]byte(s))
			return hex.EncodeToString(sum[:])
		}
		sum := md5.Sum([]byte(s))
		return hex.EncodeToString(sum[:])
	}
	middle := nonce
	if qop != "" {
		middle += ":" + f["nc"] + ":" + f["cnonce"] + ":auth"
	}
	want := hash(hash(user+":a camera:"+password) + ":" + middle + ":" + hash(r.method+":"+r.uri))
	return f["response"] == want && f["uri"] == r.uri && f["nonce"] == nonce && f["opaque"] == "x y"
}

// C19, lesson 36: the URI is signed exactly as it is sent, and sent as it was typed.
func TestDigestSignsTheURIAsItIsSent(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/cam/realmonitor?channel=1&subtype=1", "/Streaming/Channels/101", "/a%20b/c%2Fd?x=%20y&&z=", "/x?", "?only=query",
		"/user=admin_password=x_channel=1.sdp?real_stream--rtp-caching=100", "/;a=b,c/(d)'e!*", "/", "",
	} {
		for _, algorithm := range []string{"MD5", "SHA-256"} {
			for _, qop := range []string{"", "auth"} {
				hostile := newFake(t)
				hostile.answer = challenge(algorithm, qop)
				at := hostile.l.Addr().String()
				cameras := newCameras(t, camera.Timing{})
				if info := try(t, cameras, "rtsp://cam:camsecret@"+at+path); info.State != conference.Live {
					t.Errorf("%s with %s %s: %s (%s)", path, algorithm, qop, info.State, info.Problem)
				}
				cameras.Close()
				hostile.until(t, "it has been asked", func() bool { return hostile.count("DESCRIBE") == 2 })
				hostile.mu.Lock()
				for _, r := range hostile.requests {
					if r.method == "DESCRIBE" && r.uri != "rtsp://"+at+path {
						t.Errorf("%s was asked for, want %s", r.uri, path)
					}
				}
				hostile.mu.Unlock()
			}
		}
	}
}

// A nonce grows stale, some at each request.
func TestCamerasThatChallengeAgain(t *testing.T) {
	t.Parallel()
	hostile := newFake(t)
	nonce := 0
	hostile.answer = func(c *caller, r *request) bool {
		if r.method == "OPTIONS" || digestIs(r, "MD5", "", fmt.Sprintf("n%d", nonce), "cam", "camsecret") {
			nonce++
			return false
		}
		c.say(r, "401 Unauthorized", fmt.Sprintf(`WWW-Authenticate: Digest realm="a camera", nonce="n%d", opaque="x y", stale=TRUE`, nonce))
		return true
	}
	if info := try(t, newCameras(t, camera.Timing{}), strings.Replace(hostile.url(), "rtsp://", "rtsp://cam:camsecret@", 1)); info.State != conference.Live {
		t.Errorf("%+v", info)
	}
}

// Who tries wrong passwords is locked out: one try, and a long pause.
func TestAWrongPasswordIsNotTriedOften(t *testing.T) {
	t.Parallel()
	for name, stale := range map[string]string{"refused": "", "stale for ever": ", stale=true"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hostile := newFake(t)
			nonce := 0
			hostile.answer = func(c *caller, r *request) bool {
				if r.method == "OPTIONS" {
					return false
				}
				nonce++
				c.say(r, "401 Unauthorized", fmt.Sprintf(`WWW-Authenticate: Digest realm="a", nonce="%d"%s`, nonce, stale))
				return true
			}
			cameras := newCameras(t, camera.Timing{Retry: time.Millisecond, Longest: time.Millisecond})
			w := watch(t, cameras, strings.Replace(hostile.url(), "rtsp://", "rtsp://cam:wrong@", 1))
			w.until(t, "the password is refused", func() bool { return w.state() == conference.WrongPassword })
			hostile.mu.Lock()
			defer hostile.mu.Unlock()
			if n := hostile.count("DESCRIBE"); n > 4 || stale == "" && n != 2 {
				t.Errorf("it was asked %d times", n)
			}
			if hostile.accepted != 1 {
				t.Errorf("there were %d connections", hostile.accepted)
			}
		})
	}
}

// The session is kept in the form that the camera wants: OPTIONS or GET_PARAMETER.
func TestKeepAlive(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		public, refused, want string
	}{
		"OPTIONS":                         {"OPTIONS, PLAY", "", "OPTIONS"},
		"GET_PARAMETER":                   {"OPTIONS, GET_PARAMETER", "", "GET_PARAMETER"},
		"GET_PARAMETER that is not there": {"OPTIONS, GET_PARAMETER", "GET_PARAMETER", "OPTIONS"},
		"OPTIONS that it does not like":   {"PLAY", "OPTIONS", "GET_PARAMETER"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFake(t)
			played := false // only the fake's one connection asks
			fake.answer = func(c *caller, r *request) bool {
				switch {
				case r.method == "PLAY":
					played = true
				case r.method == "SETUP":
					c.say(r, "200 OK", "Session: 1;timeout=2", "Transport: "+r.headers["transport"])
					return true
				case played && r.method == test.refused:
					c.say(r, "501 Not Implemented")
					return true
				case r.method == "OPTIONS":
					c.say(r, "200 OK", "Public: "+test.public)
					return true
				}
				return false
			}
			w := watch(t, newCameras(t, camera.Timing{}), fake.url())
			w.until(t, "it is live", func() bool { return w.state() == conference.Live })
			fake.do(func() { fake.requests = nil })
			fake.until(t, "it is kept alive", func() bool { return fake.count(test.want) >= 2 })
		})
	}
}

// Where sound and pictures come by UDP, the camera cannot make us send to others.
func TestUDPGoesNowhereElse(t *testing.T) {
	t.Parallel()
	for transport, want := range map[string]conference.State{
		"RTP/AVP;unicast;server_port=%d-%d;source=169.254.169.254": conference.Barred,
		"RTP/AVP;unicast;server_port=%d-%d;source=224.0.0.1":       conference.Barred,
		"RTP/AVP;unicast;server_port=%d-%d;source=not.an.address":  conference.NoSignal,
	} {
		hostile := newFake(t)
		hostile.answer = func(c *caller, r *request) bool {
			if r.method != "SETUP" {
				return false
			}
			if strings.Contains(r.headers["transport"], "TCP") {
				c.say(r, "461 Unsupported Transport")
				return true
			}
			c.say(r, "200 OK", "Session: 1", "Transport: "+fmt.Sprintf(transport, 40000, 40001))
			return true
		}
		hostile.play = func(*caller) {}
		if info := try(t, newCameras(t, camera.Timing{}), hostile.url()); info.State != want {
			t.Errorf("%s: %s (%s), want %s", transport, info.State, info.Problem, want)
		}
	}
}

// G.726 and AAC in fragments: sound that GStreamer does not send.
func TestSoundOfCameras(t *testing.T) {
	t.Parallel()
	for rtpmap, want := range map[string]media.SoundFormat{
		"G726-32/8000":      {Codec: codec.G726, Clock: 8000, Channels: 1, Bits: 4},
		"AAL2-G726-16/8000": {Codec: codec.G726, Clock: 8000, Channels: 1, Bits: 2, AAL2: true},
		"PCMA/16000":        {Codec: codec.PCMA, Clock: 16000, Channels: 1},
		"G722/8000":         {Codec: codec.G722, Channels: 1},
	} {
		fake := newFake(t)
		fake.sdp = "v=0\r\nm=audio 0 RTP/AVP 98\r\na=rtpmap:98 " + rtpmap + "\r\n"
		fake.play = func(c *caller) {
			for n := uint32(0); c.wait(20 * time.Millisecond); n++ {
				c.rtp(0, 98, false, n*160, []byte("twenty milliseconds of it"))
			}
		}
		w := watch(t, newCameras(t, camera.Timing{}), fake.url())
		w.until(t, "sound comes", func() bool { return len(w.sounds) > 10 && w.state() == conference.Live })
		if got := w.seen().sounds[0].format; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %+v, want %+v", rtpmap, got, want)
		}
	}
}
