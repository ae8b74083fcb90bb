package api

import (
	"cmp"
	"context"
	"strings"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/camera/book"
	"veche/conference/contact"
	"veche/conference/dial"
	"veche/signaling/auth"
)

// contacts are the address books (D13, E1): everybody reads the own and the server's,
// and writes the own with the right to; administrators write the server's.
func (a *API) addressBook() {
	route(a, op{"GET", "/contacts", "The address book: own contacts, the server's, its people and its cameras, in this order", signedIn, 0}, a.listContacts)
	route(a, op{"GET", "/contacts/{id}", "Look at a contact", signedIn, 0}, a.contact)
	route(a, op{"POST", "/contacts", "Add an own contact", signedIn, 201}, a.createContact)
	route(a, op{"PATCH", "/contacts/{id}", "Change an own contact", signedIn, 0}, a.changeContact)
	route(a, op{"DELETE", "/contacts/{id}", "Remove an own contact", signedIn, 0}, a.deleteContact)
	route(a, op{"GET", "/contact-groups", "Groups of the address book: the own, the server's, and those of its people", signedIn, 0}, a.listGroups)
	route(a, op{"POST", "/contact-groups", "Add an own group", signedIn, 201}, a.createGroup)
	route(a, op{"PATCH", "/contact-groups/{id}", "Rename or move an own group", signedIn, 0}, a.changeGroup)
	route(a, op{"DELETE", "/contact-groups/{id}", "Remove an own group; its contacts stay", signedIn, 0}, a.deleteGroup)

	route(a, op{"GET", "/admin/contacts", "Contacts of the server's book", administrator, 0}, a.listServerContacts)
	route(a, op{"POST", "/admin/contacts", "Add a contact to the server's book", administrator, 201}, a.createServerContact)
	route(a, op{"PATCH", "/admin/contacts/{id}", "Change a contact of the server's book", administrator, 0}, a.changeServerContact)
	route(a, op{"DELETE", "/admin/contacts/{id}", "Remove a contact from the server's book", administrator, 0}, a.deleteServerContact)
	route(a, op{"GET", "/admin/contact-groups", "Groups of the server's book", administrator, 0}, a.listServerGroups)
	route(a, op{"POST", "/admin/contact-groups", "Add a group to the server's book", administrator, 201}, a.createServerGroup)
	route(a, op{"PATCH", "/admin/contact-groups/{id}", "Rename or move a group of the server's book", administrator, 0}, a.changeServerGroup)
	route(a, op{"DELETE", "/admin/contact-groups/{id}", "Remove a group of the server's book; its contacts stay", administrator, 0}, a.deleteServerGroup)
}

// Source is the part of the address book that a contact stands in.
type Source string

// Sources in the order in which they are listed.
const (
	OwnContact    Source = "own"
	ServerContact Source = "server"
	PersonContact Source = "person" // an account of this server
	CameraContact Source = "camera" // of the book of cameras
)

// ContactView is an entry of the address book as people see it: without what is secret.
type ContactView struct {
	ID       string            `json:"id" doc:"Opaque; for calls, too"`
	Source   Source            `json:"source" enum:"own,server,person,camera"`
	Name     string            `json:"name"`
	Kind     string            `json:"kind" enum:"user,email,federated,conference,conference_elsewhere,sip,tel,h323,rtsp" doc:"How the contact is reached"`
	Login    string            `json:"login" doc:"Of kind user"`
	Dial     string            `json:"dial" doc:"Of all other kinds but email; with … for what is secret, given back unchanged it stays"`
	EMail    string            `json:"email" doc:"Of kind email"`
	Note     string            `json:"note"`
	Groups   []contact.GroupID `json:"groups" nullable:"false"`
	Avatar   string            `json:"avatar" doc:"Of a person of this server: path below the public address; empty: none"`
	State    string            `json:"state,omitempty" enum:"offline,online,busy" doc:"Of a person of this server: whether a call would ring"`
	Editable bool              `json:"editable" doc:"By you, here"`
	Revision int64             `json:"revision"`
}

