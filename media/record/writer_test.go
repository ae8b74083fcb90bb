package record

import (
	"context"
	"math"
	"os"
	"testing"
	"time"
)

// A recording of real streams is a plain fast-start file with every frame, and
// ffprobe names h264 and aac.
func TestAFinishedRecordingIsAPlainFile(t *testing.T) {
	t.Parallel()
	events := getClip(t).events(clipSeconds * time.Second)
	w := create(t, config(t))
	feed(t, w, events)
	info, err := w.Close(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := info.Name.String(), "000000175849f54d_2022-10-09_15-27-15.mp4"; got != want {
		t.Errorf("named %s, want %s (L5)", got, want)
	}
	if !info.Start.Equal(start2022) || info.Unfinished || math.Abs(info.Duration.Seconds()-clipSeconds) > 0.03 {
		t.Errorf("described as %+v", info)
	}
	if stat, err := os.Stat(info.Path); err != nil || stat.Mode().Perm() != 0o600 || stat.Size() != info.Size {
		t.Errorf("%v, %v", stat, err)
	}
	p := probe(t, info.Path, "-count_packets")
	if len(p.Streams) != 2 || p.Streams[0].Codec != "h264" || p.Streams[1].Codec != "aac" || p.Streams[0].Width != 320 || p.Streams[0].Height != 180 {
		t.Fatalf("ffprobe says %+v", p)
	}
	if p.Streams[0].Frames != "150" || p.Streams[1].Frames != "282" {
		t.Errorf("%s pictures and %s of sound, want 150 and 282", p.Streams[0].Frames, p.Streams[1].Frames)
	}
	if s := p.seconds(t); math.Abs(s-clipSeconds) > 0.03 {
		t.Errorf("lasts %v s", s)
	}
	if kinds := topLevel(t, info.Path); kinds != "ftyp free moov mdat" {
		t.Errorf("boxes %s", kinds)
	}
	decode(t, info.Path)
	if err := w.Write(0, 0, nil); err != ErrEnded {
		t.Errorf("after Close: %v", err)
	}
}

// topLevel names the boxes of a file in order.
func topLevel(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stat, _ := f.Stat()
	names := ""
	probe := file{disk: osDisk{f}}
	for at := int64(0); at < stat.Size(); {
		kind, _, size, ok, err := probe.boxAt(at)
		if err != nil || !ok || size > stat.Size()-at {
			t.Fatalf("%s: broken box at %d: %s %d %v", path, at, kind, size, err)
		}
		if names != "" {
			names += " "
		}
		names += kind
		at += size
	}
	return names
}

func background() context.Context { return context.Background() }
