package sdp

import (
	"cmp"
	"net/netip"
	"slices"
)

// Answer writes the answer to an offer and says what is agreed by it. On an error,
// always an [*Error], nothing has changed. An offer that takes all lines away in
// a dialog is answered; one that begins a dialog has to leave sound or picture.
func (n *Negotiation) Answer(offer []byte, local Local) ([]byte, Agreed, error) {
	d, err := parse(offer)
	if err != nil {
		return nil, Agreed{}, err
	}
	n.Withdraw()
	a := &answering{d: d, local: local, slots: n.follow(d)}
	a.lines = make([]said, len(d.media))
	for i := range a.lines {
		a.lines[i] = a.slots[i].refused()
		a.slots[i].on = false
	}
	for _, k := range []Kind{Sound, Picture, Content, Floor} {
		a.take(k)
	}
	for i := range a.lines {
		a.lines[i].main = a.lines[i].kind == Picture && a.has(Content)
	}
	if err := a.failure(n.id != 0); err != nil {
		return nil, Agreed{}, err
	}
	n.slots, n.offered = a.slots, nil
	slices.SortFunc(a.agreed, func(x, y Line) int { return cmp.Compare(x.Index, y.Index) })
	return n.write(local, a.lines), n.settle(a.agreed), nil
}

// answering is the work on one answer.
type answering struct {
	d      *description
	local  Local
	slots  []slot // one for each line of d; on as of before until taken
	lines  []said
	agreed []Line
	errs   []error // why lines of sound and picture fell away
}

// follow gives each line of an offer its slot: the one it has, unless another kind
// of line took over its place (RFC 3264, section 8.1). Lines that vanish, which
// they must not, are forgotten.
func (n *Negotiation) follow(d *description) []slot {
	slots := make([]slot, len(d.media))
	for i := range d.media {
		m := &d.media[i]
		if i < len(n.slots) && n.slots[i].media == m.kind {
			slots[i] = n.slots[i].clone()
		}
		slots[i].media, slots[i].proto, slots[i].formats = m.kind, m.written, m.formats
		if !slots[i].wasOn {
			slots[i].kind = d.kind(i)
		}
	}
	return slots
}

// candidate is a line that we could take.
type candidate struct {
	index int
	said  said
	line  Line
	slot  slot
}

// take chooses the line for a kind. Some devices offer the same sound twice, once
// plain and once encrypted, and expect one of the two to be refused.
func (a *answering) take(k Kind) {
	w := a.local.wish(k)
	if w == nil || k == Floor && a.local.wish(Content) == nil {
		return // a floor of nothing
	}
	var best *candidate
	for i := range a.d.media {
		if a.slots[i].kind != k || a.d.media[i].port == 0 {
			continue
		}
		c, err := a.try(i, w)
		switch {
		case err != nil && (k == Sound || k == Picture):
			a.errs = append(a.errs, err)
		case err == nil && (best == nil || c.rank() > best.rank()):
			best = c
		}
	}
	if best == nil {
		return
	}
	a.settle(k, best)
}

// settle takes the line; others of its kind are lines of no use from now on.
func (a *answering) settle(k Kind, c *candidate) {
	for i := range a.slots {
		if a.slots[i].kind == k {
			a.slots[i].kind, a.slots[i].wasOn = None, false
		}
	}
	c.slot.kind, c.slot.on, c.slot.wasOn = k, true, true
	a.slots[c.index], a.lines[c.index] = c.slot, c.said
	a.agreed = append(a.agreed, c.line)
}

// rank prefers the line that is in use, then the encrypted one.
func (c *candidate) rank() int {
	switch {
	case c.slot.wasOn:
		return 2
	case c.line.Protection.Sealed():
		return 1
	}
	return 0
}

func (a *answering) has(k Kind) bool {
	return slices.ContainsFunc(a.agreed, func(l Line) bool { return l.Kind == k })
}

// failure is the error when neither sound nor a picture is left; nil if that is
// what a dialog under way was asked for.
func (a *answering) failure(underWay bool) error {
	offered := func(m media) bool { return m.port != 0 }
	switch {
	case a.has(Sound), a.has(Picture):
		return nil
	case len(a.errs) > 0:
		return a.errs[0]
	case slices.ContainsFunc(a.d.media, offered):
		return fail(NoCommonLine, "%d lines", len(a.d.media))
	case underWay && len(a.d.media) > 0:
		return nil
	}
	return fail(NothingOffered, "%d lines", len(a.d.media))
}

// try answers line i by the wish.
func (a *answering) try(i int, w *Wish) (*candidate, error) {
	m := &a.d.media[i]
	if !meets(a.local.Address, a.d.connection(m)) {
		return nil, fail(IncompatibleAddress, "line %d", i)
	}
	c := &candidate{index: i, slot: a.slots[i].clone()}
	c.said = said{kind: w.Kind, media: m.kind, port: w.Port, proto: m.written, formats: m.formats}
	c.line = Line{Kind: w.Kind, Index: i, Remote: netip.AddrPortFrom(a.d.connection(m), m.port)}
	if w.Kind == Floor {
		return c, a.tryFloor(c, m, w)
	}
	return c, a.tryRTP(c, m, w)
}

