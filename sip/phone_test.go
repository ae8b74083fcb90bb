package sip

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"veche/sip/message"
)

// invite is an INVITE of the phone at 10.0.0.9 as text, with more fields and a
// body.
func invite(more string, body []byte) string {
	s := "INVITE sip:00123@10.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKone;rport\n" +
		"Max-Forwards: 70\nFrom: <sip:p@10.0.0.9>;tag=p1\nTo: <sip:00123@10.0.0.1>\nCall-ID: call-one\nCSeq: 1 INVITE\n" +
		"Contact: <sip:p@10.0.0.9:5060>\n" + more
	if body != nil {
		s += "Content-Type: application/sdp\n"
	}
	return s + fmt.Sprintf("Content-Length: %d\n\n%s", len(body), body)
}

// inside is a request within the dialog that res began.
func inside(res *message.Message, method string, number int, more string, body []byte) string {
	target := contactOf(res)
	s := fmt.Sprintf("%s %s SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK%s%d;rport\nMax-Forwards: 70\n"+
		"From: %s\nTo: %s\nCall-ID: call-one\nCSeq: %d %s\nContact: <sip:p@10.0.0.9:5060>\n%s",
		method, target, method, number, res.Header.Get("From"), res.Header.Get("To"), number, method, more)
	if body != nil && !strings.Contains(more, "Content-Type") {
		s += "Content-Type: application/sdp\n"
	}
	return s + fmt.Sprintf("Content-Length: %d\n\n%s", len(body), body)
}

// answerTo is a response of the phone.
func answerTo(req *message.Message, status int, more string, body []byte) string {
	res := message.Response(req, status, phrase(status), "phonetag")
	for line := range strings.Lines(more) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		res.Header.Add(name, value)
	}
	if status > 100 && status < 300 && !res.Header.Has("Contact") {
		res.Header.Add("Contact", "<sip:p@10.0.0.9:5060>")
	}
	res.SetBody("application/sdp", body)
	return string(res.Bytes())
}

func onLAN(t *testing.T, h Handler, f func(l *lan, s *Server, p *phone)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		f(l, l.at(t, "10.0.0.1:5060", Config{Handler: h}), l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060"))
	})
}

func TestA200IsRepeatedUntilItsACK(t *testing.T) {
	onLAN(t, stays(answerSDP), func(l *lan, s *Server, p *phone) {
		p.sends(invite("", offerSDP))
		var res *message.Message
		for range 4 {
			if res = p.hears(100); res.Status != 200 {
				t.Fatalf("got %d", res.Status)
			}
		}
		p.sends(inside(res, "ACK", 1, "", nil))
		time.Sleep(40 * time.Second)
		if n := l.count("200 OK"); n != 4 {
			t.Errorf("%d times 200", n)
		}
		if len(s.Calls()) != 1 {
			t.Error("the call is gone")
		}
		p.sends(inside(res, "BYE", 2, "", nil))
		if res := p.hears(); res.Status != 200 {
			t.Errorf("BYE: %d", res.Status)
		}
	})
}

func TestWithoutAnACKTheCallEndsWithBYE(t *testing.T) {
	ended := make(chan Cause, 1)
	h := handle(func(ctx context.Context, c *Call) {
		c.Answer(ctx, answerSDP)
		<-c.Done()
		ended <- c.Cause()
	})
	onLAN(t, h, func(_ *lan, _ *Server, p *phone) {
		p.sends(invite("", offerSDP))
		for {
			if m := p.hears(100, 200); m.Method == "BYE" {
				p.sends(answerTo(m, 200, "", nil))
				break
			}
		}
		if c := <-ended; c.Kind != Lost {
			t.Errorf("cause %+v", c)
		}
	})
}

func TestALostACKIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP})
		req := p.hears()
		for range 3 {
			p.sends(answerTo(req, 200, "", answerSDP))
			if ack := p.hears(); ack.Method != "ACK" || ack.CSeq().Number != req.CSeq().Number {
				t.Fatalf("got %s", ack.Bytes())
			}
		}
		c.Hangup(Cause{})
		bye := p.hears()
		p.sends(answerTo(bye, 200, "", nil))
		<-c.Done()
	})
}

func TestALostBYEIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		s := l.at(t, "10.0.0.1:5060", Config{})
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, s, Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP})
		p.sends(answerTo(p.hears(), 200, "", answerSDP))
		p.hears() // ACK
		c.Hangup(Cause{})
		for range 5 {
			if m := p.hears(); m.Method != "BYE" {
				t.Fatalf("got %s", m.Bytes())
			}
		}
		time.Sleep(time.Minute)
		if clients, servers := s.layer.Len(); clients+servers != 0 {
			t.Errorf("left over: %d and %d", clients, servers)
		}
	})
}

func TestTheAnswerCrossesTheCANCEL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP})
		req := p.hears()
		p.sends(answerTo(req, 180, "", nil))
		next[Ringing](t, c)
		c.Hangup(Cause{})
		<-c.Done()
		cancel := p.hears()
		p.sends(answerTo(cancel, 200, "", nil))
		p.sends(answerTo(req, 200, "", answerSDP)) // too late
		got := []string{p.hears().Method, p.hears().Method}
		slices.Sort(got)
		if !slices.Equal(got, []string{"ACK", "BYE"}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestCANCELWaitsForAProvisionalResponse(t *testing.T) { // RFC 3261, 9.1
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP})
		req := p.hears()
		c.Hangup(Cause{})
		<-c.Done()
		time.Sleep(3 * time.Second)
		if l.count("CANCEL") != 0 {
			t.Error("CANCEL before any response")
		}
		p.sends(answerTo(req, 100, "", nil))
		for p.hears().Method != "CANCEL" {
		}
		p.sends(answerTo(req, 487, "", nil))
		for p.hears().Method != "ACK" {
		}
	})
}

func TestOfAForkTheFirstAnswerWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP})
		req := p.hears()
		as := func(status int, tag string, body []byte) string {
			return strings.Replace(answerTo(req, status, "Contact: <sip:"+tag+"@10.0.0.9:5060>", body), "phonetag", tag, 1)
		}
		p.sends(as(180, "kitchen", nil))
		p.sends(as(183, "office", answerSDP))
		next[Ringing](t, c)
		if e := next[EarlyMedia](t, c); e.Branch != "office" {
			t.Errorf("early media of %q", e.Branch)
		}
		p.sends(as(200, "kitchen", answerSDP))
		if ack := p.hears(); ack.Method != "ACK" || ack.URI != "sip:kitchen@10.0.0.9:5060" {
			t.Errorf("got %s", ack.Bytes())
		}
		p.sends(as(200, "office", answerSDP))
		for range 2 { // ACK and BYE in any order
			m := p.hears()
			if m.URI != "sip:office@10.0.0.9:5060" || m.To().Tag() != "office" {
				t.Errorf("got %s", m.Bytes())
			}
			if m.Method == "BYE" {
				p.sends(answerTo(m, 200, "", nil))
			}
		}
		if e := next[Answered](t, c); e.Branch != "kitchen" {
			t.Errorf("answered by %q", e.Branch)
		}
		c.Hangup(Cause{})
	})
}

