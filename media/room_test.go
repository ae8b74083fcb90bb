package media_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"slices"
	"testing"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/client"
)

func TestTheLayerFollowsTheDrawnSize(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	anna := h.join("anna", client.Config{Publish: []client.Publish{{Kind: conference.Camera, Layers: []string{"q", "h", "f"}}}})
	anna.show(t, 1, conference.Camera, 100_000, 250_000, 500_000) // 320, 640, 1280 wide
	boris := h.join("boris", client.Config{VideoSlots: 1})
	e := boris.ear
	e.until(t, "the first picture", func() bool { return len(e.frames) > 0 })
	mid := e.mid()
	for _, c := range []struct {
		size media.Size
		want uint16
	}{
		{media.Size{Width: 1280, Height: 720}, 1280},
		{media.Size{Width: 320, Height: 180}, 320},
		{media.Size{Width: 640, Height: 360}, 640},
	} {
		boris.peer.Sizes(map[string]media.Size{mid: c.size})
		e.until(t, "the layer for the size", func() bool { return e.sizes[mid] == c.want })
	}
	boris.peer.Sizes(map[string]media.Size{mid: {}})
	e.until(t, "a hidden window is paused", func() bool { return e.slots.Video[0].State == "paused" })
	boris.peer.Sizes(map[string]media.Size{mid: {Width: 1280, Height: 720}})
	e.until(t, "a shown window is live again", func() bool { return e.slots.Video[0].State == "live" && e.sizes[mid] == 1280 })
	boris.peer.Limit(150_000)
	e.until(t, "the user's own limit is kept", func() bool { return e.sizes[mid] == 320 })
}

func TestWhatMayNotBeSentIsDroppedWhereItArrives(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}, AudioSlots: 1, VideoSlots: 1}
	anna, boris := h.join("anna", cfg), h.join("boris", cfg)
	h.meet(t, anna, boris)
	h.change(func(p *conference.Plan) { p.Sends["anna"] = conference.Sends{Microphone: true} })
	e := boris.ear
	e.until(t, "the camera's slot is empty", func() bool { return e.slots.Video[0].Participant == "" })
	video, audio := e.slots.Video[0].MID, e.slots.Audio[0].MID
	e.mu.Lock()
	n, heard := e.packets[video], e.packets[audio]
	e.mu.Unlock()
	e.until(t, "sound goes on", func() bool { return e.packets[audio] > heard+50 })
	e.mu.Lock()
	if more := e.packets[video] - n; more > 15 { // what was on its way
		t.Errorf("%d more packets of a camera that is shut", more)
	}
	e.mu.Unlock()
	h.change(func(p *conference.Plan) { p.Sends["anna"] = conference.Sends{Microphone: true, Camera: true} })
	e.until(t, "the camera is back", func() bool { return e.slots.Video[0].State == "live" && e.packets[video] > n+50 })
}

func TestMoreWindowsThanSlotsAskForMore(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris", "vera")
	for i, id := range []conference.ParticipantID{"anna", "boris"} {
		g := h.join(id, client.Config{Publish: []client.Publish{camera}})
		g.show(t, uint32(i+1), conference.Camera, 200_000)
	}
	vera := h.join("vera", client.Config{VideoSlots: 1})
	e := vera.ear
	e.until(t, "four slots are wanted", func() bool { return e.slots.WantVideo == 4 })
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := vera.Grow(ctx, 3); err != nil {
		t.Fatal(err)
	}
	e.until(t, "both are seen", func() bool {
		tags := make(map[uint32]bool)
		for _, f := range e.frames {
			tags[f.Tag] = true
		}
		return e.slots.WantVideo == 0 && len(e.slots.Video) == 4 && tags[1] && tags[2]
	})
}

func TestOnlyThoseOfTheViewAreHeard(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris", "vera")
	for _, id := range []conference.ParticipantID{"anna", "boris"} {
		h.join(id, client.Config{Publish: []client.Publish{microphone}}).talk(t, 30)
	}
	vera := h.join("vera", client.Config{AudioSlots: 3})
	e := vera.ear
	heard := func() (who []conference.ParticipantID) {
		for _, s := range e.slots.Audio {
			if s.Participant != "" {
				who = append(who, s.Participant)
			}
		}
		slices.Sort(who)
		return who
	}
	e.until(t, "both are heard", func() bool { return slices.Equal(heard(), []conference.ParticipantID{"anna", "boris"}) })
	h.change(func(p *conference.Plan) {
		p.Views["vera"] = conference.View{Hears: []conference.ParticipantID{"boris"}}
	})
	e.until(t, "only boris is heard (F2)", func() bool { return slices.Equal(heard(), []conference.ParticipantID{"boris"}) })
}

