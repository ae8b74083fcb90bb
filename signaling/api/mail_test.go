package api_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"veche/conference/account"
	"veche/conference/post"
	"veche/signaling/api"
	"veche/signaling/mail/mailtest"
)

// NC4: an administrator sets mail up, tries it and sees what the server says; the
// password is never given out and never sent elsewhere.
func TestMailIsSetUpAndTried(t *testing.T) {
	s := newServer(t)
	server := mailtest.Start(t, mailtest.Options{Login: "veche", Password: "secret"})
	admin := s.as("admin")
	s.as("anna").refused(403, "not_administrator", "GET", "/admin/mail", nil)
	var state api.MailState
	admin.want(200, "GET", "/admin/mail", nil, &state)
	if state.Settings.Enabled || state.Settings.Security != account.MailStartTLS {
		t.Errorf("a new server has %+v", state)
	}
	admin.refused(422, "host_needed", "PATCH", "/admin/mail", m{"enabled": true})
	given := m{"host": "127.0.0.1", "port": server.Port(), "security": "none", "auth": "plain", "login": "veche", "password": "wrong", "fromAddress": "veche@example.org"}
	given["to"] = "ann@example.org"
	admin.refused(503, "mail_refused", "POST", "/admin/mail/test", given)
	if _, raw := admin.do("POST", "/admin/mail/test", given); !strings.Contains(string(raw), "535") || !strings.Contains(string(raw), "wrong login or password") {
		t.Errorf("got %s", raw)
	}
	given["password"] = "secret"
	var said api.MailAnswer
	admin.want(200, "POST", "/admin/mail/test", given, &said)
	if !strings.HasPrefix(said.Answer, "2") && !strings.Contains(said.Answer, "OK") || len(server.Letters()) != 1 {
		t.Errorf("got %q, %d letters", said.Answer, len(server.Letters()))
	}
	delete(given, "to")
	given["enabled"] = true
	admin.want(200, "PATCH", "/admin/mail", given, &state)
	if !state.Settings.Enabled || !state.Settings.HasPassword {
		t.Errorf("got %+v", state)
	}
	for _, path := range []string{"/admin/mail", "/settings"} {
		if _, raw := admin.do("GET", path, nil); strings.Contains(string(raw), "secret") {
			t.Errorf("the password is given out: %s", raw)
		}
	}
	admin.refused(422, "password_again", "PATCH", "/admin/mail", m{"host": "evil.example.org"})
	admin.refused(422, "password_again", "POST", "/admin/mail/test", m{"host": "evil.example.org", "to": "a@example.org"})
	var about api.Server
	admin.want(200, "GET", "/server", nil, &about)
	if !about.Mail {
		t.Error("pages are not told that there is mail")
	}
}

func TestLettersAreListedTriedAgainAndRemoved(t *testing.T) {
	s := newServer(t)
	admin := s.as("admin")
	now := time.Now()
	_, err := s.store.PostLetters(t.Context(), []post.Letter{{Key: "a", Occasion: post.Invited, To: post.Address{EMail: "a@example.org"}, Subject: "A", Created: now, Due: now.Add(time.Hour)}})
	must(t, err)
	type letters struct {
		Items []api.QueuedLetter
		Total int
	}
	var found letters
	admin.want(200, "GET", "/admin/mail/letters?state=waiting", nil, &found)
	if found.Total != 1 || found.Items[0].Subject != "A" {
		t.Fatalf("got %+v", found)
	}
	admin.refused(422, "invalid", "GET", "/admin/mail/letters", nil)
	id := string(found.Items[0].ID)
	admin.want(204, "POST", "/admin/mail/letters/"+id+"/retry", nil, nil)
	if due, err := s.store.DueLetters(t.Context(), time.Now(), 1); err != nil || len(due) != 1 {
		t.Errorf("after another try: %v, %v", due, err)
	}
	admin.want(204, "DELETE", "/admin/mail/letters/"+id, nil, nil)
	admin.refused(404, "letter_unknown", "DELETE", "/admin/mail/letters/"+id, nil)
	admin.want(200, "GET", "/admin/mail/letters?state=waiting", nil, &found)
	if found.Total != 0 {
		t.Errorf("got %+v", found)
	}
}

func TestTextsOfLettersAreEdited(t *testing.T) {
	s := newServer(t)
	admin := s.as("admin")
	var all api.LetterTexts
	admin.want(200, "GET", "/admin/mail/texts", nil, &all)
	if len(all.Items) != 2*len(post.Occasions) || len(all.Places) == 0 || all.Items[0].Own {
		t.Fatalf("got %+v", all)
	}
	admin.refused(422, "place_unknown", "PUT", "/admin/mail/texts/invited/en", m{"subject": "{{password}}", "body": ""})
	admin.refused(404, "text_unknown", "PUT", "/admin/mail/texts/invited/xx", m{"subject": "x", "body": ""})
	var shown api.LetterPreview
	admin.want(200, "POST", "/admin/mail/texts/invited/en/preview", m{"subject": "Come to {{conference}}", "body": "<i>{{name}}</i>"}, &shown)
	if shown.Subject != "Come to Weekly planning" || !strings.Contains(shown.HTML, "&lt;i&gt;") || !strings.Contains(shown.Text, "123456") {
		t.Errorf("got %+v", shown)
	}
	admin.want(204, "PUT", "/admin/mail/texts/invited/en", m{"subject": "Come", "body": "Now"}, nil)
	admin.want(200, "GET", "/admin/mail/texts", nil, &all)
	if all.Items[0].Subject != "Come" || !all.Items[0].Own {
		t.Errorf("got %+v", all.Items[0])
	}
	admin.want(204, "DELETE", "/admin/mail/texts/invited/en", nil, nil)
	admin.want(200, "GET", "/admin/mail/texts", nil, &all)
	if all.Items[0].Own {
		t.Errorf("got %+v", all.Items[0])
	}
}

