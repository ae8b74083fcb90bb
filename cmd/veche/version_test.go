package main

import (
	"bytes"
	"strings"
	"testing"

	"veche/media/codec"
	"veche/media/codec/video"
)

func TestVersionSaysWhichCodecsAreBuiltIn(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	printCodecs(&out)
	for _, c := range wantDecoders {
		if !strings.Contains(out.String(), codecTitle(c)) {
			t.Errorf("nothing about %v", c)
		}
	}
	full := len(video.Decoders()) == 6
	if missing := strings.Contains(out.String(), "cannot"); missing == full {
		t.Errorf("%d decoders of pictures, but: %s", len(video.Decoders()), out.String())
	}
	if !strings.Contains(out.String(), "AAC") || codecTitle(codec.VP8) != "VP8" {
		t.Error(out.String())
	}
}
