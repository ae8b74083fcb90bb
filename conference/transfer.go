package conference

import (
	"context"
	"time"

	"veche/conference/access"
	"veche/conference/dial"
)

// This file is how a moderator puts a caller through to somebody else, out of the
// conference (lesson 23).

// TransferState is how far a transfer has come.
type TransferState string

// The states of a transfer. From asked it goes to ringing, and from both to one of
// the others.
const (
	TransferAsked   TransferState = "asked"
	TransferRinging TransferState = "ringing"
	TransferDone    TransferState = "done"
	TransferFailed  TransferState = "failed" // the caller stays
	// TransferLeft: the caller has left before it said what came of it.
	TransferLeft TransferState = "left"
)

// Transfer is a caller that a moderator has asked to call somebody else, as
// moderators see it. A failed one stays until the next.
type Transfer struct {
	ID     ParticipantID `json:"id"`
	Name   string        `json:"name"`
	Dial   string        `json:"dial"` // without PINs and passwords
	State  TransferState `json:"state"`
	Reason *CallReason   `json:"reason,omitempty"` // why it failed
	By     ChatName      `json:"by,omitzero"`
	Since  time.Time     `json:"since"` // of the state
}

func (t *Transfer) pending() bool {
	return t != nil && (t.State == TransferAsked || t.State == TransferRinging)
}

// Refusals of transfers.
var (
	errNoTransfer       = Refuse(Conflict, "no_transfer", "Only who is here by SIP can be put through.")
	errTransferAway     = Refuse(Conflict, "reconnecting", "The connection to the caller is lost at the moment.")
	errTransferUnderWay = Refuse(Conflict, "transfer_under_way", "The caller is being put through already.")
	errTransferTo       = &Error{Invalid, "transfer_target", "Callers are put through to SIP addresses and telephone numbers, without digits to send.", "dial"}
)

// Transfer asks the far end of a caller to call t instead. It needs what calling t
// does: it is a call in the name of this conference, though the far end pays for it.
func (c *Conference) Transfer(ctx context.Context, by Actor, id ParticipantID, t dial.Target) (Transfer, error) {
	outside, policy := c.callsBy(), c.calls()
	return keep(ctx, c, func(s *state) (Transfer, error) {
		if err := s.moderates(by); err != nil {
			return Transfer{}, err
		}
		m, err := s.member(id)
		if err != nil {
			return Transfer{}, err
		}
		if err := transferable(m, t); err != nil {
			return Transfer{}, err
		}
		if err := s.mayCall(by); err != nil {
			return Transfer{}, err
		}
		if err := callable(outside, policy, t); err != nil {
			return Transfer{}, err
		}
		m.transfer = &Transfer{ID: id, Name: m.Name, Dial: t.Redacted(), By: s.callerName(by)}
		s.transferState(m, TransferAsked, nil)
		m.page.Deliver(&Notice{Kind: NoticeTransfer, Target: t, By: by.Participant, At: s.now()})
		return *m.transfer, nil
	})
}

// transferable says why m cannot be put through to t.
func transferable(m *member, t dial.Target) error {
	switch {
	case m.Kind != access.KindSIP:
		return errNoTransfer
	case t.Kind != dial.SIP && t.Kind != dial.Telephone, t.PostDial != "":
		return errTransferTo
	case m.page == nil:
		return errTransferAway
	case m.transfer.pending():
		return errTransferUnderWay
	}
	return nil
}

// TransferProgress is how a leg tells what becomes of the transfer that it was asked
// for: ringing, done, or failed and why. Who is through leaves by itself.
func (c *Conference) TransferProgress(ctx context.Context, id ParticipantID, to TransferState, why CallReason) error {
	_, err := ask(ctx, c, func(s *state) (struct{}, error) {
		m, err := s.member(id)
		if err != nil || !m.transfer.pending() {
			return struct{}{}, err
		}
		switch to {
		case TransferRinging, TransferDone:
			s.transferState(m, to, nil)
		default:
			s.transferState(m, TransferFailed, reasonOf(why.Code, why.Text))
		}
		return struct{}{}, nil
	})
	return err
}

// transferState moves the transfer of m on and tells moderators.
func (s *state) transferState(m *member, to TransferState, why *CallReason) {
	now := *m.transfer
	now.State, now.Reason, now.Since = to, why, s.now().UTC()
	m.transfer = &now
	s.emit(TransferChanged, struct {
		Transfer Transfer `json:"transfer"`
	}{now}, leading)
}

// transferLeft notes that m has left, maybe without a word on its transfer.
func (s *state) transferLeft(m *member) {
	if m.transfer.pending() {
		s.transferState(m, TransferLeft, nil)
	}
	m.transfer = nil
}

// transfers are those of who is inside.
func (s *state) transfers() []Transfer {
	all := []Transfer{}
	for _, id := range s.order {
		if t := s.members[id].transfer; t != nil {
			all = append(all, *t)
		}
	}
	return all
}
