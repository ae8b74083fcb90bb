package media

import (
	"sync"
	"time"

	"veche/conference"
	"veche/media/peer"
	"veche/media/record"
)

// tracks keeps the sources of everybody, each in its own file.
type tracks struct {
	recording *recording
	now       func() time.Duration
	config    record.Config

	mu     sync.Mutex
	wanted map[key]*peer.Source
	names  map[conference.ParticipantID]conference.Marks
	kick   chan struct{}
}

func newTracks(c *recording, cfg record.Config, now func() time.Duration) *tracks {
	return &tracks{recording: c, config: cfg, now: now, kick: make(chan struct{}, 1)}
}

// want says who is here. It does not block.
func (t *tracks) want(sources map[key]*peer.Source, names map[conference.ParticipantID]conference.Marks) {
	t.mu.Lock()
	t.wanted, t.names = sources, names
	t.mu.Unlock()
	t.wake()
}

// wake makes run look at what there is. It does not block.
func (t *tracks) wake() {
	select {
	case t.kick <- struct{}{}:
	default:
	}
}

// layersEvery is how often layers are looked at.
const layersEvery = time.Second

// run opens and ends files until the recording stops; then all are whole. A track
// that fails is logged, and the composed file goes on.
func (t *tracks) run(stop <-chan struct{}) {
	all := keeping{
		tracks: t, kept: make(map[key]*track), failed: make(map[*peer.Source]bool), opened: make(map[key]time.Duration),
	}
	defer all.end()
	ticker := time.NewTicker(layersEvery)
	defer ticker.Stop()
	for {
		select {
		case <-t.kick:
		case <-ticker.C:
			for _, one := range all.kept {
				one.look(t.now())
			}
		case <-stop:
			return
		}
		t.mu.Lock()
		wanted, names := t.wanted, t.names
		t.mu.Unlock()
		all.sift(wanted)
		all.open(wanted, names)
	}
}

// keeping are the tracks that are kept, of the goroutine of run.
type keeping struct {
	*tracks
	kept    map[key]*track
	failed  map[*peer.Source]bool
	opened  map[key]time.Duration
	closing sync.WaitGroup
}

// anotherAfter is how long a source waits for its next file: a publisher who changes
// codec or size all the time must not fill the folder.
const anotherAfter = 2 * time.Second

// sift ends the files of those who are gone, and those that take no more.
func (a *keeping) sift(wanted map[key]*peer.Source) {
	for k, one := range a.kept {
		over, another := one.state()
		if wanted[k] == one.source && !over {
			continue
		}
		if over && !another {
			a.failed[one.source] = true
		}
		a.closing.Go(one.close)
		delete(a.kept, k)
	}
	for src := range a.failed {
		if !here(wanted, src) {
			delete(a.failed, src)
		}
	}
}

func here(wanted map[key]*peer.Source, src *peer.Source) bool {
	for _, s := range wanted {
		if s == src {
			return true
		}
	}
	return false
}

// open begins what is not kept yet.
func (a *keeping) open(wanted map[key]*peer.Source, names map[conference.ParticipantID]conference.Marks) {
	for k, src := range wanted {
		if before, ok := a.opened[k]; a.kept[k] != nil || a.failed[src] || ok && a.now()-before < anotherAfter {
			continue
		}
		a.opened[k] = a.now()
		cfg := a.config
		cfg.Start = time.Now().In(cfg.Start.Location())
		one, err := newTrack(k, names[k.who].Name, src, cfg, a.now(), a.recording.log, a.wake)
		if err != nil {
			a.recording.log.Error("a track cannot be kept", "participant", string(k.who), "source", string(k.kind), "error", err)
			a.failed[src] = true
			continue
		}
		a.kept[k] = one
	}
}

func (a *keeping) end() {
	for _, one := range a.kept {
		a.closing.Go(one.close)
	}
	a.closing.Wait()
}
