package media

import (
	"slices"

	"veche/conference"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/media/codec/video"
)

// Features tells what the codecs of this build allow: a composed picture is H.264
// made of what browsers send, a recording has its sound in AAC.
func (e *Engine) Features() conference.Features {
	composed := slices.Contains(video.Encoders(), codec.H264) &&
		slices.Contains(video.Decoders(), codec.H264) && slices.Contains(video.Decoders(), codec.VP8)
	return conference.Features{
		Composed: composed,
		Recording: composed && slices.Contains(sound.Encoders(), codec.AAC) &&
			slices.Contains(sound.Decoders(), codec.Opus),
	}
}
