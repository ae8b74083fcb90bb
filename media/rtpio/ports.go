package rtpio

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
	"time"

	"veche/media/wire"
)

// ErrNoPorts says that every pair of ports is taken, or was until a moment ago.
var ErrNoPorts = errors.New("rtpio: no free pair of ports")

// Ports hands out pairs of neighbouring UDP ports, RTP on the even one (RFC 3550
// section 11). It is safe for concurrent use.
type Ports struct {
	first, pairs int               // even; 0 pairs: any port will do
	senders      chan *wire.Sender // that nobody uses

	mu   sync.Mutex
	free map[netip.Addr]*pairQueue
}

// pairQueue are the free pairs of one local address, the longest free first. The order
// is random at the beginning, so that nobody can guess the next.
type pairQueue struct {
	free []freePair // ring of as many as there are pairs
	head int
	n    int
}

type freePair struct {
	even  uint16
	since time.Time
}

const (
	// quarantine of a pair, so that what is still sent to the last call does not come to
	// the next.
	quarantine = 2 * time.Second
	// portTries is how often a pair may be in use by another program.
	portTries = 64
)

// NewPorts makes them for a range, both ends included. 0 and 0 are any ports.
func NewPorts(first, last int) (*Ports, error) {
	p := &Ports{free: make(map[netip.Addr]*pairQueue), senders: make(chan *wire.Sender, sendersMost)}
	if first == 0 && last == 0 {
		return p, nil
	}
	p.first = first + first&1
	p.pairs = (last - p.first + 1) / 2
	if first < 1 || last > 65535 || p.pairs < 1 {
		return nil, fmt.Errorf("rtpio: no pair of ports from %d to %d", first, last)
	}
	return p, nil
}

// pair is two sockets, the second for RTCP.
type pair struct {
	ports    *Ports
	local    netip.Addr
	rtp, ctl *wire.Socket
}

// open takes a pair on a local address.
func (p *Ports) open(local netip.Addr) (*pair, error) {
	var last error
	for range portTries {
		even, ok := p.take(local, time.Now())
		if !ok {
			return nil, errors.Join(ErrNoPorts, last)
		}
		rtp, ctl, err := listenPair(local, even)
		if err == nil {
			return &pair{p, local, rtp, ctl}, nil
		}
		p.put(local, even, time.Now())
		last = err
	}
	return nil, fmt.Errorf("%w: %w", ErrNoPorts, last)
}

// Borrow takes the number of a pair for something of a call that is not RTP, such as
// the control of its content: a firewall that lets calls through lets it through too.
// open is to listen on the port, any if it is 0, and is asked for another when it
// cannot. giveBack is for when nothing listens there any more.
func (p *Ports) Borrow(local netip.Addr, open func(port uint16) error) (giveBack func(), err error) {
	for range portTries {
		even, ok := p.take(local, time.Now())
		if !ok {
			return nil, errors.Join(ErrNoPorts, err)
		}
		if err = open(even); err == nil {
			return func() { p.put(local, even, time.Now()) }, nil
		}
		p.put(local, even, time.Now())
	}
	return nil, fmt.Errorf("%w: %w", ErrNoPorts, err)
}

// close gives the pair back.
func (q *pair) close() error {
	err := errors.Join(q.rtp.Close(), q.ctl.Close())
	q.ports.put(q.local, q.rtp.Addr().Port(), time.Now())
	return err
}

// take gives an even port that is free, 0 for any.
func (p *Ports) take(local netip.Addr, now time.Time) (even uint16, ok bool) {
	if p.pairs == 0 {
		return 0, true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	q := p.free[local]
	if q == nil {
		q = newPairQueue(p.first, p.pairs)
		p.free[local] = q
	}
	return q.take(now)
}

func (p *Ports) put(local netip.Addr, even uint16, now time.Time) {
	if p.pairs == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free[local].put(even, now)
}

func newPairQueue(first, pairs int) *pairQueue {
	q := &pairQueue{free: make([]freePair, pairs), n: pairs}
	for i, at := range rand.Perm(pairs) {
		q.free[i].even = uint16(first + 2*at)
	}
	return q
}

func (q *pairQueue) take(now time.Time) (even uint16, ok bool) {
	if q.n == 0 {
		return 0, false
	}
	f := &q.free[q.head]
	if !f.since.IsZero() && now.Sub(f.since) < quarantine {
		return 0, false // and so are all behind it
	}
	q.head = (q.head + 1) % len(q.free)
	q.n--
	return f.even, true
}

func (q *pairQueue) put(even uint16, now time.Time) {
	q.free[(q.head+q.n)%len(q.free)] = freePair{even, now}
	q.n++
}

// listenPair opens an even port and the one behind it; even 0 is any.
func listenPair(local netip.Addr, even uint16) (rtp, ctl *wire.Socket, err error) {
	one, err := wire.Listen(netip.AddrPortFrom(local, even))
	if err != nil {
		return nil, nil, fmt.Errorf("rtpio: %w", err)
	}
	// Of any port the system may have given an odd one: its neighbour is the even.
	port := one.Addr().Port()
	other, err := wire.Listen(netip.AddrPortFrom(local, port^1))
	if err != nil {
		_ = one.Close()
		return nil, nil, fmt.Errorf("rtpio: %w", err)
	}
	if port&1 == 1 {
		one, other = other, one
	}
	return one, other, nil
}

const (
	// senderArena is room for a picture.
	senderArena = 64 << 10
	// sendersMost is how many are kept for the next that sends: more never run at once.
	sendersMost = 16
)

// sender lends a sender for a socket. They are lent since each has its arena, and a
// stream uses one for microseconds.
func (p *Ports) sender(s *wire.Socket) *wire.Sender {
	select {
	case out := <-p.senders:
		out.From(s)
		return out
	default:
		return s.NewSender(senderArena)
	}
}

func (p *Ports) giveBack(s *wire.Sender) {
	select {
	case p.senders <- s:
	default:
	}
}
