package sip

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestWeRefreshTheSession(t *testing.T) { // RFC 4028, sections 9 and 10
	onLAN(t, stays(answerSDP), func(l *lan, s *Server, p *phone) {
		p.sends(invite("Supported: timer\nSession-Expires: 100;refresher=uas\nAllow: INVITE, UPDATE\n", offerSDP))
		res := p.hears(100)
		if got := res.Header.Get("Session-Expires"); got != "100;refresher=uas" || res.Header.Get("Require") != "timer" {
			t.Errorf("agreed %q", got)
		}
		p.sends(inside(res, "ACK", 1, "", nil))
		for range 3 {
			before := time.Now()
			m := p.hears()
			if m.Method != "UPDATE" || len(m.Body) != 0 || m.Header.Get("Session-Expires") != "100;refresher=uac" {
				t.Fatalf("got %s", m.Bytes())
			}
			if d := time.Since(before); d > 50*time.Second || d < 45*time.Second {
				t.Errorf("after %v", d)
			}
			p.sends(answerTo(m, 200, "Session-Expires: 100;refresher=uac", nil))
		}
		if len(s.Calls()) != 1 {
			t.Fatal("the call is gone")
		}
		// Now the phone is gone without a word.
		for len(s.Calls()) > 0 {
			time.Sleep(10 * time.Second)
		}
		if n := l.count("BYE"); n == 0 {
			t.Error("no BYE")
		}
	})
}

func TestWithoutTheirRefreshTheCallEnds(t *testing.T) {
	ended := make(chan Cause, 1)
	h := handle(func(ctx context.Context, c *Call) {
		c.Answer(ctx, answerSDP)
		<-c.Done()
		ended <- c.Cause()
	})
	onLAN(t, h, func(_ *lan, _ *Server, p *phone) {
		p.sends(invite("Supported: timer\nSession-Expires: 90;refresher=uac\n", offerSDP))
		res := p.hears(100)
		p.sends(inside(res, "ACK", 1, "", nil))
		time.Sleep(50 * time.Second)
		p.sends(inside(res, "UPDATE", 2, "Supported: timer\nSession-Expires: 90;refresher=uac\n", nil))
		if r := p.hears(); r.Status != 200 || r.Header.Get("Session-Expires") != "90;refresher=uac" {
			t.Errorf("refresh: %s", r.Bytes())
		}
		before := time.Now()
		if m := p.hears(); m.Method != "BYE" {
			t.Errorf("got %s", m.Bytes())
		}
		if d := time.Since(before); d != 60*time.Second { // a third before the end
			t.Errorf("after %v", d)
		}
		if c := <-ended; c.Kind != Lost {
			t.Errorf("cause %+v", c)
		}
	})
}

func TestASessionTooShortIsRefused(t *testing.T) {
	onLAN(t, stays(answerSDP), func(_ *lan, _ *Server, p *phone) {
		p.sends(invite("Supported: timer\nx: 30\n", offerSDP))
		if r := p.hears(100); r.Status != 422 || r.Header.Get("Min-SE") != "90" {
			t.Errorf("got %s", r.Bytes())
		}
	})
}

func TestALongerSessionIsTakenWhenAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP})
		p.sends(answerTo(p.hears(), 422, "Min-SE: 3000", nil))
		p.hears() // ACK
		req := p.hears()
		if req.Header.Get("Session-Expires") != "3000" || req.Header.Get("Min-SE") != "3000" || req.CSeq().Number != 2 {
			t.Errorf("got %s", req.Bytes())
		}
		p.sends(answerTo(req, 200, "", answerSDP))
		p.hears()
		c.Hangup(Cause{})
	})
}

