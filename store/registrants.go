package store

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/registration"
)

// registrant is the stored form: the token is sealed, since letters say the link again.
type registrant struct {
	registration.Registrant
	SealedToken []byte `json:"sealedToken,omitempty"`
}

func registrantPlace(r *registration.Registrant) string {
	return "registrant " + string(r.Conference) + " " + string(r.ID)
}

func (s *Store) encodeRegistrant(n *registration.Registrant) ([]byte, error) {
	r := registrant{Registrant: *n}
	if n.Token != "" {
		r.SealedToken = s.seal.close([]byte(n.Token), registrantPlace(n))
	}
	return encode(r)
}

func (s *Store) decodeRegistrant(raw []byte) (registration.Registrant, error) {
	r, err := decode[registrant](raw)
	if err != nil || len(r.SealedToken) == 0 {
		return r.Registrant, err
	}
	plain, err := s.seal.open(r.SealedToken, registrantPlace(&r.Registrant))
	r.Token = registration.Token(plain)
	return r.Registrant, err
}

// CreateRegistrant implements [registration.Registrants].
func (s *Store) CreateRegistrant(ctx context.Context, n registration.Registrant, most int) (stored registration.Registrant, added bool, err error) {
	err = s.update(ctx, func(t *tx) error {
		stored, added = n, false
		if id := namesake(t.Tx, &n); id != nil {
			if stored, err = s.registrant(t.Tx, n.Conference, registration.ID(id)); err != nil {
				return err
			}
			stored.Asked = n.Asked
			return s.putRegistrant(t, &stored)
		}
		if registrantCount(t.Tx, n.Conference) >= most {
			return registration.ErrFull
		}
		added = true
		return s.addRegistrant(t, &n)
	})
	return stored, added, err
}

// namesake is the id of who is registered already as n would be.
func namesake(t *bolt.Tx, n *registration.Registrant) []byte {
	if n.Login != "" {
		return t.Bucket(bucketRegistrantLogins).Get(pair(string(n.Conference), n.Login))
	}
	return t.Bucket(bucketRegistrantMails).Get(pair(string(n.Conference), n.EMail))
}

func (s *Store) putRegistrant(t *tx, n *registration.Registrant) error {
	raw, err := s.encodeRegistrant(n)
	if err != nil {
		return err
	}
	return t.put(t.Bucket(bucketRegistrants), pair(string(n.Conference), string(n.ID)), raw)
}

// registrantKeys are the entries of n in the buckets beside its own.
func registrantKeys(n *registration.Registrant) map[string][2][]byte {
	c, id := string(n.Conference), []byte(n.ID)
	keys := map[string][2][]byte{
		string(bucketRegistrantList): {registrantListKey(n), []byte(strings.ToLower(n.Name() + "\n" + n.EMail))},
	}
	if hash, ok := n.Token.Hash(); ok {
		keys[string(bucketRegistrantTokens)] = [2][]byte{hash[:], pair(c, string(n.ID))}
	}
	switch {
	case n.Login != "":
		keys[string(bucketRegistrantLogins)] = [2][]byte{pair(c, n.Login), id}
	case n.EMail != "":
		keys[string(bucketRegistrantMails)] = [2][]byte{pair(c, n.EMail), id}
	}
	return keys
}

// registrantListKey sorts the list of a conference in the order of time.
func registrantListKey(n *registration.Registrant) []byte {
	return append(append(pair(string(n.Conference), ""), numberKey(uint64(n.Created.UnixNano()))...), n.ID...)
}

func (s *Store) addRegistrant(t *tx, n *registration.Registrant) error {
	if err := s.putRegistrant(t, n); err != nil {
		return err
	}
	for bucket, kv := range registrantKeys(n) {
		if err := t.put(t.Bucket([]byte(bucket)), kv[0], kv[1]); err != nil {
			return err
		}
	}
	return t.countRegistrants(n.Conference, 1)
}

func registrantCount(t *bolt.Tx, c conference.ID) int {
	return int(number(t.Bucket(bucketRegistrantCounts).Get([]byte(c))))
}

func (t *tx) countRegistrants(c conference.ID, by int) error {
	n := registrantCount(t.Tx, c) + by
	if n <= 0 {
		return t.remove(t.Bucket(bucketRegistrantCounts), []byte(c))
	}
	return t.put(t.Bucket(bucketRegistrantCounts), []byte(c), numberKey(uint64(n)))
}

// Registrant implements [registration.Registrants].
func (s *Store) Registrant(ctx context.Context, c conference.ID, id registration.ID) (n registration.Registrant, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		n, err = s.registrant(t, c, id)
		return err
	})
	return n, err
}

func (s *Store) registrant(t *bolt.Tx, c conference.ID, id registration.ID) (registration.Registrant, error) {
	return s.registrantAt(t, pair(string(c), string(id)))
}

func (s *Store) registrantAt(t *bolt.Tx, key []byte) (registration.Registrant, error) {
	raw := t.Bucket(bucketRegistrants).Get(key)
	if raw == nil {
		return registration.Registrant{}, registration.ErrUnknown
	}
	return s.decodeRegistrant(raw)
}

// RegistrantByToken implements [registration.Registrants].
func (s *Store) RegistrantByToken(ctx context.Context, hash registration.TokenHash) (n registration.Registrant, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		n, err = s.registrantAt(t, t.Bucket(bucketRegistrantTokens).Get(hash[:]))
		return err
	})
	return n, err
}

// RegistrantByLogin implements [registration.Registrants].
func (s *Store) RegistrantByLogin(ctx context.Context, c conference.ID, login string) (registration.Registrant, error) {
	return s.registrantCalled(ctx, bucketRegistrantLogins, c, login)
}

