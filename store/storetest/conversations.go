package storetest

import (
	"fmt"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/attachment"
	"veche/conference/conversation"
)

func (c check) account(login string) conversation.Person {
	c.t.Helper()
	_, err := c.store.CreateAccount(c.t.Context(), account.Account{Login: login, Name: strings.ToUpper(login)})
	must(c.t, err)
	return conversation.Person{Login: login, Name: strings.ToUpper(login)}
}

// said writes a message with a key made of its text.
func (c check) said(by string, in conversation.ID, text string) conversation.Change {
	c.t.Helper()
	change, fresh, err := c.store.Say(c.t.Context(), by, in, conversation.Draft{Text: text, Key: "key_" + strings.Repeat("0", 8) + text})
	must(c.t, err)
	if !fresh {
		c.t.Errorf("%q was said before", text)
	}
	return change
}

// sees is what login can read of a conversation, oldest first; "?" for what he is not in.
func (c check) sees(login string, in conversation.ID) string {
	c.t.Helper()
	found, _, err := c.store.Messages(c.t.Context(), login, in, 0, 100)
	if conference.KindOf(err) == conference.NotFound {
		return "?"
	}
	must(c.t, err)
	var all []string
	for i := len(found) - 1; i >= 0; i-- {
		m := &found[i]
		switch {
		case m.Act != nil:
			all = append(all, string(m.Act.Kind))
		case m.Taken:
			all = append(all, "-")
		default:
			all = append(all, m.Text)
		}
	}
	return strings.Join(all, " ")
}

func (c check) converses(login, text string) (ids []conversation.ID, unread []int) {
	c.t.Helper()
	page, err := c.store.Conversations(c.t.Context(), conversation.Query{Login: login, Text: text})
	must(c.t, err)
	if page.Total != len(page.Conversations) {
		c.t.Errorf("%d of %d", len(page.Conversations), page.Total)
	}
	for i := range page.Conversations {
		l := &page.Conversations[i]
		ids, unread = append(ids, l.ID), append(unread, l.Unread(l.Member(login)))
	}
	return ids, unread
}

func (c check) personalConversations() {
	t, s, ctx := c.t, c.store, c.t.Context()
	anna, boris := c.account("anna"), c.account("boris")
	l, made, err := s.PersonalConversation(ctx, anna, boris)
	must(t, err)
	again, twice, err := s.PersonalConversation(ctx, boris, anna)
	must(t, err)
	if !made || twice || l.ID != again.ID {
		t.Errorf("one for each pair: %v %v %s %s", made, twice, l.ID, again.ID)
	}
	_, _, err = s.PersonalConversation(ctx, anna, anna)
	refused(t, err, conference.Invalid, "people_self")
	c.said("anna", l.ID, "a")
	first := c.said("anna", l.ID, "b").Messages[0]
	change, fresh, err := s.Say(ctx, "anna", l.ID, conversation.Draft{Text: "b once more", Key: first.Key})
	must(t, err)
	if fresh || change.Messages[0].Number != 2 || c.sees("boris", l.ID) != "a b" {
		t.Errorf("the same key twice: %+v, %s", change.Messages, c.sees("boris", l.ID))
	}
	_, unread := c.converses("boris", "")
	sum, err := s.UnreadBy(ctx, "boris")
	must(t, err)
	if fmt.Sprint(unread) != "[2]" || sum != (conversation.Unread{Conversations: 1, Messages: 2}) {
		t.Errorf("got %v, %+v", unread, sum)
	}
	_, err = s.ReadConversation(ctx, "boris", l.ID, 1)
	must(t, err)
	if _, unread = c.converses("boris", ""); fmt.Sprint(unread) != "[1]" {
		t.Errorf("one of two read: %v", unread)
	}
	_, err = s.ReadConversation(ctx, "boris", l.ID, 99)
	must(t, err)
	if sum, err = s.UnreadBy(ctx, "boris"); err != nil || sum.Messages != 0 {
		t.Errorf("all read: %+v, %v", sum, err)
	}

	// Emptied for oneself, it comes back with the next message.
	_, err = s.ChangeConversation(ctx, "boris", l.ID, func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
		return c.Leave("boris", now)
	})
	must(t, err)
	if ids, _ := c.converses("boris", ""); len(ids) != 0 || c.sees("boris", l.ID) != "" || c.sees("anna", l.ID) != "a b" {
		t.Errorf("emptied: %v", ids)
	}
	c.said("anna", l.ID, "c")
	if ids, _ := c.converses("boris", ""); len(ids) != 1 || c.sees("boris", l.ID) != "c" {
		t.Errorf("back: %v %s", ids, c.sees("boris", l.ID))
	}
	for _, stranger := range []string{"clara", ""} {
		if c.sees(stranger, l.ID) != "?" {
			t.Errorf("%q sees it", stranger)
		}
		_, _, err = s.Say(ctx, stranger, l.ID, conversation.Draft{Text: "x", Key: "12345678"})
		refused(t, err, conference.NotFound, "conversation_unknown")
	}
}

