package account

import (
	"errors"
	"slices"
	"testing"

	"veche/conference"
)

// G5: at most 4 reminders.
func TestRemindersOfTheServer(t *testing.T) {
	for _, c := range []struct {
		given, want []int
		code        string
	}{
		{nil, []int{}, ""},
		{[]int{15}, []int{15}, ""},
		{[]int{5, 1440, 15, 15}, []int{1440, 15, 5}, ""},
		{[]int{1, 2, 3, 4}, []int{4, 3, 2, 1}, ""},
		{[]int{1, 2, 3, 4, 5}, nil, "reminders_many"},
		{[]int{0}, nil, "number_range"},
		{[]int{30*24*60 + 1}, nil, "number_range"},
	} {
		s := DefaultSettings()
		s.Planning.Reminders = c.given
		err := s.Validate()
		if c.code != "" {
			if e, ok := errors.AsType[*conference.Error](err); !ok || e.Code != c.code || e.Field != "planning.reminders" {
				t.Errorf("%v: got %v, want %s", c.given, err, c.code)
			}
		} else if err != nil || !slices.Equal(s.Planning.Reminders, c.want) {
			t.Errorf("%v: got %v, %v", c.given, s.Planning.Reminders, err)
		}
	}
}
