package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// shutdown remembers what was started, and stops it backwards. Each step has
// its own time limit: one that hangs is left behind and reported, and the next
// begins. Together the limits decide how long a restart can take.
type shutdown struct {
	log   *slog.Logger
	steps []shutdownStep
}

type shutdownStep struct {
	name  string
	limit time.Duration
	stop  func(context.Context) error
}

// add notes how to stop what has just been started.
func (s *shutdown) add(name string, limit time.Duration, stop func(context.Context) error) {
	s.steps = append(s.steps, shutdownStep{name, limit, stop})
}

// run stops everything and returns what went wrong.
func (s *shutdown) run() error {
	var failed []error
	for _, step := range slices.Backward(s.steps) {
		began := time.Now()
		if err := step.run(); err != nil {
			failed = append(failed, fmt.Errorf("stop %s: %w", step.name, err))
		}
		s.log.Debug("stopped", "part", step.name, "took", time.Since(began))
	}
	s.steps = nil
	return errors.Join(failed...)
}

func (step shutdownStep) run() error {
	ctx, cancel := context.WithTimeout(context.Background(), step.limit)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- step.stop(ctx) }() // waited for here, or left behind with the process about to end
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		// It was told to hurry by the same context: a moment for it to say so.
		select {
		case err := <-done:
			return err
		case <-time.After(step.limit / 4):
			return fmt.Errorf("not done after %v", step.limit)
		}
	}
}
