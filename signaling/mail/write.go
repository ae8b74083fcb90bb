package mail

import (
	"cmp"
	"context"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/post"
	"veche/conference/schedule"
	"veche/signaling/calendar"
)

// facts are what a letter is about.
type facts struct {
	reader
	occasion   post.Occasion
	conference *conference.Definition
	series     string               // id; empty: the conference as a whole
	meeting    *schedule.Occurrence // of a reminder
	minutes    int                  // until it begins
	ended      bool                 // conference is what it was before its end
	link       string               // instead of the usual one
	key        string
}

// writer writes letters by the settings and texts of this moment.
type writer struct {
	*Mailer
	settings account.Settings
	texts    map[post.TextKey]post.Text
	owners   map[string]calendar.Person
}

func (m *Mailer) writer(ctx context.Context) (*writer, error) {
	texts, err := m.cfg.Texts.Texts(ctx)
	return &writer{m, m.cfg.Settings(), texts, map[string]calendar.Person{}}, err
}

// language is the one of ours to write to r in.
func (w *writer) language(r *reader) string {
	for _, l := range []string{r.language, w.settings.Language} {
		if short, _, _ := strings.Cut(l, "-"); words[short] != nil {
			return short
		}
	}
	return "en"
}

// zone is that in which f's reader is told times (ND3): his own, the server's, or that
// of the meeting.
func (w *writer) zone(f *facts) *time.Location {
	names := []string{f.zone}
	if w.settings.Zone != "UTC" && f.guest != "" && !strings.Contains(f.guest, "@") {
		names = append(names, w.settings.Zone)
	}
	if f.conference.Schedule != nil {
		for _, s := range f.conference.Schedule.Series {
			if s.ID == f.series || f.series == "" {
				names = append(names, s.Zone)
			}
		}
	}
	for _, name := range append(names, w.settings.Zone) {
		if z, err := schedule.Zone(name); err == nil && name != "" {
			return z
		}
	}
	return time.UTC
}

// owner is who invites; without an address if he has none.
func (w *writer) owner(ctx context.Context, login string) calendar.Person {
	p, known := w.owners[login]
	if known {
		return p
	}
	p = calendar.Person{Name: login}
	if a, err := w.cfg.Accounts.Account(ctx, login); err == nil {
		p = calendar.Person{Name: a.Name, EMail: a.EMail}
	}
	w.owners[login] = p
	return p
}

// link is where the reader joins.
func (w *writer) link(f *facts) string {
	if f.link != "" {
		return f.link
	}
	return f.own.Link(w.cfg.URL(f.conference.CID))
}

// write makes the letter.
func (w *writer) write(ctx context.Context, f *facts) post.Letter {
	v := w.view(ctx, f)
	now := w.cfg.Now()
	l := post.Letter{
		Key: f.key, Occasion: f.occasion, Conference: f.conference.ID, To: f.Address, Subject: v.Subject, Created: now, Due: now,
		Content: post.Content{Language: v.Language, Text: v.text(), HTML: v.html()},
	}
	owner := w.owner(ctx, f.conference.Owner)
	if owner.EMail != "" {
		l.Content.ReplyTo = post.Address{Name: owner.Name, EMail: owner.EMail} // NB2
	}
	if object, ok := w.calendar(ctx, f, owner); ok {
		l.Content.Calendar, l.Content.Method = object.String(), string(object.Method)
	}
	if end, ok := lastEnd(f); ok {
		l.Expires = end
	}
	return l
}

// lastEnd is when nobody needs the letter any more.
func lastEnd(f *facts) (time.Time, bool) {
	if f.conference.Schedule == nil {
		return time.Time{}, false
	}
	end, ends := f.conference.Schedule.Last()
	return end, ends && !end.IsZero() && f.occasion != post.Cancelled && f.occasion != post.Withdrawn
}

var methods = map[post.Occasion]calendar.Method{
	post.Invited: calendar.Request, post.Changed: calendar.Request, post.Moderates: calendar.Request, post.Registered: calendar.Request,
	post.Cancelled: calendar.Cancel, post.Withdrawn: calendar.Cancel,
}

