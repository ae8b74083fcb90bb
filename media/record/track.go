package record

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Format is how the frames of a track are coded.
type Format uint8

// The formats, and what [Writer.Write] takes as one frame of each.
const (
	H264 Format = iota + 1 // an access unit with start codes (Annex B) and without reordering (no B pictures); a key frame brings SPS and PPS
	AAC                    // AAC-LC: a raw data block, without ADTS header
	Opus                   // a packet
	VP8                    // a frame, as RTP brings it
	VP9                    // a frame or superframe
	AV1                    // a temporal unit of OBUs with sizes
)

// Track is a track of the file to be.
type Track struct {
	Format   Format
	Rate     int   // of AAC: samples a second; Opus is always 48000
	Channels uint8 // of sound: 1 or 2
	// Priming is how many samples of a coder's run-in the sound begins with. They
	// may stand before the beginning of the file and are not heard then. The time
	// of a frame is that of its first sample as it is decoded: for a coder with a
	// delay, so much before that of the sound that was put in.
	Priming int
	Name    string // of the track, as editing programs show it; may be empty
}

func (t Track) picture() bool { return t.Format != AAC && t.Format != Opus }

// check says what is wrong with the tracks of a file, nil if nothing is.
func check(tracks []Track) error {
	pictures := 0
	for i, t := range tracks {
		switch {
		case t.Format < H264 || t.Format > AV1:
			return fmt.Errorf("track %d has no format", i)
		case t.picture():
			pictures++
		case t.Channels < 1 || t.Channels > 2:
			return fmt.Errorf("track %d has %d channels", i, t.Channels)
		case t.Format == AAC && !slices.Contains(aacRates[:], t.Rate):
			return fmt.Errorf("track %d has %d samples a second", i, t.Rate)
		case t.Priming < 0 || t.Priming > 1<<16-1:
			return fmt.Errorf("track %d has %d samples of run-in", i, t.Priming)
		}
	}
	if len(tracks) == 0 || len(tracks) > 8 || pictures > 1 {
		return errors.New("a file has one to eight tracks, at most one of them a picture")
	}
	return nil
}

// pictureIntake turns coded pictures into samples. take appends one to dst;
// size and entry are known once it has said that a frame is a key frame.
type pictureIntake interface {
	take(dst, frame []byte) (sample []byte, key bool, err error)
	size() (width, height uint16)
	entry() []byte
}

func (t Track) intake() pictureIntake {
	switch t.Format {
	case H264:
		return &avc{}
	case VP8:
		return &vpx{kind: "vp08"}
	case VP9:
		return &vpx{kind: "vp09"}
	case AV1:
		return &av1{}
	}
	return nil
}

// pictureScale is the time scale of pictures and of the file as a whole.
const pictureScale = 90000

func (t Track) scale() int64 {
	switch {
	case t.picture():
		return pictureScale
	case t.Format == Opus:
		return 48000
	}
	return int64(t.Rate)
}

// describe makes what the head of the file says of the track. in has seen a key
// frame, if the track is a picture.
func (t Track) describe(in pictureIntake) description {
	d := description{scale: t.scale(), picture: t.picture(), priming: int64(t.Priming), name: t.Name}
	switch {
	case d.picture:
		d.width, d.height = in.size()
		d.entry = in.entry()
	case t.Format == Opus:
		d.entry = opusEntry(t.Channels, t.Priming)
	default:
		d.entry = aacEntry(t.Rate, t.Channels)
	}
	return d
}

// units gives a time in a time scale, rounded.
func units(at time.Duration, scale int64) int64 {
	whole, rest := int64(at/time.Second), int64(at%time.Second)
	if rest < 0 {
		whole, rest = whole-1, rest+int64(time.Second)
	}
	return whole*scale + (rest*scale+int64(time.Second)/2)/int64(time.Second)
}

// duration gives back what units has been made of.
func duration(n, scale int64) time.Duration {
	return time.Duration(n/scale)*time.Second + time.Duration(n%scale)*time.Second/time.Duration(scale)
}
