// Package auth is who is who: passwords, sessions, cookies and bearer tokens,
// the address a request really comes from, and what a request must fulfil
// before anybody looks at it.
//
// The words: a token is 32 random bytes, known to its holder and stored only
// hashed; an [Identity] is the account and session a token belongs to; a
// source is an address that guesses are counted by.
//
// What bites: a cookie counts only when the request has no Authorization of
// ours, so that whoever sends a token is never taken for somebody else.
package auth

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/alexedwards/argon2id"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/signaling/problem"
)

// Accounts is what auth needs of the repository of accounts.
type Accounts interface {
	Account(ctx context.Context, login string) (account.Account, error)
	ChangeAccount(ctx context.Context, a account.Account) (account.Account, error)
}

// Config of an Auth. Accounts, Sessions and Settings are required.
type Config struct {
	Accounts Accounts
	Sessions account.Sessions
	Settings interface {
		Settings(ctx context.Context) (account.Settings, error)
	}
	// Guessing is the one set of budgets of the server; nil: one of its own.
	Guessing *access.Guessing
	// Proxies are the networks whose X-Forwarded headers are believed.
	Proxies []netip.Prefix
	// PublicURL is an origin that pages may come from beside the request's own
	// host; empty: none.
	PublicURL string
	// SignedOut is told when sessions of a login were ended from elsewhere, or
	// its rights changed, so that its open pages can be dropped; nil: nobody.
	SignedOut func(login string)
	// Rate of requests from one source; zero fields mean 50 a second after 600
	// at once.
	Rate access.Limits
	// Costs of passwords; the zero value means those good for a server.
	Costs argon2id.Params
	Log   *slog.Logger     // nil: none
	Now   func() time.Time // nil: the clock
}

// Auth is safe for concurrent use.
type Auth struct {
	cfg       Config
	passwords *Passwords
	lockout   *access.Lockout
	rate      *access.Budget
	origins   *http.CrossOriginProtection
}

// Refusals of auth.
var (
	ErrSignInNeeded = conference.Refuse(conference.Denied, "sign_in_needed", "Sign in first.")
	ErrPassword     = conference.Refuse(conference.Denied, "wrong_password", "The user ID or the password is wrong.")
	// ErrBlocked is the message of D2.
	ErrBlocked = conference.Refuse(conference.Denied, "account_blocked",
		"Your account is blocked. Try later or contact the administrator of your server.")
	ErrScope    = conference.Refuse(conference.Denied, "scope_missing", "This key is not for that.")
	ErrSlowDown = conference.Refuse(conference.Slow, "slow_down", "Too many tries. Wait a little.")

	errOldPassword = &conference.Error{
		Kind: conference.Denied, Code: "wrong_password", Detail: "The present password is wrong.", Field: "old",
	}
)

