package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/schedule"
)

// BenchmarkCommit: commits a second of many conferences side by side.
func BenchmarkCommit(b *testing.B) {
	for _, writers := range []int{1, 16, 256} {
		b.Run(fmt.Sprintf("%d writers", writers), func(b *testing.B) {
			s := open(b, b.TempDir(), Options{})
			var ids atomic.Int64
			b.SetParallelism(max(writers/2, 1))
			b.RunParallel(func(pb *testing.PB) {
				id := conference.ID(fmt.Sprintf("%016x", ids.Add(1)))
				live := json.RawMessage(`{"people":["0123456789abcdef"]}`)
				for seq := uint64(1); pb.Next(); seq++ {
					e := conference.Event{Seq: seq, At: time.Now(), Type: conference.ChatPosted, Data: live}
					if err := s.Commit(context.Background(), id, []conference.Event{e}, live); err != nil {
						b.Fatal(err)
					}
				}
			})
			st := s.Stats()
			b.ReportMetric(float64(st.Writes)/b.Elapsed().Seconds(), "commits/s")
			b.ReportMetric(float64(st.Writes)/float64(max(st.Commits, 1)), "commits/group")
		})
	}
}

// BenchmarkOpen: start with many conferences.
func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("%d conferences", n), func(b *testing.B) {
			dir := b.TempDir()
			fill(b, dir, n)
			b.Run("open", func(b *testing.B) {
				for b.Loop() {
					s, err := Open(dir, Options{})
					if err != nil {
						b.Fatal(err)
					}
					if err := s.Close(); err != nil {
						b.Fatal(err)
					}
				}
			})
			s := open(b, dir, Options{})
			for name, q := range map[string]conference.Query{
				"list of one login": {Login: "user7", Limit: 50}, "list of all": {Limit: 50}, "search in all": {Text: "ence 4711", Limit: 50},
			} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						if _, err := s.Definitions(context.Background(), q); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

func fill(b *testing.B, dir string, n int) {
	b.Helper()
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	for from := 0; from < n; from += 1000 {
		err := s.update(context.Background(), func(t *tx) error { return fillSome(s, t, from, n) })
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func fillSome(s *Store, t *tx, from, n int) error {
	for i := from; i < from+1000; i++ {
		d := conference.Definition{
			ID: conference.ID(fmt.Sprintf("%016x", i)), CID: conference.CID(fmt.Sprint(1_000_000_000 + i)),
			Owner: fmt.Sprintf("user%d", i%(n/20)), Name: fmt.Sprintf("Conference %d", i), PIN: "123456",
			Updated: time.Unix(int64(i), 0), Revision: 1,
		}
		raw, err := s.encodeDefinition(d)
		if err != nil {
			return err
		}
		if err := t.put(t.Bucket(bucketConferences), []byte(d.ID), raw); err != nil {
			return err
		}
		if err := t.takeCID(d.CID, d.ID); err != nil {
			return err
		}
		if err := t.relist(nil, &d, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkLists: what the pages of planning ask for, of a store of 100,000 conferences,
// of which two in five have a schedule and one in ten repeats, and 10,000 people. Each is
// to come within 30 ms.
func BenchmarkLists(b *testing.B) {
	const conferences, people = 100_000, 10_000
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	dir := b.TempDir()
	fillPlanned(b, dir, now, conferences, people)
	s := open(b, dir, Options{Now: func() time.Time { return now }})
	b.Logf("%d MB", s.Stats().Bytes>>20)
	month := now.AddDate(0, 1, 0)
	for _, c := range []struct {
		name string
		q    conference.Query
	}{
		{"rooms by name", conference.Query{Login: "user7", Launch: conference.LaunchRoom, Sort: conference.ByName, Limit: 50}},
		{"scheduled by start", conference.Query{Login: "user7", Launch: conference.LaunchScheduled, Sort: conference.ByStart, From: now, Limit: 50}},
		{"scheduled by name", conference.Query{Login: "user7", Launch: conference.LaunchScheduled, Sort: conference.ByName, Limit: 50}},
		{"search", conference.Query{Login: "user7", Text: "meeting 7", Limit: 50}},
		{"all", conference.Query{Limit: 50}},
		{"all by name", conference.Query{Sort: conference.ByName, Limit: 50}},
		{"all by start", conference.Query{Sort: conference.ByStart, From: now, To: month, Limit: 50}},
		{"search in all", conference.Query{Text: "meeting 4711", Limit: 50}},
		{"search in all by name, far behind", conference.Query{Text: "meeting", Sort: conference.ByName, Backwards: true, Limit: 50}},
	} {
		b.Run(c.name, func(b *testing.B) {
			percentile(b, func() error {
				_, err := s.Definitions(context.Background(), c.q)
				return err
			})
		})
	}
	b.Run("agenda of a month", func(b *testing.B) {
		percentile(b, func() error {
			planned, err := s.Planned(context.Background(), "user7", now, month)
			for i := range planned {
				planned[i].Schedule.Between(now, month, 0)
			}
			return err
		})
	})
}

// percentile reports below what 95 of 100 calls stay.
func percentile(b *testing.B, fn func() error) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if err := fn(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100])/1e6, "ms/p95")
}

// fillPlanned makes conferences of people, each with 4 invited ones.
func fillPlanned(b *testing.B, dir string, now time.Time, n, people int) {
	b.Helper()
	s, err := Open(dir, Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	for from := 0; from < n; from += 1000 {
		err := s.update(context.Background(), func(t *tx) error {
			for i := from; i < from+1000; i++ {
				d := plannedOne(i, people, now)
				raw, err := s.encodeDefinition(d)
				if err == nil {
					err = t.put(t.Bucket(bucketConferences), []byte(d.ID), raw)
				}
				if err == nil {
					err = t.relist(nil, &d, now)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func plannedOne(i, people int, now time.Time) conference.Definition {
	d := conference.Definition{
		ID: conference.ID(fmt.Sprintf("%016x", i*7919)), CID: conference.CID(fmt.Sprint(1_000_000_000 + i)), Owner: fmt.Sprintf("user%d", i%people),
		Name: fmt.Sprintf("Meeting %d of the department", i*31%100_000), Description: "What was said and what is to be said", PIN: "123456",
		Updated: now.Add(-time.Duration(i) * time.Minute), Revision: 1,
	}
	random := rand.New(rand.NewPCG(uint64(i), 1))
	for range 4 {
		d.Invited = append(d.Invited, conference.Invited{Login: fmt.Sprintf("user%d", random.IntN(people))})
	}
	if i%10 >= 4 {
		return d
	}
	start := schedule.LocalAt(now.Add(time.Duration(random.IntN(4000)-1000) * time.Hour))
	series := schedule.Series{ID: "a", Start: start, Zone: "Europe/Moscow", Minutes: 60}
	if i%10 == 0 {
		series.Rule = "FREQ=WEEKLY"
	}
	d.Schedule = &schedule.Schedule{Series: []schedule.Series{series}}
	return d
}
