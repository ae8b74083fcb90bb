package storetest

import (
	"fmt"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/post"
	"veche/conference/schedule"
)

func letterTo(key string, at time.Time) post.Letter {
	return post.Letter{
		Key: key, Occasion: post.Invited, Conference: "c1", To: post.Address{Name: "Ann", EMail: "ann@example.org"},
		Subject: "Come " + key, Created: at, Due: at, Expires: at.Add(time.Hour),
		Content: post.Content{ReplyTo: post.Address{EMail: "bob@example.org"}, Language: "ru", Text: "text " + key, HTML: "<p>", Calendar: "BEGIN", Method: "REQUEST"},
	}
}

// letters: waiting ones are due in their order, with their contents; lists are without.
func (c check) letters() {
	t, s, ctx := c.t, c.store, c.t.Context()
	start := c.clock.Now()
	var all []post.Letter
	for i := range 3 {
		l := letterTo(fmt.Sprint("k", i), start.Add(time.Duration(i)*time.Second))
		l.Due = start.Add(time.Duration(3-i) * time.Minute)
		all = append(all, l)
	}
	n, err := s.PostLetters(ctx, all)
	must(t, err)
	again, err := s.PostLetters(ctx, all[1:])
	must(t, err)
	if n != 3 || again != 0 {
		t.Errorf("posted %d, then %d again", n, again)
	}
	if due, err := s.NextDue(ctx); err != nil || !due.Equal(start.Add(time.Minute)) {
		t.Errorf("next due %v, %v", due, err)
	}
	if early, err := s.DueLetters(ctx, start, 10); err != nil || len(early) != 0 {
		t.Errorf("due at once: %+v, %v", early, err)
	}
	due, err := s.DueLetters(ctx, start.Add(2*time.Minute), 10)
	must(t, err)
	if len(due) != 2 || due[0].Key != "k2" || due[1].Key != "k1" {
		t.Fatalf("due: %+v", due)
	}
	if due[0].Content != all[2].Content || due[0].ID == "" || due[0].State != post.Waiting {
		t.Errorf("got %+v", due[0])
	}
	page, err := s.Letters(ctx, post.Query{State: post.Waiting, Limit: 2})
	must(t, err)
	if page.Total != 3 || len(page.Letters) != 2 || page.Letters[0].Key != "k2" || page.Next == "" || page.Letters[0].Content.Text != "" {
		t.Fatalf("page: %+v", page)
	}
	page, err = s.Letters(ctx, post.Query{State: post.Waiting, Limit: 2, Cursor: page.Next})
	must(t, err)
	if len(page.Letters) != 1 || page.Letters[0].Key != "k0" || page.Next != "" {
		t.Errorf("second page: %+v", page)
	}
	_, err = s.Letters(ctx, post.Query{State: post.Waiting, Cursor: "?"})
	refused(t, err, conference.Invalid, "cursor_invalid")
	c.fates(due)
}

// fates: what became of letters, what an administrator does with them.
func (c check) fates(due []post.Letter) {
	t, s, ctx := c.t, c.store, c.t.Context()
	sent, failed := due[0], due[1]
	sent.State, sent.Tries, sent.Done = post.Sent, 1, c.clock.Now()
	failed.State, failed.Tries, failed.Error = post.Failed, 2, "550 no such user"
	must(t, s.MarkLetter(ctx, sent))
	must(t, s.MarkLetter(ctx, failed))
	counts, err := s.LetterCounts(ctx)
	must(t, err)
	if counts[post.Waiting] != 1 || counts[post.Sent] != 1 || counts[post.Failed] != 1 {
		t.Errorf("counts: %v", counts)
	}
	refused(t, s.RetryLetter(ctx, sent.ID, c.clock.Now()), conference.NotFound, "letter_unknown")
	refused(t, s.RemoveLetter(ctx, sent.ID), conference.NotFound, "letter_unknown")
	refused(t, s.RemoveLetter(ctx, "nobody"), conference.NotFound, "letter_unknown")
	now := c.clock.Now()
	must(t, s.RetryLetter(ctx, failed.ID, now))
	again, err := s.DueLetters(ctx, now, 10)
	must(t, err)
	if len(again) != 1 || again[0].ID != failed.ID || again[0].Content.Text != "text k1" {
		t.Errorf("after another try: %+v", again)
	}
	must(t, s.RemoveLetter(ctx, failed.ID))
	must(t, s.MarkLetter(ctx, failed)) // it was being sent
	counts, err = s.LetterCounts(ctx)
	must(t, err)
	if counts[post.Waiting] != 1 || counts[post.Failed] != 0 {
		t.Errorf("counts after removing: %v", counts)
	}
}

