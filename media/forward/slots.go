package forward

// Slots assigns the windows of a View to a fixed number of video slots, so that a
// source which stays keeps its slot. K is what tells sources apart; the zero K is
// none.
type Slots[K comparable] struct {
	in []K
}

// SlotChange says what a slot is to show from now on; the zero Source is nothing.
type SlotChange[K comparable] struct {
	Slot   int
	Source K
}

// Resize makes it n slots. What was in slots that go away is forgotten; call
// Assign after it.
func (s *Slots[K]) Resize(n int) {
	for len(s.in) < n {
		var none K
		s.in = append(s.in, none)
	}
	clear(s.in[n:])
	s.in = s.in[:n]
}

// Len is the number of slots.
func (s *Slots[K]) Len() int { return len(s.in) }

// At is the source in a slot.
func (s *Slots[K]) At(slot int) K { return s.in[slot] }

// Find is the slot of a source, -1 if it has none.
func (s *Slots[K]) Find(source K) int {
	for i, k := range s.in {
		if k == source {
			return i
		}
	}
	return -1
}

// Assign gives the first Len of wanted, most important first and without the zero
// K, a slot each, and reports the slots that change, in order.
func (s *Slots[K]) Assign(wanted []K) []SlotChange[K] {
	var none K
	fit := make(map[K]bool, len(s.in))
	order := make([]K, 0, len(s.in))
	for _, k := range wanted {
		if len(order) == len(s.in) {
			break
		}
		if k != none && !fit[k] {
			fit[k] = true
			order = append(order, k)
		}
	}
	was := append([]K(nil), s.in...)
	for i, k := range s.in {
		if !fit[k] {
			s.in[i] = none
		} else {
			delete(fit, k) // has its slot
		}
	}
	free := 0
	for _, k := range order {
		if !fit[k] {
			continue
		}
		for s.in[free] != none {
			free++
		}
		s.in[free] = k
	}
	var changes []SlotChange[K]
	for i, k := range s.in {
		if k != was[i] {
			changes = append(changes, SlotChange[K]{Slot: i, Source: k})
		}
	}
	return changes
}