// New returns an Auth with nobody blocked.
func New(cfg Config) (*Auth, error) {
	if cfg.Guessing == nil {
		cfg.Guessing = access.NewGuessing(access.GuessingConfig{})
	}
	if cfg.SignedOut == nil {
		cfg.SignedOut = func(string) {}
	}
	if cfg.Rate.Burst == 0 {
		cfg.Rate.Burst = 600
	}
	if cfg.Rate.Every == 0 {
		cfg.Rate.Every = 20 * time.Millisecond
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	origins := http.NewCrossOriginProtection()
	if cfg.PublicURL != "" {
		origin, err := originOf(cfg.PublicURL)
		if err == nil {
			err = origins.AddTrustedOrigin(origin)
		}
		if err != nil {
			return nil, err
		}
	}
	return &Auth{
		cfg: cfg, passwords: NewPasswords(cfg.Costs), lockout: access.NewLockout(0, 0),
		rate: access.NewBudget(cfg.Rate), origins: origins,
	}, nil
}

// SignIn checks a password and opens a session. Unknown logins are counted,
// blocked and answered like known ones, in the same time (P3).
func (a *Auth) SignIn(r *http.Request, login, password string) (token string, who Identity, err error) {
	login = account.FoldLogin(login)
	found, err := a.check(r, login, password)
	if err != nil {
		return "", Identity{}, err
	}
	token, s := newSession(login, a.cfg.Now())
	s.Agent, s.Address = trim(r.UserAgent(), 200), a.ClientAddr(r).String()
	if err := a.cfg.Sessions.CreateSession(r.Context(), s); err != nil {
		return "", Identity{}, err
	}
	a.cfg.Log.Info("signed in", "login", login, "address", s.Address)
	return token, Identity{Account: found, Session: s}, nil
}

// CreateKey makes an API key of who, and returns it, which is the only time that
// it is known.
func (a *Auth) CreateKey(r *http.Request, who Identity, k account.Key) (token string, s account.Session, err error) {
	if k.Expires.IsZero() {
		k.Expires = a.cfg.Now().Add(account.KeyLife)
	}
	k.Expires = k.Expires.UTC()
	if err := k.Validate(a.cfg.Now()); err != nil {
		return "", s, err
	}
	if k.Scopes.Has(account.ScopeAdmin) && !who.Account.Admin {
		return "", s, ErrScope
	}
	token, s = newSession(who.Account.Login, a.cfg.Now())
	s.Key, s.Address = &k, a.ClientAddr(r).String()
	if err := a.cfg.Sessions.CreateSession(r.Context(), s); err != nil {
		return "", s, err
	}
	a.cfg.Log.Info("API key made", "login", who.Account.Login, "key", s.ID)
	return token, s, nil
}

// check looks at a password as far as budgets and lock-out allow.
func (a *Auth) check(r *http.Request, login, password string) (account.Account, error) {
	ctx, now := r.Context(), a.cfg.Now()
	settings, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return account.Account{}, err
	}
	period := time.Duration(settings.Lockout.Minutes) * time.Minute
	a.lockout.SetLimits(settings.Lockout.Attempts, period)

	guess := access.Guess{Source: a.ClientAddr(r)}
	if settings.Lockout.Attempts == 0 {
		guess.Account = login // otherwise the lock-out counts, with the message of D2
	}
	attempt := a.cfg.Guessing.Begin(guess, now)
	if attempt.Blocked {
		return account.Account{}, problem.Later(ErrSlowDown, attempt.RetryAfter)
	}
	if until, ok := a.lockout.Try(login, now); !ok {
		attempt.Right(now) // nothing was guessed
		return account.Account{}, problem.Later(ErrBlocked, until.Sub(now))
	}
	found, err := a.cfg.Accounts.Account(ctx, login)
	if err != nil && conference.KindOf(err) != conference.NotFound {
		return account.Account{}, err
	}
	right, err := a.passwords.Match(ctx, password, found.PasswordHash)
	switch {
	case err != nil:
		return account.Account{}, err
	case !right:
		a.cfg.Log.Info("wrong password", "login", trim(login, 64), "address", a.ClientAddr(r).String())
		return account.Account{}, ErrPassword
	}
	attempt.Right(now)
	a.lockout.Succeed(login)
	if !found.Active() {
		return account.Account{}, ErrBlocked
	}
	return a.renew(ctx, found, password), nil
}

// renew stores the hash anew if it was made with other costs, so that all
// accounts take the same time.
func (a *Auth) renew(ctx context.Context, found account.Account, password string) account.Account {
	if a.passwords.Current(found.PasswordHash) {
		return found
	}
	renewed := found
	hash, err := a.passwords.Hash(ctx, password)
	if err == nil {
		renewed.PasswordHash = hash
		renewed, err = a.cfg.Accounts.ChangeAccount(ctx, renewed)
	}
	if err != nil {
		a.cfg.Log.Debug("password hash not renewed", "login", found.Login, "error", err)
		return found
	}
	return renewed
}

