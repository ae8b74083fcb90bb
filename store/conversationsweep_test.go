package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
	"veche/conference/attachment"
	"veche/conference/conversation"
)

// kept counts what is in a bucket.
func kept(t *testing.T, s *Store, bucket []byte) (n int) {
	t.Helper()
	err := s.view(t.Context(), func(b *bolt.Tx) error {
		n = b.Bucket(bucket).Stats().KeyN
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOldMessagesGoWithTheirFiles(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s, err := Open(t.TempDir(), Options{NoSync: true, MinFree: 1, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ctx := t.Context()
	anna, boris := conversation.Person{Login: "anna", Name: "Anna"}, conversation.Person{Login: "boris", Name: "Boris"}
	l, _, err := s.PersonalConversation(ctx, anna, boris)
	ok(t, err)
	for n := range 2*trimmedAtOnce + 1 {
		ok(t, sayTo(ctx, s, l.ID, conversation.Draft{Text: fmt.Sprint(n), Key: fmt.Sprintf("key%08d", n)}))
	}
	place := attachment.InConversation(string(l.ID))
	quota := attachment.Quota{File: 10, Uploader: 20, Place: 20}
	sent, err := s.SaveFile(ctx, attachment.File{Place: place, Uploader: "anna"}, strings.NewReader("sent"), quota)
	ok(t, err)
	_, err = s.SaveFile(ctx, attachment.File{Place: place, Uploader: "anna"}, strings.NewReader("loose"), quota)
	ok(t, err)
	ok(t, sayTo(ctx, s, l.ID, conversation.Draft{File: sent.ID, Key: "with-a-file"}))
	now = now.Add(40 * 24 * time.Hour)
	ok(t, sayTo(ctx, s, l.ID, conversation.Draft{Text: "new", Key: "new-key-1"}))
	ok(t, s.sweepOnce(ctx)) // they are kept for ever
	if n := kept(t, s, bucketMessages); n != 2*trimmedAtOnce+3 {
		t.Errorf("%d messages are kept", n)
	}
	if n := kept(t, s, bucketFiles); n != 1 {
		t.Errorf("%d files are kept: what was never sent goes after a day", n)
	}

	settings := account.DefaultSettings()
	settings.Messages.KeepDays = 30
	_, err = s.ChangeSettings(ctx, settings)
	ok(t, err)
	ok(t, s.sweepOnce(ctx))
	if m, k, f := kept(t, s, bucketMessages), kept(t, s, bucketMessageKeys), kept(t, s, bucketFiles); m != 1 || k != 1 || f != 0 {
		t.Errorf("kept are %d messages, %d keys, %d files", m, k, f)
	}
	u, err := s.UnreadBy(ctx, "boris")
	ok(t, err)
	if u.Messages != 1 {
		t.Errorf("unread are %+v: what is gone does not count", u)
	}
	if found, more, err := s.Messages(ctx, "boris", l.ID, 0, 10); err != nil || more || len(found) != 1 {
		t.Errorf("got %v %v %v", found, more, err)
	}

	for _, who := range []string{"anna", "boris"} { // both empty it
		_, err := s.ChangeConversation(ctx, who, l.ID, func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
			return c.Leave(who, now)
		})
		ok(t, err)
	}
	ok(t, s.sweepOnce(ctx))
	if m, e := kept(t, s, bucketMessages), kept(t, s, bucketConversationsEnd); m != 0 || e != 0 {
		t.Errorf("kept are %d messages that nobody sees, %d marks", m, e)
	}
}

func TestNothingIsLeftOfAGroupThatAllLeft(t *testing.T) {
	s, err := Open(t.TempDir(), Options{NoSync: true, MinFree: 1})
	ok(t, err)
	t.Cleanup(func() { _ = s.Close() })
	ctx := t.Context()
	l, err := s.GroupConversation(ctx, conversation.Person{Login: "anna"}, []conversation.Person{{Login: "boris"}}, "Team")
	ok(t, err)
	ok(t, sayTo(ctx, s, l.ID, conversation.Draft{Text: "x", Key: "12345678"}))
	for _, who := range []string{"anna", "boris"} {
		_, err := s.ChangeConversation(ctx, who, l.ID, func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
			return c.Leave(who, now)
		})
		ok(t, err)
	}
	ok(t, s.sweepOnce(ctx))
	for _, b := range [][]byte{
		bucketConversations, bucketConversationWith, bucketConversationText, bucketConversationPair, bucketConversationsOf,
		bucketConversationList, bucketConversationNew, bucketMessages, bucketMessageKeys, bucketLooseFiles, bucketConversationsEnd,
	} {
		if n := kept(t, s, b); n != 0 {
			t.Errorf("%d are left in %s", n, b)
		}
	}
}

func sayTo(ctx context.Context, s *Store, id conversation.ID, d conversation.Draft) error {
	_, _, err := s.Say(ctx, "anna", id, d)
	return err
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
