package sip

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"veche/sip/message"
	"veche/sip/transaction"
)

// unsure is a provisional response that is repeated until PRACK says that it
// arrived (RFC 3262, section 3). They go one after the other: the first of the
// list is under way, the others wait.
type unsure struct {
	res    *message.Message
	rseq   uint32
	repeat *alarm
	giveUp *alarm
}

func (u *unsure) stop() {
	u.repeat.stop()
	u.giveUp.stop()
}

// wantsReliable: always where the caller requires it, and for an answer where
// he understands it.
func (c *Call) wantsReliable(sdp []byte) bool {
	if slices.Contains(c.invite.Request().Header.Tokens("Require"), "100rel") {
		return true
	}
	return len(sdp) > 0 && slices.Contains(c.peer.supported, "100rel")
}

func (c *Call) sendUnsure(res *message.Message) {
	if c.rseq == 0 {
		c.rseq = 1 + rand.Uint32N(1<<30)
	}
	c.rseq++
	res.Header.Add("Require", "100rel")
	res.Header.Add("RSeq", strconv.FormatUint(uint64(c.rseq), 10))
	c.unsure = append(c.unsure, &unsure{res: res, rseq: c.rseq})
	if len(c.unsure) == 1 {
		c.repeatUnsure(c.unsure[0])
	}
}

func (c *Call) repeatUnsure(u *unsure) {
	var again func(d time.Duration)
	again = func(d time.Duration) {
		c.invite.Respond(u.res)
		u.repeat = c.after(d, func() { again(2 * d) })
	}
	again(c.t1())
	u.giveUp = c.after(64*c.t1(), func() { // 3262, 3: the INVITE is refused
		if c.state == early && !c.refused {
			c.refuse(504, reasons[504])
			c.end(Cause{Kind: Lost, Local: true, Reason: "no PRACK"})
		}
	})
}

// whenSure does f once an answer that is under way is known to have arrived: a
// 2xx may not pass it (RFC 3262, section 3).
func (c *Call) whenSure(f func()) {
	for _, u := range c.unsure {
		if len(u.res.Body) > 0 {
			c.waiting = f
			return
		}
	}
	for _, u := range c.unsure {
		u.stop()
	}
	c.unsure = nil
	f()
}

// prack confirms a provisional response.
func (c *Call) prack(tx *transaction.Server) {
	req := tx.Request()
	if len(c.unsure) == 0 || !c.unsure[0].isMeantBy(req) {
		tx.Respond(c.reply(tx, 481, reasons[481]))
		return
	}
	c.unsure[0].stop()
	c.unsure = c.unsure[1:]
	if len(c.unsure) > 0 {
		c.repeatUnsure(c.unsure[0])
	}
	if offer, fault := sdpOf(req); fault == nil && offer != nil {
		c.askUser(&Reoffer{Offer: offer, tx: tx, c: c, invite: false})
	} else {
		tx.Respond(c.reply(tx, 200, "OK"))
	}
	if f := c.waiting; f != nil && len(c.unsure) == 0 {
		c.waiting = nil
		f()
	}
}

func (u *unsure) isMeantBy(prack *message.Message) bool {
	f := strings.Fields(prack.Header.Get("RAck"))
	if len(f) != 3 {
		return false
	}
	rseq, err := strconv.ParseUint(f[0], 10, 32)
	cseq := u.res.CSeq()
	return err == nil && uint32(rseq) == u.rseq && f[1] == strconv.FormatUint(uint64(cseq.Number), 10) && f[2] == cseq.Method
}
