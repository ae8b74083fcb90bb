package bfcp

import (
	"testing"
	"time"
)

var start = time.Unix(1700000000, 0)

func TestAnUnansweredMessageIsRepeatedAndGivenUp(t *testing.T) {
	t.Parallel()
	x := exchange{version: 2, conference: 5, user: 7}
	sent := x.say(Message{Primitive: Hello}, start)
	if len(sent) != 1 || sent[0].Transaction != 1 || sent[0].Conference != 5 || sent[0].User != 7 || sent[0].Version != 2 {
		t.Fatalf("sent %+v", sent)
	}
	if again := x.say(Message{Primitive: FloorQuery}, start); again != nil {
		t.Fatalf("two at a time: %+v", again)
	}
	// RFC 8855, section 8.3.1: after 0.5, 1.5 and 3.5 s, the end after 7.5 s.
	for _, at := range []time.Duration{500, 1500, 3500} {
		now := start.Add(at * time.Millisecond)
		if send, gaveUp := x.tick(now.Add(-time.Millisecond)); send != nil || gaveUp != nil {
			t.Errorf("before %s: %+v", at, send)
		}
		if send, _ := x.tick(now); len(send) != 1 || send[0].Transaction != 1 {
			t.Errorf("at %s: %+v", at, send)
		}
	}
	send, gaveUp := x.tick(start.Add(7500 * time.Millisecond))
	if gaveUp == nil || gaveUp.Primitive != Hello || len(send) != 1 || send[0].Primitive != FloorQuery || send[0].Transaction != 2 {
		t.Errorf("at the end: %+v, %+v", send, gaveUp)
	}
}

func TestAReplyLetsTheNextGo(t *testing.T) {
	t.Parallel()
	x := exchange{version: 2}
	x.say(Message{Primitive: Hello}, start)
	x.say(Message{Primitive: FloorQuery}, start)
	if _, _, ok := x.matched(Message{Transaction: 9}, start); ok {
		t.Error("a reply to nothing")
	}
	sent, next, ok := x.matched(Message{Transaction: 1}, start)
	if !ok || sent.Primitive != Hello || len(next) != 1 || next[0].Primitive != FloorQuery {
		t.Errorf("got %+v, %+v", sent, next)
	}
	if _, _, ok := x.matched(Message{Transaction: 1}, start); ok {
		t.Error("the reply again")
	}
	if at, ok := x.deadline(); !ok || !at.Equal(start.Add(t1)) {
		t.Errorf("due at %s", at)
	}
}

func TestRepliesAreKeptForRepeatedRequests(t *testing.T) {
	t.Parallel()
	x := exchange{version: 2}
	request := Message{Primitive: FloorRequest, Transaction: 3, User: 7, Conference: 5}
	reply := x.reply(request, Message{Primitive: FloorRequestStatus}, start)
	if !reply.Response || reply.Transaction != 3 || reply.User != 7 || reply.Conference != 5 || reply.Version != 2 {
		t.Errorf("got %+v", reply)
	}
	if _, ok := x.again(request, start.Add(t2-1)); !ok {
		t.Error("forgotten before T2")
	}
	if _, ok := x.again(Message{Primitive: Hello, Transaction: 3, User: 7}, start); ok {
		t.Error("another message of the same number")
	}
	if _, ok := x.again(request, start.Add(t2)); ok {
		t.Error("kept after T2")
	}
	for i := range uint16(2 * maxKept) {
		x.reply(Message{Transaction: i}, Message{}, start)
	}
	if len(x.kept) != maxKept {
		t.Errorf("%d kept", len(x.kept))
	}
}

func TestAServersNoticesOverTCPHaveNoTransaction(t *testing.T) {
	t.Parallel()
	x := exchange{version: 1, reliable: true, server: true}
	for range 2 {
		if sent := x.say(Message{Primitive: FloorStatus}, start); len(sent) != 1 || sent[0].Transaction != 0 {
			t.Errorf("sent %+v", sent)
		}
	}
	if reply := x.reply(Message{Transaction: 3}, Message{}, start); reply.Response || len(x.kept) != 0 {
		t.Errorf("replied %+v", reply)
	}
}

func TestAClientOverTCPWaitsAndDoesNotRepeat(t *testing.T) {
	t.Parallel()
	x := exchange{version: 1, reliable: true}
	x.say(Message{Primitive: Hello}, start)
	if send, gaveUp := x.tick(start.Add(t2 - 1)); send != nil || gaveUp != nil {
		t.Errorf("before the end: %+v", send)
	}
	if send, gaveUp := x.tick(start.Add(t2)); send != nil || gaveUp == nil {
		t.Errorf("at the end: %+v", send)
	}
	if _, ok := x.deadline(); ok {
		t.Error("waits for nothing")
	}
}

func TestOfWaitingNoticesTheLatestCounts(t *testing.T) {
	t.Parallel()
	x := exchange{version: 2, server: true}
	for range 3 * maxQueue {
		x.say(Message{Primitive: FloorStatus}, start)
	}
	if len(x.queue) != 2 || x.queue[0].Transaction != 1 || x.queue[1].Transaction != 3*maxQueue {
		t.Errorf("queue %+v", x.queue)
	}
	for range 3 * maxQueue {
		x.say(Message{Primitive: FloorRequestStatus}, start)
	}
	if len(x.queue) != maxQueue {
		t.Errorf("%d wait", len(x.queue))
	}
}

// What is a reply: with the bit of UDP, and without it.
func TestRepliesAndRequests(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		x    exchange
		m    Message
		want bool
	}{
		{"acknowledged", exchange{}, Message{Version: 2, Primitive: FloorStatusAck}, true},
		{"by the bit", exchange{}, Message{Version: 2, Response: true, Primitive: FloorStatus}, true},
		{"a notice over UDP", exchange{queue: []Message{{Transaction: 4}}}, Message{Version: 2, Primitive: FloorStatus, Transaction: 4}, false},
		{"a notice over TCP", exchange{reliable: true, queue: []Message{{Transaction: 4}}}, Message{Version: 1, Primitive: FloorStatus}, false},
		{"over TCP", exchange{reliable: true, queue: []Message{{Transaction: 4}}}, Message{Version: 1, Primitive: FloorStatus, Transaction: 4}, true},
		{"over UDP, an old device", exchange{queue: []Message{{Transaction: 4}}}, Message{Version: 1, Primitive: FloorRequestStatus, Transaction: 4}, true},
		{"a request", exchange{queue: []Message{{Transaction: 4}}}, Message{Version: 1, Primitive: FloorRequest, Transaction: 4}, false},
	} {
		if got := row.x.isReply(row.m); got != row.want {
			t.Errorf("%s: got %v", row.name, got)
		}
	}
}
