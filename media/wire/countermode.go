package wire

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the profiles of RFC 3711 are made of it
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"hash"
)

// counterMode is AES in counter mode with HMAC-SHA1 (RFC 3711, sections 4.1.1 and
// 4.2.1) for SRTP or SRTCP: what room systems and telephones have. Its fields are
// scratch, so that nothing is allocated for a packet.
type counterMode struct {
	block   cipher.Block
	salt    [14]byte
	mac     hash.Hash
	tag     int // bytes of the authentication tag
	counter [aes.BlockSize]byte
	stream  [aes.BlockSize]byte
	cycles  [4]byte
	sum     [sha1.Size]byte
}

// srtcpTag is that of both profiles, RFC 4568 section 6.2.2.
const srtcpTag = 10

func newCounterMode(m Master, keyLabel, authLabel, saltLabel byte, tag int) (*counterMode, error) {
	key, err := derive(m, keyLabel, len(m.Key))
	if err != nil {
		return nil, err
	}
	auth, err := derive(m, authLabel, sha1.Size)
	if err != nil {
		return nil, err
	}
	salt, err := derive(m, saltLabel, len(counterMode{}.salt))
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("wire: %w", err)
	}
	c := &counterMode{block: block, mac: hmac.New(sha1.New, auth), tag: tag}
	copy(c.salt[:], salt)
	return c, nil
}

// crypt encrypts or decrypts b in place. index is that of SRTP, 48 bits, or of SRTCP.
func (c *counterMode) crypt(b []byte, ssrc uint32, index uint64) {
	copy(c.counter[:], c.salt[:])
	binary.BigEndian.PutUint32(c.counter[4:], binary.BigEndian.Uint32(c.counter[4:])^ssrc)
	binary.BigEndian.PutUint64(c.counter[6:], binary.BigEndian.Uint64(c.counter[6:])^index)
	for n := uint16(0); len(b) > 0; n++ {
		binary.BigEndian.PutUint16(c.counter[14:], n)
		c.block.Encrypt(c.stream[:], c.counter[:])
		if len(b) < aes.BlockSize {
			subtle.XORBytes(b, b, c.stream[:])
			return
		}
		x := b[:aes.BlockSize]
		binary.NativeEndian.PutUint64(x, binary.NativeEndian.Uint64(x)^binary.NativeEndian.Uint64(c.stream[:]))
		binary.NativeEndian.PutUint64(x[8:], binary.NativeEndian.Uint64(x[8:])^binary.NativeEndian.Uint64(c.stream[8:]))
		b = b[aes.BlockSize:]
	}
}

// sign is the tag of b; of SRTP, b is followed by the roll-over counter. It is valid
// until the next call.
func (c *counterMode) sign(b []byte) []byte {
	c.mac.Reset()
	c.mac.Write(b)
	return c.mac.Sum(c.sum[:0])[:c.tag]
}

func (c *counterMode) signRTP(b []byte, index uint64) []byte {
	binary.BigEndian.PutUint32(c.cycles[:], uint32(index>>16))
	c.mac.Reset()
	c.mac.Write(b)
	c.mac.Write(c.cycles[:])
	return c.mac.Sum(c.sum[:0])[:c.tag]
}

// sealRTP makes buf, whose first n bytes are the header, the sealed packet.
func (c *counterMode) sealRTP(ssrc uint32, index uint64, buf []byte, n int, payload []byte) int {
	size := n + copy(buf[n:], payload)
	c.crypt(buf[n:size], ssrc, index)
	return size + copy(buf[size:], c.signRTP(buf[:size], index))
}

// openRTP opens pkt in place, whose header has n bytes; false if it is forged.
func (c *counterMode) openRTP(ssrc uint32, index uint64, pkt []byte, n int) (int, bool) {
	size := len(pkt) - c.tag
	if subtle.ConstantTimeCompare(c.signRTP(pkt[:size], index), pkt[size:]) == 0 {
		return 0, false
	}
	c.crypt(pkt[n:size], ssrc, index)
	return size, true
}

// sealRTCP appends what SRTCP has behind the compound packet in buf[:n].
func (c *counterMode) sealRTCP(ssrc, index uint32, buf []byte, n int) int {
	c.crypt(buf[8:n], ssrc, uint64(index))
	binary.BigEndian.PutUint32(buf[n:], 1<<31|index)
	n += 4
	return n + copy(buf[n:], c.sign(buf[:n]))
}

// openRTCP opens pkt in place and gives the length of the compound packet; pkt has room
// for the index, which is given, and a tag.
func (c *counterMode) openRTCP(ssrc, index uint32, pkt []byte) (int, bool) {
	signed := len(pkt) - c.tag
	if subtle.ConstantTimeCompare(c.sign(pkt[:signed]), pkt[signed:]) == 0 {
		return 0, false
	}
	c.crypt(pkt[8:signed-4], ssrc, uint64(index))
	return signed - 4, true
}
