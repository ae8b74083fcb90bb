package load

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"

	"veche/conference"
	"veche/media/client"
)

// Session is a run: publishers that send, and subscribers as they join. Its
// methods are for one goroutine.
type Session struct {
	cfg    Config
	server *url.URL          // nil with Direct
	direct *client.Broadcast // nil without
	clip   *clip

	paused    atomic.Bool
	sent      atomic.Uint64 // packets of all publishers
	latencies histogram

	ctx     context.Context // of what the session started; ends with Close
	stop    context.CancelFunc
	running sync.WaitGroup

	participants []*participant
	subscribers  []*subscriber

	mu  sync.Mutex
	err error // of the first publisher that broke
}

// participant is one simulated browser.
type participant struct {
	client *client.Client
	page   *page // nil with Direct
}

// joinWithin is how long one join may take, first picture included.
const joinWithin = 30 * time.Second

// Open checks the target and connects the publishers, who start to send.
func Open(ctx context.Context, cfg Config) (*Session, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	s := &Session{cfg: cfg}
	var err error
	if !cfg.Direct {
		if s.server, err = checkTarget(ctx, cfg.URL, cfg.AllowRemote); err != nil {
			return nil, err
		}
	}
	if s.clip, err = newClip(s.cfg.Bitrate); err != nil {
		return nil, err
	}
	if len(cfg.Film) > 0 {
		s.clip = clipOf(cfg.Film)
	}
	s.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	if err := s.openPublishers(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Session) openPublishers(ctx context.Context) error {
	if s.cfg.Direct {
		return s.openBroadcast()
	}
	for i := range s.cfg.Publishers {
		ctx, cancel := context.WithTimeout(ctx, joinWithin)
		p, err := s.enter(ctx, fmt.Sprintf("Publisher %d", i+1), client.Config{Publish: s.publish()}, nil)
		cancel()
		if err != nil {
			return err
		}
		s.start(i, p.client.Sources())
	}
	return nil
}

// openBroadcast makes the sources of all publishers; each subscriber will be
// connected to them.
func (s *Session) openBroadcast() (err error) {
	var all []client.Publish
	for range s.cfg.Publishers {
		all = append(all, s.publish()...)
	}
	if s.direct, err = client.NewBroadcast(client.Config{Publish: all, Loopback: true}); err != nil {
		return err
	}
	each := len(s.publish())
	for i := range s.cfg.Publishers {
		s.start(i, s.direct.Sources()[i*each:(i+1)*each])
	}
	return nil
}

// publish is what one publisher sends, the sound first.
func (s *Session) publish() []client.Publish {
	p := []client.Publish{{Kind: conference.Microphone}}
	if !s.cfg.Silent {
		p = append(p, client.Publish{Kind: conference.Camera})
	}
	return p
}

// start lets a publisher send.
func (s *Session) start(i int, sources []*client.Source) {
	p := &publisher{
		camera: camera{clip: s.clip}, voice: s.cfg.Voice, silent: s.cfg.Silent, paused: &s.paused, sent: &s.sent,
		phase: frameTime * time.Duration(i) / time.Duration(s.cfg.Publishers),
		sound: sources[0].Layers()[0],
	}
	if !s.cfg.Direct {
		p.levelExtension = sources[0].Extension(client.AudioLevel)
	}
	if !s.cfg.Silent {
		p.picture = sources[1].Layers()[0]
	}
	s.running.Go(func() {
		if err := p.run(s.ctx); err != nil {
			s.fail(fmt.Errorf("load: publisher %d: %w", i+1, err))
		}
	})
}

func (s *Session) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func (s *Session) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// enter brings one participant in and connects its media. settle, if not nil,
// runs between the answer and the first packet.
func (s *Session) enter(ctx context.Context, name string, cfg client.Config, settle func(*participant) error) (*participant, error) {
	p := &participant{}
	cfg.Loopback = s.cfg.Direct || !s.cfg.AllowRemote
	var err error
	if !s.cfg.Direct {
		if p.page, err = openPage(ctx, s.server, s.cfg.AllowRemote); err != nil {
			return nil, err
		}
		if err := p.page.join(ctx, &s.cfg, name, len(cfg.Publish) > 0); err != nil {
			p.page.close()
			return nil, err
		}
	}
	if p.client, err = client.New(cfg); err != nil {
		return nil, errors.Join(err, p.close(ctx))
	}
	s.participants = append(s.participants, p)
	negotiate := func(ctx context.Context, offer string, sources map[string]conference.SourceKind) (answer string, err error) {
		if s.direct != nil {
			answer, err = s.direct.Answer(ctx, offer)
		} else {
			answer, err = p.page.offer(ctx, offer, sources)
		}
		if err == nil && settle != nil {
			err = settle(p)
		}
		return answer, err
	}
	return p, p.client.Connect(ctx, negotiate)
}

// Joined is how long a join took, from opening the page.
type Joined struct {
	// First is until the first whole picture, All until one in every slot. With
	// Silent publishers both are until the connection stands.
	First, All time.Duration
	// Unseen are pictures that did not come in time: a server sends no more
	// than it believes that the way takes.
	Unseen int
}

// Join brings one more subscriber in and waits until it sees everybody.
func (s *Session) Join(ctx context.Context) (j Joined, err error) {
	outer := ctx
	ctx, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	begin := time.Now()
	sub := newSubscriber(&s.latencies)
	sub.any = s.cfg.Others > 0
	cfg := client.Config{
		AudioSlots: s.cfg.audioSlots(), VideoSlots: s.cfg.videoSlots(),
		Packet: func(slot client.Slot, p *rtp.Packet) { sub.take(slot, p) },
	}
	name := fmt.Sprintf("Subscriber %d", len(s.subscribers)+1)
	_, err = s.enter(ctx, name, cfg, func(p *participant) error {
		sub.expect(p.client.Slots())
		return s.arrange(ctx, p)
	})
	if err != nil {
		return j, fmt.Errorf("%s: %w", name, err)
	}
	s.subscribers = append(s.subscribers, sub)
	if s.cfg.Silent {
		j.First = time.Since(begin)
		j.All = j.First
		return j, nil
	}
	if j.First, err = sub.wait(ctx, sub.first, begin); err != nil {
		return j, fmt.Errorf("load: %s sees nobody: %w", name, err)
	}
	if j.All, err = sub.wait(ctx, sub.all, begin); err != nil {
		j.Unseen = int(sub.videos - sub.shown.Load())
	}
	return j, outer.Err()
}

func (s *subscriber) wait(ctx context.Context, seen <-chan struct{}, begin time.Time) (time.Duration, error) {
	select {
	case <-seen:
		return time.Since(begin), nil
	case <-ctx.Done():
		return time.Since(begin), ctx.Err()
	}
}

// drawn is how large subscribers draw each window, in pixels.
var drawn = [2]int{640, 360}

// arrange asks for all publishers at once, in full size.
func (s *Session) arrange(ctx context.Context, p *participant) error {
	if p.page == nil {
		return nil
	}
	display := map[string]any{"layout": "tiles", "windows": s.cfg.videoSlots(), "page": 0, "pin": nil, "self": false}
	if err := p.page.ask(ctx, "display", display, nil); err != nil {
		return err
	}
	sizes := make(map[string][2]int)
	for _, slot := range p.client.Slots() {
		if slot.Video {
			sizes[slot.MID] = drawn
		}
	}
	return p.page.ask(ctx, "sizes", map[string]any{"slots": sizes}, nil)
}

// Participants is how many have joined, publishers included.
func (s *Session) Participants() int { return len(s.participants) }

// Pause lets nothing be sent until Resume; everybody stays connected.
func (s *Session) Pause() { s.paused.Store(true) }

// Resume ends a Pause.
func (s *Session) Resume() { s.paused.Store(false) }

// Close lets everybody leave.
func (s *Session) Close() error {
	s.stop()
	s.running.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), joinWithin)
	defer cancel()
	var errs []error
	for _, p := range s.participants {
		errs = append(errs, p.close(ctx))
	}
	if s.direct != nil {
		errs = append(errs, s.direct.Close())
	}
	return errors.Join(errs...)
}

func (p *participant) close(ctx context.Context) error {
	var errs []error
	if p.page != nil {
		errs = append(errs, p.page.leave(ctx))
		p.page.close()
	}
	if p.client != nil {
		errs = append(errs, p.client.Close())
	}
	return errors.Join(errs...)
}
