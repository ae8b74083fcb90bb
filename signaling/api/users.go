package api

import (
	"context"
	"crypto/rand"
	"slices"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/account"
	"veche/signaling/auth"
)

// users is what administrators do with accounts.
func (a *API) users() {
	route(a, op{"GET", "/users", "List or find accounts", administrator, 0}, a.listUsers)
	route(a, op{"POST", "/users", "Make an account", administrator, 201}, a.createUser)
	route(a, op{"GET", "/users/{login}", "Look at an account", administrator, 0}, a.user)
	route(a, op{"PATCH", "/users/{login}", "Change an account", administrator, 0}, a.changeUser)
	route(a, op{"DELETE", "/users/{login}", "Remove an account; its conferences pass to who removes it", administrator, 0}, a.deleteUser)
	route(a, op{"PUT", "/users/{login}/password", "Give another password and sign out everywhere", administrator, 0}, a.setUserPassword)
	route(a, op{"POST", "/users/{login}/unlock", "End the lock-out after wrong passwords", administrator, 204}, a.unlockUser)
	route(a, op{"PUT", "/users/participation", "Give several people the same permission to take part in conferences", administrator, 0}, a.permitUsers)
	route(a, op{"DELETE", "/users/{login}/sessions", "Sign somebody out everywhere, and revoke the keys", administrator, 0}, a.signOutUser)
}

type listUsersRequest struct {
	Paging
	Text   string           `query:"q" maxLength:"200" doc:"In login, name or e-mail address"`
	Is     account.Mark     `query:"is" enum:"administrator,blocked,locked" doc:"Blocked: by an administrator; locked: out, after wrong passwords"`
	Right  account.Right    `query:"right" enum:"address_book,call,create_conference,share_desktop,remote_control,show_presentation,send_files,receive_files,record_client,operator" doc:"Whoever has this right: operator finds the operators (E10)"`
	Group  account.GroupID  `query:"group" maxLength:"64" doc:"Who is in this group, see /people-groups"`
	Stands account.Standing `query:"participation" enum:"permanent,until,over,none" doc:"By the permission to take part; over: it was temporary"`
}

// markLocked is known to the lock-out, not to the store.
const markLocked account.Mark = "locked"

func (a *API) listUsers(ctx context.Context, _ auth.Identity, in *listUsersRequest) (*body[list[User]], error) {
	q := account.Query{Text: in.Text, Is: in.Is, Right: in.Right, Group: in.Group, Stands: in.Stands, Limit: in.Limit, Cursor: in.Cursor}
	if in.Is == markLocked {
		q.Is, q.Logins = "", a.cfg.Auth.LockedOut()
	}
	found, err := a.cfg.Accounts.Accounts(ctx, q)
	if err != nil {
		return nil, err
	}
	page := list[User]{Items: []User{}, Next: found.Next, Total: found.Total}
	for i := range found.Accounts {
		page.Items = append(page.Items, a.userOf(&found.Accounts[i]))
	}
	return answer(page), nil
}

type createUserRequest struct {
	Body struct {
		Login    string           `json:"login" maxLength:"256"`
		Name     string           `json:"name,omitempty" doc:"Left out: the login"`
		EMail    string           `json:"email,omitempty"`
		Language string           `json:"language,omitempty"`
		Password string           `json:"password,omitempty" maxLength:"1024" doc:"Left out: one is made"`
		Admin    bool             `json:"admin,omitempty"`
		Rights   *[]account.Right `json:"rights,omitempty" doc:"Left out: all but operator and remote_control"`

		Groups        []account.GroupID     `json:"groups,omitempty" maxItems:"20" doc:"See /people-groups"`
		Participation *access.Participation `json:"participation,omitempty" doc:"Left out: as the settings say"`
	}
}

// userAndPassword tells a password that was made here, once.
type userAndPassword struct {
	User     User   `json:"user"`
	Password string `json:"password,omitempty" doc:"One that was made; it is told only now"`
}

