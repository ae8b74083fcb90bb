package media

import (
	"bytes"
	"time"

	"veche/conference"
	"veche/media/codec"
)

// This file takes in what cameras bring: pictures and frames of sound that are whole.

// SoundFormat says how the frames of a sound are coded.
type SoundFormat struct {
	Codec codec.Codec
	// Clock is the rate of the samples in Hz; 0 means that of the codec.
	Clock    int
	Channels int // 0 means 1
	// Config is the AudioSpecificConfig of AAC, ISO/IEC 14496-3 section 1.6.
	Config []byte
	// Bits of a sample of G.726, 2 to 5 for 16 to 40 kbit/s; 0 means 4.
	Bits int
	// AAL2: the samples of G.726 stand in their octets from the left, as in AAL2-G726
	// (ITU-T I.366.2, annex E), not from the right (RFC 3551 section 4.5.4).
	AAL2 bool
}

func (f *SoundFormat) same(o *SoundFormat) bool {
	return f.Codec == o.Codec && f.Clock == o.Clock && f.Channels == o.Channels && f.Bits == o.Bits && f.AAL2 == o.AAL2 &&
		bytes.Equal(f.Config, o.Config)
}

// PushPicture takes in a whole picture of Camera or Screen: H.264 and H.265 in Annex B
// form, Motion JPEG as a file. pts is when it is to be shown, on a clock of the sender's
// that the sound has too. It may jump, and go back where pictures come in the order of
// decoding; what it cannot be, the time of arrival stands in for. unit is copied.
func (l *Leg) PushPicture(kind conference.SourceKind, c codec.Codec, unit []byte, pts time.Duration) {
	l.pushPicture(kind, "", c, unit, pts)
}

// PushCamera is PushPicture for the pictures of a camera that legs in other conferences
// may bring too: the work with them is done once. One goroutine pushes each picture to all
// these legs, under the same name of the camera, before the next one; and nobody changes
// unit afterwards.
func (l *Leg) PushCamera(camera string, c codec.Codec, unit []byte, pts time.Duration) {
	l.pushPicture(conference.Camera, camera, c, unit, pts)
}

func (l *Leg) pushPicture(kind conference.SourceKind, camera string, c codec.Codec, unit []byte, pts time.Duration) {
	if in := l.intake(kind); in != nil && in.pushPicture(camera, c, unit, pts, l.room.engine.board.Now()) {
		l.room.changed()
	}
}

// PushSound takes in a frame of the microphone, or some that follow each other, coded as
// f says. pts is that of its first sample; see PushPicture. frame is copied.
func (l *Leg) PushSound(f SoundFormat, frame []byte, pts time.Duration) {
	if in := l.intake(conference.Microphone); in != nil && in.pushSound(&f, frame, pts, l.room.engine.board.Now()) {
		l.room.changed()
	}
}

// Watched tells whether anybody takes what comes, as it is or coded anew.
func (l *Leg) Watched() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, in := range l.intakes {
		if in.watched(l.room.engine.board.Now()) {
			return true
		}
	}
	return false
}

// watched tells whether anybody takes what comes.
func (in *intake) watched(now time.Duration) bool {
	if in.output.Wanted() {
		return true
	}
	r := in.reel.Load()
	return r != nil && r.hold.Read(now)
}
