package telephony

import "time"

// LogID names a call among the recent ones.
type LogID string

// LoggedCall is one of the recent calls, or one under way.
type LoggedCall struct {
	ID        LogID     `json:"id"`
	Began     time.Time `json:"began"`
	Direction Direction `json:"direction" enum:"in,out"`
	From      string    `json:"from"`
	To        string    `json:"to" doc:"Without PINs"`
	Peer      string    `json:"peer,omitempty" doc:"Address of the other side"`
	Trunk     TrunkID   `json:"trunk,omitempty" doc:"That it went through"`
	Answered  time.Time `json:"answered,omitzero"`
	Ended     time.Time `json:"ended,omitzero" doc:"Left out: under way"`
	Cause     *Cause    `json:"cause,omitempty" doc:"Of its end"`
	Traced    bool      `json:"traced" doc:"Its messages can be read"`
}

// Direction of a call, as seen from here.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Duration is for how long they spoke; 0 if nobody answered.
func (c *LoggedCall) Duration(now time.Time) time.Duration {
	switch {
	case c.Answered.IsZero():
		return 0
	case c.Ended.IsZero():
		return now.Sub(c.Answered)
	}
	return c.Ended.Sub(c.Answered)
}

// Trace is the messages of a call, in order. Whoever makes it has masked what is
// secret in them.
type Trace struct {
	Messages []TraceMessage `json:"messages" nullable:"false"`
	Cut      bool           `json:"cut" doc:"There were more than are kept"`
}

// TraceMessage is one message as it was on the wire.
type TraceMessage struct {
	At        time.Time `json:"at"`
	Sent      bool      `json:"sent" doc:"By this server"`
	Peer      string    `json:"peer"`
	Transport string    `json:"transport"`
	Text      string    `json:"text"`
}

// Test is how far a test call came.
type Test struct {
	Reached Progress `json:"reached" enum:"none,sent,trying,ringing,answered"`
	Cause   *Cause   `json:"cause,omitempty" doc:"Why it came no further; left out after an answer"`
	Trunk   TrunkID  `json:"trunk,omitempty" doc:"That it went through"`
	Address string   `json:"address,omitempty" doc:"That it was sent to"`
	Took    float64  `json:"took" doc:"Seconds"`
	Call    LogID    `json:"call,omitempty" doc:"Among the recent calls, for the trace"`
}

// Progress of a test call.
type Progress string

// The steps of a test call, in order.
const (
	ReachedNone     Progress = "none"    // nothing could be sent
	ReachedSent     Progress = "sent"    // and nothing came back
	ReachedTrying   Progress = "trying"  // somebody there speaks SIP
	ReachedRinging  Progress = "ringing" // it rang
	ReachedAnswered Progress = "answered"
)
