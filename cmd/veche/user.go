package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"veche/signaling/auth"
	"veche/store"
)

// user is `veche user`.
func user(ctx context.Context, c *call) error {
	const words = "add, list, passwd or unlock"
	if len(c.args) == 0 {
		return wrongUse("user: what shall be done is missing: %s", words)
	}
	word := c.args[0]
	about := map[string]command{
		"add":    {"user add", "LOGIN", "add an account; its password is $VECHE_PASSWORD, or made up and shown", addUser},
		"list":   {"user list", "", "list the accounts", listUsers},
		"passwd": {"user passwd", "LOGIN", "set the password to $VECHE_PASSWORD, or make one up and show it; signs out everywhere", setPassword},
		"unlock": {"user unlock", "LOGIN", "let a blocked person sign in again", unlockUser},
	}
	if word == "-h" || word == "-help" || word == "--help" {
		fmt.Fprintln(c.stdout, "Usage: veche user …")
		for _, name := range []string{"add", "list", "passwd", "unlock"} {
			fmt.Fprintf(c.stdout, "  %-14s %s\n", name+" "+about[name].arguments, about[name].about)
		}
		return nil
	}
	sub, ok := about[word]
	if !ok {
		return wrongUse("user: %q is not %s", word, words)
	}
	return sub.run(ctx, newCall(sub.name, sub.arguments, sub.about, c.args[1:], c.getenv, c.stdout, c.stderr))
}

func addUser(ctx context.Context, c *call) error {
	var n newAccount
	c.flags.StringVar(&n.Name, "name", "", "`name` people see; the login if empty")
	c.flags.StringVar(&n.EMail, "email", "", "e-mail `address`")
	c.flags.BoolVar(&n.Admin, "admin", false, "make an administrator")
	c.flags.BoolVar(&n.Operator, "operator", false, "give the right to enter and moderate every conference")
	config, args, err := c.configured("LOGIN")
	if err != nil {
		return err
	}
	n.Login, n.Password = args[0], c.getenv("VECHE_PASSWORD")
	madeUp := n.Password == ""
	if madeUp {
		n.Password = randomPassword()
	}
	err = withAccounts(ctx, dataFolder(config.Data), func(a accountCommands) error { return a.add(ctx, n) })
	if err == nil && madeUp {
		fmt.Fprintln(c.stdout, "password:", n.Password)
	}
	return err
}

func listUsers(ctx context.Context, c *call) error {
	config, _, err := c.configured()
	if err != nil {
		return err
	}
	return withAccounts(ctx, dataFolder(config.Data), func(a accountCommands) error {
		lines, err := a.list(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "LOGIN\tNAME\tE-MAIL\tIS")
		for _, l := range lines {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", l.Login, l.Name, l.EMail, l.is())
		}
		return w.Flush()
	})
}

// is says in words what somebody is beside a person.
func (l accountLine) is() string {
	var words []string
	if l.Admin {
		words = append(words, "administrator")
	}
	if l.Operator {
		words = append(words, "operator")
	}
	if l.Blocked {
		words = append(words, "blocked")
	}
	return strings.Join(words, ", ")
}

func setPassword(ctx context.Context, c *call) error {
	config, args, err := c.configured("LOGIN")
	if err != nil {
		return err
	}
	password := c.getenv("VECHE_PASSWORD")
	madeUp := password == ""
	if madeUp {
		password = randomPassword()
	}
	err = withAccounts(ctx, dataFolder(config.Data), func(a accountCommands) error { return a.setPassword(ctx, args[0], password) })
	if err == nil && madeUp {
		fmt.Fprintln(c.stdout, "password:", password)
	}
	return err
}

func unlockUser(ctx context.Context, c *call) error {
	config, args, err := c.configured("LOGIN")
	if err != nil {
		return err
	}
	return withAccounts(ctx, dataFolder(config.Data), func(a accountCommands) error { return a.unlock(ctx, args[0]) })
}

// accountCommands is what the commands above need: the running server or, when
// there is none, the store itself.
type accountCommands interface {
	add(ctx context.Context, n newAccount) error
	list(ctx context.Context) ([]accountLine, error)
	setPassword(ctx context.Context, login, password string) error
	unlock(ctx context.Context, login string) error
}

var (
	_ accountCommands = accountTool{}
	_ accountCommands = remoteAccounts{}
)

// withAccounts runs fn on the running server, or on the store, opened for it.
func withAccounts(ctx context.Context, data dataFolder, fn func(accountCommands) error) error {
	if _, err := askSocket(ctx, data, http.MethodGet, "/version", nil); !errors.Is(err, errNoServer) {
		if err != nil {
			return err
		}
		return fn(remoteAccounts{data})
	}
	return withStore(data, func(s *store.Store) error {
		who, err := auth.New(auth.Config{Accounts: s, Sessions: s, Settings: s})
		if err != nil {
			return err
		}
		return fn(accountTool{s, who})
	})
}

// withStore runs fn on the opened store when no server runs.
func withStore(data dataFolder, fn func(*store.Store) error) (err error) {
	s, err := store.Open(string(data), store.Options{LockTimeout: 5 * time.Second})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return fn(s)
}

// remoteAccounts asks the running server.
type remoteAccounts struct{ data dataFolder }

func (r remoteAccounts) add(ctx context.Context, n newAccount) error {
	_, err := askSocket(ctx, r.data, http.MethodPost, "/users", n)
	return err
}

func (r remoteAccounts) list(ctx context.Context) (lines []accountLine, err error) {
	content, err := askSocket(ctx, r.data, http.MethodGet, "/users", nil)
	if err != nil {
		return nil, err
	}
	return lines, json.Unmarshal(content, &lines)
}

func (r remoteAccounts) setPassword(ctx context.Context, login, password string) error {
	_, err := askSocket(ctx, r.data, http.MethodPut, "/users/"+url.PathEscape(login)+"/password", password)
	return err
}

func (r remoteAccounts) unlock(ctx context.Context, login string) error {
	_, err := askSocket(ctx, r.data, http.MethodPost, "/users/"+url.PathEscape(login)+"/unlock", nil)
	return err
}
