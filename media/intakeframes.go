package media

import (
	"bytes"
	"time"

	"veche/media/codec"
	"veche/media/peer"
)

// pushPicture takes in a whole picture; it tells whether the source is another than before.
func (in *intake) pushPicture(c codec.Codec, unit []byte, pts, now time.Duration) (changed bool) {
	if !in.video || !c.Video() || len(unit) == 0 {
		return false
	}
	if c != in.codec {
		if !in.turn(c) {
			return false
		}
		changed = true
	}
	in.picture(unit, timestampOf(pts, c.ClockRate()), now)
	return changed
}

// pushSound takes in a frame of sound; it tells whether the source is another than before.
func (in *intake) pushSound(f *SoundFormat, frame []byte, pts, now time.Duration) (changed bool) {
	if in.video || f.Codec == codec.None || f.Codec.Video() || len(frame) == 0 {
		return false
	}
	clock := f.Codec.ClockRate()
	if clock == 0 {
		return false
	}
	if !in.format.same(f) {
		if !in.turn(f.Codec) {
			return false
		}
		in.format, changed = *f, true
		in.format.Config = bytes.Clone(f.Config)
	}
	in.output.Relay(&peer.TapPacket{
		Codec: f.Codec, Sequence: in.sequence, Timestamp: timestampOf(pts, clock), Payload: frame,
	}, now)
	in.sequence++
	return changed
}

// timestampOf is a time by a clock of so many Hz.
func timestampOf(t time.Duration, clock uint32) uint32 {
	return uint32(int64(t/time.Second)*int64(clock) + int64(t%time.Second)*int64(clock)/int64(time.Second))
}