func (a *API) createUser(ctx context.Context, _ auth.Identity, in *createUserRequest) (*body[userAndPassword], error) {
	given := &in.Body
	acc := account.Account{
		Login: account.FoldLogin(given.Login), Name: given.Name, EMail: given.EMail, Language: given.Language,
		Admin: given.Admin, Rights: account.DefaultRights(), Groups: given.Groups,
	}
	if given.Rights != nil {
		acc.Rights = *given.Rights
	}
	if acc.Name == "" {
		acc.Name = acc.Login
	}
	if err := a.permit(ctx, &acc, given.Participation); err != nil {
		return nil, err
	}
	if err := acc.Validate(); err != nil {
		return nil, err
	}
	password, made, err := passwordOr(given.Password)
	if err != nil {
		return nil, err
	}
	if acc.PasswordHash, err = a.cfg.Auth.Hash(ctx, password); err != nil {
		return nil, err
	}
	created, err := a.cfg.Accounts.CreateAccount(ctx, acc)
	if err != nil {
		return nil, err
	}
	return answer(userAndPassword{a.userOf(&created), made}), nil
}

// passwordOr is the password given, or one that is made.
func passwordOr(given string) (password, made string, err error) {
	if given == "" {
		made = newPassword()
		return made, made, nil
	}
	return given, "", account.CheckPassword(given)
}

// newPassword has 80 bits, in letters that nobody takes for others.
func newPassword() string {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789" // 32
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails since Go 1.24
	for i, b := range random {
		random[i] = letters[b%32]
	}
	return string(random[:4]) + "-" + string(random[4:8]) + "-" + string(random[8:12]) + "-" + string(random[12:])
}

// UserPath names an account.
type UserPath struct {
	Login string `path:"login" maxLength:"256"`
}

func (a *API) user(ctx context.Context, _ auth.Identity, in *UserPath) (*body[User], error) {
	acc, err := a.cfg.Accounts.Account(ctx, account.FoldLogin(in.Login))
	if err != nil {
		return nil, err
	}
	return answer(a.userOf(&acc)), nil
}

type changeUserRequest struct {
	UserPath
	Body struct {
		Revision int64            `json:"revision,omitempty" doc:"The change is refused if the account has another one meanwhile; left out: whatever it is"`
		Name     *string          `json:"name,omitempty"`
		EMail    *string          `json:"email,omitempty"`
		Language *string          `json:"language,omitempty"`
		Admin    *bool            `json:"admin,omitempty"`
		Blocked  *bool            `json:"blocked,omitempty" doc:"A blocked account is signed out everywhere"`
		Rights   *[]account.Right `json:"rights,omitempty"`

		Groups        *[]account.GroupID    `json:"groups,omitempty" maxItems:"20" doc:"All that the person is in, see /people-groups"`
		Participation *access.Participation `json:"participation,omitempty"`
	}
}

func (a *API) changeUser(ctx context.Context, _ auth.Identity, in *changeUserRequest) (*body[User], error) {
	given := &in.Body
	changed, err := a.alterUser(ctx, account.FoldLogin(in.Login), given.Revision, func(acc *account.Account) {
		set(&acc.Name, given.Name)
		set(&acc.EMail, given.EMail)
		set(&acc.Language, given.Language)
		set(&acc.Admin, given.Admin)
		set(&acc.Blocked, given.Blocked)
		set(&acc.Groups, given.Groups)
		set(&acc.Participation, given.Participation)
		if given.Rights != nil {
			acc.Rights = *given.Rights
		}
	})
	if err != nil {
		return nil, err
	}
	return answer(a.userOf(&changed)), nil
}

// alterUser stores what fn makes of an account, see changeAccount, and lets whoever is
// signed in feel it.
func (a *API) alterUser(ctx context.Context, login string, revision int64, fn func(*account.Account)) (account.Account, error) {
	var before account.Account
	changed, err := a.changeAccount(ctx, login, revision, func(acc *account.Account) error {
		before = *acc
		fn(acc)
		return nil
	})
	if err != nil {
		return changed, err
	}
	a.telephonyChanged()
	switch {
	case changed.Blocked:
		err = a.cfg.Auth.EndAll(ctx, changed.Login)
	case changed.Admin != before.Admin || !slices.Equal(changed.Rights, before.Rights):
		a.cfg.Auth.Reopen(changed.Login)
	}
	return changed, err
}

