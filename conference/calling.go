package conference

import (
	"context"
	"slices"
	"strconv"
	"time"

	"veche/conference/access"
	"veche/conference/dial"
)

// This file is calls to the outside as the loop sees them.

const (
	callsMost    = 50  // under way at once
	callsKept    = 100 // with those that are over
	callRingsFor = 3 * time.Minute
)

// call is a Call with what only the conference knows.
type call struct {
	Call
	target  dial.Target
	admit   bool   // H8: a moderator wants it in; false: dialled at the start, waits by H2
	attempt CallID // under way; "": none
	handle  CallHandle
}

// Call calls t into the conference (C6 to C19): who answers is let in, for a
// moderator wants it (H8). The same target is called once at a time.
func (c *Conference) Call(ctx context.Context, by Actor, t dial.Target, name string) (Call, error) {
	if name != "" {
		var err error
		if name, err = cleanName(name); err != nil {
			return Call{}, err
		}
	}
	outside, policy := c.callsBy(), c.calls()
	return keep(ctx, c, func(s *state) (Call, error) {
		if err := s.mayCall(by); err != nil {
			return Call{}, err
		}
		if err := callable(outside, policy, t); err != nil {
			return Call{}, err
		}
		k, err := s.orderCall(t, name)
		if err != nil {
			return Call{}, err
		}
		if !k.pending() {
			k.By, k.admit = s.callerName(by), true
			s.placeCall(k)
		}
		return k.Call, nil
	})
}

// mayCall tells whether by may call to the outside: a moderator whose account
// has the right to (E2). Guests never have.
func (s *state) mayCall(by Actor) error {
	if err := s.moderates(by); err != nil {
		return err
	}
	if p := by.Person; p != nil && p.MayCall() {
		return nil
	}
	if m := s.members[by.Participant]; m != nil && m.Kind == access.KindUser && (m.Admin || m.Rights[rightCall]) {
		return nil
	}
	return ErrMayNotCall
}

const rightCall = "call" // E2, as conference/account names it

// MayCall tells whether the account of p may call to the outside.
func (p *Person) MayCall() bool { return p.Admin || p.Rights[rightCall] }

func (s *state) callerName(by Actor) ChatName {
	if m := s.members[by.Participant]; m != nil {
		return ChatName{m.ID, m.Name}
	}
	if by.Person != nil {
		return ChatName{Name: by.Person.Name}
	}
	return ChatName{}
}

// orderCall finds the call of t, or makes one that is not placed yet.
func (s *state) orderCall(t dial.Target, name string) (*call, error) {
	for _, k := range s.calls {
		if !k.reaches(t) {
			continue
		}
		if k.State == CallAnswered && k.target == t {
			return nil, Refuse(Conflict, "already_here", alreadyHere(t.Kind))
		}
		if k.target != t && !k.pending() {
			s.retarget(k, t)
		}
		if name != "" {
			k.Name = name
		}
		return k, s.roomForCall(k)
	}
	k := &call{Call: Call{ID: CallID(newID(12)), Kind: t.Kind, Dial: t.Redacted(), Name: callName(t, name)}, target: t}
	if err := s.roomForCall(k); err != nil {
		return nil, err
	}
	s.calls = append(s.calls, k)
	s.forgetCalls()
	return k, nil
}

// reaches tells whether a call of t would reach whom k calls. A camera is the same
// whoever asks it.
func (k *call) reaches(t dial.Target) bool { return sansCredentials(k.target) == sansCredentials(t) }

func sansCredentials(t dial.Target) dial.Target {
	if t.Kind == dial.RTSP {
		t.User, t.Password = "", ""
	}
	return t
}

func alreadyHere(k dial.Kind) string {
	if k == dial.RTSP {
		return "This camera is already in the conference."
	}
	return "This number is already in the conference."
}

// callName is name, or what t may be called, as a participant can be called.
func callName(t dial.Target, name string) string {
	for _, n := range []string{name, t.Name()} {
		if n, err := cleanName(n); err == nil {
			return n
		}
	}
	return string(t.Kind)
}

// roomForCall tells whether one more call may be made.
func (s *state) roomForCall(k *call) error {
	n := 0
	for _, other := range s.calls {
		if other != k && other.active() {
			n++
		}
	}
	if n >= callsMost {
		return Refuse(Full, "too_many_calls", "Too many calls are being made at once.")
	}
	return nil
}