func TestProvisionalAnswersAreReliableWhereWanted(t *testing.T) { // RFC 3262
	answered := make(chan error, 1)
	h := handle(func(ctx context.Context, c *Call) {
		c.Provisional(183, answerSDP)
		_, err := c.Answer(ctx, answerSDP)
		answered <- err
		<-ctx.Done()
	})
	onLAN(t, h, func(_ *lan, _ *Server, p *phone) {
		p.sends(invite("Supported: 100rel\n", offerSDP))
		var res *message.Message
		for range 3 { // repeated
			if res = p.hears(100); res.Status != 183 || !slices.Contains(res.Header.Tokens("Require"), "100rel") {
				t.Fatalf("got %s", res.Bytes())
			}
		}
		wrong := inside(res, "PRACK", 2, "RAck: 1 1 INVITE\n", nil)
		p.sends(wrong)
		if r := p.hears(183); r.Status != 481 {
			t.Errorf("wrong RAck: %d", r.Status)
		}
		p.sends(inside(res, "PRACK", 3, "RAck: "+res.Header.Get("RSeq")+" 1 INVITE\n", nil))
		if r := p.hears(183); r.Status != 200 || r.CSeq().Method != "PRACK" {
			t.Errorf("PRACK: %s", r.Bytes())
		}
		if r := p.hears(); r.Status != 200 || r.CSeq().Method != "INVITE" {
			t.Errorf("INVITE: %s", r.Bytes())
		}
		p.sends(inside(res, "ACK", 1, "", nil))
		if err := <-answered; err != nil {
			t.Error(err)
		}
		p.sends(inside(res, "BYE", 4, "", nil))
		p.hears()
	})
}

func TestWithoutAPRACKTheCallIsRefused(t *testing.T) {
	h := handle(func(ctx context.Context, c *Call) {
		c.Provisional(180, nil)
		<-ctx.Done()
	})
	onLAN(t, h, func(_ *lan, _ *Server, p *phone) {
		p.sends(invite("Require: 100rel\n", offerSDP))
		if res := p.hears(100, 180); res.Status != 504 {
			t.Errorf("got %d", res.Status)
		}
	})
}

func TestOurPRACKsGoInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP})
		req := p.hears()
		for i, want := range []string{"7 1 INVITE", "", "8 1 INVITE"} { // the second repeats the first
			rseq := []int{7, 7, 8}[i]
			p.sends(answerTo(req, 183, fmt.Sprintf("Require: 100rel\nRSeq: %d", rseq), answerSDP))
			if want == "" {
				continue
			}
			m := p.hears()
			if m.Method != "PRACK" || m.Header.Get("RAck") != want || m.To().Tag() != "phonetag" {
				t.Errorf("got %s", m.Bytes())
			}
			p.sends(answerTo(m, 200, "", nil))
		}
		p.sends(answerTo(req, 200, "", answerSDP))
		p.hears()
		c.Hangup(Cause{})
		if m := p.hears(); m.Method != "BYE" || m.CSeq().Number != 4 { // after two PRACKs
			t.Errorf("got %s", m.Bytes())
		}
	})
}

func TestRouteSetsLeadThroughSeveralProxies(t *testing.T) { // lesson 23
	onLAN(t, stays(answerSDP), func(_ *lan, s *Server, p *phone) {
		p.sends(invite("Record-Route: <sip:10.0.0.9;lr>, <sip:p2.test;lr>\nRecord-Route: <sip:p3.test;lr>;x=\"a,b\"\n", offerSDP))
		res := p.hears(100)
		want := []string{`<sip:10.0.0.9;lr>`, `<sip:p2.test;lr>`, `<sip:p3.test;lr>;x="a,b"`}
		if got := res.Header.List("Record-Route"); !slices.Equal(got, want) {
			t.Errorf("Record-Route %q", got)
		}
		p.sends(inside(res, "ACK", 1, "", nil))
		synctest.Wait()
		s.Calls()[0].Hangup(Cause{})
		if bye := p.hears(); !slices.Equal(bye.Header.List("Route"), want) || bye.URI != "sip:p@10.0.0.9:5060" {
			t.Errorf("BYE %s", bye.Bytes())
		}
	})
}

func TestAStrictRouterStandsInTheRequestURI(t *testing.T) { // RFC 3261, 12.2.1.1
	t.Parallel()
	d := &dialog{target: "sip:bob@b.test", routes: []string{"<sip:strict.test;method=INVITE>", "<sip:loose.test;lr>"}}
	uri, routes := d.way()
	if uri != "sip:strict.test" || !slices.Equal(routes, []string{"<sip:loose.test;lr>", "<sip:bob@b.test>"}) {
		t.Errorf("%q %q", uri, routes)
	}
	d.routes = d.routes[1:]
	if uri, routes := d.way(); uri != "sip:bob@b.test" || !slices.Equal(routes, d.routes) {
		t.Errorf("%q %q", uri, routes)
	}
}

