package api

import (
	"context"
	"errors"
	"slices"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/contact"
	"veche/signaling/auth"
)

// peopleGroups are the groups of the people of this server (B3, D13): administrators
// make them, and everybody who sees the people finds them by their groups.
func (a *API) peopleGroups() {
	route(a, op{"GET", "/people-groups", "Groups of the people of this server", administrator, 0}, a.listPeopleGroups)
	route(a, op{"POST", "/people-groups", "Add a group of people", administrator, 201}, a.createPeopleGroup)
	route(a, op{"PATCH", "/people-groups/{id}", "Rename a group of people", administrator, 0}, a.changePeopleGroup)
	route(a, op{"DELETE", "/people-groups/{id}", "Remove a group of people; its people stay", administrator, 0}, a.deletePeopleGroup)
	route(a, op{"PATCH", "/users", "Change groups and rights of several people", administrator, 0}, a.changeUsers)
}

func (a *API) listPeopleGroups(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[list[account.PeopleGroup]], error) {
	all, err := a.cfg.PeopleGroups.PeopleGroups(ctx)
	return answer(list[account.PeopleGroup]{Items: all, Total: len(all)}), err
}

type createPeopleGroupRequest struct {
	Body struct {
		Name string `json:"name" maxLength:"400"`
	}
}

func (a *API) createPeopleGroup(ctx context.Context, _ auth.Identity, in *createPeopleGroupRequest) (*body[account.PeopleGroup], error) {
	g := account.PeopleGroup{Name: in.Body.Name}
	if err := g.Validate(); err != nil {
		return nil, err
	}
	g, err := a.cfg.PeopleGroups.CreatePeopleGroup(ctx, g)
	if err != nil {
		return nil, err
	}
	return answer(g), nil
}

// PeopleGroupPath names a group of people.
type PeopleGroupPath struct {
	ID account.GroupID `path:"id" maxLength:"64"`
}

type changePeopleGroupRequest struct {
	PeopleGroupPath
	Body struct {
		Name string `json:"name" maxLength:"400"`
	}
}

func (a *API) changePeopleGroup(ctx context.Context, _ auth.Identity, in *changePeopleGroupRequest) (*body[account.PeopleGroup], error) {
	g := account.PeopleGroup{ID: in.ID, Name: in.Body.Name}
	if err := g.Validate(); err != nil {
		return nil, err
	}
	g, err := a.cfg.PeopleGroups.ChangePeopleGroup(ctx, g)
	if err != nil {
		return nil, err
	}
	return answer(g), nil
}

func (a *API) deletePeopleGroup(ctx context.Context, _ auth.Identity, in *PeopleGroupPath) (*struct{}, error) {
	return nil, a.cfg.PeopleGroups.DeletePeopleGroup(ctx, in.ID)
}

// peopleGroupsInBook are the groups of people as groups of the address book.
func (a *API) peopleGroupsInBook(ctx context.Context) ([]ContactGroup, error) {
	all, err := a.cfg.PeopleGroups.PeopleGroups(ctx)
	groups := make([]ContactGroup, 0, len(all))
	for _, g := range all {
		groups = append(groups, ContactGroup{ID: contact.GroupID(g.ID), Source: PersonContact, Name: g.Name})
	}
	return groups, err
}

// inBook are the groups of a person as those of a contact.
func inBook(groups []account.GroupID) []contact.GroupID {
	all := make([]contact.GroupID, 0, len(groups))
	for _, g := range groups {
		all = append(all, contact.GroupID(g))
	}
	return all
}

type changeUsersRequest struct {
	Body struct {
		Logins     []string          `json:"logins" minItems:"1" maxItems:"500" nullable:"false"`
		Join       []account.GroupID `json:"join,omitempty" maxItems:"20" doc:"Groups that they are put into"`
		Leave      []account.GroupID `json:"leave,omitempty" maxItems:"500" doc:"Groups that they are taken out of"`
		GiveRights []account.Right   `json:"giveRights,omitempty" maxItems:"20"`
		TakeRights []account.Right   `json:"takeRights,omitempty" maxItems:"20"`
	}
}

// changedUsers is whom it was done to, and whom not.
type changedUsers struct {
	Changed int      `json:"changed"`
	Unknown []string `json:"unknown" nullable:"false" doc:"Exist no more"`
	Full    []string `json:"full" nullable:"false" doc:"Would be in too many groups; they are as they were"`
}

// changeUsers refuses what nobody can be given before anybody is changed.
func (a *API) changeUsers(ctx context.Context, _ auth.Identity, in *changeUsersRequest) (*body[changedUsers], error) {
	given := &in.Body
	if _, err := account.NewRights(slices.Concat(given.GiveRights, given.TakeRights)); err != nil {
		return nil, err
	}
	done := changedUsers{Unknown: []string{}, Full: []string{}}
	for _, login := range given.Logins {
		_, err := a.alterUser(ctx, account.FoldLogin(login), 0, func(acc *account.Account) {
			acc.Leave(given.Leave...)
			acc.Join(given.Join...)
			acc.Rights = slices.Concat(acc.Rights, given.GiveRights)
			acc.Rights = slices.DeleteFunc(acc.Rights, func(r account.Right) bool { return slices.Contains(given.TakeRights, r) })
		})
		switch {
		case conference.KindOf(err) == conference.NotFound:
			done.Unknown = append(done.Unknown, cut(login, 64))
		case errors.Is(err, account.ErrInTooManyGroups):
			done.Full = append(done.Full, cut(login, 64))
		case err != nil:
			return nil, err
		default:
			done.Changed++
		}
	}
	return answer(done), nil
}
