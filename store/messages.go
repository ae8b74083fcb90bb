package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"path"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/attachment"
	"veche/conference/conversation"
)

func messageKey(id conversation.ID, n uint64) []byte {
	return append(pair(string(id), ""), numberKey(n)...)
}

// sentKey finds a message by the key of the page that sent it.
func sentKey(id conversation.ID, login, key string) []byte {
	sum := sha256.Sum256([]byte(string(id) + "\x00" + login + "\x00" + key))
	return sum[:16]
}

func readMessage(t *bolt.Tx, id conversation.ID, n uint64) (conversation.Message, error) {
	raw := t.Bucket(bucketMessages).Get(messageKey(id, n))
	if raw == nil {
		return conversation.Message{}, conversation.ErrMessageUnknown
	}
	return decode[conversation.Message](raw)
}

func (t *tx) putMessage(id conversation.ID, m *conversation.Message) error {
	raw, err := encode(m)
	if err != nil {
		return err
	}
	return t.put(t.Bucket(bucketMessages), messageKey(id, m.Number), raw)
}

// Say implements [conversation.Conversations].
func (s *Store) Say(ctx context.Context, login string, id conversation.ID, d conversation.Draft) (change conversation.Change, fresh bool, err error) {
	if err := d.Validate(); err != nil {
		return change, false, err
	}
	err = s.update(ctx, func(t *tx) error {
		fresh = false
		c, err := conversationOf(t.Tx, login, id)
		if err != nil {
			return err
		}
		if n := number(t.Bucket(bucketMessageKeys).Get(sentKey(id, login, d.Key))); n != 0 {
			m, err := readMessage(t.Tx, id, n)
			change = conversation.Change{Conversation: c, Before: c.People, Messages: []conversation.Message{m}}
			return err
		}
		fresh = true
		change, err = t.say(c, login, d, s.now().UTC())
		return err
	})
	if err != nil {
		return conversation.Change{}, false, err
	}
	return change, fresh, nil
}

func (t *tx) say(c conversation.Conversation, login string, d conversation.Draft, now time.Time) (conversation.Change, error) {
	file, err := t.looseFile(c.ID, login, d.File)
	if err != nil {
		return conversation.Change{}, err
	}
	var sent *conversation.File
	if d.File != "" {
		sent = &conversation.File{ID: file.ID, Name: file.Name, Size: file.Size, Type: file.Type}
	}
	change, err := t.changeConversation(c, func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
		m, err := c.Say(login, d, sent, now)
		return []conversation.Message{m}, err
	}, now)
	if err != nil {
		return change, err
	}
	n := numberKey(change.Messages[0].Number)
	if sent != nil {
		if err := t.put(t.Bucket(bucketFilesOf), pair(string(file.Place), file.ID), n); err != nil {
			return change, err
		}
		if err := t.remove(t.Bucket(bucketLooseFiles), looseKey(&file)); err != nil {
			return change, err
		}
	}
	return change, t.put(t.Bucket(bucketMessageKeys), sentKey(c.ID, login, d.Key), n)
}

// looseFile is one that login has uploaded and not sent yet; none for no id.
func (t *tx) looseFile(id conversation.ID, login, file string) (attachment.File, error) {
	if file == "" {
		return attachment.File{}, nil
	}
	place := attachment.InConversation(string(id))
	f, err := readFile(t.Tx, place, file)
	if err == nil && (f.Uploader != login || number(t.Bucket(bucketFilesOf).Get(pair(string(place), file))) != 0) {
		err = attachment.ErrUnknown
	}
	return f, err
}

