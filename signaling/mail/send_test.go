package mail

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"veche/conference/account"
	"veche/conference/brand"
	"veche/conference/post"
	"veche/signaling/mail/mailtest"
)

// fill posts letters to so many people.
func (h *house) fill(n int) {
	h.t.Helper()
	var letters []post.Letter
	for i := range n {
		letters = append(letters, post.Letter{
			Key: fmt.Sprint("k", i), Occasion: post.Reminder, To: post.Address{EMail: fmt.Sprintf("p%d@example.org", i)}, Subject: "s",
			Created: h.now, Due: h.now, Content: post.Content{Text: "text", HTML: "<p>text</p>"},
		})
	}
	if _, err := h.box.PostLetters(h.t.Context(), letters); err != nil {
		h.t.Fatal(err)
	}
}

// pass lets time pass, with a turn whenever one is due.
func (h *house) pass(d time.Duration) {
	h.t.Helper()
	for end := h.now.Add(d); ; {
		next := h.mailer.turn(h.t.Context())
		if limit := h.now.Add(longestWait); next.After(limit) {
			next = limit
		}
		if !next.After(h.now) {
			next = h.now.Add(time.Second)
		}
		if next.After(end) {
			h.now = end
			return
		}
		h.now = next
	}
}

// each checks that each of n people got exactly one letter.
func (h *house) each(n int) {
	h.t.Helper()
	got := map[string]int{}
	for _, l := range h.server.Letters() {
		got[l.To[0]]++
	}
	for i := range n {
		if to := fmt.Sprintf("p%d@example.org", i); got[to] != 1 {
			h.t.Errorf("%s got %d letters", to, got[to])
		}
	}
}

// TestAMailServerDownForAnHourLosesNothing: and its letters are not tried one by one
// (issue).
func TestAMailServerDownForAnHourLosesNothing(t *testing.T) {
	t.Parallel()
	h := open(t, mailtest.Options{})
	h.server.Down()
	h.fill(120)
	h.pass(time.Hour)
	status, err := h.mailer.Status(t.Context())
	if err != nil || status.Waiting != 120 || status.Error == "" || !status.Since.Equal(h.now.Add(-time.Hour)) {
		t.Errorf("status %+v, %v", status, err)
	}
	for i := range h.box.letters {
		if h.box.letters[i].Tries != 0 {
			t.Fatalf("letter %d was tried", i)
		}
	}
	if err := h.server.Up(); err != nil {
		t.Fatal(err)
	}
	h.pass(10 * time.Minute)
	h.each(120)
	if n := h.server.Connections(); n > 4 {
		t.Errorf("%d connections for 120 letters", n)
	}
	if status, _ = h.mailer.Status(t.Context()); status.Error != "" || status.Waiting != 0 {
		t.Errorf("status %+v", status)
	}
}

// TestRefusalsOfOneLetterAreItsOwn: 4xx waits, 5xx fails and is seen, the others go.
func TestRefusalsOfOneLetterAreItsOwn(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	busy := 3
	h := open(t, mailtest.Options{Rcpt: func(to string) error {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case to == "p1@example.org":
			return mailtest.Refuse(550, "no such user here")
		case to == "p2@example.org" && busy > 0:
			busy--
			return mailtest.Refuse(450, "greylisted")
		}
		return nil
	}})
	h.fill(4)
	h.turn()
	if got := h.box.states(); got[post.Sent] != 2 || got[post.Failed] != 1 || got[post.Waiting] != 1 {
		t.Fatalf("states %v", got)
	}
	if l := h.box.letters[1]; !strings.Contains(l.Error, "550") || !strings.Contains(l.Error, "no such user here") {
		t.Errorf("error %q", l.Error)
	}
	if l := h.box.letters[2]; !strings.Contains(l.Error, "greylisted") || !l.Due.Equal(h.now.Add(time.Minute)) {
		t.Errorf("due %v, error %q", l.Due, l.Error)
	}
	h.pass(time.Hour)
	if got := h.box.states(); got[post.Sent] != 3 || got[post.Failed] != 1 {
		t.Errorf("states %v", got)
	}
	if l := h.box.letters[2]; l.Tries != 4 {
		t.Errorf("%d tries", l.Tries)
	}
}

// TestWhatIsRefusedForTwoDaysFails: but not before.
func TestWhatIsRefusedForTwoDaysFails(t *testing.T) {
	t.Parallel()
	h := open(t, mailtest.Options{Data: func(mailtest.Letter) error { return mailtest.Refuse(451, "try later") }})
	h.fill(1)
	h.pass(47 * time.Hour)
	if got := h.box.states(); got[post.Waiting] != 1 {
		t.Fatalf("states %v", got)
	}
	h.pass(4 * time.Hour)
	if l := h.box.letters[0]; l.State != post.Failed || !strings.Contains(l.Error, "try later") || l.Tries > 40 {
		t.Errorf("got %+v", l)
	}
}

