package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/conversation"
)

// Conversations implements [conversation.Conversations].
func (s *Store) Conversations(ctx context.Context, q conversation.Query) (p conversation.Page, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return p, err
	}
	err = s.view(ctx, func(t *bolt.Tx) error {
		p, err = conversationPage(t, q, after)
		return err
	})
	return p, err
}

func conversationPage(t *bolt.Tx, q conversation.Query, after []byte) (conversation.Page, error) {
	p := conversation.Page{Conversations: []conversation.Listed{}}
	text, limit := []byte(strings.ToLower(strings.TrimSpace(q.Text))), pageLimit(q.Limit)
	prefix := pair(q.Login, "")
	begin := append(bytes.Clone(prefix), after...)
	var last []byte
	c := t.Bucket(bucketConversationList).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(k) > len(prefix)+8; k, _ = c.Next() {
		id := conversation.ID(k[len(prefix)+8:])
		if len(text) > 0 && !matchesConversation(t, id, q.Login, text) {
			continue
		}
		p.Total++
		if after != nil && bytes.Compare(k, begin) <= 0 {
			continue
		}
		if len(p.Conversations) == limit {
			p.Next = writeCursor(last[len(prefix):])
			continue
		}
		l, err := listedConversation(t, q.Login, id)
		if err != nil {
			return p, err
		}
		p.Conversations = append(p.Conversations, l)
		last = k
	}
	return p, nil
}

// matchesConversation looks for text in the name of a group and in all its people but
// login, who is in all of them.
func matchesConversation(t *bolt.Tx, id conversation.ID, login string, text []byte) bool {
	own := []byte(login + "\t")
	for line := range bytes.Lines(t.Bucket(bucketConversationText).Get([]byte(id))) {
		if !bytes.HasPrefix(line, own) && bytes.Contains(line, text) {
			return true
		}
	}
	return false
}

// conversationWords is a line for the name and one for each of the people.
func conversationWords(c *conversation.Conversation) []byte {
	words := []byte(c.Name)
	for i := range c.People {
		words = append(words, "\n"+c.People[i].Login+"\t"+c.People[i].Name...)
	}
	return bytes.ToLower(words)
}

// Conversation implements [conversation.Conversations].
func (s *Store) Conversation(ctx context.Context, login string, id conversation.ID) (l conversation.Listed, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		l, err = listedConversation(t, login, id)
		return err
	})
	return l, err
}

// listedConversation is a conversation as login has it.
func listedConversation(t *bolt.Tx, login string, id conversation.ID) (l conversation.Listed, err error) {
	if l.Conversation, err = conversationOf(t, login, id); err != nil {
		return l, err
	}
	if l.Last < l.Member(login).From {
		return l, nil
	}
	m, err := readMessage(t, id, l.Last)
	switch {
	case err == conversation.ErrMessageUnknown: //nolint:errorlint // never wrapped; retention took it
		return l, nil
	case err != nil:
		return l, err
	}
	l.Latest = &m
	return l, nil
}

// conversationOf is one that login is in.
func conversationOf(t *bolt.Tx, login string, id conversation.ID) (conversation.Conversation, error) {
	if t.Bucket(bucketConversationsOf).Get(pair(login, string(id))) == nil {
		return conversation.Conversation{}, conversation.ErrUnknown
	}
	c, err := readConversation(t, id)
	if err == nil && c.Member(login) == nil {
		return c, conversation.ErrUnknown
	}
	return c, err
}

func readConversation(t *bolt.Tx, id conversation.ID) (conversation.Conversation, error) {
	raw := t.Bucket(bucketConversations).Get([]byte(id))
	if raw == nil {
		return conversation.Conversation{}, conversation.ErrUnknown
	}
	c, err := decode[conversation.Conversation](raw)
	if err != nil {
		return c, err
	}
	prefix := pair(string(id), "")
	people := t.Bucket(bucketConversationWith).Cursor()
	for k, raw := people.Seek(prefix); bytes.HasPrefix(k, prefix); k, raw = people.Next() {
		m, err := decode[conversation.Member](raw)
		if err != nil {
			return c, err
		}
		c.People = append(c.People, m)
	}
	return c, nil
}

