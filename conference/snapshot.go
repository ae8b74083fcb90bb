package conference

import (
	"context"
	"encoding/json"
	"slices"
)

func marshal(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own plain data
	}
	return raw
}

func (s *state) you(m *member) You {
	return You{ID: m.ID, Resume: m.secret, Permissions: permissionsOf(&s.def, m), Role: m.role()}
}

// snapshot is everything m may see.
func (s *state) snapshot(m *member) *Snapshot {
	s.settle()
	snap := s.overview(m.leads())
	snap.You = s.you(m)
	view := m.view
	snap.View = &view
	if s.seesPeople(m) {
		snap.Participants = s.everybody()
	} else {
		known := m.known()
		slices.SortFunc(known, func(a, b ParticipantID) int { return s.members[a].at[atAll] - s.members[b].at[atAll] })
		for _, id := range known {
			snap.Participants = append(snap.Participants, s.members[id].Participant)
		}
	}
	for _, msg := range s.chat {
		if msg.For(m.ID) {
			snap.Chat = append(snap.Chat, s.forViewer(msg, m))
		}
	}
	return snap
}

// everybody is all participants in order of joining. Many Snapshots of one
// moment share it: it is not to be changed.
func (s *state) everybody() []Participant {
	if s.everyone != nil && s.everyoneSeq == s.seq { // every change of a participant is an event
		return s.everyone
	}
	all := make([]Participant, 0, len(s.order))
	for _, id := range s.order {
		all = append(all, s.members[id].Participant)
	}
	s.everyone, s.everyoneSeq = all, s.seq
	return all
}

// overview is the part of a Snapshot that depends only on being a moderator.
func (s *state) overview(moderator bool) *Snapshot {
	snap := &Snapshot{
		Seq: s.seq, Conference: s.info(moderator), Started: s.started,
		Participants: []Participant{}, Waiting: []Waiting{}, Chat: []ChatMessage{}, Rings: []Ring{}, Calls: []Call{}, Transfers: []Transfer{},
	}
	if moderator {
		for _, w := range s.waiting {
			snap.Waiting = append(snap.Waiting, w.Waiting)
		}
		for _, r := range s.rings {
			snap.Rings = append(snap.Rings, *r)
		}
		for _, k := range s.calls {
			snap.Calls = append(snap.Calls, k.Call)
		}
		snap.Transfers = s.transfers()
	}
	return snap
}

// SnapshotFor is the whole state for a participant whose queue ran over.
func (c *Conference) SnapshotFor(ctx context.Context, id ParticipantID) (*Snapshot, error) {
	return ask(ctx, c, func(s *state) (*Snapshot, error) {
		m, err := s.member(id)
		if err != nil {
			return nil, err
		}
		return s.snapshot(m), nil
	})
}

// Overview is the live state for somebody outside who may manage the
// conference (GET …/live).
func (c *Conference) Overview(ctx context.Context) (*Snapshot, error) {
	return ask(ctx, c, func(s *state) (*Snapshot, error) {
		snap := s.overview(true)
		snap.Participants = s.everybody()
		for _, msg := range s.chat {
			if msg.To == nil {
				snap.Chat = append(snap.Chat, msg)
			}
		}
		return snap, nil
	})
}

// ErrNotInside is for a secret that is nobody's here.
var ErrNotInside = Refuse(Denied, "not_inside", "You are not in the conference.")

// Participant finds whose resume secret it is, and what he may do: for the
// files of the chat, which go over HTTP.
func (c *Conference) Participant(ctx context.Context, secret string) (Participant, Permissions, error) {
	type found struct {
		Participant
		Permissions
	}
	f, err := ask(ctx, c, func(s *state) (found, error) {
		if secret != "" {
			hash := hashSecret(secret)
			for _, m := range s.members {
				if m.holds(hash) {
					return found{m.Participant, permissionsOf(&s.def, m)}, nil
				}
			}
		}
		return found{}, ErrNotInside
	})
	return f.Participant, f.Permissions, err
}
