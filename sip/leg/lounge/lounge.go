// Package lounge is the media of a call while it is not in a conference: what the
// caller hears and sees who enters a number and a PIN, waits for the moderator, or is
// told why there is nothing for him.
//
// A [Lounge] plays prompts ([Lounge.Play]) and music ([Lounge.Music]) and shows a slate
// ([Lounge.Show]), in the codecs that the far end takes ([Lounge.Receive]).
//
// What bites: a lounge sends from New to Close, silence if nothing else, so it is closed
// before the call's place in a conference sends. How many there are at a time is for its
// user to bound.
package lounge

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"veche/conference"
	"veche/media"
	"veche/media/codec/video"
	"veche/media/compose"
	"veche/sip/leg/prompts"
)

// Sink takes what the far end is to receive, as [media.LegSink] does. Its methods are
// called by the one goroutine of the lounge; what they are given is valid until they
// return.
type Sink interface {
	// Sound is 20 ms in the codec that the far end takes.
	Sound(packet []byte, at time.Duration)
	// Picture is the slate; its kind is Camera.
	Picture(kind conference.SourceKind, picture video.Coded, at time.Duration)
}

var _ Sink = media.LegSink(nil) // what takes the one takes the other

// Config says what a lounge needs. Sink and Prompts are required.
type Config struct {
	Sink    Sink
	Prompts *prompts.Set
	// Language of prompts and slates: "ru", or English.
	Language string
	// Now is the clock of the times that the sink is given, so that they go on when the
	// call changes places; nil is a clock that begins with the lounge.
	Now func() time.Duration
	Log *slog.Logger // nil: nothing is logged
}

// Slate is the picture that is shown.
type Slate struct {
	Slate compose.Slate
	// Detail is what has been typed, or who is called: see the slates of compose. For a
	// secret it is as many letters as have been typed, not the secret.
	Detail string
	// Title of the conference. It is told to nobody who has not given the PIN.
	Title string
}

// Lounge is the media of one call. Its methods are safe for concurrent use and do not
// block, but for Close.
type Lounge struct {
	cfg    Config
	cancel context.CancelFunc
	done   chan struct{}

	mu    sync.Mutex
	order order
	said  sayings
}

// order is what the goroutine carries out.
type order struct {
	receives media.LegReceives
	music    bool
	slate    Slate
	key      bool // a key frame is wanted
}

// New opens a lounge. Nothing is sent before Receive; the slate is that of a call that
// is being connected.
func New(cfg Config) *Lounge {
	if cfg.Now == nil {
		began := time.Now()
		cfg.Now = func() time.Duration { return time.Since(began) }
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	l := &Lounge{cfg: cfg, cancel: cancel, done: make(chan struct{})}
	l.order.slate = Slate{Slate: compose.SlateConnecting}
	go l.run(ctx)
	return l
}

// Receive says what the far end takes from now on; of the pictures, the composed one. On
// hold, when that is nothing, prompts and music go on unheard.
func (l *Lounge) Receive(what media.LegReceives) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.order.receives = what
}

// Play says these prompts one after the other, after those that are still to be said.
// What it returns is closed when they have been said, and also when they will not be: by
// Stop, Close, or because too many are waiting.
func (l *Lounge) Play(names ...prompts.Name) (done <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.add(names)
}

// Stop ends what is being said and forgets what is still to be.
func (l *Lounge) Stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said.stop()
}

// Music begins or ends, softly. It is quieter while something is said.
func (l *Lounge) Music(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.order.music = on
}

// Show sets the slate.
func (l *Lounge) Show(s Slate) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.order.slate = s
}

// RequestKey asks for a key frame of the picture (Camera); of others there are none.
func (l *Lounge) RequestKey(kind conference.SourceKind) {
	if kind != conference.Camera {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.order.key = true
}

// Close ends the lounge. When it returns the sink is not called any more. It may be
// called again, but not by the sink.
func (l *Lounge) Close() {
	l.mu.Lock()
	l.said.close()
	l.mu.Unlock()
	l.cancel()
	<-l.done
}
