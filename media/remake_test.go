//go:build cgo && avcodec

package media_test

import (
	"testing"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/client"
	"veche/media/codec"
)

// A camera in two conferences is coded anew once for both of them (issue 5: once per
// camera, only while somebody watches), and each of them decides for itself what is seen.
func TestACameraOfTwoConferencesIsCodedAnewOnce(t *testing.T) {
	one := newHouse(t, media.Config{})
	other := room(t, one.engine, "fedcba9876543210")
	eyes := make(map[*house]*eye)
	guests := make(map[*house]*guest)
	for _, h := range []*house{one, other} {
		h.together("anna", "boris", "room", "lobby")
		h.change(cameraView)
	}
	cam := newIPCamera(t, one, "lobby")
	cam.also = newIPCamera(t, other, "lobby").leg
	switches := make(chan *footage, 1)
	cam.run(t, readFootage(t, "plain.h265", codec.H265), switches, nil)
	for _, h := range []*house{one, other} {
		eyes[h] = newEye(t)
		guests[h] = h.join("anna", client.Config{AudioSlots: 1, VideoSlots: 1, Packet: eyes[h].packet})
		eyes[h].sees(t, "the wall is seen", codec.H264, blueWall)
	}
	coding := func(want int) {
		t.Helper()
		if n := one.engine.Stats().Remakes; n != want {
			t.Errorf("the camera is coded anew %d times, want %d", n, want)
		}
	}
	coding(1)

	// Another format is another work, with the same decoder.
	boris := newEye(t)
	light := other.join("boris", client.Config{AudioSlots: 1, VideoSlots: 1, Packet: boris.packet, OnlyVP8: true})
	boris.sees(t, "boris sees the wall", codec.VP8, blueWall)
	eyes[other].renew()
	eyes[other].sees(t, "anna sees it in what all take", codec.VP8, blueWall)
	coding(2)
	light.peer.Close()
	eyes[other].renew()
	eyes[other].sees(t, "anna sees what she takes", codec.H264, blueWall)
	coding(1)

	// Switched off by a moderator of one, the other sees it all the same.
	one.change(func(p *conference.Plan) { p.Sends["lobby"] = conference.Sends{Microphone: true} })
	comesTrue(t, "nothing comes in the first", func() bool {
		before := eyes[one].count()
		eyes[other].renew()
		eyes[other].sees(t, "the second sees it on", codec.H264, blueWall)
		return eyes[one].count() == before
	})
	coding(1)

	guests[other].peer.Close()
	comesTrue(t, "nothing is coded that nobody watches", func() bool { return one.engine.Stats().Remakes == 0 })
	one.change(func(p *conference.Plan) { p.Sends["lobby"] = conference.Sends{Microphone: true, Camera: true} })
	eyes[one].renew()
	eyes[one].sees(t, "the first sees it again", codec.H264, blueWall)
	coding(1)
	cam.also.Close()
	eyes[one].renew()
	eyes[one].sees(t, "it goes on with one leg", codec.H264, blueWall)

	switches <- readFootage(t, "reordered.h264", codec.H264)
	for range 2 {
		eyes[one].renew()
		eyes[one].sees(t, "the first sees another codec", codec.H264, blueWall)
	}
	guests[one].peer.Close()
	comesTrue(t, "all is given back", func() bool {
		s := one.engine.Stats()
		return s.Remakes+s.Productions == 0
	})
}

// count is how many packets of pictures have been seen.
func (e *eye) count() uint64 { return e.number() + e.h264.number() }

// comesTrue waits until something is so.
func comesTrue(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !is() {
		if time.Now().After(deadline) {
			t.Fatalf("it never came that %s", what)
		}
		<-again.C
	}
}
