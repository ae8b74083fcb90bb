package telephony

import (
	"net/netip"
	"slices"
)

// Gateway is its settings, which an administrator changes while the server runs.
type Gateway struct {
	Encryption Encryption `json:"encryption" enum:"off,optional,required" doc:"Of sound and picture"`
	// Trusted sources are never limited (lesson 28): trunks, one's own networks.
	Trusted []netip.Prefix `json:"trusted" nullable:"false" doc:"Networks that are never limited"`
	// Blocked sources are never answered.
	Blocked []netip.Prefix `json:"blocked" nullable:"false" doc:"Networks that are never answered"`
}

// Encryption of sound and picture of calls.
type Encryption string

// The kinds of encryption.
const (
	EncryptionOff      Encryption = "off"
	EncryptionOptional Encryption = "optional" // when the other side can
	EncryptionRequired Encryption = "required" // or there is no call
)

// Encryptions in the order in which they are shown.
var Encryptions = []Encryption{EncryptionOff, EncryptionOptional, EncryptionRequired}

// DefaultGateway are those of a new server.
func DefaultGateway() Gateway {
	return Gateway{
		Encryption: EncryptionOptional,
		Trusted:    []netip.Prefix{},
		Blocked:    []netip.Prefix{},
	}
}

const maxNetworks = 500

// Validate tidies g and reports the first thing that cannot be stored, as an
// Invalid with its Field, which begins with prefix.
func (g *Gateway) Validate(prefix string) error {
	if !slices.Contains(Encryptions, g.Encryption) {
		return invalid(prefix+"encryption", "encryption_invalid", "Encryption is off, optional or required.")
	}
	var err error
	if g.Trusted, err = tidyNetworks(g.Trusted, prefix+"trusted"); err != nil {
		return err
	}
	g.Blocked, err = tidyNetworks(g.Blocked, prefix+"blocked")
	return err
}

func tidyNetworks(networks []netip.Prefix, name string) ([]netip.Prefix, error) {
	if len(networks) > maxNetworks {
		return nil, invalid(name, "too_many", "These are too many.")
	}
	tidy := make([]netip.Prefix, 0, len(networks))
	for _, n := range networks {
		if !n.IsValid() {
			return nil, invalid(name, "network_invalid", "A network is an address with a length, as in 192.0.2.0/24.")
		}
		tidy = append(tidy, n.Masked())
	}
	return unique(tidy), nil
}

// unique is list without what stands in it twice, and never nil.
func unique[T comparable](list []T) []T {
	kept := make([]T, 0, len(list))
	for _, v := range list {
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// ParseNetwork reads a network, or a single address, as people type it.
func ParseNetwork(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}
