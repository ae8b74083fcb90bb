//go:build cgo && avcodec

package main

import (
	"testing"

	"veche/sip/siptest"
)

// A second, unrelated telephone: linphone with Opus and VP8, sound and picture both ways.
func TestLinphoneIsSeenAndHeardAndSeesAndHears(t *testing.T) {
	t.Parallel()
	s := startServer(t, t.TempDir())
	r := s.newRoom("770000045", nil)
	r.comes(t, anna)
	seen := r.views(t)
	carol := siptest.StartLinphone(t, siptest.Green, 660)
	carol.Establishes(s.uri("00"+r.cid, ""))
	if p := r.called(); !p.Camera || !p.Microphone {
		t.Errorf("the caller is %+v", p)
	}
	two := windows(2)
	seen.shows(map[[2]float64]siptest.Colour{two[0]: anna.colour, two[1]: siptest.Green})
	listens(t, "the viewer", seen.hears, 660)
	eventually(t, "linphone decodes a picture", func() bool { return carol.Logged("VP8") && carol.Logged("1280x720") })
	carol.Do("terminate")
	listens(t, "linphone", carol.Heard, anna.hertz)
	for _, codec := range []string{"opus", "VP8"} {
		if !carol.Logged(codec) {
			t.Errorf("it has no %s", codec)
		}
	}
}
