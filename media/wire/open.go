package wire

import (
	"encoding/binary"
)

// InStream is what an Opener keeps of one incoming SSRC. The zero value is
// ready; keep it only once a packet of it has opened.
type InStream struct{ seen window }

// Opener opens what one peer sends: authenticates, decrypts in place, refuses
// what came before. Not safe for concurrent use.
type Opener struct {
	rtp, rtcp *gcm
	rtcpSeen  map[uint32]*window // by the SSRC of the sender, at most maxSenders
	opened    bool

	rtpCM, rtcpCM *counterMode // in the place of rtp and rtcp
}

// Opened tells whether anything has been opened yet: the peer has the keys.
func (o *Opener) Opened() bool { return o.opened }

// maxSenders bounds the SSRCs that one peer may send RTCP for.
const maxSenders = 64

// NewOpener is for k.Remote.
func NewOpener(k Keys) (*Opener, error) {
	o := &Opener{rtcpSeen: make(map[uint32]*window, 1)}
	var err error
	if o.rtp, o.rtcp, err = k.gcms(k.Remote); err != nil {
		return nil, err
	}
	if o.rtpCM, o.rtcpCM, err = k.counterModes(k.Remote); err != nil {
		return nil, err
	}
	return o, nil
}

// RTP opens pkt, whose header takes n bytes, in place, and returns the length of
// header and payload.
func (o *Opener) RTP(st *InStream, pkt []byte, n int) (int, error) {
	if len(pkt) < 12 || len(pkt) < n+o.rtpTag() {
		return 0, ErrShort
	}
	index := st.seen.index(binary.BigEndian.Uint16(pkt[2:]))
	if !st.seen.fresh(index) {
		return 0, ErrReplay
	}
	size, ok := o.openRTP(binary.BigEndian.Uint32(pkt[8:]), index, pkt, n)
	if !ok {
		return 0, ErrForged
	}
	st.seen.use(index)
	o.opened = true
	return size, nil
}

// Highest tells whether pkt, which need not be opened yet, is newer than all of st.
func (st *InStream) Highest(sequence uint16) bool {
	return !st.seen.used || st.seen.index(sequence) > st.seen.top
}

func (o *Opener) rtpTag() int {
	if o.rtpCM != nil {
		return o.rtpCM.tag
	}
	return tagSize
}

func (o *Opener) openRTP(ssrc uint32, index uint64, pkt []byte, n int) (int, bool) {
	if o.rtpCM != nil {
		return o.rtpCM.openRTP(ssrc, index, pkt, n)
	}
	o.rtp.rtpNonce(ssrc, index)
	out, err := o.rtp.aead.Open(pkt[n:n], o.rtp.nonce[:], pkt[n:], pkt[:n])
	return n + len(out), err == nil
}

// RTCP opens pkt in place and returns the compound packet.
func (o *Opener) RTCP(pkt []byte) ([]byte, error) {
	// What AES-GCM has behind its tag, RFC 7714 section 9.2, stands before that of
	// HMAC-SHA1.
	behind, tag := 0, tagSize
	if o.rtcpCM != nil {
		behind, tag = o.rtcpCM.tag, o.rtcpCM.tag
	}
	if len(pkt) < 8+tag+4 {
		return nil, ErrShort
	}
	word := binary.BigEndian.Uint32(pkt[len(pkt)-behind-4:])
	if word>>31 == 0 {
		return nil, ErrForged // we never agree to unencrypted RTCP
	}
	index, ssrc := word&0x7fffffff, binary.BigEndian.Uint32(pkt[4:])
	seen := o.rtcpSeen[ssrc]
	if seen != nil && !seen.fresh(uint64(index)) {
		return nil, ErrReplay
	}
	if seen == nil && len(o.rtcpSeen) >= maxSenders {
		return nil, ErrForged
	}
	size, ok := o.openRTCP(ssrc, index, pkt)
	if !ok {
		return nil, ErrForged
	}
	if seen == nil {
		seen = &window{}
		o.rtcpSeen[ssrc] = seen
	}
	seen.use(uint64(index))
	o.opened = true
	return pkt[:size], nil
}

func (o *Opener) openRTCP(ssrc, index uint32, pkt []byte) (int, bool) {
	if o.rtcpCM != nil {
		return o.rtcpCM.openRTCP(ssrc, index, pkt)
	}
	g := o.rtcp
	copy(g.aad[:8], pkt[:8])
	copy(g.aad[8:], pkt[len(pkt)-4:])
	g.rtcpNonce(ssrc, index)
	body := pkt[8 : len(pkt)-4]
	out, err := g.aead.Open(body[:0], g.nonce[:], body, g.aad[:])
	return 8 + len(out), err == nil
}
