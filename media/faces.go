package media

import (
	"image"
	"log/slog"
	"sync"
)

// faces keeps the pictures of people for composed pictures. The same path always gives
// the same image while it is kept.
type faces struct {
	load func(path string) (image.Image, error)

	mu   sync.Mutex
	kept map[string]image.Image // nil: it could not be loaded
}

// mostFaces are kept; with more, all are loaded again as they are wanted.
const mostFaces = 256

// of is the picture at a path, nil for none.
func (f *faces) of(path string, log *slog.Logger) image.Image {
	if path == "" || f.load == nil {
		return nil
	}
	f.mu.Lock()
	img, known := f.kept[path]
	f.mu.Unlock()
	if known {
		return img
	}
	img, err := f.load(path) // without mu: a slow disk is to hold up one conference only
	if err != nil {
		log.Warn("an avatar cannot be shown", "path", path, "error", err)
		img = nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if first, known := f.kept[path]; known {
		return first
	}
	if len(f.kept) >= mostFaces || f.kept == nil {
		f.kept = make(map[string]image.Image)
	}
	f.kept[path] = img
	return img
}
