package bfcp

import (
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

// Our server and our client, through a network that loses every third message and
// brings every fourth twice.
func TestBothSidesAgreeThroughABadNetwork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newPipe(), newPipe()
		done := make(chan struct{})
		go carry(a, b, done)
		go carry(b, a, done)
		room, us := newLeg(Grant), newLeg(Grant)
		to := netip.MustParseAddrPort("192.0.2.1:5070")
		client := NewPacket(a, to, config(false, room))
		server := NewPacket(b, to, config(true, us))
		for range 20 {
			client.Show()
			room.until(t, State{MayShow: true})
			us.until(t, State{Shows: true})
			server.Show() // somebody else of the conference
			us.until(t, State{MayShow: true})
			room.until(t, State{Shows: true})
			server.Hide()
			us.until(t, State{})
			room.until(t, State{})
			client.Show()
			room.until(t, State{MayShow: true})
			client.Hide()
			us.until(t, State{})
			time.Sleep(2 * t2) // what is under way comes to its end
		}
		client.Close()
		server.Close()
		close(done)
	})
}

func newPipe() *pipe {
	return &pipe{in: make(chan []byte, 64), out: make(chan []byte, 64), closed: make(chan struct{})}
}

// carry is the network from one end to the other, until done.
func carry(from, to *pipe, done chan struct{}) {
	for i := 1; ; i++ {
		var m []byte
		select {
		case m = <-from.out:
		case <-done:
			return
		}
		if i%3 == 0 {
			continue
		}
		to.in <- m
		if i%4 == 0 {
			to.in <- m
		}
	}
}
