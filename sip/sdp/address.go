package sdp

import (
	"net/netip"
	"strconv"
	"strings"
)

// rtcp is where the RTCP of the line goes when it is not muxed: a=rtcp (RFC 3605),
// else the port after that of RTP.
func (d *description) rtcp(m *media) netip.AddrPort {
	to := netip.AddrPortFrom(d.connection(m), m.port+1)
	v, ok := m.value("rtcp")
	fields := strings.Fields(v)
	if !ok || len(fields) == 0 {
		return to
	}
	port, err := strconv.ParseUint(fields[0], 10, 16)
	if err != nil || port == 0 {
		return to
	}
	to = netip.AddrPortFrom(to.Addr(), uint16(port))
	if len(fields) > 3 {
		if a := parseConnection(v); a.IsValid() && a.Is4() == to.Addr().Is4() {
			to = netip.AddrPortFrom(a, uint16(port))
		}
	}
	return to
}

// meets tells whether packets can go between the two: the same family, or one of
// them not known.
func meets(ours, theirs netip.Addr) bool {
	return !ours.IsValid() || !theirs.IsValid() || theirs.IsUnspecified() || ours.Is4() == theirs.Is4()
}

// appendAddress writes "IN IP4 192.0.2.1".
func appendAddress(b []byte, a netip.Addr) []byte {
	if a.Is4() {
		b = append(b, "IN IP4 "...)
	} else {
		b = append(b, "IN IP6 "...)
	}
	return a.AppendTo(b)
}
