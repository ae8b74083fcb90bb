package media_test

import (
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"

	"veche/conference"
	"veche/media"
	"veche/media/client"
)

// A fault in looking after one participant ended the server, since nobody recovered from
// it in the goroutine of the clock; and it left that one's lock behind, for which the
// media of all others waits.
func TestAFaultInTheTickOfOneIsFeltByNobodyElse(t *testing.T) {
	t.Parallel()
	var faults atomic.Int32
	h := newHouse(t, media.Config{Sealed: func(peer string, _ uint32, _ uint64) {
		if peer == "boris" && faults.Load() < 3 && strings.Contains(string(debug.Stack()), "(*Peer).Tick(") {
			faults.Add(1)
			panic("a fault in padding")
		}
	}})
	h.together("anna", "boris", "clara")
	anna := h.join("anna", client.Config{Publish: []client.Publish{{Kind: conference.Camera, Layers: []string{"q", "f"}}}})
	anna.show(t, 1, conference.Camera, 100_000, 2_500_000) // more than a downlink is taken to carry at first, so it is probed
	for _, id := range []conference.ParticipantID{"boris", "clara"} {
		g := h.join(id, client.Config{VideoSlots: 2})
		g.ear.until(t, string(id)+" has slots", func() bool { return len(g.ear.slots.Video) > 0 })
		g.peer.Sizes(map[string]media.Size{g.ear.slots.Video[0].MID: {Width: 1280, Height: 720}})
		var before int
		g.ear.until(t, string(id)+" sees her", func() bool {
			for _, n := range g.ear.packets {
				before = n
			}
			return before > 0 && (faults.Load() >= 3 || id != "boris")
		})
		g.ear.until(t, "and goes on to", func() bool {
			for mid := range g.ear.packets {
				return g.ear.packets[mid] > before+50
			}
			return false
		})
	}
	if faults.Load() != 3 {
		t.Errorf("%d faults", faults.Load())
	}
}

// clumsy is an observer that stumbles the first time it is told of its slots.
type clumsy struct {
	*ear
	stumbled atomic.Bool
}

func (c *clumsy) Slots(s media.SlotState) {
	if !c.stumbled.Swap(true) {
		panic("an observer stumbles")
	}
	c.ear.Slots(s)
}

func TestAFaultInTheTurnOfARoomIsNotTheEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{camera}, VideoSlots: 2}
	boris := h.prepare("boris", cfg)
	c := &clumsy{ear: boris.ear}
	var err error
	if boris.peer, err = h.room.Connect("boris", c); err != nil {
		t.Fatal(err)
	}
	h.connect(boris)
	anna := h.join("anna", cfg)
	anna.show(t, 1, conference.Camera, 300_000)
	boris.show(t, 2, conference.Camera, 300_000)
	for _, g := range []*guest{anna, boris} {
		g.ear.until(t, string(g.id)+" sees the other", func() bool { return len(g.ear.frames) > 0 })
	}
	if !c.stumbled.Load() {
		t.Error("nobody stumbled")
	}
}
