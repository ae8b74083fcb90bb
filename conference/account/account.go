// Package account is the people of the server: accounts with their rights,
// sessions, and the settings of the server that an administrator changes while
// it runs. Pure rules and plain data; the store keeps them.
//
// The words: a login names an [Account] for ever and is what sources call the
// user ID; a [Right] is one of E1 to E10; a [Session] is one signed-in browser
// or program; [Settings] belong to the server as a whole.
//
// What bites: logins are compared after [FoldLogin] only. Whatever is typed by
// somebody goes through it first.
package account

import (
	"context"
	"time"

	"veche/conference"
	"veche/conference/access"
)

// Account is one person of this server.
type Account struct {
	Login    string    `json:"login"` // folded, see FoldLogin; never changes
	Name     string    `json:"name"`
	EMail    string    `json:"email,omitempty"`
	Avatar   string    `json:"avatar,omitempty"` // file name, see AvatarPath
	Language string    `json:"language,omitempty"`
	Zone     string    `json:"zone,omitempty"` // IANA name; empty: that of the server (ND3)
	Rights   Rights    `json:"rights"`
	Admin    bool      `json:"admin,omitempty"`
	Blocked  bool      `json:"blocked,omitempty"` // by an administrator, until taken back
	Groups   []GroupID `json:"groups,omitempty"`  // that it is in; at most [MostIn]
	// Participation is the permission to take part in conferences (D6).
	Participation access.Participation `json:"participation,omitzero"`
	PasswordHash  string               `json:"passwordHash,omitempty"` // as signaling/auth makes it; empty: nobody can sign in
	Created       time.Time            `json:"created"`
	Revision      int64                `json:"revision"` // grows by one with each stored change
}

// Active reports whether a may do anything at all.
func (a *Account) Active() bool { return !a.Blocked }

// AvatarPath is where the avatar is served, below the public URL; "" if there
// is none.
func (a *Account) AvatarPath() string {
	if a.Avatar == "" {
		return ""
	}
	return "/api/v1/avatars/" + a.Avatar
}

// Person is what a conference must know of a.
func (a *Account) Person() conference.Person {
	rights := make(map[string]bool, len(a.Rights))
	for _, r := range a.Rights {
		if r != Operator {
			rights[string(r)] = true
		}
	}
	return conference.Person{
		Login: a.Login, Name: a.Name, Avatar: a.AvatarPath(), EMail: a.EMail,
		Operator: a.Rights.Has(Operator), Admin: a.Admin, Rights: rights,
		Participation: a.Participation,
	}
}

// Repository keeps accounts. Logins are folded by the caller.
type Repository interface {
	// Account finds one; NotFound, code "user_unknown", if there is none.
	Account(ctx context.Context, login string) (Account, error)
	// Accounts lists, in the order of logins, those that q names.
	Accounts(ctx context.Context, q Query) (Page, error)
	// CreateAccount stores a new one with Revision 1 and returns it. A login
	// that is taken is a Conflict with Field "login". A group that does not
	// exist is Invalid, code "group_unknown".
	CreateAccount(ctx context.Context, a Account) (Account, error)
	// ChangeAccount stores a if the stored Revision is a.Revision, and returns
	// it with the next one; otherwise Conflict, code "changed_meanwhile".
	// The last active administrator cannot be blocked or demoted: Conflict,
	// code "last_administrator".
	ChangeAccount(ctx context.Context, a Account) (Account, error)
	// DeleteAccount removes one with its sessions; the last active
	// administrator stays, as in ChangeAccount.
	DeleteAccount(ctx context.Context, login string) error
}

// Query names a part of the accounts.
type Query struct {
	Text   string   // in login, name or e-mail, any letter case
	Active bool     // without blocked ones
	Is     Mark     // "": all
	Right  Right    // "": whatever rights
	Group  GroupID  // "": whatever groups
	Stands Standing // "": whatever permission to take part
	Logins []string // only these; nil: all
	Limit  int      // 1 to 500; 0 means 100
	Cursor string   // from Page.Next
}

// Mark is what sets some accounts apart.
type Mark string

const (
	MarkAdministrator Mark = "administrator" // also blocked ones
	MarkBlocked       Mark = "blocked"
)

// Page is one page of a list.
type Page struct {
	Accounts []Account
	Next     string // cursor; empty at the end
	Total    int    // in the whole list
}

// People finds accounts for conferences.
type People struct {
	Repository interface {
		Account(ctx context.Context, login string) (Account, error)
	}
}

var _ conference.People = People{}

// Person returns an account as conferences see it, NotFound if there is none
// or it is blocked.
func (p People) Person(ctx context.Context, login string) (conference.Person, error) {
	a, err := p.Repository.Account(ctx, FoldLogin(login))
	if err != nil {
		return conference.Person{}, err
	}
	if !a.Active() {
		return conference.Person{}, ErrUnknown
	}
	return a.Person(), nil
}
