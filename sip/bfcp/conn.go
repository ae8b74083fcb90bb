package bfcp

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Config of a channel, as agreed on by SDP.
type Config struct {
	// Server: the far side asks us. Else we ask it.
	Server bool
	// Conference, User and Floor as in SDP. Over UDP messages of another conference
	// are not heard, from wherever they come: a random number keeps strangers out.
	Conference uint32
	User       uint16 // of the client
	Floor      uint16
	Handler    Handler
	Log        *slog.Logger
}

// Handler hears of the floor. Its methods run on the goroutine of the channel: they
// must not block, nor call Close. They may call the others, which act afterwards.
type Handler interface {
	// Decide says what becomes of a request of the far side. Only as the server.
	Decide() Decision
	// Changed tells the new state, each time it is another.
	Changed(State)
}

// State of the floor.
type State struct {
	Asks    bool // the far side wants to show and waits for Grant or Deny
	Shows   bool // the far side has the floor: its content line is content
	MayShow bool // we have it: what we send on the content line is shown
	Gone    bool // the channel broke; it comes back only as a new one
}

// Conn is the channel to one far side.
type Conn struct {
	link     link
	side     side
	exchange exchange
	handler  Handler
	log      *slog.Logger
	state    State
	server   *server // the side, if it is one

	in       chan arrival
	commands chan func() effects
	quit     chan struct{}
	close    sync.Once
	running  sync.WaitGroup
}

// arrival is a message as read, or the end.
type arrival struct {
	bytes []byte
	from  netip.AddrPort
	err   error
}

// NewPacket runs a channel over UDP, to remote until the far side shows that it is
// somewhere else. It owns c.
func NewPacket(c net.PacketConn, remote netip.AddrPort, config Config) *Conn {
	return newConn(&packets{PacketConn: c, remote: remote}, false, config)
}

// NewStream runs a channel over TCP. It owns c.
func NewStream(c net.Conn, config Config) *Conn {
	return newConn(stream{c}, true, config)
}

