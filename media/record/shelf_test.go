package record

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// shelf has recordings of two sessions and everything else that can lie about.
func shelf(t *testing.T) (s Shelf, folder string) {
	t.Helper()
	folder = t.TempDir()
	s = Shelf{Folder: filepath.Join(folder, "recordings"), Place: time.UTC}
	if err := os.Mkdir(s.Folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, finish := range map[string]bool{
		"a_2022-10-09_15-27-15.mp4":           true,
		"a_2022-10-09_15-27-15_p7-camera.mp4": true,
		"a_2022-10-10_15-27-15.mp4":           false,
		"b_2022-10-09_15-27-15.mp4":           true,
		"holiday.mp4":                         true,
	} {
		tinyFile(t, s.Folder, name, finish)
	}
	outside := tinyFile(t, folder, "a_2022-10-11_15-27-15.mp4", true)
	for _, err := range []error{
		os.Symlink(outside, filepath.Join(s.Folder, "a_2022-10-11_15-27-15.mp4")),
		syscall.Mkfifo(filepath.Join(s.Folder, "a_2022-10-12_15-27-15.mp4"), 0o600),
		os.WriteFile(filepath.Join(s.Folder, "a_2022-10-13_15-27-15.mp4"), []byte("no recording"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s, folder
}

func namesOf(list []Info) (names []string) {
	for _, i := range list {
		names = append(names, i.Name.String())
	}
	slices.Sort(names)
	return names
}

func TestAShelfListsOneSession(t *testing.T) {
	t.Parallel()
	s, _ := shelf(t)
	for session, want := range map[string][]string{
		"a": {"a_2022-10-09_15-27-15.mp4", "a_2022-10-09_15-27-15_p7-camera.mp4", "a_2022-10-10_15-27-15.mp4"},
		"b": {"b_2022-10-09_15-27-15.mp4"},
		"":  nil, "c": nil, "holiday": nil, "../a": nil, "*": nil,
	} {
		list, err := s.List(session)
		if err != nil || !slices.Equal(namesOf(list), want) {
			t.Errorf("%q: %v, %v", session, namesOf(list), err)
		}
		for _, i := range list {
			if i.Path != filepath.Join(s.Folder, i.Name.String()) || i.Size == 0 || i.Unfinished != (i.Name.Start.Day() == 10) {
				t.Errorf("%+v", i)
			}
		}
	}
	if list, err := (Shelf{Folder: filepath.Join(s.Folder, "none")}).List("a"); err != nil || list != nil {
		t.Errorf("without a folder: %v, %v", list, err)
	}
}

// What is not asked for is not even opened.
func TestAShelfOpensNoFilesOfOtherSessions(t *testing.T) {
	t.Parallel()
	s, _ := shelf(t)
	// Opening a pipe that nobody writes to would wait for ever.
	if err := syscall.Mkfifo(filepath.Join(s.Folder, "b_2022-10-12_15-27-15.mp4"), 0o600); err != nil {
		t.Fatal(err)
	}
	if list, err := s.List("b"); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestAShelfGivesOutWhatBelongsToTheSession(t *testing.T) {
	t.Parallel()
	s, _ := shelf(t)
	for _, tt := range []struct {
		session, name string
		want          error
	}{
		{"a", "a_2022-10-09_15-27-15.mp4", nil},
		{"a", "a_2022-10-09_15-27-15_p7-camera.mp4", nil},
		{"a", "a_2022-10-10_15-27-15.mp4", ErrRunning},
		{"a", "b_2022-10-09_15-27-15.mp4", fs.ErrNotExist},
		{"b", "a_2022-10-09_15-27-15.mp4", fs.ErrNotExist},
		{"a", "a_2022-10-09_15-27-16.mp4", fs.ErrNotExist},
		{"a", "a_2022-10-11_15-27-15.mp4", fs.ErrNotExist}, // a link
		{"a", "a_2022-10-12_15-27-15.mp4", fs.ErrNotExist}, // a pipe
		{"a", "a_2022-10-13_15-27-15.mp4", ErrDamaged},
		{"a", "../a_2022-10-11_15-27-15.mp4", fs.ErrNotExist},
		{"a", "a_2022-10-09_15-27-15.mp4\x00", fs.ErrNotExist},
		{"a", "", fs.ErrNotExist},
		{"", "holiday.mp4", fs.ErrNotExist},
	} {
		f, info, err := s.Open(tt.session, tt.name)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s of %q: %v, want %v", tt.name, tt.session, err, tt.want)
		}
		if err == nil {
			if stat, err := f.Stat(); err != nil || stat.Size() != info.Size {
				t.Errorf("%s: %v, %+v", tt.name, err, info)
			}
			f.Close()
		}
	}
}

func TestAShelfDeletes(t *testing.T) {
	t.Parallel()
	s, folder := shelf(t)
	running, err := os.Open(filepath.Join(s.Folder, "a_2022-10-10_15-27-15.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	if err := (osDisk{running}).lock(false); err != nil { // as its writer has it
		t.Fatal(err)
	}
	if err := s.Remove("a", "a_2022-10-10_15-27-15.mp4"); !errors.Is(err, ErrRunning) {
		t.Errorf("a running one: %v", err)
	}
	running.Close()
	if err := s.Remove("b", "a_2022-10-09_15-27-15.mp4"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of another session: %v", err)
	}
	for _, name := range []string{"a_2022-10-10_15-27-15.mp4", "a_2022-10-09_15-27-15.mp4"} { // also one that nobody finished
		if err := s.Remove("a", name); err != nil {
			t.Error(err)
		}
		if err := s.Remove("a", name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s a second time: %v", name, err)
		}
	}
	if err := s.RemoveSession("a"); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(s.Folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range left {
		names = append(names, e.Name())
	}
	// Links and pipes are none of ours.
	want := []string{"a_2022-10-11_15-27-15.mp4", "a_2022-10-12_15-27-15.mp4", "b_2022-10-09_15-27-15.mp4", "holiday.mp4"}
	if !slices.Equal(names, want) {
		t.Errorf("left %v", names)
	}
	if _, err := os.Stat(filepath.Join(folder, "a_2022-10-11_15-27-15.mp4")); err != nil {
		t.Error(err)
	}
	if err := (Shelf{Folder: filepath.Join(folder, "none")}).RemoveSession("a"); err != nil {
		t.Errorf("without a folder: %v", err)
	}
}

func TestExpiredRecordingsAreDeleted(t *testing.T) {
	t.Parallel()
	s, _ := shelf(t)
	all, err := s.List("a")
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	end := all[0].End
	for _, tt := range []struct {
		now  time.Time
		keep time.Duration
		gone []string
	}{
		{end.Add(1000 * time.Hour), 0, nil},
		{end.Add(time.Hour), 24 * time.Hour, nil},
		{end.Add(25 * time.Hour), 24 * time.Hour, []string{"a_2022-10-09_15-27-15.mp4", "a_2022-10-09_15-27-15_p7-camera.mp4", "b_2022-10-09_15-27-15.mp4"}},
		{end.Add(26 * time.Hour), 24 * time.Hour, nil},
	} {
		gone, err := s.RemoveExpired(tt.now, tt.keep)
		if err != nil || !slices.Equal(namesOf(gone), tt.gone) {
			t.Errorf("keep %v: gone %v, %v", tt.keep, namesOf(gone), err)
		}
	}
}

// Whatever name somebody asks for, what is opened is in the folder and of the session.
func FuzzName(f *testing.F) {
	for _, name := range []string{
		"000000175849f54d_2022-10-09_15-27-15.mp4", "000000175849f54d_2022-10-09_15-27-15_p7-mic.12.mp4",
		"../a_2022-10-09_15-27-15.mp4", "a_2022-02-30_15-27-15.mp4", "a_2022-10-09_25-27-15.mp4", "",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ParseName(text, time.UTC)
		if err != nil {
			return
		}
		if n.String() != text || filepath.Base(text) != text || n.Session == "" {
			t.Errorf("%q is taken for %+v", text, n)
		}
	})
}
