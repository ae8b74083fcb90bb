package forward

import (
	"time"

	"github.com/pion/rtcp"
)

// Arrivals records when a publisher's packets came, by their transport-wide
// sequence numbers, and makes the feedback for it
// (draft-holmer-rmcat-transport-wide-cc-extensions-01). It is to be guarded by
// the lock of the peer. It holds no memory before the first Received.
type Arrivals struct{}

// Received takes note of a packet.
func (a *Arrivals) Received(sequence uint16, now time.Duration) {}

// Feedback gives what came since the last call as a packet, nil if nothing did.
// Sender and media are the SSRCs in it. Call it every 50 to 100 ms, and when
// [Arrivals.Full].
func (a *Arrivals) Feedback(sender, media uint32) *rtcp.TransportLayerCC { return nil }

// Full tells that feedback should be sent before more comes.
func (a *Arrivals) Full() bool { return false }
