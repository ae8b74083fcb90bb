package main

import (
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference/telephony"
)

func TestSourcesAreReadOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reads, blocked := 0, netip.MustParsePrefix("192.0.2.0/24")
		n := &sources{read: func() telephony.Gateway {
			reads++
			return telephony.Gateway{Blocked: []netip.Prefix{blocked}}
		}}
		for range 100 {
			if got := n.blocked(); len(got) != 1 || got[0] != blocked || len(n.trusted()) != 0 {
				t.Fatalf("got %v", got)
			}
		}
		blocked = netip.MustParsePrefix("198.51.100.0/24")
		time.Sleep(sourcesFor) // of the bubble's clock
		if got := n.blocked(); got[0] != blocked || reads != 2 {
			t.Errorf("got %v after %d reads", got, reads)
		}
	})
}
