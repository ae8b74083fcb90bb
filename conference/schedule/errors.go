package schedule

// Error is what is wrong with a schedule, for people.
type Error struct {
	Code   string // stable word for translation
	Field  string // part of a series it is about: start, zone, minutes, rule, changes; or series, of
	Detail string // a sentence in English
}

func (e *Error) Error() string { return e.Detail }

var (
	// ErrUnknown: the schedule has no such occurrence.
	ErrUnknown = &Error{"occurrence_unknown", "of", "This conference has no such meeting."}
	// ErrNothingLeft: a schedule without a meeting is none.
	ErrNothingLeft = &Error{"schedule_empty", "series", "No meeting would be left. Delete the conference, or make it a room."}

	errSeriesCount  = &Error{"schedule_series", "series", "A schedule has 1 to 50 series of meetings."}
	errSeriesID     = &Error{"schedule_series", "series", "Each series of a schedule has its own id of 1 to 64 letters, digits or hyphens."}
	errSeriesOrder  = &Error{"schedule_overlap", "series", "One series of meetings begins when the one before it is over."}
	errStart        = &Error{"schedule_start", "start", "A meeting begins between the years 2000 and 2199."}
	errZone         = &Error{"schedule_zone", "zone", "This time zone is not known. Use a name such as Europe/Moscow."}
	errMinutes      = &Error{"schedule_minutes", "minutes", "A meeting lasts from a minute to 7 days."}
	errTooLong      = &Error{"schedule_too_long", "minutes", "A meeting is over before the next one begins."}
	errNever        = &Error{"schedule_never", "rule", "By this rule no meeting takes place."}
	errNotByRule    = &Error{"schedule_start", "start", "The first meeting does not fall on a day of the rule."}
	errChangeCount  = &Error{"schedule_changes", "changes", "At most 500 meetings of a series can be changed."}
	errChangeOf     = &Error{"schedule_changes", "changes", "A change belongs to a meeting that does not exist."}
	errCollides     = &Error{"occurrence_overlaps", "start", "Another meeting of this conference takes place at that time."}
	errNothingMoved = &Error{"occurrence_cancelled", "of", "This meeting is cancelled. Restore it first."}
)

// ruleError is what is wrong with the text of a rule.
func ruleError(detail string) error { return &Error{"schedule_rule", "rule", detail} }
