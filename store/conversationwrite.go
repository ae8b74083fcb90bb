package store

import (
	"time"

	"veche/conference/conversation"
)

// writeConversation stores c with new messages, and what finds it. before is the people
// as they are stored.
func (t *tx) writeConversation(before []conversation.Member, c *conversation.Conversation, told ...conversation.Message) error {
	for i := range told {
		if err := t.putMessage(c.ID, &told[i]); err != nil {
			return err
		}
	}
	if err := t.unlistMembers(before, c); err != nil {
		return err
	}
	for i := range c.People {
		if err := t.putMember(c, &c.People[i], find(before, c.People[i].Place)); err != nil {
			return err
		}
	}
	if c.Deserted() || c.Floor() > c.First {
		if err := t.put(t.Bucket(bucketConversationsEnd), []byte(c.ID), []byte{}); err != nil {
			return err
		}
	}
	if err := t.putWords(c); err != nil {
		return err
	}
	raw, err := encode(c)
	if err != nil {
		return err
	}
	return t.put(t.Bucket(bucketConversations), []byte(c.ID), raw)
}

// putWords spares the page of words that are as they were.
func (t *tx) putWords(c *conversation.Conversation) error {
	b, words := t.Bucket(bucketConversationText), conversationWords(c)
	if string(b.Get([]byte(c.ID))) == string(words) {
		return nil
	}
	return t.put(b, []byte(c.ID), words)
}

// find is who has a place among the people; nil if there is nobody.
func find(people []conversation.Member, place uint64) *conversation.Member {
	for i := range people {
		if people[i].Place == place {
			return &people[i]
		}
	}
	return nil
}

// unlistMembers takes out those who are in c no more.
func (t *tx) unlistMembers(before []conversation.Member, c *conversation.Conversation) error {
	for i := range before {
		old := &before[i]
		now := find(c.People, old.Place)
		if now == nil {
			if err := t.remove(t.Bucket(bucketConversationWith), memberKey(c.ID, old)); err != nil {
				return err
			}
		}
		if old.Gone || now != nil && !now.Gone {
			continue
		}
		if err := t.unlistMember(c, old); err != nil {
			return err
		}
	}
	return nil
}

// unlistMember makes the conversation one that m does not find.
func (t *tx) unlistMember(c *conversation.Conversation, m *conversation.Member) error {
	if m.Shown {
		if err := t.remove(t.Bucket(bucketConversationList), conversationKey(c.ID, m)); err != nil {
			return err
		}
	}
	if err := t.unpair(c); err != nil {
		return err
	}
	if err := t.remove(t.Bucket(bucketConversationNew), pair(m.Login, string(c.ID))); err != nil {
		return err
	}
	return t.remove(t.Bucket(bucketConversationsOf), pair(m.Login, string(c.ID)))
}

// unpair lets the two of a personal conversation, one of whom is gone, have another: the
// login may become that of somebody else.
func (t *tx) unpair(c *conversation.Conversation) error {
	if c.Kind != conversation.Personal {
		return nil
	}
	b, key := t.Bucket(bucketConversationPair), pairOf(c.People[0].Login, c.People[1].Login)
	if string(b.Get(key)) != string(c.ID) {
		return nil
	}
	return t.remove(b, key)
}

// putMember stores m, who was old (nil: not there), with his place in his list.
func (t *tx) putMember(c *conversation.Conversation, m, old *conversation.Member) error {
	if old == nil || *old != *m {
		raw, err := encode(m)
		if err != nil {
			return err
		}
		if err := t.put(t.Bucket(bucketConversationWith), memberKey(c.ID, m), raw); err != nil {
			return err
		}
	}
	if m.Gone {
		return nil
	}
	if err := t.listMember(c, m, old); err != nil {
		return err
	}
	return t.markUnread(c, m)
}

func (t *tx) listMember(c *conversation.Conversation, m, old *conversation.Member) error {
	if old == nil {
		if err := t.put(t.Bucket(bucketConversationsOf), pair(m.Login, string(c.ID)), []byte{}); err != nil {
			return err
		}
	}
	list := t.Bucket(bucketConversationList)
	if old != nil && old.Shown && (!m.Shown || !old.At.Equal(m.At)) {
		if err := t.remove(list, conversationKey(c.ID, old)); err != nil {
			return err
		}
	}
	if !m.Shown || old != nil && old.Shown && old.At.Equal(m.At) {
		return nil
	}
	return t.put(list, conversationKey(c.ID, m), nil)
}

// markUnread lists what m has not read, so that it is summed up without looking at all
// the rest.
func (t *tx) markUnread(c *conversation.Conversation, m *conversation.Member) error {
	b, key := t.Bucket(bucketConversationNew), pair(m.Login, string(c.ID))
	unread, marked := m.Shown && c.Unread(m) > 0, b.Get(key) != nil
	switch {
	case unread && !marked:
		return t.put(b, key, []byte{})
	case !unread && marked:
		return t.remove(b, key)
	}
	return nil
}

func memberKey(id conversation.ID, m *conversation.Member) []byte {
	return append(pair(string(id), ""), numberKey(m.Place)...)
}

// conversationKey sorts the list of m, the latest first.
func conversationKey(id conversation.ID, m *conversation.Member) []byte {
	key := append(pair(m.Login, ""), numberKey(^uint64(m.At.UnixNano()))...)
	return append(key, id...)
}

// conversationsOf are all that login is in.
func (t *tx) conversationsOf(login string) (ids []conversation.ID) {
	prefix := pair(login, "")
	c := t.Bucket(bucketConversationsOf).Cursor()
	for k, _ := c.Seek(prefix); len(k) > len(prefix) && string(k[:len(prefix)]) == string(prefix); k, _ = c.Next() {
		ids = append(ids, conversation.ID(k[len(prefix):]))
	}
	return ids
}

// departConversations is what happens to conversations when an account is deleted.
func (t *tx) departConversations(login string, now time.Time) error {
	for _, id := range t.conversationsOf(login) {
		c, err := conversationOf(t.Tx, login, id)
		if err != nil {
			return err
		}
		_, err = t.changeConversation(c, func(c *conversation.Conversation, now time.Time) ([]conversation.Message, error) {
			return c.Depart(login, now)
		}, now)
		if err != nil {
			return err
		}
	}
	return nil
}

// renameInConversations makes login known by another name.
func (t *tx) renameInConversations(login, name string, now time.Time) error {
	for _, id := range t.conversationsOf(login) {
		c, err := conversationOf(t.Tx, login, id)
		if err != nil {
			return err
		}
		_, err = t.changeConversation(c, func(c *conversation.Conversation, _ time.Time) ([]conversation.Message, error) {
			c.Member(login).Name = name
			return nil, nil
		}, now)
		if err != nil {
			return err
		}
	}
	return nil
}
