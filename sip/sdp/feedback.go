package sdp

import "strings"

// Feedback is a set of RTCP messages about pictures.
type Feedback uint8

// What can be agreed: RFC 4585 (nack, nack pli) and RFC 5104 (ccm fir, ccm tmmbr).
const (
	NACK  Feedback = 1 << iota // a lost packet is asked for again
	PLI                        // a key frame is asked for
	FIR                        // the same, with a number
	TMMBR                      // a lower bit rate is asked for
)

var feedbacks = []struct {
	bit  Feedback
	name string
}{{NACK, "nack"}, {PLI, "nack pli"}, {FIR, "ccm fir"}, {TMMBR, "ccm tmmbr"}}

// Has tells whether all of f are in the set.
func (s Feedback) Has(f Feedback) bool { return s&f == f }

// feedback that the line names, for any of its payload types: devices ask for
// it with a star or for each, and have one way of handling it. It is taken under
// RTP/AVP too, where strictly there is none (RFC 4585 wants AVPF): baresip and
// Cisco do it so.
func (m *media) feedback() Feedback {
	var set Feedback
	for _, v := range m.values("rtcp-fb") {
		_, what, _ := strings.Cut(v, " ")
		what = strings.ToLower(strings.Join(strings.Fields(what), " "))
		for _, f := range feedbacks {
			// "ccm tmmbr smaxpr=120" has a parameter
			if what == f.name || strings.HasPrefix(what, f.name+" ") && f.bit == TMMBR {
				set |= f.bit
			}
		}
	}
	return set
}

// appendFeedback writes the set for all payload types of a line at once.
func appendFeedback(b []byte, set Feedback) []byte {
	for _, f := range feedbacks {
		if set.Has(f.bit) {
			b = append(append(append(b, "a=rtcp-fb:* "...), f.name...), "\r\n"...)
		}
	}
	return b
}
