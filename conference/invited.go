package conference

import (
	"slices"
	"strings"
	"time"

	"veche/conference/dial"
)

// This file keeps what is secret in the dial strings on the list of invited to itself,
// be it the password of a camera, or the PIN of a terminal that comes from an address
// book whose readers do not see it: nobody sees it again, and who saves the list keeps it.

// ShowInvited is the list as people see it: dial strings without what is secret.
func ShowInvited(list []Invited) []Invited {
	shown := slices.Clone(list)
	for n := range shown {
		i := &shown[n]
		if i.Kept = 0; i.Dial == "" {
			continue
		}
		if t, err := dial.Parse(i.Dial, dial.Options{}); err == nil && t.Redacted() != t.String() {
			i.Dial, i.Kept = t.Redacted(), n+1
		}
	}
	return shown
}

// KeepInvited is given, a list that somebody saves, with what [ShowInvited] left out of
// the list that was stored before. What cannot be told is left as it is, and is no dial
// string then: two cameras of one recorder, or two menus of one number, may look alike.
func KeepInvited(given, before []Invited) []Invited {
	shown := ShowInvited(before)
	whole := slices.Clone(given)
	for n := range whole {
		i := &whole[n]
		i.Dial = strings.TrimSpace(i.Dial)
		if at := keptAt(i, shown); at >= 0 {
			i.Dial = before[at].Dial
		}
		i.Kept, i.Contact, i.Reply = 0, "", ""
	}
	return whole
}

// addedAt is list with since when each entry stands on it (M3), whatever whoever gave
// it says: those that stood on the list before keep their time.
func addedAt(list, before []Invited, now time.Time) []Invited {
	type who struct{ login, email, dial string }
	since := make(map[who]time.Time, len(before))
	for _, i := range before {
		since[who{i.Login, i.EMail, i.Dial}] = i.Added
	}
	list = slices.Clone(list)
	for n := range list {
		i := &list[n]
		at, was := since[who{i.Login, i.EMail, i.Dial}]
		if !was {
			at = now
		}
		i.Added = at
	}
	return list
}

// keptAt is the place in shown of the entry that i was, or -1.
func keptAt(i *Invited, shown []Invited) int {
	alike := func(o Invited) bool { return o.Kept > 0 && o.Dial == i.Dial }
	if at := i.Kept - 1; at >= 0 && at < len(shown) && alike(shown[at]) {
		return at
	}
	at := slices.IndexFunc(shown, alike)
	if at < 0 || slices.ContainsFunc(shown[at+1:], alike) {
		return -1
	}
	return at
}
