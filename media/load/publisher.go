package load

import (
	"context"
	"sync/atomic"
	"time"

	"veche/media/client"
)

const (
	audioEvery   = 20 * time.Millisecond
	silenceEvery = 400 * time.Millisecond // with DTX
)

// publisher sends a camera and a microphone.
type publisher struct {
	camera     camera
	microphone microphone
	voice      [][]byte // what it says; nil: nothing, at the length of speech
	spoken     int
	silent     bool
	// phase sets publishers apart, for real cameras do not tick together.
	phase time.Duration

	sound, picture *client.Layer // picture is nil with silent
	levelExtension uint8         // its id; 0: none

	paused *atomic.Bool
	sent   *atomic.Uint64 // packets
}

// run sends until ctx ends or the connection does. What is due while paused is
// left out.
func (p *publisher) run(ctx context.Context) error {
	begin := time.Now().Add(p.phase)
	sound, picture := begin, begin.Add(audioEvery/2)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		due := sound
		if !p.silent && picture.Before(sound) {
			due = picture
		}
		timer.Reset(time.Until(due))
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		var err error
		if due.Equal(sound) {
			err = p.speak(due.Sub(begin))
			sound = sound.Add(p.soundEvery())
		} else {
			err = p.show(due.Sub(begin))
			picture = picture.Add(frameTime)
		}
		if err != nil {
			return err
		}
	}
}

func (p *publisher) soundEvery() time.Duration {
	if p.silent {
		return silenceEvery
	}
	return audioEvery
}

func (p *publisher) speak(at time.Duration) error {
	if p.paused.Load() {
		return nil
	}
	payload, level := speech, byte(speechLevel)
	if p.silent {
		payload, level = silence, silenceLevel
	}
	if len(p.voice) > 0 {
		payload = p.voice[p.spoken%len(p.voice)]
		p.spoken++
	}
	p.sent.Add(1)
	return p.microphone.speak(payload, level, p.levelExtension, rtpTime(at, audioClock), p.sound.Write)
}

func (p *publisher) show(at time.Duration) error {
	if p.paused.Load() {
		return nil
	}
	n, err := p.camera.frame(p.picture.TakeKey(), rtpTime(at, videoClock), p.picture.Write)
	p.sent.Add(uint64(n))
	return err
}

func rtpTime(at time.Duration, clock int64) uint32 {
	return uint32(int64(at/time.Microsecond) * clock / 1_000_000)
}
