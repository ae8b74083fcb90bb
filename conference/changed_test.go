package conference_test

import (
	"slices"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/conferencetest"
	"veche/conference/schedule"
)

// Who plans ahead and who writes letters hear of every change, with what was before
// (G5, G18).
func TestChangesAreToldOnceTheyAreStored(t *testing.T) {
	house := conferencetest.NewHouse(t, "anna")
	var told []string
	house.Changed = func(before, after *conference.Definition) {
		var word string
		switch {
		case before == nil:
			word = "created " + after.Name
		case after == nil:
			word = "deleted " + before.Name
		default:
			word = before.Name + " is " + after.Name
			if before.Schedule != after.Schedule && before.Schedule.Series[0].Minutes == after.Schedule.Series[0].Minutes {
				t.Error("before and after share their schedule")
			}
		}
		if after != nil {
			if stored, err := house.Definitions.Definition(t.Context(), string(after.ID)); err != nil || stored.Revision != after.Revision {
				t.Errorf("%s: told before it was stored: %d, %v", word, stored.Revision, err)
			}
		}
		told = append(told, word)
	}
	house.Start(t)
	def := house.Create(t, "anna", conference.Definition{Name: "one", Schedule: &schedule.Schedule{Series: []schedule.Series{
		{ID: "a", Start: schedule.LocalAt(time.Now().AddDate(0, 0, 1)), Zone: "Europe/Moscow", Minutes: 30},
	}}})
	rename := func(d *conference.Definition) error {
		d.Name, d.Schedule.Series[0].Minutes = "two", 60
		return nil
	}
	if _, err := house.Change(t.Context(), string(def.ID), 0, rename); err != nil {
		t.Fatal(err)
	}
	if _, err := house.Change(t.Context(), string(def.ID), 99, rename); err == nil {
		t.Error("changed at a revision that never was")
	}
	if err := house.Delete(t.Context(), def.ID); err != nil {
		t.Fatal(err)
	}
	if want := []string{"created one", "one is two", "deleted two"}; !slices.Equal(told, want) {
		t.Errorf("got %q, want %q", told, want)
	}
}
