package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/post"
)

// replyPlace is what tokens for answers are sealed for. They are not stored: whoever
// has one has been sent it.
const replyPlace = "reply token"

// ReplyToken implements [post.Replies].
func (s *Store) ReplyToken(id conference.ID, g post.Guest) string {
	return base64.RawURLEncoding.EncodeToString(s.seal.close(pair(string(id), string(g)), replyPlace))
}

// OpenReplyToken implements [post.Replies].
func (s *Store) OpenReplyToken(token string) (conference.ID, post.Guest, bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return "", "", false
	}
	plain, err := s.seal.open(sealed, replyPlace)
	if err != nil {
		return "", "", false
	}
	id, g, ok := strings.Cut(string(plain), "\x00")
	return conference.ID(id), post.Guest(g), ok
}

// SetReply implements [post.Replies].
func (s *Store) SetReply(ctx context.Context, id conference.ID, g post.Guest, r post.Reply) error {
	raw, err := encode(r)
	if err != nil {
		return err
	}
	return s.update(ctx, func(t *tx) error {
		if t.Bucket(bucketConferences).Get([]byte(id)) == nil {
			return errConferenceUnknown
		}
		return t.put(t.Bucket(bucketReplies), pair(string(id), string(g)), raw)
	})
}

// Replies implements [post.Replies].
func (s *Store) Replies(ctx context.Context, id conference.ID) (map[post.Guest]post.Reply, error) {
	all := make(map[post.Guest]post.Reply)
	err := s.view(ctx, func(t *bolt.Tx) error {
		prefix := pair(string(id), "")
		c := t.Bucket(bucketReplies).Cursor()
		for k, raw := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, raw = c.Next() {
			r, err := decode[post.Reply](raw)
			if err != nil {
				return err
			}
			all[post.Guest(k[len(prefix):])] = r
		}
		return nil
	})
	return all, err
}

// dropReplies removes the answers for a conference that is removed.
func (t *tx) dropReplies(id conference.ID) error {
	prefix := pair(string(id), "")
	replies := t.Bucket(bucketReplies)
	var keys [][]byte
	c := replies.Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		keys = append(keys, bytes.Clone(k))
	}
	for _, k := range keys {
		if err := t.remove(replies, k); err != nil {
			return err
		}
	}
	return nil
}
