package telephony

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"veche/conference/dial"
)

// TrunkID names a trunk for ever.
type TrunkID string

// Trunk is a SIP server that calls go through: a telephone exchange or a provider.
type Trunk struct {
	ID   TrunkID `json:"id"`
	Name string  `json:"name"`

	Host      string         `json:"host"` // as in [dial.Target]: a name, or an IP address without brackets
	Port      int            `json:"port"` // 0: that of the transport
	Transport dial.Transport `json:"transport"`

	Login    string `json:"login"`    // for digest; empty: the trunk knows us by our address
	Password string `json:"password"` // a secret; the store seals it
	Realm    string `json:"realm"`    // whose challenges are answered; empty: any
	From     From   `json:"from"`

	Default      bool         `json:"default"`  // the default SIP server (C8); one trunk at most is
	Patterns     []Pattern    `json:"patterns"` // telephone numbers that it carries
	Registration Registration `json:"registration"`
	Expires      int          `json:"expires"` // seconds that a registration is asked for
	Enabled      bool         `json:"enabled"`
	Revision     int64        `json:"revision"` // grows by one with each stored change
}

// From is whom the trunk is told that calls come from.
type From struct {
	User   string `json:"user"`   // often the own number; empty: Login, else "veche"
	Name   string `json:"name"`   // shown to who is called; empty: that of who calls
	Domain string `json:"domain"` // empty: Host
}

// Registration is when we register with a trunk, so that it sends us calls.
type Registration string

// The kinds of registration (lesson 24).
const (
	RegistrationOff        Registration = "off"
	RegistrationPermanent  Registration = "permanent"
	RegistrationBeforeCall Registration = "before_call"
)

// Registrations in the order in which they are shown.
var Registrations = []Registration{RegistrationOff, RegistrationPermanent, RegistrationBeforeCall}

// Default ports of SIP (RFC 3261 section 19.1.2).
const (
	PortSIP  = 5060
	PortSIPS = 5061
)

// PortOrDefault is the port that calls go to.
func (t *Trunk) PortOrDefault() int {
	switch {
	case t.Port != 0:
		return t.Port
	case t.Transport == dial.TLS:
		return PortSIPS
	}
	return PortSIP
}

// FromUser is the user part that calls come from.
func (t *Trunk) FromUser() string { return cmp.Or(t.From.User, t.Login, "veche") }

// FromDomain is the host part that calls come from.
func (t *Trunk) FromDomain() string { return cmp.Or(t.From.Domain, t.Host) }

// ExpiresAfter is Expires as a duration.
func (t *Trunk) ExpiresAfter() time.Duration { return time.Duration(t.Expires) * time.Second }

// Clone shares nothing with t.
func (t *Trunk) Clone() Trunk {
	c := *t
	c.Patterns = slices.Clone(t.Patterns)
	return c
}

// SortTrunks brings trunks into the order in which they are shown and asked.
func SortTrunks(trunks []Trunk) {
	slices.SortFunc(trunks, func(a, b Trunk) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
}
