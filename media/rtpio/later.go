package rtpio

import "time"

// later is what is left of a large picture: key frames and slides do not leave at once,
// since the narrowest place on their way would drop what does not fit its queue. The
// packets are sealed already. The zero later is empty.
type later struct {
	data  []byte
	ends  []int
	sent  int           // of ends
	batch int           // of one step
	next  time.Duration // step
	open  bool          // takes packets
}

const (
	// atOnce is how many packets of a picture leave with its first.
	atOnce = 24
	// laterSteps are taken for the rest.
	laterSteps = 6
	laterStep  = 4 * time.Millisecond
)

// begin takes the packets to come, of which there are so many.
func (l *later) begin(packets int, now time.Duration) {
	l.data, l.ends, l.sent, l.open = l.data[:0], l.ends[:0], 0, true
	l.batch = max((packets+laterSteps-1)/laterSteps, atOnce/4)
	l.next = now + laterStep
}

// keep takes a copy of a packet; false if it is to leave at once.
func (l *later) keep(b []byte) bool {
	if !l.open {
		return false
	}
	l.data = append(l.data, b...)
	l.ends = append(l.ends, len(l.data))
	return true
}

// due is when the next step is; false when nothing is left.
func (l *later) due() (time.Duration, bool) { return l.next, l.sent < len(l.ends) }

// tick sends what is due.
func (l *later) tick(now time.Duration, send func([]byte)) {
	for l.sent < len(l.ends) && now >= l.next {
		l.send(min(l.batch, len(l.ends)-l.sent), send)
		l.next += laterStep
	}
}

// all sends what is left.
func (l *later) all(send func([]byte)) { l.send(len(l.ends)-l.sent, send) }

func (l *later) send(n int, send func([]byte)) {
	for range n {
		from := 0
		if l.sent > 0 {
			from = l.ends[l.sent-1]
		}
		send(l.data[from:l.ends[l.sent]])
		l.sent++
	}
}
