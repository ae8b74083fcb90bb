package record

import (
	"bytes"
	"errors"
	"math"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// times gives when the packets of a stream are shown.
func times(t testing.TB, path string, stream int) []float64 {
	t.Helper()
	var list []float64
	for _, p := range probe(t, path, "-show_packets").Packets {
		if p.Stream == stream {
			list = append(list, number(t, p.Time))
		}
	}
	return list
}

// record makes a file of events and gives its path.
func record(t testing.TB, c Config, events []event) Info {
	t.Helper()
	w := create(t, c)
	feed(t, w, events)
	info, err := w.Close(background())
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// Pictures and sound of the same moment are shown together, whichever begins
// first, whatever the clock they come from, and also while the file is unfinished.
func TestPicturesAndSoundKeepTheirTimes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		picture, sound  time.Duration // when each begins
		wantPict, wantS float64
	}{
		"together":                 {0, 0, 0, 0},
		"sound 317 ms later":       {time.Hour, time.Hour + 317*time.Millisecond, 0, 0.317},
		"sound 317 ms earlier":     {-time.Hour, -time.Hour - 317*time.Millisecond, 0.317, 0},
		"sound 1.9 s earlier":      {1900 * time.Millisecond, 0, 1.9, 0},
		"sound 5 s earlier is cut": {5 * time.Second, 0, math.NaN(), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clip := getClip(t)
			var events []event
			for i := range 75 {
				events = append(events, event{0, test.picture + pictureTime(i), clip.pictures[i]})
			}
			for i := 0; soundTime(i)+test.sound < test.picture+3*time.Second; i++ {
				events = append(events, event{1, test.sound + soundTime(i), clip.sound[i%len(clip.sound)]})
			}
			slices.SortStableFunc(events, func(a, b event) int { return int(a.at - b.at) })
			c := config(t)
			w := create(t, c)
			feed(t, w, events)
			unfinished := copyUnfinished(t, w)
			info, err := w.Close(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{info.Path, unfinished} {
				pictures, sound := times(t, path, 0), times(t, path, 1)
				if math.IsNaN(test.wantPict) {
					// Up to two seconds of it are there, and the distance is right.
					if first := pictures[0]; first > 2.1 || math.Abs(sound[0]) > 0.001 {
						t.Errorf("%s: the picture begins at %v, the sound at %v", path, first, sound[0])
					}
					if grid := math.Mod(5-pictures[0]+0.0001, 1024.0/48000); grid > 0.0003 {
						t.Errorf("%s: the picture is %v off", path, grid)
					}
					continue
				}
				if math.Abs(pictures[0]-test.wantPict) > 0.0001 || math.Abs(sound[0]-test.wantS) > 0.0001 {
					t.Errorf("%s: picture at %v, sound at %v", path, pictures[0], sound[0])
				}
			}
			decode(t, info.Path)
			decode(t, unfinished)
		})
	}
}

// copyUnfinished copies a file as it is while it is being written.
func copyUnfinished(t testing.TB, w *Writer) string {
	t.Helper()
	for {
		synced, count := w.file.disk.(*watched).synced()
		if count >= 2 { // the head and a fragment
			break
		}
		select {
		case <-synced:
		case <-w.Done():
			t.Fatal(w.Err())
		}
	}
	b, err := os.ReadFile(w.Path())
	if err != nil {
		t.Fatal(err)
	}
	path := t.TempDir() + "/unfinished.mp4"
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The coder's run-in stands before the file's beginning and is not heard; sound
// and picture of the same moment stay together, before and after the end.
func TestTheRunInOfTheCoderIsSkipped(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sound       time.Duration // when the first frame's first sample is
		first, next float64       // when the first two frames are shown
	}{
		"before the picture": {-soundTime(1), -1024.0 / 48000, 0},
		"with the picture":   {0, 0, 1024.0 / 48000},
		"500 ms behind":      {500 * time.Millisecond, 0.5, 0.5 + 1024.0/48000},
		"half before":        {-soundTime(1) / 2, -512.0 / 48000, 512.0 / 48000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config(t)
			c.Tracks = slices.Clone(composed)
			c.Tracks[1].Priming = 1024
			events := getClip(t).events(3 * time.Second)
			for i := range events {
				if events[i].track == 1 {
					events[i].at += test.sound
				}
			}
			slices.SortStableFunc(events, func(a, b event) int { return int(a.at - b.at) })
			w := create(t, c)
			feed(t, w, events)
			unfinished := copyUnfinished(t, w)
			info, err := w.Close(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{info.Path, unfinished} {
				pictures, sound := times(t, path, 0), times(t, path, 1)
				if math.Abs(pictures[0]) > 0.0001 || math.Abs(sound[0]-test.first) > 0.0001 || math.Abs(sound[1]-test.next) > 0.0001 {
					t.Errorf("%s: picture at %v, sound at %v", path, pictures[0], sound[:2])
				}
			}
			decode(t, info.Path)
		})
	}
}

