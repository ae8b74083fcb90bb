package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/access"
	"veche/conference/account"
)

// This file keeps the list of people. An entry holds what the list is searched and
// filtered by, so that only those accounts are decoded that are shown:
//
//	flags   of flagActive and so on
//	words   login, name and e-mail in lower case, on a line each
//	groups  as groupWord makes them of their ids
//	0
//	rights  2 bytes: bit i is account.AllRights[i]
//	kind    of the permission to take part, as its place in access.Permissions
//	until   8 bytes: its end in seconds, see sortableTime

// listedPerson is the value of an entry.
type listedPerson []byte

// personFacts is how long the part after words and groups is, with the zero before it.
const personFacts = 1 + 2 + 1 + 8

func listedPersonOf(a *account.Account) listedPerson {
	l := append(listedPerson{flagOf(a)}, strings.ToLower(a.Login+"\n"+a.Name+"\n"+a.EMail)...)
	for _, g := range a.Groups {
		l = append(l, groupWord(g)...)
	}
	l = append(l, 0)
	l = binary.BigEndian.AppendUint16(l, rightBits(a.Rights))
	kind := max(slices.Index(access.Permissions, a.Participation.Kind), 0) // "" is the first
	l = append(l, byte(kind))
	return binary.BigEndian.AppendUint64(l, sortableTime(a.Participation.Until))
}

func rightBits(rights account.Rights) (bits uint16) {
	for i, r := range account.AllRights {
		if rights.Has(r) {
			bits |= 1 << i
		}
	}
	return bits
}

func (l listedPerson) words() []byte {
	if len(l) < 1+personFacts {
		return nil
	}
	words, _, _ := bytes.Cut(l[1:len(l)-personFacts], []byte{groupMark})
	return words
}

// in tells whether group, made a word, is one of those behind the words.
func (l listedPerson) in(group []byte) bool {
	return len(l) >= 1+personFacts && bytes.Contains(l[1:len(l)-personFacts], group)
}

func (l listedPerson) blocked() bool { return l[0] == flagBlocked || l[0] == flagBlockedAdmin }

// facts is the part after words and groups, without the zero.
func (l listedPerson) facts() []byte { return l[len(l)-personFacts+1:] }

// wantedPeople is a query, made ready for many entries.
type wantedPeople struct {
	account.Query
	text  []byte
	group []byte // as groupWord makes it; nil: whatever groups
	bit   uint16
	now   time.Time
	only  map[string]bool // by Logins
}

func (s *Store) wantPeople(q account.Query) wantedPeople {
	var only map[string]bool
	if q.Logins != nil {
		only = make(map[string]bool, len(q.Logins))
		for _, login := range q.Logins {
			only[login] = true
		}
	}
	var group []byte
	if q.Group != "" {
		group = []byte(groupWord(q.Group))
	}
	return wantedPeople{
		only:  only,
		group: group,
		Query: q, text: []byte(strings.ToLower(strings.TrimSpace(q.Text))), now: s.now(),
		bit: rightBits(account.Rights{q.Right}),
	}
}

// has tells whether login, listed as l, is one of those wanted.
func (w *wantedPeople) has(login []byte, l listedPerson) bool {
	if w.only != nil && !w.only[string(login)] {
		return false
	}
	if len(l) < 1+personFacts || w.Active && l.blocked() || !bytes.Contains(l.words(), w.text) {
		return false
	}
	if !l.in(w.group) {
		return false
	}
	facts := l.facts()
	switch {
	case w.Is == account.MarkAdministrator && l[0] != flagAdmin && l[0] != flagBlockedAdmin,
		w.Is == account.MarkBlocked && !l.blocked(),
		w.Right != "" && binary.BigEndian.Uint16(facts)&w.bit == 0:
		return false
	}
	return w.Stands == "" || w.Stands == standingOf(facts[2:], w.now)
}

func standingOf(facts []byte, now time.Time) account.Standing {
	p := access.Participation{Kind: access.Permissions[min(int(facts[0]), len(access.Permissions)-1)]}
	if p.Kind == access.Temporary {
		p.Until = time.Unix(int64(binary.BigEndian.Uint64(facts[1:])^1<<63), 0)
	}
	return account.StandingOf(p, now)
}

// listPeopleAnew makes the list of people from the accounts: its entries were flags and
// words alone.
func listPeopleAnew(b *bolt.Tx) error {
	people := b.Bucket(bucketPeople)
	return b.Bucket(bucketAccounts).ForEach(func(login, raw []byte) error {
		a, err := decode[account.Account](raw)
		if err != nil {
			return err
		}
		if err := people.Put(login, listedPersonOf(&a)); err != nil {
			return fmt.Errorf("store: list %s: %w", login, err)
		}
		return nil
	})
}
