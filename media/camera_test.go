//go:build cgo && avcodec

package media_test

import (
	"bytes"
	"math"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"

	"veche/conference"
	"veche/conference/layout"

	"veche/media"
	"veche/media/client"
	"veche/media/codec"
	"veche/media/codec/video"
	"veche/media/compose"
)

// blueWall is what the cameras of testdata see.
var blueWall = steady{y: 41, u: 240, v: 110}

// footage is a second of a camera, a key frame first, in the order of decoding.
type footage struct {
	codec codec.Codec
	units [][]byte
	shown []int // their places in the order of showing
}

func readFootage(t testing.TB, file string, c codec.Codec) *footage {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	f := &footage{codec: c}
	mark := map[codec.Codec][]byte{codec.H264: {0, 0, 0, 1, 9}, codec.H265: {0, 0, 0, 1, 35 << 1}, codec.MJPEG: {0xff, 0xd8, 0xff}}[c]
	for len(data) > 0 {
		end := bytes.Index(data[1:], mark) + 1
		if end == 0 {
			end = len(data)
		}
		n := len(f.units)
		shown := n
		if file == "reordered.h264" && n > 0 {
			shown = n + []int{2, -1, -1}[(n-1)%3]
		}
		f.units, f.shown = append(f.units, data[:end]), append(f.shown, shown)
		data = data[end:]
	}
	if len(f.units)%25 != 0 {
		t.Fatalf("%s: %d pictures", file, len(f.units))
	}
	return f
}

// ipCamera sends pictures and sound by a leg. It takes no requests.
type ipCamera struct {
	leg  *media.Leg
	also *media.Leg // in another conference; nil: it is in one
	sink silentSink
	// ends: after what it shows it waits for what is to be shown next.
	ends   bool
	begins chan struct{} // is closed when half of what is shown first is shown
}

// silentSink takes nothing.
type silentSink struct{}

func (silentSink) Sound([]byte, time.Duration)                               {}
func (silentSink) Picture(conference.SourceKind, video.Coded, time.Duration) {}
func (silentSink) KeyFrameWanted(conference.SourceKind)                      {}

func newIPCamera(t *testing.T, h *house, id conference.ParticipantID) *ipCamera {
	t.Helper()
	c := &ipCamera{begins: make(chan struct{})}
	var err error
	if c.leg, err = h.engine.ConnectLeg(h.id, id, c.sink); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.leg.Close)
	return c
}

// tone is 25 pictures' time of sound: 440 Hz in a format.
type frameOfSound struct {
	data []byte
	at   time.Duration
}

// run shows footage, and whatever is sent over switches after it, until the test ends.
func (c *ipCamera) run(t *testing.T, first *footage, switches <-chan *footage, sound func(n int) (media.SoundFormat, []frameOfSound)) {
	t.Helper()
	stop, stopped := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-stopped })
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(frameEvery)
		defer ticker.Stop()
		const epoch = 12345 * time.Second // the camera's clock has its own zero
		f, at := first, 0
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-ticker.C:
			}
			if n == len(first.units)/2 {
				close(c.begins)
			}
			if at == len(f.units) {
				at = 0
				wait := make(chan struct{})
				if !c.ends {
					close(wait)
				}
				select {
				case f = <-switches:
				case <-stop:
					return
				case <-wait:
					select { // both may have been ready
					case f = <-switches:
					default:
					}
				}
			}
			c.push(f.codec, f.units[at], epoch+time.Duration(n-at+f.shown[at])*frameEvery)
			at++
			if sound != nil {
				format, frames := sound(n)
				for _, s := range frames {
					c.leg.PushSound(format, s.data, epoch+s.at)
				}
			}
		}
	}()
}

func (c *ipCamera) push(of codec.Codec, unit []byte, pts time.Duration) {
	if c.also == nil {
		c.leg.PushPicture(conference.Camera, of, unit, pts)
		return
	}
	for _, l := range []*media.Leg{c.leg, c.also} {
		l.PushCamera("rtsp://hall", of, unit, pts)
	}
}

const frameEvery = 40 * time.Millisecond

