package store

import (
	"bytes"
	"context"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
)

// maxSessions of one login, and as many keys; more are not signed-in browsers but
// a script that forgets to sign out.
const maxSessions = 100

// CreateSession implements [account.Sessions].
func (s *Store) CreateSession(ctx context.Context, n account.Session) error {
	raw, err := encode(&n)
	if err != nil {
		return err
	}
	return s.update(ctx, func(t *tx) error {
		old, err := sessionsOf(t.Tx, n.Login)
		if err != nil {
			return err
		}
		old = slices.DeleteFunc(old, func(o account.Session) bool { return (o.Key != nil) != (n.Key != nil) })
		if n.Key != nil && len(old) >= maxSessions {
			return account.ErrTooManyKeys
		}
		for i := maxSessions - 1; i < len(old); i++ {
			if err := t.removeSession(&old[i]); err != nil {
				return err
			}
		}
		if err := t.put(t.Bucket(bucketSessions), n.Token[:], raw); err != nil {
			return err
		}
		return t.put(t.Bucket(bucketSessionsOf), pair(n.Login, n.ID), n.Token[:])
	})
}

// Session implements [account.Sessions].
func (s *Store) Session(ctx context.Context, token account.TokenHash) (n account.Session, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		n, err = readSession(t, token[:])
		return err
	})
	return n, err
}

func readSession(t *bolt.Tx, token []byte) (account.Session, error) {
	raw := t.Bucket(bucketSessions).Get(token)
	if raw == nil {
		return account.Session{}, account.ErrSessionUnknown
	}
	n, err := decode[account.Session](raw)
	copy(n.Token[:], token)
	return n, err
}

// TouchSession implements [account.Sessions].
func (s *Store) TouchSession(ctx context.Context, token account.TokenHash, used time.Time, address string) error {
	return s.update(ctx, func(t *tx) error {
		if t.Bucket(bucketSessions).Get(token[:]) == nil {
			return nil
		}
		n, err := readSession(t.Tx, token[:])
		if err != nil {
			return err
		}
		if used.Before(n.LastUsed) {
			return nil
		}
		n.LastUsed, n.Address = used, address
		raw, err := encode(&n)
		if err != nil {
			return err
		}
		return t.put(t.Bucket(bucketSessions), token[:], raw)
	})
}

// SessionsOf implements [account.Sessions].
func (s *Store) SessionsOf(ctx context.Context, login string) (list []account.Session, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		list, err = sessionsOf(t, login)
		return err
	})
	return list, err
}

// sessionsOf lists the sessions of login, last used first.
func sessionsOf(t *bolt.Tx, login string) ([]account.Session, error) {
	var list []account.Session
	prefix := pair(login, "")
	c := t.Bucket(bucketSessionsOf).Cursor()
	for k, token := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, token = c.Next() {
		n, err := readSession(t, token)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	slices.SortStableFunc(list, func(a, b account.Session) int { return b.LastUsed.Compare(a.LastUsed) })
	return list, nil
}

// DeleteSession implements [account.Sessions].
func (s *Store) DeleteSession(ctx context.Context, login, id string) error {
	return s.update(ctx, func(t *tx) error {
		list, err := sessionsOf(t.Tx, login)
		if err != nil {
			return err
		}
		for i := range list {
			if list[i].ID == id {
				return t.removeSession(&list[i])
			}
		}
		return account.ErrSessionUnknown
	})
}

// DeleteSessions implements [account.Sessions].
func (s *Store) DeleteSessions(ctx context.Context, login, keep string) error {
	return s.update(ctx, func(t *tx) error {
		return t.removeSessions(login, func(n *account.Session) bool { return n.ID == keep || n.Key != nil })
	})
}

// removeSessions removes those of login that keep does not want kept.
func (t *tx) removeSessions(login string, keep func(*account.Session) bool) error {
	list, err := sessionsOf(t.Tx, login)
	if err != nil {
		return err
	}
	for i := range list {
		if keep(&list[i]) {
			continue
		}
		if err := t.removeSession(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) removeSession(n *account.Session) error {
	if err := t.remove(t.Bucket(bucketSessions), n.Token[:]); err != nil {
		return err
	}
	return t.remove(t.Bucket(bucketSessionsOf), pair(n.Login, n.ID))
}
