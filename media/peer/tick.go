package peer

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"

	"veche/media/forward"
	"veche/media/wire"
)

// Silences after which a peer counts as gone. A browser that sends or receives is
// heard each second at least by its reports; an idle one only by its consent
// checks, each 2.5 s (Chromium) to 6 s (Firefox). So the limit follows the gaps
// that this peer has shown.
const (
	minSilence   = 4 * time.Second
	maxSilence   = 15 * time.Second
	firstGap     = 3 * time.Second
	reportEvery  = time.Second
	twccEvery    = 50 * time.Millisecond
	outEvery     = 90 * time.Millisecond // 100 as a rule, by rooms of 20 ms turns
	askAgain     = keyPause
	guessedRTT   = 60 * time.Millisecond
	audioBitrate = 40_000

	// Who publishes is looked after by the worker that its packets come to, with the
	// first of them that is so late; and by the tick, unless they come so often that
	// it would not be sooner.
	inEvery = 15 * time.Millisecond
	dense   = 30 * time.Millisecond
)

// incoming is about what the peer sends: when things were last done.
type incoming struct {
	mu     sync.Mutex // may be taken under none of the peer's locks
	report time.Duration
	twcc   time.Duration
	buffer []byte
	layers []*Layer
	due    []uint16

	last      atomic.Int64 // when all that was looked at
	publishes atomic.Bool  // something came from it
	driven    atomic.Bool  // by its own packets, which are dense
}

// ticks is when things were last done. By the tick only.
type ticks struct {
	out       time.Duration
	senders   time.Duration
	last      time.Duration
	wanted    int           // bits per second that the peer would use if it could
	probing   bool          // it is not known whether it can
	caughtUp  time.Duration // when the downlink is through with what catchUp sent
	buffer    []byte
	wants     []forward.Want
	wanting   []*Slot
	choices   []forward.Choice
	layerInfo []forward.Layer
	asks      []*Layer
}

// Tick does what is due by time: feedback and reports to the peer, key frames,
// layers. It is to be called every 100 ms or so by one goroutine, whose sender out
// is, and every 20 ms while the peer is Hurried.
func (p *Peer) Tick(now time.Duration, out *wire.Sender) {
	if p.closed.Load() {
		return
	}
	p.settleHandshake(now)
	if p.updateState(now) != Connected {
		return
	}
	if i := &p.incoming; !i.driven.Load() || now-time.Duration(i.last.Load()) > 2*dense {
		i.driven.Store(false)
		p.tickIn(now, out)
	}
	if p.reallocate.Swap(false) || now-p.ticks.out >= outEvery {
		p.tickOut(now, out)
	}
	if p.ticks.probing {
		p.probe(min(now-p.ticks.last, outEvery), now, out)
	}
	p.ticks.last = now
}

// Hurried tells whether the peer has to be looked at every 20 ms: it publishes and
// its packets stay away, or its path is being probed. Who only listens, and most do,
// need not. To be called by the goroutine of Tick.
func (p *Peer) Hurried() bool {
	i := &p.incoming
	return i.publishes.Load() && !i.driven.Load() || p.ticks.probing || p.State() == New
}

// drive does what is due by time for a peer of whom a packet came. By a worker,
// which holds no lock.
func (p *Peer) drive(now time.Duration, out *wire.Sender) {
	i := &p.incoming
	if !i.publishes.Load() || p.closed.Load() {
		return
	}
	if passed := now - time.Duration(i.last.Load()); passed >= inEvery {
		i.driven.Store(passed <= dense)
		p.tickIn(now, out)
	}
}

func (p *Peer) updateState(now time.Duration) State {
	was := p.State()
	if was == New && !p.Secure() {
		return New
	}
	gap := time.Duration(p.gap.Load())
	silence := now - time.Duration(p.heard.Load())
	is := Connected
	switch {
	case p.path.Load() == nil, silence > min(max(minSilence, gap*5/2), maxSilence):
		is = Disconnected
	case was == Disconnected && silence > time.Second:
		is = Disconnected
	}
	if is != was {
		if !p.state.CompareAndSwap(int32(was), int32(is)) {
			return p.State()
		}
		p.board.wake(p)
	}
	return is
}

// tickIn reports to the peer about what it publishes.
func (p *Peer) tickIn(now time.Duration, out *wire.Sender) {
	t := &p.incoming
	if !t.mu.TryLock() {
		return // somebody does
	}
	defer t.mu.Unlock()
	t.last.Store(int64(now))
	b := p.takeStock(t.buffer[:0], now)
	rtt := p.roundTrip()
	var src *Source
	for _, l := range t.layers { // those of a source are neighbours
		if l.keyDue(now, rtt) {
			l.askKey(now, out)
		}
		if l.source != src {
			src = l.source
			src.release(now, out)
		}
	}
	clear(t.layers)
	if len(b) > 0 {
		p.sendRTCP(b, out)
	}
	t.buffer = b[:0]
}

// takeStock finds the layers of what the peer publishes and appends what is to be said
// about them. Under incoming.mu.
func (p *Peer) takeStock(b []byte, now time.Duration) []byte {
	t := &p.incoming
	p.in.Lock()
	defer p.in.Unlock()
	t.layers = t.layers[:0]
	for _, s := range p.bySourceMID {
		for i := range s.layers {
			if l := s.layers[i].Load(); l != nil {
				t.layers = append(t.layers, l)
			}
		}
	}
	t.publishes.Store(len(t.layers) > 0)
	if len(t.layers) == 0 {
		return b
	}
	if now-t.report >= reportEvery {
		t.report = now
		b = p.appendReceptions(b, now)
	}
	for _, l := range t.layers {
		b = p.appendLosses(b, l, now)
		l.measure(now)
	}
	if now-t.twcc >= twccEvery || p.arrivals.Full() {
		t.twcc = now
		b = p.arrivals.AppendFeedback(b, p.ssrc, t.layers[0].ssrc.Load())
	}
	return b
}

