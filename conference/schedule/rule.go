package schedule

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file reads and writes rules, the values of RRULE (RFC 5545, 3.3.10), of which
// is left out what no meeting needs: parts of a day, days of the year and numbers of
// weeks. What is left has days as its grain, and so a bound on what it costs.

const (
	longestRule  = 300
	mostCount    = 1000
	mostInterval = 99
)

type frequency string

const (
	daily   frequency = "DAILY"
	weekly  frequency = "WEEKLY"
	monthly frequency = "MONTHLY"
	yearly  frequency = "YEARLY"
)

// rule says on which days meetings take place.
type rule struct {
	freq      frequency
	interval  int
	count     int       // 0: no bound
	until     time.Time // zero: no bound
	months    []int
	monthDays []int // negative: from the end of the month
	days      []nthDay
	positions []int // of BYSETPOS
	weekStart time.Weekday
}

// nthDay is a day of the week; nth 0 is each of them, negative from the end of the
// month or year.
type nthDay struct {
	nth int
	day time.Weekday
}

var weekdays = []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// parts are what a rule may consist of, in the order in which it is written.
var parts = []struct {
	name  string
	read  func(*rule, string) error
	write func(*rule) string
}{
	{"FREQ", (*rule).readFreq, func(r *rule) string { return string(r.freq) }},
	{
		"INTERVAL", func(r *rule, v string) error { return readNumber(&r.interval, v, 1, mostInterval) },
		func(r *rule) string { return unless(r.interval == 1, strconv.Itoa(r.interval)) },
	},
	{
		"COUNT", func(r *rule, v string) error { return readNumber(&r.count, v, 1, mostCount) },
		func(r *rule) string { return unless(r.count == 0, strconv.Itoa(r.count)) },
	},
	{"UNTIL", (*rule).readUntil, func(r *rule) string { return unless(r.until.IsZero(), r.until.Format(untilForm)) }},
	{
		"BYMONTH", func(r *rule, v string) error { return readNumbers(&r.months, v, 1, 12, false) },
		func(r *rule) string { return numbers(r.months) },
	},
	{
		"BYMONTHDAY", func(r *rule, v string) error { return readNumbers(&r.monthDays, v, 1, 31, true) },
		func(r *rule) string { return numbers(r.monthDays) },
	},
	{"BYDAY", (*rule).readDays, (*rule).writeDays},
	{
		"BYSETPOS", func(r *rule, v string) error { return readNumbers(&r.positions, v, 1, 366, true) },
		func(r *rule) string { return numbers(r.positions) },
	},
	{"WKST", (*rule).readWeekStart, func(r *rule) string { return unless(r.weekStart == time.Monday, weekdays[r.weekStart]) }},
}

// parseRule reads a rule, in letters of either case. UNTIL is a moment in UTC, as
// RFC 5545 has it; a day or a time without "Z", which people send, is one of zone.
func parseRule(text string, zone *time.Location) (rule, error) {
	r := rule{interval: 1, weekStart: time.Monday}
	if len(text) > longestRule {
		return r, ruleError("A rule has at most 300 characters.")
	}
	seen := make(map[string]bool)
	for part := range strings.SplitSeq(strings.ToUpper(text), ";") {
		name, value, _ := strings.Cut(part, "=")
		if seen[name] {
			return r, ruleError("The rule says " + name + " twice.")
		}
		seen[name] = true
		if name == "UNTIL" {
			value = untilInUTC(value, zone)
		}
		if err := r.readPart(name, value); err != nil {
			return r, err
		}
	}
	return r, r.check()
}

func (r *rule) readPart(name, value string) error {
	for _, p := range parts {
		if p.name != name {
			continue
		}
		if err := p.read(r, value); err != nil {
			return ruleError(name + " of the rule is not right.")
		}
		return nil
	}
	return ruleError("The rule has a part that is not served. Use FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST.")
}

