package sdp

import (
	"net/netip"
	"slices"
)

// Kind says what a line carries.
type Kind uint8

// The kinds of lines. None is a line that we do not know or that is of no use.
const (
	None    Kind = iota
	Sound        // m=audio
	Picture      // m=video: the camera, or the composed picture
	Content      // m=video with a=content:slides
	Floor        // m=application with BFCP: who may show content
)

var kinds = [...]string{None: "none", Sound: "sound", Picture: "picture", Content: "content", Floor: "floor"}

func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k]
	}
	return kinds[None]
}

// media is the word in the m= line.
func (k Kind) media() string {
	switch k {
	case Sound:
		return "audio"
	case Floor:
		return "application"
	}
	return "video"
}

// Local is what this side can and wants in one call. It may change from one offer
// or answer to the next.
type Local struct {
	// Address is where packets for us go. Never the unspecified one: that would be
	// the old way of hold.
	Address netip.Addr
	// Lines, at most one of each kind, in the order of a first offer. A kind that
	// is missing is not offered, and answered with port 0.
	Lines    []Wish
	Security Security
	// Bandwidth of all that we receive, in bit/s; 0 says nothing.
	Bandwidth int
}

// Wish is what this side can and wants on one line.
type Wish struct {
	Kind Kind
	// Port of RTP, or of BFCP; 0 refuses the line. RTCP is the port of RTCP, 0 for
	// the next one. Both have to be open when the text leaves.
	Port, RTCP uint16
	// Mux takes RTCP on the port of RTP too (RFC 5761), and offers so.
	Mux bool
	// Formats in order of preference; none refuses the line, unless it is a Floor.
	// An answer keeps the offerer's order.
	Formats []Format
	// Digits takes and offers telephone-event for each clock among the formats.
	Digits    bool
	Feedback  Feedback
	Direction Direction // what we would do; hold is SendOnly or Inactive
	Bandwidth int       // that we would receive, in bit/s; 0 says nothing
	Control   Control   // of a Floor
}

// wish for a kind; nil if there is none.
func (l Local) wish(k Kind) *Wish {
	i := slices.IndexFunc(l.Lines, func(w Wish) bool { return w.Kind == k && w.on() })
	if i < 0 {
		return nil
	}
	return &l.Lines[i]
}

func (w *Wish) on() bool { return w.Port != 0 && (len(w.Formats) > 0 || w.Kind == Floor) }

// rtcp is the port of RTCP.
func (w *Wish) rtcp() uint16 {
	if w.RTCP != 0 {
		return w.RTCP
	}
	return w.Port + 1
}
