package conference_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
	"veche/conference/schedule"
)

// newWebinar is a public conference that is on now, with registration open to its end.
func newWebinar(t testing.TB, change func(*conference.Definition), logins ...string) *meeting {
	t.Helper()
	def := conference.Definition{
		Access:       conference.Public,
		Registration: schedule.Registration{On: true, Closing: schedule.ClosesAtEnd},
		Schedule: &schedule.Schedule{Series: []schedule.Series{{
			Start: schedule.LocalAt(time.Now().UTC().Add(-time.Minute)), Zone: "UTC", Minutes: 600,
		}}},
	}
	if change != nil {
		change(&def)
	}
	m := newMeeting(t, def, logins...)
	m.Registered["anna's link"] = conference.Registered{ID: "a1", Name: "Anna", EMail: "anna@example.org"}
	m.Registered["user"] = conference.Registered{ID: "a2", Name: "user", EMail: "user@example.org"}
	return m
}

// A13: whoever has the link is the one registered; on a second device the first one goes,
// the seat stays.
func TestALinkIsForOneDevice(t *testing.T) {
	t.Parallel()
	m := newWebinar(t, nil)
	m.enter("owner")
	link := func(r *conference.JoinRequest) { r.Registration = "anna's link" }
	first, err := m.join("phone", link)
	m.ok(err)
	if p := m.person("phone"); p.Name != "Anna" || p.Kind != access.KindRegistered || first.Entered.You.Role != "participant" {
		t.Fatalf("got %+v", p)
	}
	phone := m.pages["phone"]
	second, err := m.join("laptop", func(r *conference.JoinRequest) { link(r); r.Media.Camera = false })
	m.ok(err)
	if second.Entered.You.ID != first.Entered.You.ID || second.Entered.You.Resume == first.Entered.You.Resume {
		t.Errorf("got seat %+v, before %+v", second.Entered.You, first.Entered.You)
	}
	if p := m.person("laptop"); p.Camera || !p.Microphone {
		t.Errorf("got %+v", p)
	}
	removed := ""
	for _, n := range phone.Take() {
		if n.Kind == conference.NoticeRemoved {
			removed = n.Code
		}
	}
	if removed != "replaced" {
		t.Errorf("the first device is told %q", removed)
	}
	_, err = m.join("phone", func(r *conference.JoinRequest) { r.Resume = first.Entered.You.Resume })
	refused(t, err, "register_first")
	if live := m.overview(); len(live.Participants) != 2 {
		t.Errorf("there are %+v", live.Participants)
	}
	m.ok(m.conf.Leave(t.Context(), second.Entered.You.ID))
	again, err := m.join("phone", link)
	m.ok(err)
	if again.Entered.You.ID != first.Entered.You.ID {
		t.Error("who comes again is somebody else")
	}
}

// M3, M8: the archive knows who it was that registered; the others do not.
func TestTheArchiveKnowsRegistrants(t *testing.T) {
	t.Parallel()
	m := newWebinar(t, nil)
	m.enter("owner")
	_, err := m.join("Anna", func(r *conference.JoinRequest) { r.Registration = "anna's link" })
	m.ok(err)
	for _, n := range m.pages["owner"].Take() {
		if n.Event != nil && (strings.Contains(string(n.Event.Data), "example.org") || strings.Contains(string(n.Event.Data), "a1")) {
			t.Errorf("the owner's page is told %s", n.Event.Data)
		}
	}
	var got conference.Attended
	for _, e := range m.Archive.All(m.conf.ID()) {
		if e.Type == conference.ParticipantJoined {
			m.ok(json.Unmarshal(e.Data, &got))
		}
	}
	if got.Registrant != "a1" || got.EMail != "anna@example.org" {
		t.Errorf("archived: %+v", got)
	}
}

// A13, A14, G23: who comes in by himself where one registers.
func TestWhoComesWhereOneRegisters(t *testing.T) {
	t.Parallel()
	closed := func(d *conference.Definition) { d.Registration.Closing = schedule.ClosesAtStart }
	invites := func(d *conference.Definition) { d.Invited = []conference.Invited{{Login: "invited"}} }
	for name, c := range map[string]struct {
		change func(*conference.Definition)
		who    string
		link   string
		want   string
	}{
		"the owner":                                    {nil, "owner", "", ""},
		"the owner, with somebody's link":              {nil, "owner", "anna's link", ""},
		"A13 by the link":                              {nil, "Anna", "anna's link", ""},
		"A13 by the link when registration is closed":  {closed, "Anna", "anna's link", ""},
		"A13 by no right link":                         {nil, "Anna", "link", "register_first"},
		"A11 a guest":                                  {nil, "guest", "", "register_first"},
		"G21 a guest when registration is closed":      {closed, "guest", "", "registration_closed"},
		"A14 a user who took part":                     {closed, "user", "", ""},
		"A14 a user who did not":                       {nil, "other", "", "register_first"},
		"A14 a user who did not, but has a link":       {nil, "other", "anna's link", ""},
		"an invited user":                              {invites, "invited", "", ""},
		"an operator":                                  {nil, "operator", "", ""},
		"of registration switched off a link is right": {func(d *conference.Definition) { d.Registration.On = false }, "Anna", "anna's link", ""},
		"without registration a guest":                 {func(d *conference.Definition) { d.Registration.On = false }, "guest", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newWebinar(t, c.change, "user", "other", "invited", "operator")
			operator := m.People["operator"]
			operator.Operator = true
			m.People["operator"] = operator
			_, err := m.join(c.who, func(r *conference.JoinRequest) { r.Registration = c.link })
			if conference.CodeOf(err) != c.want {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if c.who == "owner" && m.person("owner").Kind != access.KindUser {
				t.Error("the owner came as somebody else")
			}
		})
	}
}

