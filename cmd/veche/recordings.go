package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"veche/media/record"
	"veche/store"
)

// recordings is where they are kept; their names have the time of this machine.
func (s *server) recordings() record.Shelf {
	return record.Shelf{Folder: s.config.recordings(), Place: time.Local}
}

// expireEvery is how often recordings are looked for that are older than the
// settings keep them.
const expireEvery = time.Hour

// keepRecordings finishes in the background what the last run of the server left
// unfinished, and deletes now and then what has expired.
func (s *server) keepRecordings(kept *store.Store) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		s.recoverRecordings()
		tick := time.NewTicker(expireEvery)
		defer tick.Stop()
		for ctx.Err() == nil {
			settings := s.settings(kept)
			s.expireRecordings(time.Now(), settings.Recording.Keep())
			s.removeInstants(ctx, kept, time.Now(), settings.Instant.Keep())
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
	})
	s.stop.add("recordings", stepLimit, func(limit context.Context) error {
		cancel()
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()
		select {
		case <-done:
		case <-limit.Done(): // a long file; it is as it was at the next start
		}
		return nil
	})
}

// recoverRecordings finishes what was being written when the server last stopped.
func (s *server) recoverRecordings() {
	log := s.log.With("part", "recordings")
	shelf := s.recordings()
	list, err := record.Recover(shelf.Folder, shelf.Place)
	if err != nil {
		log.Error("unfinished recordings cannot be looked for", "folder", shelf.Folder, "error", err)
	}
	for _, r := range list {
		switch {
		case r.Err == nil:
			log.Info("recording finished that a stop of the server had cut", "file", r.Name.String(), "duration", r.Info.Duration, "bytes", r.Info.Size)
		case errors.Is(r.Err, record.ErrEmpty):
			log.Info("recording removed in which nothing stood", "file", r.Name.String())
		case errors.Is(r.Err, record.ErrDamaged):
			log.Warn("not a recording; it is left alone", "file", r.Name.String())
		default:
			log.Error("recording cannot be finished; the next start tries again", "file", r.Name.String(), "error", r.Err)
		}
	}
}

// expireRecordings deletes what ended longer ago than keep.
func (s *server) expireRecordings(now time.Time, keep time.Duration) {
	log := s.log.With("part", "recordings")
	gone, err := s.recordings().RemoveExpired(now, keep)
	for _, i := range gone {
		log.Info("recording deleted, as the settings have it", "file", i.Name.String(), "ended", i.End)
	}
	if err != nil {
		log.Error("expired recordings cannot be deleted", "error", err)
	}
}