// forgetCalls drops the oldest of those that are over.
func (s *state) forgetCalls() {
	for len(s.calls) > callsKept {
		i := slices.IndexFunc(s.calls, func(k *call) bool { return !k.active() })
		if i < 0 {
			return
		}
		s.dropCall(s.calls[i])
	}
}

// placeCall makes one attempt.
func (s *state) placeCall(k *call) {
	k.Tries++
	k.attempt = k.ID + "." + CallID(strconv.Itoa(k.Tries))
	k.State, k.Reason, k.Since, k.Participant = CallDialling, nil, s.now().UTC(), ""
	outside := s.outside()
	if outside == nil {
		s.endCall(k, CallFailed, reasonOf("not_available", ""))
		return
	}
	s.planStale = true
	s.emitCall(k)
	from := k.By.Name
	if from == "" {
		from = s.def.Name
	}
	k.handle = outside.Call(CallOrder{Conference: s.id, Call: k.attempt, Target: k.target, Name: k.Name, From: from})
}

// placeOrdered makes the calls that stand in the list and were not made yet:
// those of the start (G7), and those that a restart has broken (P5).
func (s *state) placeOrdered() {
	for _, k := range slices.Clone(s.calls) {
		if k.State == callOrdered {
			s.placeCall(k)
		}
	}
}

// callState moves k on and tells moderators.
func (s *state) callState(k *call, to CallState) {
	k.State, k.Since = to, s.now().UTC()
	s.planStale = true // who hears it before it is answered
	s.emitCall(k)
}

// early is who hears what calls let sound before they are answered: who has made them,
// and nobody else (lesson 22).
func (s *state) early() (all map[ParticipantID]ParticipantID) {
	for _, k := range s.calls {
		if k.pending() && s.members[k.By.ID] != nil {
			if all == nil {
				all = make(map[ParticipantID]ParticipantID)
			}
			all[EarlyName(k.attempt)] = k.By.ID
		}
	}
	return all
}

func (s *state) emitCall(k *call) {
	s.emit(CallChanged, struct {
		Call Call `json:"call"`
	}{k.Call}, leading)
}

// endCall notes that k is over, and why; nobody answered or will.
func (s *state) endCall(k *call, to CallState, why *CallReason) {
	k.stop()
	k.Reason, k.Participant = why, ""
	s.callState(k, to)
}

// stop gives up what is under way.
func (k *call) stop() {
	if k.handle != nil && k.pending() {
		k.handle.Cancel()
	}
	k.handle, k.attempt = nil, ""
}

// dropCall takes k off the list.
func (s *state) dropCall(k *call) {
	k.stop()
	s.planStale = true
	s.calls = slices.DeleteFunc(s.calls, func(o *call) bool { return o == k })
	s.emit(CallRemoved, struct {
		Call CallID `json:"call"`
	}{k.ID}, leading)
}

func (s *state) callByID(id CallID) *call {
	i := slices.IndexFunc(s.calls, func(k *call) bool { return k.ID == id })
	if i < 0 {
		return nil
	}
	return s.calls[i]
}

// callUnderWay finds the call whose attempt this is.
func (s *state) callUnderWay(attempt CallID) (*call, error) {
	i := slices.IndexFunc(s.calls, func(k *call) bool { return k.attempt == attempt && k.active() })
	if i < 0 || attempt == "" {
		return nil, errCallOver
	}
	return s.calls[i], nil
}

var (
	errCallOver = Refuse(Gone, "call_over", "This call is over.")
	errNoCall   = &Error{NotFound, "no_call", "There is no such call.", "call"}
)

// CallProgress is how an [Outside] tells what has become of an attempt: ringing,
// failed, or, for one that was answered, ended, which takes the participant out, or
// tells why it has left. Why is for the last two; its Text may be empty or what the far end said. The
// error is ErrEnded or Gone when nobody waits for the call any more.
func (d *Directory) CallProgress(ctx context.Context, id ID, attempt CallID, to CallState, why CallReason) error {
	c, err := d.opened(ctx, id)
	if err != nil {
		return err
	}
	if c == nil {
		return ErrEnded
	}
	_, err = ask(ctx, c, func(s *state) (struct{}, error) { return struct{}{}, s.callProgress(attempt, to, why) })
	return err
}

