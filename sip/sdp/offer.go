package sdp

import (
	"slices"
	"strconv"
	"strings"
)

// Offer writes an offer: of a new dialog, or to change what was agreed. It stays
// pending until Accept or Withdraw.
func (n *Negotiation) Offer(local Local) []byte {
	n.Withdraw()
	n.kept, n.local, n.pending = cloneSlots(n.slots), local, true
	for _, w := range local.Lines {
		if w.on() && !slices.ContainsFunc(n.slots, func(s slot) bool { return s.kind == w.Kind }) {
			n.slots = append(n.slots, slot{kind: w.Kind, media: w.Kind.media()})
		}
	}
	n.offered = make([]said, 0, len(n.slots))
	var done [Floor + 1]bool // a far side may have offered two of a kind, and got none
	for i := range n.slots {
		s := &n.slots[i]
		w := local.wish(s.kind)
		if done[s.kind] {
			w = nil
		}
		done[s.kind] = true
		n.offered = append(n.offered, s.offer(w, local))
	}
	lift(n.offered)
	return n.write(local, n.offered)
}

// lift has what all lines say of DTLS stand once above them (RFC 8122, section 5; RFC
// 4145, section 4): it makes an offer with pictures and content fit into a packet.
// Whoever has none of it, as the floor, takes no notice.
func lift(lines []said) {
	first := slices.IndexFunc(lines, func(l said) bool { return l.fingerprint != "" })
	if first < 0 {
		return
	}
	for i := range lines {
		if l := &lines[i]; l.port != 0 && l.kind != Floor && (l.fingerprint != lines[first].fingerprint || l.setup != lines[first].setup) {
			return
		}
	}
	for i := range lines {
		lines[i].above = lines[i].fingerprint != ""
	}
}

// offer is the line of the slot in an offer, refused without a wish.
func (s *slot) offer(w *Wish, local Local) said {
	var l said
	switch {
	case w == nil:
		l = s.refused()
	case s.kind == Floor:
		l = s.offerFloor(w, local.wish(Content) != nil)
	default:
		l = s.offerRTP(w, local.Security)
		l.main = s.kind == Picture && local.wish(Content) != nil
	}
	s.proto, s.formats = l.proto, l.formats
	return l
}

func (s *slot) offerRTP(w *Wish, security Security) said {
	l := said{
		kind: s.kind, media: s.media, port: w.Port, rtcp: w.rtcp(),
		direction: w.Direction, bandwidth: w.Bandwidth, mux: w.Mux, feedback: w.Feedback,
	}
	for _, f := range w.Formats {
		l.payloads = append(l.payloads, s.payload(f))
	}
	if w.Digits {
		for _, clock := range clocks(w.Formats) {
			l.digits = append(l.digits, s.digitsFor(clock))
		}
	}
	l.formats = numbers(l.payloads, l.digits)
	s.offerSecurity(&l, security)
	return l
}

// offerSecurity says keys: all suites at first, later by the method and the
// transport that the line has, so that a hold does not open the question again.
func (s *slot) offerSecurity(l *said, security Security) {
	l.by, l.proto = security.offers(), security.proto(security.offers())
	if s.on && (s.by != plain || security.Policy != Required) {
		l.by, l.proto = s.by, s.proto
	}
	switch l.by {
	case sdes:
		for i, suite := range s.suites(security) {
			l.cryptos = append(l.cryptos, crypto{strconv.Itoa(i + 1), s.key(suite)})
		}
	case dtls:
		l.fingerprint, l.setup = security.Fingerprint, "actpass"
	}
}

// suites to offer: what is agreed, else all of ours.
func (s *slot) suites(security Security) []Suite {
	if s.on && s.suite != 0 {
		return []Suite{s.suite}
	}
	return security.Suites
}

func (s *slot) offerFloor(w *Wish, hasContent bool) said {
	l := said{
		kind: Floor, media: s.media, port: w.Port, proto: "UDP/BFCP", formats: []string{"*"},
		control: w.Control, role: either, hasContent: hasContent,
	}
	if s.on { // the transport stays
		l.control.TCP = controls[strings.ToUpper(s.proto)]
	}
	if l.control.TCP {
		l.proto, l.setup, l.connection = "TCP/BFCP", "actpass", "new"
	}
	if l.control.TCP && s.on {
		l.connection = "existing"
	}
	return l
}
