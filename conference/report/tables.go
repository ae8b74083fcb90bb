package report

import (
	"io"
	"iter"
	"strconv"
	"time"

	"veche/conference/access"
)

// Reader is for whom tables are: dates are in Zone, which the headings name.
type Reader struct {
	Language string // "ru", or English
	Zone     *time.Location
}

// text is a word of the tables in both languages.
type text struct{ en, ru string }

func (r *Reader) say(t text) string {
	if r.Language == "ru" {
		return t.ru
	}
	return t.en
}

func (r *Reader) sayAll(texts []text) []string {
	said := make([]string, len(texts))
	for i, t := range texts {
		said[i] = r.say(t)
	}
	return said
}

// when is the heading of a column of times.
func (r *Reader) when(t text) text {
	zone := " (" + r.Zone.String() + ")"
	return text{t.en + zone, t.ru + zone}
}

var accountTypes = map[access.Kind]text{
	access.KindUser:       {"User of the server", "Пользователь сервера"},
	access.KindGuest:      {"Guest", "Гость"},
	access.KindFederated:  {"User of another server", "Пользователь другого сервера"},
	access.KindRegistered: {"Registered guest", "Зарегистрированный гость"},
	access.KindSIP:        {"SIP", "SIP"},
	access.KindH323:       {"H.323", "H.323"},
	access.KindRTSP:       {"Camera", "Камера"},
}

func (r *Reader) accountType(k access.Kind) string {
	if t, ok := accountTypes[k]; ok {
		return r.say(t)
	}
	return string(k)
}

var roles = map[string]text{
	"owner":       {"Owner", "Организатор"},
	"moderator":   {"Moderator", "Ведущий"},
	"participant": {"Participant", "Участник"},
	"guest":       {"Guest", "Гость"},
}

func (r *Reader) yes(is bool) string {
	if is {
		return r.say(text{"yes", "да"})
	}
	return r.say(text{"no", "нет"})
}

var (
	wordName     = text{"Name", "Имя"}
	wordEMail    = text{"E-mail", "Эл. почта"}
	wordType     = text{"Account type", "Тип учётной записи"}
	wordDuration = text{"Duration", "Длительность"}
)

// WritePeople writes all of list (M3, M7, NA8). Individual links are left out: they let
// in whoever has them.
func (r Reader) WritePeople(w io.Writer, list []Attendee) error {
	labels := labelsOf(list)
	headings := r.sayAll([]text{
		{"No.", "№"},
		wordName,
		wordEMail,
		{"Login", "Логин"},
		{"Company", "Компания"},
		{"Position", "Должность"},
		{"Phone", "Телефон"},
		wordType,
		{"Role", "Роль"},
		r.when(text{"Added", "Добавлен"}),
		{"Took part", "Участвовал"},
		r.when(text{"First joined", "Первый вход"}),
		r.when(text{"Last left", "Последний выход"}),
		wordDuration,
		{"Connections", "Подключений"},
	})
	s := NewSheet(w, append(headings, labels...)...)
	for i := range list {
		s.Row(r.person(&list[i], labels)...)
	}
	return s.Close()
}

func (r *Reader) person(p *Attendee, labels []string) []string {
	number, left := "", stamp(p.Left, r.Zone, "")
	if p.Number > 0 {
		number = strconv.Itoa(p.Number)
	}
	if p.Connected {
		left = "-"
	}
	row := []string{
		number, p.Name, p.EMail, p.Login, p.Company, p.Position, p.Phone, r.accountType(p.Type), r.say(roles[p.Role]),
		stamp(p.Added, r.Zone, ""), r.yes(p.TookPart), stamp(p.Joined, r.Zone, ""), left, Clock(p.Seconds), strconv.Itoa(p.Connections),
	}
	for _, label := range labels {
		row = append(row, p.answer(label))
	}
	return row
}

func (p *Attendee) answer(label string) string {
	for _, a := range p.Answers {
		if a.Label == label {
			return a.Text
		}
	}
	return ""
}

// labelsOf are those of all own fields that somebody answered, in the order first seen.
func labelsOf(list []Attendee) []string {
	var labels []string
	seen := make(map[string]bool)
	for i := range list {
		for _, a := range list[i].Answers {
			if !seen[a.Label] {
				seen[a.Label] = true
				labels = append(labels, a.Label)
			}
		}
	}
	return labels
}

// WriteConnections writes list (M8).
func (r Reader) WriteConnections(w io.Writer, list iter.Seq[*Connection]) error {
	s := NewSheet(w, r.sayAll([]text{
		wordName,
		r.when(text{"Joined", "Вход"}),
		r.when(text{"Left", "Выход"}),
		wordDuration,
		wordType,
		wordEMail,
	})...)
	for c := range list {
		s.Row(c.Name, stamp(c.Joined, r.Zone, ""), stamp(c.Left, r.Zone, "-"), Clock(c.Seconds), r.accountType(c.Type), c.EMail)
	}
	return s.Close()
}

// WriteChat writes list (M9).
func (r Reader) WriteChat(w io.Writer, list iter.Seq[*Message]) error {
	s := NewSheet(w, r.sayAll([]text{
		wordName,
		{"Message", "Сообщение"},
		r.when(text{"Date and time", "Дата и время"}),
		{"File", "Файл"},
	})...)
	for m := range list {
		s.Row(m.Name, m.Text, stamp(m.At, r.Zone, ""), m.File)
	}
	return s.Close()
}