// RegistrantByEMail implements [registration.Registrants].
func (s *Store) RegistrantByEMail(ctx context.Context, c conference.ID, email string) (registration.Registrant, error) {
	return s.registrantCalled(ctx, bucketRegistrantMails, c, email)
}

func (s *Store) registrantCalled(ctx context.Context, bucket []byte, c conference.ID, name string) (n registration.Registrant, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		id := t.Bucket(bucket).Get(pair(string(c), name))
		n, err = s.registrant(t, c, registration.ID(id))
		return err
	})
	return n, err
}

// CountRegistrants implements [registration.Registrants].
func (s *Store) CountRegistrants(ctx context.Context, c conference.ID) (n int, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error { n = registrantCount(t, c); return nil })
	return n, err
}

// Registrants implements [registration.Registrants].
func (s *Store) Registrants(ctx context.Context, c conference.ID, q registration.Query) (p registration.Page, err error) {
	after, err := readCursor(q.Cursor)
	if err != nil {
		return p, err
	}
	p.Registrants = []registration.Registrant{}
	err = s.view(ctx, func(t *bolt.Tx) error { return s.registrants(t, c, q, after, &p) })
	return p, err
}

func (s *Store) registrants(t *bolt.Tx, c conference.ID, q registration.Query, after []byte, p *registration.Page) error {
	prefix := pair(string(c), "")
	text := []byte(strings.ToLower(strings.TrimSpace(q.Text)))
	from := append(bytes.Clone(prefix), after...)
	begin := prefix
	if q.Newest {
		begin = append(bytes.Clone(prefix), bytes.Repeat([]byte{0xff}, 9)...)
	}
	if len(text) == 0 {
		p.Total = registrantCount(t, c)
		if after != nil {
			begin = from
		}
	}
	row := registrantRows(t, prefix, begin, q.Newest)
	var last []byte
	for k, words := row(nil); k != nil; k, words = row(k) {
		if !bytes.Contains(words, text) {
			continue
		}
		if len(text) > 0 { // all that fit are counted
			p.Total++
		}
		if order := bytes.Compare(k, from); after != nil && (order <= 0 && !q.Newest || order >= 0 && q.Newest) {
			continue
		}
		if len(p.Registrants) == pageLimit(q.Limit) {
			p.Next = writeCursor(last[len(prefix):])
			if len(text) > 0 {
				continue
			}
			return nil
		}
		n, err := s.registrant(t, c, registration.ID(k[len(prefix)+8:]))
		if err != nil {
			return err
		}
		p.Registrants, last = append(p.Registrants, n), k
	}
	return nil
}

// registrantRows goes through the list of a conference from begin on: row is key and
// words of the row behind the one that was last, nil at the end.
func registrantRows(t *bolt.Tx, prefix, begin []byte, newest bool) (row func(last []byte) (k, words []byte)) {
	all := t.Bucket(bucketRegistrantList).Cursor()
	step, first := all.Next, func() (k, words []byte) { return all.Seek(begin) }
	if newest {
		step, first = all.Prev, func() (k, words []byte) {
			if k, _ := all.Seek(begin); k == nil {
				return all.Last()
			}
			return all.Prev()
		}
	}
	return func(last []byte) (k, words []byte) {
		if last == nil {
			k, words = first()
		} else {
			k, words = step()
		}
		if !bytes.HasPrefix(k, prefix) || len(k) <= len(prefix)+8 {
			return nil, nil
		}
		return k, words
	}
}

// DeleteRegistrant implements [registration.Registrants].
func (s *Store) DeleteRegistrant(ctx context.Context, c conference.ID, id registration.ID) error {
	return s.update(ctx, func(t *tx) error {
		n, err := s.registrant(t.Tx, c, id)
		if err != nil {
			return err
		}
		return s.removeRegistrant(t, &n)
	})
}

func (s *Store) removeRegistrant(t *tx, n *registration.Registrant) error {
	for bucket, kv := range registrantKeys(n) {
		if err := t.remove(t.Bucket([]byte(bucket)), kv[0]); err != nil {
			return err
		}
	}
	if err := t.remove(t.Bucket(bucketRegistrants), pair(string(n.Conference), string(n.ID))); err != nil {
		return err
	}
	return t.countRegistrants(n.Conference, -1)
}

// registrantsAtOnce bounds a transaction that removes them.
const registrantsAtOnce = 1000

// DeleteRegistrants implements [registration.Registrants].
func (s *Store) DeleteRegistrants(ctx context.Context, c conference.ID) error {
	for {
		more := false
		err := s.update(ctx, func(t *tx) error {
			some, err := s.someRegistrants(t.Tx, c)
			if err != nil {
				return err
			}
			for i := range some {
				if err := s.removeRegistrant(t, &some[i]); err != nil {
					return err
				}
			}
			more = len(some) == registrantsAtOnce
			return nil
		})
		if err != nil || !more {
			return err
		}
	}
}

func (s *Store) someRegistrants(t *bolt.Tx, c conference.ID) (some []registration.Registrant, err error) {
	prefix := pair(string(c), "")
	all := t.Bucket(bucketRegistrants).Cursor()
	for k, raw := all.Seek(prefix); bytes.HasPrefix(k, prefix) && len(some) < registrantsAtOnce; k, raw = all.Next() {
		n, err := s.decodeRegistrant(raw)
		if err != nil {
			return nil, fmt.Errorf("store: registrants: %w", err)
		}
		some = append(some, n)
	}
	return some, nil
}

var _ registration.Registrants = (*Store)(nil)
