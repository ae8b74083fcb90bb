//go:build cgo && avcodec

package media_test

import (
	"sync"
	"testing"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media"
	"veche/media/client"
	"veche/media/codec"
	"veche/media/codec/video"
)

// player takes what a stream has.
type player struct {
	mu       sync.Mutex
	pictures int
	keys     int
	sounds   int
	at       [2]time.Duration // of the newest picture and sound
}

func (p *player) Sound(_ []byte, at time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sounds++
	p.at[1] = at
}

func (p *player) Picture(c video.Coded, at time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pictures++
	if c.Key {
		p.keys++
	}
	p.at[0] = at
}

func (p *player) counts() (pictures, keys, sounds int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pictures, p.keys, p.sounds
}

// The issue: one encoding for all readers of a format, none for nobody.
func TestStreamsOfOneFormatAreMadeOnce(t *testing.T) {
	h := newHouse(t, media.Config{})
	h.together("anna")
	h.join("anna", client.Config{Publish: []client.Publish{microphone, camera}}).perform(t, steady{y: 81, u: 90, v: 240, hertz: 440})
	open := func(f media.StreamFormat) (*media.Stream, *player) {
		p := &player{}
		s, err := h.engine.ConnectStream(h.id, f, p)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		return s, p
	}
	whole := media.StreamFormat{Sound: codec.AAC, Lines: 360}
	first, one := open(whole)
	_, two := open(whole)
	_, deaf := open(media.StreamFormat{Lines: 360})
	if h.engine.Stats().Productions != 0 {
		t.Error("something is made although the conference has no stream")
	}
	h.change(func(p *conference.Plan) {
		p.Stream = &conference.View{
			HearsAll: true, Composed: true, Layout: layout.Spec{Type: layout.Grid, Windows: 4},
			Windows: []conference.Window{{Participant: "anna", Source: conference.Camera}},
		}
		p.Marks = map[conference.ParticipantID]conference.Marks{"anna": {}}
	})
	until := func(what string, ok func() bool) {
		t.Helper()
		late := time.After(60 * time.Second)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for !ok() {
			select {
			case <-late:
				t.Fatalf("it never came that %s", what)
			case <-tick.C:
			}
		}
	}
	until("all have pictures, and two have sound", func() bool {
		a, _, as := one.counts()
		b, _, bs := two.counts()
		c, _, cs := deaf.counts()
		return a > 10 && b > 10 && c > 10 && as > 10 && bs > 10 && cs == 0
	})
	// Decoders of her picture and voice, one encoder of the picture, one of the sound,
	// and those of her own client.
	shared := h.engine.Stats().Coders
	_, third := open(media.StreamFormat{Sound: codec.PCMU, Lines: 720})
	until("another format is made", func() bool { n, _, s := third.counts(); return n > 0 && s > 0 })
	if got := h.engine.Stats().Coders; got != shared+2 {
		t.Errorf("%d coders with another format, %d before", got, shared)
	}
	_, before, _ := one.counts()
	first.RequestKey()
	until("a key frame comes when it is asked for", func() bool { _, n, _ := one.counts(); return n > before })
	one.mu.Lock()
	if apart := (one.at[0] - one.at[1]).Abs(); apart > 2*time.Second {
		t.Errorf("sound and picture are %v apart", apart)
	}
	one.mu.Unlock()
	h.change(func(p *conference.Plan) { p.Stream = nil })
	until("nothing is made any more", func() bool { return h.engine.Stats().Productions == 0 })
}
