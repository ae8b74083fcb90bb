package bfcp

import "slices"

// client asks for the floor (RFC 8855, sections 10 and 12).
type client struct {
	user  uint16
	floor uint16

	wanted  bool   // we would show
	asking  bool   // a FloorRequest is under way
	request uint16 // id, 0 if there is none
	status  Status // of it
	shows   bool   // another one has the floor
}

func (c *client) start() effects {
	return effects{say: []Message{
		{Primitive: Hello},
		{Primitive: FloorQuery, Floors: []uint16{c.floor}},
	}}
}

func (c *client) asked(m Message) effects {
	switch m.Primitive {
	case Hello:
		return hello()
	case FloorRequestStatus:
		e := effects{}
		if c.request != 0 { // else it is about one that we gave back
			e = c.requestStatus(m)
		}
		e.reply = &Message{Primitive: FloorRequestStatusAck}
		return e
	case FloorStatus:
		e := c.floorStatus(m)
		e.reply = &Message{Primitive: FloorStatusAck}
		return e
	case Goodbye:
		e := c.lost()
		e.reply = &Message{Primitive: GoodbyeAck}
		return e
	}
	return refusing(UnknownPrimitive)
}

func (c *client) answered(sent, reply Message) effects {
	switch {
	case reply.Primitive == FloorRequestStatus && sent.Primitive == FloorRequest:
		c.asking = false
		return c.requestStatus(reply)
	case reply.Primitive == FloorStatus:
		return c.floorStatus(reply)
	case reply.Primitive == ErrorReply && sent.Primitive == FloorRequest:
		return c.unanswered(sent)
	}
	return effects{}
}

// unanswered is as good as denied.
func (c *client) unanswered(sent Message) effects {
	if sent.Primitive != FloorRequest {
		return effects{}
	}
	c.asking, c.wanted = false, false
	return effects{}.with(mayShow, false)
}

// requestStatus hears of our request.
func (c *client) requestStatus(m Message) effects {
	if len(m.Requests) == 0 || c.request != 0 && m.Requests[0].ID != c.request {
		return effects{}
	}
	r := m.Requests[0]
	before := c.status
	c.request, c.status = r.ID, r.Status
	switch {
	case !r.Status.open():
		c.request, c.status, c.wanted = 0, 0, false
		return effects{}.with(mayShow, false)
	case !c.wanted: // it was withdrawn while it was under way
		return c.release()
	case r.Status == Granted && before != Granted:
		return effects{}.with(mayShow, true)
	}
	return effects{}
}

// floorStatus hears who has the floor.
func (c *client) floorStatus(m Message) effects {
	has := slices.ContainsFunc(m.Requests, func(r Request) bool {
		mine := r.ID == c.request && c.request != 0 || r.Beneficiary == c.user && c.user != 0
		return r.Status == Granted && !mine && slices.Contains(r.Floors, c.floor)
	})
	if has == c.shows {
		return effects{}
	}
	c.shows = has
	return effects{}.with(shows, has)
}

func (c *client) show() effects {
	if c.wanted {
		return effects{}
	}
	c.wanted = true
	if c.asking || c.request != 0 {
		return effects{}
	}
	c.asking = true
	return effects{say: []Message{{Primitive: FloorRequest, Floors: []uint16{c.floor}}}}
}

func (c *client) hide() effects {
	if !c.wanted {
		return effects{}
	}
	c.wanted = false
	e := effects{}
	if c.request != 0 {
		e = c.release()
	}
	return e.with(mayShow, false)
}

// release gives our request back; the reply is of no consequence.
func (c *client) release() effects {
	id := c.request
	c.request, c.status = 0, 0
	return effects{say: []Message{{Primitive: FloorRelease, RequestID: id}}}
}

func (c *client) lost() effects {
	e := effects{}
	if c.wanted {
		e = e.with(mayShow, false)
	}
	if c.shows {
		e = e.with(shows, false)
	}
	c.wanted, c.asking, c.request, c.status, c.shows = false, false, 0, 0, false
	return e
}
