package server

import (
	"context"
	"sync"
	"time"

	"github.com/bluenviron/gortsplib/v4"

	"veche/conference"
)

// reading is one who may read an outlet: first by the connection on which he was
// admitted, then by his session.
type reading struct {
	srv    *Server
	outlet *outlet
	target target
	id     conference.ReaderID

	mu      sync.Mutex
	end     func() // closes the connection or the session; does not block
	over    bool
	plays   bool
	losses  int
	counted time.Time // since when losses are
	visit   *visit    // on which it plays; nil before
}

var _ conference.Subscriber = (*reading)(nil)

const (
	// lossesMost in lossWindow is what a reader may lose: with more he sees nothing that
	// is worth the work.
	lossesMost = 2000
	lossWindow = 10 * time.Second
)

// admit lets a reader in, or says why not.
func (s *Server) admit(ctx context.Context, t *target, door conference.Door, ask conference.ReadRequest) (*reading, error) {
	r := &reading{srv: s, target: *t}
	ask.Listener = r
	conf, id, err := s.cfg.Directory.Read(ctx, door, ask)
	if err != nil {
		return nil, err
	}
	r.id = id
	if !s.seat() {
		conf.Unread(ctx, id)
		return nil, errServerFull
	}
	if r.outlet, err = s.take(outletKey{conf, t.format}); err != nil {
		s.unseat()
		conf.Unread(ctx, id)
		return nil, err
	}
	return r, nil
}

var errServerFull = conference.Refuse(conference.Full, "readers", "The server has as many readers as it may have.")

// Deliver implements [conference.Subscriber]: the reader is to go.
func (r *reading) Deliver(n *conference.Notice) {
	if n.Kind == conference.NoticeRemoved {
		r.drop()
	}
}

// drop ends what the reader has. It does not block.
func (r *reading) drop() {
	r.mu.Lock()
	end := r.end
	r.over = true
	r.mu.Unlock()
	if end != nil {
		end()
	}
}

// endBy says what is to be closed when the reader is to go.
func (r *reading) endBy(end func()) {
	r.mu.Lock()
	over := r.over
	r.end = end
	r.mu.Unlock()
	if over {
		end()
	}
}

// ended tells whether the reader was told to go.
func (r *reading) ended() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.over
}

// play tells the conference, and asks for a picture to begin with.
func (r *reading) play(transport string) error {
	r.mu.Lock()
	again := r.plays
	r.plays = true
	r.mu.Unlock()
	if !again {
		ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
		defer cancel()
		if err := r.outlet.key.conf.Plays(ctx, r.id, transport); err != nil {
			return err
		}
	}
	r.outlet.source.RequestKey()
	return nil
}

// flowOf notes that something goes on a connection because of r.
func (r *reading) flowOf(v *visit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.visit = v
}

// leave gives everything back.
func (r *reading) leave() {
	r.mu.Lock()
	v := r.visit
	r.mu.Unlock()
	if v != nil {
		v.flow(-1)
	}
	ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
	defer cancel()
	r.outlet.key.conf.Unread(ctx, r.id)
	r.srv.giveBack(r.outlet)
	r.srv.unseat()
}

// lost counts a packet for which the reader had no room. It is called where packets are
// sent to all, and does not block.
func (r *reading) lost(session *gortsplib.ServerSession) {
	r.srv.count(func(s *Stats) { s.Lost++ })
	now := time.Now()
	r.mu.Lock()
	if now.Sub(r.counted) > lossWindow {
		r.counted, r.losses = now, 0
	}
	r.losses++
	slow := r.losses == lossesMost
	r.mu.Unlock()
	if slow {
		r.srv.count(func(s *Stats) { s.Dropped++ })
		r.srv.log.Info("a reader is too slow", "conference", string(r.outlet.key.conf.ID()), "reader", string(r.id))
		session.Close()
	}
	r.outlet.lost()
}