func (c check) groupConversations() {
	t, s, ctx := c.t, c.store, c.t.Context()
	anna, boris, clara, dora := c.account("anna"), c.account("boris"), c.account("clara"), c.account("dora")
	l, err := s.GroupConversation(ctx, anna, []conversation.Person{boris, clara, boris}, " Team ")
	must(t, err)
	change := func(by string, fn func(*conversation.Conversation, time.Time) ([]conversation.Message, error)) error {
		t.Helper()
		_, err := s.ChangeConversation(ctx, by, l.ID, fn)
		return err
	}
	add := func(by string) error {
		return change(by, func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
			return c.Add(by, []conversation.Person{dora}, now)
		})
	}
	leave := func(who string) error {
		return change(who, func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
			return c.Leave(who, now)
		})
	}
	c.said("anna", l.ID, "one")
	refused(t, add("boris"), conference.Denied, "not_manager")
	must(t, add("anna"))
	c.said("boris", l.ID, "two")
	must(t, change("anna", func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
		return c.Remove("anna", []string{"clara"}, now)
	}))
	c.said("boris", l.ID, "three")
	for login, want := range map[string]string{
		"anna": "made one added two removed three", "clara": "?", "dora": "added two removed three",
	} {
		if got := c.sees(login, l.ID); got != want {
			t.Errorf("%s sees %q, want %q", login, got, want)
		}
	}
	if ids, _ := c.converses("clara", ""); len(ids) != 0 {
		t.Errorf("clara lists %v", ids)
	}
	if sum, err := s.UnreadBy(ctx, "clara"); err != nil || sum.Messages != 0 {
		t.Errorf("clara has %+v, %v", sum, err)
	}
	must(t, leave("anna"))
	now, err := s.Conversation(ctx, "dora", l.ID)
	must(t, err)
	if now.Manager != "boris" || len(now.People) != 2 {
		t.Errorf("after the manager left: %+v", now)
	}
	must(t, add("boris")) // who is there
	must(t, leave("dora"))
	must(t, add("boris"))
	if got := c.sees("dora", l.ID); got != "added" {
		t.Errorf("who comes back sees %q", got)
	}
	for _, who := range []string{"dora", "boris"} {
		must(t, leave(who))
	}
	if c.sees("boris", l.ID) != "?" {
		t.Error("a group without people can be seen")
	}
}

func (c check) listConversations() {
	t, s, ctx := c.t, c.store, c.t.Context()
	anna := c.account("anna")
	var ids []conversation.ID
	for _, login := range []string{"boris", "clara", "dora"} {
		l, _, err := s.PersonalConversation(ctx, anna, c.account(login))
		must(t, err)
		ids = append(ids, l.ID)
		c.said("anna", l.ID, "x")
	}
	c.said("anna", ids[0], "y")
	want := fmt.Sprint([]conversation.ID{ids[0], ids[2], ids[1]})
	if got, _ := c.converses("anna", ""); fmt.Sprint(got) != want {
		t.Errorf("the latest first: %v, want %v", got, want)
	}
	if got, _ := c.converses("anna", "CLA"); fmt.Sprint(got) != fmt.Sprint(ids[1:2]) {
		t.Errorf("searched by a name: %v", got)
	}
	if got, _ := c.converses("anna", "anna"); len(got) != 0 {
		t.Errorf("the own name finds %v", got)
	}
	acc, err := s.Account(ctx, "clara")
	must(t, err)
	acc.Name = "Zoé"
	_, err = s.ChangeAccount(ctx, acc)
	must(t, err)
	if got, _ := c.converses("anna", "zoé"); fmt.Sprint(got) != fmt.Sprint(ids[1:2]) {
		t.Errorf("searched by the name of today: %v", got)
	}
	p, err := s.Conversations(ctx, conversation.Query{Login: "anna", Limit: 2})
	must(t, err)
	next, err := s.Conversations(ctx, conversation.Query{Login: "anna", Limit: 2, Cursor: p.Next})
	must(t, err)
	if len(p.Conversations) != 2 || len(next.Conversations) != 1 || next.Next != "" || next.Conversations[0].ID != ids[1] || p.Total != 3 {
		t.Errorf("paged: %+v, %+v", p, next)
	}
}

