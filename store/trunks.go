package store

import (
	"context"
	"crypto/rand"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"veche/conference/telephony"
)

// trunk is the stored form: the password is sealed.
type trunk struct {
	telephony.Trunk
	SealedPassword []byte `json:"sealedPassword,omitempty"`
}

func trunkPlace(id telephony.TrunkID) string { return "trunk " + string(id) }

func (s *Store) encodeTrunk(t *telephony.Trunk) ([]byte, error) {
	r := trunk{Trunk: *t}
	if t.Password != "" {
		r.SealedPassword = s.seal.close([]byte(t.Password), trunkPlace(t.ID))
	}
	r.Password = ""
	return encode(r)
}

func (s *Store) decodeTrunk(raw []byte) (telephony.Trunk, error) {
	r, err := decode[trunk](raw)
	if err != nil {
		return telephony.Trunk{}, err
	}
	if len(r.SealedPassword) > 0 {
		password, err := s.seal.open(r.SealedPassword, trunkPlace(r.ID))
		if err != nil {
			return telephony.Trunk{}, err
		}
		r.Password = string(password)
	}
	return r.Trunk, nil
}

// Trunks implements [telephony.Trunks].
func (s *Store) Trunks(ctx context.Context) (all []telephony.Trunk, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		all, err = s.trunks(t)
		return err
	})
	telephony.SortTrunks(all)
	return all, err
}

func (s *Store) trunks(t *bolt.Tx) ([]telephony.Trunk, error) {
	all := []telephony.Trunk{}
	err := t.Bucket(bucketTrunks).ForEach(func(_, raw []byte) error {
		k, err := s.decodeTrunk(raw)
		all = append(all, k)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: trunks: %w", err)
	}
	return all, nil
}

// Trunk implements [telephony.Trunks].
func (s *Store) Trunk(ctx context.Context, id telephony.TrunkID) (k telephony.Trunk, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		k, err = s.trunk(t, id)
		return err
	})
	return k, err
}

func (s *Store) trunk(t *bolt.Tx, id telephony.TrunkID) (telephony.Trunk, error) {
	raw := t.Bucket(bucketTrunks).Get([]byte(id))
	if raw == nil {
		return telephony.Trunk{}, telephony.ErrTrunkUnknown
	}
	return s.decodeTrunk(raw)
}

// CreateTrunk implements [telephony.Trunks].
func (s *Store) CreateTrunk(ctx context.Context, k telephony.Trunk) (telephony.Trunk, error) {
	k.ID, k.Revision = telephony.TrunkID(rand.Text()), 1
	err := s.update(ctx, func(t *tx) error {
		all, err := s.trunks(t.Tx)
		if err != nil {
			return err
		}
		if len(all) >= telephony.MaxTrunks {
			return telephony.ErrTooManyTrunks
		}
		return s.putTrunk(t, &k, all)
	})
	if err != nil {
		return telephony.Trunk{}, err
	}
	return k, nil
}

// ChangeTrunk implements [telephony.Trunks].
func (s *Store) ChangeTrunk(ctx context.Context, k telephony.Trunk) (telephony.Trunk, error) {
	changed := k
	err := s.update(ctx, func(t *tx) error {
		changed = k
		old, err := s.trunk(t.Tx, k.ID)
		if err != nil {
			return err
		}
		if old.Revision != k.Revision {
			return telephony.ErrChangedMeanwhile
		}
		all, err := s.trunks(t.Tx)
		if err != nil {
			return err
		}
		changed.Revision++
		return s.putTrunk(t, &changed, all)
	})
	if err != nil {
		return telephony.Trunk{}, err
	}
	return changed, nil
}

// putTrunk stores k among all, of which it may be the only default.
func (s *Store) putTrunk(t *tx, k *telephony.Trunk, all []telephony.Trunk) error {
	changed := []telephony.Trunk{*k}
	for _, other := range all {
		if k.Default && other.Default && other.ID != k.ID {
			other.Default = false
			other.Revision++
			changed = append(changed, other)
		}
	}
	for i := range changed {
		raw, err := s.encodeTrunk(&changed[i])
		if err != nil {
			return err
		}
		if err := t.put(t.Bucket(bucketTrunks), []byte(changed[i].ID), raw); err != nil {
			return err
		}
	}
	return nil
}

// DeleteTrunk implements [telephony.Trunks].
func (s *Store) DeleteTrunk(ctx context.Context, id telephony.TrunkID) error {
	return s.update(ctx, func(t *tx) error {
		if _, err := s.trunk(t.Tx, id); err != nil {
			return err
		}
		return t.remove(t.Bucket(bucketTrunks), []byte(id))
	})
}