// PersonalConversation implements [conversation.Conversations].
func (s *Store) PersonalConversation(ctx context.Context, by, other conversation.Person) (l conversation.Listed, made bool, err error) {
	id := conversation.ID(rand.Text())
	err = s.update(ctx, func(t *tx) error {
		made = false
		if known := t.Bucket(bucketConversationPair).Get(pairOf(by.Login, other.Login)); known != nil {
			l, err = t.openConversation(by.Login, conversation.ID(known), s.now().UTC())
			return err
		}
		if countOf(t.Bucket(bucketConversationsOf), by.Login) >= conversation.MostOf {
			return conversation.ErrTooMany
		}
		c, err := conversation.NewPersonal(id, by, other, s.now().UTC())
		if err != nil {
			return err
		}
		if err := t.put(t.Bucket(bucketConversationPair), pairOf(by.Login, other.Login), []byte(id)); err != nil {
			return err
		}
		l, made = conversation.Listed{Conversation: c}, true
		return t.writeConversation(nil, &c)
	})
	if err != nil {
		return conversation.Listed{}, false, err
	}
	return l, made, nil
}

func (t *tx) openConversation(login string, id conversation.ID, now time.Time) (conversation.Listed, error) {
	c, err := conversationOf(t.Tx, login, id)
	if err != nil {
		return conversation.Listed{}, err
	}
	before := append([]conversation.Member(nil), c.People...)
	if err := c.Open(login, now); err != nil {
		return conversation.Listed{}, err
	}
	if err := t.writeConversation(before, &c); err != nil {
		return conversation.Listed{}, err
	}
	return listedConversation(t.Tx, login, id)
}

// pairOf is the same whichever of the two asks.
func pairOf(a, b string) []byte { return pair(min(a, b), max(a, b)) }

// GroupConversation implements [conversation.Conversations].
func (s *Store) GroupConversation(ctx context.Context, by conversation.Person, people []conversation.Person, name string) (l conversation.Listed, err error) {
	id := conversation.ID(rand.Text())
	err = s.update(ctx, func(t *tx) error {
		if countOf(t.Bucket(bucketConversationsOf), by.Login) >= conversation.MostOf {
			return conversation.ErrTooMany
		}
		c, made, err := conversation.NewGroup(id, by, people, name, s.now().UTC())
		if err != nil {
			return err
		}
		l = conversation.Listed{Conversation: c, Latest: &made}
		return t.writeConversation(nil, &c, made)
	})
	if err != nil {
		return conversation.Listed{}, err
	}
	return l, nil
}

// ChangeConversation implements [conversation.Conversations].
func (s *Store) ChangeConversation(
	ctx context.Context, login string, id conversation.ID, fn func(*conversation.Conversation, time.Time) ([]conversation.Message, error),
) (change conversation.Change, err error) {
	err = s.update(ctx, func(t *tx) error {
		c, err := conversationOf(t.Tx, login, id)
		if err != nil {
			return err
		}
		change, err = t.changeConversation(c, fn, s.now().UTC())
		return err
	})
	if err != nil {
		return conversation.Change{}, err
	}
	return change, nil
}

func (t *tx) changeConversation(
	c conversation.Conversation, fn func(*conversation.Conversation, time.Time) ([]conversation.Message, error), now time.Time,
) (conversation.Change, error) {
	before := append([]conversation.Member(nil), c.People...)
	told, err := fn(&c, now)
	if err != nil {
		return conversation.Change{}, err
	}
	return conversation.Change{Conversation: c, Before: before, Messages: told}, t.writeConversation(before, &c, told...)
}

// UnreadBy implements [conversation.Conversations].
func (s *Store) UnreadBy(ctx context.Context, login string) (u conversation.Unread, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		prefix := pair(login, "")
		c := t.Bucket(bucketConversationNew).Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			of, err := conversationOf(t, login, conversation.ID(k[len(prefix):]))
			if err != nil {
				return err
			}
			if m := of.Member(login); !m.Muted {
				u.Conversations++
				u.Messages += of.Unread(m)
			}
		}
		return nil
	})
	return u, err
}
