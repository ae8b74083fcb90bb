package sip

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"veche/sip/message"
)

// Only a trusted far end, or a device, replaces a call, and only one that it can name
// (RFC 3891, section 3).
func TestACallIsReplacedByWhoCanNameIt(t *testing.T) {
	replaced := make(chan *Call, 1)
	h := handle(func(ctx context.Context, c *Call) {
		if old := c.Replaces(); old != nil {
			c.Answer(ctx, answerSDP)
			replaced <- old
			old.Hangup(Cause{Kind: HungUp})
			return
		}
		c.Answer(ctx, answerSDP)
		for range c.Events() { //nolint:revive // until it is over
		}
	})
	trusted := false
	c := Config{Handler: h, Trusted: func() []netip.Prefix {
		if trusted {
			return []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}
		}
		return nil
	}}
	withDesks(t, c, func(_ *lan, s *Server, p *phone) {
		p.sends(invite("", offerSDP))
		res := p.hears(100)
		p.sends(inside(res, "ACK", 1, "", nil))
		to, from := res.To().Tag(), res.From().Tag()
		// asks is another call with these fields; its refusal is acknowledged, or it comes again.
		asked := 0
		asks := func(fields string) *message.Message {
			t.Helper()
			asked++
			text := elsewhere(invite(fields, offerSDP), asked)
			p.sends(text)
			r := p.hears(100)
			if r.Status >= 300 {
				ack := strings.NewReplacer("INVITE", "ACK", "To: <sip:00123@10.0.0.1>", "To: "+r.Header.Get("To")).Replace(elsewhere(invite("", nil), asked))
				p.sends(ack)
			}
			return r
		}
		named := "Replaces: call-one;to-tag=" + to + ";from-tag=" + from
		if r := asks(named + "\n"); r.Status != 401 {
			t.Errorf("a stranger hears %d", r.Status)
		}
		trusted = true
		for fields, want := range map[string]int{
			"Replaces: call-one;to-tag=" + from + ";from-tag=" + to + "\n": 481,
			"Replaces: call-one;to-tag=" + to + ";from-tag=x\n":            481,
			"Replaces: nothing;to-tag=" + to + ";from-tag=" + from + "\n":  481,
			"Replaces: call-one\n":      400,
			named + "\n" + named + "\n": 400,
			named + ";early-only\n":     486,
		} {
			if r := asks(fields); r.Status != want {
				t.Errorf("%s: %d, want %d", fields, r.Status, want)
			}
		}
		if len(s.Calls()) != 1 {
			t.Errorf("%d calls", len(s.Calls()))
		}
		ok := asks("Require: replaces\n" + named + "\n")
		if ok.Status != 200 {
			t.Fatalf("got %s", ok.Bytes())
		}
		if old := <-replaced; old.Info().ID != "call-one" {
			t.Errorf("replaced is %s", old.Info().ID)
		}
		p.sends(elsewhere(inside(ok, "ACK", 1, "", nil), asked))
		ended := make(map[string]bool) // the old one, and the new one, since its handler returns
		for range 2 {
			bye := p.hears()
			if bye.Method != "BYE" {
				t.Fatalf("got %s", bye.Bytes())
			}
			ended[bye.CallID()] = true
			p.sends(answerTo(bye, 200, "", nil))
		}
		if !ended["call-one"] {
			t.Error("the old call goes on")
		}
	})
}

// elsewhere makes of a request of the phone's first call one of another.
func elsewhere(text string, n int) string {
	return strings.NewReplacer("Call-ID: call-one", fmt.Sprintf("Call-ID: call-%d", n), "z9hG4bK", fmt.Sprintf("z9hG4bKn%d", n)).Replace(text)
}
