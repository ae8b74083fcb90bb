// Package signaling is the browsers' side of conferences: one WebSocket for
// each page, described in PROTOCOL.md.
//
// A session reads requests one after another, hands them to the conference or
// to the media peer, and answers. What the conference tells arrives by Deliver,
// from the loop, and goes through a bounded queue to the one goroutine that
// writes. A page that does not keep up loses its events and gets a Snapshot; one
// that does not read at all is disconnected; nobody else notices.
package signaling

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"veche/conference"
	"veche/media"
)

// ProtocolVersion is what hello must ask for.
const ProtocolVersion = 1

// Media connects participants. Implemented by *media.Engine.
type Media interface {
	// Connect makes the media peer of a participant of a running conference.
	Connect(room conference.ID, p conference.ParticipantID, o media.Observer) (*media.Peer, error)
}

// Config of a Server. All fields but PublicURL and Log are required.
type Config struct {
	Directory *conference.Directory
	People    conference.People
	Media     Media
	// Identify says which account a request belongs to: nil for a guest.
	Identify func(*http.Request) (*conference.Person, error)
	// Source is where a request really comes from, trusted proxies considered.
	Source func(*http.Request) netip.Addr
	// File finds an uploaded file of a conference for a chat message.
	File func(ctx context.Context, c conference.ID, id string) (conference.ChatFile, error)
	// FileBytes is the largest file the chat takes.
	FileBytes func() int64
	// PublicURL is an origin that is allowed beside the request's own host.
	PublicURL string
	Version   string
	Log       *slog.Logger
}

// Server serves /ws.
type Server struct {
	cfg      Config
	upgrader websocket.Upgrader
	ctx      context.Context // ends with Close
	stop     context.CancelFunc
	sessions sync.WaitGroup
	mu       sync.Mutex
	open     map[*session]struct{}
	parked   map[parkedSeat]parkedLine
}

// New returns a Server. Close ends its sessions.
func New(cfg Config) *Server {
	s := &Server{cfg: cfg, open: make(map[*session]struct{}), parked: make(map[parkedSeat]parkedLine)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.upgrader = websocket.Upgrader{
		HandshakeTimeout: 10 * time.Second,
		ReadBufferSize:   2048, WriteBufferSize: 2048,
		WriteBufferPool: &sync.Pool{},
		CheckOrigin:     s.ours,
	}
	s.sessions.Go(s.sweep)
	return s
}

// ours tells whether a page of ours opens the socket. A program sends no
// Origin and no cookie of a browser's user.
func (s *Server) ours(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil {
		return false
	}
	if strings.EqualFold(u.Host, r.Host) {
		return true
	}
	public, err := url.Parse(s.cfg.PublicURL)
	return err == nil && s.cfg.PublicURL != "" && strings.EqualFold(u.Host, public.Host)
}

// ServeHTTP upgrades and serves one page until it is gone.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.ctx.Err() != nil {
		http.Error(w, "the server is stopping", http.StatusServiceUnavailable)
		return
	}
	person, err := s.cfg.Identify(r)
	if err != nil {
		s.cfg.Log.Error("who opens a socket cannot be found out", "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	conn, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	ss := newSession(s, conn, r, person)
	s.sessions.Add(1)
	defer s.sessions.Done()
	s.mu.Lock()
	s.open[ss] = struct{}{}
	s.mu.Unlock()
	ss.serve(s.ctx)
	s.mu.Lock()
	delete(s.open, ss)
	s.mu.Unlock()
}

// Close ends all sessions: pages see "going away" and come back when the
// server does.
func (s *Server) Close(ctx context.Context) error {
	s.stop()
	done := make(chan struct{})
	go func() { s.sessions.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return errors.New("signaling: some sessions did not end in time")
	}
}

// Sessions is the number of open sockets.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// Drop disconnects every page of an account: it was blocked or signed out
// everywhere.
func (s *Server) Drop(login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ss := range s.open {
		if ss.person != nil && ss.person.Login == login {
			ss.cancel()
		}
	}
}
