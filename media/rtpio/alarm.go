package rtpio

import (
	"math"
	"sync"
	"time"

	"veche/media/wire"
)

// alarm wakes the goroutine that reads a socket, by the deadline of its read.
type alarm struct {
	socket *wire.Socket
	epoch  time.Time

	mu sync.Mutex
	at time.Duration
}

const never = time.Duration(math.MaxInt64)

// ring wakes it not later than at.
func (a *alarm) ring(at time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if at < a.at {
		a.at = at
		_ = a.socket.SetReadDeadline(a.epoch.Add(at)) // fails once it is closed
	}
}

// clear forgets when it was to ring.
func (a *alarm) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at = never
	_ = a.socket.SetReadDeadline(time.Time{})
}
