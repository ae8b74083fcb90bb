package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/layout"
)

// freedFor is how long a CID that was given up belongs to nobody else (P2).
const freedFor = 30 * 24 * time.Hour

var (
	errConferenceUnknown = conference.Refuse(conference.NotFound, "conference_unknown", "There is no such conference.")
	errChangedMeanwhile  = conference.Refuse(conference.Conflict, "changed_meanwhile",
		"Somebody else changed this meanwhile. Load it again.")
	errCIDTaken = &conference.Error{
		Kind: conference.Conflict, Code: "cid_taken", Field: "cid",
		Detail: "This conference ID is taken, or was until a few days ago.",
	}
)

// definition is the stored form: the PIN is sealed, and so are the dial strings of
// devices, which may hold PINs and passwords.
type definition struct {
	conference.Definition
	SealedPIN   []byte `json:"sealedPin,omitempty"`
	SealedDials []byte `json:"sealedDials,omitempty"`
	// SealedSeats are those that the layout names, in the order of its Map.
	SealedSeats []byte `json:"sealedSeats,omitempty"`
	// SealedStream is the password of the stream.
	SealedStream []byte `json:"sealedStream,omitempty"`
}

func pinPlace(id conference.ID) string    { return "pin " + string(id) }
func dialPlace(id conference.ID) string   { return "dials " + string(id) }
func seatPlace(id conference.ID) string   { return "seats " + string(id) }
func streamPlace(id conference.ID) string { return "stream " + string(id) }
func livePlace(id conference.ID) string   { return "live " + string(id) }

func (s *Store) encodeDefinition(d conference.Definition) ([]byte, error) {
	r, err := s.sealDefinition(d)
	if err != nil {
		return nil, err
	}
	return encode(r)
}

// sealDefinition is d as it is stored. Its ID is where the secrets belong.
func (s *Store) sealDefinition(d conference.Definition) (definition, error) {
	r := definition{Definition: d}
	if d.PIN != "" {
		r.SealedPIN = s.seal.close([]byte(d.PIN), pinPlace(d.ID))
	}
	if d.Stream.Password != "" {
		r.SealedStream = s.seal.close([]byte(d.Stream.Password), streamPlace(d.ID))
	}
	r.PIN, r.Stream.Password = "", ""
	if err := s.sealDials(&r); err != nil {
		return r, err
	}
	return r, s.sealSeats(&r)
}

// sealDials takes the dial strings out of the list, which is not r's alone.
func (s *Store) sealDials(r *definition) error {
	dials := make([]string, len(r.Invited))
	for i := range r.Invited {
		dials[i] = r.Invited[i].Dial
	}
	if strings.Join(dials, "") == "" {
		return nil
	}
	plain, err := json.Marshal(dials)
	if err != nil {
		return err
	}
	r.SealedDials = s.seal.close(plain, dialPlace(r.ID))
	r.Invited = slices.Clone(r.Invited)
	for i := range r.Invited {
		r.Invited[i].Dial = ""
	}
	return nil
}

// sealSeats takes the dial strings out of the layout.
func (s *Store) sealSeats(r *definition) error {
	var dials []string
	without := r.Layout.Map(func(seat layout.Seat) layout.Seat {
		dials = append(dials, seat.Dial)
		seat.Dial = ""
		return seat
	})
	if strings.Join(dials, "") == "" {
		return nil
	}
	plain, err := json.Marshal(dials)
	if err != nil {
		return err
	}
	r.SealedSeats, r.Layout = s.seal.close(plain, seatPlace(r.ID)), without
	return nil
}

// openSeats puts them back.
func (s *Store) openSeats(r *definition) error {
	if len(r.SealedSeats) == 0 {
		return nil
	}
	plain, err := s.seal.open(r.SealedSeats, seatPlace(r.ID))
	if err != nil {
		return err
	}
	var dials []string
	if err := json.Unmarshal(plain, &dials); err != nil {
		return err
	}
	r.Layout = r.Layout.Map(func(seat layout.Seat) layout.Seat {
		if len(dials) > 0 {
			seat.Dial, dials = dials[0], dials[1:]
		}
		return seat
	})
	return nil
}

