package main

import (
	"context"

	"veche/conference"
	"veche/conference/scheduler"
	"veche/store"
)

// openScheduler makes what starts planned conferences; it begins with startScheduler,
// when there is somebody to call and to be called.
func (s *server) openScheduler(kept *store.Store, directory *conference.Directory) {
	s.scheduler.Store(scheduler.New(scheduler.Config{
		Acts: kept, Definitions: kept, Conferences: directory, Remind: s.mail.Remind,
		Policy: func() scheduler.Policy { return s.settings(kept).Planning.Policy() },
		Log:    s.log.With("part", "scheduler"),
	}))
}

// startScheduler begins. It stops before the conferences do.
func (s *server) startScheduler() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.scheduler.Load().Run(ctx)
	}()
	s.stop.add("scheduler", stepLimit, func(ctx context.Context) error {
		stop()
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// definitionChanged wakes who plans, and who tells people of changes.
func (s *server) definitionChanged(before, after *conference.Definition) {
	if planner := s.scheduler.Load(); planner != nil {
		planner.Changed(before, after)
	}
	if s.mail != nil {
		s.mail.Wake()
	}
}
