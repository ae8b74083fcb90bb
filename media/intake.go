package media

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/decode"
	"veche/media/peer"
)

// intake makes a source of the packets of a leg. Sound goes on packet by packet. Of
// pictures only whole ones do, which have been looked at, and in packets of our own:
// handed on with other headers alone, what a room system sends has crashed browsers
// (lesson 19).
type intake struct {
	output *peer.Output
	video  bool
	keys   func() // ask the far end for a key frame

	// Of who pushes.
	codec  codec.Codec
	frames *decode.Frames
	ssrc   uint32
	begun  bool
	last   uint32        // timestamp of the newest picture
	at     time.Duration // and its time
	asked  time.Duration // when a key frame was asked for
	whole  h264Keys

	// Of what comes whole, see [Leg.PushPicture] and [Leg.PushSound].
	leg      *Leg
	camera   string // that the pictures are of, if other legs may bring it too
	samples  sampleClock
	sequence uint16
	reel     atomic.Pointer[reel] // nil before the first picture
	flow     flow                 // of what is on the reel
	gauge    gauge
	format   atomic.Pointer[SoundFormat] // nil before the first frame; replaced, not changed
	log      *slog.Logger

	setsLock  sync.Mutex
	announced [][]byte // see [Leg.ParameterSets]
}

// keyAskEvery is the least time between two requests of ours for a key frame.
const keyAskEvery = 500 * time.Millisecond

func newIntake(l *Leg, kind conference.SourceKind) *intake {
	in := &intake{
		video: kind == conference.Camera || kind == conference.Screen, leg: l,
		log: l.room.engine.log.With("conference", string(l.room.id), "participant", string(l.id)),
	}
	var keys func()
	if in.video {
		keys = func() { l.sink.KeyFrameWanted(kind) }
		in.keys = keys
	}
	in.output = l.room.engine.board.NewInlet(string(l.id), kind, keys)
	return in
}

// push takes in a packet; it tells whether the source is another than before.
func (in *intake) push(p *LegPacket, now time.Duration) (changed bool) {
	if p.Codec.Video() != in.video || p.Codec == codec.None {
		return false
	}
	if p.Codec != in.codec {
		if !in.turn(p.Codec) {
			return false
		}
		changed = true
	}
	if !in.video {
		in.output.Relay(&peer.TapPacket{
			SSRC: p.SSRC, Codec: p.Codec, Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload,
		}, now)
		return changed
	}
	if in.begun && p.SSRC != in.ssrc { // the far end has begun anew
		in.turn(p.Codec)
	}
	in.ssrc, in.begun = p.SSRC, true
	in.frames.Push(&decode.Packet{Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Payload: p.Payload})
	for {
		unit, timestamp, ok := in.frames.Next(now)
		if !ok {
			break
		}
		in.picture(unit, timestamp, now)
	}
	if in.frames.Broken() {
		in.ask(now)
	}
	return changed
}

// turn begins with another codec; false if we cannot put its packets together.
func (in *intake) turn(c codec.Codec) bool {
	if in.video {
		frames, err := decode.NewFrames(c)
		if err != nil || !c.Web() {
			return false
		}
		in.frames, in.whole, in.begun = frames, h264Keys{}, false
	}
	in.codec = c
	in.output.SetCodec(c)
	return true
}

// picture sends a whole picture on.
func (in *intake) picture(unit []byte, timestamp uint32, now time.Duration) {
	in.when(timestamp, now)
	if in.codec == codec.H264 {
		in.setsLock.Lock()
		announced := in.announced
		in.setsLock.Unlock()
		var ok bool
		if unit, ok = in.whole.check(unit, announced); !ok {
			in.ask(now)
			return
		}
	}
	if w, h := codec.UnitSize(in.codec, unit); w*h > mostPixels {
		return
	}
	in.output.Write(unit, in.at)
}

// mostPixels bounds what browsers are sent of a room: 4K.
const mostPixels = 4096 * 2304

// when moves on to the time of a picture: as far as the far end's clock has, unless
// that has jumped.
func (in *intake) when(timestamp uint32, now time.Duration) {
	const most = 5 * time.Second
	step := time.Duration(int32(timestamp-in.last)) * time.Second / 90_000
	in.last = timestamp
	next := in.at + step
	if in.at == 0 || step <= 0 || step > most || next-now > most || now-next > most {
		next = max(now, in.at+time.Millisecond)
	}
	in.at = next
}

// ask asks the far end for a key frame, now and then.
func (in *intake) ask(now time.Duration) {
	if in.asked == 0 || now-in.asked >= keyAskEvery {
		in.asked = now
		in.keys()
	}
}
