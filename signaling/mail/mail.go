// Package mail writes letters to people and sends them: invitations and what becomes of
// them, reminders, links of those who registered (A12, G5, G18, NA4, NB2, ND4).
//
// The words are those of conference/post: a note is a change that is to be told, a
// letter is to one person. The [Mailer] turns notes into letters, and sends letters
// over one connection, one after the other. A mail server that does not answer makes
// all letters wait; one that refuses a letter for now makes this one wait; one that
// refuses it for good makes it fail, and an administrator sees why.
//
// What bites: SMTP knows no "at most once". Where the connection breaks before the
// answer to the end of a letter, the letter is sent again, with the same Message-ID, by
// which mail servers and programs tell that they have it (RFC 5321, 4.5.4.1).
//
// The mail server is one the administrator has set: it may be on this machine or in
// this network, so it is not reached by the dialler for addresses that people type.
package mail

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/post"
	"veche/conference/registration"
)

// Config of a Mailer. All fields but Pictures, Log and Now are required.
type Config struct {
	Outbox   post.Outbox
	Replies  post.Replies
	Texts    post.Texts
	Accounts interface {
		Account(ctx context.Context, login string) (account.Account, error)
	}
	Registrants interface {
		Registrants(ctx context.Context, c conference.ID, q registration.Query) (registration.Page, error)
		RegistrantByEMail(ctx context.Context, c conference.ID, email string) (registration.Registrant, error)
	}
	Settings func() account.Settings
	// Pictures has the logo; nil: letters have none.
	Pictures interface {
		OpenAvatar(ctx context.Context, name string) (io.ReadSeekCloser, error)
	}
	// URL is the address of a conference's page, with its host.
	URL     func(conference.CID) string
	Version string
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
}

// Mailer is safe for concurrent use.
type Mailer struct {
	cfg     Config
	wake    chan struct{}
	stop    context.CancelFunc
	running sync.WaitGroup

	mu   sync.Mutex
	held hold
}

// hold is why, and until when, no letter is tried.
type hold struct {
	until, since time.Time
	tries        int
	err          string
}

// New returns a Mailer that begins to work with Start.
func New(cfg Config) *Mailer {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Mailer{cfg: cfg, wake: make(chan struct{}, 1), stop: func() {}}
}

// Start begins to send what waits.
func (m *Mailer) Start() {
	ctx, stop := context.WithCancel(context.Background())
	m.stop = stop
	m.running.Go(func() { m.run(ctx) })
}

// Close stops sending; what waits is sent after the next start.
func (m *Mailer) Close(ctx context.Context) error {
	m.stop()
	done := make(chan struct{})
	go func() { m.running.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Wake tells that there may be something to send. It does not block.
func (m *Mailer) Wake() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// TryNow ends a hold: the settings are others now, or somebody wants to know.
func (m *Mailer) TryNow() {
	m.mu.Lock()
	m.held = hold{}
	m.mu.Unlock()
	m.Wake()
}

// Ready tells whether the server sends letters at all.
func (m *Mailer) Ready() bool {
	s := m.cfg.Settings()
	return s.Mail.Ready()
}

// Status is how sending goes.
type Status struct {
	Waiting, Failed int
	Error           string    // why nothing is sent at the moment; empty: it is
	Since           time.Time // of Error
	Next            time.Time // the next try, with Error
}

// Status may be called at any time.
func (m *Mailer) Status(ctx context.Context) (Status, error) {
	counts, err := m.cfg.Outbox.LetterCounts(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	return Status{counts[post.Waiting], counts[post.Failed], m.held.err, m.held.since, m.held.until}, err
}

// longestWait is how often the queue is looked at, whatever is due.
const longestWait = time.Minute

// run is the loop of the mailer.
func (m *Mailer) run(ctx context.Context) {
	for {
		next := m.turn(ctx)
		timer := time.NewTimer(max(min(next.Sub(m.cfg.Now()), longestWait), 0))
		select {
		case <-timer.C:
		case <-m.wake:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// turn does all that is to be done now, and says when to come back.
func (m *Mailer) turn(ctx context.Context) time.Time {
	if err := m.tell(ctx); err != nil && ctx.Err() == nil {
		m.cfg.Log.Error("letters cannot be written", "error", err)
	}
	next, err := m.send(ctx)
	if err != nil && ctx.Err() == nil {
		m.cfg.Log.Error("letters cannot be sent", "error", err)
	}
	if next.IsZero() || err != nil {
		return m.cfg.Now().Add(longestWait)
	}
	return next
}
