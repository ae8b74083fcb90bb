package api

import (
	"context"

	"veche/conference"
	"veche/conference/contact"
	"veche/conference/layout"
	"veche/signaling/auth"
)

// This file completes invited lists with what only the server knows (G7): the names of
// the cameras of the book, and how contacts are reached. A contact is invited by its
// id, so that a PIN in its dial string never goes through a page.

// completeInvited completes an invited list, and the windows of those it names.
func (a *API) completeInvited(ctx context.Context, who auth.Identity, in *conferenceInput) error {
	if in.Invited == nil {
		return nil
	}
	full := make(map[string]string) // dial strings as they were shown
	for n := range *in.Invited {
		i := &(*in.Invited)[n]
		if i.Contact == "" {
			continue
		}
		shown := i.Dial
		if err := a.inviteContact(ctx, who, i); err != nil {
			return err
		}
		full[shown] = i.Dial
	}
	if in.Layout != nil {
		seated := in.Layout.Map(func(s layout.Seat) layout.Seat {
			if dial := full[s.Dial]; s.Dial != "" && s.Kept == 0 && dial != "" {
				s.Dial = dial
			}
			return s
		})
		in.Layout = &seated
	}
	return a.cfg.Directory.NameCameras(ctx, *in.Invited)
}

// inviteContact makes i what the contact it names is.
func (a *API) inviteContact(ctx context.Context, who auth.Identity, i *conference.Invited) error {
	c, err := contact.Find(ctx, a.cfg.Contacts, who.Account.Login, i.Contact)
	if conference.KindOf(err) == conference.NotFound {
		return &conference.Error{Kind: conference.Invalid, Code: "contact_unknown", Field: "invited", Detail: "There is no such contact."}
	}
	if err != nil {
		return err
	}
	i.Login, i.EMail, i.Dial, i.Contact, i.Kept = c.Login, c.EMail, c.Dial, "", 0
	if i.Name == "" {
		i.Name = c.Name
	}
	return nil
}
