package account

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestGroupsOfAnAccount(t *testing.T) {
	many := make([]GroupID, MostIn+1)
	for i := range many {
		many[i] = GroupID(fmt.Sprintf("g%02d", i))
	}
	for name, c := range map[string]struct {
		change func(*Account)
		want   []GroupID
		err    error
	}{
		"each once, sorted":          {func(a *Account) { a.Join("z", "b", "z") }, []GroupID{"a", "b", "z"}, nil},
		"it leaves":                  {func(a *Account) { a.Leave("a", "q") }, []GroupID{"b"}, nil},
		"as many as there may be":    {func(a *Account) { a.Groups = many[1:] }, many[1:], nil},
		"one more than there may be": {func(a *Account) { a.Groups = many }, many, ErrInTooManyGroups},
	} {
		t.Run(name, func(t *testing.T) {
			a := Account{Login: "anna", Name: "Anna", Groups: []GroupID{"a", "b"}}
			before := slices.Clone(a.Groups)
			kept := a.Groups
			c.change(&a)
			if err := a.Validate(); !errors.Is(err, c.err) || !slices.Equal(a.Groups, c.want) {
				t.Errorf("got %v, %v, want %v, %v", a.Groups, err, c.want, c.err)
			}
			if !slices.Equal(kept, before) {
				t.Errorf("groups of the account before changed to %v", kept)
			}
		})
	}
}

func TestNamesOfGroups(t *testing.T) {
	for name, good := range map[string]bool{
		"Sales": true, " Отдел продаж ": true, strings.Repeat("я", 100): true,
		"": false, "  ": false, strings.Repeat("я", 101): false, "a\nb": false, "a\u202eb": false,
	} {
		g := PeopleGroup{Name: name}
		if err := g.Validate(); (err == nil) != good || g.Name != strings.TrimSpace(name) {
			t.Errorf("%q: got %q, %v", name, g.Name, err)
		}
	}
	sales := PeopleGroup{ID: "1", Name: "Отдел"}
	if !sales.SameName(&PeopleGroup{ID: "2", Name: "отдел"}) || sales.SameName(&sales) || sales.SameName(&PeopleGroup{ID: "2", Name: "Отделы"}) {
		t.Error("names are told apart wrongly")
	}
}