// openDials puts the dial strings back.
func (s *Store) openDials(r *definition) error {
	if len(r.SealedDials) == 0 {
		return nil
	}
	plain, err := s.seal.open(r.SealedDials, dialPlace(r.ID))
	if err != nil {
		return err
	}
	var dials []string
	if err := json.Unmarshal(plain, &dials); err != nil {
		return err
	}
	for i := range min(len(dials), len(r.Invited)) {
		r.Invited[i].Dial = dials[i]
	}
	return nil
}

func (s *Store) decodeDefinition(raw []byte) (conference.Definition, error) {
	r, err := decode[definition](raw)
	if err != nil {
		return conference.Definition{}, err
	}
	return s.openDefinition(r)
}

// openDefinition is what sealDefinition made r of.
func (s *Store) openDefinition(r definition) (conference.Definition, error) {
	if len(r.SealedPIN) > 0 {
		pin, err := s.seal.open(r.SealedPIN, pinPlace(r.ID))
		if err != nil {
			return conference.Definition{}, err // never as one without a PIN
		}
		r.PIN = access.PIN(pin)
	}
	if len(r.SealedStream) > 0 {
		password, err := s.seal.open(r.SealedStream, streamPlace(r.ID))
		if err != nil {
			return conference.Definition{}, err
		}
		r.Stream.Password = access.PIN(password)
	}
	if err := errors.Join(s.openDials(&r), s.openSeats(&r)); err != nil {
		return conference.Definition{}, err
	}
	return r.Definition, nil
}

// Definition implements [conference.Definitions].
func (s *Store) Definition(ctx context.Context, idOrCID string) (d conference.Definition, err error) {
	err = s.view(ctx, func(t *bolt.Tx) error {
		d, err = s.definition(t, idOrCID)
		return err
	})
	return d, err
}

func (s *Store) definition(t *bolt.Tx, idOrCID string) (conference.Definition, error) {
	all := t.Bucket(bucketConferences)
	raw := all.Get([]byte(idOrCID))
	if raw == nil {
		if id := t.Bucket(bucketCIDs).Get(cidKey(conference.CID(idOrCID))); id != nil {
			raw = all.Get(id)
		}
	}
	if raw == nil {
		return conference.Definition{}, errConferenceUnknown
	}
	return s.decodeDefinition(raw)
}

func cidKey(c conference.CID) []byte { return []byte(strings.ToLower(string(c))) }

// CreateDefinition implements [conference.Definitions]. It fills Created and
// Updated where they are zero.
func (s *Store) CreateDefinition(ctx context.Context, d conference.Definition) error {
	now := s.now()
	if d.Created.IsZero() {
		d.Created = now
	}
	if d.Updated.IsZero() {
		d.Updated = d.Created
	}
	d.Revision = 1
	raw, err := s.encodeDefinition(d)
	if err != nil {
		return err
	}
	return s.update(ctx, func(t *tx) error {
		all := t.Bucket(bucketConferences)
		if d.ID == "" || all.Get([]byte(d.ID)) != nil {
			return conference.Refuse(conference.Conflict, "id_taken", "There is a conference with this id.")
		}
		if !cidFree(t.Tx, d.CID, d.ID, now) {
			return errCIDTaken
		}
		if err := t.takePersonal(&d); err != nil {
			return err
		}
		if err := t.put(all, []byte(d.ID), raw); err != nil {
			return err
		}
		if err := t.takeCID(d.CID, d.ID); err != nil {
			return err
		}
		if err := s.note(t, nil, &d); err != nil {
			return err
		}
		if err := s.registerInvited(t, nil, &d); err != nil {
			return err
		}
		if err := t.plan(&d); err != nil {
			return err
		}
		if err := t.keepInstant(nil, &d); err != nil {
			return err
		}
		return t.relist(nil, &d, now)
	})
}

