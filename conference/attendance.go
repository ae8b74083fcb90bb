package conference

import "time"

// This file is who came and went as the archive keeps it for reports (M3, M8). It
// holds more than participants are told of one another.

// Attended is the archived data of [ParticipantJoined].
type Attended struct {
	Participant Participant `json:"participant"`
	EMail       string      `json:"email,omitempty"` // of the account or registration; not for other participants
	Registrant  string      `json:"registrant,omitempty"`
}

// Departed is the archived data of [ParticipantLeft].
type Departed struct {
	Participant ParticipantID `json:"participant"`
	Name        string        `json:"name"`
	Reason      string        `json:"reason"`
	// Seen is when the connection was last there, if the seat was kept for a while
	// after that; only the archive has it.
	Seen time.Time `json:"seen,omitzero"`
}

// emitJoined tells that m has come.
func (s *state) emitJoined(m *member) {
	e := s.append(ParticipantJoined, Attended{Participant: m.Participant, EMail: m.EMail, Registrant: m.Registrant})
	s.tellWithout(e, Attended{Participant: m.Participant}, s.maySee(m.ID))
}

// emitLeft tells those who saw m that he is gone.
func (s *state) emitLeft(m *member, reason string, saw func(*member) bool) {
	gone := Departed{Participant: m.ID, Name: m.Name, Reason: reason}
	whole := gone
	if m.Link == Reconnecting {
		whole.Seen = m.lastSeen().UTC()
	}
	s.tellWithout(s.append(ParticipantLeft, whole), gone, saw)
}

// lastSeen is when m, who is not connected, last was.
func (m *member) lastSeen() time.Time {
	if !m.SeenAt.IsZero() {
		return m.SeenAt
	}
	return m.LostAt
}

// tellWithout delivers e as people may see it: with data in place of what the archive
// has.
func (s *state) tellWithout(e *Event, data any, may func(*member) bool) {
	shown := *e
	shown.Data = marshal(data)
	s.tell(&Notice{Kind: NoticeEvent, Event: &shown, At: e.At}, may)
}
