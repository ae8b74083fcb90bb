// Package bfcp is the Binary Floor Control Protocol (RFC 8855) between us and one
// room system: who may show content on the line that has a=content:slides. What
// SDP says about it (RFC 8856) is in sip/sdp.
//
// Words. The floor is the right to show content. A server gives it, a client asks
// for it; we are the server unless the far side insists. A request is one wish for
// the floor, with an id of the server's and a [Status]. A transaction is a message
// and what answers it. Over UDP messages are repeated until they are answered, and
// answers are kept to be given again.
//
// [Message] and what reads and writes it are pure. So are the two sides of the
// floor, server and client, and the exchange that numbers and repeats messages:
// values in, values out, the time as an argument. A [Conn] puts them on a socket
// and tells a [Handler] what comes out, the same for both sides: may we show, does
// the far side show.
//
// What bites. Over TCP the version is 1 and what a server says unasked has
// transaction 0 and no answer; over UDP the version is 2 (1 in old devices) and
// everything is answered. Lengths of attributes count the header and not the
// padding, that of a message counts words and not the header.
package bfcp
