package signaling

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"veche/conference"
	"veche/conference/access"
	"veche/media"
)

// This file is WHIP (RFC 9725) and WHEP: a program publishes into a conference
// or reads from it with one HTTP request. Either is a participant like any
// other: the same access decision, shown in the list, removable.

const (
	sdpBytes = 128 << 10
	whipKept = 10 * time.Minute // a place in the waiting room that nobody asks about
	whipMax  = 5000

	whepWindows = 25 // of the composed picture

	connectWithin = 30 * time.Second // from the answer to the first packet
	askWithin     = 30 * time.Second // from one request of who waits to the next, which is asked for after 3 s
)

// WHIP serves POST, PATCH and DELETE below …/whip and …/whep; signaling/api has
// the routes and describes them.
type WHIP struct {
	srv *Server
	// problem answers with an RFC 9457 problem.
	problem func(http.ResponseWriter, *http.Request, error)

	mu       sync.Mutex
	sessions map[string]*whipSession // by the secret in the Location
	waiting  map[string]whipWaiting  // by who asks, see key
}

type whipWaiting struct {
	resume string
	page   *whipSession
	since  time.Time
}

// NewWHIP returns the handler of both; problem writes refusals.
func NewWHIP(srv *Server, problem func(http.ResponseWriter, *http.Request, error)) *WHIP {
	h := &WHIP{srv: srv, problem: problem, sessions: make(map[string]*whipSession), waiting: make(map[string]whipWaiting)}
	srv.dropped = append(srv.dropped, h.drop)
	return h
}

// drop ends what login publishes and reads with a token that is void now.
func (h *WHIP) drop(login string) {
	h.mu.Lock()
	var of []*whipSession
	for _, s := range h.sessions {
		if s.join.Person != nil && s.join.Person.Login == login {
			of = append(of, s)
		}
	}
	h.mu.Unlock()
	for _, s := range of {
		if !h.srv.still(s.request, login) {
			go s.close()
		}
	}
}

// The media types of both protocols.
const (
	typeSDP         = "application/sdp"
	typeSDPFragment = "application/trickle-ice-sdpfrag" // RFC 8840
)

// mediaTypeOf is what the body of r is said to be, without parameters.
func mediaTypeOf(r *http.Request) string {
	t, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return t
}

func unsupported(want string) error {
	return conference.Refuse(conference.Invalid, "unsupported_media_type", "The body must be "+want+".")
}

// whipSession is one publisher or reader.
type whipSession struct {
	srv    *Server
	log    *slog.Logger
	secret string
	cid    string
	resume string
	join   conference.JoinRequest
	door   conference.Door

	request *http.Request // as it came, for its token

	mu        sync.Mutex
	conf      *conference.Conference
	me        conference.ParticipantID
	peer      *media.Peer
	lost      bool
	over      bool
	connected bool
	refused   bool // by a moderator, while waiting
	drop      func()
}

// Create answers a POST of kind "whip" or "whep": 201 with the answer, 202
// while waiting.
func (h *WHIP) Create(w http.ResponseWriter, r *http.Request, kind string) {
	if mediaTypeOf(r) != typeSDP {
		h.problem(w, r, unsupported(typeSDP))
		return
	}
	sdp, err := io.ReadAll(http.MaxBytesReader(w, r.Body, sdpBytes))
	if err != nil {
		h.problem(w, r, invalid("sdp", "The offer is too large."))
		return
	}
	if err := media.CheckOffer(string(sdp)); err != nil { // nobody comes in to leave again
		h.problem(w, r, badOffer(err))
		return
	}
	join, key, err := h.request(r)
	if err != nil {
		h.problem(w, r, err)
		return
	}
	s := &whipSession{srv: h.srv, cid: r.PathValue("cid"), join: join, request: r, log: h.srv.cfg.Log.With("way", kind)}
	s.door = conference.Door{CID: s.cid, Source: h.srv.cfg.Source(r)}
	entered, err := h.enter(r.Context(), s, key)
	if err != nil {
		h.problem(w, r, err)
		return
	}
	if !entered {
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusAccepted)
		return
	}
	answer, err := s.connect(r.Context(), kind, string(sdp), conference.ParticipantID(r.URL.Query().Get("participant")))
	if err != nil {
		s.close()
		h.problem(w, r, err)
		return
	}
	if !h.keep(s) {
		s.close()
		h.problem(w, r, conference.ErrEnded)
		return
	}
	go s.expect(connectWithin)
	w.Header().Set("Content-Type", typeSDP)
	w.Header().Set("Location", r.URL.Path+"/"+s.secret)
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, answer)
}

func badOffer(err error) error {
	return &conference.Error{Kind: conference.Invalid, Code: "sdp", Detail: err.Error(), Field: "sdp"}
}

