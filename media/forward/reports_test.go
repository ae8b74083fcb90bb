package forward

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

func TestNTP(t *testing.T) {
	at := time.Date(2024, 2, 29, 12, 0, 0, 500_000_000, time.UTC)
	got := NTP(at)
	if got>>32 != 1709208000+2208988800 || uint32(got) != 1<<31 {
		t.Errorf("got %x", got)
	}
	if d := NTPDuration(NTP(at.Add(-1500*ms)), got); d != -1500*ms {
		t.Errorf("difference %v", d)
	}
	if d := NTPDuration(NTP(at.Add(2250*ms)), got); d < 2250*ms-time.Microsecond || d > 2250*ms {
		t.Errorf("difference %v", d)
	}
}

// RFC 3550 section 6.4.1, figure 2.
func TestRoundTrip(t *testing.T) {
	r := rtcp.ReceptionReport{LastSenderReport: 0xb705_2000, Delay: 0x0005_4000}
	if rtt, ok := RoundTrip(&r, 0xb710_8000_0000); !ok || rtt != 6125*ms {
		t.Errorf("got %v, want 6.125 s", rtt)
	}
	if _, ok := RoundTrip(&rtcp.ReceptionReport{}, 0xb710_8000_0000); ok {
		t.Error("a round trip without a sender report")
	}
	r.Delay = 1 << 31
	if _, ok := RoundTrip(&r, 0xb710_8000_0000); ok {
		t.Error("a round trip of nonsense")
	}
}

// Sound and picture of one publisher, whose clock is wrong by an hour, come out
// in step.
func TestClocksKeepSoundAndPictureInStep(t *testing.T) {
	ours := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	theirs := ours.Add(-time.Hour)
	var p PublisherClock
	sound, picture := SourceClock{ClockRate: 48000}, SourceClock{ClockRate: 90000}
	if _, ok := sound.Timestamp(&p, NTP(ours)); ok {
		t.Error("knows a time without a report")
	}
	hear := func(c *SourceClock, at, way time.Duration, rtp uint32) {
		r := rtcp.SenderReport{NTPTime: NTP(theirs.Add(at)), RTPTime: rtp}
		c.Heard(&r, at+way)
		p.Heard(&r, NTP(ours.Add(at+way)))
	}
	hear(&sound, 0, 100*ms, 5000)
	hear(&picture, 200*ms, 20*ms, 1<<32-9000) // wraps
	at := NTP(ours.Add(1020 * ms))            // captured a second in, by the quickest way
	s, ok1 := sound.Timestamp(&p, at)
	v, ok2 := picture.Timestamp(&p, at)
	if !ok1 || !ok2 || s-5000 < 47990 || s-5000 > 48010 || v+9000 < 71990 || v+9000 > 72010 {
		t.Errorf("sound went on by %d, want 48000; picture by %d, want 72000", s-5000, v+9000)
	}
	last, delay := sound.LastReport(600 * ms)
	if last != MiddleNTP(NTP(theirs)) || delay != 1<<15 {
		t.Errorf("last report %x, delay %d", last, delay)
	}
}

func TestCounter(t *testing.T) {
	var c Counter
	c.Add(100)
	c.Add(20)
	got := c.Report(9, 1<<40, 77)
	if got.SSRC != 9 || got.NTPTime != 1<<40 || got.RTPTime != 77 || got.PacketCount != 2 || got.OctetCount != 120 {
		t.Errorf("got %+v", got)
	}
}