// Pictures come when something changes: their times stay what they were, and the
// last one stays until the sound ends.
func TestPicturesMayComeAtAnyPace(t *testing.T) {
	t.Parallel()
	clip := getClip(t)
	var events, pictures []event
	at := time.Duration(0)
	var want []float64
	for i, step := range []time.Duration{33, 67, 1000, 40, 2500, 7, 400, 40} {
		pictures = append(pictures, event{0, at, clip.pictures[i]})
		want = append(want, at.Seconds())
		at += step * time.Millisecond
	}
	for _, e := range clip.events(6 * time.Second) {
		if e.track == 1 {
			events = append(events, e)
		}
	}
	events = append(pictures, events...)
	slices.SortStableFunc(events, func(a, b event) int { return int(a.at - b.at) })
	info := record(t, config(t), events)
	got := times(t, info.Path, 0)
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 0.0001 {
			t.Errorf("picture %d at %v, want %v", i, got[i], want[i])
		}
	}
	for i, s := range probe(t, info.Path).Streams {
		if math.Abs(number(t, s.Duration)-6) > 0.03 {
			t.Errorf("stream %d lasts %s s, want 6", i, s.Duration)
		}
	}
	decode(t, info.Path)
}

// Gaps in the sound are filled with silence, so that nothing behind them moves;
// what comes twice or too late is left out.
func TestGapsInTheSoundAreSilent(t *testing.T) {
	t.Parallel()
	clip := getClip(t)
	var events []event
	for _, e := range clip.events(6 * time.Second) {
		if e.track == 1 && e.at > 2*time.Second && e.at < 4*time.Second {
			continue
		}
		events = append(events, e)
		if e.track == 1 && e.at > 5*time.Second {
			events = append(events, event{1, e.at - 100*time.Millisecond, e.frame})
		}
	}
	info := record(t, config(t), events)
	sound := times(t, info.Path, 1)
	if len(sound) != 282 {
		t.Errorf("%d frames of sound, want 282", len(sound))
	}
	for i, at := range sound {
		if math.Abs(at-float64(i)*1024/48000) > 0.0001 {
			t.Fatalf("frame %d at %v", i, at)
		}
	}
	decode(t, info.Path)
	pcm, err := ffmpeg("-i", info.Path, "-map", "0:a", "-ac", "1", "-f", "s16le", "-")
	if err != nil {
		t.Fatal(err)
	}
	quiet := pcm[2*48000*5/2 : 2*48000*7/2] // from 2.5 to 3.5 s
	if i := bytes.IndexFunc(quiet, func(r rune) bool { return r != 0 }); i >= 0 {
		t.Errorf("something sounds %d bytes into the gap", i)
	}
}

// A gap that is longer than silence is made for moves nothing either.
func TestALongGapInTheSoundMovesNothing(t *testing.T) {
	t.Parallel()
	clip := getClip(t)
	var events []event
	for _, e := range clip.events(80 * time.Second) {
		if e.track == 0 || e.at < time.Second || e.at > 75*time.Second {
			events = append(events, e)
		}
	}
	info := record(t, config(t), events)
	sound := times(t, info.Path, 1)
	next := slices.IndexFunc(sound, func(at float64) bool { return at > 2 })
	if next > 50 || math.Abs(sound[next]-75) > 0.03 {
		t.Errorf("frame %d is heard at %v, want 75", next, sound[next])
	}
	if end := sound[len(sound)-1]; math.Abs(end-80) > 0.05 {
		t.Errorf("the sound ends at %v", end)
	}
	decode(t, info.Path)
}

// A clock that steps, as clocks should not, moves no picture backwards.
func TestTimesNeverFall(t *testing.T) {
	t.Parallel()
	clip := getClip(t)
	var events []event
	for i := range 50 {
		at := pictureTime(i)
		if i >= 25 {
			at -= 300 * time.Millisecond
		}
		events = append(events, event{0, at, clip.pictures[i]})
	}
	c := config(t)
	c.Tracks = composed[:1]
	info := record(t, c, events)
	got := times(t, info.Path, 0)
	if len(got) != 50 || !slices.IsSorted(got) {
		t.Errorf("%v", got)
	}
	decode(t, info.Path)
}

// A forgotten recording does not fill the disk.
func TestTheRecordingEndsAtItsLimit(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.Limit = 3 * time.Second
	w := create(t, c)
	for _, e := range madeUp(10 * time.Second) {
		if w.Write(e.track, e.at, e.frame) != nil {
			break
		}
	}
	<-w.Done()
	info, err := w.Close(t.Context())
	if !errors.Is(err, ErrLimit) || info.Duration < 2900*time.Millisecond || info.Duration > 3050*time.Millisecond {
		t.Errorf("%v, %v", info.Duration, err)
	}
}

// When nothing comes any more, what has come is on the disk soon.
func TestWhatHasComeDoesNotWaitForMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		w := startOn(t, config(t), m)
		for _, e := range madeUp(500 * time.Millisecond) {
			if err := w.Write(e.track, e.at, e.frame); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(1600 * time.Millisecond)
		synctest.Wait()
		if s := w.Stats(); s.Buffered != 0 || s.Written == 0 {
			t.Errorf("%+v", s)
		}
		w.end(nil)
		<-w.Done()
	})
}

// A recording that nothing was written to, or no key frame, leaves no file.
func TestAnEmptyRecordingLeavesNoFile(t *testing.T) {
	t.Parallel()
	for name, events := range map[string][]event{
		"nothing":      nil,
		"no key frame": madeUp(900 * time.Millisecond)[2:],
		"no picture":   {{0, 0, nil}, {0, 0, []byte{1}}, {1, 0, aacSilence[2]}},
	} {
		c := config(t)
		w := create(t, c)
		feed(t, w, events)
		if _, err := w.Close(t.Context()); !errors.Is(err, ErrEmpty) {
			t.Errorf("%s: %v", name, err)
		}
		if list, _ := os.ReadDir(c.Folder); len(list) != 0 {
			t.Errorf("%s: left %v", name, list)
		}
	}
}
