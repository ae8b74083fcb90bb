package sip

import "time"

// Event is something that happened in a call: one of the types below. The end is
// none of them: it is the closing of the channel.
type Event interface{ event() }

type (
	// Ringing is a provisional response to a call of ours: 180, or another of
	// the kind (181 forwarded, 182 queued, 183 without sound).
	Ringing struct {
		Status int
		Reason string
	}

	// EarlyMedia is an answer before the answer (lesson 22). Branch tells the
	// devices of a forked call apart.
	EarlyMedia struct {
		Branch string
		SDP    []byte
	}

	// Answered says that a call of ours was taken. SDP is the answer, or the offer when we
	// made none; then Call.Answer is to be called.
	Answered struct {
		Branch string
		SDP    []byte
	}

	// Digit was pressed, told by INFO (lesson 26).
	Digit struct {
		Key      rune          // 0-9 * # A-D, or ! for a hook flash
		Duration time.Duration // 0 when not told
	}

	// KeyFrameWanted says that the peer lost its picture (RFC 5168).
	KeyFrameWanted struct{}

	// InfoReceived is an INFO of another kind; it has been answered.
	InfoReceived struct {
		Type string
		Body []byte
	}
)

func (Ringing) event()        {}
func (EarlyMedia) event()     {}
func (Answered) event()       {}
func (Digit) event()          {}
func (KeyFrameWanted) event() {}
func (InfoReceived) event()   {}
func (*Reoffer) event()       {}
func (*Referral) event()      {}
