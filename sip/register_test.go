package sip

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"veche/sip/digest"
	"veche/sip/message"
)

// deskPhones are devices by user name; the secret is the name turned round.
type deskPhones map[string]Device

func (d deskPhones) Device(_ context.Context, username string) (Device, bool) {
	v, ok := d[username]
	return v, ok
}

func desk(username, login string, mayDial bool) Device {
	return Device{
		Username: username, Login: login, MayDial: mayDial,
		MD5:    digest.HA1(digest.MD5, username, Realm, "secret"),
		SHA256: digest.HA1(digest.SHA256, username, Realm, "secret"),
	}
}

func withDesks(t *testing.T, c Config, f func(l *lan, s *Server, p *phone)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if c.Devices == nil {
			c.Devices = deskPhones{"desk1": desk("desk1", "anna", true)}
		}
		l := newLAN()
		f(l, l.at(t, "10.0.0.1:5060", c), l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060"))
	})
}

// registers sends a REGISTER with the answer to a challenge, and returns the
// response.
func (p *phone) registers(number int, more, secret, algorithm string, challenged *message.Message) *message.Message {
	p.t.Helper()
	auth := ""
	if challenged != nil {
		for _, f := range challenged.Header {
			ch, err := digest.ParseChallenge(f.Value)
			if f.Name != "WWW-Authenticate" || err != nil || ch.Algorithm != algorithm {
				continue
			}
			auth = "Authorization: " + digest.Answer(ch, "desk1", secret, "REGISTER", "sip:10.0.0.1", number).String() + "\n"
		}
	}
	p.sends(fmt.Sprintf("REGISTER sip:10.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKr%d;rport\nFrom: <sip:desk1@veche>;tag=r\n"+
		"To: <sip:desk1@veche>\nCall-ID: reg\nCSeq: %d REGISTER\n%s%sContent-Length: 0\n\n", number, number, auth, more))
	return p.hears()
}

func TestADeskPhoneRegisters(t *testing.T) {
	for _, algorithm := range []string{digest.MD5, digest.SHA256} {
		device := desk("desk1", "anna", true)
		device.Strong = algorithm == digest.SHA256
		withDesks(t, Config{Devices: deskPhones{"desk1": device}}, func(_ *lan, s *Server, p *phone) {
			changed, stop := s.WatchRegistrations()
			defer stop()
			contact := "Contact: <sip:desk1@192.168.5.5:5060>;expires=120\n"
			first := p.registers(1, contact, "", "", nil)
			if first.Status != 401 || first.Header.Count("WWW-Authenticate") != 1 || !strings.Contains(first.Header.Get("WWW-Authenticate"), "algorithm="+algorithm) {
				t.Fatalf("got %s", first.Bytes())
			}
			if r := p.registers(2, contact, "wrong", algorithm, first); r.Status != 401 {
				t.Errorf("wrong secret: %d", r.Status)
			}
			r := p.registers(3, contact, "secret", algorithm, first)
			if r.Status != 200 || r.Header.Get("Contact") != "<sip:desk1@192.168.5.5:5060>;expires=120" {
				t.Fatalf("%s: %s", algorithm, r.Bytes())
			}
			<-changed
			if list := s.Registered("anna"); len(list) != 1 || list[0].Source.String() != "10.0.0.9:5060" || list[0].Username != "desk1" {
				t.Errorf("registered %+v", list)
			}
			p.registers(4, "Contact: <sip:desk1@192.168.5.6:5060>\nExpires: 99999\n", "secret", algorithm, first)
			if list := s.Registered("anna"); len(list) != 2 || time.Until(list[1].Expires) != maxExpires*time.Second {
				t.Errorf("registered %+v", list)
			}
			if r := p.registers(5, "", "secret", algorithm, first); len(r.Header.List("Contact")) != 2 {
				t.Errorf("asked: %s", r.Bytes())
			}
			time.Sleep(2 * time.Minute)
			if list := s.Registered("anna"); len(list) != 1 {
				t.Errorf("after the expiry: %+v", list)
			}
			p.forgets()
			if r := p.registers(6, "Contact: *\nExpires: 0\n", "secret", algorithm, first); r.Status != 200 || len(s.Registrations()) != 0 {
				t.Errorf("taken back: %s, %+v", r.Bytes(), s.Registrations())
			}
		})
	}
}

