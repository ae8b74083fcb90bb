package conference_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/conference/conferencetest"
)

// M8: the archive knows e-mail addresses, other participants do not.
func TestEMailsAreForTheArchiveOnly(t *testing.T) {
	m := newMeeting(t, conference.Definition{}, "user")
	p := m.People["user"]
	p.EMail = "user@example.org"
	m.People["user"] = p
	m.enter("owner", "user")
	for _, n := range m.pages["owner"].Take() {
		if n.Event != nil && strings.Contains(string(n.Event.Data), "example.org") {
			t.Errorf("the owner's page is told %s", n.Event.Data)
		}
	}
	var got conference.Attended
	for _, e := range m.Archive.All(m.conf.ID()) {
		if e.Type == conference.ParticipantJoined {
			m.ok(json.Unmarshal(e.Data, &got))
		}
	}
	if got.EMail != "user@example.org" || got.Participant.Login != "user" {
		t.Errorf("archived: %+v", got)
	}
}

// The archive knows when somebody was last here, whose seat was kept after that: two
// minutes, or as long as the server was down (P5).
func TestLastSeenBeforeTheSeatWasGivenUp(t *testing.T) {
	for name, restart := range map[string]bool{"connection lost": false, "server stopped": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				house := conferencetest.NewHouse(t, "owner")
				def := house.Create(t, "owner", conference.Definition{})
				c, _, page := house.Enter(t, "room", "owner")
				time.Sleep(10 * time.Minute)
				seen := time.Now()
				if restart {
					ok(t, house.Close(t.Context()))
					time.Sleep(3 * time.Hour)
					house.Start(t)
				} else {
					c.Lost(t.Context(), page)
				}
				time.Sleep(3 * time.Minute)
				synctest.Wait()
				var got conference.Departed
				for _, e := range house.Archive.All(def.ID) {
					if e.Type == conference.ParticipantLeft {
						ok(t, json.Unmarshal(e.Data, &got))
					}
				}
				if got.Reason != "lost" || !got.Seen.Equal(seen) {
					t.Errorf("got %+v, last seen at %v", got, seen)
				}
			})
		})
	}
}

// M3: since when somebody is on the list is what the server says.
func TestTimeAddedToTheList(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	first := now
	house := conferencetest.NewHouseAt(t, func() time.Time { return now }, "owner")
	def := house.Create(t, "owner", conference.Definition{Invited: []conference.Invited{
		{Login: "anna", Added: now.AddDate(-1, 0, 0)},
	}})
	now = now.Add(time.Hour)
	def, err := house.Change(t.Context(), string(def.ID), 0, func(d *conference.Definition) error {
		d.Invited = []conference.Invited{{Login: "boris"}, {Login: "anna", Moderator: true}}
		return nil
	})
	ok(t, err)
	if i := def.Invited; !i[0].Added.Equal(now) || !i[1].Added.Equal(first) || !i[1].Moderator {
		t.Errorf("got %+v", i)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
