//go:build cgo && (avcodec || bsd)

// Package opus encodes and decodes Opus by libopus.
package opus

/*
#cgo CFLAGS: -O2
#cgo LDFLAGS: -l:libopus.a -lm
#include <opus/opus.h>

static OpusEncoder *open_encoder(int channels, int voice, int *err) {
	return opus_encoder_create(48000, channels, voice ? OPUS_APPLICATION_VOIP : OPUS_APPLICATION_AUDIO, err);
}

static int set_complexity(OpusEncoder *e, int v) { return opus_encoder_ctl(e, OPUS_SET_COMPLEXITY(v)); }
static int set_bitrate(OpusEncoder *e, int v) { return opus_encoder_ctl(e, OPUS_SET_BITRATE(v)); }
static int set_fec(OpusEncoder *e, int v) { return opus_encoder_ctl(e, OPUS_SET_INBAND_FEC(v)); }
static int set_loss(OpusEncoder *e, int v) { return opus_encoder_ctl(e, OPUS_SET_PACKET_LOSS_PERC(v)); }
static int set_dtx(OpusEncoder *e, int v) { return opus_encoder_ctl(e, OPUS_SET_DTX(v)); }

static void reset_decoder(OpusDecoder *d) { opus_decoder_ctl(d, OPUS_RESET_STATE); }

static int lookahead(OpusEncoder *e) {
	opus_int32 v = 0;
	opus_encoder_ctl(e, OPUS_GET_LOOKAHEAD(&v));
	return v;
}
*/
import "C"

import (
	"fmt"
	"unsafe"

	"veche/media/codec"
)

// Settings of an encoder.
type Settings struct {
	Channels, BitRate int
	Voice, FEC, DTX   bool
}

// Encoder encodes 48 kHz.
type Encoder struct {
	c        *C.OpusEncoder
	channels int
	packet   [maxPacket]byte
}

const (
	maxPacket = 4000 // bytes, what libopus advises

	// The most is 10. That of music takes half of what 10 does, and is hardly to be told
	// from it; voices go to each leg by themselves, and theirs takes a quarter less still.
	musicComplexity = 5
	voiceComplexity = 3
)

// OpenEncoder opens an encoder.
func OpenEncoder(s Settings) (*Encoder, error) {
	var code C.int
	c := C.open_encoder(C.int(s.Channels), flag(s.Voice), &code)
	if c == nil {
		return nil, fmt.Errorf("opus: cannot open an encoder: error %d", int(code))
	}
	e := &Encoder{c: c, channels: s.Channels}
	complexity := C.int(musicComplexity)
	if s.Voice {
		complexity = voiceComplexity
	}
	for _, code := range []C.int{
		C.set_complexity(c, complexity), C.set_bitrate(c, C.int(s.BitRate)),
		C.set_fec(c, flag(s.FEC)), C.set_dtx(c, flag(s.DTX)),
	} {
		if code != 0 {
			e.Close()
			return nil, fmt.Errorf("opus: encoder settings: error %d", int(code))
		}
	}
	return e, nil
}

func flag(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

// Close frees the encoder.
func (e *Encoder) Close() { C.opus_encoder_destroy(e.c) }

// Delay is how many samples the sound is late.
func (e *Encoder) Delay() int { return int(C.lookahead(e.c)) }

// SetBitRate in bits per second.
func (e *Encoder) SetBitRate(rate int) error { return setting(C.set_bitrate(e.c, C.int(rate))) }

// SetLoss says which part of the packets gets lost, in per cent.
func (e *Encoder) SetLoss(percent int) error { return setting(C.set_loss(e.c, C.int(percent))) }

func setting(code C.int) error {
	if code != 0 {
		return fmt.Errorf("opus: setting: error %d", int(code))
	}
	return nil
}

// Encode appends a packet to dst.
func (e *Encoder) Encode(dst []byte, pcm []int16) ([]byte, error) {
	n := C.opus_encode(e.c, (*C.opus_int16)(unsafe.SliceData(pcm)), C.int(len(pcm)/e.channels), (*C.uchar)(&e.packet[0]), maxPacket)
	if n < 0 {
		return dst, fmt.Errorf("opus: encode: error %d", int(n))
	}
	return append(dst, e.packet[:n]...), nil
}

// Decoder decodes to 48 kHz.
type Decoder struct {
	c        *C.OpusDecoder
	channels int
}

// OpenDecoder opens a decoder; it turns mono and stereo into what is asked for.
func OpenDecoder(channels int) (*Decoder, error) {
	var code C.int
	c := C.opus_decoder_create(48000, C.int(channels), &code)
	if c == nil {
		return nil, fmt.Errorf("opus: cannot open a decoder: error %d", int(code))
	}
	return &Decoder{c: c, channels: channels}, nil
}

// Close frees the decoder.
func (d *Decoder) Close() { C.opus_decoder_destroy(d.c) }

// Decode gives samples for each channel.
func (d *Decoder) Decode(pcm []int16, packet []byte) (int, error) {
	return d.decode(pcm, packet, len(pcm)/d.channels, false)
}

// Reset makes the decoder as it was when it was opened.
func (d *Decoder) Reset() { C.reset_decoder(d.c) }

// Conceal makes up the sound of a lost packet. The samples must be whole 2.5 ms.
func (d *Decoder) Conceal(pcm []int16, samples int) (int, error) {
	return d.decode(pcm, nil, samples, false)
}

// Recover takes the sound of a lost packet from the one behind it, as far as that has it.
func (d *Decoder) Recover(pcm []int16, next []byte, samples int) (int, error) {
	return d.decode(pcm, next, samples, true)
}

func (d *Decoder) decode(pcm []int16, packet []byte, samples int, fec bool) (int, error) {
	n := C.opus_decode(d.c, (*C.uchar)(unsafe.SliceData(packet)), C.opus_int32(len(packet)),
		(*C.opus_int16)(unsafe.SliceData(pcm)), C.int(samples), flag(fec))
	if n < 0 {
		return 0, fmt.Errorf("opus: decode: error %d: %w", int(n), codec.ErrDamaged)
	}
	return int(n), nil
}
