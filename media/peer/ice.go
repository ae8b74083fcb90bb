package peer

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"veche/media/wire"
)

// maxPaths bounds the addresses under which one peer is known.
const maxPaths = 32

// credentials are fresh: RFC 8445, section 5.3 wants 24 and 128 bits.
func credentials() (ufrag, pwd string) {
	var b [24]byte
	_, _ = rand.Read(b[:])
	s := base64.RawStdEncoding.EncodeToString(b[:]) // its letters are ice-chars
	return s[:8], s[8:]
}

// renew makes new credentials for a first offer or an ICE restart. Under ice.
func (p *Peer) renew(remote string) {
	b := p.board
	p.remote = remote
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

// checked takes in a connectivity check and gives where and with which password to
// answer; false if it is not to be answered. known: packets from there are taken
// for ours already.
//
// We are lite: whatever address proves the password is good for receiving, and the
// one the peer nominated last is where we send.
func (p *Peer) checked(check *wire.Binding, from wire.From, known bool, now time.Duration) (*wire.Path, string, bool) {
	p.ice.Lock()
	defer p.ice.Unlock()
	if p.closed.Load() {
		return nil, "", false
	}
	password := p.pwd
	if check.Local == p.oldUfrag {
		password = p.oldPwd
	}
	if !check.Check(password) {
		return nil, "", false
	}
	path := p.paths[from]
	if path == nil {
		if path = p.addPath(from); path == nil {
			return nil, "", false
		}
	} else if !known { // another peer had the address since, or claimed it
		p.board.know(from, p)
	}
	nominated := check.Nominated && check.Local == p.ufrag
	p.heardBy(path, nominated, now)
	p.heardNow(now)
	return path, password, true
}

// pathSilence is how long the path in use may be silent before another one that is
// heard takes its place without being nominated: a NAT gave the peer another
// address.
const pathSilence = 1500 * time.Millisecond

// heardBy notes a sign of life on path. Under ice.
func (p *Peer) heardBy(path *wire.Path, nominated bool, now time.Duration) {
	current := p.path.Load()
	if current != path && current != nil && !nominated && now-time.Duration(p.pathHeard.Load()) < pathSilence {
		return
	}
	p.pathHeard.Store(int64(now))
	if current != path {
		p.path.Store(path)
		p.log.Debug("path", "remote", path.From.Remote.String(), "tcp", path.From.Stream != nil)
	}
}

// heardFrom notes that media came from an address and opened.
func (p *Peer) heardFrom(from *wire.From, now time.Duration) {
	current := p.path.Load()
	if current != nil && current.From == *from {
		p.pathHeard.Store(int64(now))
		return
	}
	if now-time.Duration(p.pathHeard.Load()) < pathSilence {
		return
	}
	p.ice.Lock()
	defer p.ice.Unlock()
	if path := p.paths[*from]; path != nil && !p.closed.Load() {
		p.heardBy(path, false, now)
	}
}

// addPath makes from known as the peer's. Under ice.
func (p *Peer) addPath(from wire.From) *wire.Path {
	if len(p.paths) >= maxPaths {
		current := p.path.Load()
		for f, path := range p.paths { // any but the one in use
			if path != current {
				delete(p.paths, f)
				p.board.forget(p, nil, []wire.From{f}, nil)
				break
			}
		}
	}
	if from.Stream != nil {
		from.Stream.Trust()
	}
	path := p.board.port.Path(from)
	p.paths[from] = path
	p.board.know(from, p)
	return path
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
	for f, path := range p.paths {
		if f.Stream != s {
			continue
		}
		delete(p.paths, f)
		if path == current {
			p.path.Store(nil)
			for _, other := range p.paths {
				p.path.Store(other)
				break
			}
		}
	}
}

// record takes in a DTLS record; the first one begins the handshake.
func (p *Peer) record(b []byte, from wire.From) {
	p.ice.Lock()
	defer p.ice.Unlock()
	path := p.paths[from]
	if path == nil || p.closed.Load() || p.print == "" {
		return
	}
	if p.shake == nil {
		if p.secured != 0 {
			return // let go; nothing of use comes any more
		}
		p.shake = newHandshake(p)
		p.shakes.Go(p.shake.run)
	}
	p.shake.record(b, path)
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
		shake.end()
		return
	}
	p.ice.Unlock()
}

func (p *Peer) remoteFingerprint() string {
	p.ice.Lock()
	defer p.ice.Unlock()
	return p.print
}