// request says who asks: an account by token or API key, or a guest by name
// with the PIN as the bearer. key is the same when the request is repeated.
func (h *WHIP) request(r *http.Request) (conference.JoinRequest, string, error) {
	person, err := h.srv.cfg.Identify(r)
	if err != nil {
		return conference.JoinRequest{}, "", err
	}
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	name := r.URL.Query().Get("name")
	j := conference.JoinRequest{Kind: access.KindGuest, Name: name, Media: conference.MediaState{Microphone: true, Camera: true}}
	if person != nil {
		j.Kind, j.Person = access.KindUser, person
		name = person.Login
	} else {
		j.PIN = access.PIN(bearer)
	}
	if len(bearer) > 256 || len(name) > 1000 {
		return j, "", invalid("name", "A field is too long.")
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		r.PathValue("cid"), h.srv.cfg.Source(r).String(), bearer, name, r.URL.Query().Get("participant"),
	}, "\x00")))
	return j, hex.EncodeToString(sum[:]), nil
}

// enter joins; false means that a moderator has yet to admit s. Who repeats the
// request keeps his place.
func (h *WHIP) enter(ctx context.Context, s *whipSession, key string) (bool, error) {
	h.mu.Lock()
	before, waited := h.waiting[key]
	h.mu.Unlock()
	if waited {
		s.join.Resume = before.resume
		if err := before.page.refusal(); err != nil {
			h.forget(key)
			return false, err
		}
	}
	s.join.Page = s
	conf, res, err := h.srv.cfg.Directory.Join(ctx, s.door, s.join)
	if err != nil {
		h.forget(key)
		return false, err
	}
	if res.Waiting != nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.sweep()
		h.waiting[key] = whipWaiting{resume: res.Resume, page: s, since: time.Now()}
		go h.await(key, s, conf)
		return false, nil
	}
	h.forget(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conf, s.me, s.resume = conf, res.Entered.You.ID, res.Entered.You.Resume
	return true, nil
}

func (h *WHIP) forget(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.waiting, key)
}

// await tells the conference when s, who waits or has been admitted meanwhile,
// does not ask again: place or seat are kept for a while then, as those of a page
// whose connection broke.
func (h *WHIP) await(key string, s *whipSession, conf *conference.Conference) {
	late := time.NewTimer(askWithin)
	defer late.Stop()
	select {
	case <-late.C:
	case <-h.srv.ctx.Done():
		return
	}
	h.mu.Lock()
	still := h.waiting[key].page == s
	h.mu.Unlock()
	if still {
		ctx, cancel := context.WithTimeout(h.srv.ctx, requestWithin)
		defer cancel()
		conf.Lost(ctx, s)
	}
}

// sweep forgets those who stopped asking.
func (h *WHIP) sweep() {
	for key, w := range h.waiting {
		if time.Since(w.since) > whipKept || len(h.waiting) > whipMax {
			delete(h.waiting, key)
		}
	}
}

// connect makes the media of s.
func (s *whipSession) connect(ctx context.Context, kind, sdp string, only conference.ParticipantID) (string, error) {
	s.mu.Lock()
	conf, me := s.conf, s.me
	s.mu.Unlock()
	if conf == nil {
		return "", conference.ErrEnded
	}
	if kind == "whep" {
		off := false
		if _, err := conf.Send(ctx, me, &off, &off, &off); err != nil {
			return "", err
		}
		if _, err := conf.SetDisplay(ctx, me, s.reads(only)); err != nil {
			return "", err
		}
	} else {
		on := true
		_, errAudio := conf.Send(ctx, me, &on, nil, nil) // as far as it is permitted
		_, errVideo := conf.Send(ctx, me, nil, &on, nil)
		if errAudio != nil && errVideo != nil {
			return "", errors.Join(errAudio, errVideo)
		}
	}
	peer, err := s.srv.cfg.Media.Connect(conf.ID(), me, s)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	if s.over { // taken out meanwhile: nobody would close it
		s.mu.Unlock()
		peer.Close()
		return "", conference.ErrEnded
	}
	s.peer = peer
	s.mu.Unlock()
	answer, err := peer.Offer(sdp, nil)
	if err != nil {
		return "", badOffer(err)
	}
	return answer, nil
}

// reads is what a reader gets: one participant, or the composed picture of all;
// whoever speaks where the server cannot make that.
func (s *whipSession) reads(only conference.ParticipantID) conference.Display {
	if only == "" && s.srv.cfg.Directory.Features().Composed {
		return conference.Display{Layout: "auto", Windows: whepWindows, Composed: true, Watches: true}
	}
	return conference.Display{Layout: "speaker", Windows: 1, Only: only, Watches: true}
}

// keep makes s findable by its Location; false if it is over before it began.
func (h *WHIP) keep(s *whipSession) bool {
	s.secret = rand.Text()
	h.mu.Lock()
	defer h.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return false
	}
	h.sessions[s.secret] = s
	s.drop = func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.sessions, s.secret)
	}
	return true
}

