package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/store"
)

// organisation is how much a store holds: that of a large organisation after years.
type organisation struct {
	people, conferences int
	connections         int // of each conference; each comes and goes
	crowd               int // connections of each of the crowds
	crowds              int // conferences that very many came to
}

var (
	large = organisation{people: 10_000, conferences: 100_000, connections: 5, crowd: 10_000, crowds: 3}
	small = organisation{people: 1_000, conferences: 10_000, connections: 5, crowd: 10_000, crowds: 3}
)

// events that somebody came or went.
func (o organisation) events() int { return 2 * (o.conferences*o.connections + o.crowds*o.crowd) }

// benchLogin is who looks at lists: the owner of the crowds, too.
const benchLogin = "user7"

var benchEpoch = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// found fills a data folder with o.
func (o organisation) found(ctx context.Context, data string) (err error) {
	s, err := store.Open(data, store.Options{NoSync: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := sideBySide(o.people, func(i int) error { return o.person(ctx, s, i) }); err != nil {
		return err
	}
	return sideBySide(o.conferences+o.crowds, func(i int) error { return o.conference(ctx, s, i) })
}

// sideBySide calls do for 0 to n-1 from many at once: writers that wait together share a
// transaction.
func sideBySide(n int, do func(i int) error) error {
	const writers = 128
	failed := make(chan error, writers)
	for w := range writers {
		go func() {
			var err error
			for i := w; i < n && err == nil; i += writers {
				err = do(i)
			}
			failed <- err
		}()
	}
	var err error
	for range writers {
		err = errors.Join(err, <-failed)
	}
	return err
}

func login(i int) string { return "user" + strconv.Itoa(i) }

func (o organisation) person(ctx context.Context, s *store.Store, i int) error {
	_, err := s.CreateAccount(ctx, account.Account{
		Login: login(i), Name: fmt.Sprintf("Person %d of Department %d", i, i%97), EMail: login(i) + "@example.org",
		Rights: account.DefaultRights(), Created: benchEpoch,
	})
	return err
}

func (o organisation) conference(ctx context.Context, s *store.Store, i int) error {
	def := conference.Definition{
		ID: conference.ID(fmt.Sprintf("%016x", i+1)), CID: conference.CID(strconv.Itoa(1_000_000_000 + i)),
		Owner: login(i % o.people), Name: fmt.Sprintf("Conference %d of Department %d", i, i%97), Access: conference.Public,
		Mode: conference.AllOnScreen, MaxSpeakers: 4, Guests: conference.AllowGuestsAll(),
		Created: benchEpoch, Updated: benchEpoch.Add(time.Duration(i) * time.Minute),
	}
	for n := 1; n <= 4; n++ {
		def.Invited = append(def.Invited, conference.Invited{Login: login((i + n*131) % o.people), Added: benchEpoch})
	}
	people := o.connections
	if i >= o.conferences {
		def.Owner, def.Name, people = benchLogin, fmt.Sprintf("Assembly %d", i-o.conferences), o.crowd
	}
	if err := s.CreateDefinition(ctx, def); err != nil {
		return err
	}
	return s.Commit(ctx, def.ID, o.history(i, people), nil)
}

// history is one meeting of people.
func (o organisation) history(conf, people int) []conference.Event {
	began := benchEpoch.Add(time.Duration(conf) * time.Minute)
	var all []conference.Event
	add := func(at time.Time, typ conference.EventType, data any) {
		raw, err := json.Marshal(data)
		if err != nil {
			panic(err) // our own plain data
		}
		all = append(all, conference.Event{Seq: uint64(len(all) + 1), At: at, Run: 1, Type: typ, Data: raw})
	}
	add(began, conference.Started, map[string]any{"name": "x", "cid": "x", "mode": conference.AllOnScreen})
	id := func(i int) conference.ParticipantID { return conference.ParticipantID(fmt.Sprintf("p%011d", i)) }
	for i := range people {
		at := began.Add(time.Duration(i) * 137 * time.Millisecond)
		who := (conf + i*131) % o.people
		add(at, conference.ParticipantJoined, conference.Attended{
			Participant: conference.Participant{
				ID: id(i), Kind: "user", Login: login(who), Name: fmt.Sprintf("Person %d of Department %d", who, who%97),
				Link: conference.Online, Joined: at, Microphone: true, Camera: true,
			},
			EMail: login(who) + "@example.org",
		})
	}
	for i := range people {
		add(began.Add(time.Hour+time.Duration(i)*137*time.Millisecond), conference.ParticipantLeft,
			conference.Departed{Participant: id(i), Name: "Person", Reason: "left"})
	}
	add(began.Add(3*time.Hour), conference.Ended, map[string]any{"began": began})
	return all
}
