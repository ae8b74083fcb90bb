package bfcp

import (
	"fmt"
	"strings"
	"testing"
)

// describe puts effects into one line: the reply, what is said, what is told.
func (e effects) describe() string {
	var words []string
	if e.reply != nil {
		words = append(words, "reply "+e.reply.describe())
	}
	for _, m := range e.say {
		words = append(words, "say "+m.describe())
	}
	for _, v := range e.events {
		words = append(words, fmt.Sprint([]string{mayShow: "mayShow", shows: "shows", asks: "asks"}[v.kind], " ", v.on))
	}
	return strings.Join(words, ", ")
}

func (m *Message) describe() string {
	s := m.Primitive.String()
	if m.Error != 0 {
		s += fmt.Sprint(" ", m.Error)
	}
	for _, r := range m.Requests {
		s += fmt.Sprint(" ", r.ID, " ", r.Status, " of ", r.Beneficiary)
	}
	return s
}

// A step of a table: what comes or is wanted, and what it leads to.
type step struct {
	name string
	do   func() effects
	want string
}

func play(t *testing.T, steps []step) {
	t.Helper()
	for i, s := range steps {
		if got := s.do().describe(); got != s.want {
			t.Errorf("step %d, %s:\ngot  %s\nwant %s", i, s.name, got, s.want)
		}
	}
}

func TestTheServerGivesTheFloor(t *testing.T) {
	t.Parallel()
	decision := Wait
	s := &server{user: 7, floor: 1, decide: func() Decision { return decision }}
	ask := func() effects { return s.asked(Message{Primitive: FloorRequest, Floors: []uint16{1}}) }
	decided := func(d Decision) func() effects {
		return func() effects { decision = d; return ask() }
	}
	release := func(id uint16) func() effects {
		return func() effects { return s.asked(Message{Primitive: FloorRelease, RequestID: id}) }
	}
	query := func(p Primitive) func() effects {
		return func() effects { return s.asked(Message{Primitive: p, RequestID: s.last}) }
	}
	play(t, []step{
		{"nobody has it", query(FloorQuery), "reply FloorStatus"},
		{"another floor", func() effects { return s.asked(Message{Primitive: FloorRequest, Floors: []uint16{2}}) }, "reply Error 6"},
		{"it asks", ask, "reply FloorRequestStatus 1 pending of 7, asks true"},
		{"it asks again", ask, "reply FloorRequestStatus 1 pending of 7"},
		{"it may", s.grant, "say FloorRequestStatus 1 granted of 7, shows true"},
		{"twice", s.grant, ""},
		{"who has it", query(FloorQuery), "reply FloorStatus 1 granted of 7"},
		{"what of its request", query(FloorRequestQuery), "reply FloorRequestStatus 1 granted of 7"},
		{"and of it", query(UserQuery), "reply UserStatus 1 granted of 7"},
		{"it asks for what it has", ask, "reply FloorRequestStatus 1 granted of 7"},
		{"it gives back another", release(9), "reply Error 7"},
		{"it gives it back", release(1), "reply FloorRequestStatus 1 released of 7, shows false"},
		{"twice", release(1), "reply Error 7"},
		{"it asks and may not", decided(Deny), "reply FloorRequestStatus 2 denied of 7, asks false"},
		{"it asks and may", decided(Grant), "reply FloorRequestStatus 3 granted of 7, shows true"},
		{"another shows", s.show, "say FloorRequestStatus 3 revoked of 7, say FloorStatus 4 granted of 1, shows false, mayShow true"},
		{"twice", s.show, ""},
		{"it asks meanwhile", decided(Wait), "reply FloorRequestStatus 5 pending of 7, asks true"},
		{"it may, and the other ends", s.grant, "say FloorStatus 5 granted of 7, say FloorRequestStatus 5 granted of 7, mayShow false, shows true"},
		{"it is taken away", s.revoke, "say FloorRequestStatus 5 revoked of 7, shows false"},
		{"there is nothing to take", s.revoke, ""},
		{"it asks", ask, "reply FloorRequestStatus 6 pending of 7, asks true"},
		{"it does not want it any more", release(6), "reply FloorRequestStatus 6 cancelled of 7, asks false"},
		{"it asks", ask, "reply FloorRequestStatus 7 pending of 7, asks true"},
		{"it may not", s.deny, "say FloorRequestStatus 7 denied of 7, asks false"},
		{"there is nothing to hide", s.hide, ""},
		{"another shows", s.show, "say FloorStatus 8 granted of 1, mayShow true"},
		{"and ends", s.hide, "say FloorStatus, mayShow false"},
		{"it asks and may", decided(Grant), "reply FloorRequestStatus 9 granted of 7, shows true"},
		{"it says goodbye", query(Goodbye), "reply GoodbyeAck, shows false"},
		{"chairs are not known", query(ChairAction), "reply Error 5"},
		{"nor is this", query(99), "reply Error 3"},
	})
}

