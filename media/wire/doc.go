// Package wire is the moving floor of the data plane: one UDP and TCP port,
// bursts of datagrams in, sealed bursts out.
//
// There are few types. A [Port] owns the sockets, one per worker, all on the
// same port (SO_REUSEPORT). A worker reads up to 64 datagrams at once, hands
// them as a [Burst] to its [Worker], which writes what is to be sent into the
// burst's [Sender]: an arena that goes out with sendmmsg, neighbours of one size
// to one receiver joined by UDP_SEGMENT. A [Path] is a way to one remote socket
// over UDP or over a [Stream] (ICE-TCP). A [Sealer] and an [Opener] are the two
// halves of SRTP for one peer, a [Handshake] makes their keys. A [Socket] is for calls
// that have sockets of their own.
//
// What bites: the data of a burst's packets are valid until Handle returns, no
// longer. A Sealer is used under the lock of its owner. Nothing here starts a
// goroutine per datagram, and the way in and the way out allocate nothing.
package wire
