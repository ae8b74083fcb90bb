package storetest

import (
	"fmt"
	"reflect"
	"slices"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/template"
)

func templateOf(owner, name string) template.Template {
	d := template.Keep(definition(1, owner, "boris"))
	d.PIN, d.Stream.Password = "756910", "stream-password"
	d.Invited = append(d.Invited, conference.Invited{Dial: "rtsp://admin:12345@192.168.1.100/"})
	return template.Template{Owner: owner, Name: name, Settings: d}
}

func (c check) templates() {
	t, s := c.t, c.store
	ctx := t.Context()
	if p, err := s.Templates(ctx, template.Query{Owner: "anna"}); err != nil || p.Templates == nil || p.Total != 0 {
		t.Errorf("got %+v, %v", p, err)
	}
	v, err := s.CreateTemplate(ctx, templateOf("anna", "Планёрка"))
	must(t, err)
	got, err := s.Template(ctx, "anna", v.ID)
	must(t, err)
	want := templateOf("anna", "Планёрка")
	if v.ID == "" || v.Revision != 1 || v.Created.IsZero() || !reflect.DeepEqual(got, v) || !reflect.DeepEqual(got.Settings, want.Settings) {
		t.Errorf("got %+v, stored %+v", got, v)
	}
	_, err = s.Template(ctx, "boris", v.ID) // P3
	refused(t, err, conference.NotFound, "template_unknown")

	v.Name, v.Settings.PIN, v.Settings.Invited = "Daily", "", []conference.Invited{}
	changed, err := s.ChangeTemplate(ctx, v)
	must(t, err)
	if got, err := s.Template(ctx, "anna", v.ID); err != nil || changed.Revision != 2 || !reflect.DeepEqual(got, changed) || got.Settings.PIN != "" {
		t.Errorf("got %+v, stored %+v, %v", got, changed, err)
	}
	_, err = s.ChangeTemplate(ctx, v)
	refused(t, err, conference.Conflict, "changed_meanwhile")
	foreign := changed
	foreign.Owner = "boris"
	_, err = s.ChangeTemplate(ctx, foreign)
	refused(t, err, conference.NotFound, "template_unknown")
	refused(t, s.DeleteTemplate(ctx, "boris", v.ID), conference.NotFound, "template_unknown")
	must(t, s.DeleteTemplate(ctx, "anna", v.ID))
	refused(t, s.DeleteTemplate(ctx, "anna", v.ID), conference.NotFound, "template_unknown")
	if p, err := s.Templates(ctx, template.Query{Owner: "anna"}); err != nil || p.Total != 0 {
		t.Errorf("got %+v, %v", p, err)
	}
}

func (c check) listTemplates() {
	t, s := c.t, c.store
	for _, login := range []string{"ann", "anna"} {
		_, err := s.CreateAccount(t.Context(), account.Account{Login: login})
		must(t, err)
	}
	for _, name := range []string{"c", "B", "a", "Б", "Б", "а"} {
		_, err := s.CreateTemplate(t.Context(), templateOf("anna", name))
		must(t, err)
	}
	_, err := s.CreateTemplate(t.Context(), templateOf("ann", "other"))
	must(t, err)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{"a", "B", "c", "а", "Б", "Б"}},
		{"б", []string{"Б", "Б"}},
		{"other", nil},
	} {
		var names []string
		for q := (template.Query{Owner: "anna", Text: c.text, Limit: 2}); ; {
			p, err := s.Templates(t.Context(), q)
			must(t, err)
			if p.Total != len(c.want) {
				t.Errorf("%q: total %d", c.text, p.Total)
			}
			for i := range p.Templates {
				names = append(names, p.Templates[i].Name)
			}
			if q.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		if !slices.Equal(names, c.want) {
			t.Errorf("%q: got %v, want %v", c.text, names, c.want)
		}
	}
	must(t, s.DeleteAccount(t.Context(), "anna"))
	for owner, want := range map[string]int{"anna": 0, "ann": 1} {
		if p, err := s.Templates(t.Context(), template.Query{Owner: owner}); err != nil || p.Total != want {
			t.Errorf("%s: %d, %v", owner, p.Total, err)
		}
	}
}

func (c check) manyTemplates() {
	t, s := c.t, c.store
	for n := range template.Most {
		_, err := s.CreateTemplate(t.Context(), templateOf("anna", fmt.Sprint(n)))
		must(t, err)
	}
	_, err := s.CreateTemplate(t.Context(), templateOf("anna", "one more"))
	refused(t, err, conference.Full, "too_many_templates")
	_, err = s.CreateTemplate(t.Context(), templateOf("boris", "first"))
	must(t, err)
}

// ND5: one for each person, found by the owner alone.
func (c check) personalRooms() {
	t, s := c.t, c.store
	ctx := t.Context()
	_, err := s.PersonalRoom(ctx, "anna")
	refused(t, err, conference.NotFound, "conference_unknown")
	room := definition(1, "anna")
	room.Personal = true
	must(t, s.CreateDefinition(ctx, room))
	must(t, s.CreateDefinition(ctx, definition(2, "anna")))
	got, err := s.PersonalRoom(ctx, "anna")
	must(t, err)
	if got.ID != room.ID || !got.Personal {
		t.Errorf("got %+v", got)
	}
	second := definition(3, "anna")
	second.Personal = true
	refused(t, s.CreateDefinition(ctx, second), conference.Conflict, "personal_room_exists")
	second.Owner = "boris"
	must(t, s.CreateDefinition(ctx, second))
	got.Name = "Anna's"
	_, err = s.ChangeDefinition(ctx, got)
	must(t, err)
	if got, err = s.PersonalRoom(ctx, "anna"); err != nil || got.Name != "Anna's" {
		t.Errorf("got %+v, %v", got, err)
	}
	must(t, s.DeleteDefinition(ctx, room.ID))
	_, err = s.PersonalRoom(ctx, "anna")
	refused(t, err, conference.NotFound, "conference_unknown")
}
