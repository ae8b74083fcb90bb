package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// InStream is what an Opener keeps of one incoming SSRC. The zero value is
// ready; keep it only once a packet of it has opened.
type InStream struct{ seen window }

// Opener opens what one peer sends: authenticates, decrypts in place, refuses
// what came before. Not safe for concurrent use.
type Opener struct {
	rtp, rtcp *gcm
	rtcpSeen  map[uint32]*window // by the SSRC of the sender, at most maxSenders
	cm        *srtp.Context
	opened    bool
}

// Opened tells whether anything has been opened yet: the peer has the keys.
func (o *Opener) Opened() bool { return o.opened }

// maxSenders bounds the SSRCs that one peer may send RTCP for.
const maxSenders = 64

// NewOpener is for k.Remote.
func NewOpener(k Keys) (*Opener, error) {
	o := &Opener{}
	var err error
	if k.Profile == dtls.SRTP_AES128_CM_HMAC_SHA1_80 {
		o.cm, err = srtp.CreateContext(k.Remote.Key, k.Remote.Salt, srtp.ProtectionProfileAes128CmHmacSha1_80,
			srtp.SRTPReplayProtection(windowSize), srtp.SRTCPReplayProtection(windowSize))
		if err != nil {
			return nil, fmt.Errorf("wire: opener: %w", err)
		}
		return o, nil
	}
	if o.rtp, err = newGCM(k.Remote, labelRTPKey, labelRTPSalt); err != nil {
		return nil, err
	}
	if o.rtcp, err = newGCM(k.Remote, labelRTCPKey, labelRTCPSalt); err != nil {
		return nil, err
	}
	o.rtcpSeen = make(map[uint32]*window, 1)
	return o, nil
}

// RTP opens pkt, whose header takes n bytes, in place, and returns the length of
// header and payload.
func (o *Opener) RTP(st *InStream, pkt []byte, n int) (int, error) {
	if len(pkt) < 12 || n > len(pkt) {
		return 0, ErrShort
	}
	if o.cm != nil {
		return o.rtpCM(pkt)
	}
	if len(pkt) < n+tagSize {
		return 0, ErrShort
	}
	index := st.seen.index(binary.BigEndian.Uint16(pkt[2:]))
	if !st.seen.fresh(index) {
		return 0, ErrReplay
	}
	o.rtp.rtpNonce(binary.BigEndian.Uint32(pkt[8:]), index)
	out, err := o.rtp.aead.Open(pkt[n:n], o.rtp.nonce[:], pkt[n:], pkt[:n])
	if err != nil {
		return 0, ErrForged
	}
	st.seen.use(index)
	o.opened = true
	return n + len(out), nil
}

func (o *Opener) rtpCM(pkt []byte) (int, error) {
	var h rtp.Header
	out, err := o.cm.DecryptRTP(nil, pkt, &h)
	if err != nil {
		return 0, ErrForged
	}
	o.opened = true
	return copy(pkt, out), nil
}

// RTCP opens pkt in place and returns the compound packet.
func (o *Opener) RTCP(pkt []byte) ([]byte, error) {
	if o.cm != nil {
		out, err := o.cm.DecryptRTCP(nil, pkt, nil)
		if err != nil {
			return nil, ErrForged
		}
		o.opened = true
		return out, nil
	}
	if len(pkt) < 8+tagSize+4 {
		return nil, ErrShort
	}
	trailer := pkt[len(pkt)-4:]
	word := binary.BigEndian.Uint32(trailer)
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
	g := o.rtcp
	copy(g.aad[:8], pkt[:8])
	copy(g.aad[8:], trailer)
	g.rtcpNonce(ssrc, index)
	body := pkt[8 : len(pkt)-4]
	out, err := g.aead.Open(body[:0], g.nonce[:], body, g.aad[:])
	if err != nil {
		return nil, ErrForged
	}
	if seen == nil {
		seen = &window{}
		o.rtcpSeen[ssrc] = seen
	}
	seen.use(uint64(index))
	o.opened = true
	return pkt[:8+len(out)], nil
}