// held answers every change with an answer of its own.
func held(got chan<- string) handle {
	return func(ctx context.Context, c *Call) {
		c.Answer(ctx, answerSDP)
		for e := range c.Events() {
			switch e := e.(type) {
			case *Reoffer:
				got <- string(e.Offer)
				if strings.Contains(string(e.Offer), "video") {
					e.Refuse(488, "No Picture")
				} else {
					e.Answer([]byte("v=0 held\r\n"))
				}
			case Digit:
				got <- string(e.Key)
			case KeyFrameWanted:
				got <- "key frame"
			case InfoReceived:
				got <- e.Type
			}
		}
	}
}

func TestReINVITEAndUPDATEChangeTheSession(t *testing.T) {
	got := make(chan string, 10)
	onLAN(t, held(got), func(l *lan, _ *Server, p *phone) {
		p.sends(invite("", offerSDP))
		res := p.hears(100)
		p.sends(inside(res, "ACK", 1, "", nil))
		p.sends(inside(res, "INVITE", 2, "", []byte("v=0 hold\r\n")))
		if r := p.hears(100); r.Status != 200 || string(r.Body) != "v=0 held\r\n" {
			t.Errorf("re-INVITE: %s", r.Bytes())
		}
		p.sends(inside(res, "INVITE", 3, "", []byte("v=0 more\r\n"))) // before the ACK
		if r := p.hears(100, 200); r.Status != 500 || !r.Header.Has("Retry-After") {
			t.Errorf("too early: %s", r.Bytes())
		}
		p.sends(inside(res, "ACK", 3, "", nil))
		p.sends(inside(res, "ACK", 2, "", nil))
		p.sends(inside(res, "UPDATE", 4, "", []byte("v=0 video\r\n")))
		if r := p.hears(200); r.Status != 488 || r.Reason != "No Picture" {
			t.Errorf("UPDATE: %s", r.Bytes())
		}
		p.sends(inside(res, "UPDATE", 5, "", nil))
		if r := p.hears(); r.Status != 200 || len(r.Body) != 0 {
			t.Errorf("UPDATE without offer: %s", r.Bytes())
		}
		p.sends(inside(res, "INVITE", 4, "", nil)) // an old number
		if r := p.hears(100); r.Status != 500 {
			t.Errorf("old CSeq: %d", r.Status)
		}
		if a, b := <-got, <-got; a != "v=0 hold\r\n" || b != "v=0 video\r\n" {
			t.Errorf("offers %q, %q", a, b)
		}
		p.sends(inside(res, "BYE", 9, "", nil))
	})
}

func TestINFOBringsDigitsAndWishesForKeyFrames(t *testing.T) { // lesson 26, RFC 5168
	got := make(chan string, 10)
	onLAN(t, held(got), func(_ *lan, _ *Server, p *phone) {
		p.sends(invite("", offerSDP))
		res := p.hears(100)
		p.sends(inside(res, "ACK", 1, "", nil))
		for i, test := range []struct {
			contentType, body, want string
			status                  int
		}{
			{"application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5", 200},
			{"application/dtmf-relay", "Signal= 11 \r\n", "#", 200},
			{"application/dtmf", "*", "*", 200},
			{"application/dtmf-relay", "Signal=x\r\n", "", 400},
			{"application/media_control+xml", "<media_control><vc_primitive><to_encoder><picture_fast_update/></to_encoder></vc_primitive></media_control>", "key frame", 200},
			{"text/plain", "hello", "text/plain", 200},
			{"", "", "", 200},
		} {
			more := ""
			if test.contentType != "" {
				more = "Content-Type: " + test.contentType + "\n"
			}
			p.sends(inside(res, "INFO", i+2, more, []byte(test.body)))
			if r := p.hears(); r.Status != test.status {
				t.Errorf("%q: %d", test.body, r.Status)
			}
			if test.want == "" {
				continue
			}
			if g := <-got; g != test.want {
				t.Errorf("%q: %q", test.body, g)
			}
		}
		p.sends(inside(res, "BYE", 20, "", nil))
	})
}