// forgets what has come so far, keep-alives.
func (p *phone) forgets() {
	for len(p.socket.in) > 0 {
		<-p.socket.in
	}
}

func TestREGISTERIsChecked(t *testing.T) {
	for _, test := range []struct {
		name, more string
		status     int
		field      string
	}{
		{"too short", "Contact: <sip:a@b>;expires=30\n", 423, "Min-Expires"},
		{"star with expiry", "Contact: *\nExpires: 60\n", 400, ""},
		{"star beside another", "Contact: *, <sip:a@b>\nExpires: 0\n", 400, ""},
		{"too many", "Contact: " + strings.TrimSuffix(strings.Repeat("<sip:a@b>, ", 11), ", ") + "\n", 403, ""},
		{"a question", "", 200, ""},
	} {
		withDesks(t, Config{}, func(_ *lan, s *Server, p *phone) {
			first := p.registers(1, "", "", "", nil)
			if r := p.registers(2, test.more, "secret", digest.MD5, first); r.Status != test.status || test.field != "" && r.Header.Get(test.field) == "" {
				t.Errorf("%s: %s", test.name, r.Bytes())
			}
			if len(s.Registrations()) != 0 {
				t.Errorf("%s: registered", test.name)
			}
		})
	}
}

func TestANonceIsGoodOnceForEachCountAndGetsOld(t *testing.T) {
	withDesks(t, Config{}, func(_ *lan, _ *Server, p *phone) {
		first := p.registers(1, "", "", "", nil)
		if r := p.registers(2, "", "secret", digest.MD5, first); r.Status != 200 {
			t.Fatalf("got %d", r.Status)
		}
		ch, _ := digest.ParseChallenge(first.Header.Get("WWW-Authenticate"))
		again := digest.Answer(ch, "desk1", "secret", "REGISTER", "sip:10.0.0.1", 2)
		p.sends("REGISTER sip:10.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKreplay;rport\nFrom: <sip:desk1@veche>;tag=r\n" +
			"To: <sip:desk1@veche>\nCall-ID: reg\nCSeq: 3 REGISTER\nAuthorization: " + again.String() + "\nContent-Length: 0\n\n")
		r := p.hears()
		ch, err := digest.ParseChallenge(r.Header.Get("WWW-Authenticate"))
		if r.Status != 401 || err != nil || !ch.Stale {
			t.Errorf("replayed: %s", r.Bytes())
		}
		time.Sleep(nonceLife)
		r = p.registers(9, "", "secret", digest.MD5, first)
		if ch, _ := digest.ParseChallenge(r.Header.Get("WWW-Authenticate")); r.Status != 401 || !ch.Stale {
			t.Errorf("old: %s", r.Bytes())
		}
	})
}

func TestGuessingSecretsIsStopped(t *testing.T) {
	withDesks(t, Config{}, func(_ *lan, s *Server, p *phone) {
		blocked := 0
		for i := range 30 {
			challenge := p.registers(2*i+1, "", "", "", nil)
			if r := p.registers(2*i+2, "", "wrong", digest.MD5, challenge); r.Status == 403 {
				blocked++
			}
		}
		if blocked < 15 {
			t.Errorf("blocked %d times of 30", blocked)
		}
	})
}

