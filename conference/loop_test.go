package conference_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/conferencetest"
)

func TestSeatsAreKeptForTwoMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner", "anna")
		m.conf.Lost(t.Context(), m.pages["anna"])
		time.Sleep(access.SeatKept - time.Second)
		if n := len(m.overview().Participants); n != 2 {
			t.Errorf("%d inside before two minutes", n)
		}
		time.Sleep(3 * time.Second)
		if n := len(m.overview().Participants); n != 1 {
			t.Errorf("%d inside after two minutes", n)
		}
		if e := events(m.pages["owner"]); !contains(e, conference.ParticipantLeft) {
			t.Errorf("owner was told %v", e)
		}
		time.Sleep(time.Hour) // who is connected stays
		m.person("owner")
		res, err := m.join("anna", resume(m.snaps["anna"].You.Resume))
		m.ok(err)
		if res.Entered.You.ID != m.id("anna") {
			t.Error("another id")
		}
	})
}

func TestPlacesInTheWaitingRoomAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{WaitingRoom: true})
		m.enter("owner")
		m.waits("anna", "ben")
		m.conf.Lost(t.Context(), m.pages["anna"])
		time.Sleep(access.SeatKept + 3*time.Second)
		same(t, "waiting", m.waiting(), "ben")
	})
}

func TestARingIsNotAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{}, "user")
		m.enter("owner")
		page := &conferencetest.Page{}
		defer m.Listen("user", page)()
		_, err := m.conf.Invite(t.Context(), m.by("owner"), m.People["user"])
		m.ok(err)
		time.Sleep(conference.RingsFor - 2*time.Second)
		if len(page.Rings()) != 1 {
			t.Error("it does not ring for 45 seconds")
		}
		time.Sleep(4 * time.Second)
		if r := m.overview().Rings; len(page.Rings()) != 0 || r[0].State != conference.RingNoAnswer {
			t.Errorf("%+v", r)
		}
	})
}

func TestAnEmptyConferenceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner")
		m.ok(m.conf.Leave(t.Context(), m.id("owner")))
		time.Sleep(conference.EmptyFor - 2*time.Second)
		m.enter("owner") // the same run
		m.ok(m.conf.Leave(t.Context(), m.id("owner")))
		time.Sleep(conference.EmptyFor - 2*time.Second)
		if len(m.Running()) != 1 {
			t.Error("it ended early")
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if len(m.Running()) != 0 {
			t.Error("it goes on with nobody inside")
		}
		types := m.Archive.Types(m.def.ID)
		if types[len(types)-1] != conference.Ended {
			t.Errorf("archived %v", types)
		}
	})
}

func TestNobodyComesBackAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner", "anna")
		if err := m.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // the server is down
		m.Start(t)
		m.conf, _ = m.Live(m.def.ID)
		time.Sleep(access.SeatKept - time.Second)
		if n := len(m.overview().Participants); n != 2 {
			t.Errorf("%d seats are kept", n)
		}
		time.Sleep(conference.EmptyFor + 10*time.Second)
		synctest.Wait()
		if len(m.Running()) != 0 {
			t.Error("it goes on for ever")
		}
	})
}

func TestTheActiveSpeakerIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner", "anna", "ben")
		m.display("owner", conference.Display{Layout: "speaker"})
		talks := func(who string) {
			m.conf.Speakers([]conference.Speaking{{Participant: m.id(who), Level: 100}})
			synctest.Wait()
		}
		talks("ben")
		for range 9 {
			time.Sleep(200 * time.Millisecond)
			talks("anna")
		}
		same(t, "owner sees", m.sees("owner"), "ben", "anna")
		time.Sleep(200 * time.Millisecond)
		talks("anna")
		same(t, "owner sees", m.sees("owner"), "anna", "ben")
	})
}

