package wire

import (
	"runtime/debug"
	"time"
)

// bench is what one goroutine needs to handle bursts.
type bench struct {
	socket *socket
	worker Worker
	burst  Burst
}

func (p *Port) newBench(s *socket) *bench {
	b := &bench{socket: s}
	b.furnish()
	return b
}

// furnish gives the bench a worker and a sender, which know of nothing yet.
func (b *bench) furnish() {
	b.worker = b.socket.port.cfg.Handler.NewWorker()
	b.burst.Out = newSender(b.socket, burstArena)
}

func (b *bench) handle() {
	defer b.mend()
	b.burst.Now = time.Now()
	b.worker.Handle(&b.burst)
	b.burst.Out.Flush()
	clear(b.burst.Packets) // they name streams, which may be over
}

// mend keeps a mistake of ours, if a packet brings one to light, from ending more than
// the burst it came with. What worker and sender were in the middle of nobody knows.
func (b *bench) mend() {
	fault := recover()
	if fault == nil {
		return
	}
	b.furnish()
	clear(b.burst.Packets)
	b.socket.port.tellFault(fault, b.burst.Now)
}

// faultEvery is how often a fault is logged: who has found a packet that brings one
// about sends it again.
const faultEvery = 10 * time.Second

// tellFault counts a fault and logs it now and then. It is called where it was recovered
// from, for the sake of the stack.
func (p *Port) tellFault(fault any, now time.Time) {
	n := p.faults.Add(1)
	last := p.faultTold.Load()
	if now.UnixNano()-last < int64(faultEvery) || !p.faultTold.CompareAndSwap(last, now.UnixNano()) {
		return
	}
	p.cfg.Log.Error("fault in handling media, a burst is lost", "fault", fault, "faults", n, "stack", string(debug.Stack()))
}
