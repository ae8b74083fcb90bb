// Package scheduler is the clock of planned conferences: it starts their meetings, and
// has people reminded of them (G5). What ends a meeting is the conference itself, which
// knows of people who prolong it.
//
// The words: an act is the start of one meeting, or one reminder of it. An [Entry] is
// what is kept of one conference: when an act is due next, and which are done.
//
// What bites: the clock of the wall may jump either way, and the server may have been
// down. So acts are found by looking at what the schedule says of now, not by counting
// timers down, and each has a key that is kept when it is done. A start that was missed
// is made up for while its meeting is on; a reminder until the meeting begins.
package scheduler
