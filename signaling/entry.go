package signaling

import (
	"context"
	"time"

	"veche/conference"
	"veche/conference/access"
)

type helloRequest struct {
	Protocol int    `json:"protocol"`
	Language string `json:"language"`
}

type helloAnswer struct {
	Protocol int         `json:"protocol"`
	Server   string      `json:"server"`
	Version  string      `json:"version"`
	User     *helloUser  `json:"user,omitempty"`
	Limits   helloLimits `json:"limits"`
	// Features are what this build can do and the settings allow.
	Features conference.Features `json:"features"`
}

type helloUser struct {
	Login  string   `json:"login"`
	Name   string   `json:"name"`
	Avatar string   `json:"avatar,omitempty"`
	Admin  bool     `json:"admin"`
	Rights []string `json:"rights"`
}

type helloLimits struct {
	FileBytes int64 `json:"fileBytes"`
	ChatRunes int   `json:"chatRunes"`
}

func hello(_ context.Context, s *session, r helloRequest) (any, error) {
	if r.Protocol != ProtocolVersion {
		return nil, &conference.Error{
			Kind: conference.Invalid, Code: "protocol", Field: "protocol",
			Detail: "This page is older or newer than the server. Load it again.",
		}
	}
	_ = s.conn.SetReadDeadline(time.Now().Add(answerWithin))
	a := helloAnswer{
		Protocol: ProtocolVersion, Server: "Veche", Version: s.srv.cfg.Version,
		Limits:   helloLimits{FileBytes: s.srv.cfg.FileBytes(), ChatRunes: conference.ChatRunes},
		Features: s.srv.cfg.Directory.Features(),
	}
	if p := s.person; p != nil {
		a.User = &helloUser{Login: p.Login, Name: p.Name, Avatar: p.Avatar, Admin: p.Admin, Rights: []string{}}
		for right, has := range p.Rights {
			if has {
				a.User.Rights = append(a.User.Rights, right)
			}
		}
		if !s.greeted {
			s.stopTell = s.srv.greet(p.Login, s)
			s.stopRing = s.srv.cfg.Directory.Listen(p.Login, s)
		}
	}
	s.greeted = true
	return a, nil
}

type entryRequest struct {
	CID    string     `json:"cid"`
	PIN    access.PIN `json:"pin"`
	Name   string     `json:"name"`
	Resume string     `json:"resume"`
	// Registration is the secret of an individual link (A13).
	Registration string `json:"registration"`
	Media        struct {
		Microphone bool `json:"microphone"`
		Camera     bool `json:"camera"`
		Screen     bool `json:"screen"`
	} `json:"media"`
}

// arrival is r as the directory takes it; the account is looked up anew, since
// rights may have changed since the page was opened.
func (s *session) arrival(ctx context.Context, r entryRequest) (conference.Door, conference.JoinRequest, error) {
	door := conference.Door{CID: r.CID, Source: s.source}
	if len(r.CID) == 0 || len(r.CID) > 64 || len(r.Resume) > 128 || len(r.PIN) > 64 || len(r.Name) > 1000 || len(r.Registration) > 128 {
		return door, conference.JoinRequest{}, invalid("cid", "A field is missing or too long.")
	}
	j := conference.JoinRequest{
		Kind: access.KindGuest, Name: r.Name, PIN: r.PIN, Resume: r.Resume, Registration: r.Registration, Page: s,
		Media: conference.MediaState{Microphone: r.Media.Microphone, Camera: r.Media.Camera, Screen: r.Media.Screen},
	}
	if s.person != nil {
		p, err := s.srv.cfg.People.Person(ctx, s.person.Login)
		if err != nil {
			return door, j, conference.Refuse(conference.Denied, "signed_out", "Sign in again.")
		}
		j.Kind, j.Person = access.KindUser, &p
	}
	return door, j, nil
}

func look(ctx context.Context, s *session, r entryRequest) (any, error) {
	door, j, err := s.arrival(ctx, r)
	if err != nil {
		return nil, err
	}
	p, err := s.srv.cfg.Directory.Look(ctx, door, j)
	if err != nil {
		return nil, err
	}
	return p, nil
}

type joinAnswer struct {
	Result   string               `json:"result"` // "entered" or "waiting"
	Snapshot *conference.Snapshot `json:"snapshot,omitempty"`
	Waiting  *waitingAnswer       `json:"waiting,omitempty"`
}

type waitingAnswer struct {
	ID         conference.ParticipantID `json:"id"`
	Resume     string                   `json:"resume"`
	Conference conference.Info          `json:"conference"`
	Position   int                      `json:"position"`
	ForLeader  bool                     `json:"forLeader,omitempty"`
}

func join(ctx context.Context, s *session, r entryRequest) (any, error) {
	door, j, err := s.arrival(ctx, r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	busy, moves := s.conf != nil, s.moves
	s.mu.Unlock()
	if busy {
		return nil, conference.Refuse(conference.Conflict, "already_here", "This page is already in a conference.")
	}
	if !s.srv.joins.Allow(access.SourceKey(s.source), time.Now()) {
		return nil, conference.Refuse(conference.Slow, "slow_down", "Too many people join from your address at once. Try again in a moment.")
	}
	conf, res, err := s.srv.cfg.Directory.Join(ctx, door, j)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.moves == moves && res.Entered != nil:
		s.conf, s.me, s.in = conf, res.Entered.You.ID, true
		s.line = s.srv.unpark(conf.ID(), s.me, s)
	case s.moves == moves:
		s.conf, s.me = conf, res.Waiting.ID
	case s.in: // admitted before we came here
		s.conf = conf
	} // else out again before we came here
	return s.joined(res), nil
}

func (s *session) joined(res conference.JoinResult) joinAnswer {
	if res.Entered != nil {
		return joinAnswer{Result: "entered", Snapshot: res.Entered}
	}
	return joinAnswer{Result: "waiting", Waiting: &waitingAnswer{
		ID: res.Waiting.ID, Resume: res.Resume, Conference: res.Info, Position: res.Position,
		ForLeader: res.Waiting.ForLeader,
	}}
}

func leave(ctx context.Context, s *session, _ none) (any, error) {
	s.mu.Lock()
	conf, me, l := s.conf, s.me, s.line
	s.conf, s.me, s.in, s.line = nil, "", false, nil
	s.mu.Unlock()
	if l != nil {
		l.close()
	}
	if conf == nil {
		return nil, nil
	}
	return nil, conf.Leave(ctx, me)
}

func ring(ctx context.Context, s *session, r struct {
	Ring   string `json:"ring"`
	Accept bool   `json:"accept"`
},
) (any, error) {
	if s.person == nil {
		return nil, conference.Refuse(conference.Denied, "signed_out", "Sign in first.")
	}
	cid, err := s.srv.cfg.Directory.AnswerRing(ctx, r.Ring, s.person.Login, r.Accept)
	if err != nil {
		return nil, err
	}
	return struct {
		CID conference.CID `json:"cid"`
	}{cid}, nil
}
