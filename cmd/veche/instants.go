package main

import (
	"context"
	"time"

	"veche/conference"
	"veche/store"
)

// removeInstants removes instant conferences that ended longer ago than keep, except
// those with recordings or files; 0 keeps all.
func (s *server) removeInstants(ctx context.Context, kept *store.Store, now time.Time, keep time.Duration) {
	if keep == 0 {
		return
	}
	log := s.log.With("part", "instant conferences")
	recorded, err := s.recordings().Sessions()
	if err != nil {
		log.Error("it cannot be seen which have recordings; none is removed", "error", err)
		return
	}
	removed, err := kept.RemoveInstants(ctx, now.Add(-keep), func(id conference.ID) bool { return recorded[string(id)] })
	if removed > 0 {
		log.Info("instant conferences removed, as the settings have it", "conferences", removed)
	}
	if err != nil && ctx.Err() == nil {
		log.Error("instant conferences cannot be removed", "error", err)
	}
}
