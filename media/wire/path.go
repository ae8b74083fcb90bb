package wire

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Path is a way to a remote socket. It never changes, so senders compare
// pointers: keep one Path per address and peer.
type Path struct {
	From From

	name    unix.RawSockaddrInet6 // or an Inet4 in the same bytes
	nameLen uint32
	// control is the control message that makes the datagram leave from the
	// address the peer knows; empty if that is not known.
	control    [pktinfoSpace]byte
	controlLen int
}

const (
	pktinfoSpace = 40 // cmsghdr 16 + in6_pktinfo 20, aligned; in_pktinfo is shorter
	segmentSpace = 24 // cmsghdr 16 + uint16, aligned
)

// Path makes the way back to where a packet came from.
func (p *Port) Path(f From) *Path { return newPath(f, p.v4only) }

func newPath(f From, v4only bool) *Path {
	path := &Path{From: f}
	if f.Stream != nil {
		return path
	}
	if v4only {
		sa := (*unix.RawSockaddrInet4)(unsafe.Pointer(&path.name))
		sa.Family = unix.AF_INET
		binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&sa.Port))[:], f.Remote.Port)
		copy(sa.Addr[:], f.Remote.IP[12:])
		path.nameLen = unix.SizeofSockaddrInet4
	} else {
		path.name.Family = unix.AF_INET6
		binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&path.name.Port))[:], f.Remote.Port)
		path.name.Addr = f.Remote.IP
		path.name.Scope_id = f.Remote.Zone
		path.nameLen = unix.SizeofSockaddrInet6
	}
	if f.Local != ([16]byte{}) {
		path.controlLen = putPktinfo(path.control[:], f.Local, f.Remote.Zone, v4only)
	}
	return path
}

// putPktinfo writes the control message that sets the source address.
func putPktinfo(b []byte, local [16]byte, zone uint32, v4 bool) int {
	h := (*unix.Cmsghdr)(unsafe.Pointer(&b[0]))
	if v4 {
		h.Level, h.Type = unix.IPPROTO_IP, unix.IP_PKTINFO
		h.SetLen(unix.CmsgLen(12))
		copy(b[unix.CmsgLen(0)+4:], local[12:]) // ipi_spec_dst
		return unix.CmsgSpace(12)
	}
	h.Level, h.Type = unix.IPPROTO_IPV6, unix.IPV6_PKTINFO
	h.SetLen(unix.CmsgLen(20))
	copy(b[unix.CmsgLen(0):], local[:])
	*(*uint32)(unsafe.Pointer(&b[unix.CmsgLen(0)+16])) = zone
	return unix.CmsgSpace(20)
}

// putSegment writes the control message of UDP GSO.
func putSegment(b []byte, size int) int {
	h := (*unix.Cmsghdr)(unsafe.Pointer(&b[0]))
	h.Level, h.Type = unix.IPPROTO_UDP, unix.UDP_SEGMENT
	h.SetLen(unix.CmsgLen(2))
	*(*uint16)(unsafe.Pointer(&b[unix.CmsgLen(0)])) = uint16(size)
	return unix.CmsgSpace(2)
}

// local finds our own address among the control messages of a datagram.
func localOf(oob []byte) (ip [16]byte) {
	for len(oob) >= unix.SizeofCmsghdr {
		h := (*unix.Cmsghdr)(unsafe.Pointer(&oob[0]))
		n := int(h.Len)
		if n < unix.SizeofCmsghdr || n > len(oob) {
			return ip
		}
		data := oob[unix.CmsgLen(0):n]
		switch {
		case h.Level == unix.IPPROTO_IPV6 && h.Type == unix.IPV6_PKTINFO && len(data) >= 16:
			copy(ip[:], data)
			return ip
		case h.Level == unix.IPPROTO_IP && h.Type == unix.IP_PKTINFO && len(data) >= 12:
			ip[10], ip[11] = 0xff, 0xff
			copy(ip[12:], data[8:12]) // ipi_addr
			return ip
		}
		next := (n + 7) &^ 7
		if next > len(oob) {
			return ip
		}
		oob = oob[next:]
	}
	return ip
}
