package access

// Category says who goes to the waiting room while it is on (H3-H7). The
// empty value means CategoryUnplanned, the default of H4 and H7.
//
// Internal conferences use the first three with the same meaning minus guests
// and registered participants, whom they do not admit at all (H7).
type Category string

const (
	// CategoryAll: everyone except owner, moderators and operators (H3).
	CategoryAll Category = "all"
	// CategoryUnplanned: who was not invited before the start, and guests (H4).
	CategoryUnplanned Category = "unplanned_and_guests"
	// CategoryOtherServers: uninvited people of other servers, and guests (H5).
	CategoryOtherServers Category = "unplanned_other_servers_and_guests"
	// CategoryGuests: only guests, registered participants excepted (H6).
	CategoryGuests Category = "only_guests"
)

// Categories lists the choices for a public or an internal conference, in the
// order they are shown.
func Categories(public bool) []Category {
	all := []Category{CategoryAll, CategoryUnplanned, CategoryOtherServers, CategoryGuests}
	if public {
		return all
	}
	return all[:3]
}

// ValidFor reports whether a conference, public or internal, may have c. The
// empty value is valid for both.
func (c Category) ValidFor(public bool) bool {
	switch c {
	case "", CategoryAll, CategoryUnplanned, CategoryOtherServers:
		return true
	case CategoryGuests:
		return public
	}
	return false
}

// holds reports whether an arrival of this description waits: the table H9.
// A category that is not valid for the conference holds everyone: a slip in
// the settings must not open the door.
func (c Category) holds(a Arrival, public bool) bool {
	if !c.ValidFor(public) {
		return true
	}
	switch c {
	case CategoryAll:
		return true
	case CategoryOtherServers:
		return a.Kind.stranger() || a.Kind == KindFederated && !a.planned()
	case CategoryGuests:
		return a.Kind == KindGuest
	default:
		return a.Kind.stranger() || !a.planned()
	}
}