func newConn(l link, reliable bool, config Config) *Conn {
	c := &Conn{
		link: l, handler: config.Handler, log: config.Log,
		in: make(chan arrival, 16), commands: make(chan func() effects, 16), quit: make(chan struct{}),
	}
	c.exchange = exchange{
		reliable: reliable, server: config.Server, version: 2,
		conference: config.Conference, user: config.User,
	}
	if reliable {
		c.exchange.version = 1
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if config.Server {
		c.server = &server{user: config.User, floor: config.Floor, decide: config.Handler.Decide}
		c.side = c.server
	} else {
		c.side = &client{user: config.User, floor: config.Floor}
	}
	c.running.Add(2)
	go c.read()
	go c.run()
	return c
}

// Show asks for the floor, or takes it as the server; State.MayShow says when.
func (c *Conn) Show() { c.do(func() effects { return c.side.show() }) }

// Hide gives it back.
func (c *Conn) Hide() { c.do(func() effects { return c.side.hide() }) }

// Grant gives the floor to the far side that asks for it. Nothing happens if it does
// not, or if we are the client.
func (c *Conn) Grant() { c.serve((*server).grant) }

// Deny refuses it.
func (c *Conn) Deny() { c.serve((*server).deny) }

// Revoke takes the floor from the far side.
func (c *Conn) Revoke() { c.serve((*server).revoke) }

func (c *Conn) serve(step func(*server) effects) {
	if c.server != nil {
		c.do(func() effects { return step(c.server) })
	}
}

// do runs a step on the goroutine of the channel, soon.
func (c *Conn) do(step func() effects) {
	select {
	case c.commands <- step:
	case <-c.quit:
	}
}

// Close says goodbye over UDP and ends the channel. The handler is not called any
// more when it returns.
func (c *Conn) Close() {
	c.close.Do(func() { close(c.quit) })
	c.running.Wait()
}

// read hands over what comes.
func (c *Conn) read() {
	defer c.running.Done()
	for {
		b, from, err := c.link.read()
		select {
		case c.in <- arrival{b, from, err}:
		case <-c.quit:
			return
		}
		if err != nil {
			return
		}
	}
}

// run is the life of the channel.
func (c *Conn) run() {
	defer c.running.Done()
	defer c.link.Close()
	timer := time.NewTimer(t1)
	defer timer.Stop()
	c.apply(c.side.start())
	for {
		if at, ok := c.exchange.deadline(); ok {
			timer.Reset(time.Until(at))
		} else {
			timer.Stop()
		}
		select {
		case a := <-c.in:
			c.arrived(a)
		case step := <-c.commands:
			if !c.state.Gone {
				c.apply(step())
			}
		case <-timer.C:
			c.tick()
		case <-c.quit:
			c.farewell()
			return
		}
	}
}

func (c *Conn) tick() {
	send, gaveUp := c.exchange.tick(time.Now())
	c.send(send)
	if gaveUp != nil {
		c.log.Debug("no answer", "primitive", gaveUp.Primitive.String())
		c.apply(c.side.unanswered(*gaveUp))
	}
}

// farewell is sent once: the call that the channel belongs to is over anyway.
func (c *Conn) farewell() {
	if c.exchange.reliable || c.state.Gone {
		return
	}
	m := Message{Primitive: Goodbye}
	c.exchange.address(&m)
	m.Transaction = c.exchange.number()
	c.send([]Message{m})
}

func (c *Conn) arrived(a arrival) {
	if a.err != nil {
		c.gone(a.err)
		return
	}
	m, err := Parse(a.bytes)
	switch {
	case m.Primitive == 0, m.Conference != c.exchange.conference && !c.exchange.reliable:
		return // noise, or a stranger: no answer that could be of use to one
	case m.Conference != c.exchange.conference:
		c.reply(m, refusing(NoConference))
		return
	}
	c.link.follow(a.from)
	c.log.Debug("received", "message", m.Primitive.String(), "transaction", m.Transaction)
	switch {
	case c.exchange.isReply(m):
		if err == nil {
			c.replied(m)
		}
	case err != nil:
		c.reply(m, refusal(m, err))
	default:
		c.asked(m)
	}
}

// refusal of a message that could not be read.
func refusal(m Message, err error) effects {
	switch {
	case errors.Is(err, errUnknown):
		return replying(Message{Primitive: ErrorReply, Error: UnknownMandatoryAttribute, Unknown: m.Unknown})
	case errors.Is(err, errVersion):
		return refusing(UnsupportedVersion)
	case errors.Is(err, errLength):
		return refusing(WrongLength)
	}
	return refusing(NotParsed)
}

// replied goes on after a reply to what we said.
func (c *Conn) replied(m Message) {
	sent, next, ok := c.exchange.matched(m, time.Now())
	if !ok {
		return
	}
	c.send(next)
	c.apply(c.side.answered(sent, m))
}

// asked answers a request: the same again if it comes again.
func (c *Conn) asked(m Message) {
	c.exchange.version = m.Version // old devices say 1 over UDP too
	if reply, ok := c.exchange.again(m, time.Now()); ok {
		c.send([]Message{reply})
		return
	}
	c.reply(m, c.side.asked(m))
}

// reply sends the reply among the effects, and does the rest of them.
func (c *Conn) reply(request Message, e effects) {
	notice := c.exchange.reliable && request.Transaction == 0
	if e.reply != nil && !notice {
		c.send([]Message{c.exchange.reply(request, *e.reply, time.Now())})
	}
	c.apply(e)
}

// apply says and tells what a step led to.
func (c *Conn) apply(e effects) {
	for _, m := range e.say {
		c.send(c.exchange.say(m, time.Now()))
	}
	state := c.state
	for _, v := range e.events {
		state.set(v)
	}
	c.change(state)
}

func (s *State) set(v event) {
	switch v.kind {
	case mayShow:
		s.MayShow = v.on
	case shows:
		s.Shows, s.Asks = v.on, false
	case asks:
		s.Asks = v.on
	}
}

func (c *Conn) change(s State) {
	if s != c.state {
		c.state = s
		c.handler.Changed(s)
	}
}

// gone ends what the channel was good for.
func (c *Conn) gone(err error) {
	c.log.Debug("channel ended", "error", err)
	c.exchange.queue = nil
	e := c.side.lost()
	state := c.state
	for _, v := range e.events {
		state.set(v)
	}
	state.Gone, state.MayShow = true, false
	c.change(state)
}

func (c *Conn) send(list []Message) {
	for i := range list {
		c.log.Debug("sent", "message", list[i].Primitive.String(), "transaction", list[i].Transaction)
		if err := c.link.write(list[i].AppendTo(nil)); err != nil {
			c.log.Debug("not sent", "error", err)
		}
	}
}
