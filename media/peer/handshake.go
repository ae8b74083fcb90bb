package peer

import (
	"context"
	"errors"
	"sync"

	"veche/media/wire"
)

// handshake is the DTLS server of one peer. It begins at the first DTLS record
// and is let go once the peer is heard under the new keys.
type handshake struct {
	*wire.Handshake
	peer *Peer

	mu     sync.Mutex
	path   *wire.Path // the last record came by it
	proved bool       // the peer receives there
	paths  int        // changes of path
}

func newHandshake(p *Peer) *handshake {
	h := &handshake{peer: p}
	h.Handshake = wire.NewHandshake(wire.HandshakeConfig{
		Certificates: p.board.certificates, Fingerprint: p.remoteFingerprint,
		Send: h.send, Logging: p.board.logging, Proved: true, // see way and unprovenMost
	})
	return h
}

// record takes in a record. It copies b.
func (h *handshake) record(b []byte, path *wire.Path, proved bool) {
	h.mu.Lock()
	if h.path != path {
		h.paths++
	}
	h.path, h.proved = path, proved
	h.mu.Unlock()
	h.Record(b)
}

// run does the handshake, gives the keys to the peer and stays until ended, to
// answer records that come again.
func (h *handshake) run() {
	err := h.Run(h.secure)
	if err == nil {
		return
	}
	if !errors.Is(err, context.Canceled) {
		h.peer.log.Info("DTLS handshake failed", "error", err)
	}
	h.peer.handshakeFailed(h)
}

func (h *handshake) secure(k wire.Keys) error {
	if err := h.peer.secure(k); err != nil {
		return err
	}
	h.mu.Lock()
	path, paths := h.path, h.paths
	h.mu.Unlock()
	if paths == 1 {
		h.peer.shook(path)
	}
	return nil
}

func (h *handshake) send(b []byte) {
	h.mu.Lock()
	path, proved := h.path, h.proved
	h.mu.Unlock()
	if path == nil || !proved && h.peer.unproven.Add(int64(len(b))) > unprovenMost {
		return
	}
	h.peer.board.send(path, b)
}
