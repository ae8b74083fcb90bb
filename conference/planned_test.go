package conference_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
	"veche/conference/schedule"
)

// daily is three meetings, one a day, from now+in on.
func daily(in time.Duration, minutes int) *schedule.Schedule {
	return &schedule.Schedule{Series: []schedule.Series{{
		ID: "s1", Start: schedule.LocalAt(time.Now().UTC().Add(in)), Zone: "UTC", Minutes: minutes, Rule: "FREQ=DAILY;COUNT=3",
	}}}
}

// prospect is what who is told before the door.
func (m *meeting) prospect(who string) (conference.Prospect, error) {
	return m.Look(m.t.Context(), conferencetest.Door(m.def.CID), m.Request(who, nil))
}

// next is the meeting that is on or comes next.
func (m *meeting) next() schedule.Occurrence {
	m.t.Helper()
	o, ok := m.def.Schedule.Next(time.Now())
	if !ok {
		m.t.Fatal("no meeting comes")
	}
	return o
}

// named is who is inside under this name.
func (m *meeting) named(who string) conference.Participant {
	m.t.Helper()
	for _, p := range m.overview().Participants {
		if p.Name == who {
			return p
		}
	}
	m.t.Fatalf("%s is not inside", who)
	return conference.Participant{}
}

func (m *meeting) ends() time.Time {
	m.t.Helper()
	info, err := m.conf.Info(m.t.Context())
	m.ok(err)
	if info.EndsAt == nil {
		return time.Time{}
	}
	return *info.EndsAt
}

func TestBeforeItsTimeAConferenceTellsWhenItBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{
			Schedule: daily(time.Hour, 30), Invited: []conference.Invited{{Login: "anna"}, {Login: "mod", Moderator: true}},
		}, "anna", "mod")
		began := time.Now()
		for _, c := range []struct {
			after time.Duration
			entry access.Outcome
			why   access.Reason
		}{
			{0, access.Refuse, access.ReasonNotBegun},
			{time.Hour - time.Second, access.Refuse, access.ReasonNotBegun},
			{time.Hour, access.Enter, ""},
			{90*time.Minute - time.Second, access.Enter, ""},
			{90 * time.Minute, access.Refuse, access.ReasonNotBegun},
			{25 * time.Hour, access.Enter, ""},
			{49*time.Hour + 30*time.Minute, access.Refuse, access.ReasonOver},
		} {
			time.Sleep(time.Until(began.Add(c.after)))
			for _, who := range []string{"guest", "anna"} {
				p, err := m.prospect(who)
				m.ok(err)
				if p.Entry != c.entry || p.Reason != c.why || p.Over != (c.why == access.ReasonOver) || p.Conference.Name == "" {
					t.Errorf("%s after %v: %+v", who, c.after, p)
				}
				if o, ok := m.def.Schedule.Next(time.Now()); ok != (p.Next != nil) || ok && *p.Next != o {
					t.Errorf("after %v: next %+v, want %+v", c.after, p.Next, o)
				}
			}
			for _, who := range []string{"owner", "mod"} {
				if p, err := m.prospect(who); err != nil || p.Entry != access.Enter {
					t.Errorf("%s after %v: %+v, %v", who, c.after, p, err)
				}
			}
		}
		_, err := m.join("guest", nil)
		refused(t, err, "over")
		if n := len(m.Running()); n != 0 {
			t.Errorf("%d run for somebody who was refused", n)
		}
	})
}

func TestWhoComesTooEarlyHearsWhenItBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{Schedule: daily(time.Hour, 30), PIN: "756910"})
		_, err := m.prospect("guest")
		refused(t, err, "pin_required") // P3: nothing before the PIN
		_, err = m.join("guest", pin("123456"))
		refused(t, err, "pin_wrong")
		_, err = m.join("guest", pin("756910"))
		early, ok := errors.AsType[*conference.NotBegun](err)
		if !ok || !early.Begins.Equal(m.next().Start) || conference.CodeOf(err) != "not_begun" || conference.KindOf(err) != conference.Denied {
			t.Errorf("got %v", err)
		}
		m.enter("owner") // by which it begins
		if !m.ends().Equal(m.next().End) {
			t.Errorf("begun early it ends at %v", m.ends())
		}
		res, err := m.join("guest", pin("756910"))
		m.ok(err)
		if res.Entered == nil {
			t.Errorf("%+v", res)
		}
	})
}

