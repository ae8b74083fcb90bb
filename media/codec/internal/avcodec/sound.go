//go:build cgo && avcodec

package avcodec

/*
#include "sound.h"
*/
import "C"

import (
	"fmt"
	"io"
	"unsafe"

	"veche/media/codec"
)

// SoundDecoder decodes AAC or G726.
type SoundDecoder struct {
	c        *C.sound_decoder
	channels C.int // what a call gives back
	rate     C.int
}

// SoundSettings say what to decode.
type SoundSettings struct {
	Codec         codec.Codec
	Configuration []byte // of AAC, empty with ADTS
	// Of G726: the rate in Hz, the bits of a sample, and whether these stand in their
	// octets from the left.
	Rate, Bits int
	AAL2       bool
}

// OpenSound opens a decoder.
func OpenSound(s SoundSettings) (*SoundDecoder, error) {
	kind := C.int(C.SOUND_AAC)
	switch {
	case s.Codec == codec.G726 && s.AAL2:
		kind = C.SOUND_G726_AAL2
	case s.Codec == codec.G726:
		kind = C.SOUND_G726
	}
	d := C.sound_open(kind, unsafe.Pointer(unsafe.SliceData(s.Configuration)), C.int(len(s.Configuration)), C.int(s.Rate), C.int(s.Bits))
	if d == nil {
		return nil, fmt.Errorf("avcodec: cannot open %v: %w", s.Codec, codec.ErrUnsupported)
	}
	return &SoundDecoder{c: d}, nil
}

// Close frees the decoder.
func (d *SoundDecoder) Close() { C.sound_close(d.c) }

// Decode writes interleaved samples of all the channels there are, and gives how
// many for each channel, the number of channels and the rate in Hz.
func (d *SoundDecoder) Decode(pcm []int16, packet []byte) (samples, channels, rate int, err error) {
	d.channels = 0
	n := C.sound_decode(d.c, unsafe.Pointer(unsafe.SliceData(packet)), C.int(len(packet)),
		(*C.int16_t)(unsafe.SliceData(pcm)), C.int(len(pcm)), &d.channels, &d.rate)
	switch n {
	case -1:
		err = fmt.Errorf("avcodec: %w", codec.ErrDamaged)
	case -2:
		err = fmt.Errorf("avcodec: a packet of %d channels for a buffer of %d samples: %w", int(d.channels), len(pcm), io.ErrShortBuffer)
	case -3:
		err = fmt.Errorf("avcodec: sound of %d channels: %w", int(d.channels), codec.ErrUnsupported)
	}
	return max(0, int(n)), int(d.channels), int(d.rate), err
}

// AACEncoder encodes AAC-LC in frames of 1024 samples.
type AACEncoder struct {
	c    *C.aac_encoder
	data *C.uint8_t // what a call gives back
	size C.int
}

// OpenAAC opens an encoder.
func OpenAAC(rate, channels, bitRate int) (*AACEncoder, error) {
	c := C.aac_open(C.int(rate), C.int(channels), C.int(bitRate))
	if c == nil {
		return nil, fmt.Errorf("avcodec: cannot open an AAC encoder for %d Hz, %d channels, %d bit/s", rate, channels, bitRate)
	}
	return &AACEncoder{c: c}, nil
}

// Close frees the encoder.
func (e *AACEncoder) Close() { C.aac_close(e.c) }

// Configuration is the AudioSpecificConfig, ISO/IEC 14496-3 section 1.6.
func (e *AACEncoder) Configuration() []byte {
	var size C.int
	data := C.aac_config(e.c, &size)
	return C.GoBytes(unsafe.Pointer(data), size)
}

// Delay is how many samples the sound is late.
func (e *AACEncoder) Delay() int { return int(C.aac_delay(e.c)) }

// Encode appends a packet to dst, or nothing: the first packet comes with the
// second frame. Without pcm it gives what is left.
func (e *AACEncoder) Encode(dst []byte, pcm []int16) ([]byte, error) {
	e.data, e.size = nil, 0
	code := C.aac_encode(e.c, (*C.int16_t)(unsafe.SliceData(pcm)), &e.data, &e.size)
	if code < 0 {
		return dst, fmt.Errorf("avcodec: encode AAC: error %d", int(code))
	}
	return append(dst, unsafe.Slice((*byte)(unsafe.Pointer(e.data)), int(e.size))...), nil
}
