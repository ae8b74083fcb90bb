package store

import (
	"bytes"
	"context"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
)

// Flags in front of the words of a person.
const (
	flagActive       = 'a'
	flagAdmin        = 'A' // and active
	flagBlocked      = 'b'
	flagBlockedAdmin = 'B'
)

// Account implements [account.Repository].
func (s *Store) Account(ctx context.Context, login string) (a account.Account, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		a, err = readAccount(t, login)
		return err
	})
	return a, err
}

func readAccount(t *bolt.Tx, login string) (account.Account, error) {
	raw := t.Bucket(bucketAccounts).Get([]byte(login))
	if raw == nil {
		return account.Account{}, account.ErrUnknown
	}
	return decode[account.Account](raw)
}

// Accounts implements [account.Repository].
func (s *Store) Accounts(ctx context.Context, q account.Query) (p account.Page, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return p, err
	}
	wanted := s.wantPeople(q)
	limit := pageLimit(q.Limit)
	err = s.view(ctx, func(t *bolt.Tx) error {
		var last []byte
		c := t.Bucket(bucketPeople).Cursor()
		for login, v := c.First(); login != nil; login, v = c.Next() {
			if !wanted.has(login, v) {
				continue
			}
			p.Total++
			if after != nil && bytes.Compare(login, after) <= 0 {
				continue
			}
			if len(p.Accounts) == limit {
				p.Next = writeCursor(last)
				continue
			}
			a, err := readAccount(t, string(login))
			if err != nil {
				return err
			}
			p.Accounts = append(p.Accounts, a)
			last = login
		}
		return nil
	})
	return p, err
}

// CreateAccount implements [account.Repository].
func (s *Store) CreateAccount(ctx context.Context, a account.Account) (account.Account, error) {
	a.Revision = 1
	if a.Created.IsZero() {
		a.Created = s.now()
	}
	err := s.update(ctx, func(t *tx) error {
		if t.Bucket(bucketAccounts).Get([]byte(a.Login)) != nil {
			return account.ErrTaken
		}
		if err := peopleGroupsKnown(t.Tx, &a); err != nil {
			return err
		}
		return t.putAccount(&a)
	})
	if err != nil {
		return account.Account{}, err
	}
	return a, nil
}

// ChangeAccount implements [account.Repository].
func (s *Store) ChangeAccount(ctx context.Context, a account.Account) (account.Account, error) {
	changed := a
	err := s.update(ctx, func(t *tx) error {
		changed = a
		old, err := readAccount(t.Tx, a.Login)
		if err != nil {
			return err
		}
		if old.Revision != a.Revision {
			return account.ErrChangedMeanwhile
		}
		if flagOf(&old) == flagAdmin && flagOf(&a) != flagAdmin && t.lastAdministrator(a.Login) {
			return account.ErrLastAdministrator
		}
		if err := peopleGroupsKnown(t.Tx, &a); err != nil {
			return err
		}
		changed.Revision++
		changed.Created = old.Created
		if changed.Name != old.Name {
			if err := t.renameInConversations(a.Login, changed.Name, s.now().UTC()); err != nil {
				return err
			}
		}
		return t.putAccount(&changed)
	})
	if err != nil {
		return account.Account{}, err
	}
	return changed, nil
}

// DeleteAccount implements [account.Repository].
func (s *Store) DeleteAccount(ctx context.Context, login string) error {
	return s.update(ctx, func(t *tx) error {
		old, err := readAccount(t.Tx, login)
		if err != nil {
			return err
		}
		if flagOf(&old) == flagAdmin && t.lastAdministrator(login) {
			return account.ErrLastAdministrator
		}
		if err := t.remove(t.Bucket(bucketAccounts), []byte(login)); err != nil {
			return err
		}
		if err := t.remove(t.Bucket(bucketPeople), []byte(login)); err != nil {
			return err
		}
		if err := s.removeDevices(t, login); err != nil {
			return err
		}
		if err := s.removeTemplates(t, login); err != nil {
			return err
		}
		if err := s.removeBook(t, login); err != nil {
			return err
		}
		if err := t.removeHistory(login); err != nil {
			return err
		}
		if err := t.departConversations(login, s.now().UTC()); err != nil {
			return err
		}
		return t.removeSessions(login, func(*account.Session) bool { return false })
	})
}

func (t *tx) putAccount(a *account.Account) error {
	raw, err := encode(a)
	if err != nil {
		return err
	}
	if err := t.put(t.Bucket(bucketAccounts), []byte(a.Login), raw); err != nil {
		return err
	}
	return t.put(t.Bucket(bucketPeople), []byte(a.Login), listedPersonOf(a))
}

func flagOf(a *account.Account) byte {
	switch {
	case !a.Active() && a.Admin:
		return flagBlockedAdmin
	case !a.Active():
		return flagBlocked
	case a.Admin:
		return flagAdmin
	}
	return flagActive
}

// lastAdministrator reports whether no other active administrator than login
// exists.
func (t *tx) lastAdministrator(login string) bool {
	c := t.Bucket(bucketPeople).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if len(v) > 0 && v[0] == flagAdmin && string(k) != login {
			return false
		}
	}
	return true
}
