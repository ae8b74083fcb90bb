// Package conference is a live conference and everything that is true of it:
// who is here, in which role, what each of them sees and hears.
//
// The words to know:
//
//   - A [Definition] is what the owner set; it outlives every run of the conference.
//   - A [Conference] is one conference while it runs. One goroutine, its loop, owns
//     the state; public methods hand it a closure and wait. A turn never blocks.
//   - A [Participant] is one presence with a seat, whatever it came by. It survives
//     reconnects.
//   - An [Event] is a fact that a turn appended. Browsers, the archive and everybody
//     else are subscribers of the same numbered stream.
//   - A [Plan] is the whole wanted state of the media, one [View] for each viewer,
//     versioned, plain data. A media room carries it out.
//
// The package knows no network, no codec and no database.
package conference
