package wire

import (
	"crypto/aes"
	"errors"
	"fmt"

	"github.com/pion/dtls/v3"
)

// Profiles are the SRTP protection profiles we take, best first. GCM costs a
// third of AES-CM with HMAC-SHA1; the latter is for old devices.
var Profiles = []dtls.SRTPProtectionProfile{
	dtls.SRTP_AEAD_AES_128_GCM,
	dtls.SRTP_AEAD_AES_256_GCM,
	dtls.SRTP_AES128_CM_HMAC_SHA1_80,
}

// shortTag is a profile that only calls with keys in their SDP (RFC 4568) may ask for.
const shortTag = dtls.SRTP_AES128_CM_HMAC_SHA1_32

// Keys are the SRTP master keys of one DTLS session (RFC 5764, section 4.2) or of one
// line of SDP (RFC 4568): Remote is what the peer writes with, Local what we write with.
type Keys struct {
	Profile dtls.SRTPProtectionProfile
	Remote  Master
	Local   Master
}

// Master is one direction's master key and salt.
type Master struct{ Key, Salt []byte }

// Exporter is the label of the keying material, RFC 5764.
const Exporter = "EXTRACTOR-dtls_srtp"

var errProfile = errors.New("wire: unknown SRTP profile")

func sizes(p dtls.SRTPProtectionProfile) (key, salt int, err error) {
	switch p {
	case dtls.SRTP_AEAD_AES_128_GCM:
		return 16, 12, nil
	case dtls.SRTP_AEAD_AES_256_GCM:
		return 32, 12, nil
	case dtls.SRTP_AES128_CM_HMAC_SHA1_80, shortTag:
		return 16, 14, nil
	}
	return 0, 0, fmt.Errorf("%w %#04x", errProfile, uint16(p))
}

// Check says whether the profile is known and the keys are as long as it wants them.
func (k *Keys) Check() error {
	key, salt, err := sizes(k.Profile)
	if err != nil {
		return err
	}
	for _, m := range []Master{k.Remote, k.Local} {
		if len(m.Key) != key || len(m.Salt) != salt {
			return fmt.Errorf("%w: keys of %d and %d bytes", errProfile, len(m.Key), len(m.Salt))
		}
	}
	return nil
}

// gcms are for SRTP and SRTCP under m; nil where the profile is another.
func (k *Keys) gcms(m Master) (rtp, rtcp *gcm, err error) {
	if k.Profile == dtls.SRTP_AES128_CM_HMAC_SHA1_80 || k.Profile == shortTag {
		return nil, nil, nil
	}
	if rtp, err = newGCM(m, labelRTPKey, labelRTPSalt); err != nil {
		return nil, nil, err
	}
	rtcp, err = newGCM(m, labelRTCPKey, labelRTCPSalt)
	return rtp, rtcp, err
}

// counterModes are for SRTP and SRTCP under m; nil where the profile is another.
func (k *Keys) counterModes(m Master) (rtp, rtcp *counterMode, err error) {
	tag := 0
	switch k.Profile {
	case dtls.SRTP_AES128_CM_HMAC_SHA1_80:
		tag = 10
	case shortTag:
		tag = 4
	default:
		return nil, nil, nil
	}
	if rtp, err = newCounterMode(m, labelRTPKey, labelRTPAuth, labelRTPSalt, tag); err != nil {
		return nil, nil, err
	}
	rtcp, err = newCounterMode(m, labelRTCPKey, labelRTCPAuth, labelRTCPSalt, srtcpTag)
	return rtp, rtcp, err
}

// ClientKeys takes the keys out of the DTLS client's exporter.
func ClientKeys(profile dtls.SRTPProtectionProfile, export func(label string, context []byte, length int) ([]byte, error)) (Keys, error) {
	k, err := ServerKeys(profile, export)
	k.Remote, k.Local = k.Local, k.Remote
	return k, err
}

// ServerKeys takes the keys out of the DTLS server's exporter.
func ServerKeys(profile dtls.SRTPProtectionProfile, export func(label string, context []byte, length int) ([]byte, error)) (Keys, error) {
	key, salt, err := sizes(profile)
	if err != nil {
		return Keys{}, err
	}
	b, err := export(Exporter, nil, 2*(key+salt))
	if err != nil {
		return Keys{}, fmt.Errorf("wire: export SRTP keys: %w", err)
	}
	cut := func(n int) []byte {
		part := b[:n:n]
		b = b[n:]
		return part
	}
	k := Keys{Profile: profile}
	k.Remote.Key, k.Local.Key = cut(key), cut(key)
	k.Remote.Salt, k.Local.Salt = cut(salt), cut(salt)
	return k, nil
}

// Labels of the key derivation, RFC 3711, section 4.3.2.
const (
	labelRTPKey   = 0
	labelRTPAuth  = 1
	labelRTPSalt  = 2
	labelRTCPKey  = 3
	labelRTCPAuth = 4
	labelRTCPSalt = 5
)

// derive is the key derivation of RFC 3711, section 4.3, with a derivation rate of 0.
func derive(m Master, label byte, n int) ([]byte, error) {
	block, err := aes.NewCipher(m.Key)
	if err != nil {
		return nil, fmt.Errorf("wire: derive keys: %w", err)
	}
	var x [aes.BlockSize]byte
	copy(x[:14], m.Salt)
	x[7] ^= label
	out := make([]byte, 0, n+aes.BlockSize)
	for i := byte(0); len(out) < n; i++ {
		x[15] = i
		var y [aes.BlockSize]byte
		block.Encrypt(y[:], x[:])
		out = append(out, y[:]...)
	}
	return out[:n], nil
}
