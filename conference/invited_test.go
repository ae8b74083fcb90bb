package conference_test

import (
	"slices"
	"strings"
	"testing"

	"veche/conference"
)

func TestNamesAndPasswordsOfCamerasAreKeptWithoutBeingShown(t *testing.T) {
	t.Parallel()
	first := conference.Invited{Dial: "rtsp://admin:secret9@10.0.0.7/cam?channel=1", Name: "One"}
	second := conference.Invited{Dial: "rtsp://admin:other7@10.0.0.7/cam?channel=2", Name: "Two"}
	phone := conference.Invited{Dial: "#tel:501"}
	open := conference.Invited{Dial: "rtsp://10.0.0.8/live"}
	user := conference.Invited{Login: "anna", Moderator: true}
	stored := []conference.Invited{user, first, phone, second, open}
	shown := conference.ShowInvited(stored)
	for n, i := range shown {
		if strings.Contains(i.Dial, "secret9") || strings.Contains(i.Dial, "other7") || strings.Contains(i.Dial, "admin") {
			t.Errorf("%d shows %s", n, i.Dial)
		}
	}
	if shown[1].Dial != "rtsp://…@10.0.0.7/cam?…" || shown[2] != phone || shown[4] != open || shown[0] != user {
		t.Errorf("%+v", shown)
	}
	if stored[1] != first {
		t.Error("what is stored was changed")
	}
	typed := conference.Invited{Dial: "rtsp://admin:typed@10.0.0.7/cam?channel=1", Name: "One"}
	renamed := shown[1]
	renamed.Name = "Entrance"
	kept := first
	kept.Name = "Entrance"
	elsewhere := shown[1]
	elsewhere.Dial = strings.Replace(elsewhere.Dial, "10.0.0.7", "10.6.6.6", 1)
	lost := elsewhere
	lost.Kept = 0
	alike := shown[1]
	alike.Kept = 0
	for _, test := range []struct {
		name        string
		given, want []conference.Invited
	}{
		{"saved as it was shown", shown, stored},
		{"one taken out", []conference.Invited{user, shown[3]}, []conference.Invited{user, second}},
		{"in another order", []conference.Invited{shown[3], shown[1]}, []conference.Invited{second, first}},
		{"renamed", []conference.Invited{renamed}, []conference.Invited{kept}},
		{"typed anew", []conference.Invited{typed, shown[3]}, []conference.Invited{typed, second}},
		{"sent to another address with the password it had", []conference.Invited{elsewhere}, []conference.Invited{lost}},
		{"two that look alike, and which is not said", []conference.Invited{alike}, []conference.Invited{alike}},
	} {
		if got := conference.KeepInvited(test.given, stored); !slices.Equal(got, test.want) {
			t.Errorf("%s: %d of %d entries are right", test.name, len(got), len(test.want))
		}
	}
	if got := conference.KeepInvited([]conference.Invited{alike}, stored[:2]); got[0] != first {
		t.Error("the only one that looks so is not found by its looks")
	}
	d := conference.Definition{Name: "x", CID: "1234567890", Access: conference.Public, Mode: conference.AllOnScreen, Invited: []conference.Invited{lost}}
	if err := d.Validate(); err == nil {
		t.Error("what was left out can be stored")
	}
}