// SignOut ends the session of who.
func (a *Auth) SignOut(ctx context.Context, who Identity) error {
	return a.EndSession(ctx, who.Account.Login, who.Session.ID)
}

// EndSession ends one session of login. Its pages are dropped; those of other
// sessions come back by themselves.
func (a *Auth) EndSession(ctx context.Context, login, id string) error {
	if err := a.cfg.Sessions.DeleteSession(ctx, login, id); err != nil {
		return err
	}
	a.cfg.SignedOut(login)
	return nil
}

// EndSessions ends all sessions of login but the one with the id keep.
func (a *Auth) EndSessions(ctx context.Context, login, keep string) error {
	if err := a.cfg.Sessions.DeleteSessions(ctx, login, keep); err != nil {
		return err
	}
	a.cfg.SignedOut(login)
	return nil
}

// EndAll ends all sessions of login and revokes its keys: what administrators do,
// who must know that nothing of it goes on.
func (a *Auth) EndAll(ctx context.Context, login string) error {
	all, err := a.cfg.Sessions.SessionsOf(ctx, login)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Key == nil {
			continue // with the others, at once
		}
		if err := a.cfg.Sessions.DeleteSession(ctx, login, s.ID); err != nil && conference.KindOf(err) != conference.NotFound {
			return err
		}
	}
	return a.EndSessions(ctx, login, "")
}

// Reopen drops the open pages of login; they come back by themselves, with the
// rights that the account has now.
func (a *Auth) Reopen(login string) { a.cfg.SignedOut(login) }

// SetPassword gives an account another password and ends its sessions and its
// lock-out.
func (a *Auth) SetPassword(ctx context.Context, login, password string) error {
	if err := a.setPassword(ctx, login, password); err != nil {
		return err
	}
	a.lockout.Unlock(login)
	return a.EndSessions(ctx, login, "")
}

// ChangePassword is a person's own change; all other sessions end. Wrong old
// passwords count as in SignIn: whoever finds an open page must not be able to
// try them at leisure.
func (a *Auth) ChangePassword(r *http.Request, who Identity, old, password string) error {
	if err := account.CheckPassword(password); err != nil {
		return err
	}
	if _, err := a.check(r, who.Account.Login, old); err != nil {
		if errors.Is(err, ErrPassword) {
			return errOldPassword
		}
		return err
	}
	if err := a.setPassword(r.Context(), who.Account.Login, password); err != nil {
		return err
	}
	return a.EndSessions(r.Context(), who.Account.Login, who.Session.ID)
}

func (a *Auth) setPassword(ctx context.Context, login, password string) error {
	if err := account.CheckPassword(password); err != nil {
		return err
	}
	hash, err := a.passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	for {
		found, err := a.cfg.Accounts.Account(ctx, login)
		if err != nil {
			return err
		}
		found.PasswordHash = hash
		if _, err = a.cfg.Accounts.ChangeAccount(ctx, found); !errors.Is(err, account.ErrChangedMeanwhile) {
			return err
		}
	}
}

// Hash makes what is stored of a password.
func (a *Auth) Hash(ctx context.Context, password string) (string, error) {
	return a.passwords.Hash(ctx, password)
}

// Forgive ends the lock-out of a login before its time (D2).
func (a *Auth) Forgive(login string) { a.lockout.Unlock(account.FoldLogin(login)) }

// LockedOut are the logins that the lock-out keeps out, also those that do not exist (P3).
func (a *Auth) LockedOut() []string { return append([]string{}, a.lockout.Names(a.cfg.Now())...) }

// LockedUntil says until when the lock-out keeps a login out; zero if it does not.
func (a *Auth) LockedUntil(login string) time.Time {
	until, _ := a.lockout.Blocked(login, a.cfg.Now())
	return until
}

// trim shortens s to at most n bytes of valid text.
func trim(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return toValid(s)
}
