//go:build cgo && avcodec

package media

import (
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/decode"
	"veche/media/peer"
)

// Accelerated is a production whose clocks the test turns, with one participant.
type Accelerated struct {
	production *production
	now        time.Duration
	picture    *feed
	sound      *feed
}

// NewAccelerated begins to record who alone; it runs when the room has reported so.
func NewAccelerated(r *Room, who conference.ParticipantID, rec *conference.RecordingPlan) (*Accelerated, error) {
	a := &Accelerated{production: newProduction(r), now: time.Hour}
	p := a.production
	p.now = func() time.Duration { return a.now }
	camera, microphone := key{who, conference.Camera}, key{who, conference.Microphone}
	p.arrange(arrangement{
		sources: map[key]*peer.Source{
			camera:     p.board.NewOutput(codec.VP8, nil).Source,
			microphone: p.board.NewOutput(codec.Opus, nil).Source,
		},
		plan:   &conference.Plan{Recording: rec, Marks: map[conference.ParticipantID]conference.Marks{who: {}}},
		ranked: []key{microphone},
	})
	a.picture, a.sound = (*p.feeds.Load())[camera], (*p.feeds.Load())[microphone]
	s, err := decode.NewStream(decode.Config{Codec: codec.VP8})
	if err != nil {
		return nil, err
	}
	a.picture.streams[0].Store(s)
	a.picture.picture.SetLayers([]decode.Layer{{Stream: s, Height: 180}})
	return a, nil
}

// Now is the time of the production.
func (a *Accelerated) Now() time.Duration { return a.now }

// Packet is one of the camera or the microphone that has come at a time.
func (a *Accelerated) Packet(p *peer.TapPacket, arrival time.Duration) {
	if p.Codec.Video() {
		a.picture.Packet(p, arrival)
	} else {
		a.sound.Packet(p, arrival)
	}
}

// Tick lets 20 ms pass.
func (a *Accelerated) Tick() {
	a.now += mixTick
	a.production.mixer.Tick(a.now)
	if a.now%a.production.tick() == 0 {
		a.production.draw(a.now)
	}
}

// Waiting is how many bytes wait for the disk.
func (a *Accelerated) Waiting() int {
	if c := a.production.recorder.now(); c != nil {
		return c.writer.Stats().Buffered
	}
	return 0
}

// Close ends the recording and waits for its file.
func (a *Accelerated) Close() { a.production.close() }
