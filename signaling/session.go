package signaling

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"veche/conference"
)

const (
	messageBytes  = 256 << 10
	tickEvery     = 5 * time.Second  // nothing was sent for so long
	pingAfter     = 8 * time.Second  // with the next frame
	answerWithin  = 25 * time.Second // without a pong or a message the page is gone
	writeWithin   = 10 * time.Second
	helloWithin   = 15 * time.Second
	perSecond     = 50 // requests
	burst         = 100
	requestWithin = 15 * time.Second
)

// session is one page's socket.
type session struct {
	srv    *Server
	conn   *websocket.Conn
	source netip.Addr
	log    *slog.Logger
	out    *queue
	cancel context.CancelFunc

	dropped atomic.Bool // by Server.Drop

	// Of the reading goroutine only.
	request  *http.Request
	greeted  bool
	stopRing func()
	stopTell func()
	gaze     *gaze           // whose presence it looks at; nil: nobody's
	life     context.Context // of the session
	tokens   float64
	filled   time.Time

	person *conference.Person // fixed at the upgrade

	mu    sync.Mutex
	conf  *conference.Conference
	me    conference.ParticipantID // inside, or in the waiting room
	in    bool                     // inside
	moves int                      // times that the conference moved this page in or out
	line  *line                    // the media connection

	aside  sync.WaitGroup // requests that do not hold up the others
	asking atomic.Bool    // there is one
}

// asides are requests that take seconds: they are answered when they are done, whatever
// has been asked since.
var asides = map[string]bool{"record": true, "ptz": true}

func newSession(srv *Server, conn *websocket.Conn, r *http.Request, person *conference.Person) *session {
	source := srv.cfg.Source(r)
	return &session{
		srv: srv, conn: conn, source: source, request: r, person: person,
		log: srv.cfg.Log.With("source", source.String()), out: newQueue(),
		tokens: burst, filled: time.Now(), stopRing: func() {}, stopTell: func() {},
	}
}

// serve reads until the page is gone or ctx ends.
func (s *session) serve(ctx context.Context) {
	var writing sync.WaitGroup
	s.life = ctx
	writing.Go(func() { s.write(ctx) })
	s.read(ctx)
	s.cancel()
	s.aside.Wait()
	s.stopRing()
	s.stopTell()
	s.lost()
	writing.Wait()
}

// lost tells the conference that the page is gone; the seat is kept, and the
// media goes on for a while if it can. Not so of somebody who is signed out or
// blocked: he is gone at once.
func (s *session) lost() {
	s.mu.Lock()
	conf, me, l := s.conf, s.me, s.line
	s.conf, s.line = nil, nil
	s.mu.Unlock()
	if conf == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), requestWithin)
	defer cancel()
	if s.dropped.Load() && !s.srv.still(s.request, s.person.Login) {
		if l != nil {
			l.close()
		}
		_ = conf.Leave(ctx, me)
		return
	}
	s.srv.park(conf.ID(), me, l)
	conf.Lost(ctx, s)
}

var errFlood = errors.New("more pings and pongs than anybody needs")

// read takes one message after another.
func (s *session) read(ctx context.Context) {
	s.conn.SetReadLimit(messageBytes)
	_ = s.conn.SetReadDeadline(time.Now().Add(helloWithin))
	s.conn.SetPongHandler(func(string) error {
		if !s.spendControl() {
			return errFlood
		}
		if s.greeted {
			return s.conn.SetReadDeadline(time.Now().Add(answerWithin))
		}
		return nil
	})
	pong := s.conn.PingHandler()
	s.conn.SetPingHandler(func(data string) error {
		if !s.spendControl() {
			return errFlood
		}
		return pong(data)
	})
	for ctx.Err() == nil {
		kind, data, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		if s.greeted {
			_ = s.conn.SetReadDeadline(time.Now().Add(answerWithin))
		}
		if kind != websocket.TextMessage {
			s.answer(0, nil, invalid("message", "Messages are JSON text."))
			if !s.spend(1) {
				return
			}
			continue
		}
		if !s.serveMessage(ctx, data) {
			return
		}
	}
}

// serveMessage answers one message; false ends the session.
func (s *session) serveMessage(ctx context.Context, data []byte) bool {
	var head struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	}
	if err := json.Unmarshal(data, &head); err != nil || head.ID < 0 {
		s.answer(0, nil, invalid("message", "This is not a request."))
		return s.spend(1)
	}
	if !s.spend(costOf(head.Type)) {
		s.answer(head.ID, nil, conference.Refuse(conference.Slow, "slow_down", "Too many requests."))
		return s.tokens > -10*burst
	}
	handle, ok := requests[head.Type]
	switch {
	case !ok:
		s.answer(head.ID, nil, invalid("type", "There is no such request."))
	case !s.greeted && head.Type != "hello":
		s.answer(head.ID, nil, invalid("type", "Say hello first."))
	case !asides[head.Type]:
		s.carryOut(ctx, head.ID, handle, data)
	case s.asking.CompareAndSwap(false, true):
		s.aside.Go(func() {
			defer s.asking.Store(false)
			s.carryOut(ctx, head.ID, handle, data)
		})
	default:
		s.answer(head.ID, nil, conference.Refuse(conference.Slow, "slow_down", "The request before is still being answered."))
	}
	return true
}

type handler = func(context.Context, *session, []byte) (any, error)

