package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	bolt "go.etcd.io/bbolt"

	"veche/conference/contact"
)

// contactEntry is the stored form: the dial string is sealed.
type contactEntry struct {
	contact.Contact
	SealedDial []byte `json:"sealedDial,omitempty"`
}

func contactPlace(id contact.ID) string { return "contact " + string(id) }

func (s *Store) encodeContact(c *contact.Contact) ([]byte, error) {
	r := contactEntry{Contact: *c}
	if c.Dial != "" {
		r.SealedDial = s.seal.close([]byte(c.Dial), contactPlace(c.ID))
		r.Dial = ""
	}
	return encode(r)
}

func (s *Store) decodeContact(raw []byte) (contact.Contact, error) {
	r, err := decode[contactEntry](raw)
	if err != nil || len(r.SealedDial) == 0 {
		return r.Contact, err
	}
	plain, err := s.seal.open(r.SealedDial, contactPlace(r.ID))
	r.Dial = string(plain)
	return r.Contact, err
}

// nameInKey is how many bytes of a name the order of a book goes by.
const nameInKey = 60

// contactKey sorts a book by name.
func contactKey(c *contact.Contact) []byte {
	name := strings.ReplaceAll(strings.ToLower(c.Name), "\x00", "")
	for len(name) > nameInKey {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return append(pair(c.Owner, name), append([]byte{0}, c.ID...)...)
}

// contactWords is what a book is searched by, and its groups behind a control
// character that no search has.
func contactWords(c *contact.Contact) []byte {
	words := []byte(strings.ToLower(strings.Join([]string{c.Name, c.Login, c.Shown(), c.EMail, c.Note}, "\n")))
	for _, g := range c.Groups {
		words = append(words, groupWord(g)...)
	}
	return words
}

// groupMark stands around the id of a group, and in nothing else that is listed.
const groupMark = 1

func groupWord[ID ~string](g ID) string { return "\x01" + string(g) + "\x01" }

// Contacts implements [contact.Book].
func (s *Store) Contacts(ctx context.Context, q contact.Query) (p contact.Page, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return p, err
	}
	err = s.view(ctx, func(t *bolt.Tx) error {
		p, err = s.contacts(t, q, after)
		return err
	})
	return p, err
}

func (s *Store) contacts(t *bolt.Tx, q contact.Query, after []byte) (contact.Page, error) {
	p := contact.Page{Contacts: []contact.Contact{}}
	text := []byte(strings.ToLower(strings.TrimSpace(q.Text)))
	var group []byte
	if q.Group != "" {
		group = []byte(groupWord(q.Group))
	}
	prefix, limit := pair(q.Owner, ""), pageLimit(q.Limit)
	begin := append(bytes.Clone(prefix), after...)
	var last []byte
	c := t.Bucket(bucketContactsOf).Cursor()
	for k, words := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, words = c.Next() {
		if !bytes.Contains(words, text) || !bytes.Contains(words, group) {
			continue
		}
		p.Total++
		if after != nil && bytes.Compare(k, begin) <= 0 {
			continue
		}
		if len(p.Contacts) == limit {
			p.Next = writeCursor(last[len(prefix):])
			continue
		}
		e, err := s.contact(t, q.Owner, contact.ID(k[bytes.LastIndexByte(k, 0)+1:]))
		if err != nil {
			return p, err
		}
		p.Contacts = append(p.Contacts, e)
		last = k
	}
	return p, nil
}

// Contact implements [contact.Book].
func (s *Store) Contact(ctx context.Context, owner string, id contact.ID) (c contact.Contact, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		c, err = s.contact(t, owner, id)
		return err
	})
	return c, err
}

func (s *Store) contact(t *bolt.Tx, owner string, id contact.ID) (contact.Contact, error) {
	raw := t.Bucket(bucketContacts).Get([]byte(id))
	if raw == nil {
		return contact.Contact{}, contact.ErrUnknown
	}
	c, err := s.decodeContact(raw)
	if err != nil {
		return contact.Contact{}, err
	}
	if c.Owner != owner {
		return contact.Contact{}, contact.ErrUnknown
	}
	return c, nil
}

// CreateContact implements [contact.Book].
func (s *Store) CreateContact(ctx context.Context, c contact.Contact) (contact.Contact, error) {
	c.ID, c.Revision = contact.ID(rand.Text()), 1
	err := s.update(ctx, func(t *tx) error {
		if countOf(t.Bucket(bucketContactsOf), c.Owner) >= contact.Most(c.Owner) {
			return contact.ErrTooMany
		}
		if err := groupsKnown(t.Tx, &c); err != nil {
			return err
		}
		return s.putContact(t, &c)
	})
	if err != nil {
		return contact.Contact{}, err
	}
	return c, nil
}

// countOf is how many keys of owner a bucket has.
func countOf(b *bolt.Bucket, owner string) (n int) {
	prefix := pair(owner, "")
	c := b.Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		n++
	}
	return n
}

// groupsKnown refuses groups that are not of the same book.
func groupsKnown(t *bolt.Tx, c *contact.Contact) error {
	for _, g := range c.Groups {
		if t.Bucket(bucketContactGroups).Get(pair(c.Owner, string(g))) == nil {
			return contact.ErrGroupInvalid
		}
	}
	return nil
}

