package record

import (
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// unsynced is a file that nobody waits for: hours are written in seconds.
type unsynced struct{ osDisk }

func (unsynced) Sync() error { return nil }

// maker makes fragments of a clip, second after second.
type maker struct {
	clip     clip
	pictures *input
	sound    *input
	p, s     int
}

func newMaker(c clip) *maker {
	return &maker{clip: c, pictures: newInput(composed[0]), sound: newInput(composed[1])}
}

// second gives what belongs between two seconds of the recording.
func (m *maker) second(t testing.TB, b *batch, n int) []run {
	t.Helper()
	b.clear()
	end := time.Duration(n+1) * time.Second
	for ; pictureTime(m.p) < end; m.p++ {
		r := &b.runs[0]
		from := len(r.data)
		data, key, err := m.pictures.in.take(r.data, m.clip.pictures[m.p%len(m.clip.pictures)])
		if err != nil {
			t.Fatal(err)
		}
		r.data = data
		m.pictures.picture(r, pictureTime(m.p), key, from)
	}
	for ; soundTime(m.s) < end; m.s++ {
		m.sound.sound(&b.runs[1], soundTime(m.s), m.clip.sound[m.s%len(m.clip.sound)])
	}
	return b.runs
}

// write makes an unfinished file of so many seconds; between happens before each.
func (m *maker) write(t testing.TB, path string, seconds int, between func(n int, f *file)) *file {
	t.Helper()
	d, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	f := &file{disk: unsynced{osDisk{d}}}
	b := newBatch(2)
	for n := range seconds {
		runs := m.second(t, b, n)
		if n == 0 {
			if err := f.begin(start2022, []description{composed[0].describe(m.pictures.in), composed[1].describe(nil)}); err != nil {
				t.Fatal(err)
			}
		}
		if between != nil {
			between(n, f)
		}
		if err := f.append(runs); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// smallClip is a still picture of 64x36 and silence: real, and small.
func smallClip(t testing.TB) clip {
	t.Helper()
	needFFmpeg(t)
	stream, err := ffmpeg("-f", "lavfi", "-i", "color=c=blue:size=64x36:rate=25", "-t", "2",
		"-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "50", "-threads", "1",
		"-x264-params", "aud=1:repeat-headers=1", "-pix_fmt", "yuv420p", "-f", "h264", "-")
	if err != nil {
		t.Fatal(err)
	}
	return clip{accessUnits(stream), [][]byte{aacSilence[2]}}
}

// Eight hours are finished at once, in little memory, and one can seek in them;
// the same after a crash (lesson 31).
func TestEightHoursAreFinishedAtOnceAndSeek(t *testing.T) {
	t.Parallel()
	const hours = 8
	path := filepath.Join(t.TempDir(), "a_2022-10-09_15-27-15.mp4")
	c := smallClip(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f := newMaker(c).write(t, path, hours*3600, nil)
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("the index takes %d MB of memory, %d MB in the file", (int64(after.HeapAlloc)-int64(before.HeapAlloc))>>20, f.indexSpace()>>20)

	crashed := f.disk // the file as a crash would leave it
	begun := time.Now()
	if err := finishUnfinished(crashed, f.end); err != nil {
		t.Fatal(err)
	}
	t.Logf("recovered in %v", time.Since(begun))
	checkLong(t, path, hours*3600)

	path = filepath.Join(t.TempDir(), "b_2022-10-09_15-27-15.mp4")
	f = newMaker(c).write(t, path, hours*3600, nil)
	begun = time.Now()
	if err := f.finish(); err != nil {
		t.Fatal(err)
	}
	took := time.Since(begun)
	t.Logf("finished in %v", took)
	if took > 10*time.Second {
		t.Errorf("finished in %v", took)
	}
	checkLong(t, path, hours*3600)
}

// checkLong looks at both ends and in the middle.
func checkLong(t *testing.T, path string, seconds int) {
	t.Helper()
	if kinds := topLevel(t, path); kinds != "ftyp free moov mdat" {
		t.Errorf("boxes %s", kinds)
	}
	if got := probe(t, path).seconds(t); math.Abs(got-float64(seconds)) > 0.1 {
		t.Errorf("lasts %v s, want %d", got, seconds)
	}
	for _, at := range []int{0, seconds / 2, seconds - 4} {
		packets := probe(t, path, "-show_packets", "-read_intervals", strconv.Itoa(at)+"%+2").Packets
		if len(packets) == 0 {
			t.Fatalf("nothing at %d s", at)
		}
		if first := number(t, packets[0].Time); math.Abs(first-float64(at)) > 2.01 {
			t.Errorf("seeking to %d s comes to %v", at, first)
		}
		if _, err := ffmpeg("-xerror", "-ss", strconv.Itoa(at), "-i", path, "-t", "2", "-f", "null", "-"); err != nil {
			t.Errorf("at %d s: %v", at, err)
		}
	}
}

// A file beyond 4 GiB, most of it a hole, has offsets of 64 bits that are right.
func TestOffsetsPassFourGiB(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a_2022-10-09_15-27-15.mp4")
	f := newMaker(getClip(t)).write(t, path, clipSeconds, func(n int, f *file) {
		if n != 3 {
			return
		}
		const hole = 5 << 30
		var w boxes
		w.u32(1)
		w.text("free")
		w.u64(hole)
		if _, err := f.WriteAt(w.b, f.end); err != nil {
			t.Fatal(err)
		}
		f.end += hole
		f.allocated = f.end
	})
	if err := finishUnfinished(f.disk, f.end); err != nil {
		t.Fatal(err)
	}
	if stat, err := os.Stat(path); err != nil || stat.Size() < 5<<30 {
		t.Fatalf("%v, %v", stat, err)
	}
	far := 0
	for _, p := range probe(t, path, "-show_packets").Packets {
		if number(t, p.Position) > 4<<30 {
			far++
		}
	}
	if far < 200 {
		t.Errorf("%d packets behind 4 GiB", far)
	}
	decode(t, path)
}
