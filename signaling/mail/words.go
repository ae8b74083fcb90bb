package mail

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"veche/conference/post"
	"veche/conference/schedule"
)

// language is what letters say in one language beside the texts that an administrator
// can change.
type language struct {
	when, further, place, organizer, about, join, leads, alone string
	asked, footer                                              string
	trialSubject, trialBody, sampleName                        string
	answers                                                    map[post.Answer]string
	days                                                       [7]string
	months                                                     [12]string
	date                                                       func(l *language, t time.Time) string
	left                                                       func(minutes int) string
	and                                                        string // after dates, where there are more
}

// shownDates are how many further dates are named.
const shownDates = 4

// words are our languages.
var words = map[string]*language{
	"en": {
		when: "When", further: "Further dates", place: "Where", organizer: "Organizer", about: "About", join: "Join",
		leads: "You lead this conference as a moderator.",
		alone: "The link below is yours alone: it works on one device at a time, so please do not pass it on.",
		asked: "Will you come?", footer: "This letter was sent by the conference server",
		trialSubject: "Test letter from", trialBody: "Mail works: this letter was sent with the settings you are trying.",
		sampleName: "Weekly planning",
		answers:    map[post.Answer]string{post.Accepted: "Yes", post.Tentative: "Maybe", post.Declined: "No"},
		days:       [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months:     [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		date: func(l *language, t time.Time) string {
			return fmt.Sprintf("%s, %d %s %d", l.days[t.Weekday()], t.Day(), l.months[t.Month()-1], t.Year())
		},
		left: func(minutes int) string {
			n, unit := unitOf(minutes)
			if n == 1 {
				return "1 " + unit
			}
			return strconv.Itoa(n) + " " + unit + "s"
		},
		and: "and further on",
	},
	"ru": {
		when: "Когда", further: "Следующие даты", place: "Где", organizer: "Организатор", about: "О чём", join: "Войти",
		leads: "Вы ведущий этой конференции.",
		alone: "Ссылка ниже — только ваша: она работает на одном устройстве, поэтому не передавайте её другим.",
		asked: "Вы придёте?", footer: "Письмо отправил сервер конференций",
		trialSubject: "Пробное письмо от", trialBody: "Почта работает: это письмо отправлено с настройками, которые вы проверяете.",
		sampleName: "Еженедельная планёрка",
		answers:    map[post.Answer]string{post.Accepted: "Да", post.Tentative: "Возможно", post.Declined: "Нет"},
		days:       [7]string{"воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"},
		months:     [12]string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
		date: func(l *language, t time.Time) string {
			return fmt.Sprintf("%s, %d %s %d г.", l.days[t.Weekday()], t.Day(), l.months[t.Month()-1], t.Year())
		},
		left: func(minutes int) string {
			n, unit := unitOf(minutes)
			forms := map[string][3]string{"minute": {"минута", "минуты", "минут"}, "hour": {"час", "часа", "часов"}, "day": {"день", "дня", "дней"}}
			return strconv.Itoa(n) + " " + russian(n, forms[unit])
		},
		and: "и далее",
	},
}

// russian chooses the form of a word after a number: one, few, many.
func russian(n int, forms [3]string) string {
	switch tens, ones := n%100, n%10; {
	case ones == 1 && tens != 11:
		return forms[0]
	case ones >= 2 && ones <= 4 && (tens < 12 || tens > 14):
		return forms[1]
	}
	return forms[2]
}

// unitOf is minutes in the largest unit that says them exactly.
func unitOf(minutes int) (int, string) {
	switch {
	case minutes > 0 && minutes%(24*60) == 0:
		return minutes / (24 * 60), "day"
	case minutes > 0 && minutes%60 == 0:
		return minutes / 60, "hour"
	}
	return minutes, "minute"
}

// span says when a meeting is, with the zone by its name and distance from UTC, so that
// it is never ambiguous.
func (l *language) span(o *schedule.Occurrence, zone *time.Location) string {
	start, end := o.Start.In(zone), o.End.In(zone)
	until := end.Format("15:04")
	if schedule.LocalAt(start).String()[:10] != schedule.LocalAt(end).String()[:10] {
		until = l.date(l, end) + ", " + until
	}
	return l.date(l, start) + ", " + start.Format("15:04") + "–" + until + " (" + zoneName(start) + ")"
}

func zoneName(t time.Time) string {
	name := t.Location().String()
	_, seconds := t.Zone()
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	distance := "UTC" + sign + strconv.Itoa(seconds/3600)
	if m := seconds / 60 % 60; m != 0 {
		distance += fmt.Sprintf(":%02d", m)
	}
	if name == "UTC" {
		return name
	}
	return name + ", " + distance
}

// dates are the days of some meetings, with a word if there are more.
func (l *language) dates(all []schedule.Occurrence, zone *time.Location) string {
	var days []string
	for i := range all[:min(shownDates, len(all))] {
		t := all[i].Start.In(zone)
		days = append(days, fmt.Sprintf("%d %s %s", t.Day(), l.months[t.Month()-1], t.Format("15:04")))
	}
	text := strings.Join(days, "; ")
	if len(all) > shownDates {
		text += "; " + l.and
	}
	return text
}

// Texts are those of the product in a language, with places to be filled in.
func Texts(language string) map[post.Occasion]post.Text {
	if t, ok := texts[language]; ok {
		return t
	}
	return texts["en"]
}

// Languages are those letters are written in.
func Languages() []string { return []string{"en", "ru"} }

var texts = map[string]map[post.Occasion]post.Text{
	"en": {
		post.Invited:    {Subject: "Invitation: {{conference}}", Body: "Hello {{name}},\n\n{{owner}} invites you to the conference “{{conference}}”."},
		post.Changed:    {Subject: "Changed: {{conference}}", Body: "Hello {{name}},\n\nthe conference “{{conference}}” has been changed. This is how it is now."},
		post.Cancelled:  {Subject: "Cancelled: {{conference}}", Body: "Hello {{name}},\n\nthe conference “{{conference}}” has been cancelled."},
		post.Withdrawn:  {Subject: "Invitation withdrawn: {{conference}}", Body: "Hello {{name}},\n\nyou are no longer invited to the conference “{{conference}}”."},
		post.Moderates:  {Subject: "You moderate: {{conference}}", Body: "Hello {{name}},\n\n{{owner}} has made you a moderator of the conference “{{conference}}”."},
		post.Reminder:   {Subject: "Reminder: {{conference}}", Body: "Hello {{name}},\n\nthe conference “{{conference}}” begins soon. Time left: {{left}}."},
		post.Registered: {Subject: "You are registered: {{conference}}", Body: "Hello {{name}},\n\nyou are registered for the conference “{{conference}}”. The link below is yours alone: it works on one device at a time, so please do not pass it on."},
	},
	"ru": {
		post.Invited:    {Subject: "Приглашение: {{conference}}", Body: "Здравствуйте, {{name}}!\n\n{{owner}} приглашает вас на конференцию «{{conference}}»."},
		post.Changed:    {Subject: "Изменено: {{conference}}", Body: "Здравствуйте, {{name}}!\n\nКонференция «{{conference}}» изменена. Вот что действует теперь."},
		post.Cancelled:  {Subject: "Отменено: {{conference}}", Body: "Здравствуйте, {{name}}!\n\nКонференция «{{conference}}» отменена."},
		post.Withdrawn:  {Subject: "Приглашение отозвано: {{conference}}", Body: "Здравствуйте, {{name}}!\n\nВы больше не приглашены на конференцию «{{conference}}»."},
		post.Moderates:  {Subject: "Вы ведущий: {{conference}}", Body: "Здравствуйте, {{name}}!\n\n{{owner}} назначает вас ведущим конференции «{{conference}}»."},
		post.Reminder:   {Subject: "Напоминание: {{conference}}", Body: "Здравствуйте, {{name}}!\n\nСкоро начнётся конференция «{{conference}}». До начала: {{left}}."},
		post.Registered: {Subject: "Вы зарегистрированы: {{conference}}", Body: "Здравствуйте, {{name}}!\n\nВы зарегистрированы на конференцию «{{conference}}». Ссылка ниже — только ваша: она работает на одном устройстве, поэтому не передавайте её другим."},
	},
}
