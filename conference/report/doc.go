// Package report is what became of a conference: its sessions, who was there and
// when, what was said to all, and who was expected (M1-M9, NA7, NA8, ND6). It is
// folded from the archived events alone, so that it says the same after a restart,
// a change of the CID or the removal of an account.
//
// The words: a [Session] is one run of the conference from its start to its real
// end; a [Connection] is one coming and going of somebody; a [Attendee] is a
// person or device that was expected or came, with all its connections; a [History]
// is all that the events tell; [Reports] makes histories and keeps the newest.
//
// What bites: a restart of the server neither ends a session nor splits a connection
// (P5). What was never closed in the archive, because a live state was lost, is closed
// at the last time that the archive knows of. Messages to one person are between the
// two and stand in no report.
package report
