package sdp

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Accept takes the answer to the last offer of ours and says what is agreed by
// it. The answer may come again, and may differ from an earlier one: that of 200
// after that of 183 (lesson 22). On an error, always an [*Error], nothing has
// changed, and the dialog had better end.
func (n *Negotiation) Accept(answer []byte) (Agreed, error) {
	if len(n.offered) == 0 {
		return Agreed{}, fail(NoOffer, "")
	}
	d, err := parse(answer)
	if err != nil {
		return Agreed{}, err
	}
	a := &accepting{d: d, local: n.local, slots: cloneSlots(n.slots)}
	for i := range n.offered {
		a.slots[i].on = false
		if i < len(d.media) && n.offered[i].port != 0 && d.media[i].port != 0 && d.media[i].kind == n.offered[i].media {
			a.take(i, &n.offered[i])
		}
	}
	if err := a.failure(n.agreed.Lines != nil); err != nil {
		return Agreed{}, err
	}
	n.slots, n.kept, n.pending = a.slots, nil, false
	return n.settle(a.agreed), nil
}

// accepting is the work on one answer of the far side.
type accepting struct {
	d      *description
	local  Local
	slots  []slot
	agreed []Line
	errs   []error
}

func (a *accepting) take(i int, offered *said) {
	m := &a.d.media[i]
	l := Line{Kind: offered.kind, Index: i, Remote: netip.AddrPortFrom(a.d.connection(m), m.port)}
	var err error
	switch {
	case !meets(a.local.Address, l.Remote.Addr()):
		err = fail(IncompatibleAddress, "line %d", i)
	case l.Kind == Floor:
		err = a.floor(&l, m, offered)
	default:
		err = a.rtp(&l, m, offered)
	}
	if err != nil {
		a.errs = append(a.errs, err)
		return
	}
	a.slots[i].on, a.slots[i].wasOn = true, true
	a.agreed = append(a.agreed, l)
}

// failure is the error if nothing was accepted for a reason of ours, or nothing
// at all at the beginning of a dialog.
func (a *accepting) failure(underWay bool) error {
	sees := func(l Line) bool { return l.Kind == Sound || l.Kind == Picture }
	switch {
	case slices.ContainsFunc(a.agreed, sees):
		return nil
	case len(a.errs) > 0:
		return a.errs[0]
	case underWay:
		return nil
	}
	return fail(NoCommonFormat, "every line was refused")
}

func (a *accepting) rtp(l *Line, m *media, offered *said) error {
	if err := a.security(l, m, offered); err != nil {
		return err
	}
	l.formats(m, offered)
	if len(l.Send) == 0 {
		return fail(NoCommonFormat, "%s, %d formats", l.Kind, len(m.formats))
	}
	l.describe(a.d, m)
	l.Direction = offered.direction.And(a.d.direction(m).Reverse())
	l.Mux = offered.mux && m.has("rtcp-mux")
	if l.Mux {
		l.RTCP = l.Remote
	}
	l.Feedback = offered.feedback & m.feedback()
	return nil
}

// formats are those of the answer that were offered. What we send has its numbers,
// what comes has ours (RFC 3264, section 7); some senders use their own, which
// are taken too where ours mean nothing else.
func (l *Line) formats(m *media, offered *said) {
	l.Receive, l.ReceiveDigits = slices.Clone(offered.payloads), slices.Clone(offered.digits)
	for _, number := range m.formats {
		theirs, ours, ok := m.answered(number, offered.payloads)
		if !ok {
			continue
		}
		l.Send = append(l.Send, theirs)
		if !l.receives(theirs.Type) {
			l.Receive = append(l.Receive, Payload{theirs.Type, ours.Format})
		}
	}
	digits := m.digits()
	for _, d := range offered.digits { // without rtpmap, by our number
		_, mapped := m.of("rtpmap", d.Type)
		if !mapped && slices.Contains(m.formats, strconv.Itoa(int(d.Type))) {
			digits = append(digits, d)
		}
	}
	l.choose(digits, len(offered.digits) > 0)
}

func (l *Line) receives(pt uint8) bool {
	return slices.ContainsFunc(l.Receive, func(p Payload) bool { return p.Type == pt }) ||
		slices.ContainsFunc(l.ReceiveDigits, func(d Digits) bool { return d.Type == pt })
}

// answered reads a format of an answer and finds what we had offered for it. A
// number of ours without rtpmap means what we said; H.264 under a number of ours
// means that offer even if its parameters were forgotten.
func (m *media) answered(number string, offered []Payload) (theirs, ours Payload, ok bool) {
	theirs = m.payload(number)
	for _, ours = range offered {
		if theirs.same(ours.Format) {
			return theirs, ours, true
		}
	}
	_, mapped := m.of("rtpmap", theirs.Type)
	for _, ours = range offered {
		switch {
		case ours.Type != theirs.Type:
		case !mapped && theirs.Codec == 0 && theirs.Type >= dynamic:
			return ours, ours, true
		case theirs.Codec != 0 && theirs.Codec == ours.Codec:
			return theirs, ours, true
		}
	}
	return Payload{}, Payload{}, false
}

// security takes the keys of the answer.
func (a *accepting) security(l *Line, m *media, offered *said) error {
	s := &a.slots[l.Index]
	if ours, theirs, ok := m.key(offered.cryptos); ok {
		s.by, s.suite = sdes, ours.Suite
		l.Protection = Protection{Send: ours, Receive: theirs}
		return nil
	}
	if f := a.d.fingerprint(m); f != "" && offered.by == dtls {
		s.by, s.client = dtls, a.d.setup(m, "active") == "passive"
		l.Protection = Protection{Fingerprint: f, Client: s.client}
		return nil
	}
	switch t := transports[m.proto]; {
	case a.local.Security.Policy == Required, transports[strings.ToUpper(offered.proto)].sealed:
		return fail(EncryptionRequired, "answered without keys that we know")
	case t.sealed, !t.rtp:
		return fail(EncryptionRefused, "answered with %s", m.proto)
	}
	s.by = plain
	return nil
}

// key finds the crypto line of an answer and ours that it goes with: by the tag, and
// for devices that count on their own, by the suite.
func (m *media) key(offered []crypto) (ours, theirs Key, ok bool) {
	answers := m.cryptos(suitesOf(offered))
	for _, byTag := range []bool{true, false} {
		for _, c := range answers {
			for _, o := range offered {
				if c.Suite == o.Suite && (!byTag || c.tag == o.tag) {
					return o.Key, c.Key, true
				}
			}
		}
	}
	return Key{}, Key{}, false
}

func suitesOf(list []crypto) []Suite {
	var suites []Suite
	for _, c := range list {
		suites = append(suites, c.Suite)
	}
	return suites
}

// floor takes the answer to the floor line. Two that would both be either end up
// with the offerer, us, as the server: devices ask, and we grant.
func (a *accepting) floor(l *Line, m *media, offered *said) error {
	tcp, ok := controls[m.proto]
	if !ok || tcp != offered.control.TCP {
		return fail(NoCommonLine, "transport %s", m.proto)
	}
	l.Control = offered.control.agreed()
	if m.role() == server {
		l.Control = m.control(a.d.contentLabel(a.slots))
	}
	l.Control.TCP = tcp
	l.Control.Connect = tcp && a.d.setup(m, "active") == "passive"
	l.Control.Existing = tcp && offered.connection == "existing" && m.existing()
	return nil
}
