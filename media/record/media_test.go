package record

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// This file makes real streams with FFmpeg and lets FFmpeg judge files.

// clip is coded pictures and sound of the same length.
type clip struct {
	pictures [][]byte // at pictureTime(i)
	sound    [][]byte // at soundTime(i)
}

func pictureTime(i int) time.Duration { return time.Duration(i) * 40 * time.Millisecond }

func soundTime(i int) time.Duration { return duration(int64(i)*aacFrame, 48000) }

// length of the clip in whole seconds.
const clipSeconds = 6

var realClip = sync.OnceValues(func() (clip, error) {
	h264, err := ffmpeg("-f", "lavfi", "-i", "testsrc=size=320x180:rate=25", "-t", strconv.Itoa(clipSeconds),
		"-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "25", "-threads", "1",
		"-x264-params", "aud=1:repeat-headers=1:scenecut=0", "-pix_fmt", "yuv420p", "-f", "h264", "-")
	if err != nil {
		return clip{}, err
	}
	adts, err := ffmpeg("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", strconv.Itoa(clipSeconds),
		"-ac", "2", "-c:a", "aac", "-b:a", "64k", "-f", "adts", "-")
	if err != nil {
		return clip{}, err
	}
	return clip{accessUnits(h264), adtsFrames(adts)}, nil
})

func ffmpeg(args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	cmd := exec.Command("ffmpeg", append([]string{"-hide_banner", "-v", "error", "-nostdin"}, args...)...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("ffmpeg %s: %w: %s", strings.Join(args, " "), err, errs.String())
	}
	if errs.Len() > 0 {
		return nil, fmt.Errorf("ffmpeg %s: %s", strings.Join(args, " "), errs.String())
	}
	return out.Bytes(), nil
}

func getClip(t testing.TB) clip {
	t.Helper()
	needFFmpeg(t)
	c, err := realClip()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func needFFmpeg(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed (Debian package ffmpeg)")
	}
}

// accessUnits splits a stream at its delimiters.
func accessUnits(stream []byte) [][]byte {
	mark := []byte{0, 0, 0, 1, nalDelimiter}
	var units [][]byte
	for len(stream) > 0 {
		next := bytes.Index(stream[1:], mark) + 1
		if next == 0 {
			next = len(stream)
		}
		units = append(units, stream[:next])
		stream = stream[next:]
	}
	return units
}

func adtsFrames(stream []byte) [][]byte {
	var frames [][]byte
	for len(stream) >= 7 {
		size := int(binary.BigEndian.Uint32(stream[3:])>>13) & 0x1fff
		head := 7
		if stream[1]&1 == 0 {
			head = 9
		}
		frames = append(frames, stream[head:size])
		stream = stream[size:]
	}
	return frames
}

// event is a frame with the time it comes at.
type event struct {
	track int
	at    time.Duration
	frame []byte
}

// events gives a clip over and over for so long, in the order of time.
func (c clip) events(length time.Duration) []event {
	var list []event
	p, s := 0, 0
	for {
		pt, st := pictureTime(p), soundTime(s)
		if min(pt, st) >= length {
			return list
		}
		if pt <= st {
			list = append(list, event{0, pt, c.pictures[p%len(c.pictures)]})
			p++
		} else {
			list = append(list, event{1, st, c.sound[s%len(c.sound)]})
			s++
		}
	}
}

var composed = []Track{{Format: H264}, {Format: AAC, Rate: 48000, Channels: 2}}

var start2022 = time.Date(2022, 10, 9, 15, 27, 15, 0, time.UTC)

func config(t testing.TB) Config {
	t.Helper()
	return Config{
		Folder: filepath.Join(t.TempDir(), "recordings"), Session: "000000175849f54d", Start: start2022, Tracks: composed,
		Disk: Disk{Warn: 1, Stop: 1},
	}
}

