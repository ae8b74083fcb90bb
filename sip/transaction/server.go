package transaction

import (
	"strconv"
	"strings"
	"time"

	"veche/sip/message"
)

type serverState int

const (
	open      serverState = iota // no final answer yet
	answered                     // final answer sent; INVITE: waiting for ACK
	succeeded                    // INVITE only: 2xx sent, which the user repeats (RFC 6026)
	confirmed                    // INVITE only: ACK is there
)

// Server is a request of somebody else.
type Server struct {
	l     *Layer
	key   string
	twin  string // what copies of the request over another way have in common
	flow  Flow
	req   *message.Message
	state serverState
	last  []byte // what a repeated request gets

	repeat  *timer // G
	waiting time.Duration
}

// Flow is the way the request came, and its answers go.
func (tx *Server) Flow() Flow { return tx.flow }

// Request is what began the transaction.
func (tx *Server) Request() *message.Message { return tx.req }

// request finds the transaction of a request or begins one (RFC 3261, 17.2.3).
func (l *Layer) request(c *calls, flow Flow, req *message.Message) {
	key := serverKey(req, req.Method)
	if tx := l.servers[key]; tx != nil {
		tx.repeated(c, flow, req)
		return
	}
	if req.Method == "ACK" {
		c.add(func() { l.user.Ack(flow, req) })
		return
	}
	if len(l.servers) >= Limit {
		l.dropped++
		return
	}
	tx := &Server{l: l, key: key, flow: flow, req: req}
	if l.isMerged(tx) {
		_ = flow.Send(message.Response(req, 482, "Loop Detected", "merged").Bytes())
		return
	}
	l.servers[key] = tx
	l.begin(c, tx)
}

func (l *Layer) begin(c *calls, tx *Server) {
	switch tx.req.Method {
	case "CANCEL":
		if invite := l.servers[serverKey(tx.req, "INVITE")]; invite != nil {
			c.add(func() { l.user.Cancelled(invite, tx) })
			return
		}
	case "INVITE":
		tx.send(message.Response(tx.req, 100, "Trying", ""))
	default:
		l.after(64*l.T1, func(*calls) { // whoever asked has given up
			if tx.state == open {
				tx.forget()
			}
		})
	}
	c.add(func() { l.user.Request(tx, tx.req) })
}

// isMerged reports whether a copy of the request came over another way
// (RFC 3261, 8.2.2.2), and remembers the first.
func (l *Layer) isMerged(tx *Server) bool {
	if tx.req.Method == "CANCEL" || tx.req.To().Tag() != "" {
		return false
	}
	tx.twin = strings.Join([]string{tx.req.From().Tag(), tx.req.CallID(), tx.req.Header.Get("CSeq")}, "\x00")
	if other := l.merged[tx.twin]; other != nil {
		tx.twin = ""
		return true
	}
	l.merged[tx.twin] = tx
	return false
}

func (tx *Server) repeated(c *calls, flow Flow, req *message.Message) {
	switch {
	case req.Method != "ACK":
		if tx.state != confirmed && tx.state != succeeded && tx.last != nil {
			_ = tx.flow.Send(tx.last)
		}
	case tx.state == succeeded: // one that reuses the branch of its INVITE
		c.add(func() { tx.l.user.Ack(flow, req) })
	case tx.state == answered:
		tx.state = confirmed
		tx.repeat.stop()
		tx.linger(tx.l.T4) // timer I
	}
}

// Respond answers. Several provisional answers may go before the final one;
// a 2xx to INVITE may be given again, which repeats it. What comes after a
// final answer is ignored.
func (tx *Server) Respond(res *message.Message) {
	tx.l.mu.Lock()
	defer tx.l.mu.Unlock()
	if tx.l.closed || tx.l.servers[tx.key] != tx {
		return
	}
	switch {
	case tx.state == succeeded && res.Status/100 == 2:
		_ = tx.flow.Send(res.Bytes())
	case tx.state != open:
	default:
		tx.send(res)
		tx.settle(res.Status)
	}
}

func (tx *Server) send(res *message.Message) {
	tx.last = res.Bytes()
	_ = tx.flow.Send(tx.last) // a way that is closed shows when nothing comes back
}

func (tx *Server) settle(status int) {
	l := tx.l
	switch {
	case status < 200:
	case tx.req.Method != "INVITE":
		tx.state = answered
		tx.linger(64 * l.T1) // timer J
	case status < 300:
		tx.state = succeeded
		l.after(64*l.T1, func(*calls) { tx.forget() }) // timer L
	default:
		tx.state = answered
		if !tx.flow.Reliable() {
			tx.waiting = l.T1
			tx.repeat = l.after(tx.waiting, tx.again)
		}
		l.after(64*l.T1, func(*calls) { tx.forget() }) // timer H
	}
}

// again is timer G: the final answer until its ACK comes.
func (tx *Server) again(*calls) {
	if tx.flow.Send(tx.last) != nil {
		return
	}
	tx.waiting = min(2*tx.waiting, tx.l.T2)
	tx.repeat = tx.l.after(tx.waiting, tx.again)
}

func (tx *Server) linger(d time.Duration) {
	if tx.flow.Reliable() {
		tx.forget()
		return
	}
	tx.l.after(d, func(*calls) { tx.forget() })
}

func (tx *Server) forget() {
	tx.repeat.stop()
	delete(tx.l.servers, tx.key)
	if tx.l.merged[tx.twin] == tx {
		delete(tx.l.merged, tx.twin)
	}
}

// serverKey names a transaction: branch and sent-by, or what RFC 2543 had for
// that where the branch is not one of RFC 3261.
func serverKey(req *message.Message, method string) string {
	if method == "ACK" {
		method = "INVITE"
	}
	via := req.Via()
	if b := via.Branch(); len(b) > len(Cookie) && strings.HasPrefix(b, Cookie) {
		return strings.Join([]string{b, via.Host, strconv.Itoa(via.Port), method}, " ")
	}
	number := strconv.FormatUint(uint64(req.CSeq().Number), 10)
	return strings.Join([]string{"2543", req.URI, req.From().Tag(), req.CallID(), number, via.String(), method}, " ")
}

// Cookie begins every branch of RFC 3261.
const Cookie = "z9hG4bK"