// The planned end: everybody is warned five minutes before, and told why it is over.
func TestAConferenceEndsWhenItsTimeIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{Schedule: daily(0, 30), WaitingRoom: true})
		m.enter("owner")
		m.waits("guest")
		time.Sleep(25*time.Minute - time.Second)
		if e := events(m.pages["owner"]); slices.Contains(e, conference.EndsSoon) {
			t.Error("warned too early")
		}
		time.Sleep(3 * time.Second)
		if e := events(m.pages["owner"]); !slices.Contains(e, conference.EndsSoon) {
			t.Errorf("not warned: %v", e)
		}
		time.Sleep(5*time.Minute - 4*time.Second)
		if e := events(m.pages["owner"]); slices.Contains(e, conference.EndsSoon) {
			t.Error("warned twice")
		}
		time.Sleep(4 * time.Second)
		<-m.conf.Ended()
		same(t, "owner is told", m.pages["owner"].Codes(conference.NoticeRemoved), "time_over")
		same(t, "who waits is told", m.pages["guest"].Codes(conference.NoticeRefused), "time_over")
		_, err := m.join("guest", nil)
		refused(t, err, "not_begun")
	})
}

func TestTheEndIsMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{Schedule: daily(0, 30)})
		m.enter("owner", "guest")
		end, now := m.next().End, time.Now()
		set := func(by string, at time.Time) error {
			return m.conf.SetEnding(t.Context(), m.by(by), conference.Ending{At: at})
		}
		refused(t, set("guest", end.Add(time.Minute)), "not_moderator")
		refused(t, set("owner", now.Add(-time.Second)), "end_past")
		refused(t, set("owner", now.Add(24*time.Hour+time.Second)), "end_next")
		refused(t, set("owner", now.Add(8*24*time.Hour)), "end_far")
		time.Sleep(26 * time.Minute)
		m.pages["guest"].Take()
		m.ok(set("owner", end.Add(15*time.Minute)))
		if e := events(m.pages["guest"]); !slices.Contains(e, conference.Changed) {
			t.Errorf("guest was told %v", e)
		}

		m.ok(m.Close(t.Context())) // P5: it survives a restart
		m.Start(t)
		m.enter("owner", "guest")
		if got := m.ends(); !got.Equal(end.Add(15 * time.Minute)) {
			t.Errorf("ends at %v", got)
		}
		time.Sleep(14*time.Minute + 2*time.Second)
		if e := events(m.pages["guest"]); !slices.Contains(e, conference.EndsSoon) {
			t.Errorf("not warned anew: %v", e)
		}
		m.ok(set("owner", time.Time{}))
		time.Sleep(2 * time.Hour)
		m.person("guest")
		if !m.ends().IsZero() {
			t.Errorf("ends at %v", m.ends())
		}

		tomorrow, _ := m.def.Schedule.Next(end)
		time.Sleep(time.Until(tomorrow.Start)) // what goes on without an end becomes the next meeting
		m.ok(m.StartMeeting(t.Context(), m.def.ID, tomorrow))
		if got := m.ends(); !got.Equal(tomorrow.End) {
			t.Errorf("the next meeting ends at %v", got)
		}
	})
}

func TestARoomHasNoPlannedEnd(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner")
	refused(t, m.conf.SetEnding(t.Context(), m.by("owner"), conference.Ending{At: time.Now().Add(time.Hour)}), "not_scheduled")
}

// A change of the schedule moves the end, unless a moderator has set it.
func TestTheEndFollowsTheSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{Schedule: daily(0, 30)})
		m.enter("owner")
		began := time.Now()
		plan := func(change func(*conference.Definition)) {
			t.Helper()
			def, err := m.Change(t.Context(), string(m.def.ID), 0, func(d *conference.Definition) error { change(d); return nil })
			m.ok(err)
			m.def = def
		}
		minutes := func(n int) func(*conference.Definition) {
			return func(d *conference.Definition) { d.Schedule.Series[0].Minutes = n }
		}
		is := func(want time.Duration) {
			t.Helper()
			if got := m.ends(); !got.Equal(began.Add(want)) {
				t.Errorf("ends at %v, want %v", got, began.Add(want))
			}
		}
		is(30 * time.Minute)
		plan(minutes(45))
		is(45 * time.Minute)
		m.ok(m.conf.SetEnding(t.Context(), m.by("owner"), conference.Ending{At: began.Add(time.Hour)}))
		plan(minutes(50))
		is(time.Hour)
		plan(func(d *conference.Definition) { d.Schedule = nil })
		if !m.ends().IsZero() {
			t.Errorf("a room ends at %v", m.ends())
		}
		plan(func(d *conference.Definition) { d.Schedule = daily(0, 30) })
		is(30 * time.Minute)
	})
}

// An empty conference is over after a while, and can be begun again in its time.
func TestAnEmptyMeetingIsBegunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{Schedule: daily(0, 30)})
		m.ok(m.StartMeeting(t.Context(), m.def.ID, m.next()))
		time.Sleep(conference.EmptyFor + 5*time.Second)
		if n := len(m.Running()); n != 0 {
			t.Fatalf("%d run", n)
		}
		m.enter("guest")
		if !m.ends().Equal(m.next().End) {
			t.Errorf("ends at %v", m.ends())
		}
	})
}

