package peer

import (
	"net"
	"testing"
	"time"

	"github.com/pion/stun/v4"

	"veche/media/wire"
)

// corner is a socket that a peer may or may not be at.
type corner struct {
	t    *testing.T
	conn *net.UDPConn
	peer *Peer
}

func newCorner(t *testing.T, p *Peer) *corner {
	t.Helper()
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(p.board.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &corner{t, conn, p}
}

func (c *corner) credentials() (ufrag, pwd, remotePwd string) {
	c.peer.ice.Lock()
	defer c.peer.ice.Unlock()
	return c.peer.ufrag, c.peer.pwd, c.peer.remotePwd
}

// check sends a check that nominates, and returns the question that comes back
// beside the answer, or nil.
func (c *corner) check() (question *stun.Message) {
	c.t.Helper()
	ufrag, pwd, _ := c.credentials()
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(ufrag+":x"),
		stun.RawAttribute{Type: stun.AttrUseCandidate}, stun.NewShortTermIntegrity(pwd), stun.Fingerprint)
	if err != nil {
		c.t.Fatal(err)
	}
	c.write(m.Raw)
	for {
		got := c.read()
		if got.Type == stun.BindingRequest {
			question = got
		}
		if got.TransactionID == m.TransactionID {
			return question
		}
	}
}

func (c *corner) write(b []byte) {
	c.t.Helper()
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
}

func (c *corner) read() *stun.Message {
	c.t.Helper()
	b := make([]byte, 1500)
	_ = c.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	n, err := c.conn.Read(b)
	if err != nil {
		c.t.Fatal(err)
	}
	m := &stun.Message{Raw: b[:n]}
	if err := m.Decode(); err != nil {
		c.t.Fatal(err)
	}
	return m
}

// answer answers a question with that transaction and password.
func (c *corner) answer(transaction [12]byte, password string) {
	c.t.Helper()
	m, err := stun.Build(stun.NewTransactionIDSetter(transaction), stun.BindingSuccess,
		&stun.XORMappedAddress{IP: net.IPv4(127, 0, 0, 1), Port: 1}, stun.NewShortTermIntegrity(password), stun.Fingerprint)
	if err != nil {
		c.t.Fatal(err)
	}
	c.write(m.Raw)
}

// settled waits until the server has handled all that was sent, by a check that is
// answered after it.
func (c *corner) settled() { c.t.Helper(); c.check() }

func (c *corner) is(path *wire.Path) bool {
	return path != nil && path.From.Remote == wire.AddrOf(c.conn.LocalAddr().(*net.UDPAddr).AddrPort())
}

// A participant knows his own password, and can forge the sender of a datagram: he
// must not be able to send what he receives to somebody else.
func TestNothingIsSentToAnAddressThatDoesNotAnswer(t *testing.T) {
	b := testBoard(t, Config{Workers: 1, NoTCP: true})
	p := b.NewPeer("anna")
	t.Cleanup(p.Close)
	if _, err := p.Offer(browserOffer(t, "chromium"), browserKinds); err != nil {
		t.Fatal(err)
	}
	home, victim := newCorner(t, p), newCorner(t, p)
	_, _, password := home.credentials()
	question := home.check()
	if question == nil {
		t.Fatal("no question at the first address")
	}
	if p.path.Load() != nil {
		t.Fatal("something would be sent before the answer")
	}
	if user, _ := question.Get(stun.AttrUsername); string(user) != p.remote+":"+p.ufrag ||
		stun.NewShortTermIntegrity(password).Check(question) != nil || stun.Fingerprint.Check(question) != nil ||
		!question.Contains(stun.AttrPriority) || !question.Contains(stun.AttrICEControlled) || question.Contains(stun.AttrUseCandidate) {
		t.Errorf("browsers would not answer %v", question)
	}
	home.answer(question.TransactionID, password)
	home.settled()
	if !home.is(p.path.Load()) {
		t.Fatal("not sent to who answers")
	}

	// The victim's answers are forged as well, as far as one can.
	asked := victim.check()
	if asked == nil {
		t.Fatal("no question at another address")
	}
	guess := asked.TransactionID
	guess[11]++
	for name, forged := range map[string]func(){
		"a guess":               func() { victim.answer(guess, password) },
		"the first question's":  func() { victim.answer(question.TransactionID, password) },
		"a wrong password":      func() { victim.answer(asked.TransactionID, "wrong") },
		"from the old address":  func() { home.answer(asked.TransactionID, password); home.settled() },
		"our password":          func() { _, pwd, _ := home.credentials(); victim.answer(asked.TransactionID, pwd) },
		"no answer, but checks": func() { victim.check(); victim.check() },
	} {
		forged()
		victim.settled()
		if !home.is(p.path.Load()) {
			t.Errorf("%s takes the picture elsewhere", name)
		}
	}
	p.heardFrom(&wire.From{Remote: wire.AddrOf(victim.conn.LocalAddr().(*net.UDPAddr).AddrPort())}, b.Now()+time.Hour, b.NewSender())
	if !home.is(p.path.Load()) {
		t.Error("silence takes the picture elsewhere")
	}

	// It was the peer after all.
	victim.answer(asked.TransactionID, password)
	victim.settled()
	if !victim.is(p.path.Load()) {
		t.Error("an answer does not take the picture to a new address")
	}
	// And back without another question: both addresses have been proved just now.
	if again := home.check(); again != nil || !home.is(p.path.Load()) {
		t.Errorf("going back takes a question: %v", again)
	}
}

// What an address gets that never answers, whatever is sent in its name.
func TestAnAddressThatDoesNotAnswerGetsLittle(t *testing.T) {
	b := testBoard(t, Config{Workers: 1, NoTCP: true})
	p := b.NewPeer("anna")
	t.Cleanup(p.Close)
	w := &way{path: b.port.Path(wire.From{Remote: wire.AddrOf(mustAddrPort("127.0.0.1:9"))})}
	questions := 0
	for now := time.Hour; now < time.Hour+time.Minute; now += time.Millisecond {
		p.ice.Lock()
		if p.ask(w, now) != nil {
			questions++
		}
		p.ice.Unlock()
	}
	if questions < 60 || questions > 75 {
		t.Errorf("%d questions in a minute", questions)
	}
	h := newHandshake(p)
	h.record([]byte{22}, w.path, false)
	sent := b.Stats().Sent
	for range 100 {
		if n, err := h.WriteTo(make([]byte, 1000), nil); n != 1000 || err != nil {
			t.Fatal(n, err)
		}
	}
	if flights := b.Stats().Sent - sent; flights != unprovenMost/1000 {
		t.Errorf("%d kB of handshake", flights)
	}
	h.record([]byte{22}, w.path, true)
	if _, err := h.WriteTo(make([]byte, 1000), nil); err != nil || b.Stats().Sent-sent != unprovenMost/1000+1 {
		t.Error("nothing is sent to who has answered")
	}
}