func (a *answering) tryRTP(c *candidate, m *media, w *Wish) error {
	t, ok := transports[m.proto]
	if !ok {
		return fail(NoCommonLine, "transport %s", m.proto)
	}
	if err := a.trySecurity(c, m, t); err != nil {
		return err
	}
	c.formats(m, w)
	if len(c.line.Send) == 0 {
		return fail(NoCommonFormat, "%s, %d formats", w.Kind, len(m.formats))
	}
	theirs := a.d.direction(m)
	c.line.describe(a.d, m)
	c.line.Direction = w.Direction.And(theirs.Reverse())
	c.line.Mux = w.Mux && m.has("rtcp-mux")
	c.line.Feedback = w.Feedback & m.feedback()
	if c.line.Mux {
		c.line.RTCP = c.line.Remote
	}
	c.said.rtcp, c.said.mux, c.said.direction = w.rtcp(), c.line.Mux, c.line.Direction
	c.said.bandwidth, c.said.feedback = w.Bandwidth, c.line.Feedback
	return nil
}

// formats keeps those of the offer that we know, in its order and by its numbers.
func (c *candidate) formats(m *media, w *Wish) {
	c.said.formats = nil
	digits := m.digits()
	seen := make(map[string]bool)
	for _, number := range m.formats {
		if seen[number] || len(c.said.formats) == maxTaken {
			continue
		}
		seen[number] = true
		offered := m.payload(number)
		if i := slices.IndexFunc(w.Formats, offered.same); i >= 0 {
			c.line.Send = append(c.line.Send, offered)
			c.said.payloads = append(c.said.payloads, w.Formats[i].answer(offered))
			c.said.formats = append(c.said.formats, number)
		}
		if i := slices.IndexFunc(digits, func(d Digits) bool { return d.Type == offered.Type }); i >= 0 && w.Digits {
			c.said.digits = append(c.said.digits, digits[i])
			c.said.formats = append(c.said.formats, number)
		}
	}
	c.line.Receive, c.line.ReceiveDigits = c.said.payloads, c.said.digits
	c.slot.remember(c.line.Send, c.said.digits)
	c.line.choose(digits, w.Digits)
}

// trySecurity chooses how the line is sealed.
func (a *answering) trySecurity(c *candidate, m *media, t transport) error {
	s := a.local.Security
	cryptos, fingerprint := m.cryptos(s.Suites), a.d.fingerprint(m)
	switch {
	case s.Policy == Plain && t.sealed:
		return fail(EncryptionRefused, "%s", m.proto)
	case s.Policy == Plain:
		c.slot.by = plain
	case len(cryptos) > 0 && m.proto != tlsSAVP && m.proto != tlsSAVP+"F":
		c.answerSDES(cryptos[0])
	case fingerprint != "" && s.Fingerprint != "":
		c.answerDTLS(fingerprint, s.Fingerprint, a.d.setup(m, "active"))
	case t.sealed:
		return fail(EncryptionRefused, "%s without a suite or fingerprint that we take", m.proto)
	case s.Policy == Required:
		return fail(EncryptionRequired, "%s", m.proto)
	default:
		c.slot.by = plain
	}
	return nil
}

func (c *candidate) answerSDES(offered crypto) {
	ours := c.slot.key(offered.Suite)
	c.slot.by, c.slot.suite = sdes, offered.Suite
	c.line.Protection = Protection{Send: ours, Receive: offered.Key}
	c.said.cryptos = []crypto{{offered.tag, ours}}
}

// answerDTLS lets the far side begin wherever it can: ours is the address that
// is reached from everywhere. In a dialog the roles stay (RFC 8842, section 5.3).
func (c *candidate) answerDTLS(theirs, ours, setup string) {
	client := setup == "passive" || setup == "actpass" && c.slot.wasOn && c.slot.by == dtls && c.slot.client
	c.slot.by, c.slot.client = dtls, client
	c.line.Protection = Protection{Fingerprint: theirs, Client: client}
	c.said.fingerprint, c.said.setup = ours, "passive"
	if client {
		c.said.setup = "active"
	}
}

// answerTCP lets the far side connect wherever it can, as with DTLS. existing:
// both keep the connection that they have (RFC 4145, section 5).
func (c *candidate) answerTCP(setup string, existing bool) {
	c.line.Control.Connect, c.line.Control.Existing = setup == "passive", existing
	c.said.setup, c.said.connection = "passive", "new"
	if c.line.Control.Connect {
		c.said.setup = "active"
	}
	if existing {
		c.said.connection = "existing"
	}
}

func (a *answering) tryFloor(c *candidate, m *media, w *Wish) error {
	tcp, ok := controls[m.proto]
	if !ok {
		return fail(NoCommonLine, "transport %s", m.proto)
	}
	c.said.control, c.said.hasContent, c.said.role = w.Control, a.has(Content), server
	c.line.Control = w.Control.agreed()
	if m.role() == server {
		c.said.role = client
		c.line.Control = m.control(a.d.contentLabel(a.slots))
	}
	c.line.Control.TCP = tcp
	if tcp {
		c.answerTCP(a.d.setup(m, "active"), m.existing() && c.slot.wasOn)
	}
	return nil
}
