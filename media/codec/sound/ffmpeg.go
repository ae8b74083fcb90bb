//go:build cgo && avcodec

package sound

import (
	"io"

	"veche/media/codec/internal/avcodec"
)

// ffmpegDecoding gives the channels that are wanted of those that a stream has.
type ffmpegDecoding struct {
	*avcodec.SoundDecoder
	channels int
	all      [8 * 2048]int16 // as many channels, and a long frame of AAC with its upper band
}

func (d *ffmpegDecoding) Decode(pcm []int16, packet []byte) (samples, rate int, err error) {
	n, channels, rate, err := d.SoundDecoder.Decode(d.all[:], packet)
	if err != nil {
		return 0, 0, err
	}
	if n*d.channels > len(pcm) {
		return 0, 0, io.ErrShortBuffer
	}
	remix(pcm, d.channels, d.all[:n*channels], channels)
	return n, rate, nil
}

// remix turns any number of channels into one or two. Of more than two, those are
// left, right and centre in front, and others that are not missed in a conference.
func remix(dst []int16, to int, src []int16, from int) {
	if from == to {
		copy(dst, src)
		return
	}
	for i := range len(src) / max(from, 1) {
		frame := src[i*from : (i+1)*from]
		left, right := int(frame[0]), int(frame[min(1, from-1)])
		if from > 2 {
			centre := int(frame[2]) * 7 / 10
			left, right = left+centre, right+centre
		}
		if to == 1 {
			dst[i] = clip((left + right) / 2)
		} else {
			dst[2*i], dst[2*i+1] = clip(left), clip(right)
		}
	}
}

func clip(v int) int16 { return int16(min(max(v, -32768), 32767)) }

func openFFmpegDecoder(cfg DecoderConfig) (decoding, error) {
	d, err := avcodec.OpenSound(cfg.Codec, cfg.Configuration)
	if err != nil {
		return nil, err
	}
	return &ffmpegDecoding{SoundDecoder: d, channels: cfg.Channels}, nil
}

func openAACEncoder(cfg EncoderConfig) (encoding, error) {
	e, err := avcodec.OpenAAC(cfg.Rate, cfg.Channels, cfg.BitRate)
	if err != nil {
		return nil, err
	}
	return e, nil
}