// check refuses parts that do not go together (RFC 5545, 3.3.10).
func (r *rule) check() error {
	numbered := slices.ContainsFunc(r.days, func(d nthDay) bool { return d.nth != 0 })
	switch {
	case r.freq == "":
		return ruleError("A rule says how often: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.")
	case r.count > 0 && !r.until.IsZero():
		return ruleError("A rule has COUNT or UNTIL, not both.")
	case numbered && (r.freq == daily || r.freq == weekly):
		return ruleError("BYDAY has numbers in monthly and yearly rules only.")
	case numbered && r.freq == monthly && slices.ContainsFunc(r.days, func(d nthDay) bool { return d.nth < -5 || d.nth > 5 }):
		return ruleError("A month has at most five of each day of the week.")
	case len(r.monthDays) > 0 && r.freq == weekly:
		return ruleError("A weekly rule has no BYMONTHDAY.")
	case len(r.positions) > 0 && len(r.months)+len(r.monthDays)+len(r.days) == 0:
		return ruleError("BYSETPOS needs BYMONTH, BYMONTHDAY or BYDAY beside it.")
	}
	return nil
}

// String is the rule in its plain form.
func (r *rule) String() string {
	var text []string
	for _, p := range parts {
		if v := p.write(r); v != "" {
			text = append(text, p.name+"="+v)
		}
	}
	return strings.Join(text, ";")
}

func (r *rule) readFreq(v string) error {
	r.freq = frequency(v)
	if !slices.Contains([]frequency{daily, weekly, monthly, yearly}, r.freq) {
		return strconv.ErrSyntax
	}
	return nil
}

const (
	untilForm   = "20060102T150405Z"
	untilLocal  = "20060102T150405"
	untilOnADay = "20060102"
)

func (r *rule) readUntil(v string) (err error) {
	if r.until, err = time.Parse(untilForm, v); err != nil {
		return err
	}
	if y := r.until.Year(); y < firstYear || y > lastYear+1 {
		return strconv.ErrRange
	}
	return nil
}

// untilInUTC makes a day, which counts whole, or a time on the clock in zone what
// readUntil takes; anything else stays.
func untilInUTC(v string, zone *time.Location) string {
	if t, err := time.Parse(untilLocal, v); err == nil {
		return LocalAt(t).In(zone).UTC().Format(untilForm)
	}
	if t, err := time.Parse(untilOnADay, v); err == nil {
		return LocalAt(t).add(24 * time.Hour).In(zone).Add(-time.Second).UTC().Format(untilForm)
	}
	return v
}

func (r *rule) readDays(v string) error {
	for text := range strings.SplitSeq(v, ",") {
		if len(text) < 2 {
			return strconv.ErrSyntax
		}
		d := nthDay{day: time.Weekday(slices.Index(weekdays, text[len(text)-2:]))}
		if d.day < 0 {
			return strconv.ErrSyntax
		}
		if n := text[:len(text)-2]; n != "" {
			if err := readSigned(&d.nth, n, 1, 53, true); err != nil {
				return err
			}
		}
		if !slices.Contains(r.days, d) {
			r.days = append(r.days, d)
		}
	}
	return nil
}

func (r *rule) writeDays() string {
	var list []string
	for _, d := range r.days {
		list = append(list, unless(d.nth == 0, strconv.Itoa(d.nth))+weekdays[d.day])
	}
	return strings.Join(list, ",")
}

func (r *rule) readWeekStart(v string) error {
	r.weekStart = time.Weekday(slices.Index(weekdays, v))
	if r.weekStart < 0 {
		return strconv.ErrSyntax
	}
	return nil
}

func readNumbers(to *[]int, v string, from, most int, signed bool) error {
	for text := range strings.SplitSeq(v, ",") {
		var n int
		if err := readSigned(&n, text, from, most, signed); err != nil {
			return err
		}
		if !slices.Contains(*to, n) {
			*to = append(*to, n)
		}
	}
	slices.Sort(*to)
	return nil
}

// readSigned reads a number whose amount is in the bounds.
func readSigned(to *int, v string, from, most int, signed bool) error {
	negative := signed && strings.HasPrefix(v, "-")
	if signed {
		v = strings.TrimPrefix(strings.TrimPrefix(v, "-"), "+")
	}
	err := readNumber(to, v, from, most)
	if negative {
		*to = -*to
	}
	return err
}

func readNumber(to *int, v string, from, most int) error {
	n, err := strconv.ParseUint(v, 10, 16)
	if err != nil {
		return err
	}
	if *to = int(n); *to < from || *to > most {
		return strconv.ErrRange
	}
	return nil
}

func numbers(list []int) string {
	var text []string
	for _, n := range list {
		text = append(text, strconv.Itoa(n))
	}
	return strings.Join(text, ",")
}

func unless(not bool, text string) string {
	if not {
		return ""
	}
	return text
}
