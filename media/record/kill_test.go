package record

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// killEnv makes the test binary a recorder that writes until it is killed.
const killEnv = "VECHE_TEST_RECORD_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(killEnv); folder != "" {
		recordUntilKilled(folder)
	}
	os.Exit(m.Run())
}

// childFragment makes everything ten times as fast as in the product: a tenth of
// a second stands for a second.
const childFragment = 100 * time.Millisecond

const (
	patience = 500 * time.Millisecond // what the disk of a busy machine may take for a fragment
	begun    = 2*childFragment + patience
)

// recordUntilKilled records in real time. It says "at" with the time of every
// picture before it is written, and ends and begins anew after two seconds.
func recordUntilKilled(folder string) {
	c, err := loadClip(filepath.Join(folder, "clip"))
	for n := 0; err == nil; n++ {
		var w *Writer
		w, err = Create(Config{
			Folder: filepath.Join(folder, "recordings"), Session: fmt.Sprintf("s%03d", n), Start: start2022, Tracks: composed,
			Fragment: childFragment, Disk: Disk{Warn: 1, Stop: 1},
		})
		if err != nil {
			break
		}
		fmt.Println("file", w.Path())
		origin := time.Now()
		for _, e := range c.events(2 * time.Second) {
			time.Sleep(time.Until(origin.Add(e.at)))
			if e.track == 0 {
				fmt.Println("at", e.at.Nanoseconds())
			}
			if err := w.Write(e.track, e.at, e.frame); err != nil {
				fmt.Println("error", err, w.Err())
			}
		}
		fmt.Println("closing")
		_, err = w.Close(background())
		fmt.Println("closed")
	}
	fmt.Println("error", err)
	os.Exit(1)
}

// A recorder killed at random moments leaves files that open at once and are
// whole after the recovery; less than two fragments of the last one are lost, and
// nothing of the others (lesson 33).
func killAtRandomMoments(t *testing.T, times int) {
	t.Helper()
	c := getClip(t)
	folder := t.TempDir()
	if err := saveClip(filepath.Join(folder, "clip"), c); err != nil {
		t.Fatal(err)
	}
	finished := map[string]Info{}
	for round := range times {
		last, at := killOnce(t, folder, time.Duration(300+rand.IntN(2300))*time.Millisecond)
		if at >= begun {
			opens(t, last)
		}
		recovered, err := Recover(filepath.Join(folder, "recordings"), time.UTC)
		if err != nil || len(recovered) > 1 {
			t.Fatalf("%d files recovered, %v", len(recovered), err)
		}
		for _, r := range recovered {
			if r.Err != nil && at >= begun {
				t.Fatalf("round %d, killed at %v: %v", round, at, r.Err)
			}
		}
		if again, err := Recover(filepath.Join(folder, "recordings"), time.UTC); len(again) != 0 || err != nil {
			t.Fatalf("recovered twice: %+v, %v", again, err)
		}
		list, err := List(filepath.Join(folder, "recordings"), time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range list {
			if before, known := finished[info.Path]; known && before != info {
				t.Fatalf("another recording has changed: %+v, then %+v", before, info)
			}
			finished[info.Path] = info
			if info.Path == last && info.Duration < at-2*childFragment-patience {
				t.Errorf("round %d: killed at %v, %v are there", round, at, info.Duration)
			}
		}
		if info, ok := finished[last]; ok {
			if kinds := topLevel(t, last); kinds != "ftyp free moov mdat" {
				t.Errorf("boxes %s of %+v", kinds, info)
			}
			decode(t, last)
		}
	}
}

// opens says whether a file plays as it is; its last fragment may be cut.
func opens(t *testing.T, path string) {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", path).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "h264") || !strings.Contains(string(out), "aac") {
		t.Errorf("killed, %s does not open: %v: %s", path, err, out)
	}
}

// killOnce lets a recorder live for so long, and gives the last file and how far
// it had come.
func killOnce(t *testing.T, folder string, life time.Duration) (last string, at time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), killEnv+"="+folder)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(life, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		kind, value, _ := strings.Cut(lines.Text(), " ")
		switch kind {
		case "file":
			last, at = value, 0
		case "at":
			var n int64
			fmt.Sscan(value, &n)
			at = time.Duration(n)
		case "error":
			t.Errorf("the recorder says %s", value)
		}
	}
	_ = cmd.Wait()
	return last, at
}

// saveClip writes a clip as lengths and frames, for the child.
func saveClip(path string, c clip) error {
	var w boxes
	for _, frames := range [][][]byte{c.pictures, c.sound} {
		w.u32(uint32(len(frames)))
		for _, f := range frames {
			w.u32(uint32(len(f)))
			w.raw(f)
		}
	}
	return os.WriteFile(path, w.b, 0o600)
}

func loadClip(path string) (clip, error) {
	b, err := os.ReadFile(path)
	r := reader{b: b}
	var c clip
	for _, to := range []*[][]byte{&c.pictures, &c.sound} {
		for range r.u32() {
			*to = append(*to, r.take(int(r.u32())))
		}
	}
	if r.short {
		err = io.ErrUnexpectedEOF
	}
	return c, err
}
