package rtpio

import (
	"errors"
	"net/netip"
	"testing"
	"time"
)

var home = netip.MustParseAddr("127.0.0.1")

func TestPairsAreEachTakenOnce(t *testing.T) {
	t.Parallel()
	p, err := NewPorts(1001, 1010) // 1002 to 1009, for 1010 has no partner
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	taken := make(map[uint16]bool)
	for range 4 {
		even, ok := p.take(home, now)
		if !ok || even&1 != 0 || even < 1002 || even > 1008 || taken[even] {
			t.Fatalf("got %d, %v", even, ok)
		}
		taken[even] = true
	}
	if even, ok := p.take(home, now); ok {
		t.Errorf("got %d of none", even)
	}
	if _, ok := p.take(netip.IPv6Loopback(), now); !ok {
		t.Error("another address has no ports")
	}
	p.put(home, 1004, now)
	p.put(home, 1002, now.Add(time.Second))
	if even, ok := p.take(home, now.Add(quarantine-1)); ok {
		t.Errorf("%d left its quarantine", even)
	}
	for _, want := range []uint16{1004, 1002} {
		if even, ok := p.take(home, now.Add(2*quarantine)); !ok || even != want {
			t.Errorf("got %d, %v, want %d", even, ok, want)
		}
	}
}

func TestRangesWithoutAPairAreRefused(t *testing.T) {
	t.Parallel()
	for _, r := range [][2]int{{1001, 1002}, {5000, 4000}, {0, 100}, {65000, 65536}, {-2, 10}} {
		if _, err := NewPorts(r[0], r[1]); err == nil {
			t.Errorf("%v was taken", r)
		}
	}
}

func TestPortsAreSearchedAndGivenBack(t *testing.T) {
	t.Parallel()
	any0, err := NewPorts(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, local := range []netip.Addr{home, netip.IPv6Loopback(), netip.IPv4Unspecified(), netip.IPv6Unspecified()} {
		q, err := any0.open(local)
		if err != nil {
			t.Fatal(local, err)
		}
		rtp, ctl := q.rtp.Addr(), q.ctl.Addr()
		if rtp.Port()&1 != 0 || ctl.Port() != rtp.Port()+1 || rtp.Addr() != local {
			t.Errorf("got %v and %v", rtp, ctl)
		}
		// The only pair of a range is in use by somebody else.
		if local == home {
			one, err := NewPorts(int(rtp.Port()), int(ctl.Port()))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := one.open(home); !errors.Is(err, ErrNoPorts) {
				t.Errorf("got %v", err)
			}
		}
		if err := q.close(); err != nil {
			t.Error(err)
		}
	}
}
