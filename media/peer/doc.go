// Package peer is one browser, WHIP publisher or WHEP reader at the other end of
// the media port: its offer and our answer, ICE, DTLS, what it publishes and
// what it receives.
//
// There is no WebRTC stack on this side. The server is always the answerer, the
// lite side of ICE (RFC 8445, section 2.5) and the DTLS server, so all that is left
// of a stack fits here, and nothing but [Peer] ever holds the SRTP keys. Lite but for
// one thing: an address gets media only once it has answered a check of ours, as
// else a participant could forge the address of whom he wants to flood. Chromium,
// Firefox and pion answer within the round trip, before DTLS is done; who does not
// answer shows by the handshake that it receives.
//
// Words: a [Switchboard] owns the port and knows which peer a packet belongs to.
// A [Peer] publishes [Source]s, each of one or more [Layer]s (simulcast), and
// receives through [Slot]s. A source has a route: the slots it goes to, an
// immutable slice behind an atomic pointer that the room replaces.
//
// Locks, and what bites. Each peer has two: in, for what it sends to us, and out,
// for what we send to it. A packet's way takes in of its publisher, lets go, and
// then out of one subscriber after the other: never one inside the other. The
// ring of a layer has its own lock, which is the only one that may be taken
// under in or out.
package peer
