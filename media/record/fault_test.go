package record

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"
)

// startOn records on a disk of the tests.
func startOn(t testing.TB, c Config, m *memory) *Writer {
	t.Helper()
	return start(c.withDefaults(), filepath.Join(t.TempDir(), "a_2022-10-09_15-27-15.mp4"), watch(m))
}

// finished checks what is on a disk of the tests after the end, as the file that
// it would be.
func finished(t testing.TB, m *memory) (pictures, sound int) {
	t.Helper()
	if err := finishUnfinished(m, int64(len(m.b))); err != nil && !errors.Is(err, errFinished) {
		t.Fatal(err)
	}
	tracks, err := content(m.b)
	if err != nil {
		t.Fatal(err)
	}
	return len(tracks[0]), len(tracks[1])
}

// Whatever fails on the disk, the recording ends with an error that says what,
// and what was written before is whole.
func TestAFailingDiskEndsTheRecordingInOrder(t *testing.T) {
	t.Parallel()
	third := func(kind string, err error) func() func(operation) error {
		return func() func(operation) error {
			n := 0
			return func(o operation) error {
				if o.kind == kind {
					n++
				}
				if n > 3 && o.kind == kind {
					return err
				}
				return nil
			}
		}
	}
	for name, test := range map[string]struct {
		fail func() func(operation) error
		want error
	}{
		"no room for a write": {third("write", syscall.ENOSPC), ErrDiskFull},
		"over the quota":      {third("write", syscall.EDQUOT), ErrDiskFull},
		"a write fails":       {third("write", syscall.EIO), ErrDisk},
		"a sync fails":        {third("sync", syscall.EIO), ErrDisk},
		"made read-only":      {third("write", syscall.EROFS), ErrNotWritable},
		"a fault of ours": {func() func(operation) error {
			n := 0
			return func(o operation) error {
				if n++; o.kind == "write" && n > 12 {
					panic("a fault")
				}
				return nil
			}
		}, errFault},
		"the next room is refused": {func() func(operation) error {
			return func(o operation) error {
				if o.kind == "allocate" && o.at > 5<<20 {
					return syscall.ENOSPC
				}
				return nil
			}
		}, ErrDiskFull},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemory()
			m.fail = test.fail()
			w := startOn(t, config(t), m)
			events := madeUp(20 * time.Second)
			if strings.Contains(name, "refused") {
				events = large(20 * time.Second)
			}
			for _, e := range events {
				if w.Write(e.track, e.at, e.frame) != nil {
					break
				}
				awaitDisk(w)
			}
			<-w.Done()
			if err := w.Err(); !errors.Is(err, test.want) {
				t.Errorf("ended with %v, want %v", err, test.want)
			}
			m.fail = nil
			if pictures, _ := finished(t, m); pictures < 25 {
				t.Errorf("%d pictures are left", pictures)
			}
		})
	}
}

// large is made-up events of about 8 Mbit/s.
func large(length time.Duration) []event {
	list := madeUp(length)
	for i, e := range list {
		if e.track == 0 {
			list[i].frame = append(append([]byte(nil), e.frame...), []byte(strings.Repeat("x", 40000))...)
		}
	}
	return list
}

// A full disk: a small tmpfs is filled up by the recording itself; it ends in
// order, and the file is a plain one.
func TestAFullDiskLeavesAWholeFile(t *testing.T) {
	t.Parallel()
	for name, disk := range map[string]Disk{
		"up to the last byte": {Warn: 1, Stop: 1},
		"at the threshold":    {Warn: 8 << 20, Stop: 4 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clip := getClip(t)
			c := config(t)
			c.Folder = smallDisk(t, 16)
			c.Disk = disk
			var warned atomic.Int64
			c.Notify = func(n Notice) {
				if n.Kind == LowDisk {
					warned.Add(1)
				}
			}
			w := create(t, c)
			var last time.Duration
			for _, e := range clip.events(2 * time.Hour) {
				if w.Write(e.track, e.at, e.frame) != nil {
					break
				}
				last = e.at
				awaitDisk(w)
			}
			info, err := w.Close(t.Context())
			if !errors.Is(err, ErrDiskFull) {
				t.Fatalf("after %v: %v", last, err)
			}
			if info.Unfinished || info.Duration < last-5*time.Second || info.Size < 6<<20 {
				t.Errorf("ended at %v: %+v", last, info)
			}
			if want := int64(min(disk.Stop-1, 1)); warned.Load() != want {
				t.Errorf("warned %d times, want %d", warned.Load(), want)
			}
			decode(t, info.Path)
			if disk.Stop > 1 {
				_, err := Create(c)
				if !errors.Is(err, ErrDiskFull) {
					t.Errorf("the next recording begins: %v", err)
				}
				if list, _ := List(c.Folder, time.UTC); len(list) != 1 {
					t.Errorf("%d files", len(list))
				}
			}
		})
	}
}

