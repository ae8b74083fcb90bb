// Package leg is what calls from outside have in common, whether they come by SIP or
// by H.323: their media, what the caller hears and sees, and their place in a
// conference.
//
// There are few types. The [House] has what all legs need. A [Leg] is one call: it
// owns the sockets of its media and is always at one place, in the lounge, where
// there are prompts and slates, or in a conference. Its [Line] is the call as its
// protocol has it, which negotiates the media and tells of the outcome by
// [Leg.Agree].
//
// A leg has one goroutine, that of who called [Leg.Incoming] or [Leg.Outgoing]. What
// happens elsewhere (digits, moderators, the far end) comes to it as inputs.
package leg
