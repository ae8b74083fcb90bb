package contact

import (
	"net/mail"
	"slices"
	"strings"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/dial"
	"veche/conference/plain"
)

const (
	maxName  = 100  // characters
	maxNote  = 1000 // characters
	maxEMail = 254  // bytes (RFC 5321, section 4.5.3.1.3)
)

// Validate tidies what was typed and reports the first thing that cannot be stored,
// as an Invalid with its Field. The options are those of this server, whose links are
// dial strings, too (C3).
func (c *Contact) Validate(options dial.Options) error {
	c.Name, c.Note = strings.TrimSpace(c.Name), strings.TrimSpace(c.Note)
	c.EMail, c.Dial = strings.TrimSpace(c.EMail), strings.TrimSpace(c.Dial)
	c.Login = account.FoldLogin(c.Login)
	if c.Name == "" || !plain.Line(c.Name, maxName) {
		return invalid("name", "name_invalid", "A name has 1 to 100 characters.")
	}
	if !plain.Text(c.Note, maxNote, "\n\t") {
		return invalid("note", "text_invalid", "This text is too long or has characters that cannot be shown.")
	}
	if err := c.validateWay(options); err != nil {
		return err
	}
	return c.validateGroups()
}

// validateWay looks at how the contact is reached.
func (c *Contact) validateWay(options dial.Options) error {
	if err := c.readDial(options); err != nil {
		return err
	}
	ways := 0
	for _, way := range []string{c.Login, c.Dial, c.EMail} {
		if way != "" {
			ways++
		}
	}
	switch {
	case ways == 0:
		return invalid("login", "way_missing", "Say how to reach the contact: a login, a dial string or an e-mail address.")
	case ways > 1:
		return invalid("login", "ways_many", "A contact has one way to be reached. Make another contact for the other.")
	case c.Login != "":
		return account.CheckLogin(c.Login)
	case c.EMail != "" && !validEMail(c.EMail):
		return invalid("email", "email_invalid", "This is not an e-mail address.")
	}
	return nil
}

// readDial makes the dial string canonical; a bare one is a login (C1).
func (c *Contact) readDial(options dial.Options) error {
	if c.Dial == "" {
		return nil
	}
	t, err := dial.Parse(c.Dial, options)
	if err != nil {
		return conference.DialError(err, "dial")
	}
	if c.Dial = t.String(); t.Kind == dial.User {
		c.Login, c.Dial = account.FoldLogin(t.User), ""
	}
	return nil
}

func (c *Contact) validateGroups() error {
	slices.Sort(c.Groups)
	c.Groups = slices.Compact(c.Groups)
	if c.Groups == nil {
		c.Groups = []GroupID{}
	}
	if len(c.Groups) > MostIn {
		return invalid("groups", "groups_many", "A contact can be in at most 50 groups.")
	}
	return nil
}

// Validate tidies what was typed and reports what cannot be stored.
func (g *Group) Validate() error {
	g.Name = strings.TrimSpace(g.Name)
	if g.Name == "" || !plain.Line(g.Name, maxName) {
		return invalid("name", "name_invalid", "A name has 1 to 100 characters.")
	}
	g.Order = min(max(g.Order, 0), 100_000)
	return nil
}

func validEMail(s string) bool {
	a, err := mail.ParseAddress(s)
	return len(s) <= maxEMail && err == nil && a.Name == "" && a.Address == s
}

func invalid(field, code, detail string) error {
	return &conference.Error{Kind: conference.Invalid, Code: code, Detail: detail, Field: field}
}
