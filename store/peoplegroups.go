package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
)

// PeopleGroups implements [account.PeopleGroups].
func (s *Store) PeopleGroups(ctx context.Context) (list []account.PeopleGroup, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		list, err = peopleGroups(t)
		return err
	})
	return list, err
}

func peopleGroups(t *bolt.Tx) ([]account.PeopleGroup, error) {
	list := []account.PeopleGroup{}
	err := t.Bucket(bucketGroups).ForEach(func(_, raw []byte) error {
		g, err := decode[account.PeopleGroup](raw)
		list = append(list, g)
		return err
	})
	slices.SortFunc(list, func(a, b account.PeopleGroup) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return list, err
}

// CreatePeopleGroup implements [account.PeopleGroups].
func (s *Store) CreatePeopleGroup(ctx context.Context, g account.PeopleGroup) (account.PeopleGroup, error) {
	g.ID = account.GroupID(rand.Text())
	err := s.update(ctx, func(t *tx) error {
		all, err := peopleGroups(t.Tx)
		if err != nil {
			return err
		}
		if len(all) >= account.MostGroups {
			return account.ErrTooManyGroups
		}
		return t.putPeopleGroup(&g, all)
	})
	if err != nil {
		return account.PeopleGroup{}, err
	}
	return g, nil
}

// ChangePeopleGroup implements [account.PeopleGroups].
func (s *Store) ChangePeopleGroup(ctx context.Context, g account.PeopleGroup) (account.PeopleGroup, error) {
	err := s.update(ctx, func(t *tx) error {
		if t.Bucket(bucketGroups).Get([]byte(g.ID)) == nil {
			return account.ErrGroupUnknown
		}
		all, err := peopleGroups(t.Tx)
		if err != nil {
			return err
		}
		return t.putPeopleGroup(&g, all)
	})
	if err != nil {
		return account.PeopleGroup{}, err
	}
	return g, nil
}

// putPeopleGroup stores g beside all the others, if its name is free.
func (t *tx) putPeopleGroup(g *account.PeopleGroup, all []account.PeopleGroup) error {
	for i := range all {
		if g.SameName(&all[i]) {
			return account.ErrGroupTaken
		}
	}
	raw, err := encode(g)
	if err != nil {
		return err
	}
	return t.put(t.Bucket(bucketGroups), []byte(g.ID), raw)
}

// DeletePeopleGroup implements [account.PeopleGroups].
func (s *Store) DeletePeopleGroup(ctx context.Context, id account.GroupID) error {
	return s.update(ctx, func(t *tx) error {
		if t.Bucket(bucketGroups).Get([]byte(id)) == nil {
			return account.ErrGroupUnknown
		}
		for _, login := range peopleIn(t.Tx, id) {
			a, err := readAccount(t.Tx, login)
			if err != nil {
				return err
			}
			a.Leave(id)
			a.Revision++
			if err := t.putAccount(&a); err != nil {
				return err
			}
		}
		if err := t.remove(t.Bucket(bucketGroups), []byte(id)); err != nil {
			return fmt.Errorf("store: group: %w", err)
		}
		return nil
	})
}

// peopleIn are the logins of those in a group.
func peopleIn(t *bolt.Tx, id account.GroupID) (logins []string) {
	group := []byte(groupWord(id))
	c := t.Bucket(bucketPeople).Cursor()
	for login, l := c.First(); login != nil; login, l = c.Next() {
		if listedPerson(l).in(group) {
			logins = append(logins, string(login))
		}
	}
	return logins
}

// peopleGroupsKnown refuses groups that do not exist.
func peopleGroupsKnown(t *bolt.Tx, a *account.Account) error {
	for _, g := range a.Groups {
		if t.Bucket(bucketGroups).Get([]byte(g)) == nil {
			return account.ErrGroupInvalid
		}
	}
	return nil
}
