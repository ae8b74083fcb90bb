//go:build cgo && avcodec

package media_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// film is a finished file, read by ffmpeg.
type film struct {
	path          string
	width, height int
	frames        [][]byte // luma and chroma as one I420 picture, 25 a second
	sound         []int16  // 48 kHz, one channel
}

const filmRate = 25

func readFilm(t *testing.T, path string) film {
	t.Helper()
	return readPart(t, path, 0, 0)
}

// readPart reads a part of a film; for 0 means all of it.
func readPart(t *testing.T, path string, from, length time.Duration) film {
	t.Helper()
	var part []string
	if length > 0 {
		part = []string{"-ss", fmt.Sprint(from.Seconds()), "-t", fmt.Sprint(length.Seconds())}
	}
	decode := func(args ...string) []byte {
		args = slices.Concat([]string{"-v", "error"}, part, []string{"-i", path}, args)
		raw, err := exec.Command("ffmpeg", args...).Output()
		if err != nil {
			t.Fatalf("ffmpeg: %v", err)
		}
		return raw
	}
	probe, err := exec.Command("ffprobe", "-v", "error", "-show_streams", "-of", "json", path).Output()
	if err != nil {
		t.Fatalf("ffprobe: %v", err)
	}
	var streams struct {
		Streams []struct {
			Name          string `json:"codec_name"`
			Width, Height int
		}
	}
	if err := json.Unmarshal(probe, &streams); err != nil {
		t.Fatal(err)
	}
	f := film{path: path}
	var names []string
	for _, s := range streams.Streams {
		names = append(names, s.Name)
		if s.Width > 0 {
			f.width, f.height = s.Width, s.Height
		}
	}
	if got := strings.Join(names, " "); got != "h264 aac" {
		t.Fatalf("%s holds %s", path, got)
	}
	raw := decode("-an", "-vf", "fps="+strconv.Itoa(filmRate), "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
	size := f.width * f.height * 3 / 2
	for ; len(raw) >= size; raw = raw[size:] {
		f.frames = append(f.frames, raw[:size])
	}
	// The sound begins where the file does: what is missing in front is silence.
	raw = decode("-vn", "-af", "aresample=async=1:first_pts=0", "-ar", "48000", "-ac", "1", "-f", "s16le", "-")
	f.sound = make([]int16, len(raw)/2)
	if err := binary.Read(bytes.NewReader(raw), binary.LittleEndian, f.sound); err != nil {
		t.Fatal(err)
	}
	return f
}

// at is the colour of a pixel.
func (f *film) at(frame, x, y int) (luma, u, v byte) {
	p := f.frames[frame]
	n := f.width * f.height
	c := y/2*(f.width/2) + x/2
	return p[y*f.width+x], p[n+c], p[n+n/4+c]
}

// tone is how strong a frequency is in a second of the sound, 1 for full scale.
func (f *film) tone(second, hertz float64) float64 { return f.toneOf(second, 1, hertz) }

// loudest is tone in the tenth of a second where it is the strongest. On a busy machine
// senders stall, and their sound has holes.
func (f *film) loudest(second, hertz float64) (most float64) {
	for i := range 10 {
		most = max(most, f.toneOf(second+float64(i)/10, 0.1, hertz))
	}
	return most
}

func (f *film) toneOf(second, length, hertz float64) float64 {
	from := min(int(second*48000), len(f.sound))
	x := f.sound[from:min(from+int(length*48000), len(f.sound))]
	if len(x) == 0 {
		return 0
	}
	var re, im float64
	for i, v := range x {
		re += float64(v) * math.Cos(2*math.Pi*hertz*float64(i)/48000)
		im += float64(v) * math.Sin(2*math.Pi*hertz*float64(i)/48000)
	}
	return 2 * math.Hypot(re, im) / float64(len(x)) / 32768
}

func near(a, b byte) bool { return max(a, b)-min(a, b) < 24 }

// flashes are the times when the middle of the picture becomes bright.
func (f *film) flashes() (all []time.Duration) {
	bright := true // what it begins with is none
	for i := range f.frames {
		y, _, _ := f.at(i, f.width/2, f.height/2)
		if now := y > 130; now != bright {
			if bright = now; now {
				all = append(all, time.Duration(i)*time.Second/filmRate)
			}
		}
	}
	return all
}

// beeps are the times when the sound becomes loud.
func (f *film) beeps() (all []time.Duration) {
	const window = 48 // a millisecond
	loud, silentFor := true, 0
	for i := 0; i+window <= len(f.sound); i += window {
		var sum float64
		for _, v := range f.sound[i : i+window] {
			sum += float64(v) * float64(v)
		}
		now := math.Sqrt(sum/window) > 2000
		if !now {
			if silentFor++; silentFor > 50 {
				loud = false
			}
			continue
		}
		silentFor = 0
		if !loud {
			loud = true
			all = append(all, time.Duration(i)*time.Second/48000)
		}
	}
	return all
}
