package media

import (
	"time"

	"veche/conference"
	"veche/media/peer"
)

// Observer hears what becomes of a peer. Its methods are called by the engine's
// goroutine, one at a time, and must not block.
type Observer interface {
	// Connected: the transport is up. It comes again after Disconnected.
	Connected()
	// Disconnected: nothing is heard of the peer. It may come back by itself or
	// by an ICE restart; who gives it up calls Close.
	Disconnected()
	// Slots: what is where has changed.
	Slots(SlotState)
	// Quality comes about once a second at most.
	Quality(Quality)
}

// SlotState says what is in which slot of a peer.
type SlotState struct {
	Video []VideoSlot `json:"video"`
	Audio []AudioSlot `json:"audio"`
	// WantVideo is how many video slots the client should offer, if more than
	// there are; else 0.
	WantVideo int `json:"wantVideo,omitempty"`
}

// VideoSlot is one receiving video m-line.
type VideoSlot struct {
	MID         string                   `json:"mid"`
	Participant conference.ParticipantID `json:"participant"`
	Source      conference.SourceKind    `json:"source,omitempty"`
	State       peer.SlotState           `json:"state,omitempty"` // live, paused, waiting, unsupported; empty: nothing in it
}

// AudioSlot is one receiving audio m-line.
type AudioSlot struct {
	MID         string                   `json:"mid"`
	Participant conference.ParticipantID `json:"participant"`
	Source      conference.SourceKind    `json:"source,omitempty"`
}

// Quality of a connection.
type Quality struct {
	Estimate int     `json:"estimate"` // bits per second that can be sent to the peer
	LossUp   float64 `json:"lossUp"`   // 0 to 1, of what the peer sends
	LossDown float64 `json:"lossDown"` // 0 to 1, of what it receives
	RTT      int     `json:"rtt"`      // ms; 0: not known
	Level    Level   `json:"level"`
}

// Level sums Quality up for people.
type Level string

const (
	Good Level = "good"
	Fair Level = "fair" // noticeable now and then
	Poor Level = "poor"
)

func qualityOf(q peer.Quality) Quality {
	out := Quality{
		Estimate: q.Estimate, LossUp: q.LossUp, LossDown: q.LossDown, RTT: int(q.RTT / time.Millisecond), Level: Good,
	}
	loss := max(q.LossUp, q.LossDown)
	switch {
	case loss > 0.10, out.RTT > 600, q.Estimate < 150_000:
		out.Level = Poor
	case loss > 0.03, out.RTT > 300, q.Estimate < 400_000:
		out.Level = Fair
	}
	return out
}
