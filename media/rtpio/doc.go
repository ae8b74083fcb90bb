// Package rtpio carries the sound and the pictures of calls that are no browsers:
// SIP and H.323 legs. It knows RTP, RTCP and SRTP, and neither SDP nor SIP: what was
// agreed comes as plain [Parameters].
//
// There are few types. [Ports] hands out pairs of UDP ports. A [Stream] is one
// m-line: it is opened first, since its port stands in the SDP; [Stream.Set] is told
// what each negotiation has brought; what comes in goes to its [Sink]; [Stream.Send]
// and [Stream.SendPicture] send. There is no jitter buffer here: media/mix and
// media/decode have theirs.
//
// Times are a [time.Duration] since the epoch of the [Config], on the monotonic clock,
// the same for all streams of a call: sender reports are made from it, so that the far
// end can play sound and picture in step.
//
// What bites: a Sink is called by the goroutines of the stream, two of them, must not
// block them, and must neither call Set nor Close. Payloads are valid during the call.
//
// A stream has two goroutines, one for each of its sockets. That of the control socket
// sleeps until the next report, retransmission or digit is due: the deadline of its
// read is the timer. Nothing is allocated for an RTP packet in either direction.
package rtpio