// Each telling is a write to every page, so they hear of a speaker once and then
// each 4 s; who has just come hears at once.
func TestPagesHearOfSpeakersWhenTheyChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner", "anna", "ben")
		told := func(page string) (n int) {
			for _, notice := range m.pages[page].Take() {
				if notice.Kind == conference.NoticeSpeakers {
					n++
				}
			}
			return n
		}
		talk := func(level uint8, who ...string) {
			var now []conference.Speaking
			for _, w := range who {
				now = append(now, conference.Speaking{Participant: m.id(w), Level: level})
			}
			m.conf.Speakers(now)
			synctest.Wait()
		}
		for i, step := range []struct {
			after time.Duration
			level uint8
			who   []string
			told  int
		}{
			{0, 0, nil, 0}, // silence that never ended
			{0, 100, []string{"anna"}, 1},
			{200 * time.Millisecond, 80, []string{"anna"}, 0}, // only the loudness
			{200 * time.Millisecond, 90, []string{"anna", "ben"}, 1},
			{200 * time.Millisecond, 90, []string{"ben", "anna"}, 1},
			{time.Second, 90, []string{"ben", "anna"}, 0},
			{3 * time.Second, 90, []string{"ben", "anna"}, 1}, // in case one was lost
			{200 * time.Millisecond, 0, nil, 1},
			{5 * time.Second, 0, nil, 0},
			{0, 100, []string{"ben"}, 1},
		} {
			time.Sleep(step.after)
			talk(step.level, step.who...)
			if n := told("owner"); n != step.told {
				t.Errorf("step %d: told %d times, want %d", i, n, step.told)
			}
		}
		m.enter("carl")
		talk(100, "ben")
		if told("owner") != 0 || told("carl") != 1 {
			t.Error("only who has just come hears of the same speaker again")
		}
	})
}

// What is acknowledged is committed, and nothing overtakes.
func TestASlowArchive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner")
		m.Archive.Before = func(conference.ID, []conference.Event) error { time.Sleep(time.Second); return nil }
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() {
				msg, err := m.conf.Chat(t.Context(), m.id("owner"), "", fmt.Sprint(i), nil)
				if err != nil {
					t.Error(err)
				}
				found := false
				for _, e := range m.Archive.All(m.def.ID) {
					found = found || e.Type == conference.ChatPosted && containsText(e, msg.ID)
				}
				if !found {
					t.Error("acknowledged before it was committed")
				}
			})
		}
		began := time.Now()
		m.overview() // the loop does not wait for the archive
		if time.Since(began) > 0 {
			t.Error("the loop waits for the archive")
		}
		all.Wait()
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("50 messages took %v: they were not committed together", took)
		}
		if err := m.conf.End(t.Context(), m.by("owner")); err != nil {
			t.Error(err)
		}
		if live, _ := m.Archive.Live(t.Context()); len(live) != 0 {
			t.Error("the end was acknowledged before it was committed")
		}
	})
}

func containsText(e conference.Event, text string) bool {
	for i := 0; i+len(text) <= len(e.Data); i++ {
		if string(e.Data[i:i+len(text)]) == text {
			return true
		}
	}
	return false
}

func TestAFailingArchive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner", "anna")
		full := errors.New("the disk is full")
		var mu sync.Mutex
		fails := true
		m.Archive.Before = func(conference.ID, []conference.Event) error {
			mu.Lock()
			defer mu.Unlock()
			if fails {
				return full
			}
			return nil
		}
		_, err := m.conf.Chat(t.Context(), m.id("owner"), "", "one", nil)
		if !errors.Is(err, full) || conference.KindOf(err) != "" {
			t.Errorf("got %v", err)
		}
		if _, err := m.join("ben", nil); !errors.Is(err, full) {
			t.Errorf("got %v", err)
		}
		for _, p := range m.overview().Participants {
			if p.Name == "ben" && p.Link != conference.Reconnecting {
				t.Error("a seat is held by a page that was told an error")
			}
		}
		mu.Lock()
		fails = false
		mu.Unlock()
		time.Sleep(10 * time.Second) // nothing happens, but it is tried again
		if types := m.Archive.Types(m.def.ID); !contains(types, conference.ChatPosted) {
			t.Errorf("archived %v", types)
		}
		if _, err := m.conf.Chat(t.Context(), m.id("owner"), "", "two", nil); err != nil {
			t.Error(err)
		}
		mu.Lock()
		fails = true
		mu.Unlock()
		if err := m.conf.End(t.Context(), m.by("owner")); !errors.Is(err, full) {
			t.Errorf("the end: %v", err)
		}
		<-m.conf.Ended() // it gives up
	})
}

