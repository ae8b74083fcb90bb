package client

import (
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
)

// Screen follows one slot as a browser's decoder would: a picture is shown when all
// its packets are there and it is a key frame, or follows the one shown before. It
// asks for key frames when and as seldom as Chromium does. The zero Screen is ready.
type Screen struct {
	// Ask asks for a key frame of that SSRC, see [Client.AskKey]; nil: nobody asks.
	Ask func(ssrc uint32)

	mu     sync.Mutex
	window [screenWindow]screenPacket // by sequence number
	begun  bool                       // a key frame was shown
	next   uint16                     // where the picture after the shown one begins
	shown  []Shown
	first  time.Time // packet
	asked  time.Time
}

// Shown is a picture that could be decoded.
type Shown struct {
	At    time.Time
	Key   bool
	Width uint16 // of the last key frame
}

type screenPacket struct {
	there, start, key, marker, empty bool
	sequence                         uint16
	width                            uint16
}

const (
	screenWindow = 2048
	// What Chromium waits for a key frame, and for any frame, before it asks.
	patienceForKey   = 200 * time.Millisecond
	patienceForFrame = 3 * time.Second
)

// Packet takes in a packet of the slot, sent again or not, in any order.
func (s *Screen) Packet(p *rtp.Packet, now time.Time) {
	s.mu.Lock()
	ask := s.take(p, now)
	s.mu.Unlock()
	if ask && s.Ask != nil {
		s.Ask(p.SSRC)
	}
}

// Shown are all pictures so far.
func (s *Screen) Shown() []Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Shown(nil), s.shown...)
}

func (s *Screen) take(p *rtp.Packet, now time.Time) (ask bool) {
	if s.first.IsZero() {
		s.first, s.asked = now, now
	}
	e := screenPacket{there: true, marker: p.Marker, sequence: p.SequenceNumber, empty: len(p.Payload) == 0}
	if f, ok := ReadFrame(p); ok {
		e.start, e.key, e.width = true, f.Key, f.Width
	} else if !e.empty {
		var d codecs.VP8Packet
		_, err := d.Unmarshal(p.Payload)
		e.there = err == nil
	}
	s.window[p.SequenceNumber%screenWindow] = e
	s.showKey(p.SequenceNumber, now)
	for s.begun && s.showNext(now) {
	}
	return s.mayAsk(now)
}

// at is the packet with that number, nil if it is not there.
func (s *Screen) at(sequence uint16) *screenPacket {
	if e := &s.window[sequence%screenWindow]; e.there && e.sequence == sequence {
		return e
	}
	return nil
}

// showKey shows the key frame around a packet if it is whole and newer.
func (s *Screen) showKey(sequence uint16, now time.Time) {
	start := s.at(sequence)
	for ; start != nil && !start.start; start = s.at(start.sequence - 1) {
	}
	if start == nil || !start.key || s.begun && int16(start.sequence-s.next) < 0 {
		return
	}
	if end := s.end(start); end != nil {
		s.show(start, end, now)
	}
}

// end is the last packet of the picture that begins with start, nil if one is
// missing on the way.
func (s *Screen) end(start *screenPacket) *screenPacket {
	e := start
	for e != nil && !e.marker {
		e = s.at(e.sequence + 1)
	}
	return e
}

func (s *Screen) showNext(now time.Time) bool {
	start := s.at(s.next)
	for start != nil && start.empty && !start.marker {
		s.next++
		start = s.at(s.next)
	}
	if start == nil || !start.start {
		return false
	}
	end := s.end(start)
	if end == nil {
		return false
	}
	s.show(start, end, now)
	return true
}

func (s *Screen) show(start, end *screenPacket, now time.Time) {
	width := start.width
	if !start.key {
		width = s.shown[len(s.shown)-1].Width
	}
	s.shown = append(s.shown, Shown{At: now, Key: start.key, Width: width})
	s.begun, s.next = true, end.sequence+1
	s.asked = now
}

func (s *Screen) mayAsk(now time.Time) bool {
	patience := patienceForFrame
	if !s.begun {
		patience = patienceForKey
	}
	if now.Sub(s.asked) < patience {
		return false
	}
	s.asked = now
	return true
}

// AskKey asks the far end for a key frame of what a slot receives.
func (c *Client) AskKey(ssrc uint32) error {
	return c.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: ssrc}}) //nolint:wrapcheck // pion says enough
}