func (h *WHIP) session(r *http.Request) *whipSession {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.sessions[r.PathValue("session")]
	if s == nil || s.cid != r.PathValue("cid") {
		return nil
	}
	return s
}

// Remove answers a DELETE of a session.
func (h *WHIP) Remove(w http.ResponseWriter, r *http.Request) {
	s := h.session(r)
	if s == nil {
		h.problem(w, r, conference.Refuse(conference.NotFound, "unknown", "There is no such session."))
		return
	}
	s.close()
	w.WriteHeader(http.StatusOK)
}

// Patch takes trickled candidates, which an ICE-lite server does not need. An
// ICE restart is a new POST.
func (h *WHIP) Patch(w http.ResponseWriter, r *http.Request) {
	s := h.session(r)
	if s == nil {
		h.problem(w, r, conference.Refuse(conference.NotFound, "unknown", "There is no such session."))
		return
	}
	if mediaTypeOf(r) != typeSDPFragment {
		h.problem(w, r, unsupported(typeSDPFragment))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Options answers what a browser asks before a page of another site sends
// something (Fetch Standard 4.8), and who wants to know what is taken (RFC 9725).
// Which pages may is decided before, by [auth.Auth.Share]: without its
// Access-Control-Allow-Origin the rest says nothing to a browser.
func (h *WHIP) Options(w http.ResponseWriter, r *http.Request) {
	answer := w.Header()
	answer.Set("Accept-Post", typeSDP)
	if r.Header.Get("Access-Control-Request-Method") != "" {
		answer.Set("Access-Control-Allow-Methods", "POST, PATCH, DELETE")
		answer.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match")
		answer.Set("Access-Control-Max-Age", "600")
	}
	w.WriteHeader(http.StatusOK)
}

// close ends the session and gives up the seat.
func (s *whipSession) close() {
	s.mu.Lock()
	conf, me, peer, drop := s.conf, s.me, s.peer, s.drop
	s.conf, s.peer, s.drop, s.over = nil, nil, nil, true
	s.mu.Unlock()
	if drop != nil {
		drop()
	}
	if peer != nil {
		peer.Close()
	}
	if conf != nil {
		ctx, cancel := context.WithTimeout(context.Background(), requestWithin)
		defer cancel()
		_ = conf.Leave(ctx, me)
	}
}

// Deliver implements conference.Subscriber: a program only cares to be out.
func (s *whipSession) Deliver(n *conference.Notice) {
	switch n.Kind {
	case conference.NoticeRemoved:
		go s.close() // not from the loop
	case conference.NoticeRefused:
		if n.Code == "refused" { // all other codes end the waiting of all, and nobody is meant
			s.mu.Lock()
			defer s.mu.Unlock()
			s.refused = true
		}
	}
}

// refusal is the answer to who asks again and was refused meanwhile.
func (s *whipSession) refusal() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.refused {
		return nil
	}
	return conference.Refuse(conference.Denied, "refused", "A moderator did not let you in.")
}

// Connected takes the seat again if the connection was lost meanwhile.
func (s *whipSession) Connected() {
	s.mu.Lock()
	again := s.lost && !s.over
	s.lost, s.connected = false, true
	s.mu.Unlock()
	if !again {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(s.srv.ctx, requestWithin)
		defer cancel()
		j := s.join
		j.Resume, j.Page = s.resume, s
		if _, _, err := s.srv.cfg.Directory.Join(ctx, s.door, j); err != nil {
			s.log.Debug("seat is gone", "error", err)
			s.close()
		}
	}()
}

// Disconnected keeps the seat for a while, as for a browser.
func (s *whipSession) Disconnected() {
	s.mu.Lock()
	conf := s.conf
	s.lost, s.connected = conf != nil, false
	s.mu.Unlock()
	if conf == nil {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(s.srv.ctx, requestWithin)
		conf.Lost(ctx, s)
		cancel()
		s.expect(access.SeatKept)
	}()
}

// expect ends the session if media does not flow by the end of within.
func (s *whipSession) expect(within time.Duration) {
	late := time.NewTimer(within)
	defer late.Stop()
	select {
	case <-late.C:
	case <-s.srv.ctx.Done():
		return
	}
	s.mu.Lock()
	gone := !s.connected && !s.over
	s.mu.Unlock()
	if gone {
		s.close()
	}
}

// Slots implements media.Observer; a program is not told.
func (s *whipSession) Slots(media.SlotState) {}

// Quality implements media.Observer; a program is not told.
func (s *whipSession) Quality(media.Quality) {}

var (
	_ conference.Subscriber = (*whipSession)(nil)
	_ media.Observer        = (*whipSession)(nil)
)
