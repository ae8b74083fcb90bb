package forward

import (
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
)

// NTP is a wall time as a 64-bit NTP timestamp, RFC 3550 section 4.
func NTP(t time.Time) uint64 {
	const until1970 = 2_208_988_800
	seconds := uint64(t.Unix() + until1970)
	fraction := uint64(t.Nanosecond()) << 32 / uint64(time.Second)
	return seconds<<32 | fraction
}

// MiddleNTP is the middle 32 bits, as in LSR.
func MiddleNTP(ntp uint64) uint32 { return uint32(ntp >> 16) }

// NTPDuration is a difference of two NTP timestamps.
func NTPDuration(later, earlier uint64) time.Duration {
	d := int64(later - earlier)
	return time.Duration(d>>32)*time.Second + time.Duration((d&0xffffffff)*int64(time.Second)>>32)
}

// RoundTrip is the round trip time that a reception report tells of a report sent
// at its LastSenderReport and answered at ntp, RFC 3550 section 6.4.1; false if it
// tells none or nonsense.
func RoundTrip(report *rtcp.ReceptionReport, ntp uint64) (time.Duration, bool) {
	if report.LastSenderReport == 0 {
		return 0, false
	}
	units := int32(MiddleNTP(ntp) - report.LastSenderReport - report.Delay)
	rtt := time.Duration(units) * time.Second / (1 << 16)
	if rtt < 0 || rtt > 10*time.Second {
		return 0, false
	}
	return rtt, true
}

// PublisherClock is how far a publisher's clock is from ours, as heard in all its
// sender reports: one for all its sources, so that sound and picture stay in step.
// The zero PublisherClock is ready, and safe for concurrent use.
type PublisherClock struct {
	// offset is ours minus theirs in NTP units, the way through the network
	// included; 0 is not known.
	offset atomic.Int64
}

// Heard takes in a sender report that came at ntp (our clock).
func (c *PublisherClock) Heard(report *rtcp.SenderReport, ntp uint64) {
	offset := int64(ntp - report.NTPTime)
	was := c.offset.Load()
	const second = 1 << 32
	switch step := offset - was; {
	case was == 0 || step > second || step < -second: // first, or a clock was set
	case step > 0:
		// The quickest report came nearest to the truth; follow drift slowly.
		offset = was + step/64
	}
	if offset == 0 {
		offset = 1
	}
	c.offset.Store(offset)
}

// SourceClock maps times to RTP timestamps of one incoming feed, from the
// publisher's sender reports. ClockRate is to be set. It is to be guarded by the
// lock of the source.
type SourceClock struct {
	ClockRate uint32 // Hz

	known   bool
	ntp     uint64 // the publisher's clock
	rtp     uint32
	arrival time.Duration
}

// Heard takes in a sender report.
func (c *SourceClock) Heard(report *rtcp.SenderReport, now time.Duration) {
	c.known, c.ntp, c.rtp, c.arrival = true, report.NTPTime, report.RTPTime, now
}

// Timestamp is the feed's RTP timestamp at ntp (our clock); false before the first
// report.
func (c *SourceClock) Timestamp(p *PublisherClock, ntp uint64) (uint32, bool) {
	offset := p.offset.Load()
	if !c.known || offset == 0 {
		return 0, false
	}
	passed := int64(ntp - uint64(offset) - c.ntp) // 32.32 seconds
	seconds, fraction := passed>>32, passed&0xffffffff
	return c.rtp + uint32(seconds)*c.ClockRate + uint32(uint64(fraction)*uint64(c.ClockRate)>>32), true
}

// LastReport gives what a reception report says of the last sender report: its
// middle NTP bits and the delay since, in 1/65536 s. Zeros before the first.
func (c *SourceClock) LastReport(now time.Duration) (last, delay uint32) {
	if !c.known {
		return 0, 0
	}
	return MiddleNTP(c.ntp), ticks(now-c.arrival, 1<<16)
}

// Counter counts what went out under one SSRC.
type Counter struct {
	Packets, Octets uint32 // octets of payload, RFC 3550 section 6.4.1
}

// Add counts a packet.
func (c *Counter) Add(payload int) {
	c.Packets++
	c.Octets += uint32(payload)
}

// Report is the sender report for ntp (our clock) and the timestamp of the
// outgoing stream at that time: [SourceClock.Timestamp] put through
// [Rewriter.Timestamp], or [Rewriter.TimestampAt] while there is none.
func (c *Counter) Report(ssrc uint32, ntp uint64, timestamp uint32) rtcp.SenderReport {
	return rtcp.SenderReport{
		SSRC:        ssrc,
		NTPTime:     ntp,
		RTPTime:     timestamp,
		PacketCount: c.Packets,
		OctetCount:  c.Octets,
	}
}
