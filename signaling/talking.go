package signaling

import (
	"context"

	"veche/conference"
)

func chat(ctx context.Context, s seat, r struct {
	Text string                   `json:"text"`
	To   conference.ParticipantID `json:"to"`
	File *struct {
		ID string `json:"id"`
	} `json:"file"`
},
) (any, error) {
	var file *conference.ChatFile
	if r.File != nil {
		f, err := s.srv.cfg.File(ctx, s.conf.ID(), r.File.ID)
		if err != nil {
			return nil, err
		}
		file = &f
	}
	msg, err := s.conf.Chat(ctx, s.me, r.To, r.Text, file)
	if err != nil {
		return nil, err
	}
	return struct {
		Message conference.ChatMessage `json:"message"`
	}{msg}, nil
}

func hand(ctx context.Context, s seat, r struct {
	Up          bool                     `json:"up"`
	Participant conference.ParticipantID `json:"participant"`
},
) (any, error) {
	if r.Participant != "" && r.Participant != s.me {
		if r.Up {
			return nil, invalid("up", "Everybody raises his own hand.")
		}
		return nil, s.conf.LowerHand(ctx, s.by(), r.Participant)
	}
	return nil, s.conf.Hand(ctx, s.me, r.Up)
}

func reaction(ctx context.Context, s seat, r struct {
	Reaction string `json:"reaction"`
},
) (any, error) {
	return nil, s.conf.React(ctx, s.me, r.Reaction)
}

func podium(ctx context.Context, s seat, r struct {
	Action      string                   `json:"action"`
	Participant conference.ParticipantID `json:"participant"`
},
) (any, error) {
	if r.Participant == "" {
		return nil, s.conf.PodiumSelf(ctx, s.me, r.Action)
	}
	return nil, s.conf.PodiumOf(ctx, s.by(), r.Participant, r.Action)
}

func rename(ctx context.Context, s seat, r struct {
	Participant conference.ParticipantID `json:"participant"`
	Name        string                   `json:"name"`
},
) (any, error) {
	if r.Participant == "" {
		r.Participant = s.me
	}
	return nil, s.conf.Rename(ctx, s.by(), r.Participant, r.Name)
}
