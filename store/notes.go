package store

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/post"
	"veche/conference/registration"
)

// note is the stored form of a post.Note, sealed as a whole: there are PINs in it.
type note struct {
	At     time.Time              `json:"at"`
	Before *conference.Definition `json:"before,omitempty"`
	After  *conference.Definition `json:"after,omitempty"`
	// Registrants go with their conference, and are told of it.
	Registrants []registration.Registrant `json:"registrants,omitempty"`
}

func notePlace(id post.NoteID) string { return "note " + strconv.FormatUint(uint64(id), 10) }

// note writes down that a conference is another now, in the transaction in which it
// becomes it: whoever must be told is told, whatever happens in between.
func (s *Store) note(t *tx, before, after *conference.Definition) error {
	if !post.Noteworthy(before, after) {
		return nil
	}
	notes := t.Bucket(bucketNotes)
	n, err := notes.NextSequence()
	if err != nil {
		return err
	}
	written := note{At: s.now(), Before: before, After: after}
	if after == nil {
		if written.Registrants, err = s.registrantsOf(t.Tx, before.ID); err != nil {
			return err
		}
	}
	plain, err := json.Marshal(record[note]{recordVersion, written})
	if err != nil {
		return err
	}
	return t.put(notes, numberKey(n), s.seal.close(plain, notePlace(post.NoteID(n))))
}

// Notes implements [post.Outbox].
func (s *Store) Notes(ctx context.Context, limit int) (all []post.Note, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		c := t.Bucket(bucketNotes).Cursor()
		for k, sealed := c.First(); k != nil && len(all) < limit; k, sealed = c.Next() {
			n, err := s.decodeNote(post.NoteID(number(k)), sealed)
			if err != nil {
				return err
			}
			all = append(all, n)
		}
		return nil
	})
	return all, err
}

func (s *Store) decodeNote(id post.NoteID, sealed []byte) (post.Note, error) {
	plain, err := s.seal.open(sealed, notePlace(id))
	if err != nil {
		return post.Note{}, err
	}
	n, err := decode[note](plain)
	return post.Note{ID: id, At: n.At, Before: n.Before, After: n.After, Registrants: n.Registrants}, err
}

// registrantsOf are all of a conference.
func (s *Store) registrantsOf(t *bolt.Tx, id conference.ID) (all []registration.Registrant, err error) {
	prefix := pair(string(id), "")
	c := t.Bucket(bucketRegistrants).Cursor()
	for k, raw := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, raw = c.Next() {
		n, err := s.decodeRegistrant(raw)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// AnswerNote implements [post.Outbox].
func (s *Store) AnswerNote(ctx context.Context, id post.NoteID, letters []post.Letter) error {
	return s.update(ctx, func(t *tx) error {
		notes := t.Bucket(bucketNotes)
		if notes.Get(numberKey(uint64(id))) == nil {
			return nil
		}
		if _, err := s.postLetters(t, letters); err != nil {
			return err
		}
		return t.remove(notes, numberKey(uint64(id)))
	})
}
