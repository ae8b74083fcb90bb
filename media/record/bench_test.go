package record

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// benchClip is made-up pictures and sound of 1.2 Mbit/s.
func benchClip() clip {
	c := clip{sound: [][]byte{bytes.Repeat([]byte{0x5a}, 170)}} // 64 kbit/s
	for i := range 50 {
		unit := []byte("\x00\x00\x00\x01\x41")
		size := 4300
		if i == 0 {
			unit, size = append([]byte(nil), tinyKey...), 60000
		}
		c.pictures = append(c.pictures, append(unit, bytes.Repeat([]byte{0xa5}, size)...))
	}
	return c
}

// BenchmarkSecond is one second of a recording of 1.2 Mbit/s, its write and sync
// included; cpu-ms/op is what it costs the machine.
func BenchmarkSecond(b *testing.B) {
	c := config(b)
	c.Limit = 1 << 62
	w := create(b, c)
	m := benchClip()
	begun := cpuTime()
	b.ReportAllocs()
	p, s := 0, 0
	for n := range b.N {
		for end := time.Duration(n+1) * time.Second; pictureTime(p) < end; p++ {
			if err := w.Write(0, pictureTime(p), m.pictures[p%50]); err != nil {
				b.Fatal(err)
			}
			for ; soundTime(s) < pictureTime(p); s++ {
				_ = w.Write(1, soundTime(s), m.sound[0])
			}
		}
		awaitDisk(w)
	}
	b.StopTimer()
	b.ReportMetric(float64(cpuTime()-begun)/1e6/float64(b.N), "cpu-ms/op")
	if _, err := w.Close(background()); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkFinishAnHour is what happens at the end of an hour. It hangs on how many
// pictures there are, not on their size, so they are small: an hour of 1.2 Mbit/s
// for each turn filled the disk.
func BenchmarkFinishAnHour(b *testing.B) {
	c := clip{sound: [][]byte{bytes.Repeat([]byte{0x5a}, 20)}}
	for i := range 50 {
		unit := append([]byte("\x00\x00\x00\x01\x41"), bytes.Repeat([]byte{0xa5}, 100)...)
		if i == 0 {
			unit = append(append([]byte(nil), tinyKey...), bytes.Repeat([]byte{0xa5}, 300)...)
		}
		c.pictures = append(c.pictures, unit)
	}
	for b.Loop() {
		b.StopTimer()
		path := filepath.Join(b.TempDir(), "a_2022-10-09_15-27-15.mp4")
		f := newMaker(c).write(b, path, 3600, nil)
		f.disk = f.disk.(unsynced).osDisk
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := f.finish(); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := errors.Join(f.disk.(osDisk).Close(), os.Remove(path)); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// cpuTime is what this process has used, in nanoseconds.
func cpuTime() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
