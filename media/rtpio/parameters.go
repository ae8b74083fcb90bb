package rtpio

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/pion/dtls/v3"

	"veche/media/codec"
	"veche/media/wire"
)

// Parameters are what a negotiation has brought for one m-line. The zero value neither
// sends nor receives.
type Parameters struct {
	// Remote takes RTP, RemoteControl RTCP; the latter is not asked for with Mux. One
	// that is not valid or unspecified gets nothing, until its packets tell where it is.
	Remote, RemoteControl netip.AddrPort
	// Mux: RTCP goes to Remote (RFC 5761).
	Mux bool
	// Send and Receive are the direction as it is for us. Reports go either way.
	Send, Receive bool
	// Receiving are the formats that may come, by their payload types.
	Receiving []Format
	// Sending is the format of what is given to Send.
	Sending Format
	// Digits is telephone-event as the far end takes it (RFC 4733); Clock 0: it does not.
	Digits Format
	// Feedback that was agreed for both directions.
	Feedback Feedback
	// Security is none as it is.
	Security Security
	// Limit is how many bits per second the far end takes on this line; 0: it did not
	// say.
	Limit int
	// Fixed: packets from other addresses than those above are never taken. Else the
	// stream learns where the far end is, see latch.
	Fixed bool
}

// Format of a payload type.
type Format struct {
	// Type is the payload type, 0 to 127.
	Type uint8
	// Codec of sound or pictures; [codec.None] with Event.
	Codec codec.Codec
	// Event: telephone-event.
	Event bool
	// Clock in Hz; 0: that of the codec.
	Clock uint32
}

func (f Format) clock() uint32 {
	if f.Clock == 0 {
		return f.Codec.ClockRate()
	}
	return f.Clock
}

// Feedback are the messages of RFC 4585 and RFC 5104 that may be sent.
type Feedback struct{ NACK, PLI, FIR, TMMBR bool }

// Security of a line: keys or a fingerprint, or none.
type Security struct {
	// Keys out of the SDP (RFC 4568), see [SDES].
	Keys *wire.Keys
	// Fingerprint of the far end's certificate as in SDP, "sha-256 AB:CD:…": the keys are
	// made by DTLS (RFC 5763). Active is our role of a=setup.
	Fingerprint string
	Active      bool
}

func (s *Security) wanted() bool { return s.Keys != nil || s.Fingerprint != "" }

// same tells whether nothing has changed that asks for other keys. With DTLS that is
// also the far end's place: who moves begins anew (RFC 5763 section 5).
func (p *Parameters) same(q *Parameters) bool {
	a, b := &p.Security, &q.Security
	if a.Fingerprint != b.Fingerprint || !sameKeys(a.Keys, b.Keys) {
		return false
	}
	return a.Fingerprint == "" ||
		a.Active == b.Active && p.Mux == q.Mux && (p.Remote == q.Remote || addrOf(q.Remote) == wire.Addr{})
}

func sameKeys(a, b *wire.Keys) bool {
	if a == nil || b == nil {
		return a == b
	}
	same := func(a, b wire.Master) bool { return bytes.Equal(a.Key, b.Key) && bytes.Equal(a.Salt, b.Salt) }
	return a.Profile == b.Profile && same(a.Local, b.Local) && same(a.Remote, b.Remote)
}

// Suites that [SDES] knows, by their names in SDP, best first (RFC 4568 section 6.2,
// RFC 7714 section 14.2).
var Suites = []string{"AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"}

var profiles = map[string]dtls.SRTPProtectionProfile{
	Suites[0]: dtls.SRTP_AEAD_AES_128_GCM,
	Suites[1]: dtls.SRTP_AES128_CM_HMAC_SHA1_80,
	Suites[2]: dtls.SRTP_AES128_CM_HMAC_SHA1_32,
}

// ErrSuite says that a crypto suite is not one of [Suites].
var ErrSuite = errors.New("rtpio: unknown crypto suite")

// SuiteSize is how many bytes a suite has of key and salt together, and of these the
// key; 0 of an unknown one.
func SuiteSize(suite string) (both, key int) {
	switch profiles[suite] {
	case dtls.SRTP_AEAD_AES_128_GCM:
		return 28, 16
	case dtls.SRTP_AES128_CM_HMAC_SHA1_80, dtls.SRTP_AES128_CM_HMAC_SHA1_32:
		return 30, 16
	default:
		return 0, 0
	}
}

// SDES makes keys of the inline parameters of both sides, decoded: key and salt one
// behind the other. local is what we wrote into our SDP.
func SDES(suite string, local, remote []byte) (*wire.Keys, error) {
	both, key := SuiteSize(suite)
	if both == 0 {
		return nil, ErrSuite
	}
	if len(local) != both || len(remote) != both {
		return nil, fmt.Errorf("rtpio: keys of %s have %d and %d bytes, not %d", suite, len(local), len(remote), both)
	}
	master := func(b []byte) wire.Master { return wire.Master{Key: b[:key:key], Salt: b[key:]} }
	return &wire.Keys{Profile: profiles[suite], Local: master(local), Remote: master(remote)}, nil
}

// check refuses what SDP cannot have said, and spells the fingerprint in our way.
func (p *Parameters) check() error {
	for _, f := range p.Receiving {
		if f.Type > 127 || f.clock() == 0 {
			return fmt.Errorf("rtpio: format %d of %s with a clock of %d Hz", f.Type, f.Codec, f.clock())
		}
	}
	if p.Send && (p.Sending.Type > 127 || p.Sending.clock() == 0) {
		return fmt.Errorf("rtpio: cannot send format %d of %s", p.Sending.Type, p.Sending.Codec)
	}
	if print := p.Security.Fingerprint; print != "" {
		name, _, _ := strings.Cut(print, " ")
		if p.Security.Keys != nil || !wire.KnownHash(name) {
			return fmt.Errorf("rtpio: fingerprint of %q", name)
		}
		p.Security.Fingerprint = strings.ToLower(name) + strings.ToUpper(print[len(name):])
	}
	if p.Security.Keys != nil {
		if err := p.Security.Keys.Check(); err != nil {
			return fmt.Errorf("rtpio: %w", err)
		}
	}
	return nil
}