// contactOf is c as it is shown.
func (a *API) contactOf(ctx context.Context, c *contact.Contact, editable bool) ContactView {
	v := ContactView{
		ID: string(c.ID), Source: OwnContact, Name: c.Name, Login: c.Login, Dial: c.Shown(), EMail: c.EMail, Note: c.Note,
		Groups: c.Groups, Editable: editable, Revision: c.Revision,
	}
	if c.Owner == "" {
		v.Source = ServerContact
	}
	t, dialled := c.Target()
	switch {
	case dialled:
		v.Kind = string(t.Kind)
	case c.Login == "":
		v.Kind = "email"
	default:
		v.Kind = string(dial.User)
		v.State = a.stateOf(c.Login)
		if acc, err := a.cfg.Accounts.Account(ctx, c.Login); err == nil {
			v.Avatar = acc.AvatarPath()
		}
	}
	return v
}

// stateOf is what others may know of where a person is: whether he can be called.
func (a *API) stateOf(login string) string { return string(a.cfg.Directory.PresenceOf(login)) }

// section is one source of the list.
type section struct {
	source Source
	page   func(ctx context.Context, in *listContactsRequest, limit int, cursor string) (list[ContactView], error)
}

type listContactsRequest struct {
	Paging
	Text   string          `query:"q" maxLength:"200" doc:"In name, login, dial string, e-mail address or note"`
	Group  contact.GroupID `query:"group" maxLength:"64"`
	Source Source          `query:"source" enum:"own,server,person,camera" doc:"Left out: all"`
}

// listContacts goes through the sections one after the other: the cursor names the
// section beside the place in it.
func (a *API) listContacts(ctx context.Context, who auth.Identity, in *listContactsRequest) (*body[list[ContactView]], error) {
	sections, err := a.sections(ctx, who, in)
	if err != nil {
		return nil, err
	}
	page := list[ContactView]{Items: []ContactView{}}
	at, cursor, _ := strings.Cut(in.Cursor, ".")
	limit := in.Limit
	if limit == 0 {
		limit = 100
	}
	for _, s := range sections {
		begun := at == "" || at == string(s.source)
		room := limit - len(page.Items)
		asked := max(room, 1) // for the total
		part, err := s.page(ctx, in, asked, choose(begun, cursor, ""))
		if err != nil {
			return nil, err
		}
		page.Total += part.Total
		if !begun || page.Next != "" {
			continue
		}
		at, cursor = "", ""
		if room <= 0 {
			if part.Total > 0 {
				page.Next = string(s.source) + "."
			}
			continue
		}
		page.Items = append(page.Items, part.Items...)
		if part.Next != "" {
			page.Next = string(s.source) + "." + part.Next
		}
	}
	return answer(page), nil
}

