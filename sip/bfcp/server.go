package bfcp

import "slices"

// server gives the floor (RFC 8855, section 13). It has one client, so at most one
// request of it; what others of the conference show stands for them all as a
// request of a user who is not the client.
type server struct {
	user    uint16 // of the client
	floor   uint16
	decide  func() Decision
	request Request // of the client; its Status is 0 if there is none
	showing bool    // we show content to the client
	last    uint16  // id given last
}

// Decision about a request for the floor.
type Decision uint8

// The decisions. With Wait the request is pending until [Conn.Grant] or [Conn.Deny].
const (
	Wait Decision = iota
	Grant
	Deny
)

func (s *server) start() effects { return effects{} } // the client speaks first

func (s *server) asked(m Message) effects {
	switch m.Primitive {
	case Hello:
		return hello()
	case FloorRequest:
		return s.floorRequest(m)
	case FloorRelease:
		return s.floorRelease(m)
	case FloorRequestQuery:
		if !s.is(m.RequestID) {
			return refusing(NoRequest)
		}
		return replying(s.tell())
	case FloorQuery:
		return s.floorQuery(m)
	case UserQuery:
		return s.userQuery()
	case ChairAction:
		return refusing(Unauthorized)
	case Goodbye:
		e := s.lost()
		e.reply = &Message{Primitive: GoodbyeAck}
		return e
	}
	return refusing(UnknownPrimitive)
}

// is tells whether id is that of the client's request.
func (s *server) is(id uint16) bool { return s.request.Status != 0 && s.request.ID == id }

// tell is the FloorRequestStatus of the client's request.
func (s *server) tell() Message {
	return Message{Primitive: FloorRequestStatus, Requests: []Request{s.request}}
}

// floorRequest takes a wish. A client that asks again, as after it lost its state,
// hears where its request is.
func (s *server) floorRequest(m Message) effects {
	if !slices.Contains(m.Floors, s.floor) {
		return refusing(InvalidFloor)
	}
	if s.request.Status != 0 {
		return replying(s.tell())
	}
	s.request = Request{ID: s.id(), Status: Pending, Floors: []uint16{s.floor}, Beneficiary: s.user}
	switch s.decide() {
	case Grant:
		return s.granted(true)
	case Deny:
		return s.ended(Denied, true)
	}
	return replying(s.tell()).with(asks, true)
}

// id for a request: never 0, which is none on the wire.
func (s *server) id() uint16 {
	s.last++
	if s.last == 0 {
		s.last = 1
	}
	return s.last
}

// granted gives the floor, in the reply or unasked. What we show ends.
func (s *server) granted(inReply bool) effects {
	s.request.Status = Granted
	e := s.hide()
	e = e.with(shows, true)
	return e.tell(s.tell(), inReply)
}

// ended says what became of the request and forgets it.
func (s *server) ended(status Status, inReply bool) effects {
	before := s.request.Status
	s.request.Status = status
	e := effects{}.tell(s.tell(), inReply)
	s.request = Request{}
	if before == Granted {
		return e.with(shows, false)
	}
	return e.with(asks, false)
}

// tell puts m into the reply, or says it unasked.
func (e effects) tell(m Message, inReply bool) effects {
	if inReply {
		e.reply = &m
	} else {
		e.say = append(e.say, m)
	}
	return e
}

func (s *server) floorRelease(m Message) effects {
	switch {
	case !s.is(m.RequestID):
		return refusing(NoRequest)
	case s.request.Status == Granted:
		return s.ended(Released, true)
	}
	return s.ended(Cancelled, true)
}

// floorQuery tells who has the floor. Asking is also subscribing; we tell changes
// to everybody, asked or not.
func (s *server) floorQuery(m Message) effects {
	for _, f := range m.Floors {
		if f != s.floor {
			return refusing(InvalidFloor)
		}
	}
	return replying(s.floorStatus())
}

// floorStatus tells who has the floor.
func (s *server) floorStatus() Message {
	m := Message{Primitive: FloorStatus, Floors: []uint16{s.floor}}
	if s.request.Status != 0 {
		m.Requests = append(m.Requests, s.request)
	}
	if s.showing {
		m.Requests = append(m.Requests, Request{
			ID: s.last, Status: Granted, Floors: []uint16{s.floor}, Beneficiary: s.other(),
		})
	}
	return m
}

// other is a user who is not the client.
func (s *server) other() uint16 {
	if s.user == 1 {
		return 2
	}
	return 1
}

func (s *server) userQuery() effects {
	m := Message{Primitive: UserStatus}
	if s.request.Status != 0 {
		m.Requests = []Request{s.request}
	}
	return replying(m)
}

// grant decides for a pending request.
func (s *server) grant() effects {
	if s.request.Status != Pending {
		return effects{}
	}
	return s.granted(false)
}

// deny decides against it.
func (s *server) deny() effects {
	if s.request.Status != Pending {
		return effects{}
	}
	return s.ended(Denied, false)
}

// revoke takes the floor back.
func (s *server) revoke() effects {
	if s.request.Status != Granted {
		return effects{}
	}
	return s.ended(Revoked, false)
}

// show takes the floor for somebody else of the conference: from the client if it
// has it.
func (s *server) show() effects {
	if s.showing {
		return effects{}
	}
	e := s.revoke()
	s.showing = true
	s.id()
	e.say = append(e.say, s.floorStatus())
	return e.with(mayShow, true)
}

func (s *server) hide() effects {
	if !s.showing {
		return effects{}
	}
	s.showing = false
	return effects{say: []Message{s.floorStatus()}}.with(mayShow, false)
}

func (s *server) lost() effects {
	before := s.request.Status
	s.request = Request{}
	switch before {
	case Granted:
		return effects{}.with(shows, false)
	case Pending:
		return effects{}.with(asks, false)
	}
	return effects{}
}

// What a client replies to notices is of no consequence: the floor is ours to give.
func (s *server) answered(Message, Message) effects { return effects{} }
func (s *server) unanswered(Message) effects        { return effects{} }
