package mail

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"veche/conference/account"
	"veche/conference/post"
)

const (
	lettersAtOnce = 50
	// patience is for how long a letter is tried.
	patience = 48 * time.Hour
)

// pauses are how long a letter waits after each try; the last one counts for all more.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour}

// holds are how long all letters wait for a server that cannot be reached.
var holds = []time.Duration{15 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute}

func nth(all []time.Duration, n int) time.Duration { return all[min(n, len(all)-1)] }

// send sends what is due, and says when the next letter is; the zero time if none
// waits.
func (m *Mailer) send(ctx context.Context) (time.Time, error) {
	settings := m.cfg.Settings()
	for ctx.Err() == nil {
		if err := m.giveUp(ctx); err != nil {
			return time.Time{}, err
		}
		until, blocked := m.blocked(&settings)
		if blocked {
			return until, nil
		}
		due, err := m.cfg.Outbox.DueLetters(ctx, m.cfg.Now(), lettersAtOnce)
		if err != nil {
			return time.Time{}, err
		}
		if len(due) == 0 {
			return m.cfg.Outbox.NextDue(ctx)
		}
		if err := m.sendAll(ctx, &settings, due); err != nil {
			return time.Time{}, err
		}
	}
	return time.Time{}, ctx.Err()
}

// blocked tells until when nothing is tried.
func (m *Mailer) blocked(settings *account.Settings) (time.Time, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !settings.Mail.Ready() {
		return time.Time{}, true
	}
	return m.held.until, m.cfg.Now().Before(m.held.until)
}

// giveUp lets those fail that nobody needs any more, or that have been tried for too
// long.
func (m *Mailer) giveUp(ctx context.Context) error {
	now := m.cfg.Now()
	due, err := m.cfg.Outbox.DueLetters(ctx, now, 500)
	if err != nil {
		return err
	}
	for i := range due {
		l := &due[i]
		switch {
		case !l.Expires.IsZero() && now.After(l.Expires):
			l.Error = strings.TrimSpace("It came to nothing in time. " + l.Error)
		case now.Sub(l.Created) > patience:
			l.Error = strings.TrimSpace(l.Error + " " + m.holdError())
		default:
			continue
		}
		l.State, l.Done = post.Failed, now
		if err := m.cfg.Outbox.MarkLetter(ctx, *l); err != nil {
			return err
		}
		m.cfg.Log.Warn("letter given up", "letter", string(l.ID), "occasion", string(l.Occasion), "error", l.Error)
	}
	return nil
}

func (m *Mailer) holdError() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.held.err
}

// sendAll sends letters over one connection, and over another one if it breaks.
func (m *Mailer) sendAll(ctx context.Context, settings *account.Settings, due []post.Letter) error {
	var line *gomail.Client
	defer func() { hangUp(line) }()
	for i := range due {
		if line == nil {
			var err error
			if line, err = dial(ctx, &settings.Mail); err != nil {
				m.hold(ctx, err)
				return nil
			}
			m.reached()
		}
		fate := m.sendOne(ctx, line, settings, &due[i])
		if ctx.Err() != nil {
			return ctx.Err() // whatever it was, it is tried again
		}
		if err := m.cfg.Outbox.MarkLetter(ctx, due[i]); err != nil {
			return err
		}
		if fate != sound {
			hangUp(line)
			line = nil
		}
		if fate == useless {
			m.hold(ctx, errors.New(due[i].Error))
			return nil
		}
	}
	return nil
}

func hangUp(line *gomail.Client) {
	if line != nil {
		_ = line.Close() // the letters have had their answers
	}
}

// hold lets all letters wait for a server that cannot be used.
func (m *Mailer) hold(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.cfg.Now()
	if m.held.tries == 0 {
		m.held.since = now
		m.cfg.Log.Warn("the mail server cannot be used; letters wait", "error", err)
	}
	m.held.until, m.held.err = now.Add(nth(holds, m.held.tries)), plainError(err)
	m.held.tries++
}

func (m *Mailer) reached() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held = hold{}
}

// fate is what became of a connection.
type fate int

const (
	sound   fate = iota
	broken       // the next letter needs another one
	useless      // nobody else's letter would pass either
)

// sendOne sends l and notes in it what became of it.
func (m *Mailer) sendOne(ctx context.Context, line *gomail.Client, settings *account.Settings, l *post.Letter) fate {
	now := m.cfg.Now()
	l.Tries++
	msg, err := m.message(ctx, settings, l)
	if err != nil { // no server can change that
		l.State, l.Done, l.Error = post.Failed, now, plainError(err)
		return sound
	}
	err = line.Send(msg)
	if err == nil || msg.IsDelivered() { // what goes wrong after that is nobody's business
		l.State, l.Done, l.Error = post.Sent, now, ""
		if err != nil {
			return broken
		}
		return sound
	}
	l.Error = plainError(err)
	code, reason := answerOf(err)
	permanent := code >= 500 && reason != gomail.ErrSMTPMailFrom
	if permanent {
		l.State, l.Done = post.Failed, now
	} else {
		l.Due = now.Add(nth(pauses, l.Tries-1))
	}
	switch {
	case reason == gomail.ErrSMTPMailFrom && code >= 500: // our address or login, not the letter
		return useless
	case code == 0 || code == 421:
		return broken
	}
	return sound
}

// answerOf is the code with which a server refused; 0 if it did not answer.
func answerOf(err error) (int, gomail.SendErrReason) {
	if e, ok := errors.AsType[*gomail.SendError](err); ok {
		return e.ErrorCode(), e.Reason
	}
	return 0, gomail.ErrAmbiguous
}

const longestError = 500

// plainError is err in one line that can be shown.
func plainError(err error) string {
	text := strings.Join(strings.Fields(strings.ToValidUTF8(err.Error(), "?")), " ")
	if i := strings.Index(text, ", affected recipient(s)"); i >= 0 {
		text = text[:i]
	}
	if i := strings.Index(text, ", affected message ID"); i >= 0 {
		text = text[:i]
	}
	if len(text) > longestError {
		text = strings.ToValidUTF8(text[:longestError], "") + "…"
	}
	return text
}

// Try sends a letter at once by settings that need not be stored, and returns what the
// server answered. A refusal is an error with the words of the server.
func (m *Mailer) Try(ctx context.Context, settings *account.Settings, to post.Address, language string) (string, error) {
	w, err := m.writer(ctx)
	if err != nil {
		return "", err
	}
	l := w.trial(to, language)
	msg, err := m.message(ctx, settings, &l)
	if err != nil {
		return "", err
	}
	line, err := dial(ctx, &settings.Mail)
	if err != nil {
		return "", fmt.Errorf("%s", plainError(err))
	}
	defer hangUp(line)
	if err := line.Send(msg); err != nil && !msg.IsDelivered() {
		return "", fmt.Errorf("%s", plainError(err))
	}
	return strings.TrimSpace(msg.ServerResponse()), nil
}
