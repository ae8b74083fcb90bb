package peer

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/logging"

	"veche/media/wire"
)

// Config of a [Switchboard].
type Config struct {
	Listen  string
	Workers int
	Log     *slog.Logger
	// Addresses gives those to announce at the moment, without port. It is
	// called for every answer.
	Addresses func() []netip.Addr
	// Wake is called when a peer or source has changed so that its room should
	// look at it soon. It never blocks.
	Wake  func()
	NoGSO bool
	NoTCP bool
	// Sealed hears of everything sealed for a peer; for tests.
	Sealed func(peer string, ssrc uint32, index uint64)
}

// Switchboard owns the media port and finds the peer to which a packet belongs.
type Switchboard struct {
	cfg          Config
	log          *slog.Logger
	port         *wire.Port
	certificates []tls.Certificate
	print        string
	logging      logging.LoggerFactory
	start        time.Time

	lastSource atomic.Uint32

	control sync.Mutex // of sender
	sender  *wire.Sender

	mu      sync.RWMutex
	byUfrag map[string]*Peer
	byFrom  map[wire.From]*Peer
	bySSRC  map[uint32]*Peer // of what is published; the last one to use it
}

// Open opens the port.
func Open(cfg Config) (*Switchboard, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	cert, err := wire.NewCertificate()
	if err != nil {
		return nil, err
	}
	b := &Switchboard{
		cfg: cfg, log: cfg.Log,
		certificates: []tls.Certificate{cert},
		print:        wire.Fingerprint("sha-256", cert.Certificate[0]),
		logging:      &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled},
		start:        time.Now().Add(-time.Hour), // so that 0 is long ago
		byUfrag:      make(map[string]*Peer),
		byFrom:       make(map[wire.From]*Peer),
		bySSRC:       make(map[uint32]*Peer),
	}
	b.port, err = wire.Open(wire.Config{
		Listen: cfg.Listen, Workers: cfg.Workers, Handler: b, Log: cfg.Log, NoGSO: cfg.NoGSO, NoTCP: cfg.NoTCP,
	})
	if err != nil {
		return nil, fmt.Errorf("peer: %w", err)
	}
	b.control.Lock()
	b.sender = b.port.NewSender()
	b.control.Unlock()
	return b, nil
}

// Addr is the address of the port.
func (b *Switchboard) Addr() netip.AddrPort { return b.port.Addr() }

// Close closes the port. Peers should be closed before.
func (b *Switchboard) Close() error {
	return b.port.Close() //nolint:wrapcheck // nothing to add
}

// Stats of the port.
func (b *Switchboard) Stats() wire.Stats { return b.port.Stats() }

// Epoch is the time 0 of Now.
func (b *Switchboard) Epoch() time.Time { return b.start }

// Now is the time by the clock of all peers: since about an hour before the start.
func (b *Switchboard) Now() time.Duration { return time.Since(b.start) }

func (b *Switchboard) at(t time.Time) time.Duration { return t.Sub(b.start) }

// Poll handles reports that can wait; see [wire.Port.Poll].
func (b *Switchboard) Poll() { b.port.Poll() }

// NewSender makes a sender for [Peer.Tick], for one goroutine.
func (b *Switchboard) NewSender() *wire.Sender { return b.port.NewSender() }

// send sends one datagram at once.
func (b *Switchboard) send(path *wire.Path, data []byte) {
	b.control.Lock()
	defer b.control.Unlock()
	if b.sender == nil { // a stray packet while the port opens
		return
	}
	b.sender.Send(path, data)
	b.sender.Flush()
}

// StreamClosed is for [wire.Handler].
func (b *Switchboard) StreamClosed(s *wire.Stream) {
	if !s.Trusted() {
		return // nobody's; strangers must not make us look through all addresses
	}
	b.mu.Lock()
	var owners []*Peer
	for f, p := range b.byFrom { // rare
		if f.Stream == s {
			delete(b.byFrom, f)
			owners = append(owners, p)
		}
	}
	b.mu.Unlock()
	for _, p := range owners {
		p.lostStream(s)
	}
}

// know registers where packets of p come from.
func (b *Switchboard) know(f wire.From, p *Peer) {
	b.mu.Lock()
	b.byFrom[f] = p
	b.mu.Unlock()
}

// forget removes all of p.
func (b *Switchboard) forget(p *Peer, ufrags []string, froms []wire.From, ssrcs []uint32) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, u := range ufrags {
		if b.byUfrag[u] == p {
			delete(b.byUfrag, u)
		}
	}
	for _, f := range froms {
		if b.byFrom[f] == p {
			delete(b.byFrom, f)
		}
	}
	for _, s := range ssrcs {
		if b.bySSRC[s] == p {
			delete(b.bySSRC, s)
		}
	}
}

// worker handles the bursts of one socket.
type worker struct {
	board   *Switchboard
	now     time.Duration
	out     *wire.Sender
	owners  [64]*Peer
	binding wire.Binding

	media    []arrival    // opened in this burst, waiting to go out
	asks     []*Layer     // key frames wanted
	feedback []feedbackOf // RTCP from subscribers
	tapped   TapPacket    // what a tap is told, here since it would be made anew for each packet
}