// TestALostAnswerIsKnownByItsMessageID: the server hangs up after it has taken the
// letter; what is sent again is recognisably the same, and the others are sent once.
func TestALostAnswerIsKnownByItsMessageID(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	cut := true
	h := open(t, mailtest.Options{Data: func(l mailtest.Letter) error {
		mu.Lock()
		defer mu.Unlock()
		if l.To[0] == "p1@example.org" && cut {
			cut = false
			return mailtest.ErrHangUp
		}
		return nil
	}})
	h.fill(3)
	h.pass(time.Hour)
	ids := map[string][]string{}
	for _, l := range h.server.Letters() {
		ids[l.To[0]] = append(ids[l.To[0]], parse(t, l).ID)
	}
	if len(ids["p0@example.org"]) != 1 || len(ids["p2@example.org"]) != 1 {
		t.Errorf("the others: %v", ids)
	}
	if twice := ids["p1@example.org"]; len(twice) != 2 || twice[0] != twice[1] || !strings.HasSuffix(twice[0], "@example.org>") {
		t.Errorf("got %v", twice)
	}
}

// TestReminderThatComesTooLateIsNotSent.
func TestReminderThatComesTooLateIsNotSent(t *testing.T) {
	t.Parallel()
	h := open(t, mailtest.Options{})
	h.server.Down()
	h.fill(1)
	h.box.letters[0].Expires = h.now.Add(30 * time.Minute)
	h.pass(time.Hour)
	if err := h.server.Up(); err != nil {
		t.Fatal(err)
	}
	h.pass(time.Hour)
	if got := h.box.states(); got[post.Failed] != 1 || len(h.server.Letters()) != 0 {
		t.Errorf("states %v", got)
	}
}

// TestASenderThatIsRefusedStopsAll: no letter fails for what is wrong with the settings.
func TestASenderThatIsRefusedStopsAll(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	err := mailtest.Refuse(553, "sender not allowed")
	h := open(t, mailtest.Options{From: func(string) error {
		mu.Lock()
		defer mu.Unlock()
		return err
	}})
	h.fill(5)
	h.turn()
	if status, _ := h.mailer.Status(t.Context()); !strings.Contains(status.Error, "sender not allowed") || status.Waiting != 5 {
		t.Errorf("status %+v", status)
	}
	mu.Lock()
	err = nil
	mu.Unlock()
	h.pass(time.Hour)
	h.each(5)
}

// TestWaysToTheServer: each way to protect and to sign in, with what it says when it is
// wrong (NC4).
func TestWaysToTheServer(t *testing.T) {
	t.Parallel()
	type settings = account.Mail
	for name, c := range map[string]struct {
		options mailtest.Options
		set     func(*settings)
		untrust bool
		want    string // in the error; empty: it works
	}{
		"plain":                    {},
		"STARTTLS":                 {options: mailtest.Options{StartTLS: true}, set: func(s *settings) { s.Security = account.MailStartTLS }},
		"TLS":                      {options: mailtest.Options{TLS: true}, set: func(s *settings) { s.Security = account.MailTLS }},
		"STARTTLS where it is not": {set: func(s *settings) { s.Security = account.MailStartTLS }, want: "STARTTLS"},
		"opportunistic without":    {set: func(s *settings) { s.Security = account.MailOpportunistic }},
		"opportunistic with":       {options: mailtest.Options{StartTLS: true}, set: func(s *settings) { s.Security = account.MailOpportunistic }},
		"a stranger's certificate": {options: mailtest.Options{TLS: true}, set: func(s *settings) { s.Security = account.MailTLS }, untrust: true, want: "certificate"},
		"PLAIN":                    {options: mailtest.Options{StartTLS: true, Login: "u", Password: "p"}, set: func(s *settings) { s.Security, s.Auth = account.MailStartTLS, account.MailSASL }},
		"LOGIN":                    {options: mailtest.Options{TLS: true, Login: "u", Password: "p"}, set: func(s *settings) { s.Security, s.Auth = account.MailTLS, account.MailLogin }},
		"LOGIN in the open":        {options: mailtest.Options{Login: "u", Password: "p"}, set: func(s *settings) { s.Auth = account.MailLogin }},
		"XOAUTH2":                  {options: mailtest.Options{TLS: true, Login: "u", Password: "p"}, set: func(s *settings) { s.Security, s.Auth = account.MailTLS, account.MailXOAuth2 }},
		"CRAM-MD5":                 {options: mailtest.Options{TLS: true, Login: "u", Password: "p"}, set: func(s *settings) { s.Security, s.Auth = account.MailTLS, account.MailCRAMMD5 }},
		"CRAM-MD5 in the open":     {options: mailtest.Options{Login: "u", Password: "p"}, set: func(s *settings) { s.Auth = account.MailCRAMMD5 }},
		"a wrong secret":           {options: mailtest.Options{Login: "u", Password: "other"}, set: func(s *settings) { s.Auth = account.MailCRAMMD5 }, want: "wrong login or password"},
		"the best there is":        {options: mailtest.Options{TLS: true, Login: "u", Password: "p"}, set: func(s *settings) { s.Security, s.Auth = account.MailTLS, account.MailAuto }},
		"a wrong password":         {options: mailtest.Options{TLS: true, Login: "u", Password: "other"}, set: func(s *settings) { s.Security, s.Auth = account.MailTLS, account.MailSASL }, want: "wrong login or password"},
		"no password":              {options: mailtest.Options{Login: "u", Password: "p"}, set: func(s *settings) { s.Auth = account.MailNoAuth }, want: "authentication required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, c.options)
			s := &h.settings.Mail
			s.Login, s.Password, s.Certificate = "u", "p", h.server.Certificate
			if c.untrust {
				s.Certificate = ""
			}
			if c.set != nil {
				c.set(s)
			}
			_, err := h.mailer.Try(t.Context(), &h.settings, post.Address{Name: "Ann", EMail: "ann@example.org"}, "en")
			switch {
			case c.want == "" && (err != nil || len(h.server.Letters()) != 1):
				t.Errorf("%v, %d letters", err, len(h.server.Letters()))
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %s", err, c.want)
			case err != nil && strings.Contains(err.Error(), "\n"):
				t.Errorf("more than one line: %q", err)
			}
		})
	}
}

