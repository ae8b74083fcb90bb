package peer

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"veche/media/wire"
)

// maxPaths bounds the addresses under which one peer is known.
const maxPaths = 32

// way is an address under which a peer is known.
//
// Whatever address proves the password is good for receiving. Sending is another
// matter: the address of a datagram can be forged, also by a participant, who knows
// his own password, and the picture of a whole conference would go to whom he names.
// So nothing but answers, questions and a few bytes of DTLS goes where nobody has
// answered a question of ours (see [wire.Question]).
type way struct {
	path     *wire.Path
	proved   time.Duration // when it was last shown that the peer receives there; 0: never
	asked    time.Duration // when we last asked
	asks     int           // questions without an answer
	question [12]byte      // what we ask
}

const (
	// proofLasts is how long we go over to a way without asking again, as long as
	// consent lasts in RFC 7675. The one in use is not asked for: it was the peer's.
	proofLasts = 30 * time.Second
	// askEvery is between two questions to one address; after some, askSlowly.
	askEvery   = 50 * time.Millisecond
	askQuickly = 10
	askSlowly  = time.Second
	// unprovenMost is how many bytes of DTLS may go to where nobody has answered, over
	// the life of a peer: a handshake with room for what is lost.
	unprovenMost = 16 << 10
)

func (w *way) provedAt(now time.Duration) bool {
	return w.path.From.Stream != nil || w.proved != 0 && now-w.proved < proofLasts
}

// credentials are fresh: RFC 8445, section 5.3 wants 24 and 128 bits.
func credentials() (ufrag, pwd string) {
	var b [24]byte
	_, _ = rand.Read(b[:])
	s := base64.RawStdEncoding.EncodeToString(b[:]) // its letters are ice-chars
	return s[:8], s[8:]
}

// renew makes new credentials for a first offer or an ICE restart. Under ice.
func (p *Peer) renew(remote, remotePwd string) {
	b := p.board
	p.remote, p.remotePwd, p.nominated = remote, remotePwd, nil
	old := p.oldUfrag
	p.oldUfrag, p.oldPwd = p.ufrag, p.pwd
	p.ufrag, p.pwd = credentials()
	b.mu.Lock()
	if old != "" && b.byUfrag[old] == p {
		delete(b.byUfrag, old)
	}
	b.byUfrag[p.ufrag] = p
	b.mu.Unlock()
}

// checked takes in a connectivity check. It gives where and with which password to
// answer, and a question to be sent there before the answer, or nil; false if
// nothing is to be answered. known: packets from there are taken for ours already.
//
// We are lite: the way that the peer nominated last is where we send, once it has
// answered.
func (p *Peer) checked(check *wire.Binding, from wire.From, known bool, now time.Duration) (_ *wire.Path, question []byte, password string, ok bool) {
	p.ice.Lock()
	defer p.ice.Unlock()
	if p.closed.Load() {
		return nil, nil, "", false
	}
	password = p.pwd
	if check.Local == p.oldUfrag {
		password = p.oldPwd
	}
	if !check.Check(password) {
		return nil, nil, "", false
	}
	w := p.paths[from]
	if w == nil {
		w = p.addPath(from)
	} else if !known { // another peer had the address since, or claimed it
		p.board.know(from, p)
	}
	if check.Nominated && check.Local == p.ufrag {
		p.nominated = w
	}
	p.heardNow(now)
	return w.path, p.heardBy(w, now), password, true
}

// replied takes in an answer to a question of ours.
func (p *Peer) replied(reply *wire.Binding, from wire.From, now time.Duration) {
	p.ice.Lock()
	defer p.ice.Unlock()
	w := p.paths[from]
	if w == nil || p.closed.Load() || w.asks == 0 || reply.Transaction() != w.question || !reply.Check(p.remotePwd) {
		return
	}
	w.proved, w.asks = now, 0
	p.heardNow(now)
	p.heardBy(w, now)
}

// pathSilence is how long the path in use may be silent before another one that is
// heard takes its place without being nominated: a NAT gave the peer another
// address.
const pathSilence = 1500 * time.Millisecond

// heardBy notes a sign of life on a way, and goes over to it if it is time to. It
// gives a question to be sent there first, or nil. Under ice.
func (p *Peer) heardBy(w *way, now time.Duration) (question []byte) {
	current := p.path.Load()
	switch {
	case current == w.path:
		p.pathHeard.Store(int64(now))
	case !w.provedAt(now):
		return p.ask(w, now)
	case current == nil, p.nominated == w, now-time.Duration(p.pathHeard.Load()) >= pathSilence:
		p.pathHeard.Store(int64(now))
		p.path.Store(w.path)
		p.log.Debug("path", "remote", w.path.From.Remote.String(), "tcp", w.path.From.Stream != nil)
	}
	return nil
}

