package post

import (
	"time"

	"veche/conference/schedule"
)

// Coming is the meeting of s that takes place at now, or else the next one.
func Coming(s *schedule.Series, now time.Time) (schedule.Occurrence, bool) {
	return (&schedule.Schedule{Series: []schedule.Series{*s}}).Next(now)
}

// toCome tells whether something of s is not over at now.
func toCome(s *schedule.Series, now time.Time) bool {
	_, ok := Coming(s, now)
	return ok
}
