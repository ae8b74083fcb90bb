package registration

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"veche/conference"
	"veche/conference/schedule"
)

// A13, G7: who is registered by being invited, and who is no more.
func TestInvitedByMail(t *testing.T) {
	def := func(on bool, emails ...string) *conference.Definition {
		d := conference.Definition{
			Access: conference.Public, Schedule: &schedule.Schedule{Series: []schedule.Series{{ID: "a"}}},
			Registration: schedule.Registration{On: on}, Invited: []conference.Invited{{Login: "boris"}, {Dial: "#sip:@h"}},
		}
		for _, e := range emails {
			d.Invited = append(d.Invited, conference.Invited{EMail: e})
		}
		return &d
	}
	internal, room := def(true, "a@b.c"), def(true, "a@b.c")
	internal.Access, room.Schedule = conference.Internal, nil
	for name, c := range map[string]struct {
		before, after *conference.Definition
		came, gone    string
	}{
		"a conference is made":                    {nil, def(true, "A@b.c", "b@b.c"), "a@b.c b@b.c", ""},
		"one is added":                            {def(true, "a@b.c"), def(true, "a@B.c", "b@b.c"), "b@b.c", ""},
		"one is taken off":                        {def(true, "a@b.c", "b@b.c"), def(true, "b@b.c"), "", "a@b.c"},
		"one is taken off, registration is off":   {def(false, "a@b.c"), def(false), "", "a@b.c"},
		"registration is switched on":             {def(false, "a@b.c"), def(true, "a@b.c"), "a@b.c", ""},
		"registration is switched off":            {def(true, "a@b.c"), def(false, "a@b.c"), "", ""},
		"nothing is changed":                      {def(true, "a@b.c"), def(true, "a@b.c"), "", ""},
		"no registration":                         {nil, def(false, "a@b.c"), "", ""},
		"a room that got a schedule":              {room, def(true, "a@b.c"), "a@b.c", ""},
		"an internal conference that is public":   {internal, def(true, "a@b.c"), "a@b.c", ""},
		"the conference is deleted":               {def(true, "a@b.c"), nil, "", ""},
		"what is no address and stands on a list": {nil, def(true, "a b@c"), "", ""},
	} {
		var came []string
		for _, i := range Came(c.before, c.after) {
			came = append(came, i.EMail)
		}
		gone := Gone(c.before, c.after)
		slices.Sort(came)
		slices.Sort(gone)
		if got := strings.Join(came, " "); got != c.came {
			t.Errorf("%s: came %s", name, got)
		}
		if got := strings.Join(gone, " "); got != c.gone {
			t.Errorf("%s: gone %s", name, got)
		}
	}
}

func TestInvitedHaveNames(t *testing.T) {
	for given, want := range map[string]string{
		"": "greta.stone", " Greta \n Stone": "Greta Stone", strings.Repeat("я", 200): strings.Repeat("я", 100), "\u202e": "greta.stone",
	} {
		r := OfInvited("aa", &conference.Invited{EMail: "greta.stone@example.org", Name: given}, "anna", noon)
		if r.Name() != want || !utf8.ValidString(r.Name()) || r.Token == "" || r.ID == "" || !r.Invited || r.AddedBy != "anna" {
			t.Errorf("%q: got %+v", given, r)
		}
	}
}
