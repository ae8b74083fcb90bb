//go:build cgo && avcodec

package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/client"
	"veche/media/codec"
	coders "veche/media/codec/sound"
	"veche/media/codec/video"
	"veche/media/decode"
	"veche/sip/siptest"
)

// room is a conference of a test server.
type room struct {
	*testServer
	token string
	cid   string
	pin   string
}

// newRoom makes a public conference; more is what it is beyond that.
func (s *testServer) newRoom(cid string, more map[string]any) *room {
	s.t.Helper()
	token, _ := s.signIn("admin", testPassword)
	body := map[string]any{"name": "Room " + cid, "cid": cid, "access": "public"}
	maps.Copy(body, more)
	if status := s.call(http.MethodPost, "/api/v1/conferences", token, body, nil); status != http.StatusCreated {
		s.t.Fatalf("conference %s: %d", cid, status)
	}
	pin, _ := body["pin"].(string)
	return &room{s, token, cid, pin}
}

func (r *room) path(more string) string { return "/api/v1/conferences/" + r.cid + more }

// with is the room for a subtest.
func (s *testServer) with(tb testing.TB) *testServer {
	tb.Helper()
	other := *s
	other.t = tb
	return &other
}

// do asks the API about the room.
func (r *room) do(method, more string, body, answer any) int {
	r.t.Helper()
	return r.call(method, r.path(more), r.token, body, answer)
}

// must is do that has to succeed.
func (r *room) must(method, more string, body, answer any) {
	r.t.Helper()
	if status := r.do(method, more, body, answer); status >= 300 {
		r.t.Fatalf("%s %s: %d", method, r.path(more), status)
	}
}

// liveRoom is what the API says of a running conference.
type liveRoom struct {
	Conference   conference.Info
	Participants []conference.Participant
	Waiting      []conference.Waiting
	Calls        []conference.Call
	Transfers    []conference.Transfer
}

func (r *room) live() (live liveRoom) {
	r.t.Helper()
	r.do(http.MethodGet, "/live", nil, &live) // 410 when it does not run
	return live
}

// caller is the participant who came by SIP; nil while there is none.
func (l *liveRoom) caller() *conference.Participant {
	for i, p := range l.Participants {
		if p.Kind == "sip" {
			return &l.Participants[i]
		}
	}
	return nil
}

// called waits until somebody has come in by SIP.
func (r *room) called() (p conference.Participant) {
	r.t.Helper()
	eventually(r.t, "somebody comes in by SIP", func() bool {
		live := r.live()
		found := live.caller()
		if found != nil {
			p = *found
		}
		return found != nil
	})
	return p
}

// look is what a visitor looks and sounds like.
type look struct {
	name    string
	y, u, v byte
	colour  siptest.Colour
	hertz   float64
}

// The visitors. The tones are far from one another, and from a Baresip's 660 Hz.
var (
	anna  = look{"Anna", 81, 90, 240, siptest.Red, 440}
	boris = look{"Boris", 41, 240, 110, siptest.Blue, 1000}
)

// comes publishes colour and tone by WHIP until the test ends, and returns when the
// participant is there.
func (r *room) comes(t *testing.T, who look) conference.Participant {
	t.Helper()
	c := newWHIPClient(t, client.Config{Publish: []client.Publish{{Kind: conference.Microphone}, {Kind: conference.Camera}}})
	ctx, stop := context.WithCancel(t.Context())
	to := client.Endpoint{URL: "http://" + r.addresses["http"] + r.path("/whip?name="+who.name), Bearer: r.pin}
	if err := c.Connect(ctx, to.Negotiate); err != nil {
		t.Fatal(err)
	}
	var playing sync.WaitGroup
	t.Cleanup(func() { stop(); playing.Wait() })
	playing.Go(func() { who.speak(ctx, t, c.Sources()[0].Layers()[0]) })
	playing.Go(func() { who.shine(ctx, t, c.Sources()[1].Layers()[0]) })
	for _, p := range r.live().Participants {
		if p.Name == who.name {
			return p
		}
	}
	t.Fatalf("%s is not there", who.name)
	return conference.Participant{}
}

// shine sends pictures of one colour, ten a second.
func (l *look) shine(ctx context.Context, t *testing.T, to *client.Layer) {
	t.Helper()
	const width, height, every = 320, 180, 100 * time.Millisecond
	encoder, err := video.NewEncoder(video.EncoderConfig{Codec: codec.VP8, Width: width, Height: height, FrameRate: 10, BitRate: 200_000})
	if err != nil {
		t.Error(err)
		return
	}
	defer encoder.Close()
	picture := codec.NewPicture(width, height)
	picture.Fill(l.y, l.u, l.v)
	packets := rtp.NewPacketizer(1100, 0, 0, &codecs.VP8Payloader{EnablePictureID: true}, rtp.NewRandomSequencer(), 90000)
	var coded []byte
	pace(ctx, every, func() {
		if to.TakeKey() {
			encoder.RequestKey()
		}
		c, err := encoder.Encode(coded[:0], picture)
		if err != nil {
			t.Error(err)
			return
		}
		coded = c.Data
		for _, p := range packets.Packetize(c.Data, uint32(every*90_000/time.Second)) {
			_ = to.Write(p) // the connection may be over
		}
	})
}

// speak sends a tone, 20 ms at a time.
func (l *look) speak(ctx context.Context, t *testing.T, to *client.Layer) {
	t.Helper()
	const every, samples = 20 * time.Millisecond, 960
	voice, err := coders.NewEncoder(coders.EncoderConfig{Codec: codec.Opus})
	if err != nil {
		t.Error(err)
		return
	}
	defer voice.Close()
	pcm := make([]int16, samples)
	n := 0
	pace(ctx, every, func() {
		for i := range pcm {
			pcm[i] = int16(0.3 * 32767 * math.Sin(2*math.Pi*l.hertz*float64(n*samples+i)/48000))
		}
		packet, err := voice.Encode(nil, pcm)
		if err != nil {
			t.Error(err)
			return
		}
		_ = to.WriteSound(&rtp.Packet{ // the connection may be over
			Header: rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n * samples)}, Payload: packet,
		}, 20)
		n++
	})
}

