package signaling

import (
	"strings"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/media"
)

// line is the media connection of a participant. It outlives the socket: when
// that breaks and comes back, sound and picture have gone on (lesson 10).
type line struct {
	peer    *media.Peer
	origin  string // of the offers: the peer connection of the page that made them
	session atomic.Pointer[session]
}

// parkedFor is how long media goes on without a socket.
const parkedFor = 30 * time.Second

type parkedSeat struct {
	conf        conference.ID
	participant conference.ParticipantID
}

type parkedLine struct {
	line  *line
	since time.Time
}

// originOf is what tells one peer connection of a page from the next: the
// session id of the o= line (RFC 8866, section 5.2).
func originOf(sdp string) (string, bool) {
	for l := range strings.Lines(sdp) {
		if rest, ok := strings.CutPrefix(l, "o="); ok {
			fields := strings.Fields(rest)
			if len(fields) < 3 {
				return "", false
			}
			return fields[0] + " " + fields[1], true
		}
	}
	return "", false
}

func (l *line) close() { l.peer.Close() }

// park keeps the line of a participant whose socket broke.
func (s *Server) park(conf conference.ID, p conference.ParticipantID, l *line) {
	if l == nil {
		return
	}
	l.session.Store(nil)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		go l.close()
		return
	}
	s.parked[parkedSeat{conf, p}] = parkedLine{l, time.Now()}
}

// unpark gives the line back to the participant's new page, if there is one.
// When that page has begun anew, its first offer replaces the line.
func (s *Server) unpark(conf conference.ID, p conference.ParticipantID, to *session) *line {
	s.mu.Lock()
	defer s.mu.Unlock()
	seat := parkedSeat{conf, p}
	l := s.parked[seat].line
	delete(s.parked, seat)
	if l != nil {
		l.session.Store(to)
		l.peer.Repeat()
	}
	return l
}

// sweep closes lines whose page does not come back.
func (s *Server) sweep() {
	tick := time.NewTicker(parkedFor / 6)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			s.closeParked(0)
			return
		case <-tick.C:
			s.closeParked(parkedFor)
		}
	}
}

func (s *Server) closeParked(older time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for seat, p := range s.parked {
		if time.Since(p.since) >= older {
			delete(s.parked, seat)
			go p.line.close()
		}
	}
}

// Connected implements media.Observer.
func (l *line) Connected() { l.transport("connected") }

// Disconnected implements media.Observer.
func (l *line) Disconnected() { l.transport("disconnected") }

func (l *line) transport(state string) {
	if s := l.session.Load(); s != nil {
		s.push(struct {
			Type  string `json:"type"`
			State string `json:"state"`
		}{"transport", state}, firmFrame)
	}
}

// Slots implements media.Observer.
func (l *line) Slots(state media.SlotState) {
	if s := l.session.Load(); s != nil {
		s.push(struct {
			Type string `json:"type"`
			media.SlotState
		}{"slots", state}, firmFrame)
	}
}

// Quality implements media.Observer.
func (l *line) Quality(q media.Quality) {
	if s := l.session.Load(); s != nil {
		s.push(struct {
			Type string `json:"type"`
			media.Quality
		}{"quality", q}, volatileFrame)
	}
}

var _ media.Observer = (*line)(nil)