// notes: a change is written down with it, and becomes letters once.
func (c check) notes() {
	t, s, ctx := c.t, c.store, c.t.Context()
	d := conference.Definition{
		ID: "00000000000000c1", CID: "1234567890", Owner: "bob", Name: "Weekly", Access: conference.Internal, PIN: "123456", InviteByMail: true,
		Invited:  []conference.Invited{{Login: "ann"}},
		Schedule: &schedule.Schedule{Series: []schedule.Series{{ID: "s1", Zone: "Europe/Moscow", Minutes: 60}}},
	}
	silent := d
	silent.ID, silent.CID, silent.InviteByMail = "00000000000000c2", "1234567891", false
	must(t, s.CreateDefinition(ctx, silent))
	must(t, s.CreateDefinition(ctx, d))
	d.Revision, d.Name = 1, "Daily"
	_, err := s.ChangeDefinition(ctx, d)
	must(t, err)
	_, err = s.ChangeDefinition(ctx, d) // refused: nothing to tell
	refused(t, err, conference.Conflict, "changed_meanwhile")
	must(t, s.DeleteDefinition(ctx, d.ID))
	all, err := s.Notes(ctx, 10)
	must(t, err)
	if len(all) != 3 || all[0].Before != nil || all[0].After.Name != "Weekly" || all[0].After.PIN != "123456" ||
		all[1].Before.Name != "Weekly" || all[1].After.Name != "Daily" || all[1].After.Revision != 2 ||
		all[2].Before.Name != "Daily" || all[2].After != nil {
		t.Fatalf("notes: %+v", all)
	}
	for range 2 { // as after a crash
		must(t, s.AnswerNote(ctx, all[0].ID, []post.Letter{letterTo("n1", c.clock.Now())}))
	}
	counts, err := s.LetterCounts(ctx)
	must(t, err)
	left, err := s.Notes(ctx, 1)
	must(t, err)
	if counts[post.Waiting] != 1 || len(left) != 1 || left[0].ID != all[1].ID {
		t.Errorf("counts %v, left %+v", counts, left)
	}
}

func (c check) replies() {
	t, s, ctx := c.t, c.store, c.t.Context()
	d := conference.Definition{ID: "00000000000000c1", CID: "1234567890", Owner: "bob"}
	must(t, s.CreateDefinition(ctx, d))
	token := s.ReplyToken(d.ID, "ann@example.org")
	if id, g, ok := s.OpenReplyToken(token); !ok || id != d.ID || g != "ann@example.org" {
		t.Errorf("got %s, %s, %v", id, g, ok)
	}
	for _, foreign := range []string{"", "x", token[1:], token + "AAAA"} {
		if _, _, ok := s.OpenReplyToken(foreign); ok {
			t.Errorf("%q is taken", foreign)
		}
	}
	at := c.clock.Now().UTC()
	must(t, s.SetReply(ctx, d.ID, "ann", post.Reply{Answer: post.Accepted, At: at}))
	must(t, s.SetReply(ctx, d.ID, "ann", post.Reply{Answer: post.Declined, At: at}))
	refused(t, s.SetReply(ctx, "nothing", "ann", post.Reply{}), conference.NotFound, "conference_unknown")
	all, err := s.Replies(ctx, d.ID)
	must(t, err)
	if len(all) != 1 || all["ann"].Answer != post.Declined || !all["ann"].At.Equal(at) {
		t.Errorf("got %+v", all)
	}
	must(t, s.DeleteDefinition(ctx, d.ID))
	if all, err = s.Replies(ctx, d.ID); err != nil || len(all) != 0 {
		t.Errorf("after the end: %+v, %v", all, err)
	}
}

func (c check) letterTexts() {
	t, s, ctx := c.t, c.store, c.t.Context()
	key := post.TextKey{Occasion: post.Reminder, Language: "ru"}
	must(t, s.SetText(ctx, key, &post.Text{Subject: "s", Body: "b"}))
	all, err := s.Texts(ctx)
	must(t, err)
	if len(all) != 1 || all[key] != (post.Text{Subject: "s", Body: "b"}) {
		t.Errorf("got %+v", all)
	}
	must(t, s.SetText(ctx, key, nil))
	if all, err = s.Texts(ctx); err != nil || len(all) != 0 {
		t.Errorf("got %+v, %v", all, err)
	}
}

// mailPassword is kept, and seen by who sends letters alone.
func (c check) mailPassword() {
	t, s, ctx := c.t, c.store, c.t.Context()
	v := account.DefaultSettings()
	v.Mail.Host, v.Mail.Password = "mail.example.org", "secret"
	_, err := s.ChangeSettings(ctx, v)
	must(t, err)
	v, err = s.Settings(ctx)
	must(t, err)
	if v.Mail.Password != "secret" || !v.Mail.HasPassword || v.Mail.Host != "mail.example.org" {
		t.Errorf("got %+v", v.Mail)
	}
}
