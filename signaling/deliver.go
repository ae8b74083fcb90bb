package signaling

import (
	"encoding/json"
	"time"

	"veche/conference"
	"veche/media"
)

// Deliver implements conference.Subscriber. It is called from the loop.
func (s *session) Deliver(n *conference.Notice) {
	if n.Frame == nil {
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
	s.out.push(n.Frame, w)
}

// moved notes that the page came in from the waiting room, or is out.
func (s *session) moved(n *conference.Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.Kind == conference.NoticeAdmitted {
		s.me, s.in = n.Snapshot.You.ID, true
		return
	}
	if peer := s.peer; peer != nil {
		go peer.Close() // closing may wait for the engine; the loop must not
	}
	s.conf, s.me, s.in, s.peer = nil, "", false, nil
}

// frameOf is n as PROTOCOL.md describes it.
func frameOf(n *conference.Notice) []byte {
	var v any
	switch n.Kind {
	case conference.NoticeEvent:
		head := must(struct {
			Type  string               `json:"type"`
			Seq   uint64               `json:"seq"`
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
	case conference.NoticeAdmitted:
		v = snapshotFrame{"admitted", n.Snapshot}
	case conference.NoticeRefused, conference.NoticeRemoved:
		v = struct {
			Type string `json:"type"`
			Code string `json:"code"`
		}{string(n.Kind), n.Code}
	case conference.NoticeYou:
		v = struct {
			Type     string               `json:"type"`
			Event    string               `json:"event"`
			Seq      uint64               `json:"seq"`
			At       time.Time            `json:"at"`
			You      *conference.You      `json:"you"`
			Snapshot *conference.Snapshot `json:"snapshot"`
		}{"event", string(n.Kind), n.Snapshot.Seq, n.At, n.You, n.Snapshot}
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
		Avatar string `json:"avatar,omitempty"`
	}
	s.push(struct {
		Type       string    `json:"type"`
		Ring       string    `json:"ring"`
		Conference named     `json:"conference"`
		From       caller    `json:"from"`
		Expires    time.Time `json:"expires"`
	}{"ring", r.ID, named{info.CID, info.Name}, caller{r.From.Name, r.Avatar}, r.Expires}, firmFrame)
}

// RingOver implements conference.RingListener.
func (s *session) RingOver(ring string) {
	s.push(struct {
		Type string `json:"type"`
		Ring string `json:"ring"`
	}{"ring.cancelled", ring}, firmFrame)
}

// What follows implements media.Observer; it is called by the media engine.

// Connected tells that media flows.
func (s *session) Connected() { s.transport("connected") }

// Disconnected tells that the media connection is broken.
func (s *session) Disconnected() { s.transport("disconnected") }

func (s *session) transport(state string) {
	s.push(struct {
		Type  string `json:"type"`
		State string `json:"state"`
	}{"transport", state}, firmFrame)
}

// Slots tells what stands in which slot.
func (s *session) Slots(state media.SlotState) {
	s.push(struct {
		Type string `json:"type"`
		media.SlotState
	}{"slots", state}, firmFrame)
}

// Quality tells how good the connection is.
func (s *session) Quality(q media.Quality) {
	s.push(struct {
		Type string `json:"type"`
		media.Quality
	}{"quality", q}, volatileFrame)
}

var (
	_ conference.Subscriber   = (*session)(nil)
	_ conference.RingListener = (*session)(nil)
	_ media.Observer          = (*session)(nil)
)
