//go:build cgo && avcodec

package media_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"

	"veche/conference"
	"veche/conference/layout"
	"veche/media"
	"veche/media/client"
	"veche/media/codec"
)

// Lesson 16 and the "from 1 to 30 receivers": they share a picture and a sound,
// so that the coders and their memory are those of one; and key frames that they all ask
// for come at the rate of one.
func TestManyLightViewersShareOnePicture(t *testing.T) {
	const viewers = 30
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}}
	for id, p := range people {
		h.join(id, cfg).perform(t, p)
	}
	composed := conference.View{
		HearsAll: true, Composed: true, Layout: layout.Spec{Type: layout.Grid, Windows: 4},
		Windows: []conference.Window{
			{Participant: "anna", Source: conference.Camera}, {Participant: "boris", Source: conference.Camera},
		},
	}
	h.change(func(p *conference.Plan) {
		p.Marks = map[conference.ParticipantID]conference.Marks{"anna": {}, "boris": {}}
	})
	var keys, packets [viewers]atomic.Int32
	arrived := make(chan struct{}, 1)
	var first media.Stats
	for i := range viewers {
		id := conference.ParticipantID(fmt.Sprintf("light%02d", i))
		h.change(func(p *conference.Plan) { p.Views[id] = composed })
		h.join(id, client.Config{AudioSlots: 1, VideoSlots: 1, Packet: func(s client.Slot, p *rtp.Packet) {
			if !s.Video {
				return
			}
			packets[i].Add(1)
			if d, ok := codec.ParseVP8(p.Payload); ok && d.Start && len(p.Payload) > int(d.Size) && p.Payload[d.Size]&1 == 0 {
				keys[i].Add(1)
			}
			select {
			case arrived <- struct{}{}:
			default:
			}
		}})
		if i == 0 {
			eventually(t, arrived, "the first viewer has a picture", func() bool { return keys[0].Load() > 0 })
			first = h.engine.Stats()
		}
	}
	began := time.Now()
	before := keys[0].Load()
	eventually(t, arrived, "all have a picture", func() bool {
		for i := range viewers {
			if keys[i].Load() == 0 || packets[i].Load() < 25 {
				return false
			}
		}
		return true
	})
	most := int32(time.Since(began)/(500*time.Millisecond)) + 2
	if n := keys[0].Load() - before; n > most {
		t.Errorf("%d key frames in %v", n, time.Since(began))
	}
	all := h.engine.Stats()
	// There may be a picture of each size by then, of up to 40 MB, and decoders that had
	// not been opened yet; not one for each.
	if all.Coders > first.Coders+8 || all.CoderBytes > first.CoderBytes+100<<20 {
		t.Errorf("%d coders with %d bytes, with one viewer %d with %d", all.Coders, all.CoderBytes, first.Coders, first.CoderBytes)
	}
}

func eventually(t *testing.T, changed <-chan struct{}, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for !ok() {
		select {
		case <-changed:
		case <-deadline:
			t.Fatal("never: " + what)
		}
	}
}
