package transaction

import (
	"time"

	"veche/sip/message"
)

type clientState int

const (
	trying     clientState = iota // "Calling" for INVITE
	proceeding                    // a provisional response is there
	accepted                      // INVITE only: 2xx, repeated and forked ones still come (RFC 6026)
	completed                     // a final response is there; repeats are swallowed
)

// Client is a request of ours.
type Client struct {
	l    *Layer
	key  string
	flow Flow
	req  *message.Message
	data []byte
	on   func(*message.Message, error)

	state   clientState
	cancel  *message.Message // sent as soon as 9.1 allows
	ack     []byte           // for a final response other than 2xx
	repeat  *timer           // A or E
	giveUp  *timer           // B or F; after a CANCEL also in proceeding
	waiting time.Duration    // of repeat
}

// Send begins a transaction; the topmost Via of req has its branch. on is told
// every response once, and every 2xx to INVITE each time it comes; or one
// error, which is the end. It is called without locks and must not block.
func (l *Layer) Send(flow Flow, req *message.Message, on func(*message.Message, error)) (*Client, error) {
	tx := &Client{l: l, key: clientKey(req.Via().Branch(), req.Method), flow: flow, req: req, data: req.Bytes(), on: on}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return nil, ErrClosed
	case len(l.clients) >= Limit:
		return nil, ErrTooMany
	}
	if err := flow.Send(tx.data); err != nil {
		return nil, err
	}
	tx.enter()
	if !flow.Reliable() {
		tx.waiting = l.T1
		tx.repeat = l.after(tx.waiting, tx.again)
	}
	tx.giveUp = l.after(64*l.T1, func(c *calls) { tx.fail(c, ErrTimeout) })
	return tx, nil
}

// Cancel asks to end an INVITE: now when a provisional response was there, else
// when one comes (RFC 3261, 9.1). The final response still comes to the user,
// or after 64*T1 ErrTimeout.
func (tx *Client) Cancel(reason string) {
	tx.l.mu.Lock()
	defer tx.l.mu.Unlock()
	if tx.cancel != nil || tx.state > proceeding {
		return
	}
	tx.cancel = cancelOf(tx.req, reason)
	if tx.state == proceeding {
		tx.sendCancel()
	}
}

func (tx *Client) sendCancel() {
	tx.giveUp.stop()
	tx.giveUp = tx.l.after(64*tx.l.T1, func(c *calls) { tx.fail(c, ErrTimeout) })
	nested := &Client{
		l: tx.l, key: clientKey(tx.req.Via().Branch(), "CANCEL"), flow: tx.flow,
		req: tx.cancel, data: tx.cancel.Bytes(), on: func(*message.Message, error) {},
	}
	if tx.flow.Send(nested.data) != nil {
		return
	}
	nested.enter()
	if !tx.flow.Reliable() {
		nested.waiting = tx.l.T1
		nested.repeat = tx.l.after(nested.waiting, nested.again)
	}
	nested.giveUp = tx.l.after(64*tx.l.T1, func(c *calls) { nested.fail(c, ErrTimeout) })
}

// again is timer A or E.
func (tx *Client) again(c *calls) {
	if tx.flow.Send(tx.data) != nil {
		tx.fail(c, ErrFlow)
		return
	}
	tx.waiting *= 2
	switch {
	case tx.invite():
	case tx.state == proceeding:
		tx.waiting = tx.l.T2
	default:
		tx.waiting = min(tx.waiting, tx.l.T2)
	}
	tx.repeat = tx.l.after(tx.waiting, tx.again)
}

func (tx *Client) invite() bool { return tx.req.Method == "INVITE" }

// response finds the transaction of a response (RFC 3261, 17.1.3).
func (l *Layer) response(c *calls, flow Flow, res *message.Message) {
	tx := l.clients[clientKey(res.Via().Branch(), res.CSeq().Method)]
	if tx == nil {
		c.add(func() { l.user.Stray(flow, res) })
		return
	}
	switch {
	case res.Status < 200:
		tx.provisional(c, res)
	case tx.invite() && res.Status < 300:
		tx.accept(c, res)
	case tx.invite():
		tx.refused(c, res)
	default:
		tx.final(c, res)
	}
}