// TestSendingIsStoppedInTheMiddle: Close waits for what is being said.
func TestSendingIsStoppedInTheMiddle(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{})
	var once sync.Once
	release := make(chan struct{})
	h := open(t, mailtest.Options{Data: func(mailtest.Letter) error {
		once.Do(func() { close(reached) })
		<-release
		return errors.New("too late")
	}})
	h.fill(3)
	h.mailer.Start()
	select {
	case <-reached:
	case <-time.After(time.Minute):
		t.Fatal("nothing is sent")
	}
	close(release)
	if err := h.mailer.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A logo comes with the letter, since pictures from outside are not shown, and the button
// has the accent colour; what waits shows the logo of the day it is sent.
func TestLettersHaveTheLookOfTheServer(t *testing.T) {
	t.Parallel()
	h := open(t, mailtest.Options{})
	h.settings.Brand = brand.Brand{Accent: "#1d3f8a", Logo: &brand.Logo{Picture: "old.png", Width: 960, Height: 240}}
	h.pictures = map[string]string{"old.png": "old picture", "new.png": "new picture"}
	h.box.note(nil, weekly(t))
	h.server.Down()
	h.turn()
	if err := h.server.Up(); err != nil {
		t.Fatal(err)
	}
	h.settings.Brand.Logo = &brand.Logo{Picture: "new.png", Width: 960, Height: 240}
	h.pass(time.Hour)
	letters := h.server.Letters()
	if len(letters) != 2 {
		t.Fatalf("%d letters", len(letters))
	}
	read := parse(t, letters[0])
	for _, want := range []string{`<img src="cid:logo@veche" width="224" height="56" alt="Veche"`, "background:#1d3f8a;"} {
		if !strings.Contains(read.HTML, want) {
			t.Errorf("no %s in %s", want, read.HTML)
		}
	}
	for _, want := range []string{"multipart/related", "Content-Id: <logo@veche>", base64.StdEncoding.EncodeToString([]byte("new picture"))} {
		if !strings.Contains(letters[0].Data, want) {
			t.Errorf("no %s in %s", want, letters[0].Data)
		}
	}
	_, _, html, err := h.mailer.Sample(t.Context(), post.TextKey{Occasion: post.Reminder, Language: "en"}, &post.Text{Subject: "s", Body: "b"}, "Bob")
	if err != nil || !strings.Contains(html, `src="data:image/png;base64,`+base64.StdEncoding.EncodeToString([]byte("new picture"))) {
		t.Errorf("the sample: %v %s", err, html)
	}

	h.settings.Brand = brand.Brand{}
	h.fill(1)
	letters = h.turn()
	if strings.Contains(letters[2].Data, "logo@veche") {
		t.Errorf("a logo without one: %s", letters[2].Data)
	}
}
