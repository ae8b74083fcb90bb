package conferencetest

import (
	"slices"
	"sync"
	"testing"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/dial"
)

// Outside remembers the calls it is to make. What comes of them is for the test
// to say, by [conference.Directory.CallProgress] and [House.Answer].
type Outside struct {
	// Refuse is asked by Serves; nil: everything is served.
	Refuse func(dial.Target) error

	mu        sync.Mutex
	orders    []conference.CallOrder
	cancelled []conference.CallID
}

var _ conference.Outside = (*Outside)(nil)

// Serves implements conference.Outside.
func (o *Outside) Serves(t dial.Target) error {
	if o.Refuse == nil {
		return nil
	}
	return o.Refuse(t)
}

// Call implements conference.Outside.
func (o *Outside) Call(order conference.CallOrder) conference.CallHandle {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.orders = append(o.orders, order)
	return &attempt{o, order.Call}
}

// Orders returns the calls so far, oldest first.
func (o *Outside) Orders() []conference.CallOrder {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.orders)
}

// Last is the newest order; there must be one.
func (o *Outside) Last(t testing.TB) conference.CallOrder {
	t.Helper()
	all := o.Orders()
	if len(all) == 0 {
		t.Fatal("nobody was called")
	}
	return all[len(all)-1]
}

// Cancelled tells whether an attempt was given up.
func (o *Outside) Cancelled(call conference.CallID) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Contains(o.cancelled, call)
}

// attempt is one call under way.
type attempt struct {
	outside *Outside
	call    conference.CallID
}

// Cancel implements conference.CallHandle.
func (a *attempt) Cancel() {
	a.outside.mu.Lock()
	defer a.outside.mu.Unlock()
	a.outside.cancelled = append(a.outside.cancelled, a.call)
}

// Answer is the far end of order picking up.
func (h *House) Answer(t testing.TB, order conference.CallOrder, page conference.Subscriber) (conference.JoinResult, error) {
	t.Helper()
	kind := access.KindSIP
	if order.Target.Kind == dial.RTSP {
		kind = access.KindRTSP
	}
	_, res, err := h.Join(t.Context(), conference.Door{CID: string(order.Conference), Source: Source}, conference.JoinRequest{
		Kind: kind, Page: page, Call: order.Call,
		Media: conference.MediaState{Microphone: true, Camera: true},
	})
	return res, err
}
