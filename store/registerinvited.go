package store

import (
	"veche/conference"
	"veche/conference/registration"
)

// registerInvited registers those who are invited by e-mail, in the transaction in which
// they come onto the list, and takes back the links of those who go off it (A13).
func (s *Store) registerInvited(t *tx, before, after *conference.Definition) error {
	for _, i := range registration.Came(before, after) {
		n := registration.OfInvited(after.ID, &i, after.Owner, s.now())
		if namesake(t.Tx, &n) != nil {
			continue
		}
		if err := s.addRegistrant(t, &n); err != nil {
			return err
		}
	}
	for _, email := range registration.Gone(before, after) {
		if err := s.removeInvited(t, before.ID, email); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) removeInvited(t *tx, c conference.ID, email string) error {
	id := namesake(t.Tx, &registration.Registrant{Conference: c, EMail: email})
	if id == nil {
		return nil
	}
	n, err := s.registrant(t.Tx, c, registration.ID(id))
	if err != nil || !n.Invited {
		return err
	}
	return s.removeRegistrant(t, &n)
}
