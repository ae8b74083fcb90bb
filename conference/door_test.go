package conference_test

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
)

func (m *meeting) look(cid conference.CID, source string, p access.PIN) (conference.Prospect, error) {
	r := m.Request("Zoe", nil)
	r.PIN = p
	return m.Look(m.t.Context(), conference.Door{CID: string(cid), Source: netip.MustParseAddr(source)}, r)
}

// The page says "Ask to join" beforehand to whom it is so.
func TestLookTellsWhoWouldWait(t *testing.T) {
	for _, running := range []bool{false, true} {
		m := newMeeting(t, conference.Definition{WaitingRoom: true, WaitingCategory: access.CategoryGuests}, "anna")
		if running {
			m.enter("owner")
		}
		for _, c := range []struct {
			who  string
			want conference.Prospect
		}{
			{"", conference.Prospect{Entry: access.Wait, NeedsName: true}},
			{"Zoe", conference.Prospect{Entry: access.Wait}},
			{"anna", conference.Prospect{Entry: access.Enter}},
			{"owner", conference.Prospect{Entry: access.Enter}},
		} {
			got, err := m.Look(t.Context(), conferencetest.Door(m.def.CID), m.Request(c.who, nil))
			if err != nil {
				t.Fatal(err)
			}
			if i := got.Conference; i.Running != running || i.CID != m.def.CID || i.Mode != "" {
				t.Errorf("%q is told %+v", c.who, i)
			}
			got.Conference = conference.Info{}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q, running %v: %+v, want %+v", c.who, running, got, c.want)
			}
		}
	}
}

// P3: a PIN-protected conference and one that does not exist answer alike, also
// to who has guessed too often.
func TestUnknownAndWrongPINLookAlike(t *testing.T) {
	m := newMeeting(t, conference.Definition{PIN: "4711"})
	m.enter("owner") // runs
	still := m.House.Create(t, "owner", conference.Definition{CID: "still", PIN: "4711"})
	join := func(cid conference.CID, source string, p access.PIN) error {
		r := m.Request("Zoe", &conferencetest.Page{})
		r.PIN = p
		_, res, err := m.Join(t.Context(), conference.Door{CID: string(cid), Source: netip.MustParseAddr(source)}, r)
		if !reflect.DeepEqual(res, conference.JoinResult{}) {
			t.Errorf("%s: %+v", cid, res)
		}
		return err
	}
	// The same tries, with and without PIN, from one source for each conference.
	answers := map[conference.CID][]string{}
	for i, cid := range []conference.CID{"none", m.def.CID, still.CID} {
		source := fmt.Sprintf("192.0.2.%d", 10+i)
		for try := range 30 {
			p := access.PIN("")
			if try%2 == 0 {
				p = "0815"
			}
			seen, err := m.look(cid, source, p)
			if !reflect.DeepEqual(seen, conference.Prospect{}) {
				t.Fatalf("%s: %+v", cid, seen)
			}
			jerr := join(cid, source, p)
			answers[cid] = append(answers[cid], fmt.Sprintf("%#v %#v", *err.(*conference.Error), *jerr.(*conference.Error)))
		}
	}
	same(t, "running", answers[m.def.CID], answers["none"]...)
	same(t, "not running", answers[still.CID], answers["none"]...)
}

