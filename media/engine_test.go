package media_test

import (
	"context"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"

	"veche/conference"
	"veche/media"
	"veche/media/client"
)

// house is an engine with one room and what its observers heard.
type house struct {
	t          *testing.T
	id         conference.ID
	engine     *media.Engine
	room       *media.Room
	facts      *facts
	recordings string // their folder

	mu   sync.Mutex
	plan conference.Plan
}

// facts records what the room reports.
type facts struct {
	mu       sync.Mutex
	speakers []conference.Speaking
	reports  chan conference.RecordingReport
}

// Recording implements [conference.Facts].
func (f *facts) Recording(r conference.RecordingReport) { f.reports <- r }

func (f *facts) Speakers(s []conference.Speaking) {
	f.mu.Lock()
	f.speakers = s
	f.mu.Unlock()
}

func newHouse(t *testing.T, cfg media.Config) *house {
	t.Helper()
	if cfg.Listen == "" {
		cfg.Listen = "127.0.0.1:0"
	}
	e, err := media.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return houseOf(t, e)
}

// houseOf is a house on an engine that it closes.
func houseOf(t *testing.T, e *media.Engine) *house {
	t.Helper()
	t.Cleanup(func() { _ = e.Close() })
	return room(t, e, "0123456789abcdef")
}

// room is a house with an engine of which others may have rooms too.
func room(t *testing.T, e *media.Engine, id conference.ID) *house {
	t.Helper()
	h := &house{t: t, id: id, engine: e, facts: &facts{reports: make(chan conference.RecordingReport, 100)}}
	h.room = e.OpenRoom(id, h.facts).(*media.Room)
	h.plan = conference.Plan{
		Sends: make(map[conference.ParticipantID]conference.Sends),
		Views: make(map[conference.ParticipantID]conference.View),
	}
	return h
}

// change applies a new Plan.
func (h *house) change(fn func(p *conference.Plan)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := conference.Plan{
		Version: h.plan.Version + 1, Recording: h.plan.Recording, Marks: h.plan.Marks, Title: h.plan.Title,
		Sends: make(map[conference.ParticipantID]conference.Sends),
		Views: make(map[conference.ParticipantID]conference.View),
	}
	maps.Copy(p.Sends, h.plan.Sends)
	maps.Copy(p.Views, h.plan.Views)
	fn(&p)
	h.plan = p
	h.room.Apply(p)
}

// together lets everybody of ids send everything, and see and hear everybody.
func (h *house) together(ids ...conference.ParticipantID) {
	h.change(func(p *conference.Plan) {
		for _, id := range ids {
			p.Sends[id] = conference.Sends{Microphone: true, Camera: true, Screen: true}
			v := conference.View{HearsAll: true}
			for _, other := range ids {
				v.Windows = append(v.Windows, conference.Window{Participant: other, Source: conference.Camera})
			}
			p.Views[id] = v
		}
	})
}

// guest is a connected client.
type guest struct {
	*client.Client
	id   conference.ParticipantID
	peer *media.Peer
	ear  *ear
}

// ear is an observer that remembers.
type ear struct {
	mu      sync.Mutex
	changed chan struct{}
	up      int
	down    int
	slots   media.SlotState
	quality media.Quality
	packets map[string]int         // by mid
	frames  map[string]client.Seen // newest, by mid
	sizes   map[string]uint16      // width of the newest key frame
	last    map[string]*rtp.Packet
}

func newEar() *ear {
	return &ear{
		changed: make(chan struct{}, 1), packets: make(map[string]int), frames: make(map[string]client.Seen),
		sizes: make(map[string]uint16), last: make(map[string]*rtp.Packet),
	}
}

func (e *ear) note(fn func()) {
	e.mu.Lock()
	fn()
	e.mu.Unlock()
	select {
	case e.changed <- struct{}{}:
	default:
	}
}

func (e *ear) Connected()              { e.note(func() { e.up++ }) }
func (e *ear) Disconnected()           { e.note(func() { e.down++ }) }
func (e *ear) Slots(s media.SlotState) { e.note(func() { e.slots = s }) }
func (e *ear) Quality(q media.Quality) { e.note(func() { e.quality = q }) }
func (e *ear) packet(s client.Slot, p *rtp.Packet) {
	e.note(func() {
		e.packets[s.MID]++
		e.last[s.MID] = p
		if s.Video {
			if f, ok := client.ReadFrame(p); ok {
				e.frames[s.MID] = f
				if f.Key {
					e.sizes[s.MID] = f.Width
				}
			}
		}
	})
}

