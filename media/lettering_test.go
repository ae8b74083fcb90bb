//go:build cgo && avcodec

package media_test

import (
	"testing"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/client"
	"veche/media/codec"
	"veche/media/compose"
)

// wall is [compose.Pictures] of people of one colour each.
type wall map[conference.ParticipantID]steady

func (w wall) Newest(who conference.ParticipantID, _ conference.SourceKind, want layout.Size, _ uint64, use func(*codec.Picture)) uint64 {
	p := codec.NewPicture(want.W, want.H)
	for plane, value := range map[*[]byte]byte{&p.Y: w[who].y, &p.U: w[who].u, &p.V: w[who].v} {
		for i := range *plane {
			(*plane)[i] = value
		}
	}
	use(p)
	return 1
}

// drawn is the picture of a view as the composer draws it, before any encoder.
func drawn(t *testing.T, view conference.View) *codec.Picture {
	t.Helper()
	c, err := compose.New(compose.Config{Format: compose.Format{Lines: 360, HardCuts: true}, Pictures: wall(people)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	c.Show(compose.Scene{View: view})
	if _, err := c.Tick(0); err != nil {
		t.Fatal(err)
	}
	return c.Picture()
}

// distance is the mean difference of luma in a rectangle of a frame.
func (f *film) distance(frame int, p *codec.Picture, r layout.Rect) float64 {
	sum := 0
	for y := r.Y; y < r.Y+r.H; y++ {
		for x := r.X; x < r.X+r.W; x++ {
			luma, _, _ := f.at(frame, x, y)
			sum += max(int(luma), int(p.Y[y*p.YStride+x])) - min(int(luma), int(p.Y[y*p.YStride+x]))
		}
	}
	return float64(sum) / float64(r.W*r.H)
}

// Requirement L5 and the first test: the right name stands where
// conference/layout has it, bottom and top; no other name, not even one that
// differs by a letter, would be as near to what is in the file.
func TestTheNamesInTheFileAreThoseOfThePeople(t *testing.T) {
	t.Parallel()
	h := newStudio(t)
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}}
	for id, p := range people {
		h.join(id, cfg).performAt(t, p, 127) // nobody is framed as a speaker
	}
	ids := []conference.ParticipantID{"anna", "boris"}
	names := []string{"Анна Щукина", "Boris Hill"}
	wrong := []string{"Анна Шукина", "Анна Щукин", "Boris Hall", "Borja Hill", "Vera", ""}
	view := func(position layout.NamePosition, labels []string) conference.View {
		v := conference.View{HearsAll: true, Layout: layout.Spec{Type: layout.Grid, Windows: 4, Names: position}}
		for i, id := range ids {
			v.Windows = append(v.Windows, conference.Window{Participant: id, Source: conference.Camera, Label: labels[i]})
		}
		return v
	}
	end := h.record()
	began := time.Now()
	positions := []layout.NamePosition{"", layout.NamesTop}
	var till []int
	for _, position := range positions {
		h.change(func(p *conference.Plan) {
			again := *p.Recording
			again.View = view(position, names)
			p.Recording = &again
		})
		lasts(t, 3*time.Second)
		till = append(till, int(time.Since(began)*filmRate/time.Second))
	}
	f := end()
	for n, position := range positions {
		right := drawn(t, view(position, names))
		rects := layout.Arrange(layout.Spec{Type: layout.Grid, Windows: 4}, layout.Size{W: f.width, H: f.height}, len(ids))
		for i, id := range ids {
			strip := layout.Label(rects[i], position)
			// On a busy machine things come late: it counts when it has come.
			frame, best := 0, 256.0
			for at := min(till[n], len(f.frames)) - 2*filmRate; at < min(till[n], len(f.frames)); at += 5 {
				if d := f.distance(max(at, 0), right, strip); d < best {
					frame, best = max(at, 0), d
				}
			}
			if best > 6 {
				t.Errorf("names %q: the strip of %s in frame %d is %.1f away from %q", position, id, frame, best, names[i])
			}
			for _, other := range append(wrong, names[1-i]) {
				labels := []string{other, other}
				d := f.distance(frame, drawn(t, view(position, labels)), strip)
				if d < 1.2*best {
					t.Errorf("names %q: the strip of %s in frame %d is as near to %q, %.1f, as to %q, %.1f", position, id, frame, other, d, names[i], best)
				}
			}
		}
	}
}
