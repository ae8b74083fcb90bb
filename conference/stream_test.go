package conference_test

import (
	"encoding/json"
	"net/netip"
	"slices"
	"testing"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
)

// showing is somebody who shows a secret.
func showing(secret string) func(string) bool {
	return func(s string) bool { return s == secret }
}

func (m *meeting) read(ask conference.ReadRequest) (conference.ReaderID, *conferencetest.Page, error) {
	page := &conferencetest.Page{}
	ask.Listener = page
	_, id, err := m.Read(m.t.Context(), conferencetest.Door(m.def.CID), ask)
	return id, page, err
}

func (m *meeting) change(fn func(*conference.Definition)) {
	m.t.Helper()
	if _, err := m.Change(m.t.Context(), string(m.def.ID), 0, func(d *conference.Definition) error { fn(d); return nil }); err != nil {
		m.t.Fatal(err)
	}
}

func (m *meeting) stream() *conference.StreamInfo {
	m.t.Helper()
	return m.overview().Conference.Stream
}

// C20: what opens a stream, and what those are told whom nothing opens it (P3).
func TestWhoMayRead(t *testing.T) {
	owner, anna, operator := conferencetest.User("owner"), conferencetest.User("anna"), conferencetest.User("op")
	operator.Operator = true
	open := conference.Definition{RTSPOutput: true}
	off := conference.Definition{}
	pin := conference.Definition{RTSPOutput: true, PIN: "4711"}
	both := conference.Definition{RTSPOutput: true, PIN: "4711", Stream: conference.StreamRules{Password: "secret-88"}}
	offPIN := conference.Definition{PIN: "4711"}
	for _, c := range []struct {
		name  string
		def   conference.Definition
		still bool
		ask   conference.ReadRequest
		want  string // code of the refusal
	}{
		{"an open stream is for everybody", open, false, conference.ReadRequest{}, ""},
		{"and for who shows something though nobody asked", open, false, conference.ReadRequest{Knows: showing("x")}, ""},
		{"of one that does not run nobody is told", open, true, conference.ReadRequest{}, "pin_required"},
		{"nor of one that is off", off, false, conference.ReadRequest{}, "pin_required"},
		{"nor with something wrong", off, false, conference.ReadRequest{Knows: showing("x")}, "pin_wrong"},
		{"a PIN is asked for", pin, false, conference.ReadRequest{}, "pin_required"},
		{"a wrong one is wrong", pin, false, conference.ReadRequest{Knows: showing("0000")}, "pin_wrong"},
		{"what is never a PIN is wrong", pin, false, conference.ReadRequest{Knows: showing("")}, "pin_wrong"},
		{"the right one opens", pin, false, conference.ReadRequest{Knows: showing("4711")}, ""},
		{"a password opens", both, false, conference.ReadRequest{Knows: showing("secret-88")}, ""},
		{"and so does the PIN beside it", both, false, conference.ReadRequest{Knows: showing("4711")}, ""},
		{"neither is wrong", both, false, conference.ReadRequest{Knows: showing("000000")}, "pin_wrong"},
		{"who knows the PIN may know that it does not run", pin, true, conference.ReadRequest{Knows: showing("4711")}, "no_stream"},
		{"and that it is off", offPIN, false, conference.ReadRequest{Knows: showing("4711")}, "no_stream"},
		{"the owner gives no PIN", both, false, conference.ReadRequest{Person: &owner}, ""},
		{"an operator neither (E10)", both, false, conference.ReadRequest{Person: &operator}, ""},
		{"others by token do", both, false, conference.ReadRequest{Person: &anna}, "pin_wrong"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMeeting(t, c.def, "anna", "op")
			if !c.still {
				m.enter("owner")
			}
			if _, _, err := m.read(c.ask); conference.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// P3, lesson 39: an unknown number costs what a known one costs, and is answered alike.
func TestReadersGuessAsAllOthersDo(t *testing.T) {
	m := newMeeting(t, conference.Definition{RTSPOutput: true, PIN: "4711"})
	m.enter("owner")
	try := func(cid conference.CID, source string, knows func(string) bool) string {
		_, _, err := m.Read(t.Context(), conference.Door{CID: string(cid), Source: netip.MustParseAddr(source)},
			conference.ReadRequest{Knows: knows, Listener: &conferencetest.Page{}})
		return conference.CodeOf(err)
	}
	for i := range 12 {
		known, unknown := try(m.def.CID, "192.0.2.1", showing("0000")), try("nosuch", "192.0.2.2", showing("0000"))
		want := "pin_wrong"
		if i >= 10 {
			want = "slow_down"
		}
		if known != want || unknown != want {
			t.Errorf("guess %d: known %q, unknown %q, want %q", i, known, unknown, want)
		}
	}
	if got := try(m.def.CID, "192.0.2.1", showing("4711")); got != "slow_down" {
		t.Errorf("who has guessed too often gets %q with the right PIN", got)
	}
	for i := range 30 { // from everywhere, until the budget of the conference is spent
		try(m.def.CID, netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}).String(), showing("0000"))
	}
	if got := try(m.def.CID, "192.0.2.9", showing("4711")); got != "slow_down" {
		t.Errorf("while the PIN is being guessed it opens: %q; a reader cannot wait for a moderator", got)
	}
}

func TestReadersAreCountedAndShown(t *testing.T) {
	m := newMeeting(t, conference.Definition{RTSPOutput: true, Stream: conference.StreamRules{Readers: 2}}, "anna")
	m.enter("owner", "anna")
	if got := m.stream(); got == nil || got.URL != "rtsp://video.company.com:8554/c/"+string(m.def.CID)+"/" || got.Protected || got.Readers != 0 {
		t.Fatalf("the stream is %+v", got)
	}
	if m.plan().Stream != nil {
		t.Error("something is made for nobody")
	}
	one, _, err := m.read(conference.ReadRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if p := m.plan(); p.Stream == nil || len(p.Stream.Windows) != 2 || p.Marks == nil || p.Title != m.def.Name {
		t.Errorf("the Plan has %+v", p.Stream)
	}
	if got := m.stream().Readers; got != 0 {
		t.Errorf("%d readers before one plays", got)
	}
	for range 2 { // asked again, it is the same
		if err := m.conf.Plays(t.Context(), one, "udp"); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := m.read(conference.ReadRequest{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.read(conference.ReadRequest{}); conference.CodeOf(err) != "readers" {
		t.Errorf("a third of two: %v", err)
	}
	if got := m.stream().Readers; got != 1 {
		t.Errorf("%d readers, want the one that plays", got)
	}
	m.conf.Unread(t.Context(), one)
	m.conf.Unread(t.Context(), one)
	var came, left []string
	for _, n := range m.pages["anna"].Notices() {
		if n.Kind != conference.NoticeEvent || n.Event.Type != conference.StreamChanged {
			continue
		}
		var e struct{ Came, Left *conference.Reader }
		if err := json.Unmarshal(n.Event.Data, &e); err != nil {
			t.Fatal(err)
		}
		if e.Came != nil {
			came = append(came, e.Came.Transport)
		}
		if e.Left != nil {
			left = append(left, string(e.Left.ID))
		}
	}
	if !slices.Equal(came, []string{"udp"}) || !slices.Equal(left, []string{string(one)}) {
		t.Errorf("everybody is told that %q came and %q left", came, left)
	}
}

func TestReadersAreSentAway(t *testing.T) {
	on := true
	for code, end := range map[string]func(*meeting){
		"stream_off":  func(m *meeting) { m.change(func(d *conference.Definition) { d.RTSPOutput = false }) },
		"pin_changed": func(m *meeting) { m.change(func(d *conference.Definition) { d.PIN = "1234" }) },
		"ended":       func(m *meeting) { _ = m.conf.End(m.t.Context(), m.by("owner")) },
	} {
		m := newMeeting(t, conference.Definition{RTSPOutput: true})
		m.enter("owner")
		_, page, err := m.read(conference.ReadRequest{})
		if err != nil {
			t.Fatal(err)
		}
		end(m)
		if !slices.ContainsFunc(page.Notices(), func(n *conference.Notice) bool { return n.Kind == conference.NoticeRemoved && n.Code == code }) {
			t.Errorf("%s: the reader was not told", code)
		}
		if code != "ended" && m.plan().Stream != nil {
			t.Errorf("%s: something is still made", code)
		}
	}
	m := newMeeting(t, conference.Definition{RTSPOutput: true})
	m.enter("owner")
	if err := m.conf.Lock(t.Context(), m.by("owner"), on); err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.read(conference.ReadRequest{}); conference.CodeOf(err) != "locked" {
		t.Errorf("under the lock: %v", err)
	}
	m = newMeeting(t, conference.Definition{RTSPOutput: true})
	m.Streams = func() conference.StreamPolicy { return conference.StreamPolicy{} }
	m.enter("owner")
	if _, _, err := m.read(conference.ReadRequest{}); conference.CodeOf(err) != "pin_required" {
		t.Errorf("on a server without streams: %v", err)
	}
}

// F2: readers see and hear whom everybody may.
func TestAStreamShowsTheStage(t *testing.T) {
	m := newMeeting(t, conference.Definition{RTSPOutput: true, Mode: conference.VideoLesson}, "anna")
	m.enter("owner", "anna")
	if _, _, err := m.read(conference.ReadRequest{}); err != nil {
		t.Fatal(err)
	}
	v := m.plan().Stream
	if v == nil || len(v.Windows) != 1 || v.Windows[0].Participant != m.id("owner") || v.HearsAll ||
		!slices.Equal(v.Hears, m.list("owner")) {
		t.Errorf("the stream of a lesson shows %+v", v)
	}
}

func TestStreamRulesAreChecked(t *testing.T) {
	for _, c := range []struct {
		rules conference.StreamRules
		field string
	}{
		{conference.StreamRules{}, ""},
		{conference.StreamRules{Password: "12345678", Readers: 10_000, Multicast: true}, ""},
		{conference.StreamRules{Password: "1234567"}, "stream.password"},
		{conference.StreamRules{Password: "with a space"}, "stream.password"},
		{conference.StreamRules{Password: access.PIN("пароль-88")}, "stream.password"},
		{conference.StreamRules{Readers: -1}, "stream.readers"},
		{conference.StreamRules{Readers: 10_001}, "stream.readers"},
	} {
		d := conference.Definition{CID: "1000", Name: "x", Access: conference.Public, Mode: conference.AllOnScreen, MaxSpeakers: 4, Stream: c.rules}
		d.Layout.Type, d.Layout.Windows = "grid", 4
		err := d.Validate()
		field := ""
		if e, ok := err.(*conference.Error); ok { //nolint:errorlint // it is one
			field = e.Field
		}
		if field != c.field {
			t.Errorf("%+v: %v, want field %q", c.rules, err, c.field)
		}
	}
}
