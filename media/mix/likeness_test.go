package mix

import (
	"slices"
	"testing"
	"time"
)

// Frames that are alike have the same PCM, also while legs fade over to another sound;
// those who hear the same get frames that are alike.
func TestWhoHearsTheSameGetsTheSame(t *testing.T) {
	t.Parallel()
	s := newSimulation(t, Config{})
	const until = 2 * time.Second
	var stage []*Source
	for i := range 3 {
		source, _ := s.add(speaker(48000, tone{float64(300 + 100*i), 0.1}), until)
		stage = append(stage, source)
	}
	var frames []Frame
	var pcm [][]int16
	listen := func(h Hearing) *Leg {
		l, e := s.listen(48000, h)
		e.playing = func(f Frame) { frames, pcm = append(frames, f), append(pcm, slices.Clone(f.PCM)) }
		return l
	}
	two, all := Hearing{Only: stage[:2]}, Hearing{Only: stage}
	legs := []*Leg{listen(two), listen(two), listen(two), listen(Hearing{Only: stage[:2], But: stage[:1]})}
	shared := 0
	s.each = func(now time.Duration) {
		for i := range frames {
			for j := range i {
				if frames[i].Like != frames[j].Like {
					continue
				}
				shared++
				if !slices.Equal(pcm[i], pcm[j]) {
					t.Fatalf("at %v frames %d and %d are alike and differ", now, j, i)
				}
			}
		}
		if len(frames) > 3 && (frames[0].Like != frames[1].Like || frames[0].Like == frames[3].Like) {
			t.Errorf("at %v: %+v", now, frames)
		}
		frames, pcm = frames[:0], pcm[:0]
		switch now {
		case 500 * time.Millisecond: // all go over, and those who heard the same still do
			for _, l := range legs[:3] {
				l.Hear(all)
			}
		case time.Second:
			legs[2].Hear(two)
			legs = append(legs, listen(all))
		}
	}
	s.run(until)
	if least := 2 * int(until/frameTime); shared < least {
		t.Errorf("%d pairs were alike, want %d", shared, least)
	}
}
