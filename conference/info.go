package conference

import (
	"context"
	"time"

	"veche/conference/access"
	"veche/conference/layout"
)

// Info is what the people of a conference are told of it.
type Info struct {
	ID           ID            `json:"id,omitempty"`
	CID          CID           `json:"cid"`
	Name         string        `json:"name"`
	Description  string        `json:"description,omitempty"`
	Location     string        `json:"location,omitempty"`
	Owner        InfoOwner     `json:"owner"`
	Access       AccessType    `json:"access"`
	Call         bool          `json:"call,omitempty"` // made for a call between two (F7)
	Mode         Mode          `json:"mode,omitempty"`
	MaxSpeakers  int           `json:"maxSpeakers,omitempty"`
	Running      bool          `json:"running"`
	Started      *time.Time    `json:"started,omitempty"`
	EndsAt       *time.Time    `json:"endsAt,omitempty"` // as planned; nil: nothing is
	Locked       bool          `json:"locked"`
	WaitingRoom  bool          `json:"waitingRoom"`
	HasPIN       bool          `json:"hasPin"`
	PIN          access.PIN    `json:"pin,omitempty"` // moderators only
	Participants int           `json:"participants"`
	Speakers     int           `json:"speakers,omitempty"`
	Content      ParticipantID `json:"content,omitempty"`
	Spotlight    ParticipantID `json:"spotlight,omitempty"`
	Layout       layout.Spec   `json:"layout"`
	// LayoutFixed: who does not lead cannot choose another layout (G9).
	LayoutFixed bool   `json:"layoutFixed,omitempty"`
	URL         string `json:"url,omitempty"`

	Recording *RecordingInfo `json:"recording,omitempty"` // nil: there is none
	Stream    *StreamInfo    `json:"stream,omitempty"`    // nil: there is none
}

// InfoOwner is the owner as others see him.
type InfoOwner struct {
	Name string `json:"name"`
}

// outside is what somebody is told who may come in but is not inside yet.
func (i Info) outside() Info {
	return Info{
		CID: i.CID, Name: i.Name, Description: i.Description, Location: i.Location,
		Owner: i.Owner, Access: i.Access, Call: i.Call, Running: i.Running, Started: i.Started, EndsAt: i.EndsAt,
		HasPIN: i.HasPIN, URL: i.URL, Recording: i.Recording.outside(),
	}
}

// infoOf describes a conference that is not running.
func infoOf(d *Definition, ownerName, url string) Info {
	return Info{
		ID: d.ID, CID: d.CID, Name: d.Name, Description: d.Description, Location: d.Location,
		Owner: InfoOwner{ownerName}, Access: d.Access, Call: d.Call, Mode: d.Mode, MaxSpeakers: d.MaxSpeakers,
		WaitingRoom: d.WaitingRoom, HasPIN: d.PIN != "", PIN: d.PIN, Layout: d.Layout.Spec, LayoutFixed: d.Layout.Fixed, URL: url,
	}
}

// Info says how the conference is at the moment, without its people and PIN:
// what a list needs.
func (c *Conference) Info(ctx context.Context) (Info, error) {
	return ask(ctx, c, func(s *state) (Info, error) { return s.info(false), nil })
}

func (s *state) info(moderator bool) Info {
	i := infoOf(&s.def, s.ownerName, s.urlOf(s.def.CID))
	i.Running, i.Started = true, &s.started
	if ends := s.planned.EndsAt; !ends.IsZero() {
		i.EndsAt = &ends
	}
	i.Locked, i.WaitingRoom = s.gate.Locked, s.gate.WaitingRoom
	i.Mode, i.MaxSpeakers, i.Layout, i.LayoutFixed = s.mode, s.maxSpeakers, s.layouts.Spec, s.layouts.Fixed
	i.Participants, i.Speakers = len(s.order), s.speakersOnPodium()
	i.Content, i.Spotlight = s.content(), s.spotlight
	i.Recording = s.recordingInfo()
	i.Stream = s.streamInfo()
	if !moderator {
		i.PIN = ""
	}
	return i
}