// ChangeDefinition implements [conference.Definitions]. An Updated that is not
// later than the stored one becomes now.
func (s *Store) ChangeDefinition(ctx context.Context, d conference.Definition) (conference.Definition, error) {
	now := s.now()
	changed := d
	err := s.update(ctx, func(t *tx) error {
		changed = d
		all := t.Bucket(bucketConferences)
		raw := all.Get([]byte(d.ID))
		if raw == nil {
			return errConferenceUnknown
		}
		old, err := s.decodeDefinition(raw)
		if err != nil {
			return err
		}
		if old.Revision != d.Revision {
			return errChangedMeanwhile
		}
		sameCID := string(cidKey(old.CID)) == string(cidKey(d.CID))
		if !sameCID && !cidFree(t.Tx, d.CID, d.ID, now) {
			return errCIDTaken
		}
		changed.Revision++
		changed.Created = old.Created
		if !changed.Updated.After(old.Updated) {
			changed.Updated = now
		}
		if raw, err = s.encodeDefinition(changed); err != nil {
			return err
		}
		if !sameCID {
			if err := t.freeCID(old.CID, d.ID, now); err != nil {
				return err
			}
			if err := t.takeCID(d.CID, d.ID); err != nil {
				return err
			}
		}
		if err := t.put(all, []byte(d.ID), raw); err != nil {
			return err
		}
		if err := s.note(t, &old, &changed); err != nil {
			return err
		}
		if err := s.registerInvited(t, &old, &changed); err != nil {
			return err
		}
		if err := t.plan(&changed); err != nil {
			return err
		}
		if err := t.keepInstant(&old, &changed); err != nil {
			return err
		}
		return t.relist(&old, &changed, now)
	})
	if err != nil {
		return conference.Definition{}, err
	}
	return changed, nil
}

// DeleteDefinition implements [conference.Definitions].
func (s *Store) DeleteDefinition(ctx context.Context, id conference.ID) error {
	now := s.now()
	return s.update(ctx, func(t *tx) error { return s.deleteDefinition(t, id, now) })
}

func (s *Store) deleteDefinition(t *tx, id conference.ID, now time.Time) error {
	all := t.Bucket(bucketConferences)
	raw := all.Get([]byte(id))
	if raw == nil {
		return errConferenceUnknown
	}
	old, err := s.decodeDefinition(raw)
	if err != nil {
		return err
	}
	if err := t.relist(&old, nil, now); err != nil {
		return err
	}
	if err := t.keepInstant(&old, nil); err != nil {
		return err
	}
	if err := t.freeCID(old.CID, id, now); err != nil {
		return err
	}
	if old.Personal {
		if err := t.remove(t.Bucket(bucketPersonal), []byte(old.Owner)); err != nil {
			return err
		}
	}
	if err := s.note(t, &old, nil); err != nil {
		return err
	}
	if err := t.dropActs(id); err != nil {
		return err
	}
	if err := t.dropReplies(id); err != nil {
		return err
	}
	return t.remove(all, []byte(id))
}

// cidFree reports whether id may take c: it is nobody's, and nobody else gave
// it up in the last 30 days.
func cidFree(t *bolt.Tx, c conference.CID, id conference.ID, now time.Time) bool {
	if t.Bucket(bucketCIDs).Get(cidKey(c)) != nil {
		return false
	}
	freed := t.Bucket(bucketFreed).Get(cidKey(c))
	if len(freed) < 8 {
		return true
	}
	since := time.Unix(0, int64(number(freed[:8])))
	return now.Sub(since) >= freedFor || string(freed[8:]) == string(id)
}

func (t *tx) takeCID(c conference.CID, id conference.ID) error {
	if err := t.put(t.Bucket(bucketCIDs), cidKey(c), []byte(id)); err != nil {
		return err
	}
	if freed := t.Bucket(bucketFreed); freed.Get(cidKey(c)) != nil {
		return t.remove(freed, cidKey(c))
	}
	return nil
}

func (t *tx) freeCID(c conference.CID, id conference.ID, now time.Time) error {
	if err := t.remove(t.Bucket(bucketCIDs), cidKey(c)); err != nil {
		return err
	}
	value := append(numberKey(uint64(now.UnixNano())), id...)
	return t.put(t.Bucket(bucketFreed), cidKey(c), value)
}
