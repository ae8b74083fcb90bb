//go:build cgo && avcodec

package main

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/sip/siptest"
)

// program is one that publishes a red picture and 440 Hz.
type program struct {
	t    *testing.T
	cmd  *exec.Cmd
	said *lockedBuffer
	gone chan error
}

// publishes starts a program that ends with the test.
func publishes(t *testing.T, name string, args ...string) *program {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	p := &program{t: t, cmd: exec.CommandContext(ctx, needed(t, name), args...), said: newLockedBuffer(), gone: make(chan error, 1)}
	p.cmd.Stderr, p.cmd.Stdout = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.gone <- p.cmd.Wait()
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		if t.Failed() {
			t.Logf("%s said: %s", name, p.said.String())
		}
	})
	return p
}

// stops has the program end as by Ctrl+C, so that it says TEARDOWN.
func (p *program) stops() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
	<-p.gone
}

// filming are the arguments with which FFmpeg sends in these codecs.
func filming(url, transport, codecs string) []string {
	args := strings.Fields("-v error -nostdin -re -f lavfi -i color=c=red:size=640x360:rate=25 -re -f lavfi -i sine=frequency=440:sample_rate=48000")
	args = append(args, strings.Fields(codecs)...)
	return append(args, "-f", "rtsp", "-rtsp_transport", transport, url)
}

// published waits until somebody who came by RTSP is inside and sends.
func (r *room) published() (p conference.Participant) {
	r.t.Helper()
	eventually(r.t, "the program is a participant", func() bool {
		live := r.live()
		c := live.camera()
		if c == nil || !c.Camera || !c.Microphone || c.Link != conference.Online {
			return false
		}
		p = *c
		return true
	})
	return p
}

const zerolatency = "-c:v libx264 -preset ultrafast -tune zerolatency -g 25 -pix_fmt yuv420p -c:a aac -b:a 64k"

// The issue: FFmpeg and GStreamer publish in every codec that we take, with a token too,
// and are seen and heard.
func TestProgramsPublishInEveryCodec(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	token, _ := s.signIn("admin", testPassword)
	at := func(cid, userinfo, query string) string {
		return "rtsp://" + userinfo + s.addresses["rtsp"] + "/c/" + cid + "/" + query
	}
	for _, test := range []struct {
		name, cid string
		start     func(t *testing.T, cid string) *program
		called    string
	}{
		{"H.265 and Opus with a token", "772000001", func(t *testing.T, cid string) *program {
			t.Helper()
			return publishes(t, "ffmpeg", filming(at(cid, "token:"+token+"@", "?auth=token&name=Studio"), "tcp",
				"-c:v libx265 -preset ultrafast -x265-params keyint=25:log-level=error -pix_fmt yuv420p -c:a libopus")...)
		}, "admin"},
		{"H.264 with B-frames and G.711 by UDP", "772000002", func(t *testing.T, cid string) *program {
			t.Helper()
			return publishes(t, "ffmpeg", filming(at(cid, "", "?name=Studio"), "udp",
				"-c:v libx264 -preset veryfast -bf 2 -g 25 -pix_fmt yuv420p -c:a pcm_mulaw -ar 8000 -ac 1")...)
		}, "Studio"},
		{"Motion JPEG and AAC", "772000003", func(t *testing.T, cid string) *program {
			t.Helper()
			return publishes(t, "ffmpeg", filming(at(cid, "", "?name=Studio"), "tcp",
				"-pix_fmt yuvj420p -c:v mjpeg -huffman default -q:v 5 -c:a aac")...)
		}, "Studio"},
		{"GStreamer, H.264 and Opus", "772000004", func(t *testing.T, cid string) *program {
			t.Helper()
			return publishes(t, "gst-launch-1.0", strings.Fields("-e rtspclientsink name=s protocols=tcp location="+at(cid, "", "?name=Studio")+
				" videotestsrc is-live=true pattern=red ! video/x-raw,format=I420,width=640,height=360,framerate=25/1"+
				" ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 ! video/x-h264,profile=baseline ! s."+
				" audiotestsrc is-live=true freq=440 ! audio/x-raw,rate=48000,channels=2 ! opusenc ! s.")...)
		}, "Studio"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := s.with(t).newRoom(test.cid, nil)
			r.comes(t, boris)
			seen := r.views(t)
			program := test.start(t, test.cid)
			if p := r.published(); test.called == "Studio" && p.Name != "Studio" || p.Kind != access.KindRTSP {
				t.Errorf("%+v", p)
			}
			seen.shows(map[[2]float64]siptest.Colour{windows(2)[1]: {R: 255}})
			listens(t, "the viewer", seen.hears, 440)
			program.stops()
			eventually(t, "it is out", func() bool { // or has its seat kept, since it has not said TEARDOWN
				live := r.live()
				c := live.camera()
				return c == nil || c.Link != conference.Online
			})
		})
	}
	if strings.Contains(s.stderr.String(), token) {
		t.Error("the token is in the log")
	}
}

// H2, H8: who publishes waits where guests do, and is in when it is admitted, on the same
// connection; who is refused is told so.
func TestAProgramWaitsToPublish(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("772000011", nil)
	r.comes(t, boris)
	seen := r.views(t)
	url := "rtsp://" + s.addresses["rtsp"] + "/c/" + r.cid + "/?name=Studio"
	for _, remaining := range []string{"disconnect", "admit"} {
		r.must(http.MethodPatch, "/live", map[string]any{"waitingRoom": true}, nil)
		program := publishes(t, "ffmpeg", filming(url, "tcp", zerolatency)...)
		eventually(t, "it waits", func() bool {
			live := r.live()
			return len(live.Waiting) == 1 && live.Waiting[0].Name == "Studio" && live.camera() == nil
		})
		r.must(http.MethodPatch, "/live", map[string]any{"waitingRoom": false, "remaining": remaining}, nil)
		if remaining == "disconnect" {
			if err := <-program.gone; err == nil {
				t.Error("it was refused, and does not know")
			}
			eventually(t, "nobody waits", func() bool { return len(r.live().Waiting) == 0 })
			continue
		}
		r.published()
		seen.shows(map[[2]float64]siptest.Colour{windows(2)[1]: {R: 255}})
		listens(t, "the viewer", seen.hears, 440)
		program.stops()
	}
}