// until waits for ok to hold.
func (e *ear) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		e.mu.Lock()
		done := ok()
		e.mu.Unlock()
		if done {
			return
		}
		select {
		case <-e.changed:
		case <-deadline:
			e.mu.Lock()
			defer e.mu.Unlock()
			t.Fatalf("never: %s; slots %+v, packets %v, frames %v", what, e.slots, e.packets, e.frames)
		}
	}
}

// prepare makes a client with a peer in the room.
func (h *house) prepare(id conference.ParticipantID, cfg client.Config) *guest {
	h.t.Helper()
	g := &guest{id: id, ear: newEar()}
	cfg.Loopback = !cfg.IPv6 && cfg.Socket == nil
	if cfg.Packet == nil {
		cfg.Packet = g.ear.packet
	}
	c, err := client.New(cfg)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = c.Close() })
	g.Client = c
	if g.peer, err = h.room.Connect(id, g.ear); err != nil {
		h.t.Fatal(err)
	}
	return g
}

// join connects a client to the room.
func (h *house) join(id conference.ParticipantID, cfg client.Config) *guest {
	h.t.Helper()
	return h.connect(h.prepare(id, cfg))
}

func (h *house) connect(g *guest) *guest {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if err := g.Connect(ctx, g.negotiate); err != nil {
		h.t.Fatal(err)
	}
	return g
}

func (g *guest) negotiate(_ context.Context, offer string, sources map[string]conference.SourceKind) (string, error) {
	return g.peer.Offer(offer, sources)
}

var (
	microphone = client.Publish{Kind: conference.Microphone}
	camera     = client.Publish{Kind: conference.Camera}
)

// talk sends Opus at 50 packets a second with this level until the test ends.
func (g *guest) talk(t *testing.T, level uint8) {
	t.Helper()
	g.loop(t, 20*time.Millisecond, func(n int) {
		for _, s := range g.Sources() {
			if s.Kind != conference.Microphone && s.Kind != conference.ScreenAudio {
				continue
			}
			p := &rtp.Packet{
				Header:  rtp.Header{Version: 2, SequenceNumber: uint16(n), Timestamp: uint32(n * 960)},
				Payload: make([]byte, 80),
			}
			_ = s.Layers()[0].WriteSound(p, level)
		}
	})
}

// show sends pictures at 25 frames a second, each layer at its width.
func (g *guest) show(t *testing.T, tag uint32, kind conference.SourceKind, bitrates ...int) {
	t.Helper()
	var source *client.Source
	for _, s := range g.Sources() {
		if s.Kind == kind {
			source = s
		}
	}
	pictures := make([]*client.Picture, len(source.Layers()))
	for i := range pictures {
		pictures[i] = &client.Picture{
			Width: 320 << i, Height: 180 << i, Bitrate: bitrates[i], Rate: 25, Tag: tag,
		}
	}
	g.loop(t, 40*time.Millisecond, func(int) {
		for i, l := range source.Layers() {
			for _, p := range pictures[i].Frame(l.TakeKey(), time.Now()) {
				_ = l.Write(p)
			}
		}
	})
}

func (g *guest) loop(t *testing.T, every time.Duration, fn func(n int)) {
	t.Helper()
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-tick.C:
				fn(n)
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-done })
}

func TestTwoPeopleSeeAndHearEachOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}, AudioSlots: 2, VideoSlots: 2}
	anna, boris := h.join("anna", cfg), h.join("boris", cfg)
	anna.talk(t, 30)
	anna.show(t, 1, conference.Camera, 500_000)
	boris.talk(t, 30)
	boris.show(t, 2, conference.Camera, 500_000)
	for _, g := range []struct {
		*guest
		other conference.ParticipantID
		tag   uint32
	}{{anna, "boris", 2}, {boris, "anna", 1}} {
		e := g.ear
		e.until(t, string(g.id)+" is told of the other in a live slot", func() bool {
			return e.up == 1 && len(e.slots.Video) == 2 && e.slots.Video[0].Participant == g.other &&
				e.slots.Video[0].State == "live" && e.slots.Audio[0].Participant == g.other
		})
		e.until(t, string(g.id)+" sees and hears the other", func() bool {
			return e.frames[e.slots.Video[0].MID].Tag == g.tag && e.packets[e.slots.Audio[0].MID] > 10 &&
				e.packets[e.slots.Video[0].MID] > 10
		})
	}
}