// spoken is a tone of 700 Hz in G.711, 40 ms a picture.
func spokenG711(n int) (media.SoundFormat, []frameOfSound) {
	pcm := make([]byte, 320)
	for i := range pcm {
		at := float64(n*320+i) / 8000
		pcm[i] = ulaw(0.3 * math.Sin(2*math.Pi*700*at))
	}
	return media.SoundFormat{Codec: codec.PCMU, Clock: 8000}, []frameOfSound{{pcm, time.Duration(n) * frameEvery}}
}

// ulaw codes a sample, ITU-T G.711.
func ulaw(v float64) byte {
	s := int(v * 8159)
	sign := byte(0x80)
	if s < 0 {
		s, sign = -s, 0
	}
	s += 33
	exponent := 0
	for e := 7; e >= 0; e-- {
		if s>>(e+5) != 0 {
			exponent = e
			break
		}
	}
	return ^(sign ^ 0x80 | byte(exponent)<<4 | byte(s>>(exponent+1)&15))
}

// cameraView is how the conference of the tests below looks: a camera, two browsers and
// a room system, who all see the camera.
func cameraView(p *conference.Plan) {
	grid := layout.Spec{Type: layout.Grid, Windows: 1}
	see := func(composed bool) conference.View {
		return conference.View{
			HearsAll: true, Composed: composed, Layout: grid, Pages: 1,
			Windows: []conference.Window{{Participant: "lobby", Source: conference.Camera}},
		}
	}
	p.Marks = map[conference.ParticipantID]conference.Marks{"anna": {}, "boris": {}, "room": {}, "lobby": {}}
	p.Views["anna"], p.Views["boris"], p.Views["room"] = see(false), see(false), see(true)
}

// eye is a watcher of whatever a browser's window gets, in VP8 or H.264.
type eye struct {
	*watcher // of VP8, and of the sound
	h264     *watcher

	mu    sync.Mutex
	codec codec.Codec // of the last packet
	shown *watcher    // that watches it
	fresh int         // pictures since renew
}

func newEye(t *testing.T) *eye {
	t.Helper()
	e := &eye{watcher: newWatcher(t), h264: newWatcherOf(t, codec.H264)}
	e.h264.changed = e.changed
	return e
}

const vp8PayloadType = 96 // pion's

func (e *eye) packet(s client.Slot, p *rtp.Packet) {
	if !s.Video {
		e.watcher.packet(s, p)
		return
	}
	c, w := codec.H264, e.h264
	if p.PayloadType == vp8PayloadType {
		c, w = codec.VP8, e.watcher
	}
	before := w.number()
	w.packet(s, p)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.codec != c {
		e.fresh = 0
	}
	e.codec, e.shown = c, w
	if w.number() != before {
		e.fresh++
	}
}

func (w *watcher) number() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.version
}

// renew forgets what was seen.
func (e *eye) renew() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fresh = 0
}

// sees waits until a few pictures of the colour have come in a codec.
func (e *eye) sees(t *testing.T, what string, of codec.Codec, want steady) {
	t.Helper()
	e.until(t, what, func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.codec != of || e.fresh < 3 {
			return false
		}
		if e.shown != e.watcher { // whose lock until holds
			e.shown.mu.Lock()
			defer e.shown.mu.Unlock()
		}
		p := e.shown.pixels
		return p != nil && e.shown.is(p.Width/2, p.Height/2, want)
	})
}

