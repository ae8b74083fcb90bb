package schedule

import (
	"iter"
	"slices"
	"time"
)

// This file finds the days of a rule, one period (day, week, month or year) after the
// other. It can begin in any period, so that what comes next in ten years' time costs
// no more than what comes next now.
//
// Days are counted from 1 January 1970.

// patience is after how many days without a meeting no more is looked for: 29 February
// on a Monday comes every 28 years, and 40 around a year that is no leap year. With it
// a rule that never comes true costs about a millisecond.
const patience = 100 * 366

func dayOf(t time.Time) int {
	s := t.Unix()
	d := s / 86400
	if s%86400 < 0 {
		d--
	}
	return int(d)
}

func dayAt(year int, month time.Month, day int) int {
	return dayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

func dateOf(day int) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

func weekdayOf(day int) time.Weekday { return time.Weekday(((day+4)%7 + 7) % 7) }

// complete is r with what it leaves to the first day (RFC 5545, 3.3.10: "Information
// ... not specified is taken from DTSTART").
func (r rule) complete(first int) rule {
	if len(r.days)+len(r.monthDays) > 0 {
		return r
	}
	date := dateOf(first)
	switch r.freq {
	case weekly:
		r.days = []nthDay{{day: date.Weekday()}}
	case yearly:
		if len(r.months) == 0 {
			r.months = []int{int(date.Month())}
		}
		r.monthDays = []int{date.Day()}
	case monthly:
		r.monthDays = []int{date.Day()}
	}
	return r
}

// between is the days of r, whose first is first, from day to last. COUNT and UNTIL are
// for the caller.
func (r rule) between(first, day, last int) iter.Seq[int] {
	r = r.complete(first)
	day = max(first, day)
	return func(yield func(int) bool) {
		quiet := day
		for n := r.periodOf(first, day); ; n++ {
			begin, found := r.period(first, n)
			for _, d := range found {
				if d < day {
					continue
				}
				if d > last || !yield(d) {
					return
				}
				quiet = d
			}
			if begin > last || begin > quiet+patience {
				return
			}
		}
	}
}

// periodOf is the number of a period that begins at or before day, at most one too
// early.
func (r *rule) periodOf(first, day int) int {
	a, b := dateOf(first), dateOf(day)
	n := day - first
	switch r.freq {
	case weekly:
		n /= 7
	case monthly:
		n = (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
	case yearly:
		n = b.Year() - a.Year()
	}
	return max(n/r.interval, 0)
}

// period is the n-th one: its first day and the days in it on which meetings take place.
func (r *rule) period(first, n int) (begin int, days []int) {
	n *= r.interval
	switch a := dateOf(first); r.freq {
	case daily:
		begin = first + n
		days = r.singles(begin, 1)
	case weekly:
		begin = first - int(weekdayOf(first)-r.weekStart+7)%7 + 7*n
		days = r.singles(begin, 7)
	case monthly:
		begin = dayAt(a.Year(), a.Month()+time.Month(n), 1)
		days = r.month(begin, begin, daysOfMonth(begin))
	case yearly:
		begin = dayAt(a.Year()+n, time.January, 1)
		days = r.year(begin)
	}
	return begin, r.chosen(days)
}

func daysOfMonth(begin int) int {
	t := dateOf(begin)
	return dayAt(t.Year(), t.Month()+1, 1) - begin
}

// singles are the days of n on which the rule comes true, in rules by days and weeks.
func (r *rule) singles(begin, n int) (days []int) {
	for day := begin; day < begin+n; day++ {
		if !r.onWeekday(day, 0, 0) {
			continue
		}
		if len(r.months)+len(r.monthDays) > 0 {
			t := dateOf(day)
			month := day - t.Day() + 1
			if !r.inMonth(t.Month()) || !r.onMonthDay(t.Day(), daysOfMonth(month)) {
				continue
			}
		}
		days = append(days, day)
	}
	return days
}

// year is the days of the year that begins so. Days of the week are numbered within
// the months if there are any, else within the year.
func (r *rule) year(begin int) (days []int) {
	year := dateOf(begin).Year()
	length := dayAt(year+1, time.January, 1) - begin
	for m := time.January; m <= time.December; m++ {
		if !r.inMonth(m) {
			continue
		}
		month := dayAt(year, m, 1)
		if len(r.months) > 0 {
			days = append(days, r.month(month, month, daysOfMonth(month))...)
		} else {
			days = append(days, r.month(month, begin, length)...)
		}
	}
	return days
}

// month is the days of the month that begins so; days of the week are numbered within
// the span.
func (r *rule) month(begin, span, length int) (days []int) {
	if !r.inMonth(dateOf(begin).Month()) {
		return nil
	}
	n := daysOfMonth(begin)
	for day := begin; day < begin+n; day++ {
		if r.onMonthDay(day-begin+1, n) && r.onWeekday(day, day-span, length) {
			days = append(days, day)
		}
	}
	return days
}

func (r *rule) inMonth(m time.Month) bool {
	return len(r.months) == 0 || slices.Contains(r.months, int(m))
}

func (r *rule) onMonthDay(day, length int) bool {
	return len(r.monthDays) == 0 || slices.Contains(r.monthDays, day) || slices.Contains(r.monthDays, day-length-1)
}

// onWeekday tells whether day, which is so many days after the begin of a month or
// year, is one of BYDAY.
func (r *rule) onWeekday(day, after, length int) bool {
	weekday := weekdayOf(day)
	for _, d := range r.days {
		switch {
		case d.day != weekday:
		case d.nth == 0, d.nth == after/7+1, d.nth == -((length-1-after)/7 + 1):
			return true
		}
	}
	return len(r.days) == 0
}

// chosen is what BYSETPOS leaves of the days of a period.
func (r *rule) chosen(days []int) []int {
	if len(r.positions) == 0 {
		return days
	}
	var left []int
	for i, day := range days {
		if slices.Contains(r.positions, i+1) || slices.Contains(r.positions, i-len(days)) {
			left = append(left, day)
		}
	}
	return left
}
