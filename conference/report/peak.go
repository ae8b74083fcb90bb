package report

import (
	"cmp"
	"slices"
	"time"

	"veche/conference/access"
)

// step is somebody coming or going.
type step struct {
	at     time.Time
	person string
	by     int // 1 or -1
}

// count fills in durations, and how many were there at once. Who is there with two
// pages counts once. A camera is nobody.
func (h *History) count(now time.Time) {
	in := make(map[uint64][]step, len(h.Sessions))
	for i := range h.Connections {
		c := &h.Connections[i]
		c.Seconds = lasted(c.Joined, c.until(now))
		if c.Type != access.KindRTSP {
			in[c.Session] = append(in[c.Session], step{c.Joined, c.Person, 1}, step{c.until(now), c.Person, -1})
		}
	}
	for i := range h.Sessions {
		s := &h.Sessions[i]
		end := s.Ended
		if end.IsZero() {
			end = now
		}
		s.Seconds = lasted(s.Started, end)
		s.People, s.Peak, s.PeakAt = peakOf(in[s.ID])
		s.Held = s.Peak >= 2 // ND6
	}
}

// peakOf is how many people there were, how many at once, and since when. Who goes at
// the moment when another comes was not there with him.
func peakOf(steps []step) (people, peak int, at time.Time) {
	slices.SortStableFunc(steps, func(a, b step) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.by, b.by))
	})
	pages := make(map[string]int) // person → connections
	here := 0
	for _, s := range steps {
		before := pages[s.person]
		pages[s.person] = before + s.by
		switch {
		case before == 0 && s.by == 1:
			here++
		case before == 1 && s.by == -1:
			here--
		}
		if here > peak {
			peak, at = here, s.at
		}
	}
	return len(pages), peak, at
}
