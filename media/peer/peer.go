package peer

import (
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"veche/media/forward"
	"veche/media/wire"
)

// State of a peer's transport.
type State int32

const (
	New          State = iota // no media yet
	Connected                 // keys are there and the peer is heard
	Disconnected              // was connected, and nothing is heard of it
	Closed
)

// Peer is one far end.
type Peer struct {
	Name  string // for logs
	board *Switchboard
	log   *slog.Logger

	path      atomic.Pointer[wire.Path] // where to send
	pathHeard atomic.Int64              // when something last came by path
	looked    atomic.Int64              // when media from elsewhere than path was last looked at
	unproven  atomic.Int64              // bytes of DTLS sent to where nobody answered
	heard     atomic.Int64              // when it was last heard, proved by ICE or SRTP
	gap       atomic.Int64              // longest lately between two times heard
	state     atomic.Int32

	reallocate  atomic.Bool // layers are to be chosen again
	changed     atomic.Bool // see TakeChanged
	closed      atomic.Bool
	offeredOnce atomic.Bool
	rtt         atomic.Int64  // by reception reports, 0 not known
	lossUp      atomic.Uint32 // of what the peer sends, in thousandths

	// negotiation: one offer at a time.
	negotiation sync.Mutex
	session     uint64
	version     uint64
	lines       map[string]bool // mids seen

	// ice guards credentials, paths and the handshake.
	ice       sync.Mutex
	ufrag     string
	pwd       string
	oldUfrag  string // valid beside ufrag until that is used
	oldPwd    string
	remote    string // the peer's ufrag
	remotePwd string
	print     string // the peer's fingerprint
	paths     map[wire.From]*way
	nominated *way // by the last check that did
	shake     *handshake
	shakes    sync.WaitGroup
	secured   time.Duration // when the keys came; 0 before

	// in: what the peer sends to us.
	in          sync.Mutex
	opener      *wire.Opener
	early       [][]byte
	streams     map[uint32]*stream
	ssrcs       int // seen so far
	formats     *formats
	ids         forward.Extensions
	bySourceMID map[string]*Source
	rids        map[string][]string
	offered     map[uint32]*Source // SSRCs named in the offer
	arrivals    forward.Arrivals
	clock       forward.PublisherClock

	// out: what we send to the peer.
	out       sync.Mutex
	sealer    *wire.Sealer
	slots     []*Slot
	bySSRC    map[uint32]*Slot
	twcc      uint16
	estimator forward.Estimator
	repairs   forward.Repairs
	scratch   []byte
	sentBytes uint64
	limit     int // bits per second, 0: none

	roundTrips forward.RoundTrips // of which rtt is the least

	incoming incoming
	// By the tick only.
	ticks ticks
	ssrc  uint32 // of our RTCP
}

// NewPeer makes a peer that waits for its first offer.
func (b *Switchboard) NewPeer(name string) *Peer {
	p := &Peer{
		Name: name, board: b, log: b.log.With("peer", name),
		session: uint64(random32())<<16 | uint64(random32()&0xffff), ssrc: random32(),
		lines: make(map[string]bool), paths: make(map[wire.From]*way),
		formats: &formats{},
	}
	return p
}

// State of the transport, as the last tick saw it.
func (p *Peer) State() State { return State(p.state.Load()) }

// Secure tells whether the keys are there.
func (p *Peer) Secure() bool {
	p.ice.Lock()
	defer p.ice.Unlock()
	return p.secured != 0
}

// Reallocate makes the next tick choose layers, since sources may have changed.
func (p *Peer) Reallocate() { p.reallocate.Store(true) }

// Offered tells whether an offer has been answered.
func (p *Peer) Offered() bool { return p.offeredOnce.Load() }

// TakeChanged tells, once, that sources, slots or codecs of the peer changed.
func (p *Peer) TakeChanged() bool { return p.changed.Swap(false) }

// Sources are what the peer may publish, by its last offer.
func (p *Peer) Sources() []*Source {
	p.in.Lock()
	defer p.in.Unlock()
	all := make([]*Source, 0, len(p.bySourceMID))
	for _, s := range p.bySourceMID {
		all = append(all, s)
	}
	return all
}

// Slots are those of the last offer, in the order of its m-lines.
func (p *Peer) Slots() []*Slot {
	p.out.Lock()
	defer p.out.Unlock()
	return append([]*Slot(nil), p.slots...)
}

// Close ends everything of the peer, without a word to it.
func (p *Peer) Close() {
	if p.closed.Swap(true) {
		return
	}
	p.state.Store(int32(Closed))
	p.ice.Lock()
	shake := p.shake
	p.shake = nil
	froms := make([]wire.From, 0, len(p.paths))
	for f := range p.paths {
		froms = append(froms, f)
		if f.Stream != nil {
			defer f.Stream.Close()
		}
	}
	clear(p.paths)
	p.path.Store(nil)
	ufrags := []string{p.ufrag, p.oldUfrag}
	p.ice.Unlock()
	if shake != nil {
		shake.End()
	}
	p.in.Lock()
	ssrcs := make([]uint32, 0, len(p.streams))
	for s := range p.streams {
		ssrcs = append(ssrcs, s)
	}
	for _, s := range p.bySourceMID {
		s.Open(false)
		s.Route(nil)
	}
	p.opener, p.streams, p.early = nil, nil, nil
	p.in.Unlock()
	p.out.Lock()
	p.sealer = nil
	for _, s := range p.slots {
		s.closed = true
		s.source.Store(nil)
	}
	p.out.Unlock()
	p.board.forget(p, ufrags, froms, ssrcs)
	p.shakes.Wait()
}

// secure installs the keys of a handshake.
func (p *Peer) secure(k wire.Keys) error {
	opener, err := wire.NewOpener(k)
	if err != nil {
		return fmt.Errorf("peer: %w", err)
	}
	sealer, err := wire.NewSealer(k)
	if err != nil {
		return fmt.Errorf("peer: %w", err)
	}
	if hook := p.board.cfg.Sealed; hook != nil {
		sealer.Sealed = func(ssrc uint32, index uint64) { hook(p.Name, ssrc, index) }
	}
	p.in.Lock()
	p.opener = opener
	p.streams = make(map[uint32]*stream, 4)
	p.in.Unlock()
	p.out.Lock()
	p.sealer = sealer
	p.out.Unlock()
	p.ice.Lock()
	p.secured = p.board.Now()
	p.ice.Unlock()
	if p.closed.Load() { // Close came first and did not see them
		p.out.Lock()
		p.sealer = nil
		p.out.Unlock()
	}
	p.reallocate.Store(true)
	p.board.wake(p)
	return nil
}

// wake says that the peer's room should look at it.
func (b *Switchboard) wake(p *Peer) {
	p.changed.Store(true)
	if b.cfg.Wake != nil {
		b.cfg.Wake()
	}
}

// heardNow notes a sign of life, and keeps the gap between two: the longest lately,
// forgotten by a 64th with each that is shorter.
func (p *Peer) heardNow(now time.Duration) {
	last := time.Duration(p.heard.Swap(int64(now)))
	if last == 0 {
		p.gap.Store(int64(firstGap))
		return
	}
	gap := p.gap.Load()
	p.gap.Store(max(int64(min(now-last, maxSilence)), gap-gap/64))
}