// smallDisk mounts a tmpfs of so many MiB.
func smallDisk(t *testing.T, mib int) string {
	t.Helper()
	folder := t.TempDir()
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%dm", mib)); err != nil {
		t.Skipf("cannot mount a small disk, which takes root: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(folder, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// A recording that cannot begin says so at once (lesson 30).
func TestAFolderThatCannotBeWrittenToIsAnErrorAtOnce(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.Folder = filepath.Join(t.TempDir(), "file", "recordings")
	if err := os.WriteFile(filepath.Dir(c.Folder), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(c); !errors.Is(err, ErrNotWritable) {
		t.Errorf("a file in the way: %v", err)
	}
	if kind := diskError("create", &fs.PathError{Err: syscall.EACCES}); !errors.Is(kind, ErrNotWritable) {
		t.Errorf("no permission: %v", kind)
	}
	c.Folder = smallDisk(t, 1)
	if err := unix.Mount("", c.Folder, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(c); !errors.Is(err, ErrNotWritable) {
		t.Errorf("a read-only disk: %v", err)
	}
}

// People hear once that the disk gets full, and once that it has room again.
func TestALowDiskIsToldOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		c := config(t)
		c.Disk = Disk{Warn: 1000, Stop: 100}
		var notices []Notice
		c.Notify = func(n Notice) { notices = append(notices, n) }
		w := startOn(t, c, m)
		room := []int64{5000, 999, 500, 1001, 200, 2000, 2000, 800, 99, 5000}
		for _, e := range madeUp(20 * time.Second) {
			if second := int(e.at / time.Second); e.track == 0 {
				m.mu.Lock()
				m.room = room[min(second, len(room)-1)]
				m.mu.Unlock()
			}
			if w.Write(e.track, e.at, e.frame) != nil {
				break
			}
			synctest.Wait()
		}
		<-w.Done()
		want := []Notice{{Kind: LowDisk, Free: 999}, {Kind: EnoughDisk, Free: 2000}, {Kind: LowDisk, Free: 800}}
		if !slices.Equal(notices, want) {
			t.Errorf("%+v, want %+v", notices, want)
		}
		if !errors.Is(w.Err(), ErrDiskFull) {
			t.Errorf("ended with %v", w.Err())
		}
		finished(t, m)
	})
}

// A disk that hangs stops nobody: frames are left out up to a key frame after it
// is back, and the file has a gap with silence in it.
func TestASlowDiskCostsAGapUpToAKeyFrame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.stall = make(chan struct{})
		c := config(t)
		var mu sync.Mutex
		var notices []Notice
		asked := 0
		c.Notify = func(n Notice) { mu.Lock(); notices = append(notices, n); mu.Unlock() }
		c.KeyFrame = func() { mu.Lock(); asked++; mu.Unlock() }
		w := startOn(t, c, m)
		begun := time.Now()
		for _, e := range madeUp(30 * time.Second) {
			time.Sleep(time.Until(begun.Add(e.at)))
			if err := w.Write(e.track, e.at, e.frame); err != nil {
				t.Fatalf("at %v: %v, %v", e.at, err, w.Err())
			}
			if e.at >= 20100*time.Millisecond && m.stall != nil {
				m.mu.Lock()
				close(m.stall)
				m.stall = nil
				m.mu.Unlock()
				synctest.Wait()
			}
		}
		w.end(nil)
		<-w.Done()
		// The first second was being written, ten waited; 21 s is the next key frame.
		mu.Lock()
		defer mu.Unlock()
		if len(notices) != 2 || notices[0].Kind != Behind || notices[1].Kind != CaughtUp ||
			notices[1].Lost < 9*time.Second || notices[1].Lost > 10*time.Second {
			t.Errorf("notices %v", notices)
		}
		if asked != 1 {
			t.Errorf("asked for %d key frames, want 1", asked)
		}
		pictures, sound := finished(t, m)
		if lost := 750 - pictures; lost < 9*25 || lost > 10*25 {
			t.Errorf("%d pictures, %d lost", pictures, lost)
		}
		if want := len(madeUp(30*time.Second)) - 750; sound < want-1 || sound > want {
			t.Errorf("%d frames of sound and silence, want %d", sound, want)
		}
	})
}