func (tx *Client) provisional(c *calls, res *message.Message) {
	if tx.state > proceeding {
		return
	}
	first := tx.state == trying
	tx.state = proceeding
	if first && tx.invite() {
		tx.repeat.stop()
		tx.giveUp.stop()
		if tx.cancel != nil {
			tx.sendCancel()
		}
	}
	tx.tell(c, res)
}

// accept keeps an INVITE open for what other branches of a fork answer, and for
// repeats of a 2xx whose ACK was lost.
func (tx *Client) accept(c *calls, res *message.Message) {
	switch tx.state {
	case completed:
		return
	case accepted:
	default:
		tx.repeat.stop()
		tx.giveUp.stop()
		tx.state = accepted
		tx.l.after(64*tx.l.T1, func(*calls) { tx.forget() }) // timer M
	}
	tx.tell(c, res)
}

func (tx *Client) refused(c *calls, res *message.Message) {
	switch tx.state {
	case accepted:
		return
	case completed:
		_ = tx.flow.Send(tx.ack)
		return
	}
	tx.repeat.stop()
	tx.giveUp.stop()
	tx.state = completed
	tx.ack = ackOf(tx.req, res).Bytes()
	_ = tx.flow.Send(tx.ack)
	tx.linger(32 * time.Second) // timer D
	tx.tell(c, res)
}

func (tx *Client) final(c *calls, res *message.Message) {
	if tx.state == completed {
		return
	}
	tx.repeat.stop()
	tx.giveUp.stop()
	tx.state = completed
	tx.linger(tx.l.T4) // timer K
	tx.tell(c, res)
}

// linger keeps a finished transaction for repeats, where there can be any.
func (tx *Client) linger(d time.Duration) {
	if tx.flow.Reliable() {
		tx.forget()
		return
	}
	tx.l.after(d, func(*calls) { tx.forget() })
}

// enter makes a transaction known; forget undoes that.
func (tx *Client) enter() {
	l := tx.l
	l.clients[tx.key] = tx
	if !tx.flow.Reliable() {
		return
	}
	if l.flows[tx.flow] == nil {
		l.flows[tx.flow] = make(map[*Client]struct{})
	}
	l.flows[tx.flow][tx] = struct{}{}
}

func (tx *Client) forget() {
	delete(tx.l.clients, tx.key)
	if over := tx.l.flows[tx.flow]; over != nil {
		if delete(over, tx); len(over) == 0 {
			delete(tx.l.flows, tx.flow)
		}
	}
}

func (tx *Client) tell(c *calls, res *message.Message) { c.add(func() { tx.on(res, nil) }) }

// fail ends a transaction that has no final response.
func (tx *Client) fail(c *calls, err error) {
	tx.repeat.stop()
	tx.giveUp.stop()
	tx.forget()
	if tx.state < accepted {
		tx.state = completed
		c.add(func() { tx.on(nil, err) })
	}
}

func clientKey(branch, method string) string { return branch + " " + method }

// ackOf acknowledges a final response other than 2xx (RFC 3261, 17.1.1.3).
func ackOf(req, res *message.Message) *message.Message {
	m := hopOf(req, "ACK")
	m.Header.Set("To", res.Header.Get("To"))
	return m
}

// cancelOf is the CANCEL for a request (RFC 3261, 9.1), with a Reason (RFC 3326).
func cancelOf(req *message.Message, reason string) *message.Message {
	m := hopOf(req, "CANCEL")
	if reason != "" {
		m.Header.Add("Reason", reason)
	}
	return m
}

// hopOf is a request for the same next hop as req, of the same transaction.
func hopOf(req *message.Message, method string) *message.Message {
	m := &message.Message{Method: method, URI: req.URI}
	via := req.Header.List("Via")
	if len(via) > 0 {
		m.Header.Add("Via", via[0])
	}
	for _, f := range req.Header {
		switch f.Name {
		case "Route", "From", "To", "Call-ID":
			m.Header = append(m.Header, f)
		case "Max-Forwards":
			m.Header.Add("Max-Forwards", "70")
		}
	}
	m.Header.Add("CSeq", message.CSeq{Number: req.CSeq().Number, Method: method}.String())
	return m
}
