package wire

import (
	"net"
	"strings"

	"github.com/pion/stun/v4"
)

// Binding is an ICE connectivity check, read but not yet trusted (RFC 8445,
// section 7.3). We are the lite side: we only answer.
type Binding struct {
	Local, Remote string // user name fragments: ours, theirs
	Nominated     bool   // USE-CANDIDATE

	message stun.Message
}

const attrUseCandidate stun.AttrType = 0x0025

// ParseBinding reads a Binding request; false for anything else. b is not kept.
func ParseBinding(raw []byte, b *Binding) bool {
	if !stun.IsMessage(raw) {
		return false
	}
	b.message.Reset()
	b.message.Raw = append(b.message.Raw[:0], raw...)
	if b.message.Decode() != nil || b.message.Type != stun.BindingRequest {
		return false
	}
	user, err := b.message.Get(stun.AttrUsername)
	if err != nil {
		return false
	}
	var ok bool
	b.Local, b.Remote, ok = strings.Cut(string(user), ":")
	b.Nominated = b.message.Contains(attrUseCandidate)
	return ok
}

// Check reports whether the request was made with the password of b.Local.
func (b *Binding) Check(password string) bool {
	return stun.NewShortTermIntegrity(password).Check(&b.message) == nil
}

// Answer is the success response, to be sent to where the request came from.
func (b *Binding) Answer(to Addr, password string) ([]byte, error) {
	a := to.AddrPort()
	m, err := stun.Build(
		stun.NewTransactionIDSetter(b.message.TransactionID), stun.BindingSuccess,
		&stun.XORMappedAddress{IP: net.IP(a.Addr().AsSlice()), Port: int(a.Port())},
		stun.NewShortTermIntegrity(password), stun.Fingerprint)
	if err != nil {
		return nil, err //nolint:wrapcheck // cannot happen with these attributes
	}
	return m.Raw, nil
}
