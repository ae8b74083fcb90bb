//go:build cgo && avcodec

package media_test

import (
	"testing"

	"veche/conference"
	"veche/conference/layout"
	"veche/media"
	"veche/media/client"
)

// Lesson 16: who cannot decode many pictures gets one; WHEP readers hear one sound.
func TestComposedViewersReceiveOnePictureAndOneSound(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris", "reader", "light")
	publish := client.Config{Publish: []client.Publish{microphone, camera}, AudioSlots: 2, VideoSlots: 2}
	h.join("anna", publish).perform(t, steady{y: 81, u: 90, v: 240, hertz: 440})
	h.join("boris", publish).perform(t, steady{y: 145, u: 54, v: 34, hertz: 1000})
	seen := make(map[conference.ParticipantID]*watcher)
	for _, id := range []conference.ParticipantID{"reader", "light"} {
		w := newWatcher(t)
		seen[id] = w
		sounds := 1
		if id == "light" {
			sounds = 3
		}
		h.join(id, client.Config{AudioSlots: sounds, VideoSlots: 1, Packet: w.packet})
	}
	h.change(func(p *conference.Plan) {
		view := conference.View{HearsAll: true, Composed: true, Layout: layout.Spec{Type: layout.Grid, Windows: 4}}
		for _, id := range []conference.ParticipantID{"anna", "boris"} {
			view.Windows = append(view.Windows, conference.Window{Participant: id, Source: conference.Camera})
		}
		p.Marks = map[conference.ParticipantID]conference.Marks{"anna": {}, "boris": {}}
		p.Views["reader"], p.Views["light"] = view, view
	})
	for id, w := range seen {
		w.until(t, string(id)+" sees both in one picture", func() bool {
			return w.width == 1280 && w.is(320, 360, people["anna"]) && w.is(960, 360, people["boris"])
		})
	}
	reader := seen["reader"]
	reader.until(t, "the reader hears both in one sound", func() bool {
		return reader.tone(440) > 0.1 && reader.tone(1000) > 0.1
	})
	// Turned down by 12 dB she has a quarter of it (I12).
	var loud float64
	reader.until(t, "the reader hears her for a second", func() bool { loud = reader.tone(440); return loud > 0.1 })
	h.change(func(p *conference.Plan) { p.Gains = map[conference.ParticipantID]int{"anna": -12} })
	reader.until(t, "the reader hears less of her", func() bool {
		return reader.tone(440) < loud*0.35 && reader.tone(440) > loud*0.15 && reader.tone(1000) > 0.1
	})
	// One window is forwarded as it is; while there is nothing to forward, and when
	// there are two again, it is composed.
	alone := func(windows ...conference.ParticipantID) {
		h.change(func(p *conference.Plan) {
			v := p.Views["reader"]
			v.Windows = nil
			for _, id := range windows {
				v.Windows = append(v.Windows, conference.Window{Participant: id, Source: conference.Camera})
			}
			p.Views["reader"] = v
		})
	}
	alone("anna")
	reader.until(t, "the reader gets anna's own picture", func() bool { return reader.width == 320 && reader.is(160, 90, people["anna"]) })
	h.change(func(p *conference.Plan) { p.Sends["anna"] = conference.Sends{} })
	reader.until(t, "the reader gets a picture without anna's camera", func() bool { return reader.width > 320 })
	alone("anna", "boris")
	reader.until(t, "the reader sees boris in one picture", func() bool { return reader.width == 1280 && reader.is(960, 360, people["boris"]) })
}
