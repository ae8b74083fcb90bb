package media

import (
	"fmt"
	"image"
	"log/slog"
	"net/netip"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"veche/conference"
	"veche/media/codec/sound"
	"veche/media/codec/video"
	"veche/media/peer"
	"veche/media/wire"
)

// Config of an [Engine]. The zero value listens on port 8444.
type Config struct {
	// Listen is the one port for UDP and TCP, ":8444" if empty. Port 0 takes any.
	Listen string
	// Addresses are announced beside those of the machine: IP addresses, and
	// names that are resolved again each minute (lesson 4).
	Addresses []string
	Log       *slog.Logger // nil: silent
	// Recordings says where they go.
	Recordings RecordingConfig
	// FPS is how many pictures a second are composed; 0 means 25.
	FPS int
	// Avatar loads the picture of a person for composed pictures, by the path that
	// [conference.Marks] has; nil: initials for everybody.
	Avatar func(path string) (image.Image, error)
	// Workers is the number of UDP sockets, each with its goroutine; 0: one per core.
	Workers int
	// NoGSO sends every datagram on its own, NoTCP offers no ICE-TCP.
	NoGSO bool
	NoTCP bool

	// Sealed hears of every packet sealed; for tests.
	Sealed func(peer string, ssrc uint32, index uint64)
}

// Engine forwards the media of all conferences.
type Engine struct {
	log       *slog.Logger
	board     *peer.Switchboard
	announcer *announcer
	sender    *wire.Sender // of run, as are the next two
	faults    int
	faultTold time.Time
	wake      chan struct{} // capacity 1
	done      chan struct{}
	wg        sync.WaitGroup

	recordings RecordingConfig
	fps        int
	faces      faces
	reels      reels
	remakes    atomic.Int64
	producing  sync.WaitGroup // productions that are being closed, and remakes

	closing sync.Once
	closed  error // of it

	mu    sync.Mutex
	rooms map[*Room]struct{}
}

var _ conference.Media = (*Engine)(nil)

// The clock of all timed work. What concerns publishers whose packets come is done
// with these packets, so mostly calm is enough: each turn by the clock wakes
// processors that had gone to sleep.
const (
	tickEvery   = 20 * time.Millisecond
	calmEvery   = 100 * time.Millisecond
	lonelyEvery = time.Second // where nobody sees or hears anything
)

// New opens the sockets and starts the engine.
func New(cfg Config) (*Engine, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Listen == "" {
		cfg.Listen = ":8444"
	}
	if cfg.FPS == 0 {
		cfg.FPS = 25
	}
	e := &Engine{
		log: cfg.Log, wake: make(chan struct{}, 1), done: make(chan struct{}),
		rooms: make(map[*Room]struct{}), recordings: cfg.Recordings, fps: cfg.FPS, faces: faces{load: cfg.Avatar},
	}
	var err error
	if e.announcer, err = newAnnouncer(cfg.Listen, cfg.Addresses, cfg.Log); err != nil {
		return nil, err
	}
	e.board, err = peer.Open(peer.Config{
		Listen: cfg.Listen, Workers: cfg.Workers, Log: cfg.Log, Addresses: e.announcer.addresses, Wake: e.kick,
		NoGSO: cfg.NoGSO, NoTCP: cfg.NoTCP, Sealed: cfg.Sealed,
	})
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	e.sender = e.board.NewSender()
	e.wg.Go(func() { e.announcer.run(e.done) })
	e.wg.Go(e.run)
	return e, nil
}

// Addr is the address of the media port.
func (e *Engine) Addr() netip.AddrPort { return e.board.Addr() }

// Epoch is the time 0 of all times that legs are given.
func (e *Engine) Epoch() time.Time { return e.board.Epoch() }

// Announced are the addresses that answers bear at the moment.
func (e *Engine) Announced() []netip.Addr { return e.announcer.addresses() }

