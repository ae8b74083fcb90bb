//go:build cgo && avcodec

package media_test

import (
	"errors"
	"image"
	"sync/atomic"
	"testing"

	"veche/conference"
	"veche/conference/layout"
	"veche/media"
	"veche/media/client"
)

// A fault of the program in the pictures of a conference left its viewers with a picture
// that stood still, and its later recordings without any, as long as it lasted.
func TestPicturesGoOnAfterAFault(t *testing.T) {
	t.Parallel()
	var faults atomic.Int32
	h := newHouse(t, media.Config{Avatar: func(string) (image.Image, error) {
		if faults.Add(1) == 1 {
			panic("a fault in a decoder of images")
		}
		return nil, errors.New("no such picture")
	}})
	h.together("anna", "light")
	h.join("anna", client.Config{Publish: []client.Publish{microphone, camera}}).perform(t, people["anna"])
	w := newWatcher(t)
	h.join("light", client.Config{AudioSlots: 3, VideoSlots: 1, Packet: w.packet})
	h.change(func(p *conference.Plan) {
		p.Marks = map[conference.ParticipantID]conference.Marks{"anna": {Avatar: "anna.png"}}
		p.Views["light"] = conference.View{
			Composed: true, Layout: layout.Spec{Type: layout.Grid, Windows: 4},
			Windows: []conference.Window{{Participant: "anna", Source: conference.Camera}, {Participant: "boris", Source: conference.Camera}},
		}
	})
	w.until(t, "anna is seen after the fault", func() bool {
		return w.width > 320 && w.is(w.pixels.Width/4, w.pixels.Height/2, people["anna"])
	})
	if faults.Load() < 2 {
		t.Error("there was no fault")
	}
}
