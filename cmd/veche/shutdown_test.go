package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestShutdownRunsBackwardsAndLeavesNobodyHanging(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := shutdown{log: slog.New(slog.DiscardHandler)}
		var order []string
		step := func(name string, err error) func(context.Context) error {
			return func(context.Context) error { order = append(order, name); return err }
		}
		release := make(chan struct{})
		s.add("store", time.Second, step("store", nil))
		s.add("media", time.Second, func(context.Context) error { <-release; return nil })
		s.add("slow", time.Second, func(ctx context.Context) error { <-ctx.Done(); order = append(order, "slow"); return nil })
		s.add("http", time.Second, step("http", errors.New("broken")))

		began := time.Now()
		err := s.run()
		if want := []string{"http", "slow", "store"}; !slices.Equal(order, want) {
			t.Errorf("got %v, want %v", order, want)
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("it took %v", took)
		}
		for _, want := range []string{"stop http: broken", "stop media: not done after 1s"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q in it", err, want)
			}
		}
		close(release)
		if err := s.run(); err != nil {
			t.Errorf("a second time: %v", err)
		}
	})
}
