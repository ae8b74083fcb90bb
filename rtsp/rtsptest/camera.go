// Package rtsptest runs cameras for tests: those of GStreamer's RTSP server, which
// needs the Debian packages that .ci/packages lists. A test is skipped where they are
// not there, unless CI is set: then it fails.
package rtsptest

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

//go:embed camera.py
var script string

// python is Debian's: the one that has GStreamer.
const python = "/usr/bin/python3"

// Options of a Camera; the zero value is one with digest authentication.
type Options struct {
	// Port to listen on; 0: a free one. A camera that was stopped comes back with it.
	Port int
	// Auth is "digest" (""), "basic" or "none".
	Auth string
	// User and Password; "": cam and camsecret.
	User, Password string
	// Transport is "tcp", "udp", or any of them ("").
	Transport string
	// Certificate is a PEM file with a certificate and its key: the camera speaks TLS.
	Certificate string
}

// Camera is a running one. Its streams are /h264 (with G.711 sound), /h264only,
// /h264bare (parameter sets only in the description), /h264b (with B-frames), /h265,
// /mjpeg, /alaw, /opus, /aac, /latm, /l16: pictures of 640 × 360, 15 a second, in the
// colour bars of SMPTE; sound of 440 Hz.
type Camera struct {
	Port int

	options Options
	input   io.Closer
	stop    func()
}

// Start runs one until the test ends.
func Start(tb testing.TB, o Options) *Camera {
	tb.Helper()
	o = o.complete()
	needs(tb)
	c := &Camera{options: o}
	cmd := exec.CommandContext(context.Background(), python, "-c", script,
		strconv.Itoa(o.Port), o.Auth, o.User, o.Password, o.Transport, o.Certificate)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 5 * time.Second
	var said text
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if c.input, err = cmd.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	c.stop = sync.OnceFunc(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
		c.input.Close()
	})
	tb.Cleanup(func() {
		if c.stop(); tb.Failed() {
			tb.Logf("the camera said:\n%s", said.String())
		}
	})
	line, _ := bufio.NewReader(out).ReadString('\n')
	if _, err := fmt.Sscanf(line, "ready %d", &c.Port); err != nil {
		tb.Fatalf("the camera did not start: %s", said.String())
	}
	return c
}

func (o Options) complete() Options {
	for _, f := range []struct {
		field *string
		value string
	}{{&o.Auth, "digest"}, {&o.User, "cam"}, {&o.Password, "camsecret"}, {&o.Transport, "any"}} {
		if *f.field == "" {
			*f.field = f.value
		}
	}
	return o
}

// URL is where a stream is, such as "/h264", with user and password where the camera
// wants them.
func (c *Camera) URL(path string) string {
	u := url.URL{Scheme: "rtsp", Host: fmt.Sprintf("127.0.0.1:%d", c.Port)}
	if c.options.Certificate != "" {
		u.Scheme = "rtsps"
	}
	if c.options.Auth != "none" {
		u.User = url.UserPassword(c.options.User, c.options.Password)
	}
	return u.String() + path
}

// Stop ends the camera as a power cut does: nobody is told.
func (c *Camera) Stop() { c.stop() }

// Again is the camera started once more, where it was.
func (c *Camera) Again(tb testing.TB) *Camera {
	tb.Helper()
	o := c.options
	o.Port = c.Port
	return Start(tb, o)
}

// needs skips a test where GStreamer is not installed.
func needs(tb testing.TB) {
	tb.Helper()
	for _, missing := range missing() {
		problem := missing + " is not installed (see .ci/packages)"
		if os.Getenv("CI") != "" {
			tb.Fatal(problem)
		}
		tb.Skip(problem)
	}
}

// missing is what the cameras need and is not there.
var missing = sync.OnceValue(func() []string {
	var without []string
	for what, pattern := range map[string]string{
		"GstRtspServer (gir1.2-gst-rtsp-server-1.0)": "/usr/lib/*/girepository-1.0/GstRtspServer-1.0.typelib",
		"PyGObject (python3-gi)":                     "/usr/lib/python3/dist-packages/gi/__init__.py",
		"x264enc (gstreamer1.0-plugins-ugly)":        "/usr/lib/*/gstreamer-1.0/libgstx264.so",
		"x265enc (gstreamer1.0-plugins-bad)":         "/usr/lib/*/gstreamer-1.0/libgstx265.so",
		"rtph264pay (gstreamer1.0-plugins-good)":     "/usr/lib/*/gstreamer-1.0/libgstrtp.so",
		"opusenc (gstreamer1.0-plugins-base)":        "/usr/lib/*/gstreamer-1.0/libgstopus.so",
	} {
		if found, _ := filepath.Glob(pattern); len(found) == 0 {
			without = append(without, what)
		}
	}
	return without
})

// text is an output that can be read while it is written.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *text) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(t.b.String())
}
