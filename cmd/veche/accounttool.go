package main

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"veche/conference"
	"veche/conference/account"
	"veche/signaling/auth"
)

// accountTool does what `veche user` can do, in the server or, when none runs,
// on the opened store.
type accountTool struct {
	accounts account.Repository
	auth     *auth.Auth
}

// newAccount is what `veche user add` says of somebody.
type newAccount struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	EMail    string `json:"email"`
	Password string `json:"password"`
	Admin    bool   `json:"admin"`
	Operator bool   `json:"operator"`
}

// accountLine is one line of `veche user list`.
type accountLine struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	EMail    string `json:"email"`
	Admin    bool   `json:"admin"`
	Operator bool   `json:"operator"`
	Blocked  bool   `json:"blocked"`
}

func (t accountTool) add(ctx context.Context, n newAccount) error {
	login := account.FoldLogin(n.Login)
	if err := account.CheckLogin(login); err != nil {
		return err
	}
	if err := account.CheckPassword(n.Password); err != nil {
		return err
	}
	hash, err := t.auth.Hash(ctx, n.Password)
	if err != nil {
		return err
	}
	rights := account.DefaultRights()
	if n.Operator {
		if rights, err = account.NewRights(append(rights, account.Operator)); err != nil {
			return err
		}
	}
	a := account.Account{
		Login: login, Name: n.Name, EMail: n.EMail, Rights: rights, Admin: n.Admin,
		PasswordHash: hash, Created: time.Now().UTC(),
	}
	if a.Name == "" {
		a.Name = login
	}
	if err := a.Validate(); err != nil {
		return err
	}
	_, err = t.accounts.CreateAccount(ctx, a)
	return err
}

func (t accountTool) list(ctx context.Context) ([]accountLine, error) {
	lines := []accountLine{}
	for q := (account.Query{Limit: 500}); ; {
		page, err := t.accounts.Accounts(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, a := range page.Accounts {
			lines = append(lines, accountLine{
				Login: a.Login, Name: a.Name, EMail: a.EMail, Admin: a.Admin,
				Operator: a.Rights.Has(account.Operator), Blocked: a.Blocked,
			})
		}
		if page.Next == "" {
			return lines, nil
		}
		q.Cursor = page.Next
	}
}

// setPassword changes a password from outside and signs the person out
// everywhere: whoever had the old one is not wanted any more.
func (t accountTool) setPassword(ctx context.Context, login, password string) error {
	return t.auth.SetPassword(ctx, account.FoldLogin(login), password)
}

// unlock lets somebody sign in again: the lock-out ends, and a block by an
// administrator too.
func (t accountTool) unlock(ctx context.Context, login string) error {
	login = account.FoldLogin(login)
	for {
		a, err := t.accounts.Account(ctx, login)
		if err != nil {
			return err
		}
		if a.Blocked {
			a.Blocked = false
			_, err = t.accounts.ChangeAccount(ctx, a)
		}
		if !errors.Is(err, account.ErrChangedMeanwhile) {
			t.auth.Forgive(login)
			return err
		}
	}
}

// firstAdministrator makes the account "admin" on a server without accounts.
// It returns the password if it was made up here, to be shown once.
func (t accountTool) firstAdministrator(ctx context.Context, password string) (madeUp string, err error) {
	page, err := t.accounts.Accounts(ctx, account.Query{Limit: 1})
	if err != nil || page.Total > 0 {
		return "", err
	}
	if password == "" {
		password = randomPassword()
		madeUp = password
	}
	err = t.add(ctx, newAccount{Login: firstLogin, Name: "Administrator", Password: password, Admin: true})
	if e, ok := errors.AsType[*conference.Error](err); ok && e.Field == "password" {
		return "", errors.New("VECHE_ADMIN_PASSWORD: " + e.Detail)
	}
	return madeUp, err
}

// randomPassword is one of 75 bits, without letters that look alike.
func randomPassword() string {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789" // 32
	var random [15]byte
	_, _ = rand.Read(random[:]) // never fails, see crypto/rand
	var b strings.Builder
	for i, r := range random {
		if i > 0 && i%5 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[r%32])
	}
	return b.String()
}
