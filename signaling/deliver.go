package signaling

import (
	"encoding/json"
	"time"

	"veche/conference"
)

// Deliver implements conference.Subscriber. It is called from the loop.
func (s *session) Deliver(n *conference.Notice) {
	if n.Frame == nil && !forOne(n) {
		n.Frame = frameOf(n)
	}
	w := eventFrame
	switch n.Kind {
	case conference.NoticeSpeakers:
		w = volatileFrame
	case conference.NoticeAdmitted, conference.NoticeRefused, conference.NoticeRemoved:
		w = firmFrame
		s.moved(n)
	}
	if forOne(n) {
		s.out.pushNotice(n, w)
	} else {
		s.out.push(n.Frame, w)
	}
}

// forOne tells whether n goes to one page only. It is encoded where it is
// written: a Snapshot of 500 people takes longer than a turn of the loop may.
func forOne(n *conference.Notice) bool {
	switch n.Kind {
	case conference.NoticeSnapshot, conference.NoticeAdmitted, conference.NoticeYou, conference.NoticeAsked:
		return true
	}
	return false
}

// moved notes that the page came in from the waiting room, or is out.
func (s *session) moved(n *conference.Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moves++
	if n.Kind == conference.NoticeAdmitted {
		s.me, s.in = n.Snapshot.You.ID, true
		return
	}
	switch l := s.line; {
	case l == nil:
	case n.Code == "replaced": // the participant's next page takes it over
		s.srv.park(s.conf.ID(), s.me, l)
	default:
		go l.close() // closing may wait for the engine; the loop must not
	}
	s.conf, s.me, s.in, s.line = nil, "", false, nil
}

// frameOf is n as PROTOCOL.md describes it.
func frameOf(n *conference.Notice) []byte {
	var v any
	switch n.Kind {
	case conference.NoticeEvent:
		head := must(struct {
			Type  string               `json:"type"`
			Seq   uint64               `json:"seq,omitempty"`
			At    time.Time            `json:"at"`
			Event conference.EventType `json:"event"`
		}{"event", n.Event.Seq, n.Event.At, n.Event.Type})
		return splice(head, n.Event.Data)
	case conference.NoticeView:
		v = struct {
			Type string           `json:"type"`
			View *conference.View `json:"view"`
		}{"view", n.View}
	case conference.NoticeSpeakers:
		speakers := n.Speakers
		if speakers == nil {
			speakers = []conference.Speaking{}
		}
		v = struct {
			Type     string                `json:"type"`
			Speakers []conference.Speaking `json:"speakers"`
		}{"speakers", speakers}
	case conference.NoticeAdmitted, conference.NoticeSnapshot:
		v = snapshotFrame{string(n.Kind), n.Snapshot}
	case conference.NoticeRefused, conference.NoticeRemoved:
		v = struct {
			Type string `json:"type"`
			Code string `json:"code"`
		}{string(n.Kind), n.Code}
	case conference.NoticeYou:
		v = struct {
			Type  string          `json:"type"`
			Event string          `json:"event"`
			At    time.Time       `json:"at"`
			You   *conference.You `json:"you"`
		}{"event", string(n.Kind), n.At, n.You}
	case conference.NoticeAsked:
		v = struct {
			Type  string                   `json:"type"`
			Event string                   `json:"event"`
			At    time.Time                `json:"at"`
			What  string                   `json:"what"`
			By    conference.ParticipantID `json:"by"`
		}{"event", string(n.Kind), n.At, n.What, n.By}
	}
	return must(v)
}

// must encodes our own plain data, which cannot fail.
func must(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

// Ring implements conference.RingListener.
func (s *session) Ring(r conference.Ring, info conference.Info) {
	type named struct {
		CID  conference.CID `json:"cid"`
		Name string         `json:"name"`
	}
	type caller struct {
		Name   string `json:"name"`
		Login  string `json:"login,omitempty"`
		Avatar string `json:"avatar,omitempty"`
	}
	s.push(struct {
		Type       string    `json:"type"`
		Ring       string    `json:"ring"`
		Conference named     `json:"conference"`
		From       caller    `json:"from"`
		Call       bool      `json:"call,omitempty"`
		Busy       bool      `json:"busy,omitempty"`
		Expires    time.Time `json:"expires"`
	}{"ring", r.ID, named{info.CID, info.Name}, caller{r.From.Name, r.By, r.Avatar}, info.Call, r.Busy, r.Expires}, firmFrame)
}

// RingOver implements conference.RingListener.
func (s *session) RingOver(ring string, how conference.RingState) {
	s.push(struct {
		Type  string               `json:"type"`
		Ring  string               `json:"ring"`
		State conference.RingState `json:"state"`
	}{"ring.cancelled", ring, how}, firmFrame)
}

var (
	_ conference.Subscriber   = (*session)(nil)
	_ conference.RingListener = (*session)(nil)
)