func TestClosingWithAFailingArchive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner")
		var mu sync.Mutex
		left := 3
		m.Archive.Before = func(conference.ID, []conference.Event) error {
			mu.Lock()
			defer mu.Unlock()
			if left--; left >= 0 {
				return errors.New("busy")
			}
			return nil
		}
		_, _ = m.conf.Chat(t.Context(), m.id("owner"), "", "one", nil)
		if err := m.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if types := m.Archive.Types(m.def.ID); !contains(types, conference.ChatPosted) {
			t.Errorf("what was pending is lost: %v", types)
		}
	})
}

func TestALostPageIsNoticedThoughItsContextIsOver(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m.conf.Lost(ctx, m.pages["anna"])
	if m.person("anna").Link != conference.Reconnecting {
		t.Error("the seat stays with a page that is gone")
	}
	if err := m.conf.Hand(ctx, m.id("owner"), true); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Who gives up waiting for the answer does not leave a ghost.
func TestJoinGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner")
		m.Archive.Before = func(conference.ID, []conference.Event) error { time.Sleep(10 * time.Second); return nil }
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, _, err := m.Join(ctx, conferencetest.Door("room"), m.Request("anna", &conferencetest.Page{}))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if p := m.overview().Participants; len(p) != 1 {
			t.Errorf("nobody knows how to return to that seat: %+v", p)
		}
	})
}

func TestEndAndJoinAtTheSameTime(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 25 {
				c, res, err := m.Join(t.Context(), conferencetest.Door("room"), m.Request(fmt.Sprint("guest ", i), &conferencetest.Page{}))
				if err != nil {
					if conference.KindOf(err) != conference.Gone {
						t.Error(err)
					}
					continue
				}
				if n%3 == 0 {
					owner := m.People["owner"]
					_ = c.End(t.Context(), conference.Actor{Person: &owner})
				} else {
					_ = c.Leave(t.Context(), res.Entered.You.ID)
				}
			}
		})
	}
	all.Wait()
	running := false
	for _, typ := range m.Archive.Types(m.def.ID) {
		switch typ {
		case conference.Started:
			if running {
				t.Fatal("two runs at a time")
			}
			running = true
		case conference.Ended:
			running = false
		}
	}
}

// Everything at once, for the race detector, and nothing is left behind: the
// bubble does not end while a goroutine of the directory lives.
func TestManyAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{Mode: conference.AutoSelector}, "user")
		m.enter("owner")
		page := &conferencetest.Page{}
		stop := m.Listen("user", page)
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() {
				ctx, who := t.Context(), fmt.Sprint("guest ", i)
				page := &conferencetest.Page{}
				c, res, err := m.Join(ctx, conferencetest.Door("room"), m.Request(who, page))
				if err != nil {
					if conference.KindOf(err) != conference.Gone {
						t.Error(err)
					}
					return
				}
				me := res.Entered.You.ID
				_, _ = c.SetDisplay(ctx, me, conference.Display{Windows: i % 10, Self: i%2 == 0})
				_, _ = c.Chat(ctx, me, "", who, nil)
				_, _ = c.Send(ctx, me, new(true), new(false), nil)
				c.Speakers([]conference.Speaking{{Participant: me, Level: 100}})
				_, _ = c.Invite(ctx, m.by("owner"), m.People["user"])
				_ = page.Take()
				_, _ = c.SnapshotFor(ctx, me)
				switch i % 3 {
				case 0:
					_ = c.Leave(ctx, me)
				case 1:
					c.Lost(ctx, page)
					r := m.Request(who, &conferencetest.Page{})
					r.Resume = res.Entered.You.Resume
					_, _, _ = m.Join(ctx, conferencetest.Door("room"), r)
				}
			})
		}
		all.Go(func() { // in the middle of it
			for range 5 {
				_, _ = m.Change(t.Context(), "room", 0, func(d *conference.Definition) error { d.Name += "!"; return nil })
			}
			time.Sleep(time.Second)
			if err := m.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
		all.Wait()
		stop()
		synctest.Wait() // the directory forgets a moment later
		if n := len(m.Running()); n != 0 {
			t.Errorf("%d still run", n)
		}
		_, _, err := m.Join(t.Context(), conferencetest.Door("room"), m.Request("late", &conferencetest.Page{}))
		refused(t, err, "stopping")
	})
}
