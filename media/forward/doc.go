// Package forward is the packet logic of the forwarding engine: what to send to
// whom, under which numbers, at which rate. It has no goroutines, no sockets, no
// clocks and no locks: numbers in, numbers out. Callers guard each value by
// whatever lock owns it, and the per-packet calls allocate nothing in steady
// state.
//
// Time is a [time.Duration] since any fixed start, taken from a monotonic clock
// (the caller's, one for everything). Rates are bits per second, sizes bytes.
//
// On the way in: [Header], [Gaps] (losses, receiver reports), [Ring] (packets
// kept for retransmission), [Arrivals] (transport-wide feedback to a publisher),
// [Voice] (how loud), [SourceClock]. On the way out: [Rewriter] (one outgoing
// SSRC fed by changing sources), [Estimator] (bandwidth), [Allocate] (which
// layers), [Loudest] and [Slots] (who is in which slot), [Counter] (sender
// reports).
//
// What bites: AES-GCM breaks when one SSRC and sequence number is sealed twice
// with different bytes. The Rewriter never gives out a sequence number twice;
// retransmissions go out under the RTX stream's own numbers.
package forward

// Feed names one incoming stream: a source (numbered by the engine, from 1) and
// one of its simulcast layers, 0 the smallest. The zero Feed is none.
type Feed struct {
	Source uint32
	Layer  uint8
}
