package prompts

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shelf is a folder of the administrator.
type shelf struct {
	t    *testing.T
	dir  string
	day  time.Time
	said bytes.Buffer
	set  *Set
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{t: t, dir: t.TempDir(), day: time.Unix(1e9, 0)}
	s.set = NewSet(s.dir, slog.New(slog.NewTextHandler(&s.said, nil)))
	return s
}

// put writes a file, each at a time of its own.
func (s *shelf) put(name string, data []byte) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	s.day = s.day.Add(time.Hour)
	err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o644), os.Chtimes(path, s.day, s.day))
	if err != nil {
		s.t.Fatal(err)
	}
}

// marked is a sound that is like no other.
func marked(v int16) []byte {
	pcm := make([]int16, 50)
	for i := range pcm {
		pcm[i] = v
	}
	return writeWAV(pcm)
}

func (s *shelf) plays(n Name, v int16) bool {
	pcm := s.set.Sound("ru", n, Rate)
	return len(pcm) == 50 && pcm[20] == v
}

func TestTheAdministratorReplacesAPromptWithoutRestart(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	before := s.set.Sound("ru", Welcome, Rate)
	if len(before) == 0 || s.plays(Welcome, 77) {
		t.Fatal("nothing is built in")
	}
	s.put("ru/welcome.wav", marked(77))
	if !s.plays(Welcome, 77) || s.plays(Goodbye, 77) {
		t.Error("the file of the administrator is not played")
	}
	s.put("ru/welcome.wav", marked(78))
	if !s.plays(Welcome, 78) {
		t.Error("the changed file is not played")
	}
	if err := os.RemoveAll(filepath.Join(s.dir, "ru")); err != nil {
		t.Fatal(err)
	}
	if got := s.set.Sound("ru", Welcome, Rate); !equal(got, before) {
		t.Error("without the file the built-in one is not played")
	}
	if s.said.Len() > 0 {
		t.Errorf("said: %s", &s.said)
	}
}

func TestABrokenFileIsAWarningOnceAndTheBuiltInOnePlays(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	built := s.set.Sound("ru", Welcome, Rate)
	s.put("ru/welcome.wav", []byte("not a sound"))
	for range 3 {
		if got := s.set.Sound("ru", Welcome, Rate); !equal(got, built) {
			t.Error("the built-in one is not played")
		}
	}
	if n := strings.Count(s.said.String(), "level=WARN"); n != 1 {
		t.Errorf("%d warnings:\n%s", n, &s.said)
	}
	s.put("ru/welcome.wav", marked(5))
	if !s.plays(Welcome, 5) {
		t.Error("the mended file is not played")
	}
}

func TestWhatIsNotASoundFileIsNotRead(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	outside := filepath.Join(t.TempDir(), "secret.wav")
	if err := os.WriteFile(outside, marked(9), 0o644); err != nil {
		t.Fatal(err)
	}
	s.put("ru/full.wav", make([]byte, maxFile+1))
	s.put("ru/nonsense.wav", marked(1))
	s.put("ru/readme.txt", []byte("hello"))
	s.put("en/welcome.wav", marked(1))
	dir := filepath.Join(s.dir, "ru")
	err := errors.Join(
		os.Symlink(outside, filepath.Join(dir, "welcome.wav")),
		os.Mkdir(filepath.Join(dir, "busy.wav"), 0o755),
		syscall.Mkfifo(filepath.Join(dir, "locked.wav"), 0o644),
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []Name{Welcome, Full, Busy, Locked} {
		if s.plays(n, 9) {
			t.Errorf("%s is read from outside of the folder", n)
		}
	}
	fine, broken := Examine(s.dir)
	var files []string
	for _, f := range broken {
		files = append(files, f.File)
	}
	want := "ru/busy.wav ru/full.wav ru/locked.wav ru/nonsense.wav ru/readme.txt ru/welcome.wav"
	if got := strings.Join(files, " "); fine != 1 || got != want {
		t.Errorf("%d fine, broken are %s", fine, got)
	}
	if !strings.Contains(s.said.String(), "ru/full.wav") {
		t.Errorf("no warning of the large file: %s", &s.said)
	}
}

func TestExamineFindsNothingWhereNothingIs(t *testing.T) {
	t.Parallel()
	if fine, broken := Examine(filepath.Join(t.TempDir(), "no", "folder")); fine != 0 || len(broken) > 0 {
		t.Errorf("%d, %v", fine, broken)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, broken := Examine(file); len(broken) != 1 || errors.Is(broken[0].Err, fs.ErrNotExist) {
		t.Errorf("%v", broken)
	}
}

// TestAPromptIsNeverMissing: of unknown names and languages there is some sound too.
func TestAPromptIsNeverMissing(t *testing.T) {
	t.Parallel()
	var s Set
	for rate, names := range map[int][]Name{
		8000:  {Welcome, Goodbye},
		16000: append(Names(), "no-such", "../../etc/passwd"),
		48000: {Welcome, "no-such"},
	} {
		for _, n := range names {
			if pcm := s.Sound("xx", n, rate); len(pcm) < rate/10 {
				t.Errorf("%s at %d has %d samples", n, rate, len(pcm))
			}
		}
	}
	if len(s.kept) != len(Names()) {
		t.Errorf("%d sounds are kept", len(s.kept))
	}
}
