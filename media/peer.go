package media

import (
	"veche/conference"
	"veche/media/peer"
)

// Peer is the transport of one participant. Its methods may be called by anybody.
type Peer struct {
	room   *Room
	member *member
}

// Size is a drawn size in device pixels; the zero Size is hidden.
type Size = peer.Size

// ErrOffer says that an offer cannot be answered.
var ErrOffer = peer.ErrOffer

// CheckOffer says whether an offer can be answered, before anything is made for it;
// if not, the error wraps [ErrOffer].
func CheckOffer(sdp string) error {
	return peer.CheckOffer(sdp) //nolint:wrapcheck // peer says what is wrong
}

// Offer takes in the first or a later offer, an ICE restart included, and gives
// the answer. sources says by mid what the peer's sending m-lines bring; nil, as
// for WHIP, takes the first sound for the microphone and the first picture for the
// camera. Receiving m-lines are slots.
func (p *Peer) Offer(sdp string, sources map[string]conference.SourceKind) (answer string, err error) {
	return p.member.peer.Offer(sdp, sources) //nolint:wrapcheck // peer says what is wrong
}

// Sizes tells how large the peer draws its slots, by mid. Hidden ones are paused.
func (p *Peer) Sizes(sizes map[string]Size) { p.member.peer.Sizes(sizes) }

// Limit caps what the peer receives in bits per second, 0 for no cap: the user's
// own choice of quality.
func (p *Peer) Limit(bps int) { p.member.peer.Limit(bps) }

// Close ends the transport without a word to the far end.
func (p *Peer) Close() { p.room.leave(p.member) }
