package peer

import (
	"fmt"
	"net/netip"
	"slices"

	"veche/conference"
)

// Kinds says which m-line of an offer, by its mid, brings what. WHIP clients
// cannot say it: see [Guess].
type Kinds map[string]conference.SourceKind

// Guess takes the first sound that a peer sends for its microphone and the first
// picture for its camera.
var Guess Kinds

// CheckOffer says whether a first offer could be answered, as [Peer.Offer] would.
func CheckOffer(text string) error {
	if _, err := parseOffer(text); err != nil {
		return fmt.Errorf("peer: %w", err)
	}
	return nil
}

// Offer takes in the first or a later offer, an ICE restart included, and gives
// the answer. Errors wrap [ErrOffer] when the offer is to blame; it then changed
// nothing.
func (p *Peer) Offer(text string, kinds Kinds) (string, error) {
	o, err := parseOffer(text)
	if err != nil {
		return "", fmt.Errorf("peer: %w", err)
	}
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	if err := p.transport(o); err != nil {
		return "", err
	}
	if kinds == nil {
		kinds = guess(o)
	}
	a := p.answer(o)
	p.publish(o, kinds, a)
	p.subscribe(o, a)
	p.offeredOnce.Store(true)
	p.reallocate.Store(true)
	p.board.wake(p)
	return a.String(), nil
}

func guess(o *offer) Kinds {
	kinds := make(Kinds)
	audio, video := false, false
	for i := range o.lines {
		switch l := &o.lines[i]; {
		case l.audio && l.sends && !audio:
			kinds[l.mid], audio = conference.Microphone, true
		case l.video && l.sends && !video:
			kinds[l.mid], video = conference.Camera, true
		}
	}
	return kinds
}

// transport takes in ICE and DTLS parameters.
func (p *Peer) transport(o *offer) error {
	p.ice.Lock()
	defer p.ice.Unlock()
	if p.closed.Load() {
		return fmt.Errorf("peer: %w: the peer is closed", ErrOffer)
	}
	if p.print != "" && p.print != o.fingerprint {
		return fmt.Errorf("peer: %w: another certificate needs another connection", ErrOffer)
	}
	p.print = o.fingerprint
	if p.remote != o.ufrag {
		p.renew(o.ufrag, o.pwd)
	}
	return nil
}

// answer begins the answer to o.
func (p *Peer) answer(o *offer) *answer {
	p.version++
	p.ice.Lock()
	defer p.ice.Unlock()
	a := &answer{
		session: p.session, version: p.version, ufrag: p.ufrag, pwd: p.pwd,
		fingerprint: p.board.print, mixed: o.mixed, tcp: !p.board.cfg.NoTCP,
		lines: make([]answerLine, len(o.lines)),
	}
	for i := range o.lines {
		a.lines[i].line = &o.lines[i]
	}
	port := p.board.port.Addr().Port()
	for _, ip := range p.board.cfg.Addresses() {
		a.addresses = append(a.addresses, netip.AddrPortFrom(ip, port))
	}
	return a
}

// publish takes in what the peer wants to send.
func (p *Peer) publish(o *offer, kinds Kinds, a *answer) {
	p.in.Lock()
	defer p.in.Unlock()
	p.formats = newFormats(o)
	p.ids = allExtensions(o)
	was := p.bySourceMID
	p.bySourceMID = make(map[string]*Source)
	p.rids = make(map[string][]string)
	p.offered = make(map[uint32]*Source)
	for i := range o.lines {
		l := &o.lines[i]
		kind, ok := kinds[l.mid]
		if !ok || !l.sends || !l.bundled || len(l.codecs) == 0 {
			continue
		}
		s := was[l.mid]
		if s == nil || s.Kind != kind {
			s = newSource(p, kind, l.mid)
		}
		if s.Video() != l.video {
			continue // a camera cannot be heard
		}
		p.bySourceMID[l.mid] = s
		a.lines[i].source = true
		a.lines[i].stereo = kind == conference.ScreenAudio
		if len(l.rids) > 0 {
			p.rids[l.mid] = l.rids
			continue
		}
		for _, ssrc := range l.ssrcs {
			p.offered[ssrc] = s
			if rtx := l.rtx[ssrc]; rtx != 0 {
				p.offered[rtx] = s
			}
		}
	}
	for mid, s := range was {
		if p.bySourceMID[mid] != s {
			s.Open(false)
			s.Route(nil)
			for ssrc, st := range p.streams {
				if st.layer != nil && st.layer.source == s {
					st.layer = nil
					p.streams[ssrc] = st
				}
			}
		}
	}
}

// subscribe takes in through which m-lines the peer receives.
func (p *Peer) subscribe(o *offer, a *answer) {
	p.out.Lock()
	defer p.out.Unlock()
	was := p.slots
	p.slots = nil
	for i := range o.lines {
		l := &o.lines[i]
		if !l.bundled || len(l.codecs) == 0 || a.lines[i].source {
			continue
		}
		if l.sends || !l.receives {
			a.lines[i].idle = l.audio || l.video
			continue
		}
		var s *Slot
		if at := slices.IndexFunc(was, func(s *Slot) bool { return s.MID == l.mid && s.Video == l.video }); at >= 0 {
			s = was[at]
			s.update(l)
		} else {
			s = newSlot(p, l)
		}
		p.slots = append(p.slots, s)
		a.lines[i].slot = s
	}
	p.bySSRC = make(map[uint32]*Slot, len(p.slots))
	for _, s := range p.slots {
		p.bySSRC[s.media.SSRC] = s
	}
	for _, s := range was {
		if !slices.Contains(p.slots, s) {
			s.closed = true
			s.source.Store(nil)
		}
	}
}