// calendar is the part for calendars; conferences without times have none.
func (w *writer) calendar(ctx context.Context, f *facts, owner calendar.Person) (calendar.Object, bool) {
	method, ok := methods[f.occasion]
	if !ok || f.series == "" || f.conference.Schedule == nil {
		return calendar.Object{}, false
	}
	o := calendar.Object{
		Method: method, Conference: f.conference, Series: f.series, Organizer: owner, SentBy: w.settings.Mail.FromAddress,
		Ended: f.ended, Now: w.cfg.Now(), Product: "Veche " + w.cfg.Version,
	}
	if owner.EMail == "" {
		o.Organizer.EMail, o.SentBy = w.settings.Mail.FromAddress, ""
	}
	if method != calendar.Cancel {
		o.Link = w.link(f)
		if f.own == "" {
			o.PIN = string(f.conference.PIN)
		}
	}
	o.Attendees = w.attendees(ctx, f)
	return o, true
}

// mostNamed is up to how many people a letter names to each other.
const mostNamed = 100

// attendees are whom the reader's calendar shows: himself, and the others of an
// internal conference, who know one another. Guests of public ones are told nobody's
// address.
func (w *writer) attendees(ctx context.Context, f *facts) []calendar.Attendee {
	self := calendar.Attendee{Person: calendar.Person{Name: f.Name, EMail: f.EMail}, Moderator: f.moderator}
	answers := map[post.Guest]post.Reply{}
	if all, err := w.cfg.Replies.Replies(ctx, f.conference.ID); err == nil {
		answers = all
	}
	self.Answer = answers[post.Guest(f.guest)].Answer
	if f.own != "" && !f.invited || f.occasion == post.Registered {
		self.Answer = post.Accepted
	}
	all := []calendar.Attendee{self}
	if f.conference.Access != conference.Internal || methods[f.occasion] != calendar.Request || len(f.conference.Invited) > mostNamed {
		return all
	}
	for i := range f.conference.Invited {
		who := &f.conference.Invited[i]
		if string(post.GuestOf(who)) == f.guest {
			continue
		}
		if r, ok, err := w.guest(ctx, who); err == nil && ok {
			all = append(all, calendar.Attendee{
				Person: calendar.Person{Name: r.Name, EMail: r.EMail}, Moderator: r.moderator, Answer: answers[post.Guest(r.guest)].Answer,
			})
		}
	}
	return all
}

// coming is the meeting of d that is on or comes next.
func coming(d *conference.Definition, now time.Time) (schedule.Occurrence, bool) {
	if d.Schedule == nil {
		return schedule.Occurrence{}, false
	}
	return d.Schedule.Next(now)
}

// meetings are those of the letter that are to come, the first ones.
func (f *facts) meetings(now time.Time) []schedule.Occurrence {
	if f.meeting != nil {
		return []schedule.Occurrence{*f.meeting}
	}
	if f.conference.Schedule == nil {
		return nil
	}
	s := *f.conference.Schedule
	if f.series != "" {
		s.Series = nil
		for _, one := range f.conference.Schedule.Series {
			if one.ID == f.series {
				s.Series = append(s.Series, one)
			}
		}
	}
	return s.Between(now, now.AddDate(200, 0, 0), shownDates+2)
}

// view is what the letter shows.
func (w *writer) view(ctx context.Context, f *facts) *view {
	v := &view{Language: w.language(&f.reader), Server: w.settings.ServerName, words: words[w.language(&f.reader)], look: lookOf(&w.settings.Brand, inLetter)}
	w.rows(ctx, f, v)
	values := w.values(ctx, f, v)
	text, own := w.texts[post.TextKey{Occasion: f.occasion, Language: v.Language}]
	if !own {
		text = Texts(v.Language)[f.occasion]
	}
	v.Subject = oneLine(post.Fill(text.Subject, values))
	v.Paragraphs = paragraphs(post.Fill(text.Body, values))
	if f.moderator && (f.occasion == post.Invited || f.occasion == post.Changed) {
		v.Paragraphs = append(v.Paragraphs, v.words.leads)
	}
	if f.own != "" && f.invited && (f.occasion == post.Invited || f.occasion == post.Changed) {
		v.Paragraphs = append(v.Paragraphs, v.words.alone)
	}
	gone := f.occasion == post.Cancelled || f.occasion == post.Withdrawn
	if !gone {
		v.Link, v.Join = w.link(f), v.words.join
	}
	if f.invited && !gone {
		page := w.cfg.URL(f.conference.CID) + "#reply=" + w.cfg.Replies.ReplyToken(f.conference.ID, post.Guest(f.guest)) + "&answer="
		for _, a := range []post.Answer{post.Accepted, post.Tentative, post.Declined} {
			v.Answers = append(v.Answers, answerLink{v.words.answers[a], page + string(a)})
		}
	}
	return v
}

