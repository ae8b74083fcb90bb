package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/conference/layout"
	"veche/conference/template"
)

// conferenceInput is what people set of a conference; what is left out stays,
// or becomes the default of a new one.
type conferenceInput struct {
	Revision        int64                   `json:"revision,omitempty" doc:"The one that is changed; needed for a change, here or as If-Match"`
	Name            *string                 `json:"name,omitempty"`
	Description     *string                 `json:"description,omitempty"`
	Location        *string                 `json:"location,omitempty"`
	CID             *string                 `json:"cid,omitempty" doc:"4 to 32 letters, digits or hyphens; left out: ten random digits"`
	Owner           *string                 `json:"owner,omitempty" doc:"Only administrators pass a conference on"`
	Access          *conference.AccessType  `json:"access,omitempty" doc:"internal or public"`
	Mode            *conference.Mode        `json:"mode,omitempty" doc:"all_on_screen, video_lesson, managed_selector or auto_selector"`
	MaxSpeakers     *int                    `json:"maxSpeakers,omitempty"`
	PIN             nullableText            `json:"pin,omitzero" doc:"Null or empty removes it, new makes one"`
	WaitingRoom     *bool                   `json:"waitingRoom,omitempty"`
	WaitingCategory *access.Category        `json:"waitingCategory,omitempty" doc:"Who waits: all, unplanned_and_guests, unplanned_other_servers_and_guests or, if public, only_guests"`
	JoinUninvited   *bool                   `json:"joinUninvited,omitempty" doc:"Internal conferences only"`
	Invited         *[]conference.Invited   `json:"invited,omitempty" doc:"Of a camera, name and password in dial are shown as …; with kept they stay as they are"`
	MicOff          *bool                   `json:"micOff,omitempty"`
	CameraOff       *bool                   `json:"cameraOff,omitempty"`
	Guests          *guestsInput            `json:"guests,omitempty"`
	GuestLimit      *int                    `json:"guestLimit,omitempty" doc:"Public conferences only; 0: none"`
	MaxParticipants *int                    `json:"maxParticipants,omitempty" doc:"0: the server's"`
	Layout          *layout.Arrangements    `json:"layout,omitempty" doc:"As a whole: what is left out of it is gone. Who has a window is on the invited list, or the owner"`
	Recording       *recordingInput         `json:"recording,omitempty"`
	RTSPOutput      *bool                   `json:"rtspOutput,omitempty" doc:"Players may read the conference as an RTSP stream"`
	Stream          *streamInput            `json:"stream,omitempty"`
	Schedule        nullable[scheduleInput] `json:"schedule,omitzero" doc:"When it takes place; null: a room"`
	Reminders       nullable[[]int]         `json:"reminders,omitzero" doc:"Minutes before the start at which people are reminded by mail, at most 4; null: the administrator's"`
	InviteByMail    *bool                   `json:"inviteByMail,omitempty" doc:"Invitations, changes and cancellations go out by mail"`
	WaitForOwner    *bool                   `json:"waitForOwner,omitempty" doc:"The others wait until somebody who leads is there"`
	Registration    *registrationInput      `json:"registration,omitempty"`
	Template        *template.ID            `json:"template,omitempty" doc:"Of a new conference: what is not given is as in this template"`
	SaveAsTemplate  templateName            `json:"saveAsTemplate,omitzero" doc:"Of a new conference: true, or the name of the template"`
}

// streamInput is conference.StreamRules, each of them optional.
type streamInput struct {
	Password  nullableText `json:"password,omitzero" doc:"8 to 64 characters; null or empty removes it. The PIN opens the stream, too; with neither it is open"`
	Readers   *int         `json:"readers,omitempty" doc:"Most at a time; 0: the server's limit"`
	Multicast *bool        `json:"multicast,omitempty" doc:"Is sent to a group address all the time, if the server has one"`
}

func (in *streamInput) apply(r *conference.StreamRules) {
	if in.Password.Given {
		r.Password = access.PIN(strings.TrimSpace(in.Password.Text))
	}
	set(&r.Readers, in.Readers)
	set(&r.Multicast, in.Multicast)
}

// recordingInput is conference.RecordingRules, each of them optional.
type recordingInput struct {
	Automatic *bool        `json:"automatic,omitempty" doc:"Begins with the conference"`
	Layout    *layout.Type `json:"layout,omitempty" doc:"Type of the layout; empty: as the moderators set it"`
	Lines     *int         `json:"lines,omitempty" doc:"Height of the picture: 360, 720 or 1080; 0 means 720"`
	Tracks    *bool        `json:"tracks,omitempty" doc:"Each participant's own picture and sound in files beside it"`
}

func (in *recordingInput) apply(r *conference.RecordingRules) {
	set(&r.Automatic, in.Automatic)
	set(&r.Layout, in.Layout)
	set(&r.Lines, in.Lines)
	set(&r.Tracks, in.Tracks)
}

// guestsInput is conference.GuestPermissions, each of them optional.
type guestsInput struct {
	SendAudio    *bool `json:"sendAudio,omitempty"`
	SendVideo    *bool `json:"sendVideo,omitempty"`
	ShareContent *bool `json:"shareContent,omitempty"`
	ChatAll      *bool `json:"chatAll,omitempty"`
	ChatOne      *bool `json:"chatOne,omitempty"`
	SendFiles    *bool `json:"sendFiles,omitempty"`
	ReceiveFiles *bool `json:"receiveFiles,omitempty"`
	SeePeople    *bool `json:"seePeople,omitempty"`
	RaiseHand    *bool `json:"raiseHand,omitempty"`
}

