package prompts

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"testing"
)

// riff puts chunks together: names and bodies in turn.
func riff(chunks ...any) []byte {
	body := []byte("WAVE")
	for i := 0; i < len(chunks); i += 2 {
		b := chunks[i+1].([]byte)
		body = append(body, chunks[i].(string)...)
		body = binary.LittleEndian.AppendUint32(body, uint32(len(b)))
		if body = append(body, b...); len(b)&1 == 1 {
			body = append(body, 0)
		}
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func format(tag, channels, rate, bits int) []byte {
	var b []byte
	for _, v := range []int{tag, channels} {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(rate))
	b = binary.LittleEndian.AppendUint32(b, uint32(rate*channels*bits/8))
	for _, v := range []int{channels * bits / 8, bits} {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	return b
}

// extensible is WAVEFORMATEXTENSIBLE with a sub-format.
func extensible(sub int) []byte {
	b := append(format(tagExtensible, 1, 16000, 16), 22, 0, 16, 0, 0, 0, 0, 0)
	return append(b, byte(sub), byte(sub>>8), 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71)
}

func TestReadWAV(t *testing.T) {
	t.Parallel()
	two := []byte{0x10, 0x00, 0xf0, 0xff} // 16 and -16
	for name, test := range map[string]struct {
		file []byte
		want []int16
		err  error
	}{
		"mono":               {riff("fmt ", format(1, 1, 16000, 16), "data", two), []int16{16, -16}, nil},
		"stereo":             {riff("fmt ", format(1, 2, 44100, 16), "data", []byte{10, 0, 30, 0}), []int16{20}, nil},
		"8 bits":             {riff("fmt ", format(1, 1, 8000, 8), "data", []byte{128, 255, 0}), []int16{0, 127 << 8, -128 << 8}, nil},
		"extensible":         {riff("fmt ", extensible(1), "data", two), []int16{16, -16}, nil},
		"other chunks":       {riff("LIST", []byte("odd"), "fmt ", format(1, 1, 16000, 16), "fact", []byte{0, 0, 0, 0}, "data", two), []int16{16, -16}, nil},
		"half a sample":      {riff("fmt ", format(1, 1, 16000, 16), "data", []byte{16, 0, 1}), []int16{16}, nil},
		"streamed":           {streamed(two), []int16{16, -16}, nil},
		"empty":              {nil, nil, errNotWAV},
		"MP3":                {[]byte("ID3\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"), nil, errNotWAV},
		"no data":            {riff("fmt ", format(1, 1, 16000, 16)), nil, errNoSamples},
		"empty data":         {riff("fmt ", format(1, 1, 16000, 16), "data", []byte{}), nil, errNoSamples},
		"data first":         {riff("data", two, "fmt ", format(1, 1, 16000, 16)), nil, errCutOff},
		"cut off":            {riff("fmt ", format(1, 1, 16000, 16))[:30], nil, errCutOff},
		"short format":       {riff("fmt ", []byte{1, 0, 1, 0}, "data", two), nil, errCutOff},
		"float":              {riff("fmt ", format(3, 1, 16000, 32), "data", two), nil, errNotPCM},
		"float inside":       {riff("fmt ", extensible(3), "data", two), nil, errNotPCM},
		"24 bits":            {riff("fmt ", format(1, 1, 16000, 24), "data", two), nil, errNotPCM},
		"no channel":         {riff("fmt ", format(1, 0, 16000, 16), "data", two), nil, errChannels},
		"six channels":       {riff("fmt ", format(1, 6, 48000, 16), "data", two), nil, errChannels},
		"more than a minute": {riff("fmt ", format(1, 1, 8000, 8), "data", make([]byte, 61*8000)), nil, errTooLong},
	} {
		w, err := readWAV(test.file)
		if !errors.Is(err, test.err) || err == nil && !equal(w.pcm, test.want) {
			t.Errorf("%s: %+v, %v", name, w, err)
		}
	}
	if _, err := readWAV(riff("fmt ", format(1, 1, 47999, 16), "data", two)); err == nil {
		t.Error("a rate that no device has is taken")
	}
}

// streamed is a file whose writer did not know the size beforehand.
func streamed(data []byte) []byte {
	file := riff("fmt ", format(1, 1, 16000, 16), "data", data)
	binary.LittleEndian.PutUint32(file[len(file)-len(data)-4:], math.MaxUint32)
	return file
}

func equal(a, b []int16) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func FuzzReadWAV(f *testing.F) {
	f.Add(riff("fmt ", format(1, 1, 16000, 16), "data", []byte{1, 2, 3, 4}))
	f.Add(riff("fmt ", format(1, 2, 44100, 8), "data", []byte{1, 2, 3, 4}))
	f.Add(riff("LIST", []byte("odd"), "fmt ", extensible(1), "data", []byte{1, 2, 3, 4}))
	f.Add(streamed([]byte{1, 2}))
	f.Fuzz(func(t *testing.T, file []byte) {
		w, err := readWAV(file)
		if err != nil {
			return
		}
		if len(w.pcm) == 0 || len(w.pcm) > len(file) {
			t.Fatalf("%d samples of %d bytes", len(w.pcm), len(file))
		}
		pcm := w.at(Rate)
		again, err := readWAV(writeWAV(pcm))
		if err != nil || !equal(again.pcm, pcm) || !bytes.Equal(writeWAV(again.pcm), writeWAV(pcm)) {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}
