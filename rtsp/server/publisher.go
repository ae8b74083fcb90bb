package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bluenviron/gortsplib/v4/pkg/base"
	"github.com/bluenviron/gortsplib/v4/pkg/description"
	"github.com/bluenviron/gortsplib/v4/pkg/sdp"

	"veche/conference"
	"veche/conference/access"
	"veche/conference/camera"
	"veche/media"
	"veche/media/codec/video"
)

// publisher is a program that sends into a conference by ANNOUNCE and RECORD: a
// participant like any other, who receives nothing.
type publisher struct {
	srv    *Server
	log    *slog.Logger
	conf   *conference.Conference
	me     conference.ParticipantID
	resume string
	key    string // names its seat for when it comes back

	entered chan *conference.Snapshot // from the waiting room
	refused chan struct{}             // closed when it is not let in

	mu    sync.Mutex
	end   func() // closes the connection or the session; does not block
	over  bool
	visit *visit    // on which it sends; nil before
	once  sync.Once // closes refused
	leg   *media.Leg
}

var (
	_ conference.Subscriber = (*publisher)(nil)
	_ media.LegSink         = (*publisher)(nil)
)

const (
	// waitMost is how long ANNOUNCE waits for a moderator: whoever sent it waits with it,
	// and has his place when he asks again.
	waitMost   = 25 * time.Second
	mediasMost = 8
	seatsMost  = 2000
	nameMost   = 400 // bytes; the conference counts letters
)

// keptSeat is what a publisher that was cut off returns by.
type keptSeat struct {
	resume string
	since  time.Time
}

// announce lets a publisher in; nil: he is inside, and v.publisher is he.
func (v *visit) announce(req *base.Request) *base.Response {
	v.abandon()
	v.unpublish()
	t, _, err := parseTarget(req.URL)
	if err != nil || !announced(req.Body) {
		return &base.Response{StatusCode: base.StatusBadRequest}
	}
	if !v.srv.cfg.Settings().Enabled {
		return challenge(&t, v.nonce) // as of an unknown conference
	}
	ctx, cancel := context.WithTimeout(context.Background(), waitMost+judgeLimit)
	defer cancel()
	ask, err := v.ask(ctx, req)
	if err != nil {
		return v.refuse(&t, err)
	}
	p, err := v.srv.enter(ctx, v, &t, ask)
	if err != nil {
		return v.refuse(&t, alike(err, ask.Knows != nil))
	}
	p.endBy(v.conn.Close)
	v.publisher = p
	return nil
}

// announced tells whether the body describes something that we take.
func announced(body []byte) bool {
	var raw sdp.SessionDescription
	var session description.Session
	if raw.Unmarshal(body) != nil || session.Unmarshal(&raw) != nil || len(session.Medias) > mediasMost {
		return false
	}
	for _, m := range session.Medias {
		if slices.ContainsFunc(m.Formats, takes) {
			return true
		}
	}
	return false
}

// alike makes an unknown conference look like a wrong PIN (P3).
func alike(err error, shown bool) error {
	if conference.CodeOf(err) != "unknown" {
		return err
	}
	if shown {
		return conference.Refuse(conference.Denied, "pin_wrong", "")
	}
	return conference.Refuse(conference.Denied, "pin_required", "")
}

// enter takes a seat, its old one if it has one, or waits for a moderator.
func (s *Server) enter(ctx context.Context, v *visit, t *target, ask conference.ReadRequest) (*publisher, error) {
	p := &publisher{
		srv: s, log: s.log.With("conference", t.cid, "way", "rtsp"),
		entered: make(chan *conference.Snapshot, 1), refused: make(chan struct{}), key: seatKey(v, t, &ask),
	}
	join := conference.JoinRequest{
		Kind: access.KindRTSP, Person: ask.Person, Name: nameOf(t), Knows: ask.Knows, Page: p,
		Media: conference.MediaState{Microphone: true, Camera: true}, Resume: s.seatOf(p.key),
	}
	conf, res, err := s.cfg.Directory.Join(ctx, conference.Door{CID: t.cid, Source: v.source}, join)
	if err != nil {
		s.forgetSeat(p.key)
		return nil, err
	}
	p.conf = conf
	inside := res.Entered
	if inside == nil {
		s.keepSeat(p.key, res.Resume)
		if inside, err = p.admitted(ctx); err != nil {
			return nil, err
		}
	}
	p.me, p.resume = inside.You.ID, inside.You.Resume
	p.log = p.log.With("participant", string(p.me))
	p.log.Info("a program publishes", "source", v.source.String())
	return p, nil
}

var (
	errWaits    = conference.Refuse(conference.Unavailable, "waiting", "A moderator has yet to let you in.")
	errRefused  = conference.Refuse(conference.Denied, "refused", "A moderator did not let you in.")
	errNoMedium = errors.New("rtsp: the conference has no room")
)

// admitted waits in the waiting room. Whoever is not let in in time keeps his place for
// when he asks again.
func (p *publisher) admitted(ctx context.Context) (*conference.Snapshot, error) {
	late := time.NewTimer(waitMost)
	defer late.Stop()
	select {
	case s := <-p.entered:
		return s, nil
	case <-p.refused:
		p.srv.forgetSeat(p.key)
		return nil, errRefused
	case <-p.conf.Ended():
		return nil, conference.ErrEnded
	case <-late.C:
	case <-p.srv.closing:
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerLimit)
	defer cancel()
	p.conf.Lost(ctx, p)
	return nil, errWaits
}