func TestACallFromARegisteredPhoneProvesItself(t *testing.T) {
	devices := make(chan *Device, 1)
	h := handle(func(ctx context.Context, c *Call) {
		devices <- c.Info().Device
		c.Reject(486, "")
	})
	withDesks(t, Config{Handler: h}, func(_ *lan, _ *Server, p *phone) {
		first := p.registers(1, "", "", "", nil)
		p.registers(2, "Contact: <sip:desk1@10.0.0.9>\n", "secret", digest.MD5, first)
		p.sends(invite("", offerSDP))
		r := p.hears(100)
		if r.Status != 401 {
			t.Fatalf("got %d", r.Status)
		}
		ch, _ := digest.ParseChallenge(r.Header.Get("WWW-Authenticate"))
		auth := "Authorization: " + digest.Answer(ch, "desk1", "secret", "INVITE", "sip:00123@10.0.0.1", 1).String() + "\n"
		second := strings.NewReplacer("bKone", "bKtwo", "1 INVITE", "2 INVITE").Replace(invite(auth, offerSDP))
		p.sends(second)
		if d := <-devices; d == nil || d.Login != "anna" {
			t.Errorf("device %+v", d)
		}
	})
}

func TestARegisteredPhoneIsCalledBehindItsNAT(t *testing.T) {
	withDesks(t, Config{}, func(_ *lan, s *Server, p *phone) {
		first := p.registers(1, "", "", "", nil)
		p.registers(2, "Contact: <sip:desk1@192.168.5.5:5066>\n", "secret", digest.MD5, first)
		contact := s.Registered("anna")[0]
		c := dial(p.t, s, Invitation{Contact: &contact, Offer: offerSDP})
		req := p.hears()
		if req.Method != "INVITE" || req.URI != "sip:desk1@192.168.5.5:5066" {
			t.Errorf("got %s", req.Bytes())
		}
		p.sends(answerTo(req, 200, "Contact: <sip:desk1@192.168.5.5:5066>", answerSDP))
		if ack := p.hears(); ack.Method != "ACK" || ack.URI != "sip:desk1@192.168.5.5:5066" {
			t.Errorf("got %s", ack.Bytes())
		}
		c.Hangup(Cause{})
		if bye := p.hears(); bye.Method != "BYE" {
			t.Errorf("got %s", bye.Bytes())
		}
	})
}

func TestREFERIsForDevicesThatMayDial(t *testing.T) { // lesson 23, design.md section 8
	referred := make(chan *Referral, 1)
	h := handle(func(ctx context.Context, c *Call) {
		c.Answer(ctx, answerSDP)
		for e := range c.Events() {
			if r, ok := e.(*Referral); ok {
				r.Accept()
				r.Progress(200, "OK")
				referred <- r
			}
		}
	})
	onLAN(t, h, func(_ *lan, _ *Server, p *phone) { // nobody in particular
		p.sends(invite("", offerSDP))
		res := p.hears(100)
		p.sends(inside(res, "ACK", 1, "", nil))
		p.sends(inside(res, "REFER", 2, "Refer-To: <sip:carol@c.test>\n", nil))
		if r := p.hears(); r.Status != 603 {
			t.Errorf("got %d", r.Status)
		}
		p.sends(inside(res, "BYE", 3, "", nil))
	})
	withDesks(t, Config{Handler: h}, func(_ *lan, _ *Server, p *phone) {
		challenge := p.registers(1, "", "", "", nil)
		ch, _ := digest.ParseChallenge(challenge.Header.Get("WWW-Authenticate"))
		auth := "Authorization: " + digest.Answer(ch, "desk1", "secret", "INVITE", "sip:00123@10.0.0.1", 1).String() + "\n"
		p.sends(invite(auth, offerSDP))
		res := p.hears(100)
		p.sends(inside(res, "ACK", 1, "", nil))
		p.sends(inside(res, "REFER", 2, "Refer-To: <sip:10.0.0.1>\n", nil))
		if r := p.hears(); r.Status != 603 {
			t.Errorf("to ourselves: %d", r.Status)
		}
		p.sends(inside(res, "REFER", 3, "r: <sip:carol@c.test?Replaces=a%3Bto-tag%3Db>\nReferred-By: <sip:anna@x>\n", nil))
		if r := p.hears(); r.Status != 202 {
			t.Errorf("got %d", r.Status)
		}
		for _, want := range []string{"SIP/2.0 100 Trying\r\n", "SIP/2.0 200 OK\r\n"} {
			n := p.hears()
			if n.Method != "NOTIFY" || string(n.Body) != want || n.Header.Get("Event") != "refer;id=3" {
				t.Errorf("got %s", n.Bytes())
			}
			p.sends(answerTo(n, 200, "", nil))
		}
		if r := <-referred; r.To != "sip:carol@c.test" || r.Replaces != "a;to-tag=b" || r.By != "sip:anna@x" {
			t.Errorf("referral %+v", r)
		}
		p.sends(inside(res, "BYE", 4, "", nil))
	})
}

func TestWeTransferACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, l.at(t, "10.0.0.1:5060", Config{}), Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP})
		req := p.hears()
		p.sends(answerTo(req, 200, "", answerSDP))
		p.hears()
		progress, done := make(chan int, 5), make(chan error, 1)
		go func() {
			done <- c.Refer(t.Context(), "sip:carol@c.test", func(status int, _ string) { progress <- status })
		}()
		refer := p.hears()
		if refer.Method != "REFER" || refer.Header.Get("Refer-To") != "<sip:carol@c.test>" {
			t.Errorf("got %s", refer.Bytes())
		}
		p.sends(answerTo(refer, 202, "", nil))
		for i, status := range []string{"180 Ringing", "200 OK"} {
			body := "SIP/2.0 " + status + "\r\n"
			p.sends(fmt.Sprintf("NOTIFY %s SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKn%d;rport\nFrom: %s\nTo: %s\nCall-ID: %s\nCSeq: %d NOTIFY\n"+
				"Event: refer\nSubscription-State: active\nContact: <sip:p@10.0.0.9>\nContent-Type: message/sipfrag\nContent-Length: %d\n\n%s",
				contactOf(req), i, refer.Header.Get("To"), refer.Header.Get("From"), refer.CallID(), 50+i, len(body), body))
			if r := p.hears(); r.Status != 200 {
				t.Errorf("NOTIFY: %d", r.Status)
			}
		}
		if a, b, err := <-progress, <-progress, <-done; a != 180 || b != 200 || err != nil {
			t.Errorf("%d, %d, %v", a, b, err)
		}
		c.Hangup(Cause{})
	})
}

func TestWeRegisterAtAPBX(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		s := l.at(t, "10.0.0.1:5060", Config{})
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		r := s.Register(Account{Registrar: "sip:10.0.0.9", Identity: "sip:1001@pbx.test", Username: "1001", Password: "pw", Expires: 2 * time.Minute})
		challenge := `WWW-Authenticate: Digest realm="pbx.test", nonce="n1", qop="auth"`
		answers := func(req *message.Message, nc string) {
			t.Helper()
			cr, err := digest.ParseCredentials(req.Header.Get("Authorization"))
			if err != nil || cr.NC != nc || !cr.Proves(digest.HA1(digest.MD5, "1001", "pbx.test", "pw"), "REGISTER") {
				t.Errorf("credentials %+v, %v", cr, err)
			}
		}
		p.sends(answerTo(p.hears(), 401, challenge, nil))
		req := p.hears()
		answers(req, "00000001")
		if req.Header.Get("Contact") != "<sip:1001@10.0.0.1:5060>;expires=120" {
			t.Errorf("contact %q", req.Header.Get("Contact"))
		}
		p.sends(answerTo(req, 423, "Min-Expires: 300", nil))
		req = p.hears()
		p.sends(answerTo(req, 200, "Contact: "+req.Header.Get("Contact"), nil))
		synctest.Wait()
		if st := r.State(); !st.Registered || time.Until(st.Until) != 300*time.Second {
			t.Errorf("state %+v", st)
		}
		before := time.Now()
		req = p.hearsMessage()
		if d := time.Since(before); d != 240*time.Second {
			t.Errorf("refreshed after %v", d)
		}
		answers(req, "00000003")
		p.sends(answerTo(req, 503, "", nil))
		synctest.Wait()
		if st := r.State(); !st.Registered || st.Cause.Kind != Unreachable || time.Until(st.Next) > 6*time.Second {
			t.Errorf("after a failure: %+v", st)
		}
		req = p.hearsMessage()
		p.sends(answerTo(req, 200, "Contact: "+req.Header.Get("Contact"), nil))
		synctest.Wait()
		go r.Close(t.Context())
		req = p.hearsMessage()
		if !strings.HasSuffix(req.Header.Get("Contact"), ";expires=0") {
			t.Errorf("taken back with %s", req.Bytes())
		}
		p.sends(answerTo(req, 200, "", nil))
	})
}

func TestAWrongPasswordAtThePBXIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		s := l.at(t, "10.0.0.1:5060", Config{})
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		r := s.Register(Account{Registrar: "sip:10.0.0.9", Identity: "sip:1001@pbx.test", Username: "1001", Password: "no"})
		for n := range 2 {
			p.sends(answerTo(p.hears(), 401, fmt.Sprintf(`WWW-Authenticate: Digest realm="pbx.test", nonce="n%d"`, n), nil))
		}
		synctest.Wait()
		if st := r.State(); st.Registered || st.Cause.Kind != Forbidden || st.Next.IsZero() {
			t.Errorf("state %+v", st)
		}
	})
}

// hearsMessage is hears without keep-alives.
func (p *phone) hearsMessage() *message.Message {
	p.t.Helper()
	for {
		packet := <-p.socket.in
		if m, err := message.Parse(packet.data); err == nil {
			return m
		}
	}
}

func TestAnOutgoingCallAnswersItsProxy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		s := l.at(t, "10.0.0.1:5060", Config{})
		p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
		c := dial(t, s, Invitation{
			Target: "sip:84951234567@provider.test", Proxy: "sip:10.0.0.9", Username: "u", Password: "pw", Offer: offerSDP,
			From: Party{Name: `Конференция "А"`, URI: "sip:u@provider.test"},
		})
		first := p.hears()
		p.sends(answerTo(first, 407, `Proxy-Authenticate: Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"`, nil))
		p.hears() // ACK
		req := p.hears()
		cr, err := digest.ParseCredentials(req.Header.Get("Proxy-Authorization"))
		if err != nil || !cr.Proves(digest.HA1(digest.SHA256, "u", "r", "pw"), "INVITE") || req.CSeq().Number != 2 {
			t.Errorf("got %s", req.Bytes())
		}
		if req.Header.Get("Route") != "<sip:10.0.0.9;lr>" || req.From().Name != `Конференция "А"` || req.CallID() != first.CallID() {
			t.Errorf("got %s", req.Bytes())
		}
		p.sends(answerTo(req, 407, `Proxy-Authenticate: Digest realm="r", nonce="n2", algorithm=SHA-256, qop="auth"`, nil))
		<-c.Done()
		if cause := c.Cause(); cause.Kind != Forbidden {
			t.Errorf("cause %+v", cause)
		}
	})
}

func TestRedirectsAreFollowedOnlyForWhoMayDial(t *testing.T) { // design.md, section 8
	for _, follow := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			l := newLAN()
			s := l.at(t, "10.0.0.1:5060", Config{})
			p := l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060")
			l.at(t, "10.0.0.2:5060", Config{Handler: stays(answerSDP)})
			c := dial(t, s, Invitation{Target: "sip:p@10.0.0.9", Offer: offerSDP, Follow: follow})
			p.sends(answerTo(p.hears(), 302, "Contact: <sip:other@10.0.0.2>", nil))
			if follow {
				next[Answered](t, c)
				c.Hangup(Cause{})
			}
			<-c.Done()
			if redirected := c.Cause().Kind == Redirected; redirected == follow {
				t.Errorf("cause %+v", c.Cause())
			}
		})
	}
}
