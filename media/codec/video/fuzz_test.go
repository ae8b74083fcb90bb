//go:build cgo && (avcodec || bsd)

package video

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"veche/media/codec"
)

func FuzzH264(f *testing.F)  { fuzzDecoder(f, codec.H264) }
func FuzzH265(f *testing.F)  { fuzzDecoder(f, codec.H265) }
func FuzzVP8(f *testing.F)   { fuzzDecoder(f, codec.VP8) }
func FuzzVP9(f *testing.F)   { fuzzDecoder(f, codec.VP9) }
func FuzzAV1(f *testing.F)   { fuzzDecoder(f, codec.AV1) }
func FuzzMJPEG(f *testing.F) { fuzzDecoder(f, codec.MJPEG) }

// fuzzDecoder hands whole streams to a decoder: units, each behind its length in two bytes.
func fuzzDecoder(f *testing.F, c codec.Codec) {
	f.Helper()
	if decoders[c] == nil {
		f.Skipf("%v is not built in", c)
	}
	for _, s := range streams(f) {
		if s.codec == c {
			f.Add(pack(s.units))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { decodeHostile(t, c, unpack(data)) })
}

func pack(units [][]byte) (data []byte) {
	for _, u := range units {
		data = binary.BigEndian.AppendUint16(data, uint16(len(u)))
		data = append(data, u...)
	}
	return data
}

func unpack(data []byte) (units [][]byte) {
	for len(data) > 2 && len(units) < 64 {
		size := min(int(binary.BigEndian.Uint16(data)), len(data)-2)
		units = append(units, data[2:2+size])
		data = data[2+size:]
	}
	return units
}

// decodeHostile decodes and reads every byte of the pictures.
func decodeHostile(t *testing.T, c codec.Codec, units [][]byte) {
	t.Helper()
	const most = 640 * 480
	d, err := NewDecoder(DecoderConfig{Codec: c, MaxPixels: most})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	look := func(p *codec.Picture, _ error) bool {
		if p == nil {
			return false
		}
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		if p.Width*p.Height > most {
			t.Fatalf("a picture of %dx%d", p.Width, p.Height)
		}
		kept(p)
		return true
	}
	for i, u := range units {
		look(d.Decode(u, time.Duration(i)*frameTime))
	}
	for i := 0; i < 32 && look(d.Flush()); i++ {
	}
	if len(units) > 0 {
		look(d.Decode(units[0], 0)) // and again from the start
	}
}

// TestMutatedStreamsDoNoHarm is the fuzz test's little sister in every run.
func TestMutatedStreamsDoNoHarm(t *testing.T) {
	t.Parallel()
	for _, s := range streams(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(7, 7))
			for range 12 {
				units := make([][]byte, 0, len(s.units))
				for _, u := range s.units {
					if random.IntN(10) == 0 {
						continue
					}
					u = append([]byte(nil), u...)
					for range random.IntN(4) {
						u[random.IntN(len(u))] = byte(random.Uint32())
					}
					units = append(units, u[:len(u)-random.IntN(1+len(u)/8)])
				}
				decodeHostile(t, s.codec, units)
			}
		})
	}
}