// feed writes events as fast as the disk takes them.
func feed(t testing.TB, w *Writer, events []event) {
	t.Helper()
	for _, e := range events {
		if err := w.Write(e.track, e.at, e.frame); err != nil {
			t.Fatalf("at %v: %v, %v", e.at, err, w.Err())
		}
		awaitDisk(w)
	}
}

// watched is a disk that tells when it has synced.
type watched struct {
	disk
	mu    sync.Mutex
	next  chan struct{} // closed by the next sync
	syncs int
}

func watch(d disk) *watched { return &watched{disk: d, next: make(chan struct{})} }

func (d *watched) Sync() error {
	err := d.disk.Sync()
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.next)
	d.next = make(chan struct{})
	d.syncs++
	return err
}

// synced is closed by the next sync; count is how many there have been.
func (d *watched) synced() (next <-chan struct{}, count int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.next, d.syncs
}

// create is Create with a disk that is watched.
func create(t testing.TB, c Config) *Writer {
	t.Helper()
	w, err := Create(c)
	if err != nil {
		t.Fatal(err)
	}
	w.file.disk = watch(w.file.disk)
	return w
}

// awaitDisk waits until not more than two seconds wait for the disk.
func awaitDisk(w *Writer) {
	for {
		synced, _ := w.file.disk.(*watched).synced()
		w.mu.Lock()
		full := w.batch.span() > 2*w.c.Fragment && !w.opening && !w.ending
		w.mu.Unlock()
		if !full {
			return
		}
		select {
		case <-synced:
		case <-w.done:
			return
		}
	}
}

// probed is what ffprobe says of a file.
type probed struct {
	Streams []struct {
		Codec    string `json:"codec_name"`
		Kind     string `json:"codec_type"`
		Width    int    `json:"width"`
		Height   int    `json:"height"`
		Start    string `json:"start_time"`
		Duration string `json:"duration"`
		Frames   string `json:"nb_read_packets"`
	} `json:"streams"`
	Format struct {
		Duration string `json:"duration"`
	} `json:"format"`
	Packets []packet `json:"packets"`
}

type packet struct {
	Stream   int    `json:"stream_index"`
	Time     string `json:"pts_time"`
	Position string `json:"pos"`
	Flags    string `json:"flags"`
}

func (p probed) seconds(t testing.TB) float64 {
	t.Helper()
	return number(t, p.Format.Duration)
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatalf("ffprobe says %q", s)
	}
	return v
}

func probe(t testing.TB, path string, args ...string) probed {
	t.Helper()
	needFFmpeg(t)
	var errs bytes.Buffer
	cmd := exec.Command("ffprobe", append([]string{"-v", "error", "-of", "json", "-show_format", "-show_streams"}, append(args, path)...)...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || errs.Len() > 0 {
		t.Fatalf("ffprobe: %v: %s", err, errs.String())
	}
	var p probed
	if err := json.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// decode plays a file to its end; any complaint is a failure.
func decode(t testing.TB, path string) {
	t.Helper()
	needFFmpeg(t)
	if _, err := ffmpeg("-xerror", "-i", path, "-fps_mode", "passthrough", "-enc_time_base", "-1", "-f", "null", "-"); err != nil {
		t.Fatal(err)
	}
}

// madeUp is events that no decoder would take, for what needs none: a key frame
// every second, 25 pictures and 46.9 frames of sound a second.
func madeUp(length time.Duration) []event {
	key := tinyKey
	other := []byte("\x00\x00\x01\x41\x9a\x24\x6c\x41\x0f")
	var list []event
	p, s := 0, 0
	for {
		pt, st := pictureTime(p), soundTime(s)
		switch {
		case min(pt, st) >= length:
			return list
		case pt > st:
			list = append(list, event{1, st, aacSilence[2]})
			s++
		case p%25 == 0:
			list = append(list, event{0, pt, key})
			p++
		default:
			list = append(list, event{0, pt, other})
			p++
		}
	}
}