func choose[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// sections are those that who may see and in asks for.
func (a *API) sections(ctx context.Context, who auth.Identity, in *listContactsRequest) ([]section, error) {
	seen, err := a.seesPeople(ctx, who)
	if err != nil {
		return nil, err
	}
	p := who.Account.Person()
	var all []section
	for _, s := range []struct {
		section
		seen bool
	}{
		{section{OwnContact, a.bookSection(who.Account.Login, mayEditBook(who))}, true},
		{section{ServerContact, a.bookSection("", false)}, true},
		{section{PersonContact, a.peopleSection(who.Account.Login)}, seen},
		{section{CameraContact, a.cameraSection}, in.Group == "" && p.MayCall()},
	} {
		if s.seen && (in.Source == "" || in.Source == s.source) {
			all = append(all, s.section)
		}
	}
	return all, nil
}

// seesPeople reports whether who finds all people of the server.
func (a *API) seesPeople(ctx context.Context, who auth.Identity) (bool, error) {
	settings, err := a.cfg.Settings.Settings(ctx)
	return settings.People.ListAll || who.Account.Admin, err
}

// bookSection lists the book of owner.
func (a *API) bookSection(owner string, editable bool) func(context.Context, *listContactsRequest, int, string) (list[ContactView], error) {
	return func(ctx context.Context, in *listContactsRequest, limit int, cursor string) (list[ContactView], error) {
		found, err := a.cfg.Contacts.Contacts(ctx, contact.Query{Owner: owner, Text: in.Text, Group: in.Group, Limit: limit, Cursor: cursor})
		page := list[ContactView]{Next: found.Next, Total: found.Total}
		for i := range found.Contacts {
			page.Items = append(page.Items, a.contactOf(ctx, &found.Contacts[i], editable))
		}
		return page, err
	}
}

// peopleSection lists the accounts of the server.
func (a *API) peopleSection(me string) func(context.Context, *listContactsRequest, int, string) (list[ContactView], error) {
	return func(ctx context.Context, in *listContactsRequest, limit int, cursor string) (list[ContactView], error) {
		found, err := a.cfg.Accounts.Accounts(ctx, account.Query{
			Text: in.Text, Active: true, Group: account.GroupID(in.Group), Limit: limit, Cursor: cursor,
		})
		page := list[ContactView]{Next: found.Next, Total: found.Total}
		for i := range found.Accounts {
			page.Items = append(page.Items, a.personContact(&found.Accounts[i]))
		}
		return page, err
	}
}

func (a *API) personContact(acc *account.Account) ContactView {
	return ContactView{
		ID: contact.PersonPrefix + acc.Login, Source: PersonContact, Name: acc.Name, Kind: string(dial.User), Login: acc.Login,
		Groups: inBook(acc.Groups), Avatar: acc.AvatarPath(), State: a.stateOf(acc.Login),
	}
}

// cameraSection lists the cameras of the server; there are few.
func (a *API) cameraSection(ctx context.Context, in *listContactsRequest, limit int, cursor string) (list[ContactView], error) {
	all, err := a.cfg.Book.Cameras(ctx)
	if err != nil {
		return list[ContactView]{}, err
	}
	text := strings.ToLower(strings.TrimSpace(in.Text))
	page := list[ContactView]{}
	after := cursor == ""
	for i := range all {
		if !strings.Contains(strings.ToLower(all[i].Name), text) {
			continue
		}
		page.Total++
		switch {
		case !after:
			after = string(all[i].ID) == cursor
		case len(page.Items) < limit:
			page.Items = append(page.Items, cameraContact(&all[i]))
		default:
			page.Next = strings.TrimPrefix(page.Items[limit-1].ID, contact.CameraPrefix)
		}
	}
	return page, nil
}

func cameraContact(e *book.Entry) ContactView {
	return ContactView{
		ID: contact.CameraPrefix + string(e.ID), Source: CameraContact, Name: e.Name, Kind: string(dial.RTSP),
		Dial: book.Dial(e.ID), Groups: []contact.GroupID{},
	}
}

// mayEditBook is E1.
func mayEditBook(who auth.Identity) bool {
	return who.Account.Admin || who.Account.Rights.Has(account.AddressBook)
}

var errMayNotEditBook = conference.Refuse(conference.Denied, "no_right_book",
	"Your account may not change the address book. Ask your administrator.")

// ContactPath names a contact.
type ContactPath struct {
	ID string `path:"id" maxLength:"300"`
}

func (a *API) contact(ctx context.Context, who auth.Identity, in *ContactPath) (*body[ContactView], error) {
	v, err := a.findContact(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return answer(v), nil
}

// findContact looks into every section.
func (a *API) findContact(ctx context.Context, who auth.Identity, id string) (ContactView, error) {
	if login, ok := strings.CutPrefix(id, contact.PersonPrefix); ok {
		acc, err := a.cfg.Accounts.Account(ctx, account.FoldLogin(login))
		if err != nil || !acc.Active() {
			return ContactView{}, contact.ErrUnknown
		}
		return a.personContact(&acc), nil
	}
	c, err := contact.Find(ctx, a.cfg.Contacts, who.Account.Login, id)
	if err != nil || c.ID == "" {
		return ContactView{}, cmp.Or(err, error(contact.ErrUnknown))
	}
	return a.contactOf(ctx, &c, c.Owner != "" && mayEditBook(who)), nil
}

// ContactInput is what can be set of a contact.
type ContactInput struct {
	Name   *string            `json:"name,omitempty" maxLength:"400"`
	Login  *string            `json:"login,omitempty" maxLength:"256" doc:"One of login, dial and email; setting one takes away the others"`
	Dial   *string            `json:"dial,omitempty" maxLength:"3000" doc:"Dial string of any kind; a bare one is a login"`
	EMail  *string            `json:"email,omitempty" maxLength:"400"`
	Note   *string            `json:"note,omitempty" maxLength:"4000"`
	Groups *[]contact.GroupID `json:"groups,omitempty" maxItems:"50"`
}

// apply takes up what was given.
func (in *ContactInput) apply(c *contact.Contact) {
	set(&c.Name, in.Name)
	set(&c.Note, in.Note)
	set(&c.Groups, in.Groups)
	if in.Dial != nil && *in.Dial != "" && strings.TrimSpace(*in.Dial) == c.Shown() {
		in.Dial = nil // as it was shown: it stays
		return
	}
	if given(in.Login) || given(in.Dial) || given(in.EMail) {
		c.Login, c.Dial, c.EMail = "", "", ""
	}
	set(&c.Login, in.Login)
	set(&c.Dial, in.Dial)
	set(&c.EMail, in.EMail)
}

func given(text *string) bool { return text != nil && *text != "" }

type createContactRequest struct {
	Body ContactInput
}

type changeContactRequest struct {
	ContactPath
	Body struct {
		Revision int64 `json:"revision,omitempty" doc:"The change is refused if the contact has another one meanwhile; left out: whatever it is"`
		ContactInput
	}
}

func (a *API) createContact(ctx context.Context, who auth.Identity, in *createContactRequest) (*body[ContactView], error) {
	if !mayEditBook(who) {
		return nil, errMayNotEditBook
	}
	return a.addContact(ctx, who.Account.Login, &in.Body)
}

func (a *API) changeContact(ctx context.Context, who auth.Identity, in *changeContactRequest) (*body[ContactView], error) {
	if !mayEditBook(who) {
		return nil, errMayNotEditBook
	}
	return a.editContact(ctx, who.Account.Login, in)
}

func (a *API) deleteContact(ctx context.Context, who auth.Identity, in *ContactPath) (*struct{}, error) {
	if !mayEditBook(who) {
		return nil, errMayNotEditBook
	}
	return nil, a.cfg.Contacts.DeleteContact(ctx, who.Account.Login, contact.ID(in.ID))
}

// addContact stores a new contact in the book of owner.
func (a *API) addContact(ctx context.Context, owner string, in *ContactInput) (*body[ContactView], error) {
	c := contact.Contact{Owner: owner}
	in.apply(&c)
	if err := a.checkContact(ctx, &c, ""); err != nil {
		return nil, err
	}
	c, err := a.cfg.Contacts.CreateContact(ctx, c)
	if err != nil {
		return nil, err
	}
	return answer(a.contactOf(ctx, &c, true)), nil
}

// editContact changes a contact in the book of owner.
func (a *API) editContact(ctx context.Context, owner string, in *changeContactRequest) (*body[ContactView], error) {
	c, err := a.cfg.Contacts.Contact(ctx, owner, contact.ID(in.ID))
	if err != nil {
		return nil, err
	}
	if in.Body.Revision != 0 && in.Body.Revision != c.Revision {
		return nil, contact.ErrChangedMeanwhile
	}
	login := c.Login
	in.Body.apply(&c)
	if err := a.checkContact(ctx, &c, login); err != nil {
		return nil, err
	}
	if c, err = a.cfg.Contacts.ChangeContact(ctx, c); err != nil {
		return nil, err
	}
	return answer(a.contactOf(ctx, &c, true)), nil
}

// checkContact tidies c; a login that was not there before has to be somebody's.
func (a *API) checkContact(ctx context.Context, c *contact.Contact, before string) error {
	if err := c.Validate(a.cfg.Directory.DialOptions(a.absolute(requestOf(ctx), "/"))); err != nil {
		return err
	}
	if c.Login == "" || c.Login == before {
		return nil
	}
	_, err := a.cfg.Accounts.Account(ctx, c.Login)
	if conference.KindOf(err) == conference.NotFound {
		return &conference.Error{Kind: conference.Invalid, Code: "user_unknown", Field: "login", Detail: "There is no such user."}
	}
	return err
}

type listServerContactsRequest struct {
	Paging
	Text  string          `query:"q" maxLength:"200" doc:"In name, login, dial string, e-mail address or note"`
	Group contact.GroupID `query:"group" maxLength:"64"`
}

func (a *API) listServerContacts(ctx context.Context, _ auth.Identity, in *listServerContactsRequest) (*body[list[ContactView]], error) {
	page, err := a.bookSection("", true)(ctx, &listContactsRequest{Text: in.Text, Group: in.Group}, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	if page.Items == nil {
		page.Items = []ContactView{}
	}
	return answer(page), nil
}

func (a *API) createServerContact(ctx context.Context, _ auth.Identity, in *createContactRequest) (*body[ContactView], error) {
	return a.addContact(ctx, "", &in.Body)
}

func (a *API) changeServerContact(ctx context.Context, _ auth.Identity, in *changeContactRequest) (*body[ContactView], error) {
	return a.editContact(ctx, "", in)
}

func (a *API) deleteServerContact(ctx context.Context, _ auth.Identity, in *ContactPath) (*struct{}, error) {
	return nil, a.cfg.Contacts.DeleteContact(ctx, "", contact.ID(in.ID))
}
