package conference_test

import (
	"errors"
	"slices"
	"testing"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
)

// meeting is one conference with people in it, by the names the test gives them.
type meeting struct {
	*conferencetest.House
	t     testing.TB
	def   conference.Definition
	conf  *conference.Conference
	ids   map[string]conference.ParticipantID
	snaps map[string]*conference.Snapshot // as of entering
	pages map[string]*conferencetest.Page
}

// newMeeting makes a public conference of "owner"; logins have accounts, all
// other names are guests.
func newMeeting(t testing.TB, def conference.Definition, logins ...string) *meeting {
	t.Helper()
	house := conferencetest.NewHouse(t, append(logins, "owner")...)
	return meetingIn(t, house, def)
}

func meetingIn(t testing.TB, house *conferencetest.House, def conference.Definition) *meeting {
	t.Helper()
	if def.Access == "" {
		def.Access = conference.Public
	}
	if def.Guests == (conference.GuestPermissions{}) {
		def.Guests = conference.AllowGuestsAll()
	}
	m := &meeting{
		House: house, t: t, ids: make(map[string]conference.ParticipantID),
		snaps: make(map[string]*conference.Snapshot), pages: make(map[string]*conferencetest.Page),
	}
	m.def = house.Create(t, "owner", def)
	return m
}

// enter joins each of who.
func (m *meeting) enter(who ...string) {
	m.t.Helper()
	for _, name := range who {
		c, snap, page := m.Enter(m.t, m.def.CID, name)
		m.conf, m.ids[name], m.snaps[name], m.pages[name] = c, snap.You.ID, snap, page
	}
}

// join asks for who, with what change makes of the request.
func (m *meeting) join(who string, change func(*conference.JoinRequest)) (conference.JoinResult, error) {
	m.t.Helper()
	page := &conferencetest.Page{}
	r := m.Request(who, page)
	if change != nil {
		change(&r)
	}
	c, res, err := m.Join(m.t.Context(), conferencetest.Door(m.def.CID), r)
	switch {
	case err != nil:
		return res, err
	case res.Entered != nil:
		m.ids[who], m.snaps[who] = res.Entered.You.ID, res.Entered
	default:
		m.ids[who] = res.Waiting.ID
	}
	m.conf, m.pages[who] = c, page
	return res, err
}

// by is a moderator's command of who, from inside.
func (m *meeting) by(who string) conference.Actor { return conference.Actor{Participant: m.id(who)} }

func (m *meeting) id(who string) conference.ParticipantID {
	m.t.Helper()
	id, ok := m.ids[who]
	if !ok {
		m.t.Fatalf("nobody is called %s", who)
	}
	return id
}

func (m *meeting) list(who ...string) []conference.ParticipantID {
	var ids []conference.ParticipantID
	for _, name := range who {
		ids = append(ids, m.id(name))
	}
	return ids
}

// names is the way back from ids.
func (m *meeting) names(ids []conference.ParticipantID) []string {
	names := []string{}
	for _, id := range ids {
		found := string(id)
		for name, known := range m.ids {
			if known == id {
				found = name
			}
		}
		names = append(names, found)
	}
	return names
}

func (m *meeting) plan() conference.Plan { return m.Media.Room(m.def.ID).Plan() }

func (m *meeting) view(who string) conference.View { return m.plan().Views[m.id(who)] }

// sees is who stands in the windows of who, in order; content is marked.
func (m *meeting) sees(who string) []string {
	names := []string{}
	for _, w := range m.view(who).Windows {
		name := m.names([]conference.ParticipantID{w.Participant})[0]
		if w.Content {
			name += "'s content"
		}
		names = append(names, name)
	}
	return names
}

// hears is whom who hears, in order of joining.
func (m *meeting) hears(who string) []string {
	v := m.view(who)
	if !v.HearsAll {
		return m.names(v.Hears)
	}
	names := []string{}
	for _, p := range m.overview().Participants {
		if p.ID != m.id(who) {
			names = append(names, m.names([]conference.ParticipantID{p.ID})[0])
		}
	}
	return names
}

func (m *meeting) overview() *conference.Snapshot {
	m.t.Helper()
	s, err := m.conf.Overview(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	return s
}

// person is who as all know him.
func (m *meeting) person(who string) conference.Participant {
	m.t.Helper()
	for _, p := range m.overview().Participants {
		if p.ID == m.id(who) {
			return p
		}
	}
	m.t.Fatalf("%s is not inside", who)
	return conference.Participant{}
}

// ok fails the test if a command was refused; the invariants are checked, too.
func (m *meeting) ok(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
	if m.conf == nil { // nobody has been inside
		return
	}
	if broken := m.conf.Broken(); broken != nil {
		m.t.Fatal(broken)
	}
}

// refused wants an error with this code.
func refused(t testing.TB, err error, code string) {
	t.Helper()
	e, ok := errors.AsType[*conference.Error](err)
	if !ok || e.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func same(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// events returns the types of the events a page got since it was last asked.
func events(p *conferencetest.Page) []conference.EventType {
	var types []conference.EventType
	for _, n := range p.Take() {
		if n.Kind == conference.NoticeEvent {
			types = append(types, n.Event.Type)
		}
	}
	return types
}

func pin(p access.PIN) func(*conference.JoinRequest) {
	return func(r *conference.JoinRequest) { r.PIN = p }
}

func resume(secret string) func(*conference.JoinRequest) {
	return func(r *conference.JoinRequest) { r.Resume = secret }
}