// carryOut does what a request asks for, and answers it.
func (s *session) carryOut(ctx context.Context, id int64, handle handler, data []byte) {
	ctx, cancel := context.WithTimeout(ctx, requestWithin)
	defer cancel()
	v, err := handle(ctx, s, data)
	s.answer(id, v, err)
}

// costs of requests that everybody hears of, that the archive keeps or that take
// long; all others cost 1.
var costs = map[string]float64{
	"chat": 10, "rename": 10, "invite": 10, "access": 10, "record": 10,
	"presence": 5, "join": 5, "reaction": 5, "hand": 5, "podium": 5, "media": 5, "offer": 5,
	"display": 2, // Views are made anew
}

func costOf(request string) float64 { return max(1, costs[request]) }

// spend takes from the message budget; false when there is not so much.
func (s *session) spend(cost float64) bool {
	now := time.Now()
	s.tokens = min(burst, s.tokens+now.Sub(s.filled).Seconds()*perSecond)
	s.filled = now
	s.tokens -= cost
	return s.tokens >= 0
}

// spendControl is spend for a ping or a pong, of which a page that has just used
// up its budget may well send one.
func (s *session) spendControl() bool { return s.spend(1) || s.tokens > -10*burst }

// answer sends the answer to request id.
func (s *session) answer(id int64, v any, err error) {
	if err != nil {
		s.push(struct {
			Re    int64     `json:"re"`
			Error wireError `json:"error"`
		}{id, s.wireError(err)}, firmFrame)
		return
	}
	head, _ := json.Marshal(struct {
		Re int64 `json:"re"`
	}{id})
	if v == nil {
		s.out.push(head, firmFrame)
		return
	}
	body, err := json.Marshal(v)
	if err != nil {
		s.log.Error("answer cannot be written", "error", err)
		return
	}
	s.out.push(splice(head, body), firmFrame)
}

// splice joins two JSON objects into one.
func splice(a, b []byte) []byte {
	if len(b) <= 2 {
		return a
	}
	out := make([]byte, 0, len(a)+len(b))
	out = append(out, a[:len(a)-1]...)
	out = append(out, ',')
	return append(out, b[1:]...)
}

type wireError struct {
	Kind   conference.Kind `json:"kind"`
	Code   string          `json:"code"`
	Detail string          `json:"detail"`
	Field  string          `json:"field,omitempty"`
	Begins *time.Time      `json:"begins,omitempty"` // with not_begun
}

// wireError is err as the page may read it; the cause of an internal one goes
// to the log.
func (s *session) wireError(err error) wireError {
	if e, ok := errors.AsType[*conference.Error](err); ok {
		w := wireError{Kind: e.Kind, Code: e.Code, Detail: e.Detail, Field: e.Field}
		if early, ok := errors.AsType[*conference.NotBegun](err); ok {
			w.Begins = &early.Begins
		}
		return w
	}
	s.log.Error("request failed", "error", err)
	return wireError{Kind: "internal", Code: "internal", Detail: "Something went wrong on the server."}
}

func (s *session) push(v any, w weight) {
	data, err := json.Marshal(v)
	if err != nil {
		s.log.Error("frame cannot be written", "error", err)
		return
	}
	s.out.push(data, w)
}

// write sends what the queue holds, and shows the page that the server lives: by a
// frame of its own only when nothing else was sent, and by pings that go with other
// frames. Each timer of each page would wake a processor.
func (s *session) write(ctx context.Context) {
	defer s.conn.Close()
	defer s.cancel()
	tick, pinged := time.NewTimer(tickEvery), time.Now()
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			_ = s.flush(ctx)
			deadline := time.Now().Add(time.Second)
			_ = s.conn.WriteControl(websocket.CloseMessage,
				websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), deadline)
			return
		case <-s.out.ready:
			err = s.flush(ctx)
		case <-tick.C:
			err = s.writeFrame([]byte(`{"type":"tick"}`))
		}
		if now := time.Now(); err == nil && now.Sub(pinged) >= pingAfter {
			pinged = now
			err = s.conn.WriteControl(websocket.PingMessage, nil, now.Add(writeWithin))
		}
		if err != nil {
			return
		}
		tick.Reset(tickEvery)
	}
}

func (s *session) flush(ctx context.Context) error {
	frames, resync, full := s.out.take()
	for i := range frames {
		if err := s.writeFrame(frames[i].frame()); err != nil {
			return err
		}
	}
	if full {
		return errors.New("the page does not keep up")
	}
	if resync {
		return s.resync(ctx)
	}
	return nil
}

func (s *session) writeFrame(data []byte) error {
	_ = s.conn.SetWriteDeadline(time.Now().Add(writeWithin))
	return s.conn.WriteMessage(websocket.TextMessage, data)
}

// resync sends the whole state to a page that lost events.
func (s *session) resync(ctx context.Context) error {
	s.mu.Lock()
	conf, me, in := s.conf, s.me, s.in
	s.mu.Unlock()
	if conf == nil || !in {
		return nil
	}
	snap, err := conf.SnapshotFor(ctx, me)
	if conference.KindOf(err) != "" {
		return nil // no longer inside: the page has been told
	}
	if err != nil {
		return err
	}
	data, err := json.Marshal(snapshotFrame{"snapshot", snap})
	if err != nil {
		return err
	}
	return s.writeFrame(data)
}

type snapshotFrame struct {
	Type     string               `json:"type"`
	Snapshot *conference.Snapshot `json:"snapshot"`
}
