package sip

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func onLANWith(t *testing.T, c Config, f func(l *lan, s *Server, p *phone)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := newLAN()
		f(l, l.at(t, "10.0.0.1:5060", c), l.phone(t, "10.0.0.9:5060", "10.0.0.1:5060"))
	})
}

// TestAScannerDisturbsNobody: numbers, secrets and nonsense, 200 a second for a
// minute, from changing ports (lesson 28). A call of somebody else goes on, and
// nothing is left.
func TestAScannerDisturbsNobody(t *testing.T) {
	h := handle(func(ctx context.Context, c *Call) {
		if c.Info().User != "00123" {
			c.Reject(404, "")
			return
		}
		stays(answerSDP)(ctx, c)
	})
	onLANWith(t, Config{Handler: h, Devices: deskPhones{"desk1": desk("desk1", "anna", false)}}, func(l *lan, s *Server, p *phone) {
		friend := dial(p.t, l.at(p.t, "10.0.0.3:5060", Config{}), Invitation{Target: "sip:00123@10.0.0.1", Offer: offerSDP})
		next[Answered](p.t, friend)
		for i := range 60 * 200 {
			text := invite("", offerSDP)
			switch i % 3 {
			case 1:
				text = strings.ReplaceAll(invite("", nil), "INVITE", "REGISTER")
			case 2:
				text = "INVITE nonsense"
			}
			p.sends(strings.NewReplacer("00123@", fmt.Sprintf("00%d@", 200+i), "bKone", fmt.Sprint("bK", i), "call-one", fmt.Sprint("c", i), "tag=p1", fmt.Sprint("tag=", i)).Replace(text))
			if len(p.socket.in) > 2000 {
				p.forgets()
			}
			time.Sleep(5 * time.Millisecond)
		}
		synctest.Wait()
		if list := s.Limited(); len(list) != 1 || !list[0].Limited || list[0].Dropped < 10000 {
			p.t.Errorf("limited: %+v", list)
		}
		if _, servers := s.layer.Len(); servers > 100 {
			p.t.Errorf("%d transactions are held", servers)
		}
		if n := len(s.Calls()); n != 1 {
			p.t.Errorf("%d calls", n)
		}
		select {
		case <-friend.Done():
			p.t.Errorf("the friend's call ended: %+v", friend.Cause())
		default:
		}
		friend.Hangup(Cause{})
		<-friend.Done()
	})
}

func TestTwoThousandCallsLeaveNothing(t *testing.T) {
	onLANWith(t, Config{Handler: stays(answerSDP)}, func(l *lan, s *Server, p *phone) {
		a := l.at(p.t, "10.0.0.3:5060", Config{})
		for range 2000 {
			c := dial(p.t, a, Invitation{Target: "sip:00123@10.0.0.1", Offer: offerSDP})
			next[Answered](p.t, c)
			c.Hangup(Cause{})
			<-c.Done()
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		for _, server := range []*Server{s, a} {
			clients, servers := server.layer.Len()
			server.mu.Lock()
			left := len(server.calls) + len(server.invites) + clients + servers
			server.mu.Unlock()
			if left != 0 || len(server.Recent()) > recentCalls {
				p.t.Errorf("left: %d, %d recent", left, len(server.Recent()))
			}
		}
	})
}
