package wire

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
)

// gcm is AES-GCM for SRTP or SRTCP (RFC 7714) with its salt. The nonce is a
// field, since what is passed through cipher.AEAD would be allocated else.
type gcm struct {
	aead  cipher.AEAD
	salt  [12]byte
	nonce [12]byte
	aad   [12]byte // of SRTCP
}

// tagSize of AEAD_AES_128_GCM and AEAD_AES_256_GCM.
const tagSize = 16

func newGCM(m Master, keyLabel, saltLabel byte) (*gcm, error) {
	key, err := derive(m, keyLabel, len(m.Key))
	if err != nil {
		return nil, err
	}
	salt, err := derive(m, saltLabel, 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("wire: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("wire: %w", err)
	}
	g := &gcm{aead: aead}
	copy(g.salt[:], salt)
	return g, nil
}

// rtpNonce sets the nonce of RFC 7714, section 8.1.
func (g *gcm) rtpNonce(ssrc uint32, index uint64) {
	binary.BigEndian.PutUint16(g.nonce[0:], 0)
	binary.BigEndian.PutUint32(g.nonce[2:], ssrc)
	binary.BigEndian.PutUint32(g.nonce[6:], uint32(index>>16))
	binary.BigEndian.PutUint16(g.nonce[10:], uint16(index))
	for i := range g.nonce {
		g.nonce[i] ^= g.salt[i]
	}
}

// rtcpNonce sets the nonce of RFC 7714, section 9.1.
func (g *gcm) rtcpNonce(ssrc, index uint32) {
	binary.BigEndian.PutUint16(g.nonce[0:], 0)
	binary.BigEndian.PutUint32(g.nonce[2:], ssrc)
	binary.BigEndian.PutUint16(g.nonce[6:], 0)
	binary.BigEndian.PutUint32(g.nonce[8:], index)
	for i := range g.nonce {
		g.nonce[i] ^= g.salt[i]
	}
}
