package reach

import (
	"net/netip"
	"testing"
)

func TestWhatMayBeReached(t *testing.T) {
	t.Parallel()
	byDefault := Rule{Own: func() []netip.AddrPort {
		return []netip.AddrPort{netip.MustParseAddrPort("192.168.1.2:5060"), netip.MustParseAddrPort("[::]:5070")}
	}}
	opened := byDefault
	opened.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("192.168.0.0/16")}
	for _, test := range []struct {
		to            string
		plain, opened bool
	}{
		{"192.168.1.99:5060", true, true},
		{"10.0.0.1:5060", true, true},
		{"8.8.8.8:5060", true, true},
		{"[2001:db8::1]:5060", true, true},
		{"[fd12::1]:5060", true, true},
		{"127.0.0.1:5080", false, true},
		{"[::ffff:127.0.0.1]:5080", false, true},
		{"[::1]:5080", false, false},
		{"0.0.0.0:5080", false, false},
		{"169.254.169.254:80", false, false},
		{"[64:ff9b::a9fe:a9fe]:80", false, false}, // the same behind NAT64
		{"[2002:7f00:1::]:80", false, true},       // loopback as 6to4
		{"[fe80::1]:5060", false, false},
		{"224.0.1.75:5060", false, false},
		{"255.255.255.255:5060", false, false},
		{"192.168.1.2:5060", false, false}, // ourselves
		{"127.0.0.1:5070", false, false},   // ourselves by the wildcard
		{"192.168.1.2:5061", true, true},
		{"10.0.0.1:0", false, false},
	} {
		to := netip.MustParseAddrPort(test.to)
		if got := byDefault.Check(to) == nil; got != test.plain {
			t.Errorf("%s by default: %v", to, got)
		}
		if got := opened.Check(to) == nil; got != test.opened {
			t.Errorf("%s where the administrator opened: %v", to, got)
		}
	}
}
