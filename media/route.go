package media

import (
	"maps"
	"slices"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/peer"
)

// This file turns a Plan into routes: which source is in which slot of whom.

// reroute makes all routes anew. Under mu.
func (r *Room) reroute(now time.Duration) {
	plan := r.plan.Load()
	if plan == nil {
		plan = &conference.Plan{}
	}
	clear(r.voices)
	clear(r.owners)
	for _, m := range r.members {
		m.sources = make(map[conference.SourceKind]*peer.Source)
		for _, s := range m.peer.Sources() {
			m.sources[s.Kind] = s
		}
		r.open(m.id, m.sources, plan.Sends[m.id])
	}
	r.brought = make(map[conference.ParticipantID]map[conference.SourceKind]*peer.Source, len(r.legs))
	for id, l := range r.legs {
		r.brought[id] = l.sources()
		if _, early := plan.Early[id]; early {
			openEarly(r.brought[id])
			continue
		}
		r.open(id, r.brought[id], plan.Sends[id])
	}
	r.loudest.Update(r.voices, now)
	r.rank()
	for _, m := range r.members {
		m.takeSlots()
	}
	r.produce(plan, now)
	for _, m := range r.members {
		view := plan.Views[m.id]
		r.assignVideo(m, view, now)
		r.assignAudio(m, plan, now)
	}
	r.publishRoutes()
}

// rerouteAudio changes only who is heard. Under mu.
func (r *Room) rerouteAudio(now time.Duration) {
	plan := r.plan.Load()
	if plan == nil {
		return
	}
	if r.production != nil {
		r.produce(plan, now)
	}
	changed := false
	for _, m := range r.members {
		changed = r.assignAudio(m, plan, now) || changed
	}
	if changed {
		r.publishRoutes()
	}
}

// open lets in what the Plan allows of somebody's sources.
func (r *Room) open(who conference.ParticipantID, sources map[conference.SourceKind]*peer.Source, sends conference.Sends) {
	for _, s := range sources {
		switch s.Kind {
		case conference.Microphone:
			s.Open(sends.Microphone)
		case conference.Camera:
			s.Open(sends.Camera)
		case conference.Screen, conference.ScreenAudio:
			s.Open(sends.Screen)
		default:
			s.Open(false)
		}
	}
	if mic := sources[conference.Microphone]; mic != nil && mic.IsOpen() && mic.Codec() != codec.None {
		r.voices[mic.ID] = mic.Voice()
		r.owners[mic.ID] = voice{key{who, conference.Microphone}}
	}
}

// openEarly lets in the sound of a call that nobody has answered. It is no voice of the
// conference: nobody is told that it speaks.
func openEarly(sources map[conference.SourceKind]*peer.Source) {
	for kind, s := range sources {
		s.Open(kind == conference.Microphone)
	}
}

// hears tells whether a viewer is to hear somebody's microphone.
func hears(plan *conference.Plan, viewer conference.ParticipantID, v *conference.View, who conference.ParticipantID) bool {
	if caller, early := plan.Early[who]; early {
		return caller == viewer
	}
	return v.HearsAll || slices.Contains(v.Hears, who)
}

// takeSlots looks at which slots the peer offers.
func (m *member) takeSlots() {
	m.videoSlots, m.audioSlots = m.videoSlots[:0:0], m.audioSlots[:0:0]
	for _, s := range m.peer.Slots() {
		if s.Video {
			m.videoSlots = append(m.videoSlots, s)
		} else {
			m.audioSlots = append(m.audioSlots, s)
		}
	}
	m.video.Resize(len(m.videoSlots))
	m.audio.Resize(len(m.audioSlots))
}

// source finds a source that is let in, or nil.
func (r *Room) source(k key) *peer.Source {
	s := r.brought[k.who][k.kind]
	if m := r.members[k.who]; m != nil {
		s = m.sources[k.kind]
	}
	if s != nil && s.IsOpen() {
		return s
	}
	return nil
}

// sourceFor is the source that a slot is to get: what a call from outside sends is
// coded anew for browsers that do not take it, or not before its next key frame; then
// next is what follows.
func (r *Room) sourceFor(s *peer.Slot, k key, now time.Duration) (src, next *peer.Source) {
	src = r.source(k)
	if src == nil || r.brought[k.who] == nil || r.production == nil {
		return src, nil
	}
	if takes(s, src) && !turned(r.plan.Load(), k) {
		if !s.Video || !r.bridged(s, k, src, now) {
			return src, nil
		}
		next = src
	}
	if other := r.production.translated(k); other != nil {
		return other, next
	}
	return src, nil
}

