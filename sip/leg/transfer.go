package leg

import (
	"context"
	"time"

	"veche/conference"
	"veche/conference/dial"
)

// transferWithin is how long the far end may take to say what came of a transfer: a
// telephone rings no longer.
const transferWithin = 3 * time.Minute

// transfer asks the far end to call somebody else instead (lesson 23). What comes of it
// is for run.
func (m *meeting) transfer(ctx context.Context, to dial.Target) {
	if m.transferring {
		return // the conference asks for one at a time
	}
	m.transferring = true
	m.busy.Go(func() {
		within, cancel := context.WithTimeout(ctx, transferWithin)
		defer cancel()
		m.transferred <- m.line.Transfer(within, to, func() { m.input(input{rings: true}) })
	})
}

// transferOver tells the conference what has come of it; true: the far end is through,
// and not wanted here any more.
func (m *meeting) transferOver(ctx context.Context, why *conference.CallReason) bool {
	m.transferring = false
	if why == nil {
		_ = m.conference.TransferProgress(ctx, m.me, conference.TransferDone, conference.CallReason{})
		return true
	}
	m.log.Info("the far end was not put through", "reason", why.Code)
	_ = m.conference.TransferProgress(ctx, m.me, conference.TransferFailed, *why)
	return false
}

// farewell is for a far end that has hung up while it was put through: it may have said
// before what came of it. ctx is over.
func (m *meeting) farewell() {
	if !m.transferring {
		return
	}
	if why := <-m.transferred; why == nil { // soon, since ctx is over
		ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
		defer cancel()
		m.transferOver(ctx, nil)
	}
}
