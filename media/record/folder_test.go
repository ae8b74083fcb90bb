package record

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestNamesAreThoseOfL5(t *testing.T) {
	t.Parallel()
	moscow := time.FixedZone("MSK", 3*3600)
	for text, want := range map[string]Name{
		"000000175849f54d_2022-10-09_15-27-15.mp4":           {Session: "000000175849f54d", Start: time.Date(2022, 10, 9, 15, 27, 15, 0, moscow)},
		"000000175849f54d_2022-10-09_15-27-15.2.mp4":         {Session: "000000175849f54d", Start: time.Date(2022, 10, 9, 15, 27, 15, 0, moscow), Number: 2},
		"000000175849f54d_2022-10-09_15-27-15_p7-camera.mp4": {Session: "000000175849f54d", Start: time.Date(2022, 10, 9, 15, 27, 15, 0, moscow), Part: "p7-camera"},
		"000000175849f54d_2022-10-09_15-27-15_p7-mic.12.mp4": {Session: "000000175849f54d", Start: time.Date(2022, 10, 9, 15, 27, 15, 0, moscow), Part: "p7-mic", Number: 12},
		"000000175849f54d_2022-10-09_15-27-15_p7-mic.1.mp4":  {},
		"000000175849f54d_2022-13-09_15-27-15.mp4":           {},
		"000000175849f54d_2022-10-09_15-27-15.mp4.part":      {},
		"../000000175849f54d_2022-10-09_15-27-15.mp4":        {},
		"000000175849f54d_2022-10-09_15-27-15_a_b.mp4":       {},
		"000000175849f54d_2022-10-09_15-27-15.mp4\n":         {},
		"holiday.mp4":              {},
		"_2022-10-09_15-27-15.mp4": {},
	} {
		got, err := ParseName(text, moscow)
		if !reflect.DeepEqual(got, want) || (err == nil) != (want.Session != "") {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
		if err == nil && got.String() != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	}
}

// tinyFile puts a made-up recording into a folder.
func tinyFile(t *testing.T, folder, name string, finish bool) string {
	t.Helper()
	m := newMemory()
	writeTiny(t, m, 4, 10, reserveSize, finish)
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, m.b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The recovery finishes what is unfinished and removes what is empty; it touches
// nothing else, and a second one has nothing to do.
func TestRecoveryTouchesOnlyUnfinishedRecordings(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	finished := tinyFile(t, folder, "a_2022-10-09_15-27-15.mp4", true)
	unfinished := tinyFile(t, folder, "b_2022-10-09_15-27-15.mp4", false)
	foreign := tinyFile(t, folder, "holiday.mp4", false)
	others := map[string][]byte{}
	write := func(name string, content []byte) {
		path := filepath.Join(folder, name)
		others[path] = content
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{finished, foreign} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		others[path] = content
	}
	write("c_2022-10-09_15-27-15.mp4", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom somebody's film"))
	if err := os.WriteFile(filepath.Join(folder, "d_2022-10-09_15-27-15.mp4"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(foreign, filepath.Join(folder, "e_2022-10-09_15-27-15.mp4")); err != nil {
		t.Fatal(err)
	}

	got, err := Recover(folder, time.UTC)
	if err != nil || len(got) != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, want := range []struct {
		session string
		err     error
	}{{"b", nil}, {"c", ErrDamaged}, {"d", ErrEmpty}} {
		if got[i].Name.Session != want.session || !errors.Is(got[i].Err, want.err) {
			t.Errorf("%+v, want %s: %v", got[i], want.session, want.err)
		}
	}
	if info := got[0].Info; info.Unfinished || info.Duration != 4*time.Second || info.Path != unfinished {
		t.Errorf("recovered %+v", info)
	}
	for path, want := range others {
		if content, err := os.ReadFile(path); err != nil || !bytes.Equal(content, want) {
			t.Errorf("%s has changed (%v)", filepath.Base(path), err)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "d_2022-10-09_15-27-15.mp4")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the empty file is still there: %v", err)
	}
	if again, _ := Recover(folder, time.UTC); len(again) != 1 || !errors.Is(again[0].Err, ErrDamaged) {
		t.Errorf("a second time: %+v", again)
	}
	list, err := List(folder, time.UTC)
	if err != nil || len(list) != 2 || list[0].Name.Session != "a" || list[1].Name.Session != "b" {
		t.Errorf("list %+v, %v", list, err)
	}
}

// A file that is being written is left alone.
func TestRecoveryLeavesRunningRecordingsAlone(t *testing.T) {
	t.Parallel()
	c := config(t)
	w := create(t, c)
	if got, err := Recover(c.Folder, time.UTC); len(got) != 0 || err != nil {
		t.Errorf("recovered %+v, %v", got, err)
	}
	feed(t, w, madeUp(2*time.Second))
	if info, err := w.Close(t.Context()); err != nil || info.Duration < 1900*time.Millisecond {
		t.Errorf("%+v, %v", info, err)
	}
}

func TestAMissingFolderHasNoRecordings(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "none")
	if list, err := List(folder, time.UTC); len(list) != 0 || err != nil {
		t.Errorf("%v, %v", list, err)
	}
	if list, err := Recover(folder, time.UTC); len(list) != 0 || err != nil {
		t.Errorf("%v, %v", list, err)
	}
}

func TestRecordingsExpireByTheirEnd(t *testing.T) {
	t.Parallel()
	now := start2022
	day := 24 * time.Hour
	list := []Info{
		{Path: "old", Start: now.Add(-9 * day), End: now.Add(-8 * day)},
		{Path: "ended just in time", Start: now.Add(-8 * day), End: now.Add(-7 * day)},
		{Path: "unfinished", Start: now.Add(-9 * day), End: now.Add(-8 * day), Unfinished: true},
		{Path: "new", Start: now.Add(-day), End: now},
	}
	for keep, want := range map[time.Duration][]string{
		0:        nil,
		7 * day:  {"old"},
		day / 2:  {"old", "ended just in time"},
		30 * day: nil,
	} {
		var got []string
		for _, i := range Expired(list, now, keep) {
			got = append(got, i.Path)
		}
		if !slices.Equal(got, want) {
			t.Errorf("kept for %v: %v expired, want %v", keep, got, want)
		}
	}
}

// Two recordings that begin in the same second have two files.
func TestNamesAreUnique(t *testing.T) {
	t.Parallel()
	c := config(t)
	var names []string
	for range 3 {
		w := create(t, c)
		names = append(names, filepath.Base(w.Path()))
		t.Cleanup(func() { w.Close(background()) })
	}
	want := []string{
		"000000175849f54d_2022-10-09_15-27-15.mp4",
		"000000175849f54d_2022-10-09_15-27-15.2.mp4",
		"000000175849f54d_2022-10-09_15-27-15.3.mp4",
	}
	if !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}
