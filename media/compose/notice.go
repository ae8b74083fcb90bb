package compose

import (
	"fmt"
	"image"
	"time"

	"veche/conference/camera"
	"veche/conference/layout"
)

// Notice is what stands in the window of an IP camera that brings no picture. The zero
// Notice is none.
type Notice struct {
	State camera.State
	// Since is when it began, as it is to be written; "": it is not.
	Since string
}

// NoticeOf is the notice for a camera, nil and live ones having none. Its time is written
// as it is in its own zone, with the day if now is another one.
func NoticeOf(s *camera.Status, now time.Time) Notice {
	if s == nil || s.State == camera.Live || s.State == "" {
		return Notice{}
	}
	n := Notice{State: s.State}
	if s.Since.IsZero() {
		return n
	}
	n.Since = s.Since.Format("15:04")
	if s.Since.YearDay() != now.In(s.Since.Location()).YearDay() {
		n.Since = s.Since.Format("02.01, 15:04")
	}
	return n
}

// shown tells whether there is a notice.
func (n Notice) shown() bool { return n.State != "" }

// words of the notice.
func (n Notice) words(w *words) string {
	said, ok := w.cameras[n.State]
	switch {
	case !ok:
		return w.cameras[camera.Failed].plain
	case n.Since == "" || said.since == "":
		return said.plain
	}
	return fmt.Sprintf(said.since, n.Since)
}

// cameraWords are what is said of a state, and what with its beginning, if that is of use.
type cameraWords struct{ plain, since string }

// notice is what stands in the middle of a window: a camera that is struck through, and
// below it what is wrong.
func (w *wardrobe) notice(n Notice, said *words, window layout.Rect) *sprite {
	side := min(max(window.H/6, 16), 96) &^ 1
	letter := min(max(window.H/18, 10), 32)
	width := max(window.W*9/10&^1, 2)
	line := letter * 2
	img := image.NewRGBA(image.Rect(0, 0, width, (side+line+1)&^1))
	paint(img, within(iconNoVideo(), float64(width-side)/2, 0, float64(side)), text2)
	s := n.words(said)
	for letter > 9 && w.letters.width(s, letter) > width {
		letter--
	}
	w.letters.writeCentred(img, w.letters.fit(w.letters.readable(s), letter, width), width/2, side, side+line, letter, text)
	return newSprite(img)
}