// H1: with registration active everybody but who leads waits, if the waiting room is on;
// and who waits on one device goes on waiting on the other.
func TestTheWaitingRoomWhereOneRegisters(t *testing.T) {
	t.Parallel()
	m := newWebinar(t, func(d *conference.Definition) {
		d.WaitingRoom, d.WaitingCategory = true, access.CategoryGuests
	}, "user")
	m.enter("owner")
	link := func(r *conference.JoinRequest) { r.Registration = "anna's link" }
	for _, who := range []string{"guest", "user"} {
		if res, err := m.join(who, nil); err != nil || res.Waiting == nil {
			t.Errorf("%s: got %+v, %v", who, res, err)
		}
	}
	first, err := m.join("phone", link)
	m.ok(err)
	second, err := m.join("laptop", link)
	m.ok(err)
	if first.Waiting == nil || second.Waiting == nil || first.Waiting.ID != second.Waiting.ID || first.Resume == second.Resume {
		t.Fatalf("got %+v and %+v", first, second)
	}
	if told := m.pages["phone"].Take(); len(told) != 1 || told[0].Code != "replaced" {
		t.Errorf("the first device is told %+v", told)
	}
	m.ok(m.conf.Admit(t.Context(), m.by("owner"), m.list("laptop")))
	third, err := m.join("tablet", link)
	m.ok(err)
	if third.Entered == nil || third.Entered.You.ID == "" || m.person("tablet").Name != "Anna" {
		t.Errorf("got %+v", third)
	}
	if live := m.overview(); len(live.Participants) != 2 || len(live.Waiting) != 2 {
		t.Errorf("inside %+v, waiting %+v", live.Participants, live.Waiting)
	}
}

// P3: what the page of a conference may say, and to whom.
func TestFace(t *testing.T) {
	t.Parallel()
	face := func(m *meeting, who string, change func(*conference.JoinRequest)) (conference.Face, error) {
		r := m.Request(who, nil)
		r.Name = ""
		if change != nil {
			change(&r)
		}
		return m.Face(t.Context(), conferencetest.Door(m.def.CID), r)
	}
	webinar := newWebinar(t, nil, "user")
	f, err := face(webinar, "guest", nil)
	ok(t, err)
	if f.Why != "register_first" || f.Conference.Name != "Meeting" || f.Conference.ID != "" || f.Registered != nil || !f.NeedsName {
		t.Errorf("a guest is shown %+v", f)
	}
	f, err = face(webinar, "guest", func(r *conference.JoinRequest) { r.Registration = "anna's link" })
	ok(t, err)
	if f.Entry != access.Enter || f.Registered == nil || f.Registered.Name != "Anna" || f.NeedsName {
		t.Errorf("by the link one is shown %+v", f)
	}
	if f, err = face(webinar, "user", nil); err != nil || f.Registered == nil {
		t.Errorf("a user who takes part is shown %+v, %v", f, err)
	}
	internal := newMeeting(t, conference.Definition{Access: conference.Internal}, "user")
	_, err = face(internal, "guest", nil)
	refused(t, err, "guests_not_allowed")
	_, err = face(internal, "user", nil)
	refused(t, err, "not_invited")
	pin := newMeeting(t, conference.Definition{PIN: "123456"})
	_, err = face(pin, "guest", nil)
	refused(t, err, "pin_required")
	pin.def.CID = "nowhere"
	_, err = face(pin, "guest", nil)
	refused(t, err, "pin_required")
}

// G24, G25: the form is chosen once.
func TestTheFormStays(t *testing.T) {
	t.Parallel()
	m := newWebinar(t, func(d *conference.Definition) {
		d.Registration.Fields = []schedule.Field{{Label: "Shoe size", Required: true}}
	})
	change := func(fn func(*schedule.Registration)) error {
		_, err := m.Change(t.Context(), string(m.def.ID), 0, func(d *conference.Definition) error { fn(&d.Registration); return nil })
		return err
	}
	ok(t, change(func(r *schedule.Registration) { r.CloseWhenFull = true }))
	ok(t, change(func(r *schedule.Registration) { r.Fields = m.def.Registration.Fields[:3:3] }))
	for name, fn := range map[string]func(*schedule.Registration){
		"less":        func(r *schedule.Registration) { r.Fields = nil },
		"other order": func(r *schedule.Registration) { r.Fields = []schedule.Field{r.Fields[1], r.Fields[0], r.Fields[2]} },
		"not required": func(r *schedule.Registration) {
			r.Fields = []schedule.Field{r.Fields[0], r.Fields[1], {Key: "own1", Label: "Shoe size"}}
		},
	} {
		if err := change(fn); conference.CodeOf(err) != "registration_fields_fixed" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := change(func(*schedule.Registration) { m.def.Registration.On = true }); err != nil {
		t.Error(err)
	}
	_, err := m.Change(t.Context(), string(m.def.ID), 0, func(d *conference.Definition) error { d.PIN = "123456"; return nil })
	refused(t, err, "pin_registration")
}