// ask makes a question, or repeats the one that is open; nil if that is too soon.
// Under ice.
func (p *Peer) ask(w *way, now time.Duration) []byte {
	pause := askEvery
	if w.asks > askQuickly {
		pause = askSlowly
	}
	if w.asks > 0 && now-w.asked < pause {
		return nil
	}
	if w.asks == 0 {
		_, _ = rand.Read(w.question[:])
	}
	w.asks++
	w.asked = now
	question, err := wire.Question(w.question, p.ufrag, p.remote, p.remotePwd)
	if err != nil { // a user name that no message holds
		return nil
	}
	return question
}

// heardFrom notes that media came from an address and opened.
func (p *Peer) heardFrom(from *wire.From, now time.Duration, out *wire.Sender) {
	current := p.path.Load()
	if current != nil && current.From == *from {
		p.pathHeard.Store(int64(now))
		return
	}
	if now-time.Duration(p.looked.Load()) < askEvery {
		return // now and then is enough, not with each burst
	}
	p.looked.Store(int64(now))
	p.ice.Lock()
	defer p.ice.Unlock()
	if w := p.paths[*from]; w != nil && !p.closed.Load() {
		if question := p.heardBy(w, now); question != nil {
			out.Send(w.path, question)
		}
	}
}

// addPath makes from known as the peer's. Under ice.
func (p *Peer) addPath(from wire.From) *way {
	if len(p.paths) >= maxPaths {
		current := p.path.Load()
		for f, w := range p.paths { // any but the one in use
			if w.path != current {
				delete(p.paths, f)
				p.board.forget(p, nil, []wire.From{f}, nil)
				break
			}
		}
	}
	if from.Stream != nil {
		from.Stream.Trust()
	}
	w := &way{path: p.board.port.Path(from)}
	p.paths[from] = w
	p.board.know(from, p)
	return w
}

// learn makes an address known from which a packet came that opened.
func (p *Peer) learn(from wire.From) {
	p.ice.Lock()
	defer p.ice.Unlock()
	if !p.closed.Load() && p.paths[from] == nil {
		p.addPath(from)
	}
}

// lostStream forgets the paths of an ended TCP connection.
func (p *Peer) lostStream(s *wire.Stream) {
	p.ice.Lock()
	defer p.ice.Unlock()
	current := p.path.Load()
	now := p.board.Now()
	for f := range p.paths {
		if f.Stream == s {
			delete(p.paths, f)
		}
	}
	if current == nil || current.From.Stream != s {
		return
	}
	p.path.Store(nil)
	for _, w := range p.paths {
		if w.provedAt(now) {
			p.path.Store(w.path)
			break
		}
	}
}

// record takes in a DTLS record; the first one begins the handshake.
func (p *Peer) record(b []byte, from wire.From) {
	p.ice.Lock()
	defer p.ice.Unlock()
	w := p.paths[from]
	if w == nil || p.closed.Load() || p.print == "" {
		return
	}
	if p.shake == nil {
		if p.secured != 0 {
			return // let go; nothing of use comes any more
		}
		p.shake = newHandshake(p)
		p.shakes.Go(p.shake.run)
	}
	p.shake.record(b, w.path, w.provedAt(p.board.Now()))
}

// shook notes that a handshake was completed by way of one path alone: who did that
// has received what we sent there.
func (p *Peer) shook(path *wire.Path) {
	p.ice.Lock()
	defer p.ice.Unlock()
	if w := p.paths[path.From]; w != nil && w.path == path && !p.closed.Load() {
		now := p.board.Now()
		w.proved, w.asks = now, 0
		p.heardBy(w, now)
	}
}

// handshakeFailed lets the peer try again.
func (p *Peer) handshakeFailed(h *handshake) {
	p.ice.Lock()
	defer p.ice.Unlock()
	if p.shake == h {
		p.shake = nil
	}
}

// settleHandshake lets the handshake go once the peer is heard under its keys.
func (p *Peer) settleHandshake(now time.Duration) {
	p.ice.Lock()
	shake := p.shake
	if shake == nil || p.secured == 0 {
		p.ice.Unlock()
		return
	}
	const heardFor, most = time.Second, 10 * time.Second
	p.in.Lock()
	heard := len(p.streams) > 0 || p.opener != nil && p.opener.Opened()
	p.in.Unlock()
	since := now - p.secured
	if heard && since > heardFor || since > most {
		p.shake = nil
		p.ice.Unlock()
		shake.End()
		return
	}
	p.ice.Unlock()
}

func (p *Peer) remoteFingerprint() string {
	p.ice.Lock()
	defer p.ice.Unlock()
	return p.print
}
