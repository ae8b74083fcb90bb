package api

import (
	"context"

	"veche/conference/contact"
	"veche/signaling/auth"
)

// ContactGroup is a group of the address book.
type ContactGroup struct {
	ID     contact.GroupID `json:"id"`
	Source Source          `json:"source" enum:"own,server,person" doc:"Of person: a group of the people of this server"`
	Name   string          `json:"name"`
	Order  int             `json:"order" doc:"Groups are shown by it, then by name"`
}

func groupOf(g *contact.Group) ContactGroup {
	v := ContactGroup{ID: g.ID, Source: OwnContact, Name: g.Name, Order: g.Order}
	if g.Owner == "" {
		v.Source = ServerContact
	}
	return v
}

// groupsIn lists the groups of some books.
func (a *API) groupsIn(ctx context.Context, owners ...string) (*body[list[ContactGroup]], error) {
	page := list[ContactGroup]{Items: []ContactGroup{}}
	for _, owner := range owners {
		all, err := a.cfg.Contacts.Groups(ctx, owner)
		if err != nil {
			return nil, err
		}
		for i := range all {
			page.Items = append(page.Items, groupOf(&all[i]))
		}
	}
	page.Total = len(page.Items)
	return answer(page), nil
}

func (a *API) listGroups(ctx context.Context, who auth.Identity, _ *struct{}) (*body[list[ContactGroup]], error) {
	page, err := a.groupsIn(ctx, who.Account.Login, "")
	if err != nil {
		return nil, err
	}
	seen, err := a.seesPeople(ctx, who)
	if err != nil || !seen {
		return page, err
	}
	groups, err := a.peopleGroupsInBook(ctx)
	if err != nil {
		return nil, err
	}
	page.Body.Items = append(page.Body.Items, groups...)
	page.Body.Total = len(page.Body.Items)
	return page, nil
}

func (a *API) listServerGroups(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[list[ContactGroup]], error) {
	return a.groupsIn(ctx, "")
}

type createGroupRequest struct {
	Body struct {
		Name  string `json:"name" maxLength:"400"`
		Order int    `json:"order,omitempty"`
	}
}

func (a *API) createGroup(ctx context.Context, who auth.Identity, in *createGroupRequest) (*body[ContactGroup], error) {
	if !mayEditBook(who) {
		return nil, errMayNotEditBook
	}
	return a.addGroup(ctx, who.Account.Login, in)
}

func (a *API) createServerGroup(ctx context.Context, _ auth.Identity, in *createGroupRequest) (*body[ContactGroup], error) {
	return a.addGroup(ctx, "", in)
}

func (a *API) addGroup(ctx context.Context, owner string, in *createGroupRequest) (*body[ContactGroup], error) {
	g := contact.Group{Owner: owner, Name: in.Body.Name, Order: in.Body.Order}
	if err := g.Validate(); err != nil {
		return nil, err
	}
	g, err := a.cfg.Contacts.CreateGroup(ctx, g)
	if err != nil {
		return nil, err
	}
	return answer(groupOf(&g)), nil
}

// GroupPath names a group.
type GroupPath struct {
	ID contact.GroupID `path:"id" maxLength:"64"`
}

type changeGroupRequest struct {
	GroupPath
	Body struct {
		Name  *string `json:"name,omitempty" maxLength:"400"`
		Order *int    `json:"order,omitempty"`
	}
}

func (a *API) changeGroup(ctx context.Context, who auth.Identity, in *changeGroupRequest) (*body[ContactGroup], error) {
	if !mayEditBook(who) {
		return nil, errMayNotEditBook
	}
	return a.editGroup(ctx, who.Account.Login, in)
}

func (a *API) changeServerGroup(ctx context.Context, _ auth.Identity, in *changeGroupRequest) (*body[ContactGroup], error) {
	return a.editGroup(ctx, "", in)
}

func (a *API) editGroup(ctx context.Context, owner string, in *changeGroupRequest) (*body[ContactGroup], error) {
	all, err := a.cfg.Contacts.Groups(ctx, owner)
	if err != nil {
		return nil, err
	}
	for _, g := range all {
		if g.ID != in.ID {
			continue
		}
		set(&g.Name, in.Body.Name)
		set(&g.Order, in.Body.Order)
		if err := g.Validate(); err != nil {
			return nil, err
		}
		if g, err = a.cfg.Contacts.ChangeGroup(ctx, g); err != nil {
			return nil, err
		}
		return answer(groupOf(&g)), nil
	}
	return nil, contact.ErrGroupUnknown
}

func (a *API) deleteGroup(ctx context.Context, who auth.Identity, in *GroupPath) (*struct{}, error) {
	if !mayEditBook(who) {
		return nil, errMayNotEditBook
	}
	return nil, a.cfg.Contacts.DeleteGroup(ctx, who.Account.Login, in.ID)
}

func (a *API) deleteServerGroup(ctx context.Context, _ auth.Identity, in *GroupPath) (*struct{}, error) {
	return nil, a.cfg.Contacts.DeleteGroup(ctx, "", in.ID)
}
