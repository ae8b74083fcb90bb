package main

import (
	"context"
	"encoding/json"
	"net/http"

	"veche/conference/account"
	"veche/signaling/mail"
)

// mailReport is what the running server tells the doctor of mail.
type mailReport struct {
	Ready  bool        `json:"ready"`
	Links  string      `json:"links"` // where those in letters lead
	Server string      `json:"server"`
	Status mail.Status `json:"status"`
}

func (s *server) reportMail(ctx context.Context, kept account.SettingsRepository) (mailReport, error) {
	settings := s.settings(kept).Mail
	status, err := s.mail.Status(ctx)
	return mailReport{settings.Ready(), s.linkURL(""), settings.Host, status}, err
}

// mail asks the running server how sending goes: its settings are in the store, which
// nobody else can open.
func (d *examination) mail(ctx context.Context) {
	if d.running == nil {
		return
	}
	content, err := askSocket(ctx, d.data, http.MethodGet, "/mail", nil)
	var r mailReport
	if err == nil {
		err = json.Unmarshal(content, &r)
	}
	switch {
	case err != nil:
		d.say(note, "", "mail: the running server does not tell how it does: %v", err)
		return
	case !r.Ready:
		d.say(note, "set it up under Administration, Mail; docs/mail.md says how", "mail is off: there are no invitations and reminders")
		return
	case r.Status.Error != "":
		d.say(wrong, "see Administration, Mail, and try it with a test letter", "mail: %d letters wait, since the server %s says: %s",
			r.Status.Waiting, r.Server, r.Status.Error)
	case r.Status.Failed > 0:
		d.say(note, "see Administration, Mail, for why", "mail: %d letters of the last 30 days could not be sent", r.Status.Failed)
	default:
		d.say(fine, "", "mail goes out through %s, %d letters wait", r.Server, r.Status.Waiting)
	}
	if d.config.PublicURL == "" {
		d.say(wrong, "set public_url, or VECHE_PUBLIC_URL, to the address by which people reach the server",
			"links in letters lead to %s, which may not be how people reach the server", r.Links)
	}
}
