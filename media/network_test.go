package media_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"

	"veche/conference"
	"veche/media"
	"veche/media/client"
	"veche/media/mediatest"
)

// through makes the guest's answers lead through a relay.
func (h *house) joinThrough(relay *mediatest.Relay, id conference.ParticipantID, cfg client.Config) *guest {
	h.t.Helper()
	g := h.prepare(id, cfg)
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	err := g.Connect(ctx, func(ctx context.Context, offer string, sources map[string]conference.SourceKind) (string, error) {
		answer, err := g.negotiate(ctx, offer, sources)
		return relay.Answer(answer), err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return g
}

// seals records everything that is sealed.
type seals struct {
	mu    sync.Mutex
	seen  map[string]bool
	ssrcs map[uint32]int
	twice []string
}

func (s *seals) sealed(peer string, ssrc uint32, index uint64) {
	key := fmt.Sprint(peer, ssrc, index)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil {
		s.seen, s.ssrcs = make(map[string]bool), make(map[uint32]int)
	}
	if s.seen[key] {
		s.twice = append(s.twice, key)
	}
	s.seen[key] = true
	s.ssrcs[ssrc]++
}

// An index used twice under one key gives AES-GCM away.
func TestEveryIndexIsSealedOnceUnderLossAndSwitches(t *testing.T) {
	t.Parallel()
	var s seals
	h := newHouse(t, media.Config{Sealed: s.sealed})
	h.together("anna", "boris", "vera")
	publishing := client.Config{Publish: []client.Publish{microphone, {Kind: conference.Camera, Layers: []string{"q", "h"}}}}
	anna, boris := h.join("anna", publishing), h.join("boris", publishing)
	for i, g := range []*guest{anna, boris} {
		g.talk(t, 30)
		g.show(t, uint32(i+1), conference.Camera, 200_000, 600_000)
	}
	relay := mediatest.NewRelay(t, h.engine.Addr(), mediatest.Rules{Loss: 0.05, OnlyMedia: true, Delay: 5 * time.Millisecond})
	vera := h.joinThrough(relay, "vera", client.Config{AudioSlots: 1, VideoSlots: 1})
	e := vera.ear
	for i := range 12 {
		who, tag := conference.ParticipantID("anna"), uint32(1)
		if i%2 == 1 {
			who, tag = "boris", 2
		}
		h.change(func(p *conference.Plan) {
			p.Views["vera"] = conference.View{
				Windows: []conference.Window{{Participant: who, Source: conference.Camera}},
				Hears:   []conference.ParticipantID{who},
			}
		})
		if i%4 == 3 && len(e.mid()) > 0 {
			vera.peer.Sizes(map[string]media.Size{e.mid(): {Width: 320, Height: 180}})
		} else {
			vera.peer.Sizes(map[string]media.Size{e.mid(): {Width: 1280, Height: 720}})
		}
		e.until(t, fmt.Sprintf("vera sees %s after switch %d", who, i), func() bool {
			return len(e.slots.Video) == 1 && e.slots.Video[0].Participant == who && e.frames[e.slots.Video[0].MID].Tag == tag
		})
		n := e.count()
		e.until(t, "some more packets", func() bool { return e.total() > n+60 })
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.twice) > 0 {
		t.Errorf("%d indexes sealed twice, as %s", len(s.twice), s.twice[0])
	}
	if len(s.seen) < 600 || len(s.ssrcs) < 3 {
		t.Errorf("only %d packets of %d SSRCs: RTX was not in use", len(s.seen), len(s.ssrcs))
	}
}

func (e *ear) total() (n int) {
	for _, p := range e.packets {
		n += p
	}
	return n
}

func (e *ear) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.total()
}

// mid of the first video slot.
func (e *ear) mid() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.slots.Video) == 0 {
		return ""
	}
	return e.slots.Video[0].MID
}

func TestLossIsRepairedBothWays(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	relay := mediatest.NewRelay(t, h.engine.Addr(), mediatest.Rules{Loss: 0.03, OnlyMedia: true})
	anna := h.joinThrough(relay, "anna", client.Config{Publish: []client.Publish{camera}})
	var mu sync.Mutex
	seen := make(map[uint16]bool)
	var first, last uint16
	var done bool
	boris := newEar()
	g := h.prepare("boris", client.Config{VideoSlots: 1, Packet: func(s client.Slot, p *rtp.Packet) {
		mu.Lock()
		if len(seen) == 0 {
			first = p.SequenceNumber
		}
		seen[p.SequenceNumber] = true
		last = p.SequenceNumber
		done = len(seen) > 800
		mu.Unlock()
		boris.packet(s, p)
	}})
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if err := g.Connect(ctx, func(ctx context.Context, offer string, sources map[string]conference.SourceKind) (string, error) {
		answer, err := g.negotiate(ctx, offer, sources)
		return relay.Answer(answer), err
	}); err != nil {
		t.Fatal(err)
	}
	anna.show(t, 1, conference.Camera, 1_500_000)
	boris.until(t, "800 packets", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return done
	})
	mu.Lock()
	defer mu.Unlock()
	missing := 0
	for s := first; s != last-100; s++ { // the newest may still come
		if !seen[s] {
			missing++
		}
	}
	if relay.Lost() < 25 {
		t.Fatalf("only %d lost: nothing was tested", relay.Lost())
	}
	if missing > len(seen)/200 {
		t.Errorf("%d of %d packets are missing although %d lost ones could be repaired", missing, len(seen), relay.Lost())
	}
}

func TestTheOldProfileWorksToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	cfg := client.Config{
		Publish: []client.Publish{microphone, camera}, AudioSlots: 1, VideoSlots: 1,
		Profiles: []dtls.SRTPProtectionProfile{dtls.SRTP_AES128_CM_HMAC_SHA1_80},
	}
	h.meet(t, h.join("anna", cfg), h.join("boris", cfg))
}

func TestMediaFlowsOverTCPAndIPv6(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, listen string
		cfg          client.Config
	}{
		{"TCP", "127.0.0.1:0", client.Config{TCP: true}},
		{"IPv6", "", client.Config{IPv6: true}},
		{"TCP over IPv6", "", client.Config{TCP: true, IPv6: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.cfg.IPv6 {
				c.listen = net.JoinHostPort(ownIPv6(t), "0")
			}
			h := newHouse(t, media.Config{Listen: c.listen})
			h.together("anna", "boris")
			cfg := c.cfg
			cfg.Publish, cfg.AudioSlots, cfg.VideoSlots = []client.Publish{microphone, camera}, 1, 1
			h.meet(t, h.join("anna", cfg), h.join("boris", cfg))
			if got := h.engine.Stats().Streams > 0; got != c.cfg.TCP {
				t.Errorf("streams in use: %v", got)
			}
		})
	}
}

// ownIPv6 is an address of this machine; pion's client does not take ::1.
func ownIPv6(t *testing.T) string {
	t.Helper()
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is6() && p.Addr().IsGlobalUnicast() {
			return p.Addr().String()
		}
	}
	t.Skip("this machine has no IPv6 address but loopback")
	return ""
}

// meet checks that two see and hear each other.
func (h *house) meet(t *testing.T, a, b *guest) {
	t.Helper()
	for i, g := range []*guest{a, b} {
		g.talk(t, 30)
		g.show(t, uint32(i+1), conference.Camera, 400_000)
	}
	for i, g := range []*guest{a, b} {
		e, other := g.ear, uint32(2-i)
		e.until(t, string(g.id)+" sees and hears the other", func() bool {
			return len(e.slots.Video) > 0 && e.frames[e.slots.Video[0].MID].Tag == other &&
				len(e.slots.Audio) > 0 && e.packets[e.slots.Audio[0].MID] > 10
		})
	}
}

func TestICERestartAndNewAddressKeepTheMedia(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	relay := mediatest.NewRelay(t, h.engine.Addr(), mediatest.Rules{})
	cfg := client.Config{Publish: []client.Publish{microphone, camera}, AudioSlots: 1, VideoSlots: 1}
	anna, boris := h.joinThrough(relay, "anna", cfg), h.join("boris", cfg)
	h.meet(t, anna, boris)
	more := func(what string) {
		t.Helper()
		began := time.Now()
		defer func() { t.Logf("after %s: %v", what, time.Since(began).Round(time.Millisecond)) }()
		for _, g := range []*guest{anna, boris} {
			n := g.ear.count()
			g.ear.until(t, string(g.id)+" goes on receiving after "+what, func() bool { return g.ear.total() > n+100 })
		}
	}
	relay.Rebind()
	more("a NAT forgot the client")
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := anna.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	more("an ICE restart")
	relay.Set(mediatest.Rules{Cut: true})
	anna.ear.until(t, "the silence is noticed", func() bool { return anna.ear.down == 1 })
	relay.Set(mediatest.Rules{})
	anna.ear.until(t, "the return is noticed", func() bool { return anna.ear.up == 2 })
	more("a silence")
}

// A picture that was paused for want of bandwidth comes back, although nothing but
// sound flows that could tell of better times.
func TestThePictureComesBackAfterABadTime(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	anna := h.join("anna", client.Config{Publish: []client.Publish{microphone, camera}})
	anna.talk(t, 30)
	anna.show(t, 1, conference.Camera, 500_000)
	relay := mediatest.NewRelay(t, h.engine.Addr(), mediatest.Rules{})
	boris := h.joinThrough(relay, "boris", client.Config{AudioSlots: 1, VideoSlots: 1})
	e := boris.ear
	e.until(t, "a picture", func() bool { return len(e.frames) > 0 })
	relay.Set(mediatest.Rules{Loss: 0.6, OnlyMedia: true})
	e.until(t, "it is paused", func() bool { return e.slots.Video[0].State == "paused" })
	relay.Set(mediatest.Rules{})
	e.until(t, "it is back", func() bool { return e.slots.Video[0].State == "live" })
	n := e.count()
	e.until(t, "it goes on", func() bool { return e.total() > n+200 && e.slots.Video[0].State == "live" })
}
