package wire

import (
	"encoding/binary"
	"fmt"
	"net"
	"strings"

	"github.com/pion/stun/v4"
)

// Binding is an ICE connectivity check, or the answer to a [Question], read but not
// yet trusted (RFC 8445, section 7.3).
type Binding struct {
	Local, Remote string // user name fragments: ours, theirs
	Nominated     bool   // USE-CANDIDATE

	message stun.Message
	answer  stun.Message
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

// Answer is the success response, to be sent to where the request came from. It is
// valid until the next one.
func (b *Binding) Answer(to Addr, password string) ([]byte, error) {
	a := to.AddrPort()
	err := b.answer.Build(
		stun.NewTransactionIDSetter(b.message.TransactionID), stun.BindingSuccess,
		&stun.XORMappedAddress{IP: net.IP(a.Addr().AsSlice()), Port: int(a.Port())},
		stun.NewShortTermIntegrity(password), stun.Fingerprint)
	if err != nil {
		return nil, err //nolint:wrapcheck // cannot happen with these attributes
	}
	return b.answer.Raw, nil
}

// Question is a check of our own. A lite agent need not make any; but an address
// that a check came from may be forged, by one who knows the password because it is
// his own. Only who receives there can answer. ours and theirs are the user name
// fragments, password is theirs.
func Question(transaction [stun.TransactionIDSize]byte, ours, theirs, password string) ([]byte, error) {
	// Peer reflexive, as section 7.1.1 has it; and we are controlled, so whatever the
	// tie-breaker is there is no conflict of roles.
	const priority = 110<<24 | 65535<<8 | 255
	m, err := stun.Build(
		stun.NewTransactionIDSetter(transaction), stun.BindingRequest, stun.NewUsername(theirs+":"+ours),
		stun.RawAttribute{Type: stun.AttrPriority, Value: binary.BigEndian.AppendUint32(nil, priority)},
		stun.RawAttribute{Type: stun.AttrICEControlled, Value: make([]byte, 8)},
		stun.NewShortTermIntegrity(password), stun.Fingerprint)
	if err != nil {
		return nil, fmt.Errorf("wire: question: %w", err)
	}
	return m.Raw, nil
}

// ParseReply reads a success response; false for anything else. raw is not kept.
// [Binding.Check] is then of the password that the question was made with.
func ParseReply(raw []byte, b *Binding) bool {
	if !stun.IsMessage(raw) {
		return false
	}
	b.message.Reset()
	b.message.Raw = append(b.message.Raw[:0], raw...)
	return b.message.Decode() == nil && b.message.Type == stun.BindingSuccess
}

// Transaction tells which question a reply is to.
func (b *Binding) Transaction() [stun.TransactionIDSize]byte { return b.message.TransactionID }
