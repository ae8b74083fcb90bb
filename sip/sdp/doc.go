// Package sdp agrees with a room system or a telephone on sound and pictures:
// offer and answer of RFC 3264 in the text of RFC 8866. It knows no sockets; what
// is agreed comes out as plain data for those that have them.
//
// Words. A [Local] says what this side can and wants, one [Wish] for each line: the
// sound, the main picture, the content picture, the floor of BFCP. A
// [Negotiation] belongs to one dialog and remembers its lines: offers and answers
// go through it in the order in which they are sent. [Agreed] is the outcome, one
// [Line] for each line that is on; a [Payload] is a number on the wire with the
// [Format] it stands for.
//
// What is not common falls away in place: a line that we do not know or cannot
// serve is answered with port 0, and the call goes on with the others, sound
// alone if need be. Only when nothing is left is there an [Error], whose reason
// belongs into the SIP response.
//
// What bites. Devices are sloppy: reading takes whatever can be understood (bare
// line feeds, lines out of order, unknown letters, payload types without rtpmap,
// RTP/AVP with keys or feedback), writing keeps to the RFCs. Payload types are the
// offerer's: the answer uses its numbers in its order, and later offers of ours use
// them again (RFC 3264, section 8.3.2). The key of a crypto line is the one that
// its writer sends with.
package sdp
