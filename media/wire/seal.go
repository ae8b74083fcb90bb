package wire

import (
	"encoding/binary"
	"errors"
)

// Errors of sealing and opening. They are made once: the way of a packet
// allocates nothing.
var (
	ErrReused = errors.New("wire: sequence number was sealed before or is too old")
	ErrReplay = errors.New("wire: packet came before or is too old")
	ErrForged = errors.New("wire: packet does not open")
	ErrShort  = errors.New("wire: packet too short")
)

// Overhead is what sealing adds at most to a packet.
const Overhead = tagSize + 4

// OutStream is what a Sealer keeps of one outgoing SSRC. The zero value with its
// SSRC is ready. It must not outlive the Sealer, nor two share an SSRC.
type OutStream struct {
	SSRC uint32
	sent window
}

// Sealer seals what goes to one peer. It is the only user of the peer's local
// keys, and seals every (SSRC, index) at most once. Not safe for concurrent use.
type Sealer struct {
	rtp, rtcp *gcm
	rtcpIndex uint32 // of the last SRTCP packet; one counter for all SSRCs

	rtpCM, rtcpCM *counterMode // in the place of the two

	// Sealed, if not nil, hears of every packet sealed. Tests prove by it that
	// no index is used twice.
	Sealed func(ssrc uint32, index uint64)
}

// NewSealer is for k.Local.
func NewSealer(k Keys) (*Sealer, error) {
	s := &Sealer{}
	var err error
	if s.rtp, s.rtcp, err = k.gcms(k.Local); err != nil {
		return nil, err
	}
	if s.rtpCM, s.rtcpCM, err = k.counterModes(k.Local); err != nil {
		return nil, err
	}
	return s, nil
}

// RTP seals a packet of st: header is in buf[:n], and buf has room for header,
// payload and [Overhead]. It returns the length of the sealed packet in buf.
// payload must not overlap buf unless it stands right behind the header.
func (s *Sealer) RTP(st *OutStream, seq uint16, buf []byte, n int, payload []byte) (int, error) {
	index := st.sent.index(seq)
	if !st.sent.fresh(index) {
		return 0, ErrReused
	}
	st.sent.use(index)
	if s.Sealed != nil {
		s.Sealed(st.SSRC, index)
	}
	if s.rtpCM != nil {
		return s.rtpCM.sealRTP(st.SSRC, index, buf, n, payload), nil
	}
	s.rtp.rtpNonce(st.SSRC, index)
	out := s.rtp.aead.Seal(buf[n:n], s.rtp.nonce[:], payload, buf[:n])
	return n + len(out), nil
}

// RTCP seals the compound packet p into buf, which has room for it and
// [Overhead], and returns the length.
func (s *Sealer) RTCP(buf, p []byte) (int, error) {
	if len(p) < 8 {
		return 0, ErrShort
	}
	s.rtcpIndex = (s.rtcpIndex + 1) & 0x7fffffff
	ssrc := binary.BigEndian.Uint32(p[4:])
	if s.rtcpCM != nil {
		return s.rtcpCM.sealRTCP(ssrc, s.rtcpIndex, buf, copy(buf, p)), nil
	}
	g := s.rtcp
	copy(g.aad[:8], p[:8])
	binary.BigEndian.PutUint32(g.aad[8:], 1<<31|s.rtcpIndex)
	g.rtcpNonce(ssrc, s.rtcpIndex)
	copy(buf, p[:8])
	out := g.aead.Seal(buf[8:8], g.nonce[:], p[8:], g.aad[:])
	n := 8 + len(out)
	copy(buf[n:n+4], g.aad[8:12])
	return n + 4, nil
}
