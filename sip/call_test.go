package sip

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var (
	offerSDP  = []byte("v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n")
	answerSDP = []byte("v=0\r\no=- 2 1 IN IP4 10.0.0.2\r\ns=-\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n")
)

// next is the next event of a type.
func next[E Event](t *testing.T, c *Call) E {
	t.Helper()
	for e := range c.Events() {
		if want, ok := e.(E); ok {
			return want
		}
	}
	var zero E
	t.Fatalf("the call ended (%v) without %T", c.Cause(), zero)
	return zero
}

// stays answers and lets the other side do what it wants.
func stays(sdp []byte) handle {
	return func(ctx context.Context, c *Call) {
		if _, err := c.Answer(ctx, sdp); err != nil {
			return
		}
		<-ctx.Done()
	}
}

func dial(t *testing.T, s *Server, o Invitation) *Call {
	t.Helper()
	c, err := s.Dial(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACallIsMadeAnsweredAndHungUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		got := make(chan *Call, 1)
		l.at(t, "10.0.0.2:5060", Config{Handler: handle(func(ctx context.Context, c *Call) {
			got <- c
			c.Provisional(180, nil)
			c.Answer(ctx, answerSDP)
			<-ctx.Done()
		})})
		a := l.at(t, "10.0.0.1:5060", Config{})
		c := dial(t, a, Invitation{Target: "sip:00123%2C42@10.0.0.2", Offer: offerSDP, From: Party{Name: "Анна", URI: "sip:anna@a.test"}})
		if r := next[Ringing](t, c); r.Status != 180 {
			t.Errorf("rings with %d", r.Status)
		}
		if e := next[Answered](t, c); string(e.SDP) != string(answerSDP) {
			t.Errorf("answer %q", e.SDP)
		}
		b := <-got
		if i := b.Info(); i.User != "00123,42" || i.From != (Party{"Анна", "sip:anna@a.test"}) || i.Source.String() != "10.0.0.1:5060" {
			t.Errorf("info %+v", i)
		}
		if string(b.Offer()) != string(offerSDP) {
			t.Errorf("offer %q", b.Offer())
		}
		c.Hangup(Cause{Kind: HungUp})
		<-b.Done()
		if cause := b.Cause(); cause.Kind != HungUp || cause.Local {
			t.Errorf("cause %+v", cause)
		}
		synctest.Wait()
		want := []string{"INVITE", "100 Trying", "180 Ringing", "200 OK", "ACK", "BYE", "200 OK"}
		if got := methodsOf(l.lines()); !slices.Equal(got, want) {
			t.Errorf("messages %q", got)
		}
	})
}

// methodsOf takes the URIs off requests.
func methodsOf(lines []string) []string {
	var list []string
	for _, l := range lines {
		if before, _, ok := strings.Cut(l, " sip:"); ok {
			l = before
		}
		list = append(list, l)
	}
	return list
}

func TestTheCalledHangsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		l.at(t, "10.0.0.2:5060", Config{Handler: handle(func(ctx context.Context, c *Call) {
			c.Answer(ctx, answerSDP)
			time.Sleep(3 * time.Second)
		})})
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:b@10.0.0.2", Offer: offerSDP})
		<-c.Done()
		if cause := c.Cause(); cause.Kind != HungUp || cause.Local {
			t.Errorf("cause %+v", cause)
		}
	})
}

func TestADelayedOfferGoesIntoTheAnswer(t *testing.T) { // lesson 21, both ways
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		got := make(chan string, 1)
		l.at(t, "10.0.0.2:5060", Config{Handler: handle(func(ctx context.Context, c *Call) {
			if c.Offer() != nil {
				t.Errorf("offer %q", c.Offer())
			}
			answer, err := c.Answer(ctx, offerSDP)
			if err != nil {
				t.Error(err)
			}
			got <- string(answer)
			<-ctx.Done()
		})})
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:b@10.0.0.2"})
		if e := next[Answered](t, c); string(e.SDP) != string(offerSDP) {
			t.Errorf("offer in 200: %q", e.SDP)
		}
		if _, err := c.Answer(t.Context(), answerSDP); err != nil {
			t.Error(err)
		}
		if g := <-got; g != string(answerSDP) {
			t.Errorf("answer in ACK: %q", g)
		}
		c.Hangup(Cause{})
		<-c.Done()
	})
}

func TestRefusalsSayWhy(t *testing.T) {
	for _, test := range []struct {
		status int
		want   Kind
	}{
		{486, Busy},
		{603, Declined},
		{404, NotFound},
		{480, Unavailable},
		{488, NotAcceptable},
		{403, Forbidden},
		{500, Failed},
		{600, Busy},
		{302, Redirected},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := newLAN()
			l.at(t, "10.0.0.2:5060", Config{Handler: handle(func(_ context.Context, c *Call) { c.Reject(test.status, "") })})
			c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:b@10.0.0.2", Offer: offerSDP})
			<-c.Done()
			if cause := c.Cause(); cause.Kind != test.want || cause.Status != test.status || cause.Local {
				t.Errorf("%d: cause %+v", test.status, cause)
			}
		})
	}
}

func TestCancelBeforeTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		ended := make(chan Cause, 1)
		l.at(t, "10.0.0.2:5060", Config{Handler: handle(func(ctx context.Context, c *Call) {
			c.Provisional(180, nil)
			<-ctx.Done()
			<-c.Done()
			ended <- c.Cause()
		})})
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:b@10.0.0.2", Offer: offerSDP})
		next[Ringing](t, c)
		c.Hangup(Cause{Kind: Elsewhere})
		if cause := <-ended; cause.Kind != Elsewhere {
			t.Errorf("cause %+v", cause)
		}
		synctest.Wait()
		want := []string{"INVITE", "100 Trying", "180 Ringing", "CANCEL", "200 OK", "487 Request Terminated", "ACK"}
		if got := methodsOf(l.lines()); !slices.Equal(got, want) {
			t.Errorf("messages %q", got)
		}
	})
}

func TestNobodyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:b@10.0.0.9", Offer: offerSDP})
		<-c.Done()
		if cause := c.Cause(); cause.Kind != Unreachable {
			t.Errorf("cause %+v", cause)
		}
		if n := l.count("INVITE"); n != 7 { // at 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s
			t.Errorf("%d INVITEs", n)
		}
	})
}

func TestItRingsForAMinuteAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		l.at(t, "10.0.0.2:5060", Config{Handler: handle(func(ctx context.Context, c *Call) {
			c.Provisional(180, nil)
			<-ctx.Done()
		})})
		start := time.Now()
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:b@10.0.0.2", Offer: offerSDP})
		<-c.Done()
		if cause := c.Cause(); cause.Kind != NoAnswer || time.Since(start) != time.Minute {
			t.Errorf("cause %+v after %v", cause, time.Since(start))
		}
	})
}