func TestWhatBothSidesWantAtOnceIsPutOff(t *testing.T) { // RFC 3261, 14.1
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP})
		req := p.hears()
		p.sends(answerTo(req, 200, "", answerSDP))
		p.hears()
		done := make(chan error, 1)
		go func() {
			answer, err := c.Reoffer(t.Context(), []byte("v=0 ours\r\n"))
			if string(answer) != "v=0 theirs\r\n" {
				t.Errorf("answer %q", answer)
			}
			done <- err
		}()
		ours := p.hears()
		theirs := fmt.Sprintf("INVITE %s SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKglare\nFrom: %s\nTo: %s\nCall-ID: %s\n"+
			"CSeq: 77 INVITE\nContact: <sip:p@10.0.0.9:5060>\nContent-Type: application/sdp\nContent-Length: 5\n\nv=0\r\n",
			contactOf(req), ours.Header.Get("To"), ours.Header.Get("From"), ours.CallID())
		p.sends(theirs)
		if r := p.hears(100); r.Status != 491 {
			t.Errorf("theirs: %d", r.Status)
		}
		p.sends(strings.Replace(strings.Replace(theirs, "77 INVITE", "77 ACK", 1), "INVITE", "ACK", 1))
		before := time.Now()
		p.sends(answerTo(ours, 491, "", nil))
		p.hears() // ACK
		again := p.hears()
		if waited := time.Since(before); waited < 2100*time.Millisecond || waited > 4*time.Second || again.Method != "INVITE" {
			t.Errorf("%s after %v", again.Method, waited)
		}
		p.sends(answerTo(again, 200, "", []byte("v=0 theirs\r\n")))
		p.hears()
		if err := <-done; err != nil {
			t.Error(err)
		}
		c.Hangup(Cause{})
	})
}

func TestAChangeIsCancelledAndNothingIsLeft(t *testing.T) {
	h := handle(func(ctx context.Context, c *Call) {
		c.Answer(ctx, answerSDP)
		<-ctx.Done() // never answers a change
	})
	onLAN(t, h, func(_ *lan, s *Server, p *phone) {
		p.sends(invite("", offerSDP))
		res := p.hears(100)
		p.sends(inside(res, "ACK", 1, "", nil))
		change := inside(res, "INVITE", 2, "", offerSDP)
		p.sends(change)
		if r := p.hears(); r.Status != 100 {
			t.Errorf("got %d", r.Status)
		}
		p.sends(strings.NewReplacer("INVITE sip", "CANCEL sip", "2 INVITE", "2 CANCEL").Replace(inside(res, "INVITE", 2, "", nil)))
		if a, b := p.hears(), p.hears(); a.Status != 200 || b.Status != 487 {
			t.Errorf("got %d, %d", a.Status, b.Status)
		}
		p.sends(strings.NewReplacer("INVITE sip", "ACK sip", "2 INVITE", "2 ACK").Replace(inside(res, "INVITE", 2, "", nil)))
		p.sends(inside(res, "INVITE", 3, "", offerSDP))
		time.Sleep(reofferWait + time.Second)
		if r := p.hears(100); r.Status != 500 {
			t.Errorf("not answered in time: %d", r.Status)
		}
		p.sends(inside(res, "BYE", 4, "", nil))
		time.Sleep(time.Minute)
		if len(s.invites) != 0 || len(s.Calls()) != 0 {
			t.Errorf("%d INVITEs, %d calls are left", len(s.invites), len(s.Calls()))
		}
	})
}
