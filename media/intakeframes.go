package media

import (
	"bytes"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/peer"
)

// This file is the way in for what comes whole: pictures, and frames of sound.

// brings says where whole pictures are, and how frames of sound are coded; nils for what
// comes in packets, or by no intake. It is safe for concurrent use.
func (in *intake) brings() (*reel, *SoundFormat) {
	if in == nil {
		return nil, nil
	}
	if r := in.reel.Load(); r != nil {
		return r, nil
	}
	return nil, in.format.Load()
}

// guard keeps a fault in the frames of one sender from everybody else.
func (in *intake) guard() {
	if r := recover(); r != nil {
		in.log.Error("a frame from outside is dropped by a fault", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
	}
}

// pushPicture takes in a whole picture of a camera, "" for one that no other leg brings;
// it tells whether the source is another than before.
func (in *intake) pushPicture(camera string, c codec.Codec, unit []byte, pts, now time.Duration) (changed bool) {
	defer in.guard()
	if !in.video || len(unit) == 0 || len(unit) > mostUnit {
		return false
	}
	r := in.reel.Load()
	if r == nil || in.camera != camera {
		if r = in.leg.reel(in, camera); r == nil {
			return false
		}
		changed = true
	}
	in.setsLock.Lock()
	announced := in.announced
	in.setsLock.Unlock()
	p := r.take(c, unit, announced, pts, now, camera != "")
	if !p.ok {
		in.ask(now)
		return changed
	}
	src := in.output.Source
	if c != in.codec || p.seen.plain != src.Playable() {
		in.codec, changed = c, true
		src.SetPlayable(p.seen.plain)
		in.output.SetCodec(c)
	}
	in.output.Came(now)
	if p.seen.plain {
		in.flow.pass(r, in.output, &p)
	}
	return p.seen.key && in.flow.bridging.Swap(false) || changed
}

// pushSound takes in a frame of sound; it tells whether the source is another than before.
func (in *intake) pushSound(f *SoundFormat, frame []byte, pts, now time.Duration) (changed bool) {
	defer in.guard()
	if in.video || f.Codec == codec.None || f.Codec.Video() || len(frame) == 0 {
		return false
	}
	had := in.format.Load()
	if had == nil || !had.same(f) {
		if !f.known() {
			return false
		}
		had = &SoundFormat{}
		*had = *f
		had.Config = bytes.Clone(f.Config)
		in.codec, in.samples, changed = f.Codec, sampleClock{}, true
		in.format.Store(had)
		in.output.SetCodec(f.Codec)
	}
	in.leg.clock.Load().at(soundLine, pts, now)
	rate := had.rate()
	for part := range slices.Chunk(frame, had.part(len(frame))) {
		lasts := had.lasts(part)
		in.output.Relay(&peer.TapPacket{
			Codec: f.Codec, Sequence: in.sequence, Timestamp: timestampOf(in.samples.at(pts, lasts, now), rate), Payload: part,
		}, now)
		in.sequence++
		pts += lasts
		if in.leg.room.attended.Load() {
			if level, ok := in.gauge.level(had, part, now); ok {
				in.output.Voice().Heard(level, now)
			}
		}
	}
	in.output.Came(now)
	return changed
}

// timestampOf is a time by a clock of so many Hz, to the nearest tick.
func timestampOf(t time.Duration, clock int) uint32 {
	ticks := int64(t%time.Second)*int64(clock) + int64(time.Second)/2
	return uint32(int64(t/time.Second)*int64(clock) + ticks/int64(time.Second))
}

// known tells whether the format is one that can be.
func (f *SoundFormat) known() bool {
	return f.rate() >= 4000 && f.rate() <= 192_000 && f.Channels >= 0 && f.Channels <= 8 &&
		(f.Codec != codec.G726 || f.Bits == 0 || f.Bits >= 2 && f.Bits <= 5)
}

// rate is that of the samples, and of the timestamps that we give them.
func (f *SoundFormat) rate() int {
	switch {
	case f.Codec == codec.Opus, f.Codec == codec.G722: // whose clock is 8000 Hz, for ever
		return int(f.Codec.ClockRate())
	case f.Clock > 0:
		return f.Clock
	}
	return int(f.Codec.ClockRate())
}

// bits of a sample of all channels; 0 where that is not fixed.
func (f *SoundFormat) bits() int {
	channels := max(f.Channels, 1)
	switch f.Codec {
	case codec.PCMU, codec.PCMA:
		return 8 * channels
	case codec.L16:
		return 16 * channels
	case codec.G722: // of two samples, a tick of its clock
		return 8
	case codec.G726:
		if f.Bits > 0 {
			return f.Bits
		}
		return 4
	default:
		return 0
	}
}

// partMost is how long a part of a frame may be where it can be taken apart.
const partMost = 20 * time.Millisecond

// part is into how many bytes a frame of so many is cut.
func (f *SoundFormat) part(size int) int {
	bits := f.bits()
	if bits == 0 {
		return size
	}
	// Eight samples are whole bytes in every format.
	eights := max(f.rate()*int(partMost/time.Millisecond)/8000, 1)
	return eights * bits
}

// lasts is how long a frame sounds.
func (f *SoundFormat) lasts(frame []byte) time.Duration {
	rate := time.Duration(f.rate())
	if bits := f.bits(); bits > 0 {
		return time.Duration(len(frame)*8/bits) * time.Second / rate
	}
	switch f.Codec {
	case codec.Opus:
		return codec.OpusDuration(frame)
	case codec.AAC:
		return 1024 * time.Second / rate
	default:
		return partMost
	}
}

// decoder is what decodes the sound.
func (f *SoundFormat) decoder() sound.DecoderConfig {
	return sound.DecoderConfig{
		Codec: f.Codec, Configuration: f.Config, Rate: f.rate(), Coded: f.Channels, Bits: f.Bits, AAL2: f.AAL2,
	}
}