func TestSpeakersAreReported(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna")
	anna := h.join("anna", client.Config{Publish: []client.Publish{microphone}})
	anna.talk(t, 20)
	deadline := time.Now().Add(10 * time.Second)
	for {
		h.facts.mu.Lock()
		s := h.facts.speakers
		h.facts.mu.Unlock()
		if len(s) == 1 && s[0].Participant == "anna" && s[0].Level > 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("speakers %v", s)
		}
		runtime.Gosched()
	}
}

// WHIP sends an offer and nothing beside it; a WHEP reader's View has one participant.
func TestAPublisherWithoutWordsAndAReaderOfOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.change(func(p *conference.Plan) {
		p.Sends["whip"] = conference.Sends{Microphone: true, Camera: true}
		p.Sends["other"] = conference.Sends{Microphone: true, Camera: true}
		p.Views["reader"] = conference.View{
			Windows: []conference.Window{{Participant: "whip", Source: conference.Camera}},
			Hears:   []conference.ParticipantID{"whip"},
		}
	})
	for i, id := range []conference.ParticipantID{"whip", "other"} {
		g := h.prepare(id, client.Config{Publish: []client.Publish{microphone, camera}})
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := g.Connect(ctx, func(_ context.Context, offer string, _ map[string]conference.SourceKind) (string, error) {
			return g.peer.Offer(offer, nil)
		}); err != nil {
			t.Fatal(err)
		}
		g.talk(t, 30)
		g.show(t, uint32(i+1), conference.Camera, 200_000)
	}
	reader := h.prepare("reader", client.Config{AudioSlots: 1, VideoSlots: 1})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := reader.Connect(ctx, reader.negotiate); err != nil {
		t.Fatal(err)
	}
	e := reader.ear
	e.until(t, "the reader sees and hears the publisher", func() bool {
		return len(e.slots.Video) == 1 && e.frames[e.slots.Video[0].MID].Tag == 1 && e.packets[e.slots.Audio[0].MID] > 10
	})
}

func TestANewPeerTakesTheSeatOfTheOld(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}, AudioSlots: 1, VideoSlots: 1}
	boris := h.join("boris", cfg)
	h.join("anna", cfg)
	h.meet(t, h.join("anna", cfg), boris)
	if n := h.engine.Stats().Peers; n != 2 {
		t.Errorf("%d peers, want 2", n)
	}
}

func TestBadOffersAreRefusedAndHarmNothing(t *testing.T) {
	h := newHouse(t, media.Config{})
	h.together("anna", "boris")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}, AudioSlots: 1, VideoSlots: 1}
	anna, boris := h.join("anna", cfg), h.join("boris", cfg)
	for _, sdp := range []string{"", "v=0", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", string(make([]byte, 1<<20))} {
		if _, err := anna.peer.Offer(sdp, nil); !errors.Is(err, media.ErrOffer) {
			t.Errorf("Offer(%.20q): %v, want ErrOffer", sdp, err)
		}
	}
	h.meet(t, anna, boris)
}

// Lesson 40: a peer behind a TCP connection that it does not read stalls nobody.
func TestAFrozenPeerStallsNobody(t *testing.T) {
	t.Parallel()
	h := newHouse(t, media.Config{})
	h.together("anna", "boris", "frozen")
	cfg := client.Config{Publish: []client.Publish{microphone, camera}, AudioSlots: 1, VideoSlots: 1}
	anna, boris := h.join("anna", cfg), h.join("boris", cfg)
	freeze := make(chan struct{})
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	go relayTCP(tcp, h.engine.Addr().String(), freeze)
	frozen := h.prepare("frozen", client.Config{TCP: true, AudioSlots: 2, VideoSlots: 2})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := frozen.Connect(ctx, func(ctx context.Context, offer string, sources map[string]conference.SourceKind) (string, error) {
		answer, err := frozen.negotiate(ctx, offer, sources)
		return throughPort(answer, h.engine.Addr().Port(), tcp.Addr().(*net.TCPAddr).Port), err
	}); err != nil {
		t.Fatal(err)
	}
	h.meet(t, anna, boris)
	frozen.ear.until(t, "the one to be frozen receives", func() bool { return frozen.ear.total() > 50 })
	close(freeze)
	for _, g := range []*guest{anna, boris} {
		n, begun := g.ear.count(), time.Now()
		g.ear.until(t, "the others go on", func() bool { return g.ear.total() > n+300 })
		if d := time.Since(begun); d > 8*time.Second {
			t.Errorf("300 packets took %v beside a frozen peer", d)
		}
	}
	frozen.ear.until(t, "the frozen one is noticed", func() bool { return frozen.ear.down > 0 })
}
