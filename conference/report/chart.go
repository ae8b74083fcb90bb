package report

import (
	"slices"
	"time"
)

// Chart is how many were added and how many were there over time (M6).
type Chart struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Step   int64     `json:"step" doc:"Seconds from one point to the next; days may be an hour longer or shorter"`
	Points []Point   `json:"points" nullable:"false"`
}

// Point is one column of a chart.
type Point struct {
	At      time.Time `json:"at" doc:"Where it begins"`
	Added   int       `json:"added" doc:"Put on the list, registered, or came uninvited, since then"`
	Present int       `json:"present" doc:"How many different people were there at some time since then"`
}

// steps that a chart can have: the shortest is taken with which it has few points.
var steps = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour,
	day, 7 * day, 30 * day, 365 * day,
}

const (
	day        = 24 * time.Hour
	mostPoints = 120
)

// Chart draws those people whom f chooses from one moment to another; its days are
// those of zone.
func (h *History) Chart(people []Attendee, f PeopleFilter, p Period, zone *time.Location, now time.Time) Chart {
	if p.To.Before(p.From) {
		p.To = p.From
	}
	columns, size := columnsOf(p, zone)
	ch := Chart{From: p.From.UTC(), To: p.To.UTC(), Step: int64(size / time.Second), Points: columns}
	shown := make(map[string]int, len(people)) // key → last column counted
	f.Period = Period{}                        // of which participants, not of when
	for i := range people {
		who := &people[i]
		if !f.Has(who) {
			continue
		}
		shown[who.Key] = -1
		if n := columnAt(columns, who.Added); n >= 0 && !who.Added.After(p.To) {
			columns[n].Added++
		}
	}
	for i := range h.Connections {
		c := &h.Connections[i]
		last, is := shown[c.Person]
		if !is || !p.meets(c.Joined, c.until(now)) {
			continue
		}
		n := max(columnAt(columns, c.Joined), 0, last+1)
		for ; n < len(columns) && !columns[n].At.After(c.until(now)); n++ {
			columns[n].Present++
			shown[c.Person] = n
		}
	}
	return ch
}

// columnsOf are the columns of p, empty.
func columnsOf(p Period, zone *time.Location) (columns []Point, size time.Duration) {
	size = steps[len(steps)-1]
	for _, s := range steps {
		if p.To.Sub(p.From) <= mostPoints*s {
			size = s
			break
		}
	}
	columns = []Point{}
	for at := columnStart(p.From.In(zone), size); !at.After(p.To) && len(columns) < 2*mostPoints; at = nextColumn(at, size) {
		columns = append(columns, Point{At: at.UTC()})
	}
	return columns, size
}

// columnStart is where the column begins in which t lies.
func columnStart(t time.Time, size time.Duration) time.Time {
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	if size >= day {
		return midnight
	}
	return midnight.Add(t.Sub(midnight).Truncate(size))
}

func nextColumn(t time.Time, size time.Duration) time.Time {
	if size >= day { // days have 23 to 25 hours
		return t.AddDate(0, 0, int(size/day))
	}
	return t.Add(size)
}

// columnAt is the column in which at lies; -1: before all.
func columnAt(columns []Point, at time.Time) int {
	n, found := slices.BinarySearchFunc(columns, at, func(p Point, at time.Time) int { return p.At.Compare(at) })
	if found {
		return n
	}
	return n - 1
}