var errOwnAccount = conference.Refuse(conference.Conflict, "own_account", "You cannot remove your own account.")

// deleteUser passes the conferences on first: one without an owner could be
// managed by nobody, and would belong to the next one of that name.
func (a *API) deleteUser(ctx context.Context, who auth.Identity, in *UserPath) (*struct{}, error) {
	login := account.FoldLogin(in.Login)
	if login == who.Account.Login {
		return nil, errOwnAccount
	}
	acc, err := a.cfg.Accounts.Account(ctx, login)
	if err != nil {
		return nil, err
	}
	if err := a.passOn(ctx, login, who.Account.Login); err != nil {
		return nil, err
	}
	if err := a.cfg.Accounts.DeleteAccount(ctx, login); err != nil {
		return nil, err
	}
	a.telephonyChanged()
	if err := a.cfg.Auth.EndSessions(ctx, login, ""); err != nil {
		return nil, err
	}
	if acc.Avatar != "" {
		return nil, a.cfg.Avatars.DeleteAvatar(ctx, acc.Avatar)
	}
	return nil, nil
}

// passOn gives the conferences of one owner to another, and takes the former
// off the lists of those invited.
func (a *API) passOn(ctx context.Context, from, to string) error {
	for {
		page, err := a.cfg.Directory.Definitions(ctx, conference.Query{Login: from, Limit: 500})
		if err != nil || len(page.Definitions) == 0 {
			return err
		}
		for i := range page.Definitions { // each leaves the list of from
			if d := &page.Definitions[i]; d.Personal && d.Owner == from { // it goes with the account (ND5)
				if err := a.removeConference(ctx, d.ID); err != nil && conference.KindOf(err) != conference.NotFound {
					return err
				}
				continue
			}
			_, err := a.cfg.Directory.Change(ctx, string(page.Definitions[i].ID), 0, func(d *conference.Definition) error {
				if d.Owner == from {
					d.Owner = to
				}
				kept := []conference.Invited{}
				for _, i := range d.Invited {
					if i.Login != from {
						kept = append(kept, i)
					}
				}
				d.Invited = kept
				return nil
			})
			if err != nil && conference.KindOf(err) != conference.NotFound {
				return err
			}
		}
	}
}

type setPasswordRequest struct {
	UserPath
	Body struct {
		Password string `json:"password,omitempty" maxLength:"1024" doc:"Left out: one is made"`
	}
}

func (a *API) setUserPassword(ctx context.Context, _ auth.Identity, in *setPasswordRequest) (*body[userAndPassword], error) {
	password, made, err := passwordOr(in.Body.Password)
	if err != nil {
		return nil, err
	}
	login := account.FoldLogin(in.Login)
	if err := a.cfg.Auth.SetPassword(ctx, login, password); err != nil {
		return nil, err
	}
	acc, err := a.cfg.Accounts.Account(ctx, login)
	if err != nil {
		return nil, err
	}
	return answer(userAndPassword{a.userOf(&acc), made}), nil
}

// unlockUser works for logins that do not exist, too: they are locked out like
// others (P3).
func (a *API) unlockUser(_ context.Context, _ auth.Identity, in *UserPath) (*struct{}, error) {
	a.cfg.Auth.Forgive(in.Login)
	return nil, nil
}

func (a *API) signOutUser(ctx context.Context, _ auth.Identity, in *UserPath) (*struct{}, error) {
	login := account.FoldLogin(in.Login)
	if _, err := a.cfg.Accounts.Account(ctx, login); err != nil {
		return nil, err
	}
	return nil, a.cfg.Auth.EndAll(ctx, login)
}
