package mail

import (
	"context"
	"fmt"
	"strings"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/post"
	"veche/conference/registration"
	"veche/conference/schedule"
)

// notesAtOnce is how many notes are read at a time.
const notesAtOnce = 20

// tell turns notes into letters, each in one transaction with the letters.
func (m *Mailer) tell(ctx context.Context) error {
	for {
		notes, err := m.cfg.Outbox.Notes(ctx, notesAtOnce)
		if err != nil || len(notes) == 0 {
			return err
		}
		for i := range notes {
			letters, err := m.lettersOf(ctx, &notes[i])
			if err != nil {
				return err
			}
			if err := m.cfg.Outbox.AnswerNote(ctx, notes[i].ID, letters); err != nil {
				return err
			}
		}
	}
}

// lettersOf are those a note asks for; none while the server sends no letters.
func (m *Mailer) lettersOf(ctx context.Context, n *post.Note) ([]post.Letter, error) {
	w, err := m.writer(ctx)
	if err != nil || !w.settings.Mail.Ready() {
		return nil, err
	}
	var letters []post.Letter
	for _, t := range post.Tell(n.Before, n.After, m.cfg.Now()) {
		d := n.After
		if d == nil || t.Occasion == post.Cancelled && t.Series != "" && !hasSeries(n.After, t.Series) {
			d = n.Before
		}
		readers, err := m.readers(ctx, n, d, &t)
		if err != nil {
			return nil, err
		}
		for i := range readers {
			f := facts{
				reader: readers[i], occasion: t.Occasion, conference: d, series: t.Series, ended: n.After == nil || d == n.Before,
				key: fmt.Sprintf("note %d %s %s %s", n.ID, t.Occasion, t.Series, readers[i].guest),
			}
			letters = append(letters, w.write(ctx, &f))
		}
	}
	return letters, nil
}

func hasSeries(d *conference.Definition, id string) bool {
	if d == nil || d.Schedule == nil {
		return false
	}
	for i := range d.Schedule.Series {
		if d.Schedule.Series[i].ID == id {
			return true
		}
	}
	return false
}

// reader is who gets a letter.
type reader struct {
	post.Address
	guest     string // login, address or "r " and the registrant; part of keys
	language  string
	zone      string // empty: that of the meeting
	moderator bool
	invited   bool               // may answer
	own       registration.Token // of the individual link; empty: none
}

// readers are those a telling is for; who has no address gets none.
func (m *Mailer) readers(ctx context.Context, n *post.Note, d *conference.Definition, t *post.Telling) ([]reader, error) {
	if t.Registrants() {
		return m.registrants(ctx, n, d, d.InviteByMail)
	}
	r, ok, err := m.guest(ctx, &t.Who)
	if err != nil || !ok {
		return nil, err
	}
	if err := m.personal(ctx, d, &r); err != nil {
		return nil, err
	}
	if t.Occasion == post.Withdrawn && r.own != "" { // he registered himself, and stays
		return nil, nil
	}
	return []reader{r}, nil
}

// personal gives a guest his individual link (A13), if he is registered.
func (m *Mailer) personal(ctx context.Context, d *conference.Definition, r *reader) error {
	email, ok := registration.FoldEMail(r.guest) // of people of this server it is the login
	if !ok || d.Access != conference.Public {
		return nil
	}
	found, err := m.cfg.Registrants.RegistrantByEMail(ctx, d.ID, email)
	if conference.KindOf(err) == conference.NotFound {
		return nil
	}
	r.own, r.language, r.zone = found.Token, found.Language, found.Zone
	return err
}

// guest is a reader on the invited list; false if he has no address or is no more.
func (m *Mailer) guest(ctx context.Context, i *conference.Invited) (reader, bool, error) {
	r := reader{Address: post.Address{Name: i.Name, EMail: i.EMail}, guest: string(post.GuestOf(i)), moderator: i.Moderator, invited: true}
	if i.Login == "" {
		return r, i.EMail != "", nil
	}
	a, err := m.cfg.Accounts.Account(ctx, i.Login)
	if conference.KindOf(err) == conference.NotFound || err == nil && (!a.Active() || a.EMail == "") {
		return r, false, nil
	}
	r.of(&a)
	return r, err == nil, err
}

// of takes over what an account says of its owner.
func (r *reader) of(a *account.Account) {
	r.Address, r.language, r.zone = post.Address{Name: a.Name, EMail: a.EMail}, a.Language, a.Zone
}

