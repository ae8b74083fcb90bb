package store

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
)

var errPersonalExists = conference.Refuse(conference.Conflict, "personal_room_exists", "There is a personal room already.")

// PersonalRoom implements [conference.Definitions].
func (s *Store) PersonalRoom(ctx context.Context, login string) (d conference.Definition, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		id := t.Bucket(bucketPersonal).Get([]byte(login))
		if id == nil {
			return errConferenceUnknown
		}
		d, err = s.definition(t, string(id))
		return err
	})
	return d, err
}

// takePersonal makes d the personal room of its owner, if it is one. Neither changes
// later.
func (t *tx) takePersonal(d *conference.Definition) error {
	rooms := t.Bucket(bucketPersonal)
	switch {
	case !d.Personal:
		return nil
	case rooms.Get([]byte(d.Owner)) != nil:
		return errPersonalExists
	}
	return t.put(rooms, []byte(d.Owner), []byte(d.ID))
}