// assignVideo puts the windows of the view into m's slots. It reports whether
// anything changed.
func (r *Room) assignVideo(m *member, view conference.View, now time.Duration) bool {
	if view.Composed {
		if len(m.videoSlots) == 0 {
			m.wantVideo = slotsFor(1)
			return false
		}
		if _, untouched := r.untouched(m, &view); !untouched {
			return r.assignComposed(m)
		}
	}
	wanted := make([]key, 0, len(view.Windows))
	var priority key
	for _, w := range view.Windows {
		k := key{w.Participant, w.Source}
		if k.who == m.id || r.source(k) == nil {
			continue
		}
		wanted = append(wanted, k)
		if w.Priority {
			priority = k
		}
	}
	m.wantVideo = 0
	if len(wanted) > len(m.videoSlots) {
		m.wantVideo = slotsFor(len(wanted))
	}
	changed := len(m.video.Assign(wanted)) > 0
	for i, s := range m.videoSlots {
		k := m.video.At(i)
		src, next := r.sourceFor(s, k, now)
		if s.Source() != src {
			s.Feed(src)
			changed = true
		}
		if s.Next() != next {
			s.Follow(next)
			changed = true
		}
		s.Prioritize(k != key{} && k == priority)
	}
	return changed
}

// assignComposed puts the one picture into the first of m's slots. It reports whether
// anything changed.
func (r *Room) assignComposed(m *member) bool {
	m.wantVideo = 0
	var src *peer.Source
	if r.production != nil {
		src = r.production.picture(m.id)
	}
	wanted := []key{{kind: conference.Composed}}
	if src == nil {
		wanted = nil
	}
	changed := len(m.video.Assign(wanted)) > 0
	for i, s := range m.videoSlots {
		feed := src
		if m.video.At(i) == (key{}) {
			feed = nil
		}
		if s.Source() != feed {
			s.Feed(feed)
			changed = true
		}
		s.Prioritize(feed != nil)
	}
	return changed
}

// slotSteps are the numbers of video slots that clients grow to.
var slotSteps = []int{1, 4, 9, 16, 25, 49}

func slotsFor(windows int) int {
	for _, n := range slotSteps {
		if n >= windows {
			return n
		}
	}
	return slotSteps[len(slotSteps)-1]
}

// assignAudio puts those whom m hears into its slots: the sound of shown content
// first, then calls of m's that ring, then the loudest. It reports whether anything
// changed.
func (r *Room) assignAudio(m *member, plan *conference.Plan, now time.Duration) bool {
	view, n := plan.Views[m.id], len(m.audioSlots)
	if n == 0 {
		return false
	}
	if view.Composed && r.production != nil {
		if src := r.production.sound(m.id); src != nil {
			return m.assignMixed(src)
		}
	}
	wanted := make([]key, 0, n)
	add := func(k key) {
		if len(wanted) < n && k.who != m.id && !slices.Contains(wanted, k) && r.source(k) != nil {
			wanted = append(wanted, k)
		}
	}
	for _, w := range view.Windows {
		if w.Source == conference.Screen {
			add(key{w.Participant, conference.ScreenAudio})
		}
	}
	for _, early := range slices.Sorted(maps.Keys(plan.Early)) {
		if plan.Early[early] == m.id {
			add(key{early, conference.Microphone})
		}
	}
	for _, k := range r.ranked {
		if len(wanted) == n {
			break
		}
		if hears(plan, m.id, &view, k.who) {
			add(k)
		}
	}
	changed := len(m.audio.Assign(wanted)) > 0
	for i, s := range m.audioSlots {
		if src, _ := r.sourceFor(s, m.audio.At(i), now); s.Source() != src {
			s.Feed(src)
			changed = true
		}
	}
	return changed
}

// assignMixed puts a mixed sound into the only slot. It reports whether that is new.
func (m *member) assignMixed(src *peer.Source) bool {
	m.audio.Assign([]key{{kind: conference.Composed}})
	s := m.audioSlots[0]
	if s.Source() == src {
		return false
	}
	s.Feed(src)
	return true
}

// publishRoutes tells every source its slots, always in the same order, so that what
// has not changed is known again. Under mu.
func (r *Room) publishRoutes() {
	routes := make(map[*peer.Source][]*peer.Slot)
	for _, who := range slices.Sorted(maps.Keys(r.members)) {
		m := r.members[who]
		for _, slots := range [][]*peer.Slot{m.videoSlots, m.audioSlots} {
			for _, s := range slots {
				if src := s.Source(); src != nil {
					routes[src] = append(routes[src], s)
				}
				if next := s.Next(); next != nil {
					routes[next] = append(routes[next], s)
				}
			}
		}
	}
	for src := range r.routed {
		if routes[src] == nil {
			src.Route(nil)
			delete(r.routed, src)
		}
	}
	for src, slots := range routes {
		r.routed[src] = true
		if !slices.Equal(src.Routed(), slots) {
			src.Route(slots)
		}
	}
}