// NewWorker is for [wire.Handler].
func (b *Switchboard) NewWorker() wire.Worker { return &worker{board: b} }

// Handle takes a burst through: find the peers; open what they sent, each peer
// under its lock once; send it to the slots; then answer feedback.
func (w *worker) Handle(burst *wire.Burst) {
	b := w.board
	w.now, w.out = b.at(burst.Now), burst.Out
	packets := burst.Packets
	for len(packets) > 0 {
		n := min(len(packets), len(w.owners))
		w.handle(packets[:n])
		packets = packets[n:]
	}
}

func (w *worker) handle(packets []wire.Packet) {
	b := w.board
	b.mu.RLock()
	for i := range packets {
		w.owners[i] = b.byFrom[packets[i].From]
	}
	b.mu.RUnlock()
	for i := 0; i < len(packets); {
		switch wire.Classify(packets[i].Data) {
		case wire.STUN:
			if w.check(&packets[i]) {
				w.find(packets[i+1:], i+1) // the burst may hold what came by the new path
			}
		case wire.DTLS:
			if p := w.owners[i]; p != nil {
				p.record(packets[i].Data, packets[i].From)
			}
		case wire.RTP, wire.RTCP:
			n := w.run(packets, i)
			if p := w.owners[i]; p != nil {
				if p.receive(w, packets[i:i+n]) > 0 {
					p.heardFrom(&packets[i].From, w.now, w.out)
				}
			} else {
				w.strayed(packets[i : i+n])
			}
			i += n
			continue
		}
		i++
	}
	w.forward()
	for i := range w.feedback {
		f := &w.feedback[i]
		f.peer.takeFeedback(w, f.packet)
		f.peer = nil
	}
	w.feedback = w.feedback[:0]
	for i, l := range w.asks {
		l.askKey(w.now, w.out)
		w.asks[i] = nil
	}
	w.asks = w.asks[:0]
	var last *Peer
	for _, p := range w.owners[:len(packets)] {
		if p != nil && p != last {
			p.drive(w.now, w.out)
			last = p
		}
	}
	clear(w.owners[:len(packets)]) // who has left is not kept until as long a burst comes
}

// find looks again for the owners of packets that had none.
func (w *worker) find(packets []wire.Packet, first int) {
	b := w.board
	b.mu.RLock()
	defer b.mu.RUnlock()
	for i := range packets {
		if w.owners[first+i] == nil {
			w.owners[first+i] = b.byFrom[packets[i].From]
		}
	}
}

// run counts the media packets from i on that belong to the same peer.
func (w *worker) run(packets []wire.Packet, i int) int {
	n := 1
	for i+n < len(packets) && w.owners[i+n] == w.owners[i] {
		if k := wire.Classify(packets[i+n].Data); k != wire.RTP && k != wire.RTCP {
			break
		}
		n++
	}
	return n
}

// strayed looks at media from an address that nobody has proved: a peer may send
// from another one than it checks with. Taken is what opens under the key of the
// peer whose SSRC it bears, which is then known by that address too.
func (w *worker) strayed(packets []wire.Packet) {
	b := w.board
	for i := range packets {
		data := packets[i].Data
		if wire.Classify(data) != wire.RTP || len(data) < 12 {
			continue
		}
		b.mu.RLock()
		p := b.bySSRC[binary.BigEndian.Uint32(data[8:])]
		b.mu.RUnlock()
		if p != nil && p.receive(w, packets[i:i+1]) > 0 {
			p.learn(packets[i].From)
			p.heardFrom(&packets[i].From, w.now, w.out)
		}
	}
}

// check answers an ICE connectivity check. It tells whether the address is known by
// it for the first time.
func (w *worker) check(packet *wire.Packet) (found bool) {
	if !wire.ParseBinding(packet.Data, &w.binding) {
		w.reply(packet)
		return false
	}
	b := w.board
	b.mu.RLock()
	p := b.byUfrag[w.binding.Local]
	known := b.byFrom[packet.From] == p
	b.mu.RUnlock()
	if p == nil {
		return false
	}
	path, question, password, ok := p.checked(&w.binding, packet.From, known, w.now)
	if !ok {
		return false
	}
	if question != nil {
		w.out.Send(path, question)
	}
	if answer, err := w.binding.Answer(packet.From.Remote, password); err == nil {
		w.out.Send(path, answer)
	}
	return !known
}

// reply takes in the answer to a question of ours.
func (w *worker) reply(packet *wire.Packet) {
	if !wire.ParseReply(packet.Data, &w.binding) {
		return
	}
	b := w.board
	b.mu.RLock()
	p := b.byFrom[packet.From]
	b.mu.RUnlock()
	if p != nil {
		p.replied(&w.binding, packet.From, w.now)
	}
}

// random32 is never 0.
func random32() uint32 {
	var b [4]byte
	for {
		_, _ = rand.Read(b[:])
		if n := binary.BigEndian.Uint32(b[:]); n != 0 {
			return n
		}
	}
}
