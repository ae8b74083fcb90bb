package signaling

import (
	"context"
	"encoding/json"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/conference/contact"
	"veche/conference/dial"
	"veche/conference/layout"
)

// people is a list of participants, or "all", which is an empty list here.
type people struct {
	ids []conference.ParticipantID
	set bool
}

func (p *people) UnmarshalJSON(data []byte) error {
	p.set = true
	if string(data) == `"all"` {
		return nil
	}
	if err := json.Unmarshal(data, &p.ids); err != nil {
		return err
	}
	p.set = len(p.ids) > 0 && len(p.ids) <= 10_000
	return nil
}

// named returns the list, or says that there is none.
func (p *people) named() ([]conference.ParticipantID, error) {
	if !p.set {
		return nil, invalid("participants", "Name participants, or all.")
	}
	return p.ids, nil
}

// one is the body of requests about one participant.
type one struct {
	Participant conference.ParticipantID `json:"participant"`
}

func mute(ctx context.Context, s seat, r struct {
	Participants people `json:"participants"`
	Microphone   bool   `json:"microphone"`
	Camera       bool   `json:"camera"`
	Screen       bool   `json:"screen"`
},
) (any, error) {
	ids, err := r.Participants.named()
	if err != nil {
		return nil, err
	}
	return nil, s.conf.Mute(ctx, s.by(), ids, conference.MediaState{Microphone: r.Microphone, Camera: r.Camera, Screen: r.Screen})
}

func ask(ctx context.Context, s seat, r struct {
	one
	What string `json:"what"`
},
) (any, error) {
	return nil, s.conf.AskMedia(ctx, s.by(), r.Participant, r.What)
}

func answer(ctx context.Context, s seat, r struct {
	one
	Allow bool `json:"allow"`
},
) (any, error) {
	return nil, s.conf.Answer(ctx, s.by(), r.Participant, r.Allow)
}

func remove(ctx context.Context, s seat, r struct {
	Participants []conference.ParticipantID `json:"participants"`
},
) (any, error) {
	if len(r.Participants) == 0 {
		return nil, invalid("participants", "Name participants.")
	}
	return nil, s.conf.Remove(ctx, s.by(), r.Participants)
}

func role(ctx context.Context, s seat, r struct {
	one
	Moderator bool `json:"moderator"`
},
) (any, error) {
	return nil, s.conf.SetModerator(ctx, s.by(), r.Participant, r.Moderator)
}

func gain(ctx context.Context, s seat, r struct {
	one
	Decibels int `json:"decibels"`
},
) (any, error) {
	return nil, s.conf.SetGain(ctx, s.by(), r.Participant, r.Decibels)
}

type waitingPeople struct {
	Participants people `json:"participants"`
}

func admit(ctx context.Context, s seat, r waitingPeople) (any, error) {
	ids, err := r.Participants.named()
	if err != nil {
		return nil, err
	}
	return nil, s.conf.Admit(ctx, s.by(), ids)
}

func refuse(ctx context.Context, s seat, r waitingPeople) (any, error) {
	ids, err := r.Participants.named()
	if err != nil {
		return nil, err
	}
	return nil, s.conf.RefuseWaiting(ctx, s.by(), ids)
}

func waitingRoom(ctx context.Context, s seat, r struct {
	On        bool   `json:"on"`
	Remaining string `json:"remaining"`
},
) (any, error) {
	choice, ok := choices[r.Remaining]
	if !ok {
		return nil, invalid("remaining", "Choose admit or disconnect.")
	}
	return nil, s.conf.SetWaitingRoom(ctx, s.by(), r.On, choice)
}

var choices = map[string]access.Choice{
	"": access.ChoiceNone, "admit": access.ChoiceInvite, "disconnect": access.ChoiceDisconnect,
}

func lock(ctx context.Context, s seat, r struct {
	Locked bool `json:"locked"`
},
) (any, error) {
	return nil, s.conf.Lock(ctx, s.by(), r.Locked)
}

func setAccess(ctx context.Context, s seat, r struct {
	PIN json.RawMessage `json:"pin"` // a string, or null to remove it
	CID conference.CID  `json:"cid"`
},
) (any, error) {
	var pin *string
	if len(r.PIN) > 0 {
		pin = new(string)
		if err := json.Unmarshal(r.PIN, pin); err != nil {
			return nil, invalid("pin", "A PIN is text.")
		}
	}
	def, err := s.srv.cfg.Directory.SetAccess(ctx, s.conf.ID(), s.by(), pin, r.CID)
	if err != nil {
		return nil, err
	}
	return struct {
		PIN access.PIN     `json:"pin"`
		CID conference.CID `json:"cid"`
	}{def.PIN, def.CID}, nil
}

