package server

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/bluenviron/gortsplib/v4/pkg/description"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// track sends the packets of a picture or a sound, and tells how its time goes on the
// clock that both have in common, so that players put them in step (RFC 3550 section
// 6.4.1).
type track struct {
	outlet *outlet
	media  *description.Media
	rate   int64  // of the RTP clock
	start  uint32 // timestamp of time 0
	ssrc   uint32

	mu      sync.Mutex
	group   *groupTrack // nil: goes to no group address
	packets uint32
	octets  uint32
	last    time.Duration // of the newest packet
}

func newTrack(o *outlet, m *description.Media) (*track, error) {
	t := &track{outlet: o, media: m, rate: int64(m.Formats[0].ClockRate()), start: rand.Uint32()}
	t.ssrc = o.stream.Stats().Medias[m].Formats[m.Formats[0]].LocalSSRC
	return t, nil
}

// timestamp of a time.
func (t *track) timestamp(at time.Duration) uint32 {
	whole, rest := int64(at/time.Second), int64(at%time.Second)
	return t.start + uint32(whole*t.rate+(rest*t.rate+int64(time.Second)/2)/int64(time.Second))
}

// send gives packets of the time at to all who read. The library stamps them once and
// hands the same bytes to each.
func (t *track) send(packets []*rtp.Packet, at time.Duration) {
	stamp, when := t.timestamp(at), t.outlet.epoch.Add(at)
	var octets int
	for _, p := range packets {
		p.Timestamp += stamp // AAC of several frames counts from the first
		octets += len(p.Payload)
		_ = t.outlet.stream.WritePacketRTPWithNTP(t.media, p, when) // its end is the outlet's
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.packets += uint32(len(packets))
	t.octets += uint32(octets)
	t.last = at
	if t.group != nil {
		t.group.send(packets)
	}
}

// report is what RTCP says of the track now; nil before its first packet.
func (t *track) report() *rtcp.SenderReport {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.packets == 0 {
		return nil
	}
	at := time.Since(t.outlet.epoch)
	return &rtcp.SenderReport{
		SSRC: t.ssrc, NTPTime: ntp(t.outlet.epoch.Add(at)), RTPTime: t.timestamp(at), PacketCount: t.packets, OctetCount: t.octets,
	}
}

// reportEvery is how often: players that have just come wait for the first one.
const reportEvery = 2 * time.Second

// report tells of both tracks until the outlet is closed.
func (o *outlet) report() {
	ticker := time.NewTicker(reportEvery)
	defer ticker.Stop()
	for {
		select {
		case <-o.reports:
			return
		case <-ticker.C:
		}
		for _, t := range []*track{o.picture, o.sound} {
			if t == nil {
				continue
			}
			if r := t.report(); r != nil {
				_ = o.stream.WritePacketRTCP(t.media, r)
				t.reportGroup(r)
			}
		}
	}
}

// ntp is t as RTCP writes it: seconds since 1900, with 32 bits of fraction.
func ntp(t time.Time) uint64 {
	const since1900 = 2_208_988_800
	fraction := uint64(t.Nanosecond()) << 32 / uint64(time.Second)
	return uint64(t.Unix()+since1900)<<32 | fraction
}
