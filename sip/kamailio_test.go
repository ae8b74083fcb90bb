package sip

import (
	"context"
	"fmt"
	"testing"
	"time"

	"veche/sip/siptest"
)

// registersAt waits until a registration of ours holds.
func registersAt(t *testing.T, s *Server, port int, user, password, transport string) *Registration {
	t.Helper()
	r := s.Register(Account{
		Registrar: fmt.Sprintf("sip:127.0.0.1:%d%s", port, transport), Identity: "sip:" + user + "@pbx.test",
		Username: user, Password: password, Expires: 90 * time.Second,
	})
	deadline := time.After(30 * time.Second)
	for {
		changed := r.Changed()
		switch st := r.State(); {
		case st.Registered || st.Cause.Kind == Forbidden:
			return r
		case st.Cause.Kind != "":
			r.Retry() // it is not up yet
		}
		select {
		case <-changed:
		case <-time.After(200 * time.Millisecond):
		case <-deadline:
			t.Fatalf("not registered: %+v", r.State())
		}
	}
}

func TestKamailioIsOurPBX(t *testing.T) {
	t.Parallel()
	port := siptest.StartKamailio(t)
	for _, transport := range []string{"", ";transport=tcp"} {
		called := make(chan *Call, 1)
		a, _ := loopback(t, Config{})
		b, _ := loopback(t, Config{Handler: handle(func(ctx context.Context, c *Call) {
			called <- c
			c.Provisional(180, nil)
			c.Answer(ctx, []byte(audioSDP))
			for e := range c.Events() {
				if r, ok := e.(*Reoffer); ok {
					r.Answer([]byte(audioSDP))
				}
			}
		})})
		ra := registersAt(t, a, port, "1001", "test1234", transport)
		rb := registersAt(t, b, port, "1002", "test1234", transport)
		if !ra.State().Registered || !rb.State().Registered {
			t.Fatalf("%s: %+v, %+v", transport, ra.State(), rb.State())
		}
		c := dial(t, a, Invitation{
			Target: "sip:1002@pbx.test", Proxy: fmt.Sprintf("sip:127.0.0.1:%d%s", port, transport), Offer: []byte(audioSDP),
			Username: "1001", Password: "test1234", From: Party{URI: "sip:1001@pbx.test"},
		})
		next[Ringing](t, c)
		next[Answered](t, c)
		other := <-called
		if other.Info().From.URI != "sip:1001@pbx.test" || other.Info().User != "1002" {
			t.Errorf("%s: %+v", transport, other.Info())
		}
		if _, err := c.Reoffer(t.Context(), []byte(audioSDP)); err != nil {
			t.Errorf("%s: re-INVITE: %v", transport, err)
		}
		if err := other.SendInfo(t.Context(), "application/dtmf", []byte("5")); err != nil {
			t.Errorf("%s: INFO: %v", transport, err)
		}
		if d := next[Digit](t, c); d.Key != '5' {
			t.Errorf("%s: digit %q", transport, d.Key)
		}
		other.Hangup(Cause{}) // the way back leads through the proxy too
		<-c.Done()
		if cause := c.Cause(); cause.Kind != HungUp || cause.Local {
			t.Errorf("%s: %+v", transport, cause)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		rb.Close(ctx)
		ra.Close(ctx)
		cancel()
		gone := dial(t, a, Invitation{
			Target: "sip:1002@pbx.test", Proxy: fmt.Sprintf("sip:127.0.0.1:%d%s", port, transport), Offer: []byte(audioSDP),
			Username: "1001", Password: "test1234",
		})
		<-gone.Done()
		if gone.Cause().Kind != NotFound {
			t.Errorf("%s: unregistered, yet %+v", transport, gone.Cause())
		}
	}
}

func TestKamailioRefusesAWrongPassword(t *testing.T) {
	t.Parallel()
	port := siptest.StartKamailio(t)
	s, _ := loopback(t, Config{})
	if st := registersAt(t, s, port, "1001", "wrong", "").State(); st.Registered || st.Cause.Status != 401 {
		t.Errorf("state %+v", st)
	}
	if _, err := s.Probe(t.Context(), fmt.Sprintf("sip:127.0.0.1:%d", port)); err != nil {
		t.Errorf("OPTIONS: %v", err)
	}
}