func spotlight(ctx context.Context, s seat, r one) (any, error) {
	return nil, s.conf.Spotlight(ctx, s.by(), r.Participant)
}

func ends(ctx context.Context, s seat, r struct {
	EndsAt *time.Time `json:"endsAt"` // null: nothing is planned
},
) (any, error) {
	var when conference.Ending
	if r.EndsAt != nil {
		when.At = *r.EndsAt
	}
	return nil, s.conf.SetEnding(ctx, s.by(), when)
}

func setLayout(ctx context.Context, s seat, r struct {
	Layout layout.Spec `json:"layout"`
},
) (any, error) {
	return nil, s.conf.SetLayout(ctx, s.by(), r.Layout)
}

func mode(ctx context.Context, s seat, r struct {
	Mode        conference.Mode `json:"mode"`
	MaxSpeakers int             `json:"maxSpeakers"`
},
) (any, error) {
	return nil, s.conf.SetMode(ctx, s.by(), r.Mode, r.MaxSpeakers)
}

func invite(ctx context.Context, s seat, r struct {
	Login string `json:"login"`
	Dial  string `json:"dial"`
	Name  string `json:"name"`

	Camera  camera.ID `json:"camera"`
	Contact string    `json:"contact"`
},
) (any, error) {
	switch {
	case r.Login != "":
		r.Dial = r.Login
	case r.Camera != "":
		r.Dial = book.Dial(r.Camera)
	case r.Contact != "":
		var err error
		if r.Dial, r.Name, err = s.dialOf(ctx, r.Contact); err != nil {
			return nil, err
		}
	}
	ring, call, err := s.srv.cfg.Directory.Invite(ctx, s.conf, s.by(), r.Dial, r.Name, s.request.Header.Get("Origin"))
	if err != nil {
		return nil, err
	}
	return struct {
		Ring *conference.Ring `json:"ring,omitempty"`
		Call *conference.Call `json:"call,omitempty"`
	}{ring, call}, nil
}

// dialOf is how a contact is called that a moderator reads in his own book or in the
// server's.
func (s seat) dialOf(ctx context.Context, id string) (text, name string, err error) {
	if err := s.conf.Moderates(ctx, s.by()); err != nil {
		return "", "", err
	}
	login := "" // of a guest
	if s.person != nil {
		login = s.person.Login
	}
	c, err := contact.Find(ctx, s.srv.cfg.Contacts, login, id)
	if err != nil {
		return "", "", err
	}
	return c.Call()
}

func uninvite(ctx context.Context, s seat, r struct {
	Ring string            `json:"ring"`
	Call conference.CallID `json:"call"`
},
) (any, error) {
	if r.Call != "" {
		return nil, s.conf.DropCall(ctx, s.by(), r.Call)
	}
	return nil, s.conf.Uninvite(ctx, s.by(), r.Ring)
}

func retry(ctx context.Context, s seat, r struct {
	Call conference.CallID `json:"call"`
},
) (any, error) {
	call, err := s.conf.RetryCall(ctx, s.by(), r.Call)
	if err != nil {
		return nil, err
	}
	return struct {
		Call conference.Call `json:"call"`
	}{call}, nil
}

func digits(ctx context.Context, s seat, r struct {
	one
	Digits dial.PostDial `json:"digits"`
},
) (any, error) {
	return nil, s.conf.SendDigits(ctx, s.by(), r.Participant, r.Digits)
}

func transfer(ctx context.Context, s seat, r struct {
	one
	Dial string `json:"dial"`
},
) (any, error) {
	now, err := s.srv.cfg.Directory.Transfer(ctx, s.conf, s.by(), r.Participant, r.Dial, s.request.Header.Get("Origin"))
	if err != nil {
		return nil, err
	}
	return struct {
		Transfer conference.Transfer `json:"transfer"`
	}{now}, nil
}

// record starts or stops the recording; the answer comes when it runs, or is over.
func record(ctx context.Context, s seat, r struct {
	On bool `json:"on"`
},
) (any, error) {
	if !r.On {
		return nil, s.conf.StopRecording(ctx, s.by())
	}
	now, err := s.conf.StartRecording(ctx, s.by())
	if err != nil {
		return nil, err
	}
	return struct {
		Recording conference.RecordingInfo `json:"recording"`
	}{now}, nil
}

func end(ctx context.Context, s seat, _ none) (any, error) {
	return nil, s.conf.End(ctx, s.by())
}
