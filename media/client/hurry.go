package client

import (
	"fmt"
	"time"

	"github.com/pion/webrtc/v4"
)

const (
	// checkEvery is how often browsers look at the state of ICE while connecting.
	// pion does so every 200 ms and offers no setting.
	checkEvery = 50 * time.Millisecond
	checks     = 6
)

// hurry makes pion look as often as a browser does, by telling it of candidates
// that it cannot use: any new one makes it look at once. Else a far end that only
// answers checks would wait 200 ms for being nominated.
func (c *Client) hurry() {
	ticker := time.NewTicker(checkEvery)
	defer ticker.Stop()
	for i := range checks {
		select {
		case <-ticker.C:
		case <-c.connected:
			return
		case <-c.closed:
			return
		}
		useless := fmt.Sprintf("candidate:%d 1 tcp 1 127.0.0.1 %d typ host tcptype passive", i+1, i+1)
		if c.pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: useless}) != nil {
			return // closing
		}
	}
}
