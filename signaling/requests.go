package signaling

import (
	"context"
	"encoding/json"

	"veche/conference"
)

// requests is every request of PROTOCOL.md. Each handler has a few lines; the
// rules are in package conference.
var requests map[string]func(context.Context, *session, []byte) (any, error)

func init() { // breaks the cycle table → handler → session → table
	requests = map[string]func(context.Context, *session, []byte) (any, error){
		"hello": request(hello),
		"look":  request(look),
		"join":  request(join),
		"leave": request(leave),
		"ring":  request(ring),

		"presence": request(presence),

		"offer":   inside(offer),
		"media":   inside(send),
		"display": inside(display),
		"sizes":   inside(sizes),
		"quality": inside(quality),

		"chat":     inside(chat),
		"hand":     inside(hand),
		"reaction": inside(reaction),
		"podium":   inside(podium),
		"rename":   inside(rename),

		"answer":      inside(answer),
		"mute":        inside(mute),
		"ask":         inside(ask),
		"remove":      inside(remove),
		"role":        inside(role),
		"gain":        inside(gain),
		"admit":       inside(admit),
		"refuse":      inside(refuse),
		"waitingroom": inside(waitingRoom),
		"lock":        inside(lock),
		"access":      inside(setAccess),
		"spotlight":   inside(spotlight),
		"layout":      inside(setLayout),
		"mode":        inside(mode),
		"ends":        inside(ends),
		"invite":      inside(invite),
		"uninvite":    inside(uninvite),
		"retry":       inside(retry),
		"digits":      inside(digits),
		"transfer":    inside(transfer),
		"ptz":         inside(ptz),
		"record":      inside(record),
		"end":         inside(end),
	}
}

// request decodes the body for fn.
func request[T any](fn func(context.Context, *session, T) (any, error)) func(context.Context, *session, []byte) (any, error) {
	return func(ctx context.Context, s *session, data []byte) (any, error) {
		var body T
		if err := json.Unmarshal(data, &body); err != nil {
			return nil, invalid("message", "A field of this request has the wrong type.")
		}
		return fn(ctx, s, body)
	}
}

// seat is where a request of somebody inside comes from.
type seat struct {
	*session
	conf *conference.Conference
	me   conference.ParticipantID
}

// by is the one who sits there, as the giver of a command.
func (s seat) by() conference.Actor { return conference.Actor{Participant: s.me} }

// inside decodes the body for fn, which needs a seat.
func inside[T any](fn func(context.Context, seat, T) (any, error)) func(context.Context, *session, []byte) (any, error) {
	return request(func(ctx context.Context, s *session, body T) (any, error) {
		s.mu.Lock()
		st := seat{s, s.conf, s.me}
		in := s.in && s.conf != nil
		s.mu.Unlock()
		if !in {
			return nil, conference.Refuse(conference.Denied, "not_inside", "You are not in a conference.")
		}
		return fn(ctx, st, body)
	})
}

func invalid(field, detail string) error {
	return &conference.Error{Kind: conference.Invalid, Code: "invalid", Detail: detail, Field: field}
}

// none is the body of requests without fields.
type none struct{}
