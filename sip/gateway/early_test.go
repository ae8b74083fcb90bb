//go:build cgo && avcodec

package gateway

import (
	"math"
	"testing"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/codec/sound"
	"veche/sip/sdp"
)

// Why a call is not answered is often said before it is refused: who has called hears it,
// the meeting does not (lesson 22).
func TestWhoCallsHearsWhatComesBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	anna, boris := h.browse("anna"), h.browse("boris")
	room := newDevice(t)
	room.early = make(chan struct{})
	room.lines[sdp.Sound].sing(440)
	anna.call(room)
	anna.until("it rings", func(s *conference.Snapshot) bool {
		return len(s.Calls) == 1 && s.Calls[0].State == conference.CallRinging
	})
	anna.hears(440)
	if loud, _ := boris.tone(440); loud > 0.05 {
		t.Errorf("boris hears %v of it", loud)
	}
	anna.until("nobody has come", func(s *conference.Snapshot) bool { return len(s.Participants) == 2 })
	close(room.early)
	anna.until("it is busy", func(s *conference.Snapshot) bool { return s.Calls[0].State == conference.CallFailed })
}

// sing sends a tone as G.711 until the test ends.
func (s *screen) sing(hertz float64) {
	s.t.Helper()
	encoder, err := sound.NewEncoder(sound.EncoderConfig{Codec: codec.PCMA})
	if err != nil {
		s.t.Fatal(err)
	}
	const frame = 160
	n := 0
	every(s.t, encoder.Close, 20*time.Millisecond, func() {
		pcm := make([]int16, frame)
		for i := range pcm {
			pcm[i] = int16(16000 * math.Sin(2*math.Pi*hertz*float64(n*frame+i)/8000))
		}
		packet, err := encoder.Encode(nil, pcm)
		if err != nil {
			s.t.Error(err)
			return
		}
		s.stream.Send(packet, time.Duration(n)*20*time.Millisecond, n == 0)
		n++
	})
}
