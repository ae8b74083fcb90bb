package peer

import (
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
)

// ticks is when things were last done. By the tick only.
type ticks struct {
	report    time.Duration
	twcc      time.Duration
	out       time.Duration
	senders   time.Duration
	last      time.Duration
	wanted    int           // bits per second that the peer would use if it could
	probing   bool          // it is not known whether it can
	publishes bool          // something came from it
	caughtUp  time.Duration // when the downlink is through with what catchUp sent
	buffer    []byte
	layers    []*Layer
	due       []uint16
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
	p.tickIn(now, out)
	if p.reallocate.Swap(false) || now-p.ticks.out >= outEvery {
		p.tickOut(now, out)
	}
	if p.ticks.probing {
		p.out.Lock()
		if p.sealer != nil && p.path.Load() != nil {
			p.probe(min(now-p.ticks.last, outEvery), now, out)
		}
		p.out.Unlock()
	}
	p.ticks.last = now
}

// Hurried tells whether the peer has to be looked at in every turn: it publishes, or
// its path is being probed. Who only listens, and most do, need not. To be called by
// the goroutine of Tick.
func (p *Peer) Hurried() bool {
	t := &p.ticks
	return t.publishes || t.probing || p.State() == New
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
	t := &p.ticks
	b := t.buffer[:0]
	p.in.Lock()
	t.layers = t.layers[:0]
	for _, s := range p.bySourceMID {
		for i := range s.layers {
			if l := s.layers[i].Load(); l != nil {
				t.layers = append(t.layers, l)
			}
		}
	}
	t.publishes = len(t.layers) > 0
	if !t.publishes {
		p.in.Unlock()
		return
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
	p.in.Unlock()
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

// appendReceptions writes a receiver report of all layers. Under p.in.
func (p *Peer) appendReceptions(b []byte, now time.Duration) []byte {
	r := rtcp.ReceiverReport{SSRC: p.ssrc}
	var lost float64
	for _, l := range p.ticks.layers {
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

// appendLosses asks for what the layer lost. Under p.in.
func (p *Peer) appendLosses(b []byte, l *Layer, now time.Duration) []byte {
	if !l.source.Video() {
		return b // sound is repaired by its own redundancy; asking comes too late
	}
	t := &p.ticks
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
	p.out.Lock()
	if p.sealer == nil || len(p.slots) == 0 || p.path.Load() == nil {
		p.out.Unlock()
		return
	}
	p.allocate(now, out)
	p.askWaiting(now)
	var reports []byte
	if now-t.senders >= reportEvery {
		t.senders = now
		reports = p.appendSenders(t.buffer[:0], now)
	}
	p.out.Unlock()
	for i, l := range t.asks {
		l.askKey(now, out)
		t.asks[i] = nil
	}
	t.asks = t.asks[:0]
	if len(reports) > 0 {
		p.sendRTCP(reports, out)
		t.buffer = reports[:0]
	}
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
