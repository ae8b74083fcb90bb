package store

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
)

// settings is the stored form: the password of the mail server is sealed.
type settings struct {
	account.Settings
	SealedMailPassword []byte `json:"sealedMailPassword,omitempty"`
}

const mailPlace = "mail password"

// Settings implements [account.SettingsRepository].
func (s *Store) Settings(ctx context.Context) (v account.Settings, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		v, err = s.readSettings(t)
		return err
	})
	return v, err
}

func (s *Store) readSettings(t *bolt.Tx) (account.Settings, error) {
	raw := t.Bucket(bucketSettings).Get(keyServer)
	if raw == nil {
		return account.DefaultSettings(), nil
	}
	// What was stored before a setting existed has its default.
	r, err := decodeOver(raw, settings{Settings: account.DefaultSettings()})
	if err != nil {
		return r.Settings, err
	}
	if len(r.SealedMailPassword) > 0 {
		password, err := s.seal.open(r.SealedMailPassword, mailPlace)
		if err != nil {
			return r.Settings, err
		}
		r.Mail.Password = string(password)
	}
	r.Mail.HasPassword = r.Mail.Password != ""
	return r.Settings, nil
}

// ChangeSettings implements [account.SettingsRepository].
func (s *Store) ChangeSettings(ctx context.Context, v account.Settings) (account.Settings, error) {
	changed := v
	err := s.update(ctx, func(t *tx) error {
		changed = v
		old, err := s.readSettings(t.Tx)
		if err != nil {
			return err
		}
		if old.Revision != v.Revision {
			return account.ErrChangedMeanwhile
		}
		changed.Revision++
		changed.Mail.HasPassword = changed.Mail.Password != ""
		r := settings{Settings: changed}
		if changed.Mail.Password != "" {
			r.SealedMailPassword = s.seal.close([]byte(changed.Mail.Password), mailPlace)
		}
		raw, err := encode(&r)
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
