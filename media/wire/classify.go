package wire

// Kind is what a datagram is by its first bytes (RFC 7983, RFC 5761).
type Kind uint8

const (
	Unknown Kind = iota
	STUN
	DTLS
	RTP
	RTCP
)

// Classify looks at the first two bytes only.
func Classify(b []byte) Kind {
	if len(b) < 2 {
		return Unknown
	}
	switch {
	case b[0] < 4:
		return STUN
	case b[0] >= 20 && b[0] < 64:
		return DTLS
	case b[0] >= 128 && b[0] < 192:
		if b[1] >= 192 && b[1] < 224 {
			return RTCP
		}
		return RTP
	}
	return Unknown
}