// A disk that does not come back ends the recording; writing never blocks.
func TestAHangingDiskEndsTheRecording(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.stall = make(chan struct{})
		w := startOn(t, config(t), m)
		ended := time.Duration(0)
		for _, e := range madeUp(time.Minute) {
			if w.Write(e.track, e.at, e.frame) != nil {
				ended = e.at
				break
			}
			if e.at == 1200*time.Millisecond {
				synctest.Wait() // it hangs in the first second
			}
		}
		if err := w.Err(); !errors.Is(err, ErrSlowDisk) || ended < 40*time.Second || ended > 43*time.Second {
			t.Errorf("ended at %v: %v", ended, err)
		}
		close(m.stall)
		<-w.Done()
		if pictures, _ := finished(t, m); pictures < 250 {
			t.Errorf("%d pictures", pictures)
		}
	})
}

// A gap in a file of sound alone needs no key frame to end.
func TestAGapOfSoundAloneEndsWithTheDisk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.stall = make(chan struct{})
		c := config(t)
		c.Tracks = composed[1:]
		var notices []Notice
		c.Notify = func(n Notice) { notices = append(notices, n) }
		w := startOn(t, c, m)
		for i := 0; soundTime(i) < 20*time.Second; i++ {
			if err := w.Write(0, soundTime(i), aacSilence[2]); err != nil {
				t.Fatal(err)
			}
			switch i {
			case 60:
				synctest.Wait() // it hangs in the first second
			case 750: // 16 s
				m.mu.Lock()
				close(m.stall)
				m.stall = nil
				m.mu.Unlock()
				synctest.Wait()
			}
		}
		w.end(nil)
		<-w.Done()
		if len(notices) != 2 || notices[1].Kind != CaughtUp || notices[1].Lost < 4*time.Second || notices[1].Lost > 6*time.Second {
			t.Errorf("notices %v", notices)
		}
		if err := finishUnfinished(m, int64(len(m.b))); !errors.Is(err, errFinished) {
			t.Fatal(err)
		}
		tracks, err := content(m.b)
		if err != nil || len(tracks[0]) != 938 {
			t.Errorf("%d frames, want 938 with silence in the gap; %v", len(tracks[0]), err)
		}
	})
}

// Who closes need not wait for a disk that hangs; the file is finished when it
// is back.
func TestCloseWaitsNoLongerThanItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.stall = make(chan struct{})
		w := startOn(t, config(t), m)
		for _, e := range madeUp(3 * time.Second) {
			if err := w.Write(e.track, e.at, e.frame); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err := w.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("closed: %v", err)
		}
		close(m.stall)
		<-w.Done()
		if pictures, _ := finished(t, m); pictures != 75 {
			t.Errorf("%d pictures, want 75", pictures)
		}
	})
}

// Frames come from several goroutines, and the end from another.
func TestFramesMayComeFromAnywhere(t *testing.T) {
	t.Parallel()
	w := create(t, config(t))
	events := madeUp(20 * time.Second)
	var all sync.WaitGroup
	half := make(chan struct{})
	for track := range 2 {
		all.Go(func() {
			for _, e := range events {
				if e.track != track {
					continue
				}
				if err := w.Write(e.track, e.at, e.frame); err != nil {
					if !errors.Is(err, ErrEnded) {
						t.Error(err)
					}
					return
				}
				if e.track == 0 && e.at == 10*time.Second {
					close(half)
				}
				w.Stats()
				awaitDisk(w)
			}
		})
	}
	<-half
	info, err := w.Close(t.Context())
	if err != nil || info.Duration < 9*time.Second {
		t.Errorf("%+v, %v", info, err)
	}
	all.Wait()
}
