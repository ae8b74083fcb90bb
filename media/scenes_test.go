//go:build cgo && avcodec

package media_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/client"
)

// scene is what stands in the recording for a while.
type scene struct {
	name    string
	layout  layout.Spec
	windows []conference.Window
	sends   map[conference.ParticipantID]conference.Sends
	tones   map[float64]bool
}

// The first test: through joins, layouts, content, mute and leaving, each
// colour is where conference/layout puts it, and nobody is heard who is muted.
func TestARecordingFollowsTheConference(t *testing.T) {
	t.Parallel()
	h := newStudio(t)
	cast := map[conference.ParticipantID]steady{
		"anna":  {y: 81, u: 90, v: 240, hertz: 440},   // red
		"boris": {y: 145, u: 54, v: 34, hertz: 1_000}, // green
		"vera":  {y: 170, u: 166, v: 16, hertz: 1_700},
	}
	h.together("anna", "boris", "vera")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}}
	h.join("anna", cfg).performAt(t, cast["anna"], 127)
	// boris shows a page beside his camera; all of his pictures are green.
	h.join("boris", client.Config{Publish: []client.Publish{microphone, camera, {Kind: conference.Screen}}}).performAt(t, cast["boris"], 127)

	all := conference.Sends{Microphone: true, Camera: true, Screen: true}
	everybody := map[conference.ParticipantID]conference.Sends{"anna": all, "boris": all, "vera": all}
	see := func(who conference.ParticipantID) conference.Window {
		return conference.Window{Participant: who, Source: conference.Camera}
	}
	page := conference.Window{Participant: "boris", Source: conference.Screen, Content: true}
	hidden := layout.NamesHidden
	grid := layout.Spec{Type: layout.Grid, Windows: 9, Names: hidden}
	scenes := []scene{
		{"two", grid, []conference.Window{see("anna"), see("boris")}, everybody, map[float64]bool{440: true, 1000: true, 1700: false}},
		{"a third joins", grid, []conference.Window{see("anna"), see("boris"), see("vera")}, everybody, map[float64]bool{440: true, 1000: true, 1700: true}},
		{
			"content",
			layout.Spec{Type: layout.ContentRight, Windows: 3, Content: true, Names: hidden},
			[]conference.Window{page, see("anna"), see("vera")},
			everybody,
			map[float64]bool{440: true, 1700: true},
		},
		{
			"one is muted, another has left", grid,
			[]conference.Window{see("anna"), see("boris")},
			map[conference.ParticipantID]conference.Sends{"anna": {Camera: true}, "boris": all},
			map[float64]bool{440: false, 1000: true, 1700: false},
		},
	}
	show := func(s scene, started time.Time) {
		h.change(func(p *conference.Plan) {
			p.Sends = s.sends
			p.Marks = make(map[conference.ParticipantID]conference.Marks)
			for id := range s.sends {
				p.Marks[id] = conference.Marks{}
			}
			p.Recording = &conference.RecordingPlan{
				Started: started, Lines: 360, View: conference.View{HearsAll: true, Layout: s.layout, Windows: s.windows},
			}
		})
	}
	const each = 3 * time.Second
	started := time.Now()
	show(scenes[0], started)
	h.reported(conference.RecordingRuns)
	began := time.Now()
	var vera *guest
	var cuts []time.Duration
	for i, s := range scenes {
		switch i {
		case 1:
			vera = h.join("vera", cfg)
			vera.performAt(t, cast["vera"], 127)
		case 3:
			vera.peer.Close()
		}
		show(s, started)
		cuts = append(cuts, time.Since(began))
		lasts(t, each)
	}
	h.change(func(p *conference.Plan) { p.Recording = nil })
	h.reported(conference.RecordingSaved)
	files, _ := filepath.Glob(filepath.Join(h.recordings, "*.mp4"))
	if len(files) != 1 {
		t.Fatal(files)
	}
	f := readFilm(t, files[0])
	for i, s := range scenes {
		// From the change, when not all is there yet, to the next one. On a busy machine
		// things come late: what counts is that they come, and stay.
		first, last := -1, len(f.frames)
		if i+1 < len(scenes) {
			last = min(last, int(cuts[i+1]*filmRate/time.Second))
		}
		var wrong string
		for frame := int(cuts[i] * filmRate / time.Second); frame < last; frame += 3 {
			if wrong = f.misplaced(s, frame, cast); wrong == "" && first < 0 {
				first = frame
			} else if wrong != "" && frame+filmRate < last {
				first = -1 // it did not stay
			}
		}
		if first < 0 || last-first < filmRate/2 {
			t.Errorf("%s: from frame %d to %d not all is where it belongs: %s", s.name, int(cuts[i]*filmRate/time.Second), last, wrong)
			continue
		}
		for hertz, heard := range s.tones {
			got := f.loudest(float64(first)/filmRate, hertz)
			if heard && got < 0.1 || !heard && got > 0.05 {
				t.Errorf("%s: %v Hz has %.3f of full scale, heard: %v", s.name, hertz, got, heard)
			}
		}
	}
}

// misplaced looks for the edges of each window from its middle and says what is not
// where it belongs, "" if all is.
func (f *film) misplaced(s scene, frame int, cast map[conference.ParticipantID]steady) string {
	people := len(s.windows)
	if s.layout.Content {
		people--
	}
	rects := layout.Arrange(s.layout, layout.Size{W: f.width, H: f.height}, people)
	for i, w := range s.windows {
		r, p := rects[i], cast[w.Participant]
		is := func(x, y int) bool {
			if x < 0 || y < 0 || x >= f.width || y >= f.height {
				return false
			}
			luma, u, v := f.at(frame, x, y)
			return near(luma, p.y) && near(u, p.u) && near(v, p.v)
		}
		x, y := r.X+r.W/2, r.Y+r.H/2
		if !is(x, y) {
			luma, u, v := f.at(frame, x, y)
			return fmt.Sprintf("frame %d: the middle of %s in %v is %d,%d,%d", frame, w.Participant, r, luma, u, v)
		}
		if w.Content {
			continue // it fits its window and need not fill it
		}
		left, right, top, bottom := x, x, y, y
		for is(left-1, y) {
			left--
		}
		for is(right+1, y) {
			right++
		}
		for is(x, top-1) {
			top--
		}
		for is(x, bottom+1) {
			bottom++
		}
		for _, e := range []struct {
			name      string
			got, want int
		}{{"left", left, r.X}, {"right", right, r.X + r.W - 1}, {"top", top, r.Y}, {"bottom", bottom, r.Y + r.H - 1}} {
			if d := e.got - e.want; d < -3 || d > 3 {
				return fmt.Sprintf("frame %d: the %s edge of %s is at %d, want %d of %v", frame, e.name, w.Participant, e.got, e.want, r)
			}
		}
	}
	return ""
}
