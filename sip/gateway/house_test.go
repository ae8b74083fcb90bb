//go:build cgo && avcodec

package gateway

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/conferencetest"
	"veche/conference/dial"
	"veche/conference/reach"
	"veche/media"
	"veche/media/rtpio"
	"veche/media/wire"
	"veche/sip"
	"veche/sip/leg"
	"veche/sip/leg/prompts"
	"veche/sip/sdp"
)

// house is all of a server that calls by SIP need, with a conference of anna's.
type house struct {
	t         *testing.T
	directory *conference.Directory
	engine    *media.Engine
	gateway   *Gateway
	server    *sip.Server
	outside   *Outside
	at        netip.AddrPort // of SIP
	policy    sdp.Policy
	rule      reach.Rule
	devices   sip.Devices
}

const (
	roomCID = "4711471147"
	// patience is how long anything may take on a machine that does much else.
	patience = 40 * time.Second
)

func newHouse(t *testing.T, change func(*house)) *house {
	t.Helper()
	h := &house{t: t, policy: sdp.Optional, rule: reach.Rule{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}}
	if change != nil {
		change(h)
	}
	log := slog.New(slog.DiscardHandler)
	var err error
	if h.engine, err = media.New(media.Config{Listen: "127.0.0.1:0"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.engine.Close() })
	people := conferencetest.People{"anna": caller()}
	h.directory = conference.NewDirectory(conference.Config{
		Definitions: &conferencetest.Definitions{}, Archive: &conferencetest.Archive{}, People: people, Media: h.engine,
		Features: h.engine.Features(), Log: log, Outside: func() conference.Outside { return h.outside },
	})
	ports, err := rtpio.NewPorts(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := wire.NewCertificate()
	if err != nil {
		t.Fatal(err)
	}
	legs := leg.NewHouse(leg.Config{
		Directory: h.directory, Media: h.engine, People: people, Ports: ports, Prompts: prompts.NewSet("", log),
		Certificates: []tls.Certificate{certificate}, Log: log,
	})
	h.gateway = New(Config{
		House: legs, People: people, Pictures: true, Security: func() sdp.Policy { return h.policy }, Reach: h.rule,
		Fingerprint: wire.Fingerprint("sha-256", certificate.Certificate[0]), Log: log,
	})
	h.server = sip.New(sip.Config{Handler: h.gateway, Reach: h.rule, Log: log, Devices: h.devices})
	if h.at, err = h.server.Listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	h.outside = h.gateway.NewOutside(h.server, straight{}, nil, h.directory.CallProgress)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		h.server.Close(ctx)
		legs.Close()
		_ = h.directory.Close(ctx)
		if n := legs.Legs(); n != 0 {
			t.Errorf("%d legs are left", n)
		}
	})
	if _, err := h.directory.Create(t.Context(), people["anna"], conference.Definition{
		CID: roomCID, Name: "Meeting", Access: conference.Public, Guests: conference.AllowGuestsAll(),
	}); err != nil {
		t.Fatal(err)
	}
	return h
}

// straight goes straight to where a target is.
type straight struct{}

func (straight) Find(t dial.Target) (Route, error) { return Route{URI: URI(t)}, nil }
func (straight) Charged(dial.Target) bool          { return false }

// guest is somebody in the conference who is no device.
type guest struct {
	t          *testing.T
	conference *conference.Conference
	id         conference.ParticipantID
	page       *page
}

// page wakes who waits for something.
type page struct {
	mu   sync.Mutex
	wake chan struct{} // closed by the next notice
}

func (p *page) Deliver(*conference.Notice) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.wake)
	p.wake = make(chan struct{})
}

func (p *page) next() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.wake
}

// enter joins who owns the conference.
func (h *house) enter(login string) *guest {
	h.t.Helper()
	p := &page{wake: make(chan struct{})}
	who := conferencetest.User(login)
	c, res, err := h.directory.Join(h.t.Context(), conferencetest.Door(roomCID), conference.JoinRequest{
		Kind: "user", Person: &who, Page: p, Media: conference.MediaState{Microphone: true, Camera: true},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return &guest{h.t, c, res.Entered.You.ID, p}
}

// until waits for the conference to be so.
func (g *guest) until(what string, ok func(*conference.Snapshot) bool) *conference.Snapshot {
	g.t.Helper()
	deadline := time.After(patience)
	for {
		changed := g.page.next()
		s, err := g.conference.SnapshotFor(g.t.Context(), g.id)
		if err != nil {
			g.t.Fatal(err)
		}
		if ok(s) {
			return s
		}
		select {
		case <-changed:
		case <-deadline:
			g.t.Fatalf("never: %s; %+v, calls %+v", what, s.Participants, s.Calls)
		}
	}
}

// named finds a participant.
func named(s *conference.Snapshot, name string) *conference.Participant {
	i := slices.IndexFunc(s.Participants, func(p conference.Participant) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Participants[i]
}

// shows tells whether somebody shows content.
func shows(name string, want bool) func(*conference.Snapshot) bool {
	return func(s *conference.Snapshot) bool {
		p := named(s, name)
		return p != nil && p.Screen == want
	}
}

// caller is anna with the right to call.
func caller() conference.Person { return conferencetest.User("anna") }

// call has the conference call a device by the name of Room.
func (g *guest) call(d *device) {
	g.t.Helper()
	d.start()
	target, err := dial.Parse("#sip:Room@"+d.at.String(), dial.Options{})
	if err != nil {
		g.t.Fatal(err)
	}
	who := caller()
	if _, err := g.conference.Call(g.t.Context(), conference.Actor{Participant: g.id, Person: &who}, target, "Room"); err != nil {
		g.t.Fatal(err)
	}
}
