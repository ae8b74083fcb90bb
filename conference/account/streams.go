package account

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"veche/conference"
)

// Streams are the rules on conferences as RTSP streams (C20, I16).
type Streams struct {
	Enabled       bool `json:"enabled"`
	Readers       int  `json:"readers"`       // of all conferences together; 0: no limit
	ReadersOfEach int  `json:"readersOfEach"` // of one, where its owner sets none; 0: no limit
	// Group is the group address of multicast with its ports, of which each conference
	// takes four: "224.0.1.224:4000-6000"; "": none.
	Group string `json:"group"`
	TTL   int    `json:"ttl"` // how many routers multicast passes, 1 to 255
}

// Policy is what conferences are told of it.
func (s Streams) Policy() conference.StreamPolicy {
	return conference.StreamPolicy{Enabled: s.Enabled, Readers: s.ReadersOfEach}
}

// Group is a group address with the ports that may be used of it.
type Group struct {
	Address     netip.Addr // zero: none
	First, Last uint16     // both included
}

// GroupPorts is how many ports of a [Group] one conference takes: picture and sound,
// each with its RTCP.
const GroupPorts = 4

// ParseGroup reads a group such as 224.0.1.224:4000-6000; "" is none.
func ParseGroup(text string) (g Group, err error) {
	if text = strings.TrimSpace(text); text == "" {
		return g, nil
	}
	host, ports, _ := strings.Cut(text, ":")
	address, err := netip.ParseAddr(host)
	if err != nil || !address.Is4() || !address.IsMulticast() {
		return g, fmt.Errorf("%q is not a group address of IPv4", host)
	}
	first, last, _ := strings.Cut(ports, "-")
	from, err := strconv.ParseUint(first, 10, 16)
	if err != nil {
		return g, fmt.Errorf("%q is not a range of ports", ports)
	}
	to, err := strconv.ParseUint(last, 10, 16)
	if err != nil || from < 1024 || to < from+GroupPorts-1 {
		return g, fmt.Errorf("%q is not a range of at least four ports from 1024", ports)
	}
	return Group{address, uint16(from), uint16(to)}, nil
}

// String is the form that ParseGroup reads.
func (g Group) String() string {
	if !g.Address.IsValid() {
		return ""
	}
	return fmt.Sprintf("%v:%d-%d", g.Address, g.First, g.Last)
}

// validate tidies the group.
func (s *Streams) validate() error {
	g, err := ParseGroup(s.Group)
	if err != nil {
		return field(conference.Invalid, "streams.group", "group_invalid",
			"This is not a group address with ports, such as 224.0.1.224:4000-6000.")
	}
	s.Group = g.String()
	return nil
}
