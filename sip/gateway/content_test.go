//go:build cgo && avcodec

package gateway

import (
	"bytes"
	"testing"

	"veche/conference"
	"veche/sip/bfcp"
	"veche/sip/sdp"
)

// Content goes both ways, whichever way the floor is controlled (lesson 18): a room
// shows, is taken over by the owner, sees his content on a line of its own, and gives
// its own back.
func TestContentGoesBothWays(t *testing.T) {
	t.Parallel()
	insists := func(d []byte) []byte { return bytes.ReplaceAll(d, []byte("floorctrl:c-s"), []byte("floorctrl:s-only")) }
	for _, test := range []struct {
		name    string
		tcp     bool
		rewrite func([]byte) []byte
		call    func(*testing.T, *house, *browser, *device)
	}{
		{name: "a room calls, and asks us by UDP"},
		{name: "a room calls, and connects by TCP", tcp: true},
		{name: "a room calls, and insists to be asked by UDP", rewrite: insists},
		{name: "a room calls, and insists to be asked by TCP", tcp: true, rewrite: insists},
		{name: "a room is called", call: called},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, nil)
			anna := h.browse("anna")
			room := newDevice(t, sdp.Picture, sdp.Content, sdp.Floor)
			if room.rewrite = test.rewrite; test.tcp {
				room.overTCP()
			}
			if test.call != nil {
				test.call(t, h, anna, room)
			} else {
				room.dial(h)
			}
			both(t, anna, room)
		})
	}
}

// called has the conference call the room.
func called(t *testing.T, _ *house, anna *browser, room *device) {
	t.Helper()
	anna.call(room)
	<-room.calls
}

func both(t *testing.T, anna *browser, room *device) {
	t.Helper()
	anna.until("the room is there", func(s *conference.Snapshot) bool { return named(s, "Room") != nil })
	room.lines[sdp.Picture].send(blue)
	room.lines[sdp.Content].send(green)
	anna.send(conference.Camera, colour{180, 128, 128})
	anna.send(conference.Screen, red)
	anna.sees("the room's camera", blue)

	room.floor.Show()
	room.until("the room has the floor", bfcp.State{MayShow: true})
	anna.until("the room shows content", shows("Room", true))
	anna.sees("the room's content", green)

	anna.show(true) // she owns the conference, and may take over
	room.until("others show", bfcp.State{Shows: true})
	anna.until("the room shows no content", shows("Room", false))
	room.lines[sdp.Content].until("the room sees content by itself", 0.5, 0.5, red)

	anna.show(false)
	room.until("nobody shows", bfcp.State{})
	room.floor.Show()
	room.until("the room has the floor again", bfcp.State{MayShow: true})
	anna.until("the room shows content again", shows("Room", true))
	room.floor.Hide()
	room.until("the room has given the floor back", bfcp.State{})
	anna.until("nobody shows content", shows("Room", false))
}

// A room without a line for content sees it in its composed picture (I11).
func TestContentWithoutALineIsInThePicture(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	anna := h.browse("anna")
	room := newDevice(t, sdp.Picture)
	room.dial(h)
	anna.until("the room is there", func(s *conference.Snapshot) bool { return named(s, "Room") != nil })
	anna.send(conference.Screen, red)
	anna.show(true)
	room.lines[sdp.Picture].until("content is in the composed picture", 0.3, 0.5, red)
}

// While somebody shows content a room is refused, unless it leads.
func TestARoomDoesNotTakeOver(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	anna := h.browse("anna")
	room := newDevice(t, sdp.Picture, sdp.Content, sdp.Floor)
	room.dial(h)
	anna.until("the room is there", func(s *conference.Snapshot) bool { return named(s, "Room") != nil })
	anna.show(true)
	room.until("others show", bfcp.State{Shows: true})
	room.floor.Show()
	room.untilDenied()
	anna.show(false)
	room.until("nobody shows", bfcp.State{})
	room.floor.Show() // had it not been denied, this would be the same wish
	room.until("the room has the floor", bfcp.State{MayShow: true})
	anna.until("the room shows content", shows("Room", true))
}
