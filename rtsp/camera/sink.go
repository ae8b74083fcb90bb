package camera

import (
	"time"

	"veche/conference/camera"
	"veche/media"
	"veche/media/codec"
)

// Sink is one who watches a camera. It is called by one call at a time and must not block:
// the camera and the other sinks wait meanwhile. What it is handed it may keep, and must
// not change.
type Sink interface {
	// State says how the camera does: once at the beginning, then at every change.
	State(s camera.Status)
	// Picture is a whole picture: H.264 and H.265 in Annex B form, Motion JPEG as a file.
	// pts is when it is to be shown, on a clock that the sound has too and that goes on
	// when the camera is connected to anew; with B-frames it goes back and forth.
	Picture(c codec.Codec, unit []byte, pts time.Duration)
	// ParameterSets are those of the description: NAL units of H.264 or H.265. Many
	// cameras send them in the stream as well, some only here.
	ParameterSets(sets [][]byte)
	// Sound is one frame of it, or one packet. pts is that of its first sample.
	Sound(f media.SoundFormat, frame []byte, pts time.Duration)
	// Watched tells whether anybody sees or hears what comes. While nobody does at any
	// sink, it comes up to 200 ms later, some of it together.
	Watched() bool
}
