package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"runtime"
	"time"

	"github.com/alexedwards/argon2id"

	"veche/signaling/problem"
)

// Passwords makes and compares hashes by argon2id. Only so many run at a time,
// and only so many wait: sign-ins must not take processor and memory from calls.
type Passwords struct {
	params argon2id.Params
	turns  chan struct{}
	queue  chan struct{}
	dummy  string // a hash that no password has
}

const (
	passwordQueue = 100 // who wait at once; further ones are told to come later
	passwordWait  = 10 * time.Second
)

// costs are above what OWASP asks at least (19 MiB, 2 passes): about 40 ms and
// 32 MiB for each one that runs.
var costs = argon2id.Params{Memory: 32 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// NewPasswords lets half of the processors work on passwords. The zero value
// of params means costs good for a server.
func NewPasswords(params argon2id.Params) *Passwords {
	if params == (argon2id.Params{}) {
		params = costs
	}
	return &Passwords{
		params: params,
		turns:  make(chan struct{}, max(1, runtime.NumCPU()/2)),
		queue:  make(chan struct{}, passwordQueue),
		dummy:  nobodysHash(params),
	}
}

// nobodysHash costs as much to compare with as a true one, and nothing to make.
func nobodysHash(p argon2id.Params) string {
	random := make([]byte, p.SaltLength+p.KeyLength)
	_, _ = rand.Read(random) // never fails since Go 1.24
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", p.Memory, p.Iterations, p.Parallelism,
		b64.EncodeToString(random[:p.SaltLength]), b64.EncodeToString(random[p.SaltLength:]))
}

// Hash makes what is stored of a password.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	hash, err := argon2id.CreateHash(password, &p.params)
	if err != nil {
		return "", fmt.Errorf("auth: hash: %w", err)
	}
	return hash, nil
}

// Match reports whether hash was made of password. With an empty hash, that of
// nobody, the answer is no after the same time.
func (p *Passwords) Match(ctx context.Context, password, hash string) (bool, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	if hash == "" || len(password) > 1024 {
		hash, password = p.dummy, "-"
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("auth: stored hash: %w", err)
	}
	return match, nil
}

// Current reports whether hash was made with the present costs.
func (p *Passwords) Current(hash string) bool {
	params, _, _, err := argon2id.DecodeHash(hash)
	return err == nil && params.Memory == p.params.Memory && params.Iterations == p.params.Iterations &&
		params.Parallelism == p.params.Parallelism
}

// turn waits for one of the turns; done gives it back.
func (p *Passwords) turn(ctx context.Context) (done func(), err error) {
	select {
	case p.queue <- struct{}{}:
	default:
		return nil, problem.Later(ErrSlowDown, passwordWait)
	}
	defer func() { <-p.queue }()
	ctx, cancel := context.WithTimeout(ctx, passwordWait)
	defer cancel()
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns }, nil
	case <-ctx.Done():
		return nil, problem.Later(ErrSlowDown, passwordWait)
	}
}
