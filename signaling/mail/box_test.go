package mail

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"veche/conference"
	"veche/conference/post"
)

// box keeps letters in memory as the store does on disk (which adapters must not know).
type box struct {
	mu      sync.Mutex
	notes   []post.Note
	letters []post.Letter
	keys    map[string]bool
	texts   map[post.TextKey]post.Text
	next    int
}

func newBox() *box { return &box{keys: map[string]bool{}, texts: map[post.TextKey]post.Text{}} }

func (b *box) note(before, after *conference.Definition) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	b.notes = append(b.notes, post.Note{ID: post.NoteID(b.next), Before: before, After: after})
}

// told is whom what was posted, sorted.
func (b *box) told() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for i := range b.letters {
		all = append(all, string(b.letters[i].Occasion)+" "+b.letters[i].To.EMail)
	}
	slices.Sort(all)
	return all
}

// states counts letters.
func (b *box) states() map[post.State]int {
	counts, _ := b.LetterCounts(context.Background())
	return counts
}

func (b *box) Notes(_ context.Context, limit int) ([]post.Note, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.notes[:min(limit, len(b.notes))]), nil
}

func (b *box) AnswerNote(_ context.Context, id post.NoteID, letters []post.Letter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.notes, func(n post.Note) bool { return n.ID == id })
	if i < 0 {
		return nil
	}
	b.notes = slices.Delete(b.notes, i, i+1)
	b.post(letters)
	return nil
}

func (b *box) post(letters []post.Letter) (n int) {
	for _, l := range letters {
		if b.keys[l.Key] {
			continue
		}
		b.next++
		b.keys[l.Key], l.ID, l.State = true, post.LetterID(fmt.Sprint("L", b.next)), post.Waiting
		b.letters = append(b.letters, l)
		n++
	}
	return n
}

func (b *box) PostLetters(_ context.Context, letters []post.Letter) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.post(letters), nil
}

func (b *box) DueLetters(_ context.Context, now time.Time, limit int) (due []post.Letter, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.letters {
		if l.State == post.Waiting && !l.Due.After(now) && len(due) < limit {
			due = append(due, l)
		}
	}
	return due, nil
}

func (b *box) NextDue(context.Context) (next time.Time, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.letters {
		if l.State == post.Waiting && (next.IsZero() || l.Due.Before(next)) {
			next = l.Due
		}
	}
	return next, nil
}

func (b *box) MarkLetter(_ context.Context, l post.Letter) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.letters {
		if b.letters[i].ID == l.ID {
			b.letters[i] = l
		}
	}
	return nil
}

func (b *box) Letters(context.Context, post.Query) (post.Page, error) { return post.Page{}, nil }

func (b *box) RetryLetter(context.Context, post.LetterID, time.Time) error { return nil }

func (b *box) RemoveLetter(context.Context, post.LetterID) error { return nil }

func (b *box) LetterCounts(context.Context) (map[post.State]int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	counts := map[post.State]int{}
	for i := range b.letters {
		counts[b.letters[i].State]++
	}
	return counts, nil
}

func (b *box) ReplyToken(id conference.ID, g post.Guest) string { return string(id) + "." + string(g) }

func (b *box) OpenReplyToken(token string) (conference.ID, post.Guest, bool) {
	id, g, ok := strings.Cut(token, ".")
	return conference.ID(id), post.Guest(g), ok
}

func (b *box) SetReply(context.Context, conference.ID, post.Guest, post.Reply) error { return nil }

func (b *box) Replies(context.Context, conference.ID) (map[post.Guest]post.Reply, error) {
	return map[post.Guest]post.Reply{}, nil
}

func (b *box) Texts(context.Context) (map[post.TextKey]post.Text, error) { return b.texts, nil }

func (b *box) SetText(context.Context, post.TextKey, *post.Text) error { return nil }