// pace runs fn as often as it is due, late ones at once.
func pace(ctx context.Context, every time.Duration, fn func()) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	began, n := time.Now(), 0
	for {
		for due := int(time.Since(began) / every); n < due; n++ {
			fn()
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// viewer reads a conference by WHEP: one composed picture, one sound.
type viewer struct {
	t  *testing.T
	mu sync.Mutex

	picture *decode.Stream
	voice   *coders.Decoder
	began   time.Time
	version uint64
	pixels  *codec.Picture
	heard   []int16 // the last half second
}

// views reads until the test ends.
func (r *room) views(t *testing.T) *viewer {
	t.Helper()
	v := &viewer{t: t, began: time.Now()}
	var err error
	if v.voice, err = coders.NewDecoder(coders.DecoderConfig{Codec: codec.Opus}); err != nil {
		t.Fatal(err)
	}
	if v.picture, err = decode.NewStream(decode.Config{Codec: codec.VP8}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.voice.Close()
		v.picture.Close()
		v.voice = nil
	})
	c := newWHIPClient(t, client.Config{VideoSlots: 1, AudioSlots: 1, Packet: v.packet})
	from := client.Endpoint{URL: "http://" + r.addresses["http"] + r.path("/whep?name=Viewer"), Bearer: r.pin}
	if err := c.Connect(t.Context(), from.Negotiate); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *viewer) packet(s client.Slot, p *rtp.Packet) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.voice == nil {
		return
	}
	if !s.Video {
		pcm := make([]int16, coders.MaxSamples)
		if n, err := v.voice.Decode(pcm, p.Payload); err == nil {
			v.heard = append(v.heard, pcm[:n]...)
			v.heard = v.heard[max(len(v.heard)-24000, 0):]
		}
		return
	}
	v.picture.Push(&decode.Packet{Sequence: p.SequenceNumber, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload}, time.Since(v.began))
	if p.Marker {
		v.version = v.picture.Newest(time.Since(v.began), v.version, func(p *codec.Picture) {
			v.pixels = codec.NewPicture(p.Width, p.Height)
			v.pixels.CopyFrom(p)
		})
	}
}

// hears is how loud a tone is, 0 to 1.
func (v *viewer) hears(hertz float64) float64 {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.heard) < 24000 {
		return 0
	}
	return siptest.Tone(v.heard, 48000, hertz)
}

// at is the colour at a point, by fractions of width and height.
func (v *viewer) at(x, y float64) (r, g, b byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.pixels == nil {
		return 1, 1, 1
	}
	p := v.pixels
	px, py := int(x*float64(p.Width)), int(y*float64(p.Height))
	return rgb(p.Y[py*p.YStride+px], p.U[py/2*p.UVStride+px/2], p.V[py/2*p.UVStride+px/2])
}

// rgb is BT.601, narrow range.
func rgb(y, u, v byte) (r, g, b byte) {
	l, cb, cr := 1.164*(float64(y)-16), float64(u)-128, float64(v)-128
	clip := func(f float64) byte { return byte(min(max(f, 0), 255)) }
	return clip(l + 1.596*cr), clip(l - 0.392*cb - 0.813*cr), clip(l + 2.017*cb)
}

// shows waits until the picture has colours at points of it.
func (v *viewer) shows(want map[[2]float64]siptest.Colour) {
	v.t.Helper()
	eventually(v.t, fmt.Sprintf("the viewer sees %v", want), func() bool {
		for at, colour := range want {
			if !colour.Is(v.at(at[0], at[1])) {
				return false
			}
		}
		return true
	})
}

// loud is a tone that is heard; what is below quiet is not.
const (
	loud  = 0.05
	quiet = 0.01
)

// listens waits until all tones are heard by somebody.
func listens(t *testing.T, who string, hears func(float64) float64, hertz ...float64) {
	t.Helper()
	eventually(t, fmt.Sprintf("%s hears %v Hz", who, hertz), func() bool {
		for _, f := range hertz {
			if hears(f) < loud {
				return false
			}
		}
		return true
	})
}

// hushed waits until a tone is not heard.
func hushed(t *testing.T, who string, hears func(float64) float64, hertz float64) {
	t.Helper()
	eventually(t, fmt.Sprintf("%s does not hear %v Hz", who, hertz), func() bool { return hears(hertz) < quiet })
}

// windows are the middles of n windows of a grid on 16:9, as fractions of the picture.
func windows(n int) (middles [][2]float64) {
	canvas := layout.Size{W: 1280, H: 720}
	for _, r := range layout.Arrange(layout.Spec{Type: layout.Grid, Windows: 25}, canvas, n) {
		middles = append(middles, [2]float64{
			(float64(r.X) + float64(r.W)/2) / float64(canvas.W), (float64(r.Y) + float64(r.H)/2) / float64(canvas.H),
		})
	}
	return middles
}

// beside is a point to the left (negative) or the right of the middle of one of n
// windows, in parts of a window's width.
func beside(n, window int, by float64) [2]float64 {
	canvas := layout.Size{W: 1280, H: 720}
	r := layout.Arrange(layout.Spec{Type: layout.Grid, Windows: 25}, canvas, n)[window]
	return [2]float64{
		(float64(r.X) + float64(r.W)*(0.5+by)) / float64(canvas.W), (float64(r.Y) + float64(r.H)/2) / float64(canvas.H),
	}
}
