package mail

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/post"
	"veche/conference/registration"
	"veche/conference/schedule"
	"veche/signaling/mail/mailtest"
)

// house is a mailer with a store and a mail server, at a clock of its own.
type house struct {
	t        *testing.T
	mailer   *Mailer
	box      *box
	server   *mailtest.Server
	settings account.Settings
	now      time.Time
	people   map[string]account.Account
	came     []registration.Registrant
	pictures map[string]string
}

// OpenAvatar is how letters get the logo.
func (h *house) OpenAvatar(_ context.Context, name string) (io.ReadSeekCloser, error) {
	picture, ok := h.pictures[name]
	if !ok {
		return nil, account.ErrAvatarUnknown
	}
	return readSeekCloser{strings.NewReader(picture)}, nil
}

type readSeekCloser struct{ io.ReadSeeker }

func (readSeekCloser) Close() error { return nil }

func open(t *testing.T, options mailtest.Options) *house {
	t.Helper()
	h := &house{t: t, box: newBox(), server: mailtest.Start(t, options), now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	h.settings = account.DefaultSettings()
	h.settings.Mail = account.Mail{
		Enabled: true, Host: "127.0.0.1", Port: h.server.Port(), Security: account.MailPlain, Auth: account.MailNoAuth, FromAddress: "veche@example.org",
	}
	h.people = map[string]account.Account{
		"bob":    {Login: "bob", Name: "Bob", EMail: "bob@example.org"},
		"ann":    {Login: "ann", Name: "Анна", EMail: "ann@example.org", Language: "ru", Zone: "Asia/Yekaterinburg"},
		"nobody": {Login: "nobody", Name: "No mail"},
	}
	h.mailer = New(Config{
		Outbox: h.box, Replies: h.box, Texts: h.box, Accounts: h, Registrants: h, Pictures: h, Settings: func() account.Settings { return h.settings },
		URL: func(c conference.CID) string { return "https://meet.example.org/c/" + string(c) }, Version: "1", Now: func() time.Time { return h.now },
	})
	return h
}

func (h *house) Account(_ context.Context, login string) (account.Account, error) {
	if a, ok := h.people[login]; ok {
		return a, nil
	}
	return account.Account{}, account.ErrUnknown
}

func (h *house) Registrants(context.Context, conference.ID, registration.Query) (registration.Page, error) {
	return registration.Page{Registrants: h.came}, nil
}

func (h *house) RegistrantByEMail(_ context.Context, _ conference.ID, email string) (registration.Registrant, error) {
	for _, r := range h.came {
		if r.EMail == email && r.Login == "" {
			return r, nil
		}
	}
	return registration.Registrant{}, registration.ErrUnknown
}

// turn does what is due and returns the letters that came.
func (h *house) turn() []mailtest.Letter {
	h.t.Helper()
	h.mailer.turn(h.t.Context())
	return h.server.Letters()
}

func local(t *testing.T, s string) schedule.Local {
	t.Helper()
	l, err := schedule.ParseLocal(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func weekly(t *testing.T) *conference.Definition {
	t.Helper()
	return &conference.Definition{
		ID: "0123456789abcdef", CID: "1234567890", Revision: 1, Owner: "bob", Name: "Planning <now>", PIN: "998877", Access: conference.Public,
		InviteByMail: true, Location: "Room & board",
		Invited: []conference.Invited{
			{Login: "ann", Moderator: true},
			{EMail: "Guest@example.com", Name: "Guest"},
			{Login: "nobody"},
			{Dial: "sip:room@example.org"},
		},
		Schedule: &schedule.Schedule{Series: []schedule.Series{{ID: "s1", Start: local(t, "2026-11-24T10:00"), Zone: "Europe/Moscow", Minutes: 60, Rule: "FREQ=WEEKLY"}}},
	}
}

func parse(t *testing.T, l mailtest.Letter) mailtest.Read {
	t.Helper()
	got, err := l.Read()
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestAnInvitationReachesWhoItIsFor: people of the server with an address and guests by
// mail, each in his language and zone, with a calendar; terminals and the owner none
// (G18, NA3, NB2, ND3).
func TestAnInvitationReachesWhoItIsFor(t *testing.T) {
	t.Parallel()
	h := open(t, mailtest.Options{})
	h.box.note(nil, weekly(t))
	letters := h.turn()
	if len(letters) != 2 {
		t.Fatalf("%d letters", len(letters))
	}
	byTo := map[string]mailtest.Read{}
	for _, l := range letters {
		byTo[l.To[0]] = parse(t, l)
	}
	ann, guest := byTo["ann@example.org"], byTo["Guest@example.com"]
	if ann.Subject != "Приглашение: Planning <now>" {
		t.Errorf("subject %q", ann.Subject)
	}
	for _, want := range []string{"вторник, 24 ноября 2026 г., 12:00–13:00 (Asia/Yekaterinburg, UTC+5)", "Вы ведущий", "998877", "https://meet.example.org/c/1234567890#reply=", "answer=declined"} {
		if !strings.Contains(ann.Text, want) {
			t.Errorf("no %q in %s", want, ann.Text)
		}
	}
	for _, want := range []string{"Tuesday, 24 November 2026, 10:00–11:00 (Europe/Moscow, UTC+3)", "Further dates: 1 December 10:00", "Bob invites you"} {
		if !strings.Contains(guest.Text, want) {
			t.Errorf("no %q in %s", want, guest.Text)
		}
	}
	if !strings.Contains(guest.HTML, "Planning &lt;now&gt;") || strings.Contains(guest.HTML, "<now>") || strings.Contains(guest.HTML, "<img") {
		t.Errorf("got %s", guest.HTML)
	}
	if guest.Method != "REQUEST" || !strings.Contains(guest.Calendar, "METHOD:REQUEST\r\n") || !slices.Equal(guest.Files, []string{"invite.ics"}) {
		t.Errorf("%s, %s\n%s", guest.Method, guest.Files, guest.Calendar)
	}
	if flat := guest.Calendar; !strings.Contains(flat, "mailto:Guest@example.com") || strings.Contains(flat, "ann@example.org") {
		t.Errorf("guests of public conferences learn no addresses:\n%s", flat)
	}
	if got := guest.ReplyTo; !strings.Contains(got, "bob@example.org") {
		t.Errorf("reply to %q", got)
	}
	if got := guest.From; !strings.Contains(got, "veche@example.org") {
		t.Errorf("from %q", got)
	}
}

// TestWhatIsTold is the table of G18 and NA4.
func TestWhatIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*conference.Definition)
		ended  bool
		want   []string // occasion and to
	}{
		"nothing that concerns them": {change: func(d *conference.Definition) { d.MicOff = true }},
		"the name":                   {change: func(d *conference.Definition) { d.Name = "x" }, want: []string{"changed Guest@example.com", "changed ann@example.org"}},
		"the time": {
			change: func(d *conference.Definition) { d.Schedule.Series[0].Start = local(t, "2026-11-24T11:00") },
			want:   []string{"changed Guest@example.com", "changed ann@example.org"},
		},
		"the PIN":           {change: func(d *conference.Definition) { d.PIN = "1" }, want: []string{"changed Guest@example.com", "changed ann@example.org"}},
		"one more":          {change: func(d *conference.Definition) { d.Invited = append(d.Invited, conference.Invited{EMail: "new@x.org"}) }, want: []string{"invited new@x.org"}},
		"one less":          {change: func(d *conference.Definition) { d.Invited = d.Invited[:1] }, want: []string{"withdrawn Guest@example.com"}},
		"a moderator":       {change: func(d *conference.Definition) { d.Invited[1].Moderator = true }, want: []string{"moderates Guest@example.com"}},
		"no more mail":      {change: func(d *conference.Definition) { d.InviteByMail, d.Name = false, "x" }},
		"the end":           {ended: true, want: []string{"cancelled Guest@example.com", "cancelled ann@example.org"}},
		"what is over":      {change: func(d *conference.Definition) { d.Name, d.Schedule.Series[0].Rule = "x", "FREQ=WEEKLY;COUNT=1" }, want: []string{"changed Guest@example.com", "changed ann@example.org"}},
		"another series":    {change: func(d *conference.Definition) { d.Schedule.Series[0].ID = "s2" }, want: []string{"cancelled Guest@example.com", "cancelled ann@example.org", "changed Guest@example.com", "changed ann@example.org"}},
		"no times any more": {change: func(d *conference.Definition) { d.Schedule = nil }, want: []string{"cancelled Guest@example.com", "cancelled ann@example.org", "changed Guest@example.com", "changed ann@example.org"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, mailtest.Options{})
			before, after := weekly(t), weekly(t)
			if after.Revision = 2; c.change != nil {
				c.change(after)
			}
			if c.ended {
				after = nil
			}
			h.box.note(before, after)
			h.turn()
			if got := h.box.told(); strings.Join(got, ", ") != strings.Join(c.want, ", ") {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	t.Run("over long ago", func(t *testing.T) {
		t.Parallel()
		h := open(t, mailtest.Options{})
		d := weekly(t)
		d.Schedule.Series[0].Rule = ""
		h.now = h.now.AddDate(1, 0, 0)
		h.box.note(d, nil)
		h.turn()
		if got := h.box.told(); len(got) != 0 {
			t.Errorf("got %v", got)
		}
	})
}

// TestRegistrantsGetTheirLinkAndWhatBecameOfIt (A12, A13).
func TestRegistrantsGetTheirLinkAndWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	h := open(t, mailtest.Options{})
	d := weekly(t)
	d.InviteByMail, d.PIN = false, ""
	r := registration.Registrant{ID: "r1", Conference: d.ID, EMail: "max@example.com", FirstName: "Max", Token: "secret-token", Language: "en"}
	for range 2 { // as after a lost answer
		mailed, err := h.mailer.Registered(t.Context(), *d, r, "https://meet.example.org/c/1234567890#r=secret-token")
		if err != nil || !mailed {
			t.Fatalf("%v, %v", mailed, err)
		}
	}
	letters := h.turn()
	if len(letters) != 1 {
		t.Fatalf("%d letters", len(letters))
	}
	first := parse(t, letters[0])
	if !strings.Contains(first.Text, "/c/1234567890#r=secret-token") || !strings.Contains(first.Calendar, "PARTSTAT=ACCEPTED") {
		t.Errorf("got %s\n%s", first.Text, first.Calendar)
	}
	h.came = []registration.Registrant{r}
	after := *d
	after.CID, after.Revision = "7777777777", 2
	h.box.note(d, &after)
	if letters = h.turn(); len(letters) != 2 || !strings.Contains(parse(t, letters[1]).Text, "/c/7777777777#r=secret-token") {
		t.Errorf("%d letters", len(letters))
	}
	h.settings.Mail.Enabled = false
	if mailed, err := h.mailer.Registered(t.Context(), *d, r, "link"); mailed || err != nil {
		t.Errorf("without mail: %v, %v", mailed, err)
	}
}

// TestTheInvitedGetTheirOwnLink: who is invited by e-mail to a conference with
// registration, by each letter once (A13, G7).
func TestTheInvitedGetTheirOwnLink(t *testing.T) {
	t.Parallel()
	h := open(t, mailtest.Options{})
	without, d := weekly(t), weekly(t)
	without.PIN, d.PIN, d.Registration.On = "", "", true
	d.Invited = d.Invited[1:2]
	without.Invited = d.Invited
	h.came = []registration.Registrant{{ID: "r1", Conference: d.ID, EMail: "guest@example.com", FirstName: "Guest", Token: "secret-token", Invited: true}}
	moved, off := *d, *d
	moved.Schedule = weekly(t).Schedule
	moved.Schedule.Series[0].Minutes = 30
	off.Invited = nil
	o, _ := d.Schedule.Next(h.now)
	for name, c := range map[string]struct {
		before, after *conference.Definition
		subject       string
	}{
		"invited":                     {nil, d, "Invitation"},
		"registration is switched on": {without, d, "Changed"},
		"the time is another":         {d, &moved, "Changed"},
	} {
		before := len(h.server.Letters())
		h.box.note(c.before, c.after)
		letters := h.turn()[before:]
		if len(letters) != 1 {
			t.Fatalf("%s: %d letters", name, len(letters))
		}
		got := parse(t, letters[0])
		if !strings.Contains(got.Text, "/c/1234567890#r=secret-token") || !strings.Contains(got.Text, "yours alone") ||
			!strings.HasPrefix(got.Subject, c.subject) || strings.Contains(got.Calendar, "PARTSTAT=ACCEPTED") || !strings.Contains(got.Text, "answer=declined") {
			t.Errorf("%s: got %s\n%s\n%s", name, got.Subject, got.Text, got.Calendar)
		}
	}
	before := len(h.server.Letters())
	if err := h.mailer.Remind(t.Context(), *d, o, 15); err != nil {
		t.Fatal(err)
	}
	letters := h.turn()[before:]
	if len(letters) != 2 || !strings.Contains(parse(t, letters[0]).Text+parse(t, letters[1]).Text, "#r=secret-token") {
		t.Errorf("%d letters", len(letters)) // the owner, too
	}
	before = len(letters) + before
	h.box.note(d, &off)
	if letters = h.turn()[before:]; len(letters) != 0 {
		t.Errorf("who registered himself is told that he is not invited: %d letters", len(letters))
	}
}

// TestRemindersComeOnce (G5).
func TestRemindersComeOnce(t *testing.T) {
	t.Parallel()
	h := open(t, mailtest.Options{})
	d := weekly(t)
	o, _ := d.Schedule.Next(h.now)
	for range 2 {
		if err := h.mailer.Remind(t.Context(), *d, o, 15); err != nil {
			t.Fatal(err)
		}
	}
	letters := h.turn()
	if len(letters) != 3 { // the owner, too
		t.Fatalf("%d letters", len(letters))
	}
	for _, l := range letters {
		if got := parse(t, l); l.To[0] == "ann@example.org" && !strings.Contains(got.Text, "До начала: 15 минут.") {
			t.Errorf("got %s", got.Text)
		}
	}
}

// TestTextsOfTheAdministrator are filled in and escaped, and cannot name other places.
func TestTextsOfTheAdministrator(t *testing.T) {
	t.Parallel()
	h := open(t, mailtest.Options{})
	h.box.texts[post.TextKey{Occasion: post.Invited, Language: "en"}] = post.Text{Subject: "{{conference}} for {{name}}", Body: "<b>Come</b>, {{ name }}!\n\nAt {{when}}"}
	d := weekly(t)
	d.Name = "{{pin}}\r\nBcc: x@example.org"
	d.Invited = []conference.Invited{{EMail: "guest@example.com", Name: "Guest"}}
	h.box.note(nil, d)
	letters := h.turn()
	got := parse(t, letters[0])
	if s := got.Subject; s != "{{pin}} Bcc: x@example.org for Guest" || strings.Contains(letters[0].Data, "\nBcc") {
		t.Errorf("subject %q", s)
	}
	if !strings.Contains(got.HTML, "&lt;b&gt;Come&lt;/b&gt;, Guest!") {
		t.Errorf("got %s", got.HTML)
	}
}

func TestDurationsInWords(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int][2]string{
		1: {"1 minute", "1 минута"}, 15: {"15 minutes", "15 минут"}, 22: {"22 minutes", "22 минуты"}, 60: {"1 hour", "1 час"},
		120: {"2 hours", "2 часа"}, 300: {"5 hours", "5 часов"}, 1440: {"1 day", "1 день"}, 11 * 1440: {"11 days", "11 дней"}, 90: {"90 minutes", "90 минут"},
	} {
		if got := [2]string{words["en"].left(minutes), words["ru"].left(minutes)}; got != want {
			t.Errorf("%d: got %v, want %v", minutes, got, want)
		}
	}
}

// TestOurTextsNameOnlyPlacesThereAre: every occasion has one in every language.
func TestOurTextsNameOnlyPlacesThereAre(t *testing.T) {
	t.Parallel()
	for _, l := range Languages() {
		for _, o := range post.Occasions {
			text, ok := Texts(l)[o]
			if err := text.Validate(); !ok || err != nil {
				t.Errorf("%s %s: %v", l, o, err)
			}
		}
	}
}
