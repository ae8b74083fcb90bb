package prompts

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"veche/media/mix"
)

// Rate in Hz of what this package keeps.
const Rate = 16000

// longest is how long a prompt may be.
const longest = time.Minute

// rates that a file may have, in Hz.
var rates = []int{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000}

// Errors of files.
var (
	errNotWAV    = errors.New("is not a WAV file")
	errCutOff    = errors.New("is cut off")
	errNotPCM    = errors.New("is not PCM with 8 or 16 bits")
	errChannels  = errors.New("has more than two channels")
	errNoSamples = errors.New("has no sound in it")
	errTooLong   = fmt.Errorf("is longer than %v", longest)
)

// wav is a sound that has been read: one channel.
type wav struct {
	rate int
	pcm  []int16
}

// at is the sound at a rate.
func (w *wav) at(rate int) []int16 { return mix.Resample(w.pcm, w.rate, rate) }

// waveFormat is the "fmt " chunk.
type waveFormat struct {
	channels, rate, bits int
}

// Numbers of the "fmt " chunk, Multimedia Programming Interface and Data
// Specifications 1.0 and Microsoft's WAVEFORMATEXTENSIBLE.
const (
	tagPCM        = 1
	tagExtensible = 0xfffe
)

// readWAV reads a RIFF file of PCM, 8 or 16 bits, one or two channels; two are mixed.
func readWAV(file []byte) (*wav, error) {
	if len(file) < 12 || string(file[:4]) != "RIFF" || string(file[8:12]) != "WAVE" {
		return nil, errNotWAV
	}
	var format *waveFormat
	for rest := file[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), binary.LittleEndian.Uint32(rest[4:])
		body := rest[8:]
		if name == "data" {
			// Who wrote the file as it came may not have known the size.
			return format.samples(body[:min(uint64(size), uint64(len(body)))])
		}
		if uint64(size) > uint64(len(body)) {
			return nil, errCutOff
		}
		if name == "fmt " {
			var err error
			if format, err = readFormat(body[:size]); err != nil {
				return nil, err
			}
		}
		rest = body[min(uint64(size)+uint64(size&1), uint64(len(body))):]
	}
	return nil, errNoSamples
}

func readFormat(b []byte) (*waveFormat, error) {
	if len(b) < 16 {
		return nil, errCutOff
	}
	word := func(at int) int { return int(binary.LittleEndian.Uint16(b[at:])) }
	tag := word(0)
	if tag == tagExtensible && len(b) >= 26 {
		tag = word(24) // the first two bytes of the sub-format are a tag
	}
	f := &waveFormat{channels: word(2), rate: int(binary.LittleEndian.Uint32(b[4:])), bits: word(14)}
	switch {
	case tag != tagPCM || f.bits != 8 && f.bits != 16:
		return nil, errNotPCM
	case f.channels < 1 || f.channels > 2:
		return nil, errChannels
	case !slices.Contains(rates, f.rate):
		return nil, fmt.Errorf("has %d samples a second, which is none of %v", f.rate, rates)
	}
	return f, nil
}

// samples reads the "data" chunk; f is nil if there was no "fmt " before it.
func (f *waveFormat) samples(b []byte) (*wav, error) {
	if f == nil {
		return nil, errCutOff
	}
	frame := f.bits / 8 * f.channels
	n := len(b) / frame
	switch {
	case n == 0:
		return nil, errNoSamples
	case time.Duration(n)*time.Second/time.Duration(f.rate) > longest:
		return nil, errTooLong
	}
	w := &wav{rate: f.rate, pcm: make([]int16, n)}
	for i := range w.pcm {
		sum := 0
		for c := range f.channels {
			sum += f.value(b[i*frame+c*f.bits/8:])
		}
		w.pcm[i] = int16(sum / f.channels)
	}
	return w, nil
}

// value is one sample: 8 bits are unsigned, 16 are not.
func (f *waveFormat) value(b []byte) int {
	if f.bits == 8 {
		return (int(b[0]) - 128) << 8
	}
	return int(int16(binary.LittleEndian.Uint16(b)))
}

// writeWAV gives a file of one channel at [Rate], 16 bits.
func writeWAV(pcm []int16) []byte {
	size := uint32(2 * len(pcm))
	b := append([]byte(nil), "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, 36+size)
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	for _, v := range []uint16{tagPCM, 1} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	b = binary.LittleEndian.AppendUint32(b, Rate)
	b = binary.LittleEndian.AppendUint32(b, 2*Rate)
	for _, v := range []uint16{2, 16} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, size)
	for _, v := range pcm {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	return b
}
