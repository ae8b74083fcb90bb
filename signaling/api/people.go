package api

import (
	"context"

	"veche/conference"
	"veche/conference/account"
	"veche/signaling/auth"
)

// PersonView is what everybody who is signed in may know of others.
type PersonView struct {
	Login  string `json:"login"`
	Name   string `json:"name"`
	Avatar string `json:"avatar" doc:"Path below the public address; empty: none"`
	Online bool   `json:"online" doc:"Has a page open that rings"`
}

func (a *API) people() {
	route(a, op{"GET", "/people", "Find people of this server to invite", signedIn, 0}, a.findPeople)
}

type findPeopleRequest struct {
	Paging
	Text string `query:"q" maxLength:"200" doc:"In login, name or e-mail address"`
}

func (a *API) findPeople(ctx context.Context, who auth.Identity, in *findPeopleRequest) (*body[list[PersonView]], error) {
	found, err := a.peopleFound(ctx, who, in)
	if err != nil {
		return nil, err
	}
	page := list[PersonView]{Items: []PersonView{}, Next: found.Next, Total: found.Total}
	for i := range found.Accounts {
		acc := &found.Accounts[i]
		page.Items = append(page.Items, PersonView{
			Login: acc.Login, Name: acc.Name, Avatar: acc.AvatarPath(), Online: a.cfg.Directory.Reachable(acc.Login),
		})
	}
	return answer(page), nil
}

// peopleFound are those whom who may find: where people are not listed, only those
// whose login is known.
func (a *API) peopleFound(ctx context.Context, who auth.Identity, in *findPeopleRequest) (account.Page, error) {
	settings, err := a.cfg.Settings.Settings(ctx)
	if err != nil {
		return account.Page{}, err
	}
	if settings.People.ListAll || who.Account.Admin {
		return a.cfg.Accounts.Accounts(ctx, account.Query{Text: in.Text, Active: true, Limit: in.Limit, Cursor: in.Cursor})
	}
	acc, err := a.cfg.Accounts.Account(ctx, account.FoldLogin(in.Text))
	switch {
	case conference.KindOf(err) == conference.NotFound || err == nil && !acc.Active():
		return account.Page{}, nil
	case err != nil:
		return account.Page{}, err
	}
	return account.Page{Accounts: []account.Account{acc}, Total: 1}, nil
}
