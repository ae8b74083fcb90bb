package bfcp

import (
	"slices"
	"time"
)

// The timers of RFC 8855, section 8.3. T1 doubles with each repetition.
const (
	t1       = 500 * time.Millisecond
	maxSends = 4
	t2       = 10 * time.Second // how long a reply is kept, and awaited over TCP
)

// Bounds of what an exchange holds.
const (
	maxQueue = 16
	maxKept  = 32
)

// exchange numbers, repeats and matches the messages with one far side: pure, the
// time is an argument. What we ask goes one at a time (section 8.1); the next waits
// in the queue.
type exchange struct {
	reliable   bool // TCP
	server     bool // our side
	version    uint8
	conference uint32
	user       uint16

	last  uint16    // transaction of ours
	queue []Message // the first is under way
	sends int       // of the first
	due   time.Time // when the first is repeated or given up
	kept  []kept    // replies of ours, the oldest first; UDP only
}

// kept is a reply that is given again when the request comes again.
type kept struct {
	request, reply Message
	until          time.Time
}

// say queues a transaction of ours and gives what is to be sent now. Over TCP a
// server's notices have no transaction and no reply (section 8.2).
func (x *exchange) say(m Message, now time.Time) []Message {
	x.address(&m)
	if x.reliable && x.server {
		return []Message{m}
	}
	// Of two notices about the floor that wait, the later says all.
	if m.Primitive == FloorStatus && len(x.queue) > 1 {
		waiting := slices.DeleteFunc(x.queue[1:], func(q Message) bool { return q.Primitive == FloorStatus })
		x.queue = x.queue[:1+len(waiting)]
	}
	if len(x.queue) == maxQueue {
		return nil // nobody has answered for long
	}
	m.Transaction = x.number()
	x.queue = append(x.queue, m)
	if len(x.queue) == 1 {
		return x.begin(now)
	}
	return nil
}

func (x *exchange) address(m *Message) {
	m.Version, m.Conference, m.User = x.version, x.conference, x.user
}

// number of a transaction of ours: never 0.
func (x *exchange) number() uint16 {
	x.last++
	if x.last == 0 {
		x.last = 1
	}
	return x.last
}

// begin sends the first of the queue for the first time.
func (x *exchange) begin(now time.Time) []Message {
	if len(x.queue) == 0 {
		return nil
	}
	x.sends = 1
	x.due = now.Add(x.patience())
	return x.queue[:1:1]
}

// patience is how long to wait after the latest sending.
func (x *exchange) patience() time.Duration {
	if x.reliable {
		return t2
	}
	return t1 << (x.sends - 1)
}

// tick repeats the message under way when it is due, or gives it up and sends the
// next.
func (x *exchange) tick(now time.Time) (send []Message, gaveUp *Message) {
	switch {
	case len(x.queue) == 0 || now.Before(x.due):
		return nil, nil
	case !x.reliable && x.sends < maxSends:
		x.sends++
		x.due = now.Add(x.patience())
		return x.queue[:1:1], nil
	}
	first := x.queue[0]
	x.queue = slices.Delete(x.queue, 0, 1)
	return x.begin(now), &first
}

// deadline of the next tick; false if there is none.
func (x *exchange) deadline() (time.Time, bool) { return x.due, len(x.queue) > 0 }

// matched takes a reply to what is under way, and gives that and what is sent next.
func (x *exchange) matched(m Message, now time.Time) (sent Message, next []Message, ok bool) {
	if len(x.queue) == 0 || x.queue[0].Transaction != m.Transaction {
		return Message{}, nil, false
	}
	sent = x.queue[0]
	x.queue = slices.Delete(x.queue, 0, 1)
	return sent, x.begin(now), true
}

// isReply tells a reply from a request. Over UDP a bit says it; over TCP, and from
// old devices without that bit, the primitive, and to a client the transaction.
func (x *exchange) isReply(m Message) bool {
	switch m.Primitive {
	case ChairActionAck, HelloAck, ErrorReply, FloorRequestStatusAck, FloorStatusAck, GoodbyeAck:
		return true
	case FloorRequestStatus, UserStatus, FloorStatus:
		ours := len(x.queue) > 0 && x.queue[0].Transaction == m.Transaction
		return m.Response || ours && (x.reliable || m.Version == 1)
	}
	return m.Response
}

// again finds the reply to a request that has come before.
func (x *exchange) again(m Message, now time.Time) (Message, bool) {
	x.kept = slices.DeleteFunc(x.kept, func(k kept) bool { return !now.Before(k.until) })
	for _, k := range x.kept {
		if k.request.Transaction == m.Transaction && k.request.Primitive == m.Primitive && k.request.User == m.User {
			return k.reply, true
		}
	}
	return Message{}, false
}

// reply addresses the reply to a request and keeps it.
func (x *exchange) reply(request, m Message, now time.Time) Message {
	m.Version, m.Conference, m.User = x.version, request.Conference, request.User
	m.Transaction, m.Response = request.Transaction, !x.reliable
	if !x.reliable {
		if len(x.kept) == maxKept {
			x.kept = slices.Delete(x.kept, 0, 1)
		}
		x.kept = append(x.kept, kept{request, m, now.Add(t2)})
	}
	return m
}
