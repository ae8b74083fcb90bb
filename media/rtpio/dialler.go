package rtpio

import (
	"errors"
	"fmt"
	"time"
)

// Key is a key to be pressed for the far end.
type Key struct {
	// Digit is '0' to '9', '*', '#', 'A' to 'D'; 0 is only the pause.
	Digit byte
	// Pause after it, beside the one that every digit has.
	Pause time.Duration
}

// Errors of [Stream.Dial].
var (
	// ErrNoDigits: telephone-event was not agreed; use INFO.
	ErrNoDigits = errors.New("rtpio: the far end takes no telephone-event")
	// ErrDigits: there are too many, or one is none.
	ErrDigits = errors.New("rtpio: cannot dial this")
)

const (
	digitStep  = 20 * time.Millisecond // between the packets of an event
	digitSteps = 5                     // 100 ms
	digitEnds  = 3                     // packets that say it is over, RFC 4733 section 2.5.1.4
	digitPause = 80 * time.Millisecond // from one digit to the next
	digitsMost = 256
)

// dialler presses keys one after the other: numbers in, packets out.
type dialler struct {
	queue []Key
	begun bool          // the first of queue
	start time.Duration // when it began
	step  int           // packets of it that were sent
	next  time.Duration // when something is due
}

// add puts keys behind those that wait.
func (d *dialler) add(keys []Key, now time.Duration) error {
	if len(d.queue)+len(keys) > digitsMost {
		return fmt.Errorf("%w: more than %d keys", ErrDigits, digitsMost)
	}
	for _, k := range keys {
		if _, ok := codeOf(k.Digit); !ok && k.Digit != 0 || k.Pause < 0 {
			return fmt.Errorf("%w: no key %q", ErrDigits, k.Digit)
		}
	}
	if len(d.queue) == 0 {
		d.next = max(d.next, now)
	}
	d.queue = append(d.queue, keys...)
	return nil
}

// due is when tick has something to do; false when there is nothing to be dialled.
func (d *dialler) due() (time.Duration, bool) { return d.next, len(d.queue) > 0 }

// holds tells whether a digit is down: sound is left out then.
func (d *dialler) holds() bool { return d.begun && d.step < digitSteps }

// tone is a packet to be sent.
type tone struct {
	event event
	start time.Duration // of the event: its timestamp
	first bool
}

// tick gives the packet that is due, with durations in units of clock.
func (d *dialler) tick(clock uint32, now time.Duration) (t tone, ok bool) {
	if len(d.queue) == 0 || now < d.next {
		return tone{}, false
	}
	k := d.queue[0]
	if k.Digit == 0 {
		d.finish(k.Pause, now)
		return tone{}, false
	}
	if !d.begun {
		d.begun, d.start, d.step, d.next = true, now, 0, now
	}
	d.step++
	d.next += digitStep
	code, _ := codeOf(k.Digit)
	passed := time.Duration(min(d.step, digitSteps)) * digitStep
	t = tone{
		event: event{
			code: code, volume: 10, end: d.step >= digitSteps,
			duration: uint16(min(ticks(passed, clock), 0xffff)),
		},
		start: d.start, first: d.step == 1,
	}
	if d.step == digitSteps+digitEnds-1 {
		d.finish(digitPause+k.Pause, now)
	}
	return t, true
}

// finish goes to the next key.
func (d *dialler) finish(pause, now time.Duration) {
	d.queue = d.queue[1:]
	d.begun, d.next = false, now+pause
}

// ticks is a time in units of a clock, rounded, modulo 2^32.
func ticks(t time.Duration, clock uint32) uint32 {
	seconds, rest := t/time.Second, t%time.Second
	return uint32(int64(seconds)*int64(clock) + (int64(rest)*int64(clock)+int64(time.Second)/2)/int64(time.Second))
}
