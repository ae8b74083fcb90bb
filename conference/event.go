package conference

import (
	"encoding/json"
	"time"
)

// Event is a fact that a turn of the loop appended. Events of one conference
// are numbered without gaps from 1 over all its runs, and are archived in
// order. Data is the event's own JSON object, as in signaling/PROTOCOL.md
// where browsers get the event too.
type Event struct {
	Seq  uint64          `json:"seq"`
	At   time.Time       `json:"at"`
	Run  uint64          `json:"run"` // which run of the conference, from 1
	Type EventType       `json:"type"`
	Data json.RawMessage `json:"data,omitempty"`
}

// EventType names a kind of event.
type EventType string

const (
	Created            EventType = "conference.created"
	Deleted            EventType = "conference.deleted"
	Started            EventType = "conference.started"
	Ended              EventType = "conference.ended"
	Changed            EventType = "conference.changed"
	EndsSoon           EventType = "conference.ends_soon" // its planned time is over in five minutes
	ParticipantJoined  EventType = "participant.joined"
	ParticipantChanged EventType = "participant.changed"
	ParticipantsMuted  EventType = "participants.muted" // several at once
	ParticipantLeft    EventType = "participant.left"
	WaitingAdded       EventType = "waiting.added"
	WaitingRemoved     EventType = "waiting.removed"
	Refused            EventType = "refused" // archive only: who was refused and why
	ChatPosted         EventType = "chat"
	Reacted            EventType = "reaction"
	RingChanged        EventType = "ring.changed"
	CallChanged        EventType = "call.changed"
	CallRemoved        EventType = "call.removed"
	TransferChanged    EventType = "transfer.changed"
	RecordingChanged   EventType = "recording.changed"
	StreamChanged      EventType = "stream.changed" // readers came or left
	PINGuessed         EventType = "pin.guessed"    // moderators: right PINs lead to the waiting room for a while (P3)
)

// Private tells whether e is a chat message to one person.
func (e *Event) Private() bool {
	if e.Type != ChatPosted {
		return false
	}
	var posted struct {
		Message struct {
			To *ChatName `json:"to"`
		} `json:"message"`
	}
	return json.Unmarshal(e.Data, &posted) != nil || posted.Message.To != nil
}