// Messages implements [conversation.Conversations].
func (s *Store) Messages(ctx context.Context, login string, id conversation.ID, before uint64, limit int) (found []conversation.Message, more bool, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		found, more = []conversation.Message{}, false
		c, err := conversationOf(t, login, id)
		if err != nil {
			return err
		}
		if before == 0 || before > c.Last {
			before = c.Last + 1
		}
		floor := messageKey(id, c.Member(login).From)
		at := t.Bucket(bucketMessages).Cursor()
		step := at.Prev
		if k, _ := at.Seek(messageKey(id, before)); k == nil {
			step = at.Last
		}
		for k, raw := step(); k != nil && bytes.Compare(k, floor) >= 0; k, raw = at.Prev() {
			if len(found) == limit {
				more = true
				return nil
			}
			m, err := decode[conversation.Message](raw)
			if err != nil {
				return err
			}
			found = append(found, m)
		}
		return nil
	})
	return found, more, err
}

// ChangeMessage implements [conversation.Conversations].
func (s *Store) ChangeMessage(
	ctx context.Context, login string, id conversation.ID, n uint64, fn func(*conversation.Message, time.Time) error,
) (change conversation.Change, err error) {
	var gone *conversation.File
	err = s.update(ctx, func(t *tx) error {
		change, gone, err = t.changeMessage(login, id, n, fn, s.now().UTC())
		return err
	})
	if err == nil && gone != nil {
		err = s.removeContent(path.Join(filesDir, gone.ID))
	}
	if err != nil {
		return conversation.Change{}, err
	}
	return change, nil
}

func (t *tx) changeMessage(
	login string, id conversation.ID, n uint64, fn func(*conversation.Message, time.Time) error, now time.Time,
) (change conversation.Change, gone *conversation.File, err error) {
	c, err := conversationOf(t.Tx, login, id)
	if err != nil {
		return change, nil, err
	}
	m, err := readMessage(t.Tx, id, n)
	if err == nil && n < c.Member(login).From {
		err = conversation.ErrMessageUnknown
	}
	if err != nil {
		return change, nil, err
	}
	file := m.File
	if err := fn(&m, now); err != nil {
		return change, nil, err
	}
	if file != nil && m.File == nil {
		gone = file
		if err := t.removeSent(id, file); err != nil {
			return change, nil, err
		}
	}
	return conversation.Change{Conversation: c, Before: c.People, Messages: []conversation.Message{m}}, gone, t.putMessage(id, &m)
}

// removeSent removes the record of a file that a message sent.
func (t *tx) removeSent(id conversation.ID, f *conversation.File) error {
	file, err := readFile(t.Tx, attachment.InConversation(string(id)), f.ID)
	if err == attachment.ErrUnknown { //nolint:errorlint // never wrapped
		return nil
	}
	if err != nil {
		return err
	}
	return t.removeFile(&file)
}

// ReadConversation implements [conversation.Conversations].
func (s *Store) ReadConversation(ctx context.Context, login string, id conversation.ID, n uint64) (change conversation.Change, err error) {
	err = s.update(ctx, func(t *tx) error {
		change, err = t.readConversation(login, id, n)
		return err
	})
	if err != nil {
		return conversation.Change{}, err
	}
	return change, nil
}

func (t *tx) readConversation(login string, id conversation.ID, n uint64) (conversation.Change, error) {
	c, err := conversationOf(t.Tx, login, id)
	if err != nil {
		return conversation.Change{}, err
	}
	n = min(n, c.Last)
	m, err := readMessage(t.Tx, id, n)
	if err != nil && err != conversation.ErrMessageUnknown { //nolint:errorlint // never wrapped; retention took it
		return conversation.Change{}, err
	}
	before := append([]conversation.Member(nil), c.People...)
	changed, err := c.MarkRead(login, n, m.Count)
	if err != nil || !changed {
		return conversation.Change{Conversation: c}, err
	}
	return conversation.Change{Conversation: c, Before: before}, t.writeConversation(before, &c)
}

// FileMessage implements [conversation.Conversations].
func (s *Store) FileMessage(ctx context.Context, id conversation.ID, file string) (n uint64, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		n = number(t.Bucket(bucketFilesOf).Get(pair(string(attachment.InConversation(string(id))), file)))
		return nil
	})
	return n, err
}