// registrants are all who registered and have an address of their own; users who took
// part by the button are found by their accounts. Those on the invited list are left out
// if they are told as that.
func (m *Mailer) registrants(ctx context.Context, n *post.Note, d *conference.Definition, invitedToo bool) (all []reader, err error) {
	told := map[string]bool{}
	for i := range d.Invited {
		told[strings.ToLower(d.Invited[i].EMail)] = invitedToo
	}
	for q := (registration.Query{Limit: 500}); ; {
		page, err := m.cfg.Registrants.Registrants(ctx, d.ID, q)
		if err != nil {
			return nil, err
		}
		for i := range page.Registrants {
			r, ok, err := m.registrant(ctx, &page.Registrants[i])
			if err != nil {
				return nil, err
			}
			if g := &page.Registrants[i]; ok && (g.Login != "" || !told[g.EMail]) {
				all = append(all, r)
			}
		}
		if page.Next == "" {
			break
		}
		q.Cursor = page.Next
	}
	for i := range n.Registrants { // of a conference that is there no more
		r, ok, err := m.registrant(ctx, &n.Registrants[i])
		if err != nil {
			return nil, err
		}
		if g := &n.Registrants[i]; ok && (g.Login != "" || !told[g.EMail]) {
			all = append(all, r)
		}
	}
	return once(all), nil
}

// once leaves one letter for each.
func once(all []reader) []reader {
	seen, left := map[string]bool{}, all[:0]
	for _, r := range all {
		if !seen[r.guest] {
			seen[r.guest] = true
			left = append(left, r)
		}
	}
	return left
}

func (m *Mailer) registrant(ctx context.Context, r *registration.Registrant) (reader, bool, error) {
	if r.Login != "" {
		g, ok, err := m.guest(ctx, &conference.Invited{Login: r.Login})
		g.invited, g.guest = false, "r "+string(r.ID)
		return g, ok, err
	}
	return reader{
		Address: post.Address{Name: r.Name(), EMail: r.EMail}, guest: "r " + string(r.ID),
		language: r.Language, zone: r.Zone, own: r.Token,
	}, r.EMail != "", nil
}

// Remind posts reminders of a meeting to all who are invited or registered and have an
// address, and to the owner; it returns when they are in the outbox, and a second call for
// the same posts nothing (G5).
func (m *Mailer) Remind(ctx context.Context, d conference.Definition, o schedule.Occurrence, minutes int) error {
	w, err := m.writer(ctx)
	if err != nil || !w.settings.Mail.Ready() {
		return err
	}
	readers, err := m.registrants(ctx, &post.Note{}, &d, true)
	if err != nil {
		return err
	}
	invited := append([]conference.Invited{{Login: d.Owner, Moderator: true}}, d.Invited...)
	for i := range invited {
		r, ok, err := m.guest(ctx, &invited[i])
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := m.personal(ctx, &d, &r); err != nil {
			return err
		}
		r.invited = false
		readers = append(readers, r)
	}
	var letters []post.Letter
	for _, r := range once(readers) {
		f := facts{
			reader: r, occasion: post.Reminder, conference: &d, series: o.Series, meeting: &o, minutes: minutes,
			key: fmt.Sprintf("remind %s %s %s %d %d %s", d.ID, o.Series, o.Of, o.Start.Unix(), minutes, r.guest), // anew when it was moved
		}
		l := w.write(ctx, &f)
		l.Expires = o.End
		letters = append(letters, l)
	}
	_, err = m.cfg.Outbox.PostLetters(ctx, letters)
	m.Wake()
	return err
}

// Registered posts the individual link to somebody who has registered (A12); empty, it is
// the one of all letters. mailed is false where the server sends no letters: the link must be shown then.
func (m *Mailer) Registered(ctx context.Context, d conference.Definition, r registration.Registrant, link string) (mailed bool, err error) {
	w, err := m.writer(ctx)
	if err != nil || !w.settings.Mail.Ready() {
		return false, err
	}
	to, ok, err := m.registrant(ctx, &r)
	if err != nil || !ok {
		return false, err
	}
	f := facts{reader: to, occasion: post.Registered, conference: &d, link: link}
	if o, ok := coming(&d, m.cfg.Now()); ok {
		f.series = o.Series
	}
	// Who asks again gets the letter again: the first one was lost, or so he thinks.
	f.key = fmt.Sprintf("registered %s %s %d", d.ID, r.ID, r.Asked.Unix())
	if _, err := m.cfg.Outbox.PostLetters(ctx, []post.Letter{w.write(ctx, &f)}); err != nil {
		return false, err
	}
	m.Wake()
	return true, nil
}
