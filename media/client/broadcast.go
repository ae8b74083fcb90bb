package client

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/pion/webrtc/v4"
)

// Broadcast sends sources to any number of clients with no server between: what
// a connection costs and how late its frames are by itself.
type Broadcast struct {
	cfg     Config
	sources []*Source

	reading sync.WaitGroup
	mu      sync.Mutex
	ends    []*webrtc.PeerConnection
}

// NewBroadcast makes the sources of cfg.Publish.
func NewBroadcast(cfg Config) (*Broadcast, error) {
	b := &Broadcast{cfg: cfg}
	for i, p := range cfg.Publish {
		track, err := webrtc.NewTrackLocalStaticRTP(capabilityOf(p), string(p.Kind), fmt.Sprint("stream", i))
		if err != nil {
			return nil, fmt.Errorf("client: broadcast %s: %w", p.Kind, err)
		}
		b.sources = append(b.sources, &Source{Kind: p.Kind, layers: []*Layer{{track: track}}})
	}
	return b, nil
}

// Sources in the order of [Config.Publish].
func (b *Broadcast) Sources() []*Source { return b.sources }

// Answer connects a client: its slots get the sources, in order. It is used in a
// [Negotiate] of the client.
func (b *Broadcast) Answer(ctx context.Context, offer string) (answer string, err error) {
	pc, err := newPeerConnection(b.cfg)
	if err != nil {
		return "", fmt.Errorf("client: broadcast: %w", err)
	}
	b.mu.Lock()
	b.ends = append(b.ends, pc)
	b.mu.Unlock()
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			b.askKeys()
		}
	})
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", fmt.Errorf("client: broadcast: %w", err)
	}
	for _, s := range b.sources {
		sender, err := pc.AddTrack(s.layers[0].track)
		if err != nil {
			return "", fmt.Errorf("client: broadcast %s: %w", s.Kind, err)
		}
		b.reading.Go(func() { readRTCP(sender, s.layers[0]) })
	}
	description, err := pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("client: broadcast: %w", err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(description); err != nil {
		return "", fmt.Errorf("client: broadcast: %w", err)
	}
	select {
	case <-gathered:
		return pc.LocalDescription().SDP, nil
	case <-ctx.Done():
		return "", fmt.Errorf("client: broadcast: %w", ctx.Err())
	}
}

// askKeys asks for key frames, as a server does for somebody new.
func (b *Broadcast) askKeys() {
	for _, s := range b.sources {
		s.layers[0].key.Store(true)
	}
}

// Close ends all connections.
func (b *Broadcast) Close() error {
	b.mu.Lock()
	ends := b.ends
	b.ends = nil
	b.mu.Unlock()
	var errs []error
	for _, pc := range ends {
		errs = append(errs, pc.Close())
	}
	b.reading.Wait()
	return errors.Join(errs...)
}
