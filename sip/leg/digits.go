package leg

import (
	"context"
	"errors"
	"time"

	"veche/conference/dial"
	"veche/media/rtpio"
)

// press sends keys to the far end, by whichever way it takes: as events among the sound
// (RFC 4733), else by the line (INFO). It returns when they are on their way; ctx ends
// with the call.
func (l *Leg) press(ctx context.Context, keys dial.PostDial) {
	for _, step := range keys.Steps() {
		var err error
		switch {
		case step.Await > 0:
			err = l.await(ctx, step.Await)
		case step.Pause > 0:
			err = sleep(ctx, step.Pause)
		default:
			err = l.pressAll(ctx, step.Digits)
		}
		if err != nil {
			l.log.Info("digits were not sent", "error", err) // which ones is a secret
			return
		}
	}
}

func (l *Leg) pressAll(ctx context.Context, digits string) error {
	s := l.lines.Load().sound
	if s == nil {
		return errClosed
	}
	keys := make([]rtpio.Key, len(digits))
	for i := range digits {
		keys[i].Digit = digits[i]
	}
	err := s.Dial(keys...)
	if errors.Is(err, rtpio.ErrNoDigits) {
		return l.line.Press(ctx, digits) //nolint:wrapcheck // says what it is about
	}
	if err != nil {
		return err //nolint:wrapcheck // says what it is about
	}
	for s.Dialling() > 0 { // what follows is a pause after them
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// await waits until the far end lets hear something, but no longer than most.
func (l *Leg) await(ctx context.Context, most time.Duration) error {
	const look = 100 * time.Millisecond
	for waited := time.Duration(0); waited < most; waited += look {
		if s := l.silence(); s > 0 && s < look {
			return nil
		}
		if err := sleep(ctx, look); err != nil {
			return err
		}
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
