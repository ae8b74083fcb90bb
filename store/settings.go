package store

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
)

// Settings implements [account.SettingsRepository].
func (s *Store) Settings(ctx context.Context) (v account.Settings, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		v, err = readSettings(t)
		return err
	})
	return v, err
}

func readSettings(t *bolt.Tx) (account.Settings, error) {
	raw := t.Bucket(bucketSettings).Get(keyServer)
	if raw == nil {
		return account.DefaultSettings(), nil
	}
	// What was stored before a setting existed has its default.
	return decodeOver(raw, account.DefaultSettings())
}

// ChangeSettings implements [account.SettingsRepository].
func (s *Store) ChangeSettings(ctx context.Context, v account.Settings) (account.Settings, error) {
	changed := v
	err := s.update(ctx, func(t *tx) error {
		changed = v
		old, err := readSettings(t.Tx)
		if err != nil {
			return err
		}
		if old.Revision != v.Revision {
			return account.ErrChangedMeanwhile
		}
		changed.Revision++
		raw, err := encode(&changed)
		if err != nil {
			return err
		}
		return t.put(t.Bucket(bucketSettings), keyServer, raw)
	})
	if err != nil {
		return account.Settings{}, err
	}
	return changed, nil
}
