package conference

import "slices"

// Of those who left or were lost, a conference keeps what brings them back under
// their ID: the newest formerKept while it runs, the newest formerStored over a
// restart. The archive writes the whole live state after every turn that changed
// something; a day with a thousand joins may not make each of them dearer.
const (
	formerKept   = 1000
	formerStored = 100
)

// keepFormer remembers the seat of m, and nothing that only somebody inside needs.
func (s *state) keepFormer(m *member) {
	m.secret, m.view, m.viewed, m.hears = "", View{}, false, nil
	s.former = append(s.former, m)
	if len(s.former) > formerKept {
		s.former = slices.Delete(s.former, 0, len(s.former)-formerKept)
	}
}

// storedFormer are copies of the former seats that survive a restart.
func (s *state) storedFormer() []member {
	newest := s.former[max(0, len(s.former)-formerStored):]
	stored := make([]member, len(newest))
	for i, m := range newest {
		stored[i] = *m
	}
	return stored
}
