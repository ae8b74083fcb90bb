package forward

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"
)

// Arrivals records when a publisher's packets came, by their transport-wide
// sequence numbers, and writes the feedback for it
// (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). It is to be
// guarded by the lock of the peer. It holds no memory before the first Received.
type Arrivals struct {
	times   []time.Duration // by number modulo arrivalsMost; notYet where none
	next    uint64          // lowest number not reported yet, with cycles
	end     uint64          // highest number received, plus one
	count   uint8           // of feedback packets
	waiting int             // received and not reported
}

const (
	arrivalsMost = 512
	notYet       = time.Duration(-1)
)

// Received takes note of a packet.
func (a *Arrivals) Received(sequence uint16, now time.Duration) {
	if a.times == nil {
		a.times = make([]time.Duration, arrivalsMost)
		for i := range a.times {
			a.times[i] = notYet
		}
		a.next = 1<<16 | uint64(sequence)
		a.end = a.next
	}
	number := a.end + uint64(int64(int16(sequence-uint16(a.end))))
	switch {
	case number >= a.end:
		a.reach(number)
	case number+arrivalsMost <= a.end:
		return
	case number < a.next:
		a.next = number // told as lost before: tell again
	}
	if a.times[number%arrivalsMost] == notYet {
		a.waiting++
		a.times[number%arrivalsMost] = now
	}
}

// reach makes number the last one of the window.
func (a *Arrivals) reach(number uint64) {
	if number-a.end > arrivalsMost {
		a.end = number - arrivalsMost
	}
	for ; a.end <= number; a.end++ {
		a.times[a.end%arrivalsMost] = notYet
	}
	if a.end > arrivalsMost {
		a.next = max(a.next, a.end-arrivalsMost)
	}
}

// Full tells that feedback should be sent now, lest something be forgotten.
func (a *Arrivals) Full() bool {
	return a.waiting > arrivalsMost/4 || a.waiting > 0 && a.end-a.next > arrivalsMost/2
}

// AppendFeedback appends to dst a whole RTCP packet about what came since the
// last call, or nothing if nothing did. sender and media are the SSRCs in it. Call
// it every 50 to 100 ms, and when [Arrivals.Full].
func (a *Arrivals) AppendFeedback(dst []byte, sender, media uint32) []byte {
	if a.waiting == 0 {
		return dst
	}
	a.waiting = 0
	first := a.next
	for first < a.end && a.times[first%arrivalsMost] == notYet {
		first++
	}
	if first == a.end {
		a.next = a.end
		return dst
	}
	reference := a.times[first%arrivalsMost] / feedbackReference
	start := len(dst)
	dst = append(dst, 2<<6|rtcp.FormatTCC, byte(rtcp.TypeTransportSpecificFeedback), 0, 0)
	dst = binary.BigEndian.AppendUint32(dst, sender)
	dst = binary.BigEndian.AppendUint32(dst, media)
	dst = binary.BigEndian.AppendUint16(dst, uint16(a.next))
	dst = binary.BigEndian.AppendUint16(dst, 0) // count, below
	dst = append(dst, byte(reference>>16), byte(reference>>8), byte(reference), a.count)
	a.count++

	var deltas [arrivalsMost]int16
	var symbols [arrivalsMost]uint8
	n, received := 0, 0
	last := reference * feedbackReference
	for number := a.next; number < a.end; number++ {
		at := a.times[number%arrivalsMost]
		if at == notYet {
			symbols[n] = notReceived
			n++
			continue
		}
		delta := (at - last).Round(feedbackDelta) / feedbackDelta
		if delta != time.Duration(int16(delta)) {
			a.waiting++ // eight seconds later: for the next packet
			break
		}
		last += delta * feedbackDelta
		deltas[received] = int16(delta)
		received++
		symbols[n] = smallDelta
		if delta < 0 || delta > 255 {
			symbols[n] = largeDelta
		}
		n++
	}
	a.next += uint64(n)
	binary.BigEndian.PutUint16(dst[start+14:], uint16(n))
	dst = appendChunks(dst, symbols[:n])
	for _, d := range deltas[:received] {
		if d < 0 || d > 255 {
			dst = append(dst, byte(uint16(d)>>8))
		}
		dst = append(dst, byte(d))
	}
	if odd := (len(dst) - start) & 3; odd != 0 {
		dst[start] |= 0x20
		dst = AppendPadding(dst, uint8(4-odd))
	}
	binary.BigEndian.PutUint16(dst[start+2:], uint16((len(dst)-start)/4-1))
	return dst
}

// appendChunks writes packet status chunks: runs of one symbol as run lengths,
// the rest as vectors of seven two-bit symbols.
func appendChunks(dst []byte, symbols []uint8) []byte {
	for len(symbols) > 0 {
		run := 1
		for run < len(symbols) && symbols[run] == symbols[0] {
			run++
		}
		if run >= 7 || run == len(symbols) {
			chunk := uint16(symbols[0])<<13 | uint16(run)
			dst = binary.BigEndian.AppendUint16(dst, chunk)
			symbols = symbols[run:]
			continue
		}
		chunk := uint16(3) << 14
		n := min(7, len(symbols))
		for i, s := range symbols[:n] {
			chunk |= uint16(s) << (12 - 2*i)
		}
		dst = binary.BigEndian.AppendUint16(dst, chunk)
		symbols = symbols[n:]
	}
	return dst
}
