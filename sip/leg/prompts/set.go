package prompts

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"veche/media/mix"
)

// Set gives the sounds of prompts. It is safe for concurrent use. The zero value has
// the built-in ones.
type Set struct {
	folder string
	log    *slog.Logger

	mu   sync.Mutex
	kept map[string]kept // by file below the folder
}

// kept is a sound that has been read.
type kept struct {
	pcm     []int16 // of the administrator's file, or the built-in sound
	changed time.Time
	size    int64 // of the administrator's file, -1 without one
}

// NewSet gives the prompts with the administrator's files below folder in their places,
// as they are when a prompt is played: no restart is needed. "" is no folder.
func NewSet(folder string, log *slog.Logger) *Set {
	return &Set{folder: folder, log: log}
}

// Sound of a prompt as samples at a rate in Hz, for the caller to keep. There always is
// one, if only tones; it reads a file now and then. Languages other than those of
// [Languages] are English.
func (s *Set) Sound(language string, n Name, rate int) []int16 {
	p := find(n)
	if p == nil {
		p = &prompt{name: n, cue: ask}
	}
	return mix.Resample(s.sound(languageOf(language), p), Rate, rate)
}

// sound at Rate, from what is kept if the file is still the same. Nobody waits for the
// disk of another.
func (s *Set) sound(language string, p *prompt) []int16 {
	file := fileOf(language, p.name)
	root, changed, size := s.look(file)
	if root != nil {
		defer func() { _ = root.Close() }()
	}
	if pcm := s.recall(file, changed, size); pcm != nil {
		return pcm
	}
	k := kept{changed: changed, size: size}
	if size >= 0 {
		k.pcm = s.replaced(root, file)
	}
	if k.pcm == nil {
		k.pcm = voice(language, p.name)
	}
	if k.pcm == nil {
		k.pcm = p.cue.sound()
	}
	if find(p.name) != nil { // what is kept is bounded by the table
		s.keep(file, k)
	}
	return k.pcm
}

func (s *Set) recall(file string, changed time.Time, size int64) []int16 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k, ok := s.kept[file]; ok && k.size == size && k.changed.Equal(changed) {
		return k.pcm
	}
	return nil
}

func (s *Set) keep(file string, k kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = make(map[string]kept)
	}
	s.kept[file] = k
}

// look finds the administrator's file; its size is -1 if there is none.
func (s *Set) look(file string) (root *os.Root, changed time.Time, size int64) {
	if s.folder == "" {
		return nil, time.Time{}, -1
	}
	root, err := os.OpenRoot(s.folder)
	if err != nil {
		return nil, time.Time{}, -1
	}
	info, err := root.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return root, time.Time{}, -1
	case err != nil: // it is there, and cannot be read: reading says why
		return root, time.Time{}, 0
	}
	return root, info.ModTime(), info.Size()
}

// replaced reads the administrator's file; nil if it is broken.
func (s *Set) replaced(root *os.Root, file string) []int16 {
	pcm, err := readReplaced(root, file)
	if err != nil {
		if s.log != nil {
			s.log.Warn("a prompt of the administrator cannot be played; the built-in one is", "file", file, "error", err)
		}
		return nil
	}
	return pcm
}