func TestRequestsOutsideOfCalls(t *testing.T) {
	onLAN(t, nil, func(_ *lan, _ *Server, p *phone) {
		for i, test := range []struct {
			method, more string
			status       int
			field, want  string
		}{
			{"OPTIONS", "", 200, "Accept", "application/sdp, application/dtmf-relay, application/dtmf, application/media_control+xml"},
			{"OPTIONS", "Max-Forwards: 0\n", 200, "", ""},
			{"MESSAGE", "", 405, "Allow", strings.Join(allowed, ", ")},
			{"PUBLISH", "", 405, "Allow", strings.Join(allowed, ", ")},
			{"BYE", "", 481, "", ""},
			{"CANCEL", "", 481, "", ""},
			{"OPTIONS", "Require: 100rel, nothingSIPknows\n", 420, "Unsupported", "nothingsipknows"},
			{"REGISTER", "", 405, "", ""}, // no devices
			{"OPTIONS", "Max-Forwards: soon\n", 400, "", ""},
		} {
			p.sends(fmt.Sprintf("%s sip:10.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKo%d;rport\nFrom: <sip:p@10.0.0.9>;tag=x%d\n"+
				"To: <sip:10.0.0.1>\nCall-ID: o%d\nCSeq: 1 %s\n%sContent-Length: 0\n\n", test.method, i, i, i, test.method, test.more))
			r := p.hears()
			if r.Status != test.status || test.field != "" && r.Header.Get(test.field) != test.want {
				t.Errorf("%s %s: %s", test.method, test.more, r.Bytes())
			}
			if r.To().Tag() == "" || r.Via().Params.Value("rport") != "5060" {
				t.Errorf("%s: no tag or rport in %s", test.method, r.Bytes())
			}
		}
	})
}

func TestAnUnknownNumberCosts(t *testing.T) { // P3, lesson 28
	onLAN(t, nil, func(l *lan, s *Server, p *phone) {
		began := time.Now()
		p.sends(invite("", offerSDP))
		if r := p.hears(100); r.Status != 404 || time.Since(began) < time.Second {
			t.Errorf("%d after %v", r.Status, time.Since(began))
		}
		if len(s.Calls()) != 0 {
			t.Error("a call is held")
		}
		for i := range 100 {
			text := strings.NewReplacer("bKone", fmt.Sprintf("bK%d", i), "call-one", fmt.Sprintf("c%d", i), "tag=p1", fmt.Sprintf("tag=%d", i))
			p.sends(text.Replace(invite("", offerSDP)))
			synctest.Wait()
		}
		if n := l.count("100 Trying"); n > missBurst+5 {
			t.Errorf("%d were looked at", n)
		}
		list := s.Limited()
		if len(list) != 1 || !list[0].Limited || list[0].Source != "10.0.0.9" || list[0].Rule != RuleUnknown || list[0].Dropped < 60 {
			t.Errorf("limited: %+v", list)
		}
		s.Release("10.0.0.9")
		if list := s.Limited(); len(list) != 0 {
			t.Errorf("released: %+v", list)
		}
		time.Sleep(time.Minute)
		if clients, servers := s.layer.Len(); clients+servers != 0 || s.delayed != 0 {
			t.Errorf("left over: %d, %d, %d", clients, servers, s.delayed)
		}
	})
}

func TestABlockedSourceIsNotAnswered(t *testing.T) { // lesson 28
	blocked := []netip.Prefix{}
	onLANWith(t, Config{Handler: stays(answerSDP), Blocked: func() []netip.Prefix { return blocked }}, func(l *lan, s *Server, p *phone) {
		blocked = []netip.Prefix{netip.MustParsePrefix("10.0.0.8/31")}
		p.sends(invite("", offerSDP))
		synctest.Wait()
		if n := len(l.lines()); n != 1 || len(s.Calls()) != 0 {
			t.Errorf("said to a blocked source: %q", l.lines())
		}
		blocked = nil
		p.sends(invite("", offerSDP))
		if r := p.hears(100); r.Status != 200 {
			t.Errorf("got %d", r.Status)
		}
	})
}

func TestCallsOfALimitedSourceGoOn(t *testing.T) {
	onLAN(t, stays(answerSDP), func(_ *lan, s *Server, p *phone) {
		p.sends(invite("", offerSDP))
		res := p.hears(100)
		p.sends(inside(res, "ACK", 1, "", nil))
		for range missBurst + 5 {
			p.sends("nonsense")
		}
		synctest.Wait()
		if list := s.Limited(); len(list) != 1 || list[0].Rule != RuleBroken {
			t.Fatalf("limited: %+v", list)
		}
		p.sends(inside(res, "OPTIONS", 2, "", nil))
		if r := p.hears(); r.Status != 200 {
			t.Errorf("got %d", r.Status)
		}
		p.sends(inside(res, "BYE", 3, "", nil))
		if r := p.hears(); r.Status != 200 {
			t.Errorf("got %d", r.Status)
		}
	})
}

