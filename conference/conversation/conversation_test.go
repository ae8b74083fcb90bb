package conversation

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"veche/conference"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func people(n int) (all []Person) {
	for i := range n {
		all = append(all, Person{fmt.Sprint("p", i), fmt.Sprint("P", i)})
	}
	return all
}

func TestGroupsAreOfTwoToAHundred(t *testing.T) {
	by := Person{"anna", "Anna"}
	for name, c := range map[string]struct {
		people []Person
		name   string
		code   string
	}{
		"two":             {people: people(1), name: "Team"},
		"a hundred":       {people: people(99), name: "Team"},
		"the maker twice": {people: append(people(1), by), name: "Team"},
		"one alone":       {people: []Person{by}, name: "Team", code: "people_missing"},
		"too many":        {people: people(100), name: "Team", code: "people_many"},
		"no name":         {people: people(1), name: " ", code: "name_invalid"},
		"a long name":     {people: people(1), name: strings.Repeat("я", 101), code: "name_invalid"},
		"a turned name":   {people: people(1), name: "a\u202eb", code: "name_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := NewGroup("g", by, c.people, c.name, noon); conference.CodeOf(err) != c.code {
				t.Errorf("got %v, want %q", err, c.code)
			}
		})
	}
}

// Who may do what in a group of anna, boris and clara that anna manages.
func TestWhoMayDoWhatInAGroup(t *testing.T) {
	acts := map[string]func(c *Conversation, by string) error{
		"say":      func(c *Conversation, by string) error { _, err := c.Say(by, Draft{Text: "x"}, nil, noon); return err },
		"rename":   func(c *Conversation, by string) error { _, err := c.Rename(by, "New", noon); return err },
		"add":      func(c *Conversation, by string) error { _, err := c.Add(by, people(1), noon); return err },
		"take out": func(c *Conversation, by string) error { _, err := c.Remove(by, []string{"clara"}, noon); return err },
		"mute":     func(c *Conversation, by string) error { return c.Mute(by, true) },
		"leave":    func(c *Conversation, by string) error { _, err := c.Leave(by, noon); return err },
	}
	for act, do := range acts {
		for by, want := range map[string]error{"anna": nil, "boris": nil, "dora": ErrUnknown} {
			if by == "boris" && (act == "rename" || act == "add" || act == "take out") {
				want = ErrNotManager
			}
			c, _, err := NewGroup("g", Person{"anna", "Anna"}, []Person{{"boris", "B"}, {"clara", "C"}}, "Team", noon)
			if err != nil {
				t.Fatal(err)
			}
			if err := do(&c, by); !errors.Is(err, want) {
				t.Errorf("%s by %s: %v, want %v", act, by, err, want)
			}
		}
	}
	personal, err := NewPersonal("p", Person{"anna", "A"}, Person{"boris", "B"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range []string{"rename", "add", "take out"} {
		if err := acts[act](&personal, "anna"); !errors.Is(err, ErrPersonal) {
			t.Errorf("%s in a personal conversation: %v", act, err)
		}
	}
}

func TestTheOneLongestInAGroupManagesItNext(t *testing.T) {
	c, _, err := NewGroup("g", Person{"anna", "Anna"}, []Person{{"boris", "B"}, {"clara", "C"}}, "Team", noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, leaves := range []string{"boris", "anna"} {
		if _, err := c.Leave(leaves, noon); err != nil {
			t.Fatal(err)
		}
	}
	if c.Manager != "clara" || c.Deserted() {
		t.Errorf("got %+v", c)
	}
	if told, err := c.Leave("clara", noon); err != nil || told != nil || !c.Deserted() {
		t.Errorf("got %v %v %+v", told, err, c)
	}
}

func TestMessagesCanBeChangedForADay(t *testing.T) {
	for name, c := range map[string]struct {
		by    string
		after time.Duration
		want  error
	}{
		"own":           {by: "anna", after: 24 * time.Hour},
		"of yesterday":  {by: "anna", after: 24*time.Hour + 1, want: ErrTooLate},
		"of another":    {by: "boris", want: ErrNotYours},
		"of the server": {by: "", want: ErrNotYours},
	} {
		m := Message{From: Person{"anna", "Anna"}, At: noon, Text: "x", File: &File{ID: "f"}}
		if err := m.Rewrite(c.by, "y", noon.Add(c.after)); !errors.Is(err, c.want) {
			t.Errorf("%s: rewritten: %v", name, err)
		}
		if err := m.TakeBack(c.by, noon.Add(c.after)); !errors.Is(err, c.want) {
			t.Errorf("%s: taken back: %v", name, err)
		}
		if c.want == nil && (m.Text != "" || m.File != nil || !m.Taken) {
			t.Errorf("%s: got %+v", name, m)
		}
	}
}

// Whatever is typed becomes a text that stays as it is, or is refused.
func FuzzDraft(f *testing.F) {
	f.Add("Hello\r\nBoris", "12345678")
	f.Add("a\u202eb\u2028c\x00", "key_with-all")
	f.Add("\xff\xfe", "")
	f.Fuzz(func(t *testing.T, text, key string) {
		d := Draft{Text: text, Key: key}
		if d.Validate() != nil {
			return
		}
		if d.Text == "" || !utf8.ValidString(d.Text) || utf8.RuneCountInString(d.Text) > maxText || strings.ContainsAny(d.Text, "\x00\r\u202e\u2028") {
			t.Errorf("%q became %q", text, d.Text)
		}
		again := d
		if err := again.Validate(); err != nil || again != d {
			t.Errorf("%q is changed the second time: %q, %v", d.Text, again.Text, err)
		}
	})
}

// Whatever is done in whatever order, the numbers of a conversation fit together.
func FuzzConversation(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 10, 23, 42, 77})
	f.Fuzz(func(t *testing.T, acts []byte) {
		logins := people(4)
		c, _, err := NewGroup("g", logins[0], logins[1:3], "Team", noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range acts {
			by, other := logins[a>>3&3].Login, logins[a>>5&3]
			switch a & 7 {
			case 0, 1:
				_, _ = c.Say(by, Draft{Text: "x"}, nil, noon)
			case 2:
				_, _ = c.MarkRead(by, uint64(a), uint64(a))
			case 3:
				_, _ = c.Add(by, []Person{other}, noon)
			case 4:
				_, _ = c.Remove(by, []string{other.Login}, noon)
			case 5:
				_, _ = c.Leave(by, noon)
			case 6:
				_, _ = c.Rename(by, other.Login, noon)
			case 7:
				_, _ = c.Depart(by, noon)
			}
			check(t, &c)
		}
	})
}

func check(t *testing.T, c *Conversation) {
	t.Helper()
	if !c.Deserted() && c.Member(c.Manager) == nil {
		t.Errorf("the manager %s is not in it: %+v", c.Manager, c)
	}
	seen := map[string]bool{}
	for i := range c.People {
		m := &c.People[i]
		if u := c.Unread(m); u < 0 || u > int(c.Last) || m.Read > c.Last || m.From > c.Last+1 || m.Heard > c.Said || seen[m.Login] {
			t.Errorf("%+v has %d unread in %+v", m, u, c)
		}
		seen[m.Login] = true
	}
}
