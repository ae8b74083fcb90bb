package rtpio_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/decode"
	"veche/media/rtpio"
	"veche/media/wire"
)

// suite that ffmpeg has.
const suite = "AES_CM_128_HMAC_SHA1_80"

// relay takes pictures that come to one stream apart and sends them by another.
type relay struct {
	*ear
	frames *decode.Frames
	cutter codec.Cutter
	to     *rtpio.Stream
}

func (r *relay) Packet(p *rtpio.Packet) {
	r.frames.Push(&decode.Packet{Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload})
	for {
		unit, _, ok := r.frames.Next(p.Arrival)
		if !ok {
			return
		}
		r.to.SendPicture(&r.cutter, r.cutter.Cut(p.Codec, unit, 1200, false, 0), p.Arrival)
	}
}

// TestFFmpegToFFmpeg lets ffmpeg send H264 under SRTP to one stream, and another ffmpeg
// decode what a second stream makes of it under other keys.
func TestFFmpegToFFmpeg(t *testing.T) {
	t.Parallel()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal("ffmpeg is needed; make test installs it")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	first, second := newKey(t), newKey(t)
	watcher := freePort(t)
	out := open(t, newEar(), true)
	set(t, out, rtpio.Parameters{
		Remote: watcher, RemoteControl: netip.AddrPortFrom(watcher.Addr(), watcher.Port()+1), Send: true,
		Sending:  rtpio.Format{Type: 96, Codec: codec.H264},
		Security: rtpio.Security{Keys: keys(t, second)},
	})
	frames, err := decode.NewFrames(codec.H264)
	if err != nil {
		t.Fatal(err)
	}
	in := open(t, &relay{ear: newEar(), frames: frames, to: out}, true)
	set(t, in, rtpio.Parameters{
		Receive:   true,
		Receiving: []rtpio.Format{{Type: 96, Codec: codec.H264}},
		Security:  rtpio.Security{Keys: keys(t, first)},
	})

	sender := exec.CommandContext(ctx, ffmpeg, "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-t", "80",
		"-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "12",
		"-bsf:v", "dump_extra", "-f", "rtp", "-payload_type", "96", "-srtp_out_suite", suite, "-srtp_out_params", inline(first),
		"srtp://"+in.Addr().String()+"?pkt_size=1200")
	if err := sender.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sender.Process.Kill(); _ = sender.Wait() }()

	sdp := filepath.Join(t.TempDir(), "call.sdp")
	description := fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"+
		"m=video %d RTP/SAVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\na=crypto:1 %s inline:%s\r\n",
		watcher.Port(), suite, inline(second))
	if err := os.WriteFile(sdp, []byte(description), 0o600); err != nil {
		t.Fatal(err)
	}
	log, err := exec.CommandContext(ctx, ffmpeg, "-v", "error", "-protocol_whitelist", "file,udp,rtp,srtp,crypto",
		"-i", sdp, "-frames:v", "25", "-f", "framecrc", "-").CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, log)
	}
	if n := bytes.Count(log, []byte("\n0, ")); n < 25 {
		t.Errorf("%d pictures were seen\n%s", n, log)
	}
	if q := in.Quality(); q.Forged+q.Broken+q.Unknown > 0 || q.Packets == 0 {
		t.Errorf("got %+v", q)
	}
}

func newKey(t *testing.T) []byte {
	t.Helper()
	size, _ := rtpio.SuiteSize(suite)
	key := make([]byte, size)
	if _, err := rand.Read(key); err != nil {
		t.Fatal(err)
	}
	return key
}

func inline(key []byte) string { return base64.StdEncoding.EncodeToString(key) }

// keys are the same both ways: one side is silent.
func keys(t *testing.T, key []byte) *wire.Keys {
	t.Helper()
	k, err := rtpio.SDES(suite, key, key)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// freePort is one that was free a moment ago, and so was the next.
func freePort(t *testing.T) netip.AddrPort {
	t.Helper()
	s := open(t, newEar(), false)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return s.Addr()
}