func TestACopyOverAnotherWayIsALoop(t *testing.T) { // RFC 3261, 8.2.2.2
	onLAN(t, stays(answerSDP), func(_ *lan, _ *Server, p *phone) {
		p.sends(invite("", offerSDP))
		res := p.hears(100)
		p.sends(strings.Replace(invite("", offerSDP), "bKone", "bKtwo", 1))
		if r := p.hears(100, 200); r.Status != 482 {
			t.Errorf("got %d", r.Status)
		}
		p.sends(inside(res, "ACK", 1, "", nil))
		p.sends(inside(res, "BYE", 2, "", nil))
	})
}

func TestTheTraceHidesSecrets(t *testing.T) {
	t.Parallel()
	m := "INVITE sip:00123,4567@h SIP/2.0\r\nTo: <sip:00123%2C4567@h>\r\nFrom: \"x\" <sip:a:pw@h>\r\n" +
		"Authorization: Digest username=\"a\", response=\"deadbeef\"\r\nproxy-authorization: Digest x\r\nCSeq: 1 INVITE\r\n\r\n" +
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\r\nm=audio 1 RTP/AVP 0\r\n"
	got := mask(m)
	for _, secret := range []string{"4567", "deadbeef", "c2VjcmV0", ":pw@", "Digest"} {
		if strings.Contains(got, secret) {
			t.Errorf("%q is in %s", secret, got)
		}
	}
	for _, plain := range []string{"sip:00123,***@h", "CSeq: 1 INVITE", "m=audio 1 RTP/AVP 0", "a=crypto:1 AES_CM_128_HMAC_SHA1_80"} {
		if !strings.Contains(got, plain) {
			t.Errorf("%q is not in %s", plain, got)
		}
	}
	for _, info := range []string{
		"INFO sip:x SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=7\r\nDuration=100\r\n",
		"INFO sip:x SIP/2.0\r\nContent-Type: application/dtmf\r\nContent-Length: 1\r\n\r\n7",
	} {
		if got := mask(info); strings.Contains(got, "7") {
			t.Errorf("digit in %q", got)
		}
	}
}

func TestRecentCallsTellTheReason(t *testing.T) {
	onLAN(t, handle(func(_ context.Context, c *Call) { c.Reject(486, "") }), func(_ *lan, s *Server, p *phone) {
		p.sends(strings.ReplaceAll(invite("", offerSDP), "00123@", "00123,99@"))
		p.hears(100)
		synctest.Wait()
		list := s.Recent()
		if len(list) != 1 || list[0].Cause.Kind != Busy || list[0].To != "sip:00123,***@10.0.0.1" || list[0].Ended.IsZero() {
			t.Fatalf("recent: %+v", list)
		}
		var lines []string
		for _, m := range s.Trace("call-one") {
			line, _, _ := strings.Cut(m.Text, "\r\n")
			lines = append(lines, line)
		}
		if len(lines) < 2 || lines[0] != "INVITE sip:00123,***@10.0.0.1 SIP/2.0" || lines[1] != "SIP/2.0 486 Busy Here" {
			t.Errorf("trace: %q", lines)
		}
	})
}

func TestCallsThatWeForgotAreNoMisses(t *testing.T) {
	onLAN(t, nil, func(_ *lan, s *Server, p *phone) {
		for i := range 2 * missBurst {
			p.sends(fmt.Sprintf("BYE sip:veche@10.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKb%d;rport\nFrom: <sip:p@10.0.0.9>;tag=x\n"+
				"To: <sip:10.0.0.1>;tag=old\nCall-ID: b%d\nCSeq: 1 BYE\nContent-Length: 0\n\n", i, i))
			if r := p.hears(); r.Status != 481 {
				t.Fatalf("got %d", r.Status)
			}
		}
		if list := s.Limited(); len(list) != 0 {
			t.Errorf("limited: %+v", list)
		}
	})
}
