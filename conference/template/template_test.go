package template_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/schedule"
	"veche/conference/template"
)

func webinar() conference.Definition {
	return conference.Definition{
		ID: "0123456789abcdef", CID: "1949195144", Revision: 7, Created: time.Unix(1, 0), Updated: time.Unix(2, 0),
		Owner: "anna", Name: "Weekly", Description: "What we do", Location: "Room 1",
		Access: conference.Public, Mode: conference.ManagedSelector, MaxSpeakers: 4, PIN: "756910",
		WaitingRoom: true, WaitingCategory: "only_guests", MicOff: true, Guests: conference.AllowGuestsAll(), GuestLimit: 5,
		Invited:  []conference.Invited{{Login: "boris", Moderator: true}, {Dial: "#sip:room@example.org"}},
		Schedule: &schedule.Schedule{Series: []schedule.Series{{ID: "a", Minutes: 60}}}, Reminders: []int{15},
		InviteByMail: true, Personal: true, Instant: true,
		Registration: schedule.Registration{
			On: true, Closing: schedule.ClosesByDate, ClosesAt: time.Unix(3, 0), CloseWhenFull: true,
			Fields: []schedule.Field{{Key: "first_name", Required: true}, {Key: "email", Required: true}},
		},
	}
}

// G26: what is kept and what is not.
func TestTemplatesKeepAllButTimeAndIdentity(t *testing.T) {
	t.Parallel()
	d := webinar()
	got := template.Keep(d)
	want := webinar()
	want.ID, want.CID, want.Revision, want.Created, want.Updated = "", "", 0, time.Time{}, time.Time{}
	want.Schedule, want.Reminders, want.Personal, want.Instant = nil, nil, false, false
	want.Registration.Closing, want.Registration.ClosesAt = "", time.Time{}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	got.Invited[0].Login, got.Registration.Fields[0].Required = "clara", false
	if d.Invited[0].Login != "boris" || !d.Registration.Fields[0].Required {
		t.Error("the conference shares its lists with the template")
	}
	d.Access = conference.Internal
	if got := template.Keep(d); got.Registration.On || got.Registration.Fields != nil {
		t.Errorf("internal conferences have no registration: %+v", got.Registration)
	}
}

func TestRoomsFromATemplateHaveNoRegistration(t *testing.T) {
	t.Parallel()
	made := template.Template{Owner: "anna", Settings: template.Keep(webinar())}
	if d := made.Definition(false); d.Registration.On || d.Name != "Weekly" || d.PIN != "756910" {
		t.Errorf("room: %+v", d)
	}
	if d := made.Definition(true); !d.Registration.On || len(d.Registration.Fields) != 2 {
		t.Errorf("scheduled: %+v", d)
	}
}

func TestTemplatesAreCheckedLikeConferences(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*template.Template)
		field  string
	}{
		"as it was":         {func(*template.Template) {}, ""},
		"named by itself":   {func(s *template.Template) { s.Name = " Tuesdays " }, ""},
		"without a name":    {func(s *template.Template) { s.Settings.Name = " " }, "name"},
		"with a long name":  {func(s *template.Template) { s.Name = strings.Repeat("я", 201) }, "name"},
		"of no known mode":  {func(s *template.Template) { s.Settings.Mode = "chaos" }, "mode"},
		"with a wrong PIN":  {func(s *template.Template) { s.Settings.PIN = "12" }, "pin"},
		"a stranger's list": {func(s *template.Template) { s.Settings.Invited = []conference.Invited{{}} }, "invited"},
	} {
		made := template.Template{Owner: "anna", Settings: template.Keep(webinar())}
		c.change(&made)
		err := made.Validate()
		got, _ := err.(*conference.Error)
		if got == nil {
			got = &conference.Error{}
		}
		if got.Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (made.Name == "" || made.Settings.CID != "" || !made.Settings.Registration.On || made.Settings.Owner != "anna") {
			t.Errorf("%s: %+v", name, made)
		}
	}
	empty := template.Template{Owner: "anna", Name: "New"}
	if err := empty.Validate(); err != nil || empty.Settings.Name != "New" || empty.Settings.Mode != conference.AllOnScreen {
		t.Errorf("%+v, %v", empty, err)
	}
}
