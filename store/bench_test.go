package store

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"veche/conference"
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
		if err := t.list(&d); err != nil {
			return err
		}
	}
	return nil
}
