package contact

import (
	"context"
	"strings"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/camera"
	"veche/conference/camera/book"
)

// What begins the ids of those in the list of contacts that stand in no book.
const (
	PersonPrefix = "person:" // a login of this server follows
	CameraPrefix = "camera:" // the id of a camera of the server's book of cameras follows
)

// Finder finds one contact of a book; a [Book] is one.
type Finder interface {
	Contact(ctx context.Context, owner string, id ID) (Contact, error)
}

// Find finds a contact by the id that lists tell, for somebody who reads the book of
// login and the server's: with all of its dial string. The account of a person and the
// camera are looked for only when they are called. NotFound, code "contact_unknown".
func Find(ctx context.Context, in Finder, login, id string) (Contact, error) {
	if who, ok := strings.CutPrefix(id, PersonPrefix); ok {
		return Contact{Login: account.FoldLogin(who)}, nil
	}
	if place, ok := strings.CutPrefix(id, CameraPrefix); ok {
		return Contact{Dial: book.Dial(camera.ID(place))}, nil
	}
	c, err := Contact{}, error(ErrUnknown)
	if login != "" { // a guest has no book, and reads nobody's
		c, err = in.Contact(ctx, login, ID(id))
		if conference.KindOf(err) == conference.NotFound {
			c, err = in.Contact(ctx, "", ID(id))
		}
	}
	return c, err
}

// ErrMailOnly is the refusal of a call to a contact that has only an e-mail address.
var ErrMailOnly = &conference.Error{
	Kind: conference.Invalid, Code: "contact_mail_only", Field: "contact",
	Detail: "This contact has only an e-mail address, which cannot be called.",
}

// Call is what is dialled to call the contact, and what it is called then: of a
// person "", since the account has a name.
func (c *Contact) Call() (text, name string, err error) {
	switch {
	case c.Login != "":
		return c.Login, "", nil
	case c.Dial == "":
		return "", "", ErrMailOnly
	}
	return c.Dial, c.Name, nil
}