// nameOf is what a publisher is called who has no account.
func nameOf(t *target) string {
	if name := strings.TrimSpace(t.name); name != "" {
		return name
	}
	return "RTSP"
}

// seatKey is the same when a publisher comes back.
func seatKey(v *visit, t *target, ask *conference.ReadRequest) string {
	who := ""
	if ask.Person != nil {
		who = ask.Person.Login
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{t.cid, access.SourceKey(v.source), who, t.name}, "\x00")))
	return hex.EncodeToString(sum[:])
}

// seatOf is what returns to the seat of key; it is used once.
func (s *Server) seatOf(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.seats[key]
	delete(s.seats, key)
	return kept.resume
}

func (s *Server) forgetSeat(key string) { s.seatOf(key) }

func (s *Server) keepSeat(key, resume string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, kept := range s.seats {
		if time.Since(kept.since) > access.SeatKept || len(s.seats) > seatsMost {
			delete(s.seats, k)
		}
	}
	s.seats[key] = keptSeat{resume, time.Now()}
}

// unpublish gives up a seat to which no session came.
func (v *visit) unpublish() {
	if p := v.publisher; p != nil {
		v.publisher = nil
		p.endBy(func() {})
		p.leave()
	}
}

// begin connects the media.
func (p *publisher) begin(medias []*description.Media) error {
	leg, err := p.srv.cfg.Media.ConnectLeg(p.conf.ID(), p.me, p)
	if err != nil {
		return errNoMedium
	}
	p.mu.Lock()
	p.leg = leg
	p.mu.Unlock()
	var picture, sound bool
	for _, m := range medias {
		picture = picture || m.Type == description.MediaTypeVideo
		sound = sound || m.Type == description.MediaTypeAudio
	}
	ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
	defer cancel()
	_, errSound := p.conf.Send(ctx, p.me, &sound, nil, nil) // as far as it is permitted
	_, errPicture := p.conf.Send(ctx, p.me, nil, &picture, nil)
	if errSound != nil && errPicture != nil {
		return errors.Join(errSound, errPicture)
	}
	return p.conf.SetCamera(ctx, p.me, camera.Status{State: camera.Live, Since: time.Now()})
}

// Deliver implements [conference.Subscriber].
func (p *publisher) Deliver(n *conference.Notice) {
	switch n.Kind {
	case conference.NoticeAdmitted:
		select {
		case p.entered <- n.Snapshot:
		default:
		}
	case conference.NoticeRemoved:
		p.once.Do(func() { close(p.refused) })
		p.drop()
	case conference.NoticeRefused:
		p.once.Do(func() { close(p.refused) })
	default: // it reads nothing
	}
}

func (p *publisher) drop() {
	p.mu.Lock()
	end := p.end
	p.over = true
	p.mu.Unlock()
	if end != nil {
		end()
	}
}

func (p *publisher) endBy(end func()) {
	p.mu.Lock()
	over := p.over
	p.end = end
	p.mu.Unlock()
	if over {
		end()
	}
}

// closeLeg ends the media.
func (p *publisher) closeLeg() {
	p.mu.Lock()
	leg := p.leg
	p.leg = nil
	p.mu.Unlock()
	if leg != nil {
		leg.Close()
	}
}

// flowOf notes that something comes on a connection because of p.
func (p *publisher) flowOf(v *visit) {
	p.mu.Lock()
	p.visit = v
	p.mu.Unlock()
	v.flow(1)
	p.srv.count(func(s *Stats) { s.Publishers++ })
}

// gone is the end of the session: torn down by the publisher, or cut off, or ended here.
func (p *publisher) gone(torn bool) {
	p.mu.Lock()
	v, over := p.visit, p.over
	p.mu.Unlock()
	if v != nil {
		v.flow(-1)
		p.srv.count(func(s *Stats) { s.Publishers-- })
	}
	if torn || over {
		p.leave()
	} else {
		p.lost()
	}
}

// leave gives up the seat.
func (p *publisher) leave() {
	p.closeLeg()
	ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
	defer cancel()
	_ = p.conf.Leave(ctx, p.me) // whoever is out is out
	p.log.Info("a program publishes no more")
}

// lost keeps the seat for a while: the connection is gone.
func (p *publisher) lost() {
	p.closeLeg()
	p.srv.keepSeat(p.key, p.resume)
	ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
	defer cancel()
	p.conf.Lost(ctx, p)
	p.log.Info("the connection of a program is gone")
}

// Sound implements [media.LegSink]: a publisher receives nothing.
func (p *publisher) Sound([]byte, time.Duration) {}

// Picture implements [media.LegSink].
func (p *publisher) Picture(conference.SourceKind, video.Coded, time.Duration) {}

// KeyFrameWanted implements [media.LegSink]. Programs have no ear for it: their next
// one is waited for.
func (p *publisher) KeyFrameWanted(conference.SourceKind) {}
