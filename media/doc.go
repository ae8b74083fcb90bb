// Package media carries out the Plans of conferences: who sends what to whom.
//
// There are few types. An [Engine] owns the media port and opens a [Room] for
// each conference. A room takes Plans and puts sources into slots. A [Peer] is
// the transport of one participant; signalling hands its SDP in and an
// [Observer] hears what becomes of it.
//
// Packets do not pass through this package: package peer forwards them by
// routing tables that the room replaces. What happens here happens on one
// goroutine of the engine, which wakes each 20 ms while anybody is connected and
// at once when something changes.
package media