// A login that is given to somebody else later shows nothing of the one before (P3).
func (c check) conversationsOfTheDeleted() {
	t, s, ctx := c.t, c.store, c.t.Context()
	anna, boris := c.account("anna"), c.account("boris")
	l, _, err := s.PersonalConversation(ctx, anna, boris)
	must(t, err)
	c.said("anna", l.ID, "a")
	g, err := s.GroupConversation(ctx, anna, []conversation.Person{boris}, "Team")
	must(t, err)
	must(t, s.DeleteAccount(ctx, "anna"))
	_, _, err = s.Say(ctx, "boris", l.ID, conversation.Draft{Text: "b", Key: "12345678"})
	refused(t, err, conference.Gone, "person_gone")
	if now, err := s.Conversation(ctx, "boris", l.ID); err != nil || now.Title("boris") != "ANNA" || c.sees("boris", l.ID) != "a" {
		t.Errorf("the name stays: %+v, %v", now, err)
	}
	if now, err := s.Conversation(ctx, "boris", g.ID); err != nil || now.Manager != "boris" || len(now.People) != 1 {
		t.Errorf("the group: %+v, %v", now, err)
	}
	anna = c.account("anna")
	if ids, _ := c.converses("anna", ""); len(ids) != 0 || c.sees("anna", l.ID) != "?" {
		t.Errorf("the next of that login sees %v", ids)
	}
	other, made, err := s.PersonalConversation(ctx, boris, anna)
	must(t, err)
	if !made || other.ID == l.ID {
		t.Error("the next of that login has the conversation of the one before")
	}
}

func (c check) manyMessages() {
	t, s, ctx := c.t, c.store, c.t.Context()
	l, _, err := s.PersonalConversation(ctx, c.account("anna"), c.account("boris"))
	must(t, err)
	const all = 10_000
	for n := range all {
		c.said("anna", l.ID, fmt.Sprint(n))
	}
	before, got := uint64(0), 0
	for more := true; more; {
		var found []conversation.Message
		found, more, err = s.Messages(ctx, "boris", l.ID, before, 100)
		must(t, err)
		for _, m := range found {
			if want := uint64(all - got); m.Number != want || m.Text != fmt.Sprint(want-1) {
				t.Fatalf("got %+v, want number %d", m, want)
			}
			got++
		}
		before = found[len(found)-1].Number
	}
	if got != all {
		t.Errorf("got %d messages", got)
	}
	if _, unread := c.converses("boris", ""); fmt.Sprint(unread) != "[10000]" {
		t.Errorf("unread %v", unread)
	}
}

func (c check) changedMessages() {
	t, s, ctx := c.t, c.store, c.t.Context()
	l, _, err := s.PersonalConversation(ctx, c.account("anna"), c.account("boris"))
	must(t, err)
	c.said("anna", l.ID, "a")
	c.said("anna", l.ID, "b")
	takeBack := func(by string, n uint64) error {
		_, err := s.ChangeMessage(ctx, by, l.ID, n, func(m *conversation.Message, now time.Time) error { return m.TakeBack(by, now) })
		return err
	}
	refused(t, takeBack("boris", 1), conference.Denied, "message_not_yours")
	refused(t, takeBack("anna", 3), conference.NotFound, "message_unknown")
	must(t, takeBack("anna", 1))
	must(t, takeBack("anna", 1))
	if got := c.sees("boris", l.ID); got != "- b" {
		t.Errorf("got %q", got)
	}
	c.clock.Pass(25 * time.Hour)
	refused(t, takeBack("anna", 2), conference.Conflict, "message_too_old")
}

// A file belongs to one message, and goes with it.
func (c check) filesOfConversations() {
	t, s, ctx := c.t, c.store, c.t.Context()
	l, _, err := s.PersonalConversation(ctx, c.account("anna"), c.account("boris"))
	must(t, err)
	place := attachment.InConversation(string(l.ID))
	quota := attachment.Quota{File: 10, Uploader: 100, Place: 15}
	upload := func(by string) (attachment.File, error) {
		return s.SaveFile(ctx, attachment.File{Place: place, Name: "a.txt", Type: "text/plain", Uploader: by}, strings.NewReader("0123456789"), quota)
	}
	f, err := upload("anna")
	must(t, err)
	_, err = upload("boris")
	refused(t, err, conference.Full, "conversation_quota")
	send := func(by, key string) (conversation.Change, error) {
		change, _, err := s.Say(ctx, by, l.ID, conversation.Draft{File: f.ID, Key: key})
		return change, err
	}
	_, err = send("boris", "12345678")
	refused(t, err, conference.NotFound, "file_unknown")
	change, err := send("anna", "12345678")
	must(t, err)
	if got := change.Messages[0].File; got == nil || got.Name != "a.txt" || got.Size != 10 {
		t.Errorf("got %+v", got)
	}
	_, err = send("anna", "another-key")
	refused(t, err, conference.NotFound, "file_unknown")
	if n, err := s.FileMessage(ctx, l.ID, f.ID); err != nil || n != 1 {
		t.Errorf("got %d, %v", n, err)
	}
	_, err = s.ChangeMessage(ctx, "anna", l.ID, 1, func(m *conversation.Message, now time.Time) error { return m.TakeBack("anna", now) })
	must(t, err)
	_, err = s.File(ctx, place, f.ID)
	refused(t, err, conference.NotFound, "file_unknown")
	_, err = upload("boris") // the quota is free again
	must(t, err)
}
