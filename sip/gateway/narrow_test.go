//go:build cgo && avcodec

package gateway

import (
	"bytes"
	"testing"

	"veche/conference"
	"veche/sip/sdp"
)

// An old room whose screen is 4:3 says so (RFC 6236), and gets its picture in that shape
// with what others see in theirs.
func TestANarrowScreenGetsANarrowPicture(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	anna := h.browse("anna")
	room := newDevice(t, sdp.Picture)
	room.rewrite = func(d []byte) []byte {
		return append(bytes.TrimSuffix(d, []byte("\r\n")), "\r\na=imageattr:* recv [x=1280,y=720,q=0.4] [x=800,y=600]\r\n"...)
	}
	room.dial(h)
	anna.until("the room is there", func(s *conference.Snapshot) bool { return named(s, "Room") != nil })
	anna.send(conference.Camera, red)
	line := room.lines[sdp.Picture]
	line.until("anna is in the picture", 0.5, 0.5, red)
	line.mu.Lock()
	defer line.mu.Unlock()
	if w, h := line.pixels.Width, line.pixels.Height; w*3 != h*4 {
		t.Fatalf("%d×%d", w, h)
	}
}
