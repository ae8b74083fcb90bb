package digest

import (
	"container/list"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"sync"
	"time"
)

// Nonces gives out nonces and knows its own again without remembering them: they
// hold their time and a seal. Only counts are remembered, at most maxCounts,
// and only of nonces with which somebody was right. Safe for concurrent use.
type Nonces struct {
	life time.Duration
	key  [32]byte

	mu     sync.Mutex
	counts map[string]*list.Element // of *count
	order  *list.List               // oldest first
}

type count struct {
	nonce string
	last  uint64
}

const maxCounts = 1 << 16

// NewNonces returns a source of nonces that live for a while.
func NewNonces(life time.Duration) *Nonces {
	n := &Nonces{life: life, counts: make(map[string]*list.Element), order: list.New()}
	_, _ = rand.Read(n.key[:])
	return n
}

// New is a nonce for whoever asks from source: elsewhere it is worth nothing.
func (n *Nonces) New(source string, now time.Time) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(now.UnixMilli()))
	salt := make([]byte, 8)
	_, _ = rand.Read(salt)
	b = append(b, salt...)
	return base64.RawURLEncoding.EncodeToString(append(b, n.seal(b, source)...))
}

func (n *Nonces) seal(b []byte, source string) []byte {
	h := hmac.New(sha256.New, n.key[:])
	h.Write(b)
	h.Write([]byte(source))
	return h.Sum(nil)[:16]
}

// Fresh reports whether a nonce is ours, for that source, and young enough.
func (n *Nonces) Fresh(nonce, source string, now time.Time) bool {
	b, err := base64.RawURLEncoding.DecodeString(nonce)
	if err != nil || len(b) != 32 || !hmac.Equal(b[16:], n.seal(b[:16], source)) {
		return false
	}
	age := now.Sub(time.UnixMilli(int64(binary.BigEndian.Uint64(b))))
	return age > -time.Minute && age < n.life
}

// Use counts one use of a nonce by credentials that proved themselves; false
// when they were used before (replayed). Without qop a nonce is good once.
func (n *Nonces) Use(c Credentials) bool {
	nc := uint64(1)
	if c.QOP != "" {
		var err error
		if nc, err = strconv.ParseUint(c.NC, 16, 32); err != nil || nc == 0 {
			return false
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	e := n.counts[c.Nonce]
	if e == nil {
		n.remember(&count{c.Nonce, nc})
		return true
	}
	known := e.Value.(*count)
	if nc <= known.last {
		return false
	}
	known.last = nc
	return true
}

func (n *Nonces) remember(c *count) {
	for len(n.counts) >= maxCounts {
		oldest := n.order.Front()
		delete(n.counts, oldest.Value.(*count).nonce)
		n.order.Remove(oldest)
	}
	n.counts[c.nonce] = n.order.PushBack(c)
}
