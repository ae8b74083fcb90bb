//go:build cgo && avcodec

package media_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtp/codecs"

	"veche/conference"
	"veche/conference/layout"
	"veche/media"
	"veche/media/codec"
	coders "veche/media/codec/sound"
	"veche/media/peer"
)

// The second test: flash and beep are within 40 ms at the start and at the
// end of a long meeting, also when the participant's clock is off by 200 ppm. The
// meeting is accelerated: packets and ticks bring their own time.
func TestSoakFlashAndBeepStayTogether(t *testing.T) {
	for name, ppm := range map[string]float64{"exact clock": 0, "fast clock": 200, "slow clock": -200} {
		t.Run(name, func(t *testing.T) {
			path := accelerate(t, ppm, lipsyncFor)
			for _, from := range []time.Duration{2 * time.Second, lipsyncFor - 12*time.Second} {
				f := readPart(t, path, from, 8*time.Second)
				flashes, beeps := f.flashes(), f.beeps()
				var offs []time.Duration
				for _, flash := range flashes {
					for _, beep := range beeps {
						if off := beep - flash; off.Abs() < 400*time.Millisecond {
							offs = append(offs, off)
						}
					}
				}
				slices.Sort(offs)
				if len(offs) < 5 || offs[0] < -40*time.Millisecond || offs[len(offs)-1] > 40*time.Millisecond {
					t.Errorf("from %v on the beeps come %v after the flashes at %v", from, offs, flashes)
				}
				t.Logf("from %v on: %v", from, offs)
			}
		})
	}
}

// accelerate records a clapper for so long and returns the file.
func accelerate(t *testing.T, ppm float64, length time.Duration) string {
	t.Helper()
	pictures, sounds := clap(t)
	h := newStudio(t)
	a, err := media.NewAccelerated(h.room, "clapper", &conference.RecordingPlan{
		Started: time.Now(), Lines: 360, View: conference.View{
			HearsAll: true, Layout: layout.Spec{Type: layout.Grid, Windows: 1},
			Windows: []conference.Window{{Participant: "clapper", Source: conference.Camera}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.reported(conference.RecordingRuns)
	start := a.Now()
	// sent is when the publisher's n-th frame of a length is sent, by our clock.
	sent := func(n int, each time.Duration) time.Duration {
		return start + time.Duration(float64(n)*float64(each)/(1+ppm/1e6))
	}
	jitter := func(n int) time.Duration { return 15*time.Millisecond + time.Duration(n*29%9)*time.Millisecond }
	payloader := &codecs.VP8Payloader{EnablePictureID: true}
	var picture, sound int
	var sequence uint16
	for a.Now() < start+length {
		for ; sent(sound, 20*time.Millisecond)+jitter(sound) <= a.Now(); sound++ {
			a.Packet(&peer.TapPacket{
				SSRC: 1, Codec: codec.Opus, Sequence: uint16(sound), Timestamp: uint32(sound * 960), Payload: sounds[sound%len(sounds)],
			}, sent(sound, 20*time.Millisecond)+jitter(sound))
		}
		for ; sent(picture, 40*time.Millisecond)+jitter(picture) <= a.Now(); picture++ {
			parts := payloader.Payload(1100, pictures[picture%len(pictures)])
			for i, part := range parts {
				sequence++
				a.Packet(&peer.TapPacket{
					SSRC: 2, Codec: codec.VP8, Sequence: sequence, Timestamp: uint32(picture * 3600), Marker: i == len(parts)-1, Payload: part,
				}, sent(picture, 40*time.Millisecond)+jitter(picture))
			}
		}
		a.Tick()
		for a.Waiting() > 1<<20 { // the disk has no accelerated clock
			<-time.After(time.Millisecond)
		}
	}
	a.Close()
	h.reported(conference.RecordingSaved)
	files, err := filepath.Glob(filepath.Join(h.recordings, "*.mp4"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	return files[0]
}

// clap is a second of the clapper, coded: pictures and packets of sound.
func clap(t *testing.T) (pictures, sounds [][]byte) {
	t.Helper()
	const width, height = 320, 180
	encoder := newPictureEncoder(t, width, height)
	p := codec.NewPicture(width, height)
	for n := range 25 {
		at := time.Duration(n) * 40 * time.Millisecond
		p.Fill(clapper{}.colour(at))
		p.Time = at
		c, err := encoder.Encode(nil, p)
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, c.Data)
	}
	voice, err := coders.NewEncoder(coders.EncoderConfig{Codec: codec.Opus})
	if err != nil {
		t.Fatal(err)
	}
	defer voice.Close()
	pcm := make([]int16, 960)
	for n := range 50 {
		for i := range pcm {
			pcm[i] = int16(32767 * clapper{}.sample(time.Duration(n)*20*time.Millisecond+time.Duration(i)*time.Second/48000))
		}
		packet, err := voice.Encode(nil, pcm)
		if err != nil {
			t.Fatal(err)
		}
		sounds = append(sounds, packet)
	}
	return pictures, sounds
}