// rows are the facts below the text; every letter has them in one form.
func (w *writer) rows(ctx context.Context, f *facts, v *view) {
	add := func(name, value string) {
		if value != "" {
			v.Rows = append(v.Rows, row{name, value})
		}
	}
	d, zone := f.conference, w.zone(f)
	meetings := f.meetings(w.cfg.Now())
	if len(meetings) > 0 {
		v.when = v.words.span(&meetings[0], zone)
		add(v.words.when, v.when)
		add(v.words.further, v.words.dates(meetings[1:], zone))
	}
	if f.occasion == post.Cancelled || f.occasion == post.Withdrawn {
		add(v.words.organizer, w.owner(ctx, d.Owner).Name)
		return
	}
	add(v.words.place, d.Location)
	add(v.words.organizer, w.owner(ctx, d.Owner).Name)
	add("ID", string(d.CID))
	if f.own == "" && f.occasion != post.Registered {
		add("PIN", string(d.PIN))
	}
	add(v.words.about, d.Description)
}

// values are those of the places.
func (w *writer) values(ctx context.Context, f *facts, v *view) map[string]string {
	d := f.conference
	values := map[string]string{
		"name": cmp.Or(f.Name, f.EMail), "conference": d.Name, "when": v.when, "owner": w.owner(ctx, d.Owner).Name,
		"cid": string(d.CID), "location": d.Location, "description": d.Description, "left": v.words.left(f.minutes),
		"server": w.settings.ServerName,
	}
	if f.occasion != post.Cancelled && f.occasion != post.Withdrawn {
		values["link"] = w.link(f)
		if f.own == "" && f.occasion != post.Registered {
			values["pin"] = string(d.PIN)
		}
	}
	return values
}

// trial is a letter that shows that the settings work.
func (w *writer) trial(to post.Address, language string) post.Letter {
	language = w.language(&reader{language: language})
	word := words[language]
	v := &view{
		Language: language, Server: w.settings.ServerName, words: word, look: lookOf(&w.settings.Brand, inLetter),
		Subject: word.trialSubject + " " + w.settings.ServerName, Paragraphs: []string{word.trialBody},
	}
	now := w.cfg.Now()
	return post.Letter{
		ID: post.LetterID("trial-" + now.UTC().Format("20060102150405.000000")), Occasion: post.Trial, To: to, Subject: v.Subject, Created: now,
		Content: post.Content{Language: language, Text: v.text(), HTML: v.html()},
	}
}

// Sample is how a letter looks with a text that may not be stored yet: for a made-up
// conference, to somebody called as the administrator who looks at it.
func (m *Mailer) Sample(ctx context.Context, key post.TextKey, text *post.Text, name string) (subject, plain, html string, err error) {
	w, err := m.writer(ctx)
	if err != nil {
		return "", "", "", err
	}
	w.texts[key] = *text
	now := m.cfg.Now()
	start := schedule.LocalAt(now.AddDate(0, 0, 7).Truncate(time.Hour))
	word := words[w.language(&reader{language: key.Language})]
	f := facts{
		reader:   reader{Address: post.Address{Name: name, EMail: "reader@example.org"}, guest: "sample", language: key.Language, invited: key.Occasion == post.Invited || key.Occasion == post.Changed},
		occasion: key.Occasion, series: "sample", minutes: 15,
		conference: &conference.Definition{
			ID: "0000000000000000", CID: "1234567890", Owner: name, Name: word.sampleName, PIN: "123456", Access: conference.Public,
			Schedule: &schedule.Schedule{Series: []schedule.Series{{ID: "sample", Start: start, Zone: cmp.Or(w.settings.Zone, "UTC"), Minutes: 60, Rule: "FREQ=WEEKLY"}}},
		},
	}
	w.owners[name] = calendar.Person{Name: name}
	v := w.view(ctx, &f)
	v.look = lookOf(&w.settings.Brand, m.onPage(ctx))
	return v.Subject, v.text(), v.html(), nil
}
