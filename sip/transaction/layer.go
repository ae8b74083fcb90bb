// Package transaction is the transaction layer of SIP (RFC 3261, section 17,
// with RFC 6026): it repeats what may have been lost, swallows what came twice,
// and gives up after a while. It knows neither sockets nor calls.
//
// State lives behind one lock that is never held while a user is called; all
// timers are in one queue, run by one goroutine. Sending never blocks, that is
// the contract of [Flow].
package transaction

import (
	"errors"
	"sync"
	"time"

	"veche/sip/message"
)

// Flow is a way to one peer: a UDP socket and an address, or a connection.
type Flow interface {
	// Send hands data to the network without blocking. An error means that
	// this way is closed, not that something was lost.
	Send(data []byte) error
	// Reliable ways repeat by themselves.
	Reliable() bool
}

// User is what lies above: it is called without locks, in the order of events
// of one transaction, and must not block.
type User interface {
	// Request is a new request, seen for the first time, to be answered by
	// tx.Respond. Never an ACK, nor a CANCEL that finds its INVITE.
	Request(tx *Server, req *message.Message)
	// Ack acknowledges a 2xx.
	Ack(flow Flow, ack *message.Message)
	// Cancelled: the INVITE is not wanted any more. Both are to be answered.
	Cancelled(invite, cancel *Server)
	// Stray is a response that belongs to no transaction any more.
	Stray(flow Flow, res *message.Message)
}

// Why a client transaction ended without a final response.
var (
	ErrTimeout = errors.New("sip: no answer")
	ErrFlow    = errors.New("sip: the way to the peer is closed")
	ErrClosed  = errors.New("sip: shutting down")
	ErrTooMany = errors.New("sip: too many transactions")
)

// Timers of RFC 3261, table 4. Zero fields mean its defaults.
type Timers struct{ T1, T2, T4 time.Duration }

func (t Timers) orDefault() Timers {
	if t.T1 <= 0 {
		t.T1 = 500 * time.Millisecond
	}
	if t.T2 <= 0 {
		t.T2 = 4 * time.Second
	}
	if t.T4 <= 0 {
		t.T4 = 5 * time.Second
	}
	return t
}

// Limit is how many transactions each side may hold. Beyond it requests of
// others are dropped unanswered (they repeat them), our own refused.
const Limit = 50_000

// Layer holds the transactions of one server.
type Layer struct {
	user User
	Timers

	mu      sync.Mutex
	clients map[string]*Client
	servers map[string]*Server
	merged  map[string]*Server            // by what is the same in copies of one request
	flows   map[Flow]map[*Client]struct{} // what runs over each connection
	queue   queue
	closed  bool
	dropped int

	wake chan struct{}
	done chan struct{}
}

// New returns a layer that runs until Close.
func New(user User, t Timers) *Layer {
	l := &Layer{
		user: user, Timers: t.orDefault(),
		clients: make(map[string]*Client), flows: make(map[Flow]map[*Client]struct{}), servers: make(map[string]*Server), merged: make(map[string]*Server),
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	go l.run()
	return l
}

// Close ends everything at once; client transactions see ErrClosed.
func (l *Layer) Close() {
	var c calls
	l.mu.Lock()
	l.closed = true
	for _, tx := range l.clients {
		tx.fail(&c, ErrClosed)
	}
	clear(l.servers)
	clear(l.merged)
	l.queue = nil
	l.mu.Unlock()
	c.run()
	l.stir()
	<-l.done
}

// Len is how many transactions there are, for tests and metrics.
func (l *Layer) Len() (clients, servers int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.clients), len(l.servers)
}

// Dropped is how many requests were not taken for lack of room.
func (l *Layer) Dropped() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dropped
}

// Receive takes a message from the network.
func (l *Layer) Receive(flow Flow, m *message.Message) {
	var c calls
	l.mu.Lock()
	switch {
	case l.closed:
	case m.IsRequest():
		l.request(&c, flow, m)
	default:
		l.response(&c, flow, m)
	}
	l.mu.Unlock()
	c.run()
}

// Lost says that a connection is closed: requests on it that nobody has answered
// at all fail at once. An INVITE that rings waits on: its answer may come by
// another way (RFC 3261, 18.2.2).
func (l *Layer) Lost(flow Flow) {
	var c calls
	l.mu.Lock()
	for tx := range l.flows[flow] {
		if !tx.invite() || tx.state == trying {
			tx.fail(&c, ErrFlow)
		}
	}
	l.mu.Unlock()
	c.run()
}

// calls are what users are told once the lock is free.
type calls []func()

func (c *calls) add(f func()) { *c = append(*c, f) }

func (c *calls) run() {
	for _, f := range *c {
		f()
	}
}