// The pages of the invited ring at the start, once, and not those of who is inside or
// has begun it.
func TestTheInvitedAreCalledAtTheStart(t *testing.T) {
	people := []conference.Invited{{Login: "anna"}, {Login: "boris"}, {Login: "gone"}, {EMail: "a@b.example"}}
	plan := func(t *testing.T) (*meeting, map[string]*conferencetest.Page) {
		t.Helper()
		m := newMeeting(t, conference.Definition{Schedule: daily(time.Minute, 30), Invited: people}, "anna", "boris")
		pages := make(map[string]*conferencetest.Page)
		for _, who := range []string{"anna", "boris", "owner"} {
			pages[who] = &conferencetest.Page{}
			t.Cleanup(m.Listen(who, pages[who]))
		}
		return m, pages
	}
	rang := func(t *testing.T, pages map[string]*conferencetest.Page, want ...string) {
		t.Helper()
		got := []string{}
		for who, p := range pages {
			for range p.Rings() {
				got = append(got, who)
			}
		}
		slices.Sort(got)
		same(t, "ring", got, want...)
	}
	t.Run("by the clock", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m, pages := plan(t)
			m.enter("owner") // who leads is early
			rang(t, pages)
			time.Sleep(time.Minute)
			for range 2 {
				m.ok(m.StartMeeting(t.Context(), m.def.ID, m.next()))
			}
			rang(t, pages, "anna", "boris")
			m.enter("owner")
			var unreachable []string
			for _, r := range m.overview().Rings {
				if r.State == conference.RingUnreachable {
					unreachable = append(unreachable, r.Login)
				}
			}
			same(t, "unreachable", unreachable) // there is no account called gone
			time.Sleep(conference.RingsFor + 2*time.Second)
			rang(t, pages)
		})
	})
	t.Run("by hand", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m, pages := plan(t)
			anna := m.People["anna"]
			m.ok(m.StartBy(t.Context(), m.def.ID, conference.Actor{Person: &anna}))
			rang(t, pages, "boris", "owner")
			for _, r := range pages["boris"].Rings() {
				if r.From.Name != anna.Name {
					t.Errorf("from %+v", r.From)
				}
			}
			time.Sleep(time.Minute)
			m.ok(m.StartMeeting(t.Context(), m.def.ID, m.next()))
			time.Sleep(time.Second)
			rang(t, pages) // called once, and no more when its time has come
		})
	})
	t.Run("not much later", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			m, pages := plan(t)
			time.Sleep(17 * time.Minute)
			m.ok(m.StartMeeting(t.Context(), m.def.ID, m.next()))
			rang(t, pages)
		})
	})
}

// ND5: until somebody who leads comes, the others wait, and then enter by themselves in
// their order, if they would have entered.
func TestOthersWaitForWhoLeads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{WaitForOwner: true, Invited: []conference.Invited{{Login: "mod", Moderator: true}}}, "mod", "anna")
		p, err := m.prospect("anna")
		m.ok(err)
		if p.Entry != access.Wait || !p.ForLeader {
			t.Errorf("%+v", p)
		}
		var want []string
		for i := range 45 { // more than one turn admits
			who := fmt.Sprint("guest ", i)
			res, err := m.join(who, nil)
			m.ok(err)
			if res.Waiting == nil || !res.Waiting.ForLeader {
				t.Fatalf("%s: %+v", who, res)
			}
			want = append(want, who)
		}
		m.ok(m.Close(t.Context())) // P5
		m.Start(t)
		time.Sleep(20 * time.Second)
		m.enter("mod")
		synctest.Wait()
		var got []string
		for _, p := range m.overview().Participants[1:] {
			got = append(got, p.Name)
		}
		same(t, "inside", got, want...)
		m.ok(m.conf.Leave(t.Context(), m.id("mod")))
		m.enter("anna") // he has been there
	})
}

func TestWhoWouldWaitAnywayWaitsForAModerator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{WaitForOwner: true, WaitingRoom: true, GuestLimit: 1, Invited: []conference.Invited{{Login: "anna"}}}, "anna", "boris")
		m.waits("guest", "boris", "anna")
		m.enter("owner")
		synctest.Wait()
		same(t, "waiting", m.waiting(), "guest", "boris")
		m.named("Name of anna")
		if n := m.pages["anna"].Notices(); len(n) != 1 || n[0].Kind != conference.NoticeAdmitted {
			t.Errorf("anna was told %+v", n)
		}
	})
}

// Lock and limits count for those who wait for who leads; what bars them may go.
func TestWhoWaitsForWhoLeadsMeetsTheLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{WaitForOwner: true, GuestLimit: 1}, "anna")
		m.waits("one", "two", "anna")
		m.enter("owner")
		synctest.Wait()
		same(t, "waiting", m.waiting(), "two")
		m.ok(m.conf.Leave(t.Context(), m.named("one").ID))
		time.Sleep(2 * time.Second)
		same(t, "waiting", m.waiting())
	})
}