// What cameras send is seen in every browser and in composed pictures, in its colours,
// whatever it is coded in, and it may change on the way (lessons 34, 35).
func TestCamerasAreSeenByAllAndMayChangeOnTheWay(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris", "room", "lobby")
	h.change(cameraView)
	room := newTerminal(t, h, "room", codec.PCMU)
	room.leg.Receive(media.LegReceives{Sound: codec.PCMU, Picture: &compose.Format{Codec: codec.H264, Lines: 360}})

	plain := readFootage(t, "plain.h264", codec.H264)
	switches := make(chan *footage, 1)
	newIPCamera(t, h, "lobby").run(t, plain, switches, spokenG711)

	anna, boris := newEye(t), newEye(t)
	h.join("anna", client.Config{AudioSlots: 2, VideoSlots: 2, Packet: anna.packet})
	h.join("boris", client.Config{AudioSlots: 2, VideoSlots: 2, Packet: boris.packet, OnlyVP8: true})

	sees := func(who string, e *eye, of codec.Codec) {
		t.Helper()
		e.sees(t, who+" sees the wall in "+of.String(), of, blueWall)
	}
	roomSees := func(what string) {
		room.mu.Lock()
		room.pixels = nil
		room.mu.Unlock()
		room.until(t, what, func() bool { return room.is(320, 180, blueWall) })
	}
	sees("anna", anna, codec.H264)
	sees("boris", boris, codec.VP8)
	roomSees("the room sees plain H.264")
	room.until(t, "the room hears the camera", func() bool { return room.tone(700) > 0.05 })
	anna.until(t, "anna hears the camera", func() bool { return anna.tone(700) > 0.05 })

	for _, next := range []struct {
		file  string
		codec codec.Codec
		anna  codec.Codec // what a browser that takes H.264 gets
	}{
		{"reordered.h264", codec.H264, codec.VP8},
		{"plain.h265", codec.H265, codec.VP8},
		{"picture.mjpeg", codec.MJPEG, codec.VP8},
		{"plain.h264", codec.H264, codec.H264},
	} {
		switches <- readFootage(t, next.file, next.codec)
		for range 2 { // whatever is on its way is of before
			anna.renew()
			boris.renew()
			sees("anna", anna, next.anna)
			sees("boris", boris, codec.VP8)
		}
		roomSees("the room sees " + next.file)
	}
}

// Who comes in the middle of a row of pictures that begins with a key frame of long ago
// sees the camera at once, coded anew, and goes over to its own pictures with the next
// key frame (issue 5: a picture within two seconds).
func TestTheFirstPictureDoesNotWaitForTheKeyFrameOfACamera(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris", "lobby")
	h.change(cameraView)
	cam := newIPCamera(t, h, "lobby")
	cam.ends = true
	switches := make(chan *footage)
	cam.run(t, readFootage(t, "long.h264", codec.H264), switches, nil)
	<-cam.begins

	eyes := make(map[conference.ParticipantID]*eye)
	for _, who := range []conference.ParticipantID{"anna", "boris"} { // the second one finds it flowing
		e := newEye(t)
		eyes[who] = e
		h.join(who, client.Config{AudioSlots: 1, VideoSlots: 1, Packet: e.packet})
		e.sees(t, string(who)+" sees the wall before the next key frame", codec.H264, blueWall)
		e.until(t, "it is coded anew", func() bool { return e.wide() == 640 })
	}
	switches <- readFootage(t, "plain.h264", codec.H264)
	for who, e := range eyes {
		e.until(t, string(who)+" sees the camera's own pictures", func() bool { return e.wide() == 320 })
	}
}

// wide is the width of what is seen. The lock of the watcher is held.
func (e *eye) wide() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.shown == nil {
		return 0
	}
	if e.shown != e.watcher {
		e.shown.mu.Lock()
		defer e.shown.mu.Unlock()
	}
	return e.shown.width
}

// Whoever sends for nobody is told so (issue 5: an idle camera costs next to nothing).
func TestACameraKnowsWhetherAnybodyWatches(t *testing.T) {
	t.Parallel()
	for _, of := range []struct {
		file  string
		codec codec.Codec
	}{{"plain.h264", codec.H264}, {"plain.h265", codec.H265}} {
		t.Run(of.file, func(t *testing.T) {
			h := newHouse(t, media.Config{})
			h.together("anna", "lobby")
			h.change(cameraView)
			cam := newIPCamera(t, h, "lobby")
			cam.run(t, readFootage(t, of.file, of.codec), nil, spokenG711)
			<-cam.begins
			if cam.leg.Watched() {
				t.Fatal("nobody is here, and it is watched")
			}
			watched := func(want bool) {
				t.Helper()
				tick := time.NewTicker(frameEvery)
				defer tick.Stop()
				deadline := time.After(60 * time.Second)
				for cam.leg.Watched() != want {
					select {
					case <-tick.C:
					case <-deadline:
						t.Fatalf("watched, for ever: %t", !want)
					}
				}
			}
			anna := h.join("anna", client.Config{AudioSlots: 2, VideoSlots: 2})
			watched(true)
			anna.peer.Close()
			watched(false)
		})
	}
}
