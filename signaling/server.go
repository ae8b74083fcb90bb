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
	"veche/conference/access"
	"veche/conference/camera"
	"veche/conference/contact"
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
	// Steering moves cameras; nil: none can be moved.
	Steering camera.Steering
	// Identify says which account a request belongs to: nil for a guest.
	Identify func(*http.Request) (*conference.Person, error)
	// Contacts are the address books that a moderator calls from.
	Contacts contact.Finder
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
	people   map[string]map[*session]struct{} // pages that have said hello, by login
	sources  map[string]int                   // open sockets, by access.SourceKey
	parked   map[parkedSeat]parkedLine
	dropped  []func(login string) // who else is told by Drop; set before serving

	arrivals *access.Budget // new sockets of one source
	joins    *access.Budget // joins of one source
}

// What one source may open: an IPv4 address or an IPv6 /64, behind which there
// may be a whole company.
const (
	maxSockets      = 2000
	newSocketsBurst = 1000
	newSocketsEvery = 2 * time.Millisecond

	// Everybody inside hears of each join (lesson 40). WHIP has the rate of the API.
	joinsBurst = 1000
	joinsEvery = 10 * time.Millisecond
)

// New returns a Server. Close ends its sessions.
func New(cfg Config) *Server {
	s := &Server{
		cfg: cfg, open: make(map[*session]struct{}), people: make(map[string]map[*session]struct{}), sources: make(map[string]int),
		parked:   make(map[parkedSeat]parkedLine),
		arrivals: access.NewBudget(access.Limits{Burst: newSocketsBurst, Every: newSocketsEvery}),
		joins:    access.NewBudget(access.Limits{Burst: joinsBurst, Every: joinsEvery}),
	}
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
	source := access.SourceKey(s.cfg.Source(r))
	if !s.enter(source) {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "too many connections from your address", http.StatusTooManyRequests)
		return
	}
	defer s.exit(source)
	person, err := s.cfg.Identify(r)
	if conference.KindOf(err) == conference.Denied {
		http.Error(w, "this key is not for that", http.StatusForbidden)
		return
	}
	if err != nil {
		s.cfg.Log.Error("who opens a socket cannot be found out", "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	conn, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	ss := newSession(s, conn, r, person)
	ss.cancel = cancel
	if !s.list(ss) {
		_ = conn.Close()
		return
	}
	defer s.unlist(ss)
	if person != nil && !s.still(r, person.Login) { // Drop came before it was listed
		ss.dropped.Store(true)
		cancel()
	}
	ss.serve(ctx)
}

// list notes an open socket; false when the server is stopping.
func (s *Server) list(ss *session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.sessions.Add(1)
	s.open[ss] = struct{}{}
	return true
}

func (s *Server) unlist(ss *session) {
	s.mu.Lock()
	delete(s.open, ss)
	s.mu.Unlock()
	s.sessions.Done()
}

// enter takes a place for one more socket of source, if there is one.
func (s *Server) enter(source string) bool {
	if !s.arrivals.Allow(source, time.Now()) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sources[source] >= maxSockets {
		return false
	}
	s.sources[source]++
	return true
}

func (s *Server) exit(source string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sources[source]--; s.sources[source] == 0 {
		delete(s.sources, source)
	}
}

// still tells whether r, as it came, is of login yet: not signed out, not blocked.
// When that cannot be found out it counts as yes.
func (s *Server) still(r *http.Request, login string) bool {
	person, err := s.cfg.Identify(r.WithContext(context.WithoutCancel(r.Context())))
	return err != nil || person != nil && person.Login == login
}

// Close ends all sessions: pages see "going away" and come back when the
// server does.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock() // whoever is listed is waited for
	s.stop()
	s.mu.Unlock()
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

// Drop disconnects every page of an account: it was blocked or signed out, or
// its rights changed. Those that are signed in yet come back by themselves; of
// the others nothing goes on, neither seat nor media.
func (s *Server) Drop(login string) {
	s.mu.Lock()
	for ss := range s.open {
		if ss.person != nil && ss.person.Login == login {
			ss.dropped.Store(true)
			ss.cancel()
		}
	}
	s.mu.Unlock()
	for _, drop := range s.dropped {
		drop(login)
	}
}
