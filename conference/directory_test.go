package conference_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
	"veche/conference/layout"
)

func TestCreateFillsInWhatTheRequirementsSay(t *testing.T) {
	h := conferencetest.NewHouse(t, "owner")
	d, err := h.Directory.Create(t.Context(), h.People["owner"], conference.Definition{Name: "  Meeting "})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.CID) != 10 || strings.Trim(string(d.CID), "0123456789") != "" || d.CID[0] == '0' { // P2
		t.Errorf("CID %s", d.CID)
	}
	if d.Name != "Meeting" || d.Access != conference.Internal || d.Mode != conference.AllOnScreen || // G2, G3
		d.MaxSpeakers != 4 || d.WaitingCategory != access.CategoryUnplanned || d.WaitingRoom || d.PIN != "" || d.Owner != "owner" {
		t.Errorf("got %+v", d)
	}
}

func TestDefinitionsThatAreRefused(t *testing.T) {
	h := conferencetest.NewHouse(t, "owner")
	h.Create(t, "owner", conference.Definition{CID: "taken"})
	for name, tt := range map[string]struct {
		field string
		d     conference.Definition
	}{
		"no name":                    {"name", conference.Definition{}},
		"a long name":                {"name", conference.Definition{Name: strings.Repeat("ж", 201)}},
		"a long description":         {"description", conference.Definition{Name: "x", Description: strings.Repeat("ж", 4001)}},
		"a taken CID":                {"cid", conference.Definition{Name: "x", CID: "TAKEN"}},
		"a short CID":                {"cid", conference.Definition{Name: "x", CID: "abc"}},
		"a CID with a slash":         {"cid", conference.Definition{Name: "x", CID: "abc/def"}},
		"no such mode":               {"mode", conference.Definition{Name: "x", Mode: "other"}},
		"no such access":             {"access", conference.Definition{Name: "x", Access: "other"}},
		"too many speakers":          {"maxSpeakers", conference.Definition{Name: "x", MaxSpeakers: 50}},
		"no such layout":             {"layout", conference.Definition{Name: "x", Layout: layout.Plain(layout.Spec{Type: "other", Windows: 1})}},
		"a short PIN":                {"pin", conference.Definition{Name: "x", PIN: "123"}},
		"only guests, internal":      {"waitingCategory", conference.Definition{Name: "x", WaitingCategory: access.CategoryGuests}},
		"guest limit, internal":      {"guestLimit", conference.Definition{Name: "x", GuestLimit: 1}},
		"uninvited, public":          {"joinUninvited", conference.Definition{Name: "x", Access: conference.Public, JoinUninvited: true}},
		"fewer than no participants": {"maxParticipants", conference.Definition{Name: "x", MaxParticipants: -1}},
		"e-mail, internal (G7)":      {"invited", conference.Definition{Name: "x", Invited: []conference.Invited{{EMail: "a@b.c"}}}},
		"nobody invited":             {"invited", conference.Definition{Name: "x", Invited: []conference.Invited{{Name: "x"}}}},
		"two ways to invite one":     {"invited", conference.Definition{Name: "x", Invited: []conference.Invited{{Login: "a", Dial: "b"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.Directory.Create(t.Context(), h.People["owner"], tt.d)
			e, ok := err.(*conference.Error)
			if !ok || e.Field != tt.field {
				t.Errorf("got %#v, want one about %s", err, tt.field)
			}
		})
	}
}

func TestChangesSideBySide(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner")
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			_, err := m.Change(t.Context(), "room", 0, func(d *conference.Definition) error {
				d.Invited = append(d.Invited, conference.Invited{Login: fmt.Sprint("user", i)})
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	d, _, err := m.Find(t.Context(), "room")
	if err != nil || len(d.Invited) != 20 {
		t.Errorf("%d of 20 changes are left, %v", len(d.Invited), err)
	}
	_, err = m.Change(t.Context(), "room", 1, func(*conference.Definition) error { return nil })
	refused(t, err, "changed_meanwhile")
	// The running conference has the newest.
	rules, err := m.conf.Rules(t.Context())
	m.ok(err)
	if rules.Public != true {
		t.Errorf("%+v", rules)
	}
	_, err = m.Change(t.Context(), "room", 0, func(d *conference.Definition) error { d.MaxParticipants = 7; return nil })
	m.ok(err)
	if rules, _ := m.conf.Rules(t.Context()); rules.MaxParticipants != 7 {
		t.Errorf("%+v", rules)
	}
}

// What a moderator changed live stays unless the owner changes the same.
func TestChangeWhileItRuns(t *testing.T) {
	m := newMeeting(t, conference.Definition{Mode: conference.ManagedSelector})
	m.enter("owner", "anna")
	ctx := t.Context()
	m.ok(m.conf.PodiumSelf(ctx, m.id("owner"), "leave"))
	change := func(fn func(*conference.Definition)) {
		t.Helper()
		_, err := m.Change(ctx, "room", 0, func(d *conference.Definition) error { fn(d); return nil })
		m.ok(err)
	}
	m.ok(m.conf.SetWaitingRoom(ctx, m.by("owner"), true, ""))
	change(func(d *conference.Definition) { d.Name = "Other" })
	if m.person("owner").Podium != conference.OffPodium {
		t.Error("another name put the owner on the podium")
	}
	if i := m.overview().Conference; i.Name != "Other" || !i.WaitingRoom {
		t.Errorf("%+v", i)
	}
	change(func(d *conference.Definition) { d.Mode = conference.VideoLesson })
	same(t, "anna sees", m.sees("anna"), "owner")
	m.ok(m.conf.End(ctx, m.by("owner")))
	m.enter("anna") // K7: as configured
	if i := m.overview().Conference; i.WaitingRoom || i.Mode != conference.VideoLesson {
		t.Errorf("%+v", i)
	}
}

func TestTheServersLimitIsAskedEachTime(t *testing.T) {
	h := conferencetest.NewHouse(t, "owner")
	m := meetingIn(t, h, conference.Definition{})
	m.enter("owner")
	limit := 1
	h.Limit(&limit)
	_, err := m.join("anna", nil)
	refused(t, err, "full")
	limit = 2
	m.enter("anna")
}

// TestTheArchiveKnowsWhatWasDoneWhileNothingRan: everything that happens is an
// event, numbered without gaps also across runs.
func TestTheArchiveKnowsWhatWasDoneWhileNothingRan(t *testing.T) {
	h := conferencetest.NewHouse(t, "owner")
	d := h.Create(t, "owner", conference.Definition{PIN: "4711"})
	if _, err := h.Directory.Change(t.Context(), string(d.ID), 0, func(d *conference.Definition) error {
		d.Name = "Another"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	c, err := h.Directory.Start(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	owner := h.People["owner"]
	if err := c.End(t.Context(), conference.Actor{Person: &owner}); err != nil {
		t.Fatal(err)
	}
	if err := h.Directory.Delete(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	want := []conference.EventType{
		conference.Created, conference.Changed, conference.Started, conference.Ended, conference.Deleted,
	}
	events := h.Archive.All(d.ID)
	if len(events) != len(want) {
		t.Fatalf("the archive has %d events, want %v", len(events), want)
	}
	for i, e := range events {
		if e.Type != want[i] || e.Seq != uint64(i+1) {
			t.Errorf("event %d is %s with number %d, want %s", i+1, e.Type, e.Seq, want[i])
		}
		if strings.Contains(string(e.Data), "4711") {
			t.Errorf("%s tells the PIN", e.Type)
		}
	}
}

// TestAPageOpenedWhileItRings: whoever comes to a page during the call hears it.
func TestAPageOpenedWhileItRings(t *testing.T) {
	h := conferencetest.NewHouse(t, "owner", "anna")
	d := h.Create(t, "owner", conference.Definition{})
	c, err := h.Directory.Start(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	first, second := &ears{}, &ears{}
	h.Directory.Listen("anna", first)
	owner := h.People["owner"]
	ring, err := c.Invite(t.Context(), conference.Actor{Person: &owner}, h.People["anna"])
	if err != nil {
		t.Fatal(err)
	}
	h.Directory.Listen("anna", second)
	if len(first.rung) != 1 || len(second.rung) != 1 || second.rung[0] != ring.ID {
		t.Errorf("rung on the first page: %v, on the one opened later: %v", first.rung, second.rung)
	}
}

// ears is an open page.
type ears struct{ rung []string }

func (e *ears) Ring(r conference.Ring, _ conference.Info) { e.rung = append(e.rung, r.ID) }
func (e *ears) RingOver(string, conference.RingState)     {}
