package contact

import (
	"errors"
	"strings"
	"testing"

	"veche/conference"
	"veche/conference/dial"
)

// C1 to C24 in the book (§3): a contact is one way to reach somebody, kept in its
// canonical form and shown without what is secret.
func TestContactsAreTidiedAndChecked(t *testing.T) {
	for name, c := range map[string]struct {
		in           Contact
		code         string
		login, shown string
	}{
		"a login is folded":                    {in: Contact{Name: " Anna ", Login: " Anna "}, login: "anna"},
		"a bare dial string is a login (C1)":   {in: Contact{Name: "A", Dial: "james78"}, login: "james78"},
		"a SIP address (C6)":                   {in: Contact{Name: "A", Dial: "#sip:james78@sip.company.com"}, shown: "#sip:james78@sip.company.com"},
		"a number with an extension (C23)":     {in: Contact{Name: "A", Dial: "#tel:13478783263,222"}, shown: "#tel:13478783263,…"},
		"a camera's password is not shown":     {in: Contact{Name: "A", Dial: "rtsp://admin:12345@192.168.1.100:554/Streaming/Channels/101"}, shown: "rtsp://…@192.168.1.100:554/Streaming/Channels/101"},
		"an H.323 alias (C16)":                 {in: Contact{Name: "A", Dial: "#h323:james78"}, shown: "#h323:james78"},
		"a conference (C4)":                    {in: Contact{Name: "A", Dial: `\c\6916197055`}, shown: `\c\6916197055`},
		"a link of this server (C3)":           {in: Contact{Name: "A", Dial: "https://video.company.com/c/6916197055"}, shown: `\c\6916197055`},
		"an e-mail address":                    {in: Contact{Name: "A", EMail: "a@b.example"}},
		"no name":                              {in: Contact{Name: " ", Login: "anna"}, code: "name_invalid"},
		"a name too long":                      {in: Contact{Name: strings.Repeat("я", 101), Login: "anna"}, code: "name_invalid"},
		"a name that turns the text around":    {in: Contact{Name: "a\u202eb", Login: "anna"}, code: "name_invalid"},
		"no way":                               {in: Contact{Name: "A"}, code: "way_missing"},
		"two ways":                             {in: Contact{Name: "A", Login: "anna", EMail: "a@b.example"}, code: "ways_many"},
		"a dial string that is a login, twice": {in: Contact{Name: "A", Dial: "boris", EMail: "a@b.example"}, code: "ways_many"},
		"no e-mail address":                    {in: Contact{Name: "A", EMail: "Anna <a@b.example>"}, code: "email_invalid"},
		"a dial string that is none":           {in: Contact{Name: "A", Dial: "#sip:a b@c"}, code: "dial_"},
		"what was shown is not dialled":        {in: Contact{Name: "A", Dial: "#tel:13478783263,…"}, code: "dial_"},
		"too many groups":                      {in: Contact{Name: "A", Login: "anna", Groups: groups(51)}, code: "groups_many"},
		"a note too long":                      {in: Contact{Name: "A", Login: "anna", Note: strings.Repeat("a", 1001)}, code: "text_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.in
			err := got.Validate(dial.Options{URLs: []string{"https://video.company.com"}})
			e, _ := errors.AsType[*conference.Error](err)
			switch {
			case c.code == "" && err != nil:
				t.Fatalf("got %v", err)
			case c.code != "" && (e == nil || !strings.HasPrefix(e.Code, c.code) || e.Kind != conference.Invalid):
				t.Fatalf("got %v, want %s", err, c.code)
			case c.code != "":
				return
			}
			if c.login != "" && got.Login != c.login || got.Shown() != c.shown || got.Name != strings.TrimSpace(c.in.Name) {
				t.Errorf("got %+v, shown %q", got, got.Shown())
			}
			again := got
			if err := again.Validate(dial.Options{}); err != nil || again.Dial != got.Dial || again.Login != got.Login {
				t.Errorf("what was tidied is tidied again: %+v, %v", again, err)
			}
		})
	}
}

func groups(n int) []GroupID {
	all := make([]GroupID, n)
	for i := range all {
		all[i] = GroupID(strings.Repeat("g", i+1))
	}
	return all
}

func TestGroupsHaveNames(t *testing.T) {
	g := Group{Name: "  Sales ", Order: -3}
	if err := g.Validate(); err != nil || g.Name != "Sales" || g.Order != 0 {
		t.Errorf("got %+v, %v", g, err)
	}
	if err := (&Group{Name: "\t"}).Validate(); conference.CodeOf(err) != "name_invalid" {
		t.Errorf("got %v", err)
	}
}

// Whatever people type is refused or kept in a form that stays as it is.
func FuzzContact(f *testing.F) {
	for _, seed := range []string{"james78", "#sip:@192.168.1.99;123456", "rtsp://a:b@c/d?e=1", `\c\1@h#vcs`, "#tel:501"} {
		f.Add("Anna", "", seed, "")
	}
	f.Add("Anna", "anna", "", "")
	f.Add("Anna", "", "", "a@b.example")
	f.Fuzz(func(t *testing.T, name, login, text, email string) {
		c := Contact{Name: name, Login: login, Dial: text, EMail: email}
		if c.Validate(dial.Options{}) != nil {
			return
		}
		again := c
		if err := again.Validate(dial.Options{}); err != nil || again.Login != c.Login || again.Dial != c.Dial || again.EMail != c.EMail {
			t.Errorf("%+v is refused or changed the second time: %+v, %v", c, again, err)
		}
	})
}
