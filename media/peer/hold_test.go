package peer

import (
	"bytes"
	"testing"
	"time"

	"veche/media/codec"
	"veche/media/forward"
)

// part is one packet of a picture: its size, and whether it is the last one.
type part struct {
	size int
	last bool
}

func runOf(l *Layer, first uint16, timestamp uint32, parts ...part) (run []arrival) {
	for i, p := range parts {
		run = append(run, arrival{
			layer: l, codec: codec.VP8, payload: bytes.Repeat([]byte{byte(p.size)}, p.size)[:p.size:p.size],
			packet: forward.Packet{
				Sequence: first + uint16(i), Newest: first + uint16(i), Timestamp: timestamp, Marker: p.last,
			},
		})
		grown := make([]byte, p.size, p.size+16) // where the tag was
		copy(grown, run[i].payload)
		run[i].payload = grown
	}
	return run
}

func sequences(run []arrival) (s []uint16) {
	for i := range run {
		s = append(s, run[i].packet.Sequence)
	}
	return s
}

func TestThePictureWaitsForItsEnd(t *testing.T) {
	begun, end := part{size: 1000}, part{size: 500, last: true}
	many := make([]part, maxHeld+1)
	for i := range many {
		many[i] = begun
	}
	for name, c := range map[string]struct {
		bursts [][]part
		want   []int // packets out after each
	}{
		"a whole picture goes at once":       {[][]part{{begun, begun, end}}, []int{3}},
		"its beginning waits":                {[][]part{{begun}, {begun}, {end}}, []int{0, 0, 3}},
		"the next one's beginning waits":     {[][]part{{begun, end, begun}, {end}}, []int{2, 2}},
		"a long one goes in parts":           {[][]part{many[:5], many[:5], {end}}, []int{0, 10, 1}},
		"a long burst does not wait":         {[][]part{many, {end}}, []int{maxHeld + 1, 1}},
		"as many as a send joins still wait": {[][]part{many[:maxHeld], {end}}, []int{0, maxHeld + 1}},
	} {
		t.Run(name, func(t *testing.T) {
			var h hold
			l, seq, next := &Layer{}, uint16(65530), uint16(65530)
			for i, parts := range c.bursts {
				run := runOf(l, seq, uint32(i), parts...)
				seq += uint16(len(parts))
				ready, rest := h.join(run)
				if len(ready) != c.want[i] {
					t.Errorf("burst %d: %d packets go, want %d", i, len(ready), c.want[i])
				}
				for _, s := range sequences(ready) {
					if s != next {
						t.Fatalf("burst %d: %d comes where %d is due", i, s, next)
					}
					next++
				}
				for i := range ready {
					for _, b := range ready[i].payload {
						if b != ready[i].payload[0] {
							t.Fatal("a payload was overwritten")
						}
					}
				}
				h.keep(len(ready) > 0, rest, 0)
				for i := range run { // the burst's buffers are used again
					clear(run[i].payload)
				}
			}
		})
	}
}

// What was sent again by the publisher is waited for.
func TestWhatComesLateDoesNotWait(t *testing.T) {
	var h hold
	run := runOf(&Layer{}, 10, 1, part{size: 1000})
	run[0].packet.Newest = 12
	if ready, _ := h.join(run); len(ready) != 1 {
		t.Error("it waits")
	}
}

func TestNeighboursBecomeOfOneSize(t *testing.T) {
	low, high := &Layer{}, &Layer{index: 1}
	for name, c := range map[string]struct {
		run  []arrival
		want []int
	}{
		"a byte longer at the end, as browsers cut": {runOf(low, 1, 1, part{998, false}, part{998, false}, part{999, true}), []int{999, 999, 999}},
		"the last may be shorter":                   {runOf(low, 1, 1, part{1000, false}, part{999, false}, part{300, true}), []int{1000, 1000, 300}},
		"too far apart":                             {runOf(low, 1, 1, part{900, false}, part{1000, true}), []int{900, 1000}},
		"another picture":                           {append(runOf(low, 1, 1, part{999, true}), runOf(low, 2, 2, part{1000, true})...), []int{999, 1000}},
		"another layer":                             {append(runOf(low, 1, 1, part{999, true}), runOf(high, 9, 1, part{1000, true})...), []int{999, 1000}},
		"nothing to send":                           {runOf(low, 1, 1, part{0, false}, part{2, true}), []int{0, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			sizes := make([]int, len(c.run))
			for i := range c.run {
				sizes[i] = len(c.run[i].payload)
			}
			even(c.run)
			even(c.run) // it was, so nothing more is added
			for i := range c.run {
				a := &c.run[i]
				if len(a.payload) != c.want[i] {
					t.Errorf("packet %d has %d bytes, want %d", i, len(a.payload), c.want[i])
				}
				if a.padded != (len(a.payload) > sizes[i]) {
					t.Errorf("packet %d: padded is %v", i, a.padded)
				}
				if a.padded && int(a.payload[len(a.payload)-1]) != len(a.payload)-sizes[i] {
					t.Errorf("packet %d: the padding says %d", i, a.payload[len(a.payload)-1])
				}
			}
		})
	}
}

func TestAMarkerThatNeverCame(t *testing.T) {
	src := &Source{Kind: "camera"}
	src.open.Store(true)
	src.forward(runOf(&Layer{source: src}, 1, 1, part{size: 1000}), 0, nil)
	src.release(heldFor-time.Millisecond, nil)
	if len(src.hold.packets) != 1 {
		t.Fatal("it did not wait")
	}
	src.release(heldFor, nil)
	if len(src.hold.packets) != 0 {
		t.Error("it waits for ever")
	}
}