// P3: when the budget of a source is spent would tell, too, which of the numbers
// exist that it asked for.
func TestAskingForNumbersCostsAlike(t *testing.T) {
	m := newMeeting(t, conference.Definition{PIN: "4711"})
	for i := range 20 {
		m.House.Create(t, "owner", conference.Definition{CID: conference.CID(fmt.Sprint("real", i)), PIN: "4711", Access: conference.Public})
	}
	asked := func(source, number string) (codes []string) {
		for i := range 20 {
			_, err := m.look(conference.CID(fmt.Sprint(number, i)), source, "")
			codes = append(codes, err.(*conference.Error).Code)
		}
		return codes
	}
	same(t, "numbers that exist", asked("192.0.2.1", "real"), asked("192.0.2.2", "none")...)

	// A house full of people who open one link pays once, and gets it back.
	for range 50 {
		_, err := m.look("real1", "192.0.2.3", "")
		refused(t, err, "pin_required")
	}
	for i := range 20 {
		number := conference.CID(fmt.Sprint("real", i))
		_, err := m.look(number, "192.0.2.4", "")
		refused(t, err, "pin_required")
		if _, err = m.look(number, "192.0.2.4", "4711"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestBudgetOfPINs(t *testing.T) {
	m := newMeeting(t, conference.Definition{PIN: "4711"}, "invited")
	m.enter("owner")
	guess := func(source string, p access.PIN) (conference.JoinResult, error) {
		r := m.Request("Zoe", &conferencetest.Page{})
		r.PIN = p
		_, res, err := m.Join(t.Context(), conference.Door{CID: "room", Source: netip.MustParseAddr(source)}, r)
		return res, err
	}
	for range 100 { // successful entries cost nothing
		if _, err := guess("192.0.2.7", "4711"); err != nil {
			t.Fatal(err)
		}
	}
	for range 10 {
		_, err := guess("192.0.2.8", "0815")
		refused(t, err, "pin_wrong")
	}
	_, err := guess("192.0.2.8", "4711") // not even looked at
	refused(t, err, "slow_down")
	_, err = guess("192.0.2.8", "")
	refused(t, err, "slow_down")
	if _, err := guess("192.0.2.9", "4711"); err != nil {
		t.Error("another source:", err)
	}
	for i := range 20 { // many sources together spend that of the conference
		_, err := guess(fmt.Sprintf("198.51.100.%d", i), "0815")
		refused(t, err, "pin_wrong")
	}
	var told []string
	for _, n := range m.pages["owner"].Take() {
		if n.Kind == conference.NoticeEvent && n.Event.Type == conference.PINGuessed {
			told = append(told, string(n.Event.Data))
		}
	}
	same(t, "the moderator, once", told, `{"wrong":30}`)
	res, err := guess("192.0.2.9", "4711")
	if err != nil || res.Waiting == nil {
		t.Fatalf("a right PIN leads to the waiting room: %+v, %v", res, err)
	}
	if _, err := m.join("owner", nil); err != nil { // the meeting itself is never shut out
		t.Error(err)
	}
	_, err = m.SetAccess(t.Context(), m.def.ID, m.by("owner"), new("new"), "") // K1 makes it whole
	m.ok(err)
	stored, _, _ := m.Find(t.Context(), "room")
	if res, err := guess("192.0.2.9", stored.PIN); err != nil || res.Entered == nil {
		t.Errorf("after the change: %+v, %v", res, err)
	}
}

func TestPINAndCIDChange(t *testing.T) {
	m := newMeeting(t, conference.Definition{}, "operator")
	op := m.People["operator"]
	op.Operator = true
	m.People["operator"] = op
	m.enter("owner", "anna")
	ctx := t.Context()
	_, err := m.SetAccess(ctx, m.def.ID, m.by("anna"), new("1234"), "")
	refused(t, err, "not_moderator")
	_, err = m.SetAccess(ctx, m.def.ID, m.by("owner"), new("12"), "")
	refused(t, err, "invalid")
	def, err := m.SetAccess(ctx, m.def.ID, m.by("owner"), new("123456"), "other")
	m.ok(err)
	if def.PIN != "123456" || def.CID != "other" {
		t.Errorf("got %+v", def)
	}
	m.person("anna")                                            // K4: she stays
	_, err = m.join("ben", pin("123456"))                       // the old number
	refused(t, err, "pin_wrong")                                // P3
	m.def.CID = "other"                                         // K2: a PIN where there was none
	_, err = m.join("ben", nil)                                 //
	refused(t, err, "pin_required")                             //
	_, err = m.join("ben", pin("123456"))                       //
	m.ok(err)                                                   //
	m.enter("operator")                                         // E10, K5
	_, err = m.join("anna", resume(m.snaps["anna"].You.Resume)) // only the connection is another
	m.ok(err)
	if i := m.snaps["ben"].Conference; i.PIN != "" || !i.HasPIN {
		t.Errorf("a participant is told %+v", i)
	}
	if i := m.snaps["operator"].Conference; string(i.PIN) != "123456" {
		t.Errorf("a moderator is told %v", i.PIN)
	}
	_, err = m.SetAccess(ctx, m.def.ID, m.by("owner"), new(""), "")
	m.ok(err)
	if _, err := m.join("dora", nil); err != nil {
		t.Error(err)
	}
}

func TestLock(t *testing.T) {
	m := newMeeting(t, conference.Definition{
		Invited: []conference.Invited{{Login: "second", Moderator: true}, {Login: "late"}},
	}, "second", "late", "called", "operator")
	op := m.People["operator"]
	op.Operator = true
	m.People["operator"] = op
	m.enter("owner", "anna")
	ctx := t.Context()
	refused(t, m.conf.Lock(ctx, m.by("anna"), true), "not_moderator")
	m.ok(m.conf.Lock(ctx, m.by("owner"), true))
	for _, who := range []string{"late", "called", "Guest"} { // J3
		_, err := m.join(who, nil)
		refused(t, err, "locked")
	}
	m.enter("second", "operator") // J2, P4
	_, err := m.conf.Invite(ctx, m.by("owner"), m.People["late"])
	m.ok(err)
	m.enter("late") // J2: explicitly added
	m.conf.Lost(ctx, m.pages["anna"])
	_, err = m.join("anna", resume(m.snaps["anna"].You.Resume)) // P4: reconnecting
	m.ok(err)
	m.ok(m.conf.Leave(ctx, m.id("anna"))) // this is no broken connection
	_, err = m.join("anna", resume(m.snaps["anna"].You.Resume))
	refused(t, err, "locked")
	m.ok(m.conf.End(ctx, m.by("owner")))
	if _, err := m.join("anna", nil); err != nil { // J4
		t.Error(err)
	}
}

func TestNothingStartsForWhoIsRefused(t *testing.T) {
	m := newMeeting(t, conference.Definition{PIN: "4711", Access: conference.Internal}, "anna")
	for _, who := range []string{"anna", "Guest"} {
		for _, p := range []access.PIN{"", "0815"} {
			if _, err := m.join(who, pin(p)); err == nil {
				t.Errorf("%s got in", who)
			}
			_, _ = m.look("room", "192.0.2.1", p)
		}
	}
	_, err := m.join("anna", pin("4711"))
	refused(t, err, "not_invited") // G12
	_, err = m.join("Guest", pin("4711"))
	refused(t, err, "guests_not_allowed") // G2
	if running := m.Running(); len(running) != 0 {
		t.Error("a conference runs for people who were refused (lesson 28)")
	}
	if e := m.Archive.All(m.def.ID); len(e) != 1 || e[0].Type != conference.Created {
		t.Errorf("the archive has %v, want only that the conference was made", e)
	}
}

func TestLimits(t *testing.T) {
	m := newMeeting(t, conference.Definition{
		MaxParticipants: 3, GuestLimit: 1,
		Invited: []conference.Invited{{Login: "second", Moderator: true}},
	}, "second", "anna", "ben")
	m.enter("Guest", "anna")
	_, err := m.join("Other", nil)
	refused(t, err, "guest_limit") // G16
	m.enter("ben")
	_, err = m.join("Other", nil)
	refused(t, err, "full")    // P1
	m.enter("second", "owner") // nobody locks out who steers the meeting
	m.conf.Lost(t.Context(), m.pages["Guest"])
	_, err = m.join("Other", nil)
	refused(t, err, "full") // the seat is kept
	_, err = m.join("Guest", resume(m.snaps["Guest"].You.Resume))
	m.ok(err)
	m.ok(m.conf.Leave(t.Context(), m.id("anna")))
	m.ok(m.conf.Leave(t.Context(), m.id("second")))
	m.ok(m.conf.Leave(t.Context(), m.id("owner")))
	m.enter("owner")
	_, err = m.join("anna", resume(m.snaps["anna"].You.Resume))
	refused(t, err, "full") // who left gave the seat up
}

func TestRefusedPeopleDoNotFillTheArchive(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner")
	m.ok(m.conf.Lock(t.Context(), m.by("owner"), true))
	for range 300 {
		_, err := m.join("Zoe", func(r *conference.JoinRequest) { r.Name = "  Zoe\n\u202eevil " })
		refused(t, err, "locked")
	}
	m.ok(m.conf.Lock(t.Context(), m.by("owner"), false)) // all is archived
	n := 0
	for _, e := range m.Archive.All(m.def.ID) {
		if e.Type == conference.Refused {
			if n++; n == 1 && string(e.Data) != `{"name":"Zoe evil","kind":"guest","reason":"locked"}` {
				t.Errorf("archived as %s", e.Data)
			}
		}
	}
	if n == 0 || n > 100 {
		t.Errorf("%d refusals archived", n)
	}
}
