package store

import (
	"context"
	"strings"

	bolt "go.etcd.io/bbolt"

	"veche/conference/post"
)

// Texts implements [post.Texts].
func (s *Store) Texts(ctx context.Context) (map[post.TextKey]post.Text, error) {
	all := make(map[post.TextKey]post.Text)
	err := s.view(ctx, func(t *bolt.Tx) error {
		return t.Bucket(bucketLetterTexts).ForEach(func(k, raw []byte) error {
			occasion, language, _ := strings.Cut(string(k), "\x00")
			text, err := decode[post.Text](raw)
			all[post.TextKey{Occasion: post.Occasion(occasion), Language: language}] = text
			return err
		})
	})
	return all, err
}

// SetText implements [post.Texts].
func (s *Store) SetText(ctx context.Context, key post.TextKey, text *post.Text) error {
	k := pair(string(key.Occasion), key.Language)
	if text == nil {
		return s.update(ctx, func(t *tx) error { return t.remove(t.Bucket(bucketLetterTexts), k) })
	}
	raw, err := encode(text)
	if err != nil {
		return err
	}
	return s.update(ctx, func(t *tx) error { return t.put(t.Bucket(bucketLetterTexts), k, raw) })
}