// appendReceptions writes a receiver report of all layers. Under incoming.mu and
// p.in.
func (p *Peer) appendReceptions(b []byte, now time.Duration) []byte {
	r := rtcp.ReceiverReport{SSRC: p.ssrc}
	var lost float64
	for _, l := range p.incoming.layers {
		report, ok := l.gaps.Report(l.ssrc.Load())
		if !ok || len(r.Reports) == 31 {
			continue
		}
		report.LastSenderReport, report.Delay = l.clock.LastReport(now)
		r.Reports = append(r.Reports, report)
		lost = max(lost, float64(report.FractionLost)/256)
	}
	p.lossUp.Store(uint32(lost * 1000))
	raw, err := r.Marshal()
	if err != nil {
		return b
	}
	return append(b, raw...)
}

// roundTrip to the publisher, or a guess.
func (p *Peer) roundTrip() time.Duration {
	if rtt := time.Duration(p.rtt.Load()); rtt != 0 {
		return rtt
	}
	return guessedRTT // it receives nothing from us, so it never says
}

// appendLosses asks for what the layer lost. Under incoming.mu and p.in.
func (p *Peer) appendLosses(b []byte, l *Layer, now time.Duration) []byte {
	if !l.source.Video() {
		return b // sound is repaired by its own redundancy; asking comes too late
	}
	t := &p.incoming
	t.due = l.gaps.Due(now, p.roundTrip(), t.due[:0])
	if l.gaps.Abandoned() {
		l.breaks()
	}
	if len(t.due) == 0 {
		return b
	}
	nack := rtcp.TransportLayerNack{
		SenderSSRC: p.ssrc, MediaSSRC: l.ssrc.Load(), Nacks: rtcp.NackPairsFromSequenceNumbers(t.due),
	}
	raw, err := nack.Marshal()
	if err != nil {
		return b
	}
	return append(b, raw...)
}

// tickOut chooses layers and reports to the peer about what it receives.
func (p *Peer) tickOut(now time.Duration, out *wire.Sender) {
	t := &p.ticks
	t.out = now
	reports := p.serve(now, out)
	asks := t.asks
	t.asks = t.asks[:0]
	for _, l := range asks {
		l.askKey(now, out)
	}
	clear(asks)
	if len(reports) > 0 {
		p.sendRTCP(reports, out)
		t.buffer = reports[:0]
	}
}

// serve chooses the layers of the slots, and makes the reports that are due. It leaves in
// asks what key frames are to be asked for.
func (p *Peer) serve(now time.Duration, out *wire.Sender) (reports []byte) {
	t := &p.ticks
	p.out.Lock()
	defer p.out.Unlock()
	if p.sealer == nil || len(p.slots) == 0 || p.path.Load() == nil {
		return nil
	}
	p.allocate(now, out)
	p.askWaiting(now)
	if now-t.senders >= reportEvery {
		t.senders = now
		reports = p.appendSenders(t.buffer[:0], now)
	}
	return reports
}

// askWaiting asks for key frames for slots that still wait for one. Under p.out.
func (p *Peer) askWaiting(now time.Duration) {
	for _, s := range p.slots {
		if !s.Video {
			continue
		}
		feed, waiting := s.rewriter.Waiting()
		src := s.source.Load()
		if !waiting || src == nil || feed.Source != src.ID || s.asked != 0 && now-s.asked < askAgain {
			continue
		}
		if l := src.layers[feed.Layer].Load(); l != nil {
			s.asked = now
			p.ticks.asks = append(p.ticks.asks, l)
		}
	}
}

// appendSenders writes sender reports of the slots that send. Under p.out.
func (p *Peer) appendSenders(b []byte, now time.Duration) []byte {
	ntp := forward.NTP(time.Now())
	for _, s := range p.slots {
		sent := time.Duration(s.sent.Load())
		src := s.source.Load()
		if sent == 0 || src == nil || now-sent > 5*time.Second {
			continue
		}
		timestamp, ok := s.timestamp(src, ntp)
		if !ok {
			if timestamp, ok = s.rewriter.TimestampAt(now); !ok {
				continue
			}
		}
		r := s.counter.Report(s.media.SSRC, ntp, timestamp)
		raw, err := r.Marshal()
		if err != nil {
			continue
		}
		b = append(b, raw...)
		sdes := rtcp.SourceDescription{Chunks: []rtcp.SourceDescriptionChunk{{
			Source: s.media.SSRC, Items: []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: cname}},
		}}}
		if raw, err = sdes.Marshal(); err == nil {
			b = append(b, raw...)
		}
		const most = 1000 // a datagram; the rest in a second
		if len(b) > most {
			break
		}
	}
	return b
}

// timestamp is the slot's RTP time at ntp by the publisher's own clock.
func (s *Slot) timestamp(src *Source, ntp uint64) (uint32, bool) {
	feed := s.rewriter.Current()
	if feed.Source != src.ID {
		return 0, false
	}
	l := src.layers[feed.Layer].Load()
	if l == nil {
		return 0, false
	}
	clock := l.clockSnapshot.Load()
	if clock == nil {
		return 0, false
	}
	t, ok := clock.Timestamp(&src.Owner.clock, ntp)
	if !ok {
		return 0, false
	}
	return s.rewriter.Timestamp(feed, t)
}
