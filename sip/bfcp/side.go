package bfcp

// side is one side of the floor, server or client: pure. Its methods run one at a
// time and give what is to be sent and told.
type side interface {
	// start is what is said when the channel is there.
	start() effects
	// asked handles a request of the far side. effects.reply answers it.
	asked(m Message) effects
	// answered hears what the far side replied to a message of ours.
	answered(sent, reply Message) effects
	// unanswered hears that it did not reply.
	unanswered(sent Message) effects

	show() effects // we would show content
	hide() effects // and no more
	// lost: the channel is gone, and with it every request.
	lost() effects
}

// effects are what a step of a side leads to.
type effects struct {
	reply  *Message
	say    []Message // transactions of ours
	events []event
}

// event is what the handler is told.
type event struct {
	kind eventKind
	on   bool
}

type eventKind uint8

const (
	mayShow eventKind = iota + 1
	shows
	asks // the far side asks, and nobody has decided yet
)

func (e effects) with(kind eventKind, on bool) effects {
	e.events = append(e.events, event{kind, on})
	return e
}

// replying is the message m as the reply.
func replying(m Message) effects { return effects{reply: &m} }

func refusing(code ErrorCode) effects {
	return replying(Message{Primitive: ErrorReply, Error: code})
}

// hello is what every side can say of itself.
func hello() effects {
	m := Message{Primitive: HelloAck}
	for p := FloorRequest; p <= GoodbyeAck; p++ {
		m.SupportedPrimitives = append(m.SupportedPrimitives, p)
	}
	for t := uint8(attrBeneficiaryID); t <= lastAttribute; t++ {
		m.SupportedAttributes = append(m.SupportedAttributes, t)
	}
	return replying(m)
}
