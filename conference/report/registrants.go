package report

import (
	"io"
	"strconv"
	"time"

	"veche/conference/schedule"
)

// Stay is what became of a registrant.
type Stay struct {
	Joined    time.Time // first
	Seconds   int64     // of all connections together
	Connected bool      // is there now
}

// RegistrantKey is under what [History.StaysOfRegistrants] has a registrant: a user who
// took part by the button, or who has a link.
func RegistrantKey(login, id string) string { return personKey(login, id, "", "") }

// StaysOfRegistrants are the stays of all who came as somebody, by [RegistrantKey].
func (h *History) StaysOfRegistrants() map[string]Stay {
	all := make(map[string]Stay)
	for i := range h.Connections {
		c := &h.Connections[i]
		s, again := all[c.Person]
		if !again || c.Joined.Before(s.Joined) {
			s.Joined = c.Joined
		}
		s.Seconds += c.Seconds
		s.Connected = s.Connected || c.Open()
		all[c.Person] = s
	}
	return all
}

// RegistrantRow is a registrant in a table; Answers are to the fields of the form, in
// their order.
type RegistrantRow struct {
	Answers  []string
	Login    string
	At       time.Time
	Invited  bool
	AddedBy  string
	TookPart bool
	Joined   time.Time
	Seconds  int64
}

var fieldNames = map[string]text{
	schedule.FirstName: {"First name", "Имя"},
	schedule.LastName:  {"Last name", "Фамилия"},
	schedule.EMail:     wordEMail,
	"company":          {"Company", "Компания"},
	"position":         {"Position", "Должность"},
	"phone":            {"Phone", "Телефон"},
}

// WriteRegistrants writes list with a column for each field. Individual links are left
// out: they let in whoever has them.
func (r Reader) WriteRegistrants(w io.Writer, fields []schedule.Field, list []RegistrantRow) error {
	headings := []string{r.say(text{"No.", "№"})}
	for i := range fields {
		name := fields[i].Label
		if !fields[i].Own() {
			name = r.say(fieldNames[fields[i].Key])
		}
		headings = append(headings, name)
	}
	s := NewSheet(w, append(headings, r.sayAll([]text{
		{"Login", "Логин"},
		r.when(text{"Registered", "Зарегистрирован"}),
		{"How", "Как"},
		{"Took part", "Участвовал"},
		r.when(text{"First joined", "Первый вход"}),
		wordDuration,
	})...)...)
	for i := range list {
		g := &list[i]
		row := append([]string{strconv.Itoa(i + 1)}, g.Answers...)
		s.Row(append(row, g.Login, stamp(g.At, r.Zone, ""), r.way(g), r.yes(g.TookPart), stamp(g.Joined, r.Zone, ""), Clock(g.Seconds))...)
	}
	return s.Close()
}

// way is how somebody came to be registered.
func (r *Reader) way(g *RegistrantRow) string {
	switch {
	case g.Invited:
		return r.say(text{"by invitation", "по приглашению"})
	case g.AddedBy != "":
		return r.say(text{"added by ", "добавил(а) "}) + g.AddedBy
	case g.Login != "":
		return r.say(text{"by the button", "кнопкой на странице"})
	}
	return r.say(text{"by the form", "через форму"})
}
