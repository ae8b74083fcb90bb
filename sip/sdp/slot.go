package sdp

import (
	"slices"

	"veche/media/codec"
)

// slot is one m-line of the dialog, which keeps its place to the end (RFC 3264,
// section 8).
type slot struct {
	kind    Kind
	media   string
	proto   string
	formats []string // as last said, for the line when it is refused
	on      bool     // in what is agreed now
	wasOn   bool     // at some time: the kind of the line is settled

	// payloads and digits are the numbers that were given in this dialog, the far
	// side's latest first: they mean the same for ever (RFC 3264, section 8.3.2).
	payloads []Payload
	digits   []Digits

	by     method // of the keys, while on
	suite  Suite  // of SDES, while on
	client bool   // of DTLS, while on
	keys   []Key  // ours, one for each suite that was said
}

func (s *slot) clone() slot {
	c := *s
	c.payloads, c.digits, c.keys = slices.Clone(s.payloads), slices.Clone(s.digits), slices.Clone(s.keys)
	return c
}

func cloneSlots(slots []slot) []slot {
	list := make([]slot, len(slots))
	for i := range slots {
		list[i] = slots[i].clone()
	}
	return list
}

// key of ours for a suite: one for the dialog, so that a new offer that changes
// nothing does not change the key either.
func (s *slot) key(suite Suite) Key {
	for _, k := range s.keys {
		if k.Suite == suite {
			return k
		}
	}
	k := newKey(suite)
	s.keys = append(s.keys, k)
	return k
}

// remember what the far side calls its formats now. Numbers that it uses for
// something else than before, as when a PBX has put another telephone into the
// call, lose their old meaning.
func (s *slot) remember(payloads []Payload, digits []Digits) {
	old := *s
	s.payloads, s.digits = slices.Clone(payloads), slices.Clone(digits)
	for _, p := range old.payloads {
		if !s.taken(p.Type) && len(s.payloads)+len(s.digits) < maxKnown {
			s.payloads = append(s.payloads, p)
		}
	}
	for _, d := range old.digits {
		if !s.taken(d.Type) && len(s.payloads)+len(s.digits) < maxKnown {
			s.digits = append(s.digits, d)
		}
	}
}

// payload of a format of ours for an offer: by the number that it has in this
// dialog, else a new one.
func (s *slot) payload(f Format) Payload {
	f.Limit = f.receives()
	for _, p := range s.payloads {
		if p.same(f) {
			f.H264.said = p.H264.said
			return Payload{p.Type, f}
		}
	}
	p := Payload{s.free(f.Codec), f}
	s.payloads = append(s.payloads, p)
	return p
}

// usualDigits is what everybody calls telephone-event/8000, and some expect.
const usualDigits = 101

func (s *slot) digitsFor(clock int) Digits {
	for _, d := range s.digits {
		if d.Clock == clock {
			return d
		}
	}
	d := Digits{usualDigits, clock}
	if clock != 8000 || s.taken(d.Type) {
		d.Type = s.free(codec.None)
	}
	s.digits = append(s.digits, d)
	return d
}

// Bounds, so that some of the 32 dynamic payload types are always left for offers
// of ours: how many numbers an answer takes, and how many are kept in mind.
const (
	maxTaken = 16
	maxKnown = 20
)

// free is a payload type that nothing has: the static one if there is.
func (s *slot) free(c codec.Codec) uint8 {
	for pt, known := range static {
		if known.name == c.String() && !s.taken(pt) {
			return pt
		}
	}
	pt := uint8(dynamic)
	for pt < 127 && (pt == usualDigits || s.taken(pt)) {
		pt++
	}
	return pt
}

func (s *slot) taken(pt uint8) bool {
	return slices.ContainsFunc(s.payloads, func(p Payload) bool { return p.Type == pt }) ||
		slices.ContainsFunc(s.digits, func(d Digits) bool { return d.Type == pt })
}

// clocks of the digits that go with the formats, in their order.
func clocks(formats []Format) []int {
	var list []int
	for _, f := range formats {
		if c := int(f.Codec.ClockRate()); !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}
