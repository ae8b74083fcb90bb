package g722

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"
)

// sound is loud and quiet, low and high, in turns.
func sound(samples int) []int16 {
	random := rand.New(rand.NewPCG(3, 3))
	pcm := make([]int16, samples)
	for i := range pcm {
		at := float64(i)
		v := 12000*math.Sin(at/9)*math.Sin(at/4000) + 2500*math.Sin(at*at/90000) + 1500*random.NormFloat64()
		pcm[i] = int16(min(max(v, -32768), 32767))
	}
	return pcm
}

// TestBytesAndSamplesAreThoseOfFFmpeg holds both directions against another
// implementation, bit by bit.
func TestBytesAndSamplesAreThoseOfFFmpeg(t *testing.T) {
	t.Parallel()
	in := sound(16000)
	coded := NewEncoder().Encode(nil, in)
	raw, err := binary.Append(nil, binary.LittleEndian, in)
	if err != nil {
		t.Fatal(err)
	}
	if theirs := ffmpeg(t, raw, "-f", "s16le", "-ar", "16000", "-ac", "1", "-i", "-", "-f", "g722", "-"); !bytes.Equal(coded, theirs) {
		t.Errorf("coded: %d bytes, theirs %d, and not the same", len(coded), len(theirs))
	}
	decoded := make([]int16, len(in))
	if n := NewDecoder().Decode(decoded, coded); n != len(in) {
		t.Fatalf("%d samples", n)
	}
	if raw, err = binary.Append(nil, binary.LittleEndian, decoded); err != nil {
		t.Fatal(err)
	}
	if theirs := ffmpeg(t, coded, "-f", "g722", "-i", "-", "-f", "s16le", "-"); !bytes.Equal(raw, theirs) {
		t.Errorf("decoded: %d bytes, theirs %d, and not the same", len(raw), len(theirs))
	}
}

func ffmpeg(t *testing.T, in []byte, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "ffmpeg", append([]string{"-v", "error"}, args...)...)
	var out, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, stderr.String())
	}
	return out.Bytes()
}

// SpanDSP's descendants turn the peaks of a loud voice into clicks, from one end
// of the scale to the other.
func TestLoudSoundIsCutOffAndDoesNotTurnOver(t *testing.T) {
	t.Parallel()
	in := make([]int16, 16000)
	for i := range in {
		in[i] = int16(min(max(45000*math.Sin(float64(i)/8), -32768), 32767))
	}
	out := make([]int16, len(in))
	NewDecoder().Decode(out, NewEncoder().Encode(nil, in))
	const delay = 22
	for i := 1000; i < len(in)-delay; i++ {
		if in[i] == 32767 && out[i+delay] < 16000 || in[i] == -32768 && out[i+delay] > -16000 {
			t.Fatalf("sample %d: %d became %d", i, in[i], out[i+delay])
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(NewEncoder().Encode(nil, sound(640)))
	f.Add(bytes.Repeat([]byte{0}, 160))
	f.Add(bytes.Repeat([]byte{0xff, 0}, 160))
	f.Fuzz(func(t *testing.T, data []byte) {
		out := make([]int16, 2*len(data))
		if n := NewDecoder().Decode(out, data); n != len(out) {
			t.Errorf("%d bytes gave %d samples", len(data), n)
		}
		if got := NewEncoder().Encode(nil, out); len(got) != len(data) {
			t.Errorf("%d samples gave %d bytes", len(out), len(got))
		}
	})
}

func BenchmarkEncode20ms(b *testing.B) {
	in, out, e := sound(320), make([]byte, 0, 160), NewEncoder()
	for b.Loop() {
		e.Encode(out, in)
	}
}

func BenchmarkDecode20ms(b *testing.B) {
	out, d := make([]int16, 320), NewDecoder()
	in := NewEncoder().Encode(nil, sound(320))
	for b.Loop() {
		d.Decode(out, in)
	}
}
