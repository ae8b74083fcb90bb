package sdp

// Policy says whether packets are encrypted.
type Policy uint8

// The policies. Plain is the zero value: what needs keys is refused.
const (
	Plain    Policy = iota
	Optional        // encrypted if the other side can: RTP/AVP with keys
	Required        // never without
)

// Security is what this side can and wants of encryption.
type Security struct {
	Policy Policy
	// Suites of SDES (RFC 4568) in order of preference. None means no SDES.
	Suites []Suite
	// Fingerprint of our certificate as in the attribute, "sha-256 AB:CD:…"; without
	// one there is no DTLS-SRTP.
	Fingerprint string
	// OfferDTLS prefers DTLS-SRTP over SDES in offers.
	OfferDTLS bool
}

// Protection is how packets of a line are sealed; its zero value is not at all.
// Either both keys are there (SDES) or the fingerprint (DTLS-SRTP).
type Protection struct {
	Send, Receive Key
	// Fingerprint of the far side's certificate, "sha-256 AB:CD:…".
	Fingerprint string
	// Client: we begin the handshake.
	Client bool
}

// Sealed tells whether there is any.
func (p Protection) Sealed() bool { return p.Fingerprint != "" || p.Send.Suite != 0 }

// method is how keys are agreed on.
type method uint8

const (
	plain method = iota
	sdes
	dtls
)

// offers is the method of an offer.
func (s Security) offers() method {
	switch {
	case s.Policy == Plain:
		return plain
	case s.Fingerprint != "" && (s.OfferDTLS || len(s.Suites) == 0):
		return dtls
	case len(s.Suites) > 0:
		return sdes
	}
	return plain
}

// The transports of RTP. Under Optional it is AVP with keys, as phones do it that
// know no capability negotiation (RFC 5939).
const (
	avp     = "RTP/AVP"
	savp    = "RTP/SAVP"
	tlsSAVP = "UDP/TLS/RTP/SAVP"
)

// proto of an offer by that method.
func (s Security) proto(by method) string {
	switch {
	case s.Policy != Required || by == plain:
		return avp
	case by == dtls:
		return tlsSAVP
	}
	return savp
}

// transport is what is said by the third field of an m-line.
type transport struct {
	rtp    bool
	sealed bool // no packet may be plain
}

var transports = map[string]transport{
	avp: {true, false}, "RTP/AVPF": {true, false},
	savp: {true, true}, "RTP/SAVPF": {true, true},
	tlsSAVP: {true, true}, "UDP/TLS/RTP/SAVPF": {true, true},
}
