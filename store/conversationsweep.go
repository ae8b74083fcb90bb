package store

import (
	"bytes"
	"context"
	"path"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/attachment"
	"veche/conference/conversation"
)

const (
	// trimmedAtOnce is how many messages one transaction removes, so that nobody who
	// writes waits for long.
	trimmedAtOnce = 1000
	// looseFor is how long a file may wait for the message that sends it.
	looseFor = 24 * time.Hour
)

// sweepConversations removes messages that nobody sees any more, and those that are older
// than the settings keep them, with their files.
func (s *Store) sweepConversations(ctx context.Context) error {
	ids, before, err := s.conversationsToTrim(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		for more := true; more; {
			if more, err = s.trimConversation(ctx, id, before); err != nil {
				return err
			}
		}
	}
	return s.sweepLooseFiles(ctx)
}

// conversationsToTrim are those that may have something to be removed, and the moment
// before which messages are too old.
func (s *Store) conversationsToTrim(ctx context.Context) (ids []conversation.ID, before time.Time, err error) {
	settings, err := s.Settings(ctx)
	if err != nil {
		return nil, before, err
	}
	if days := settings.Messages.KeepDays; days > 0 {
		before = s.now().Add(-time.Duration(days) * 24 * time.Hour)
	}
	err = s.view(ctx, func(t *bolt.Tx) error {
		err := t.Bucket(bucketConversationsEnd).ForEach(func(id, _ []byte) error {
			ids = append(ids, conversation.ID(id))
			return nil
		})
		if err != nil || before.IsZero() {
			return err
		}
		return t.Bucket(bucketConversations).ForEach(func(id, raw []byte) error {
			c, err := decode[conversation.Conversation](raw)
			if err == nil && !c.Oldest.IsZero() && c.Oldest.Before(before) {
				ids = append(ids, conversation.ID(id))
			}
			return err
		})
	})
	return ids, before, err
}

// trimConversation removes some messages, and the conversation itself when nobody is in
// it; more tells that there are others.
func (s *Store) trimConversation(ctx context.Context, id conversation.ID, before time.Time) (more bool, err error) {
	var files []string
	err = s.update(ctx, func(t *tx) error {
		files, more = nil, false
		c, err := readConversation(t.Tx, id)
		if err == conversation.ErrUnknown { //nolint:errorlint // never wrapped; it was listed twice
			return nil
		}
		if err != nil {
			return err
		}
		files, more, err = t.trim(&c, before)
		return err
	})
	for _, f := range files {
		if err == nil {
			err = s.removeContent(path.Join(filesDir, f))
		}
	}
	return more, err
}

func (t *tx) trim(c *conversation.Conversation, before time.Time) (files []string, more bool, err error) {
	gone, next, err := t.outdated(c, before)
	if err != nil {
		return nil, false, err
	}
	for i := range gone {
		if err := t.removeMessage(c.ID, &gone[i]); err != nil {
			return nil, false, err
		}
		if f := gone[i].File; f != nil {
			files = append(files, f.ID)
		}
		c.Lost = gone[i].Count
	}
	if more = len(gone) == trimmedAtOnce; !more {
		if err := t.remove(t.Bucket(bucketConversationsEnd), []byte(c.ID)); err != nil {
			return nil, false, err
		}
		if c.Deserted() {
			return files, false, t.removeConversation(c)
		}
	}
	c.First, c.Oldest = c.Last+1, time.Time{}
	if next != nil {
		c.First, c.Oldest = next.Number, next.At
	}
	return files, more, t.writeConversation(append([]conversation.Member(nil), c.People...), c)
}

// outdated are the first messages that are to go, and the one after them.
func (t *tx) outdated(c *conversation.Conversation, before time.Time) (gone []conversation.Message, next *conversation.Message, err error) {
	prefix, floor := pair(string(c.ID), ""), c.Floor()
	at := t.Bucket(bucketMessages).Cursor()
	for k, raw := at.Seek(prefix); bytes.HasPrefix(k, prefix); k, raw = at.Next() {
		m, err := decode[conversation.Message](raw)
		if err != nil {
			return nil, nil, err
		}
		if len(gone) == trimmedAtOnce || m.Number >= floor && !m.At.Before(before) {
			return gone, &m, nil
		}
		gone = append(gone, m)
	}
	return gone, nil, nil
}

func (t *tx) removeMessage(id conversation.ID, m *conversation.Message) error {
	if m.Key != "" {
		if err := t.remove(t.Bucket(bucketMessageKeys), sentKey(id, m.From.Login, m.Key)); err != nil {
			return err
		}
	}
	if m.File != nil {
		if err := t.removeSent(id, m.File); err != nil {
			return err
		}
	}
	return t.remove(t.Bucket(bucketMessages), messageKey(id, m.Number))
}

// removeConversation removes what is left of one without people and messages.
func (t *tx) removeConversation(c *conversation.Conversation) error {
	for i := range c.People {
		if err := t.remove(t.Bucket(bucketConversationWith), memberKey(c.ID, &c.People[i])); err != nil {
			return err
		}
	}
	if err := t.remove(t.Bucket(bucketConversationText), []byte(c.ID)); err != nil {
		return err
	}
	return t.remove(t.Bucket(bucketConversations), []byte(c.ID))
}

// sweepLooseFiles removes what was uploaded and never sent.
func (s *Store) sweepLooseFiles(ctx context.Context) error {
	var gone []string
	err := s.update(ctx, func(t *tx) error {
		gone = nil
		var loose []attachment.File
		until := numberKey(uint64(s.now().Add(-looseFor).UnixNano()))
		c := t.Bucket(bucketLooseFiles).Cursor()
		for k, _ := c.First(); k != nil && bytes.Compare(k, until) < 0 && len(loose) < trimmedAtOnce; k, _ = c.Next() {
			f, err := decode[attachment.File](t.Bucket(bucketFiles).Get(k[8:]))
			if err != nil {
				return err
			}
			loose = append(loose, f)
		}
		for i := range loose {
			if err := t.removeFile(&loose[i]); err != nil {
				return err
			}
			gone = append(gone, loose[i].ID)
		}
		return nil
	})
	for _, f := range gone {
		if err == nil {
			err = s.removeContent(path.Join(filesDir, f))
		}
	}
	return err
}
