package transport

import (
	"net"
	"net/netip"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// addressed is a socket bound to no address that knows at which of ours a
// datagram came, and can send from there: an answer from another address is none
// to peers and firewalls.
type addressed struct {
	*net.UDPConn
	four bool // IPv4 only; else the control messages are those of IPv6, mapped addresses included
}

// newAddressed is c itself where it is bound to an address, or the system cannot
// tell.
func newAddressed(c *net.UDPConn) PacketConn {
	local := addrPort(c.LocalAddr()).Addr()
	if !local.IsUnspecified() {
		return c
	}
	if local.Is4() {
		if ipv4.NewPacketConn(c).SetControlMessage(ipv4.FlagDst, true) != nil {
			return c
		}
		return &addressed{c, true}
	}
	if ipv6.NewPacketConn(c).SetControlMessage(ipv6.FlagDst, true) != nil {
		return c
	}
	_ = ipv4.NewPacketConn(c).SetControlMessage(ipv4.FlagDst, true) // for IPv4 on the same socket
	return &addressed{c, false}
}

// read is ReadFromUDPAddrPort with the address that the sender wrote to.
func (a *addressed) read(b []byte) (n int, from netip.AddrPort, at netip.Addr, err error) {
	oob := make([]byte, 128)
	n, used, _, from, err := a.ReadMsgUDPAddrPort(b, oob)
	if err != nil {
		return n, from, at, err
	}
	var dst net.IP
	var six ipv6.ControlMessage
	if six.Parse(oob[:used]) == nil {
		dst = six.Dst
	}
	var four ipv4.ControlMessage
	if dst == nil && four.Parse(oob[:used]) == nil {
		dst = four.Dst
	}
	at, _ = netip.AddrFromSlice(dst)
	return n, from, at.Unmap(), nil
}

// write is WriteToUDPAddrPort from an address of ours.
func (a *addressed) write(b []byte, to netip.AddrPort, from netip.Addr) (int, error) {
	if !from.IsValid() {
		return a.WriteToUDPAddrPort(b, to)
	}
	var oob []byte
	if a.four || from.Is4() {
		oob = (&ipv4.ControlMessage{Src: from.AsSlice()}).Marshal()
	} else {
		oob = (&ipv6.ControlMessage{Src: from.AsSlice()}).Marshal()
	}
	n, _, err := a.WriteMsgUDPAddrPort(b, oob, to)
	return n, err
}