func (in *guestsInput) apply(g *conference.GuestPermissions) {
	set(&g.SendAudio, in.SendAudio)
	set(&g.SendVideo, in.SendVideo)
	set(&g.ShareContent, in.ShareContent)
	set(&g.ChatAll, in.ChatAll)
	set(&g.ChatOne, in.ChatOne)
	set(&g.SendFiles, in.SendFiles)
	set(&g.ReceiveFiles, in.ReceiveFiles)
	set(&g.SeePeople, in.SeePeople)
	set(&g.RaiseHand, in.RaiseHand)
}

// newPIN in place of a PIN asks for one to be made (K2).
const newPIN = "new"

// apply takes up what was given. The definition checks itself afterwards; here
// is only what needs the server's limit on participants.
func (in *conferenceInput) apply(d *conference.Definition, participants int) error {
	set(&d.Name, in.Name)
	set(&d.Description, in.Description)
	set(&d.Location, in.Location)
	if in.CID != nil {
		d.CID = conference.CID(strings.TrimSpace(*in.CID))
	}
	set(&d.Mode, in.Mode)
	set(&d.MaxSpeakers, in.MaxSpeakers)
	if in.PIN.Given {
		d.PIN = pinOf(in.PIN.Text)
	}
	set(&d.WaitingRoom, in.WaitingRoom)
	set(&d.MicOff, in.MicOff)
	set(&d.CameraOff, in.CameraOff)
	set(&d.MaxParticipants, in.MaxParticipants)
	if in.Guests != nil {
		in.Guests.apply(&d.Guests)
	}
	if in.Recording != nil {
		in.Recording.apply(&d.Recording)
	}
	set(&d.RTSPOutput, in.RTSPOutput)
	if in.Stream != nil {
		in.Stream.apply(&d.Stream)
	}
	in.applyPlanning(d)
	if in.Layout != nil {
		d.Layout = foldSeats(conference.KeepLayout(*in.Layout, d.Invited))
	}
	if in.Invited != nil {
		d.Invited = foldInvited(conference.KeepInvited(*in.Invited, d.Invited))
	}
	in.applyAccess(d)
	in.applyRegistration(d)
	if in.MaxParticipants != nil && (d.MaxParticipants < 0 || d.MaxParticipants > participants) {
		return &conference.Error{
			Kind: conference.Invalid, Code: "number_range", Field: "maxParticipants",
			Detail: fmt.Sprintf("This server allows at most %d participants.", participants),
		}
	}
	return nil
}

// applyAccess takes up the access type and what hangs on it. What was set
// before and does not go with another type gives way, unless it is given now.
func (in *conferenceInput) applyAccess(d *conference.Definition) {
	set(&d.Access, in.Access)
	if in.Access != nil && d.Access == conference.Public {
		d.JoinUninvited = false // G12
	}
	if in.Access != nil && d.Access == conference.Internal {
		d.GuestLimit = 0 // G16
		if !d.WaitingCategory.ValidFor(false) {
			d.WaitingCategory = access.CategoryUnplanned // H7
		}
	}
	set(&d.JoinUninvited, in.JoinUninvited)
	set(&d.WaitingCategory, in.WaitingCategory)
	set(&d.GuestLimit, in.GuestLimit)
}

func pinOf(text string) access.PIN {
	if text == newPIN {
		return access.NewPIN()
	}
	return access.PIN(strings.TrimSpace(text))
}

// foldInvited makes logins what they are stored as, and each stand once.
func foldInvited(given []conference.Invited) []conference.Invited {
	folded := make([]conference.Invited, 0, len(given))
	seen := make(map[conference.Invited]int, len(given))
	for _, i := range given {
		i.Login, i.EMail, i.Dial = account.FoldLogin(i.Login), strings.TrimSpace(i.EMail), strings.TrimSpace(i.Dial)
		key := conference.Invited{Login: i.Login, EMail: i.EMail, Dial: i.Dial}
		if at, twice := seen[key]; twice {
			folded[at].Moderator = folded[at].Moderator || i.Moderator
			continue
		}
		seen[key] = len(folded)
		folded = append(folded, i)
	}
	return folded
}

// foldSeats names people as foldInvited does.
func foldSeats(given layout.Arrangements) layout.Arrangements {
	return given.Map(func(s layout.Seat) layout.Seat {
		s.Login, s.EMail, s.Dial = account.FoldLogin(s.Login), strings.TrimSpace(s.EMail), strings.TrimSpace(s.Dial)
		return s
	})
}

// nullableText is a text that null removes; Given tells it from one left out.
type nullableText struct {
	Given bool
	Text  string
}

// UnmarshalJSON takes a text or null.
func (n *nullableText) UnmarshalJSON(raw []byte) error {
	n.Given, n.Text = true, ""
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	return json.Unmarshal(raw, &n.Text)
}

// nullableTime is a time that null removes; Given tells it from one left out.
type nullableTime struct {
	Given bool
	Time  time.Time
}

// UnmarshalJSON takes a time or null.
func (n *nullableTime) UnmarshalJSON(raw []byte) error {
	n.Given, n.Time = true, time.Time{}
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	return json.Unmarshal(raw, &n.Time)
}

// Schema tells huma what it looks like.
func (nullableTime) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Nullable: true}
}

// pointer is nil for one left out.
func (n *nullableText) pointer() *string {
	if !n.Given {
		return nil
	}
	return &n.Text
}

// Schema tells huma what it looks like.
func (nullableText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true}
}