func TestTheIDsOfRequestsAreNeverNone(t *testing.T) {
	t.Parallel()
	s := &server{last: 65535}
	if got := s.id(); got != 1 {
		t.Errorf("got %d", got)
	}
}

func TestTheClientAsksForTheFloor(t *testing.T) {
	t.Parallel()
	c := &client{user: 7, floor: 1}
	request := Message{Primitive: FloorRequest}
	status := func(id uint16, s Status) Message {
		return Message{Primitive: FloorRequestStatus, Requests: []Request{{ID: id, Status: s, Floors: []uint16{1}, Beneficiary: 7}}}
	}
	told := func(id uint16, s Status) func() effects {
		return func() effects { return c.asked(status(id, s)) }
	}
	answered := func(id uint16, s Status) func() effects {
		return func() effects { return c.answered(request, status(id, s)) }
	}
	floor := func(user uint16) func() effects {
		m := Message{Primitive: FloorStatus}
		if user != 0 {
			m.Requests = []Request{{ID: 99, Status: Granted, Floors: []uint16{1}, Beneficiary: user}}
		}
		return func() effects { return c.asked(m) }
	}
	const ack, ackFloor = "reply FloorRequestStatusAck", "reply FloorStatusAck"
	play(t, []step{
		{"it begins", c.start, "say Hello, say FloorQuery"},
		{"we would show", c.show, "say FloorRequest"},
		{"twice", c.show, ""},
		{"wait", answered(3, Pending), ""},
		{"another request", told(9, Denied), ack},
		{"we may", told(3, Granted), ack + ", mayShow true"},
		{"twice", told(3, Granted), ack},
		{"our own floor", floor(7), ackFloor},
		{"no more", c.hide, "say FloorRelease, mayShow false"},
		{"its reply", func() effects { return c.answered(Message{Primitive: FloorRelease}, status(3, Released)) }, ""},
		{"a late notice", told(3, Released), ack},
		{"another shows", floor(8), ackFloor + ", shows true"},
		{"still", floor(8), ackFloor},
		{"and ends", floor(0), ackFloor + ", shows false"},
		{"again", c.show, "say FloorRequest"},
		{"at once", answered(4, Granted), "mayShow true"},
		{"it is taken away", told(4, Revoked), ack + ", mayShow false"},
		{"again", c.show, "say FloorRequest"},
		{"no", answered(5, Denied), "mayShow false"},
		{"again", c.show, "say FloorRequest"},
		{"not allowed", func() effects { return c.answered(request, Message{Primitive: ErrorReply, Error: Unauthorized}) }, "mayShow false"},
		{"again", c.show, "say FloorRequest"},
		{"nobody answers", func() effects { return c.unanswered(request) }, "mayShow false"},
		{"again", c.show, "say FloorRequest"},
		{"no more, before the answer", c.hide, "mayShow false"},
		{"we may, too late", answered(6, Granted), "say FloorRelease"},
		{"show, hide, show", func() effects { c.show(); c.hide(); return c.show() }, ""},
		{"we may", answered(7, Granted), "mayShow true"},
		{"another shows", floor(8), ackFloor + ", shows true"},
		{"goodbye", func() effects { return c.asked(Message{Primitive: Goodbye}) }, "reply GoodbyeAck, mayShow false, shows false"},
		{"nobody answers a query", func() effects { return c.unanswered(Message{Primitive: FloorQuery}) }, ""},
		{"we are no server", func() effects { return c.asked(request) }, "reply Error 3"},
	})
}

func TestBothSidesAnswerAHello(t *testing.T) {
	t.Parallel()
	for _, s := range []side{&client{}, &server{}} {
		e := s.asked(Message{Primitive: Hello})
		if e.reply == nil || len(e.reply.SupportedPrimitives) != 17 || len(e.reply.SupportedAttributes) != 18 {
			t.Errorf("got %+v", e.reply)
		}
	}
}

func TestALostChannelEndsWhatWas(t *testing.T) {
	t.Parallel()
	s := &server{user: 7, floor: 1, decide: func() Decision { return Wait }}
	s.asked(Message{Primitive: FloorRequest, Floors: []uint16{1}})
	if got := s.lost().describe(); got != "asks false" {
		t.Errorf("while it asks: %s", got)
	}
	if got := s.lost().describe(); got != "" {
		t.Errorf("twice: %s", got)
	}
}