// ChangeContact implements [contact.Book].
func (s *Store) ChangeContact(ctx context.Context, c contact.Contact) (contact.Contact, error) {
	changed := c
	err := s.update(ctx, func(t *tx) error {
		changed = c
		old, err := s.contact(t.Tx, c.Owner, c.ID)
		if err != nil {
			return err
		}
		if old.Revision != c.Revision {
			return contact.ErrChangedMeanwhile
		}
		if err := groupsKnown(t.Tx, &c); err != nil {
			return err
		}
		changed.Revision++
		if err := t.remove(t.Bucket(bucketContactsOf), contactKey(&old)); err != nil {
			return err
		}
		return s.putContact(t, &changed)
	})
	if err != nil {
		return contact.Contact{}, err
	}
	return changed, nil
}

func (s *Store) putContact(t *tx, c *contact.Contact) error {
	raw, err := s.encodeContact(c)
	if err != nil {
		return err
	}
	if err := t.put(t.Bucket(bucketContacts), []byte(c.ID), raw); err != nil {
		return err
	}
	return t.put(t.Bucket(bucketContactsOf), contactKey(c), contactWords(c))
}

// DeleteContact implements [contact.Book].
func (s *Store) DeleteContact(ctx context.Context, owner string, id contact.ID) error {
	return s.update(ctx, func(t *tx) error {
		old, err := s.contact(t.Tx, owner, id)
		if err != nil {
			return err
		}
		return t.removeContact(&old)
	})
}

func (t *tx) removeContact(c *contact.Contact) error {
	if err := t.remove(t.Bucket(bucketContactsOf), contactKey(c)); err != nil {
		return err
	}
	return t.remove(t.Bucket(bucketContacts), []byte(c.ID))
}

// contactsOf are all of one book that have the word; empty: all.
func (s *Store) contactsOf(t *bolt.Tx, owner, word string) ([]contact.Contact, error) {
	var all []contact.Contact
	prefix := pair(owner, "")
	c := t.Bucket(bucketContactsOf).Cursor()
	for k, words := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, words = c.Next() {
		if !bytes.Contains(words, []byte(word)) {
			continue
		}
		e, err := s.contact(t, owner, contact.ID(k[bytes.LastIndexByte(k, 0)+1:]))
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// removeBook removes the contacts and groups of a person who is removed.
func (s *Store) removeBook(t *tx, owner string) error {
	all, err := s.contactsOf(t.Tx, owner, "")
	if err != nil {
		return err
	}
	for i := range all {
		if err := t.removeContact(&all[i]); err != nil {
			return err
		}
	}
	groups, err := groupsOf(t.Tx, owner)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if err := t.remove(t.Bucket(bucketContactGroups), pair(owner, string(g.ID))); err != nil {
			return err
		}
	}
	return nil
}

// Groups implements [contact.Book].
func (s *Store) Groups(ctx context.Context, owner string) (list []contact.Group, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		list, err = groupsOf(t, owner)
		return err
	})
	return list, err
}

func groupsOf(t *bolt.Tx, owner string) ([]contact.Group, error) {
	list := []contact.Group{}
	prefix := pair(owner, "")
	c := t.Bucket(bucketContactGroups).Cursor()
	for k, raw := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, raw = c.Next() {
		g, err := decode[contact.Group](raw)
		if err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	slices.SortFunc(list, func(a, b contact.Group) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

// CreateGroup implements [contact.Book].
func (s *Store) CreateGroup(ctx context.Context, g contact.Group) (contact.Group, error) {
	g.ID = contact.GroupID(rand.Text())
	err := s.update(ctx, func(t *tx) error {
		if countOf(t.Bucket(bucketContactGroups), g.Owner) >= contact.MostGroups {
			return contact.ErrTooManyGroups
		}
		return t.putGroup(&g)
	})
	if err != nil {
		return contact.Group{}, err
	}
	return g, nil
}

func (t *tx) putGroup(g *contact.Group) error {
	raw, err := encode(g)
	if err != nil {
		return err
	}
	return t.put(t.Bucket(bucketContactGroups), pair(g.Owner, string(g.ID)), raw)
}

// ChangeGroup implements [contact.Book].
func (s *Store) ChangeGroup(ctx context.Context, g contact.Group) (contact.Group, error) {
	err := s.update(ctx, func(t *tx) error {
		if t.Bucket(bucketContactGroups).Get(pair(g.Owner, string(g.ID))) == nil {
			return contact.ErrGroupUnknown
		}
		return t.putGroup(&g)
	})
	if err != nil {
		return contact.Group{}, err
	}
	return g, nil
}

// DeleteGroup implements [contact.Book].
func (s *Store) DeleteGroup(ctx context.Context, owner string, id contact.GroupID) error {
	return s.update(ctx, func(t *tx) error {
		key := pair(owner, string(id))
		if t.Bucket(bucketContactGroups).Get(key) == nil {
			return contact.ErrGroupUnknown
		}
		members, err := s.contactsOf(t.Tx, owner, groupWord(id))
		if err != nil {
			return err
		}
		for i := range members {
			c := &members[i]
			c.Groups = slices.DeleteFunc(c.Groups, func(g contact.GroupID) bool { return g == id })
			c.Revision++
			if err := s.putContact(t, c); err != nil {
				return err
			}
		}
		if err := t.remove(t.Bucket(bucketContactGroups), key); err != nil {
			return fmt.Errorf("store: group: %w", err)
		}
		return nil
	})
}
