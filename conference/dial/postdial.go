package dial

import (
	"strings"
	"time"
)

// PostDial is what is sent after the answer (C22 to C24): digits 0-9, *, #, A-D,
// "," for a short pause and ";" for a long one.
type PostDial string

const maxPostDial = 128

// Pauses of C22 and C24.
const (
	ShortPause = 2 * time.Second
	// LongPause is for how long a wait for the answer tone lasts at most.
	LongPause = 5 * time.Second
)

// Step is one of what is done after the answer, in order. Exactly one of its
// fields is set.
type Step struct {
	Digits string        // to be sent one after the other
	Pause  time.Duration // to wait in any case
	Await  time.Duration // to wait for the far end to be ready to take digits, at most this long
}

// Steps are what p says to do.
func (p PostDial) Steps() []Step {
	var steps []Step
	for rest := string(p); rest != ""; {
		switch rest[0] {
		case ',':
			steps, rest = append(steps, Step{Pause: ShortPause}), rest[1:]
		case ';':
			steps, rest = append(steps, Step{Await: LongPause}), rest[1:]
		default:
			n := strings.IndexAny(rest, ",;")
			if n < 0 {
				n = len(rest)
			}
			steps, rest = append(steps, Step{Digits: rest[:n]}), rest[n:]
		}
	}
	return steps
}

// Valid tells whether p holds only what can be sent. The digits of somebody's
// dial pad are checked by it, too.
func (p PostDial) Valid() bool {
	return len(p) <= maxPostDial && strings.Trim(string(p), postDialSet) == ""
}

const (
	digitSet    = "0123456789*#ABCD"
	postDialSet = digitSet + ",;"
)

// print is p; redacted it tells only that there is something to send.
func (p PostDial) print(redact bool) string {
	if redact && strings.Trim(string(p), ",;") != "" {
		return string(p[:1]) + hidden
	}
	return string(p)
}

// addPostDial takes up one pause and the digits behind it.
func (t *Target) addPostDial(p piece, pause byte) error {
	i := strings.IndexFunc(p.s[1:], func(c rune) bool { return !strings.ContainsRune(digitSet, c) })
	switch {
	case i >= 0 && pause == ';' && t.Kind == SIP && t.PostDial == "":
		return p.wrong(BadParameter, 1+i)
	case i >= 0:
		return p.wrong(BadDigits, 1+i)
	case len(t.PostDial)+len(p.s) > maxPostDial:
		return p.wrong(TooLong, 0)
	}
	t.PostDial += PostDial(p.s)
	return nil
}

// parsePostDial reads what follows where there are no parameters.
func (t *Target) parsePostDial(p piece) error {
	for p.s != "" {
		step, rest := p.from(1).cut(",;")
		if err := t.addPostDial(p.to(1+len(step.s)), p.s[0]); err != nil {
			return err
		}
		p = rest
	}
	return nil
}