// OpenRoom makes the room of a conference.
func (e *Engine) OpenRoom(id conference.ID, facts conference.Facts) conference.Room {
	r := newRoom(e, id, facts)
	e.mu.Lock()
	e.rooms[r] = struct{}{}
	e.mu.Unlock()
	return r
}

// Close ends all rooms and peers and closes the port. Recordings are whole then.
func (e *Engine) Close() error {
	e.closing.Do(func() { e.closed = e.close() })
	return e.closed
}

func (e *Engine) close() error {
	for _, r := range e.all() {
		r.Close()
	}
	e.producing.Wait() // recordings are whole then
	close(e.done)
	err := e.board.Close()
	e.wg.Wait()
	if err != nil {
		return fmt.Errorf("media: %w", err)
	}
	return nil
}

// Stats of an engine.
type Stats struct {
	wire.Stats
	Rooms int
	Peers int
	// Productions are rooms of which something is composed; Recordings of these write
	// a file.
	Productions, Recordings int
	// Remakes are cameras that are coded anew, each for all conferences that want it.
	Remakes int
	// Coders are open, of pictures and sounds, and their C libraries hold CoderBytes.
	Coders, CoderBytes int
}

// Stats counts.
func (e *Engine) Stats() Stats {
	s := Stats{Stats: e.board.Stats(), Coders: video.Open() + sound.Open(), CoderBytes: video.Memory(), Remakes: int(e.remakes.Load())}
	for _, r := range e.all() {
		s.Rooms++
		peers, produces, records := r.stats()
		s.Peers += peers
		if produces {
			s.Productions++
		}
		if records {
			s.Recordings++
		}
	}
	return s
}

func (e *Engine) all() []*Room {
	e.mu.Lock()
	defer e.mu.Unlock()
	rooms := make([]*Room, 0, len(e.rooms))
	for r := range e.rooms {
		rooms = append(rooms, r)
	}
	return rooms
}

func (e *Engine) drop(r *Room) {
	e.mu.Lock()
	delete(e.rooms, r)
	e.mu.Unlock()
}

// kick makes run look at all rooms soon. It never blocks.
func (e *Engine) kick() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// run is the goroutine of all timed work.
func (e *Engine) run() {
	every := tickEvery
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		kicked := false
		select {
		case <-e.done:
			return
		case <-e.wake:
			kicked = true
		case <-ticker.C:
		}
		again := e.turn(kicked)
		switch again {
		case every:
		case 0:
			ticker.Stop() // nobody is here: sleep until somebody comes
		default:
			ticker.Reset(again)
		}
		every = again
	}
}

// turn looks at all rooms and says how soon it is to do so again, 0 when nobody is
// connected.
func (e *Engine) turn(kicked bool) (again time.Duration) {
	e.board.Poll()
	now := e.board.Now()
	for _, r := range e.all() {
		if soon := e.visit(r, now, kicked); soon > 0 && (again == 0 || soon < again) {
			again = soon
		}
	}
	return again
}

// visit is the turn of a room. A fault of the program ends it and nothing else.
func (e *Engine) visit(r *Room, now time.Duration, kicked bool) (again time.Duration) {
	defer func() {
		if fault := recover(); fault != nil {
			e.sender = e.board.NewSender() // what the old one was in the middle of nobody knows
			e.tellFault(fault, "conference", string(r.id))
			again = calmEvery
		}
	}()
	again = r.turn(now, e.sender, kicked)
	e.sender.Flush()
	return again
}

// faultEvery is how often a fault is logged: what has come about in one turn does so in
// the next.
const faultEvery = 10 * time.Second

// tellFault logs a fault now and then. It is called where it was recovered from, for the
// sake of the stack, and by run's goroutine only.
func (e *Engine) tellFault(fault any, where ...any) {
	if e.faults++; !e.faultTold.IsZero() && time.Since(e.faultTold) < faultEvery {
		return
	}
	e.faultTold = time.Now()
	e.log.With(where...).Error("fault in looking after a room", "fault", fmt.Sprint(fault), "faults", e.faults, "stack", string(debug.Stack()))
}
