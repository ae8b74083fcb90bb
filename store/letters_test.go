package store

import (
	"testing"
	"time"

	"veche/conference/post"
)

// TestLettersAreForgottenAfterThirtyDays: sent and failed ones with what they said, and
// keys; those that wait stay.
func TestLettersAreForgottenAfterThirtyDays(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s, err := Open(t.TempDir(), Options{NoSync: true, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ctx := t.Context()
	for _, state := range post.States {
		if _, err := s.PostLetters(ctx, []post.Letter{{ID: post.LetterID(state), Key: string(state), Created: now, Due: now}}); err != nil {
			t.Fatal(err)
		}
		if err := s.MarkLetter(ctx, post.Letter{ID: post.LetterID(state), State: state, Due: now}); err != nil {
			t.Fatal(err)
		}
	}
	counts := func() [3]int {
		all, err := s.LetterCounts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return [3]int{all[post.Waiting], all[post.Sent], all[post.Failed]}
	}
	for _, c := range []struct {
		passed time.Duration
		want   [3]int
	}{{post.Kept - time.Hour, [3]int{1, 1, 1}}, {2 * time.Hour, [3]int{1, 0, 0}}} {
		now = now.Add(c.passed)
		if err := s.update(ctx, s.sweepLetters); err != nil {
			t.Fatal(err)
		}
		if got := counts(); got != c.want {
			t.Errorf("got %v, want %v", got, c.want)
		}
	}
	if n, err := s.PostLetters(ctx, []post.Letter{{Key: "sent", Created: now, Due: now}}); err != nil || n != 1 {
		t.Errorf("an old key is known still: %d, %v", n, err)
	}
}
