package leg

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/dial"
	"veche/media"
)

// Caller is the far end as its protocol tells of it. None of it is an identity.
type Caller struct {
	Kind   access.Kind // KindSIP or KindH323
	Name   string      // as it calls itself: 1 to 100 characters, or the number
	Source netip.Addr  // for the budgets of guesses
	// Called is what was dialled: the user part of the request URI, or an alias.
	Called string
	// Person is the account of a device that has proved to be its; nil for others.
	Person *conference.Person
}

// Line is the call as its protocol has it. Its methods are called by the leg's
// goroutine.
type Line interface {
	// Ring tells the far end that somebody is being called.
	Ring()
	// Answer takes the call. When it returns without an error media may flow, and
	// [Leg.Agree] has been called.
	Answer(ctx context.Context) error
	// Refuse ends the call unanswered; err is a [conference.Error] or internal.
	Refuse(err error)
	// Press sends keys by a message of the protocol, to far ends that take no events.
	Press(ctx context.Context, digits string) error
	// AskKeyFrame asks for a key frame by a message of the protocol, for far ends that
	// take no RTCP for it.
	AskKeyFrame(ctx context.Context) error
	// Transfer asks the far end to call somebody else, tells when that rings, and
	// returns when the far end has got through, with nil, or why it has not. The call
	// goes on.
	Transfer(ctx context.Context, to dial.Target, ringing func()) *conference.CallReason
	// Hangup ends the call that was answered.
	Hangup(End)
}

// End is why the leg ends a call.
type End string

// The ends.
const (
	EndOver    End = "over"    // the conference is over, or somebody was polite
	EndRemoved End = "removed" // a moderator has taken it out
	EndLost    End = "lost"    // nothing has come for too long
	EndFault   End = "fault"
	EndGivenUp End = "given_up" // no number or PIN came
	// EndTransferred: the far end talks with somebody else now.
	EndTransferred End = "transferred"
	EndReplaced    End = "replaced" // another call has its seat now
)

// Leg is one call.
type Leg struct {
	house  *House
	line   Line
	caller Caller
	cname  string
	log    *slog.Logger

	inputs   chan input
	notices  chan *conference.Notice
	whispers atomic.Bool // the far end hears what is said to it alone
	stirred  chan struct{}
	seat     atomic.Pointer[seat] // in a conference; nil elsewhere
	place    atomic.Pointer[place]
	lines    atomic.Pointer[lines]

	busy sync.WaitGroup // what else the leg does, until its call is over

	mu         sync.Mutex
	agreed     Agreement
	camera     *bool // whether its picture comes, by what was agreed last and not on hold
	rate       int   // what the path to the far end takes in bit/s, 0 if not known
	floor      Floor
	floorState FloorState
	shown      shown
	closed     bool
}

// place is where a leg is: in a conference, or in the lounge. [media.Leg] is one.
type place interface {
	Receive(media.LegReceives)
	Push(conference.SourceKind, *media.LegPacket)
	ParameterSets(conference.SourceKind, [][]byte)
	RequestKey(conference.SourceKind)
	Close()
}

var _ place = (*media.Leg)(nil)

// input is something that happens to a leg; one field is set.
type input struct {
	digit  byte
	held   *bool
	camera *bool
	rate   int
	refer  *referral
	rings  bool // where the far end is put through to
	key    bool // a key frame of the far end's picture is wanted, and RTCP does not help
}

// How many inputs and notices wait; of notices there are few. What is beyond is lost.
const (
	inputsMost  = 64
	noticesMost = 64
)

// NewLeg makes the leg of a call.
func (h *House) NewLeg(line Line, caller Caller) *Leg {
	var name [9]byte
	_, _ = rand.Read(name[:]) // never fails
	l := &Leg{
		house: h, line: line, caller: caller, cname: hex.EncodeToString(name[:]),
		log:    h.cfg.Log.With("kind", string(caller.Kind), "source", caller.Source.String()),
		inputs: make(chan input, inputsMost), notices: make(chan *conference.Notice, noticesMost),
		stirred: make(chan struct{}, 1),
	}
	l.lines.Store(&lines{})
	h.add(l)
	return l
}

// input hands something to the leg's goroutine. It never blocks.
func (l *Leg) input(in input) {
	select {
	case l.inputs <- in:
	default:
	}
}

// move takes the leg to another place, and ends the one where it was.
func (l *Leg) move(to place) {
	if old := l.place.Swap(nil); old != nil {
		(*old).Close() // before the other one sends: the far end would get both
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		to.Close()
		return
	}
	l.place.Store(&to)
	l.tell()
}

// close ends the media.
func (l *Leg) close() {
	l.mu.Lock()
	l.closed = true
	old := l.place.Swap(nil)
	open := l.lines.Swap(&lines{})
	l.mu.Unlock()
	if old != nil {
		(*old).Close()
	}
	for _, s := range []*stream{open.sound, open.picture, open.content} {
		if s != nil {
			_ = s.Close() // nothing to be done
		}
	}
	l.house.remove(l)
}

// Drop ends a leg that neither Incoming nor Outgoing has run.
func (l *Leg) Drop() { l.close() }

// Deliver implements [conference.Subscriber].
func (l *Leg) Deliver(n *conference.Notice) {
	switch n.Kind {
	case conference.NoticeEvent:
		t := n.Event.Type
		if t != conference.ParticipantChanged && t != conference.RecordingChanged && t != conference.CallChanged || len(l.notices) > noticesMost/2 {
			return // the other half is for what ends something
		}
		l.notify(n)
	case conference.NoticeView:
		l.seen(n.View)
	case conference.NoticeRemoved, conference.NoticeAdmitted, conference.NoticeRefused, conference.NoticeAsked,
		conference.NoticeDigits, conference.NoticeTransfer:
		l.notify(n)
	}
}

func (l *Leg) notify(n *conference.Notice) {
	select {
	case l.notices <- n:
	default:
	}
}
