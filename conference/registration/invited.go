package registration

import (
	"strings"
	"time"
	"unicode/utf8"

	"veche/conference"
)

// This file is about people invited by e-mail (G7) to a conference with registration:
// whoever invites them has registered them, for without an individual link (A13) its
// door would turn them away.

// Came are the e-mail addresses, folded, whose people are registered by the change of a
// definition from before to after, either of which may be nil: they are on the list, and
// were not, or there was no registration then. Who is registered already stays as he is.
func Came(before, after *conference.Definition) []conference.Invited {
	was := map[string]conference.Invited{}
	if Takes(before) {
		was = byEMail(before)
	}
	if !Takes(after) {
		return nil
	}
	var came []conference.Invited
	for email, i := range byEMail(after) {
		if _, there := was[email]; !there {
			i.EMail = email
			came = append(came, i)
		}
	}
	return came
}

// Gone are the e-mail addresses, folded, that the change takes off the list. Their
// links lead nowhere then, unless they registered themselves.
func Gone(before, after *conference.Definition) []string {
	if before == nil || after == nil {
		return nil // with a conference its registrants go anyway
	}
	is := byEMail(after)
	var gone []string
	for email := range byEMail(before) {
		if _, there := is[email]; !there {
			gone = append(gone, email)
		}
	}
	return gone
}

// Takes reports whether people register for d, now or once it opens.
func Takes(d *conference.Definition) bool {
	return d != nil && d.Registration.On && d.Access == conference.Public && d.Schedule != nil
}

func byEMail(d *conference.Definition) map[string]conference.Invited {
	all := make(map[string]conference.Invited)
	for _, i := range d.Invited {
		if email, ok := FoldEMail(i.EMail); ok {
			all[email] = i
		}
	}
	return all
}

// OfInvited is the registrant that an entry of the list makes, whose address is folded.
// Without a name he is called by what stands before the @: the others in the conference
// are not told his address.
func OfInvited(c conference.ID, i *conference.Invited, by string, now time.Time) Registrant {
	name := strings.Join(strings.Fields(tidy(i.Name)), " ")
	if name == "" {
		name, _, _ = strings.Cut(i.EMail, "@")
	}
	for utf8.RuneCountInString(name) > 2*maxName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return Registrant{
		ID: NewID(), Conference: c, Created: now.UTC(), Asked: now.UTC(), Token: NewToken(),
		EMail: i.EMail, FirstName: name, AddedBy: by, Invited: true,
	}
}