func (s *state) callProgress(attempt CallID, to CallState, why CallReason) error {
	if k := s.leftCall(attempt); k != nil && (to == CallFailed || to == CallEnded) {
		k.Reason = reasonOf(why.Code, why.Text)
		s.emitCall(k)
		return nil
	}
	k, err := s.callUnderWay(attempt)
	if err != nil {
		return err
	}
	switch {
	case to == CallRinging && k.State == CallDialling:
		s.callState(k, CallRinging)
	case to == CallRinging && k.State == CallRinging:
	case to != CallFailed && to != CallEnded:
		return &Error{Invalid, "invalid", "A call does not go that way.", "state"}
	case k.State == CallAnswered:
		s.hangUp(k, reasonOf(why.Code, why.Text))
	default:
		s.failCall(k, reasonOf(why.Code, why.Text))
	}
	return nil
}

// failCall is endCall for an attempt that the Outside knows to be over.
func (s *state) failCall(k *call, why *CallReason) {
	k.handle = nil
	s.endCall(k, CallFailed, why)
}

// hangUp takes out who answered k; the far end has left.
func (s *state) hangUp(k *call, why *CallReason) {
	id := k.Participant
	s.endCall(k, CallEnded, why) // before the participant is gone, so that the reason is this
	if m := s.members[id]; m != nil {
		s.depart(m, "left")
	} else if w := s.waiterByID(id); w != nil {
		s.dropWaiter(w, "left")
	}
}

// callLeft notes that participant or waiter id, who came by a call, is gone.
func (s *state) callLeft(of CallID, id ParticipantID, reason string) {
	k := s.callByID(of)
	if k == nil || k.Participant != id || k.State != CallAnswered {
		return
	}
	switch reason {
	case "removed", "refused", "ended": // somebody wanted it so
		s.dropCall(k)
	case "lost":
		s.endCall(k, CallEnded, reasonOf("lost", ""))
	default:
		attempt := k.attempt
		s.endCall(k, CallEnded, reasonOf("hung_up", ""))
		k.attempt = attempt // for leftCall
	}
}

// takenOver notes that m, who may have come by a call, is here by another way now: what
// becomes of the call is nobody's matter any more.
func (s *state) takenOver(m *member) {
	if k := s.callByID(m.Call); k != nil && k.Participant == m.ID {
		k.attempt = ""
	}
	m.Hold = false
}

// leftCall finds the call of an attempt whose participant has left just now: its
// Outside may still say why.
func (s *state) leftCall(attempt CallID) *call {
	i := slices.IndexFunc(s.calls, func(k *call) bool { return k.attempt == attempt && k.State == CallEnded })
	if i < 0 || attempt == "" {
		return nil
	}
	return s.calls[i]
}

// DropCall gives up a call that nobody has answered, takes out who answered, or
// takes a call that is over off the list.
func (c *Conference) DropCall(ctx context.Context, by Actor, id CallID) error {
	return c.do(ctx, func(s *state) error {
		k, err := s.callFor(by, id)
		if err != nil {
			return err
		}
		if m := s.members[k.Participant]; m != nil && k.State == CallAnswered {
			s.takeOut(m)
			return nil
		}
		if w := s.waiterByID(k.Participant); w != nil && k.State == CallAnswered {
			s.refuseWaiting([]*waiter{w}, "refused")
			return nil
		}
		s.dropCall(k)
		return nil
	})
}

// RetryCall makes a call again that is over.
func (c *Conference) RetryCall(ctx context.Context, by Actor, id CallID) (Call, error) {
	outside, policy := c.callsBy(), c.calls()
	return keep(ctx, c, func(s *state) (Call, error) {
		k, err := s.callFor(by, id)
		if err != nil {
			return Call{}, err
		}
		if err := s.mayCall(by); err != nil {
			return Call{}, err
		}
		if k.active() {
			return k.Call, nil
		}
		if err := callable(outside, policy, k.target); err != nil {
			return Call{}, err
		}
		if err := s.roomForCall(k); err != nil {
			return Call{}, err
		}
		k.By, k.admit = s.callerName(by), true
		s.placeCall(k)
		return k.Call, nil
	})
}

// callFor finds a call for a moderator.
func (s *state) callFor(by Actor, id CallID) (*call, error) {
	if err := s.moderates(by); err != nil {
		return nil, err
	}
	if k := s.callByID(id); k != nil {
		return k, nil
	}
	return nil, errNoCall
}

// tickCalls gives up what has rung for too long, whatever the Outside does.
func (s *state) tickCalls(now time.Time) {
	for _, k := range slices.Clone(s.calls) {
		if k.pending() && now.Sub(k.Since) > callRingsFor {
			s.endCall(k, CallFailed, reasonOf("no_answer", ""))
		}
	}
}

// stopCalls gives up all that are under way, at the end of the conference or of
// the server.
func (s *state) stopCalls() {
	for _, k := range s.calls {
		k.stop()
	}
}
