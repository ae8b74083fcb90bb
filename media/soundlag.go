package media

import (
	"sync"
	"time"

	"veche/media/mix"
)

// soundLag is how late the sound of a file or a stream is: its pictures are as late, so
// that lips and voices are in step. The zero value is ready to use.
type soundLag struct {
	mu    sync.Mutex
	heard []*mix.Source
	lag   time.Duration
}

// lagStep is how fast pictures follow the lag of the sound: 5 %.
const lagStep = time.Millisecond

// hear says whose sound it is.
func (l *soundLag) hear(sources []*mix.Source) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = sources
}

func (l *soundLag) sources() []*mix.Source {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.heard
}

// follow takes the most of those who are heard, slowly, so that no picture jumps. It is
// called with each frame of the sound.
func (l *soundLag) follow() {
	l.mu.Lock()
	defer l.mu.Unlock()
	var most time.Duration
	for _, s := range l.heard {
		most = max(most, s.Delay())
	}
	if most == 0 {
		return // nobody is heard: whatever it was
	}
	if l.lag == 0 {
		l.lag = most
	}
	l.lag += min(max(most-l.lag, -lagStep), lagStep)
}

func (l *soundLag) now() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lag
}
