package signaling

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"

	"veche/conference"
)

const (
	presenceMost  = 500                    // people that one page looks at
	presencePause = 500 * time.Millisecond // changes are gathered for so long
)

// gaze is the people whose presence a page looks at. A change wakes the goroutine that
// tells the page, which waits a little, reads what is true by then, and tells what is
// news: a page that is loaded again does not flicker for others.
type gaze struct {
	woken chan struct{} // has one element when something changed

	mu    sync.Mutex
	stops map[string]func()              // by login
	told  map[string]conference.Presence // what the page knows
	stale map[string]bool                // what may be another now
}

func newGaze() *gaze {
	return &gaze{
		woken: make(chan struct{}, 1), stops: make(map[string]func()),
		told: make(map[string]conference.Presence), stale: make(map[string]bool),
	}
}

// PresenceChanged implements conference.PresenceListener.
func (g *gaze) PresenceChanged(login string) {
	g.mu.Lock()
	g.stale[login] = true
	g.mu.Unlock()
	select {
	case g.woken <- struct{}{}:
	default:
	}
}

var _ conference.PresenceListener = (*gaze)(nil)

// lookAt replaces those who are looked at, and returns how they are.
func (g *gaze) lookAt(d *conference.Directory, logins []string) map[string]conference.Presence {
	wanted := make(map[string]bool, len(logins))
	for _, login := range logins {
		wanted[login] = true
	}
	g.leave(wanted)
	now := make(map[string]conference.Presence, len(wanted))
	for login := range wanted {
		g.begin(d, login)
		now[login] = d.PresenceOf(login)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	maps.Copy(g.told, now)
	return now
}

// leave ends looking at those who are not wanted any more. The Directory is not called
// under the lock: it calls us under its own.
func (g *gaze) leave(wanted map[string]bool) {
	var ends []func()
	g.mu.Lock()
	for login, stop := range g.stops {
		if !wanted[login] {
			ends = append(ends, stop)
			delete(g.stops, login)
			delete(g.told, login)
			delete(g.stale, login)
		}
	}
	g.mu.Unlock()
	for _, stop := range ends {
		stop()
	}
}

func (g *gaze) begin(d *conference.Directory, login string) {
	g.mu.Lock()
	_, looks := g.stops[login]
	g.mu.Unlock()
	if looks {
		return
	}
	stop := d.LookAt(login, g)
	g.mu.Lock()
	g.stops[login] = stop
	g.mu.Unlock()
}

// news is what the page does not know yet.
func (g *gaze) news(d *conference.Directory) map[string]conference.Presence {
	g.mu.Lock()
	var logins []string
	for login := range g.stale {
		logins = append(logins, login)
	}
	clear(g.stale)
	g.mu.Unlock()
	changed := make(map[string]conference.Presence)
	for _, login := range logins {
		changed[login] = d.PresenceOf(login)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for login, state := range changed {
		if before, known := g.told[login]; !known || before == state {
			delete(changed, login)
			continue
		}
		g.told[login] = state
	}
	return changed
}

// run tells push what is news until ctx ends.
func (g *gaze) run(ctx context.Context, d *conference.Directory, push func(map[string]conference.Presence)) {
	defer g.leave(nil)
	pause := time.NewTimer(presencePause)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-g.woken:
		}
		pause.Reset(presencePause)
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		if news := g.news(d); len(news) > 0 {
			push(news)
		}
	}
}

type presenceFrame struct {
	Type   string                         `json:"type,omitempty"`
	People map[string]conference.Presence `json:"people"`
}

// presence looks at people of the server from now on, instead of those before.
func presence(_ context.Context, s *session, r struct {
	Logins []string `json:"logins"`
},
) (any, error) {
	if s.person == nil {
		return nil, conference.Refuse(conference.Denied, "signed_out", "Sign in first.")
	}
	if len(r.Logins) > presenceMost {
		return nil, invalid("logins", "At most 500 people can be looked at.")
	}
	for i, login := range r.Logins {
		if r.Logins[i] = strings.ToLower(strings.TrimSpace(login)); login == "" || len(login) > 256 {
			return nil, invalid("logins", "This is not a login.")
		}
	}
	if s.gaze == nil {
		s.gaze = newGaze()
		s.aside.Go(func() {
			s.gaze.run(s.life, s.srv.cfg.Directory, func(news map[string]conference.Presence) {
				s.push(presenceFrame{"presence", news}, firmFrame)
			})
		})
	}
	return presenceFrame{People: s.gaze.lookAt(s.srv.cfg.Directory, r.Logins)}, nil
}
