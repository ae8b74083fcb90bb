package api

import (
	"context"
	"time"

	"veche/conference"
	"veche/conference/post"
	"veche/conference/schedule"
	"veche/signaling/auth"
)

var errReplyUnknown = conference.Refuse(conference.NotFound, "reply_unknown",
	"This invitation is no longer valid. Ask who invited you.")

type replyRequest struct {
	Body struct {
		Token string      `json:"token" maxLength:"1000"`
		Reply post.Answer `json:"reply,omitempty" enum:"accepted,tentative,declined" doc:"Left out: look only"`
	}
}

// Invitation is what somebody sees who answers one.
type Invitation struct {
	Name      string               `json:"name"`
	OwnerName string               `json:"ownerName"`
	URL       string               `json:"url"`
	Next      *schedule.Occurrence `json:"next,omitempty" doc:"The present or coming meeting"`
	Zone      string               `json:"zone,omitempty" doc:"Of the meeting"`
	Reply     post.Answer          `json:"reply,omitempty" doc:"What was answered"`
}

// reply is a POST also to look: programs that follow links in letters answer nothing.
func (a *API) reply(ctx context.Context, _ auth.Identity, in *replyRequest) (*body[Invitation], error) {
	d, guest, err := a.invitation(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	if in.Body.Reply != "" {
		r := post.Reply{Answer: in.Body.Reply, At: time.Now().UTC()}
		if err := a.cfg.Replies.SetReply(ctx, d.ID, guest, r); err != nil {
			return nil, err
		}
	}
	replies, err := a.cfg.Replies.Replies(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	v := Invitation{
		Name: d.Name, OwnerName: d.Owner, URL: a.absolute(requestOf(ctx), a.cfg.URL(d.CID)), Next: nextOf(&d), Reply: replies[guest].Answer,
	}
	if owner, err := a.cfg.Accounts.Account(ctx, d.Owner); err == nil {
		v.OwnerName = owner.Name
	}
	if v.Next != nil {
		for _, s := range d.Schedule.Series {
			if s.ID == v.Next.Series {
				v.Zone = s.Zone
			}
		}
	}
	return answer(v), nil
}

// invitation is what a token of a letter is for, if who has it is still invited.
func (a *API) invitation(ctx context.Context, token string) (conference.Definition, post.Guest, error) {
	id, guest, ok := a.cfg.Replies.OpenReplyToken(token)
	if !ok {
		return conference.Definition{}, "", errReplyUnknown
	}
	d, _, err := a.cfg.Directory.Find(ctx, string(id))
	if conference.KindOf(err) == conference.NotFound {
		return d, "", errReplyUnknown
	}
	if err != nil {
		return d, "", err
	}
	for i := range d.Invited {
		if guest != "" && post.GuestOf(&d.Invited[i]) == guest {
			return d, guest, nil
		}
	}
	return d, "", errReplyUnknown
}

// showReplies puts onto a list what its people have answered.
func (a *API) showReplies(ctx context.Context, d *conference.Definition, invited []conference.Invited) error {
	if !d.InviteByMail {
		return nil
	}
	replies, err := a.cfg.Replies.Replies(ctx, d.ID)
	if err != nil {
		return err
	}
	for i := range invited {
		invited[i].Reply = string(replies[post.GuestOf(&invited[i])].Answer)
	}
	return nil
}
