package main

import (
	"net/netip"
	"sync"
	"time"

	"veche/conference/telephony"
)

// sources are the networks of the settings that are trusted or blocked. They are asked for
// with every datagram, and so read from the store once a second at most.
type sources struct {
	read func() telephony.Gateway

	mu  sync.Mutex
	now telephony.Gateway
	at  time.Time
}

// sourcesFor is how long what was read counts.
const sourcesFor = time.Second

func (n *sources) get() telephony.Gateway {
	n.mu.Lock()
	defer n.mu.Unlock()
	if time.Since(n.at) >= sourcesFor {
		n.now, n.at = n.read(), time.Now()
	}
	return n.now
}

func (n *sources) trusted() []netip.Prefix { return n.get().Trusted }
func (n *sources) blocked() []netip.Prefix { return n.get().Blocked }
