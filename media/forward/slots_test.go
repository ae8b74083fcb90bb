package forward

import (
	"slices"
	"testing"
)

func TestSlotsKeepWhoStays(t *testing.T) {
	type change = SlotChange[string]
	var s Slots[string]
	for _, step := range []struct {
		name    string
		size    int
		wanted  []string
		want    []string
		changes []change
	}{
		{"no slots", 0, []string{"a"}, nil, nil},
		{"in order", 3, []string{"a", "b"}, []string{"a", "b", ""}, []change{{0, "a"}, {1, "b"}}},
		{"another order changes nothing", 3, []string{"b", "a"}, []string{"a", "b", ""}, nil},
		{"who leaves makes room", 3, []string{"c", "b"}, []string{"c", "b", ""}, []change{{0, "c"}}},
		{"a new one takes the free slot", 3, []string{"d", "c", "b"}, []string{"c", "b", "d"}, []change{{2, "d"}}},
		{"too many: the first are in", 3, []string{"e", "d", "c", "b"}, []string{"c", "e", "d"}, []change{{1, "e"}}},
		{"named twice, and nothing", 3, []string{"e", "", "e", "c"}, []string{"c", "e", ""}, []change{{2, ""}}},
		{"fewer slots", 1, []string{"e"}, []string{"e"}, []change{{0, "e"}}},
		{"more slots", 4, []string{"x", "e", "y"}, []string{"e", "x", "y", ""}, []change{{1, "x"}, {2, "y"}}},
		{"nobody", 4, nil, []string{"", "", "", ""}, []change{{0, ""}, {1, ""}, {2, ""}}},
	} {
		if s.Len() != step.size {
			s.Resize(step.size)
		}
		changes := s.Assign(step.wanted)
		var got []string
		for i := range s.Len() {
			got = append(got, s.At(i))
		}
		if !slices.Equal(got, step.want) || !slices.Equal(changes, step.changes) {
			t.Errorf("%s: %q by %v, want %q by %v", step.name, got, changes, step.want, step.changes)
		}
	}
	s.Assign([]string{"a", "b"})
	if s.Find("b") != 1 || s.Find("z") != -1 {
		t.Error("finds the wrong slot")
	}
}