// planned is a public conference of anna with boris and a guest invited by mail.
func planned(s *server, more m) api.Conference {
	s.t.Helper()
	given := m{
		"name": "Weekly", "access": "public", "inviteByMail": true,
		"invited":  []m{{"login": "boris"}, {"email": "Guest@example.com"}},
		"schedule": m{"series": []m{{"start": "2126-11-26T10:00", "zone": "Europe/Moscow", "minutes": 60, "rule": "FREQ=WEEKLY"}}},
	}
	maps.Copy(given, more)
	var c api.Conference
	s.as("anna").want(201, "POST", "/conferences", given, &c)
	return c
}

// NB2: who was invited answers by the token of the letter, and the organizer sees it.
func TestAnswersToInvitations(t *testing.T) {
	s := newServer(t)
	c := planned(s, nil)
	token := s.store.ReplyToken(c.ID, "guest@example.com")
	nobody := client{s: s}
	var seen api.Invitation
	nobody.want(200, "POST", "/replies", m{"token": token}, &seen)
	if seen.Name != "Weekly" || seen.Reply != "" || seen.Next == nil || seen.Zone != "Europe/Moscow" {
		t.Errorf("got %+v", seen)
	}
	nobody.want(200, "POST", "/replies", m{"token": token, "reply": "declined"}, &seen)
	if seen.Reply != post.Declined {
		t.Errorf("got %+v", seen)
	}
	nobody.refused(422, "invalid", "POST", "/replies", m{"token": token, "reply": "perhaps"})
	nobody.refused(404, "reply_unknown", "POST", "/replies", m{"token": "AAAA"})
	nobody.refused(404, "reply_unknown", "POST", "/replies", m{"token": s.store.ReplyToken(c.ID, "stranger@example.com")})
	s.as("anna").want(200, "GET", "/conferences/"+string(c.CID), nil, &c)
	if c.Invited[1].Reply != "declined" || c.Invited[0].Reply != "" {
		t.Errorf("got %+v", c.Invited)
	}
	// Saving the list does not make the answer a part of it.
	s.as("anna").want(200, "PATCH", "/conferences/"+string(c.CID), m{"revision": c.Revision, "invited": c.Invited[:1]}, &c)
	nobody.refused(404, "reply_unknown", "POST", "/replies", m{"token": token})
}

// A10, D8: the file is for who may know of the conference; addresses and PINs are not
// for strangers.
func TestCalendarFiles(t *testing.T) {
	s := newServer(t)
	s.as("anna").want(200, "PATCH", "/me", m{"email": "anna@example.org", "zone": "Asia/Tokyo"}, nil)
	open, locked := planned(s, nil), planned(s, m{"pin": "756910"})
	internal := planned(s, m{"access": "internal", "invited": []m{{"login": "boris"}}})
	var room api.Conference
	s.as("anna").want(201, "POST", "/conferences", m{"name": "Room", "access": "public"}, &room)
	if open.CalendarLinks == nil || !strings.HasPrefix(open.CalendarLinks.Google, "https://calendar.google.com/") || room.CalendarLinks != nil {
		t.Errorf("links %+v, %+v", open.CalendarLinks, room.CalendarLinks)
	}
	for name, c := range map[string]struct {
		who         client
		of          *api.Conference
		status      int
		has, hasNot string
	}{
		"a stranger, open":         {client{s: s}, &open, 200, "METHOD:PUBLISH", "anna@example.org"},
		"a stranger, with a PIN":   {client{s: s}, &locked, 404, "conference_unknown", ""},
		"a stranger, internal":     {client{s: s}, &internal, 404, "conference_unknown", ""},
		"a stranger, a room":       {client{s: s}, &room, 404, "not_planned", ""},
		"an invited one":           {s.as("boris"), &locked, 200, "mailto:anna@example.org", "756910"},
		"the owner":                {s.as("anna"), &locked, 200, "PIN: 756910", ""},
		"an invited one, internal": {s.as("boris"), &internal, 200, "RRULE:FREQ=WEEKLY", ""},
	} {
		answer, content := c.who.do("GET", "/conferences/"+string(c.of.CID)+"/calendar.ics", nil)
		raw := strings.ReplaceAll(string(content), "\r\n ", "")
		if status := answer.StatusCode; status != c.status || !strings.Contains(raw, c.has) || c.hasNot != "" && strings.Contains(raw, c.hasNot) {
			t.Errorf("%s: %d %s", name, answer.StatusCode, raw)
		}
	}
}
