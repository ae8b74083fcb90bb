package media

import (
	"slices"
	"time"

	"veche/conference"
	"veche/media/codec"
	"veche/media/compose"
	"veche/media/peer"
)

// This file says what is composed of a room: which viewers receive one picture, in
// which format, and the recording.

// produce hands on what is wanted. Under mu.
func (r *Room) produce(plan *conference.Plan, now time.Duration) {
	viewers := r.composedViewers(plan, now)
	streams, translated := r.streamsOf(plan), r.translations(plan, now)
	legs, receiving := r.legViews(plan)
	made := plan.Recording != nil || receiving || len(viewers)+len(streams)+len(translated) > 0
	r.attended.Store(made || len(r.members) > 0)
	if !made && (len(r.members) == 0 || !slices.ContainsFunc(legs, func(v legView) bool { return v.unmetered })) {
		r.dismiss()
		return
	}
	if r.production != nil && r.production.faulty.Load() && now-r.produced >= faultPause {
		r.dismiss()
	}
	if r.production == nil {
		r.production, r.produced = newProduction(r), now
		r.production.start()
	}
	a := arrangement{
		sources: make(map[key]*peer.Source), viewers: viewers, plan: plan, ranked: slices.Clone(r.ranked),
		talking: make(map[conference.ParticipantID]bool), here: make(map[key]*peer.Source),
		intakes: make(map[*peer.Source]*intake),
	}
	for _, m := range r.members {
		a.add(m.id, m.sources)
	}
	for id, sources := range r.brought {
		a.add(id, sources)
		if _, early := plan.Early[id]; early {
			delete(a.here, key{id, conference.Microphone}) // it is not for recordings
		}
		for _, src := range sources {
			a.intakes[src] = r.legs[id].intakeOf(src)
		}
	}
	a.legs, a.streams, a.translated = legs, streams, translated
	for _, s := range r.loudest.Speakers() {
		if v, ok := r.owners[s.Source]; ok {
			a.talking[v.key.who] = true
		}
	}
	r.production.arrange(a)
}

// add takes in somebody's sources.
func (a *arrangement) add(who conference.ParticipantID, sources map[conference.SourceKind]*peer.Source) {
	for kind, src := range sources {
		k := key{who, kind}
		if src.Codec() == codec.None {
			continue
		}
		if src.Playable() {
			a.here[k] = src
		}
		if src.IsOpen() {
			a.sources[k] = src
		}
	}
}

// faultPause is the least time between two productions of a room of which the first
// has ended by a fault: what has caused it may still be there.
const faultPause = 5 * time.Second

// dismiss ends the production, if there is one; its recording goes on until it is
// whole. Under mu.
func (r *Room) dismiss() {
	if p := r.production; p != nil {
		r.production = nil
		r.engine.producing.Go(p.close)
	}
}

func (r *Room) composedViewers(plan *conference.Plan, now time.Duration) (all []composedViewer) {
	for _, m := range r.members {
		v := plan.Views[m.id]
		if !v.Composed || len(m.videoSlots) == 0 {
			m.lines = 0
			continue
		}
		m.lines = m.linesFor(now)
		_, untouched := r.untouched(m, &v)
		all = append(all, composedViewer{
			id: m.id, view: v, mixed: m.onlyListens(), untouched: untouched,
			format: compose.Format{Codec: codec.VP8, Lines: m.lines, FPS: r.engine.fps},
		})
	}
	slices.SortFunc(all, func(a, b composedViewer) int { return byName(key{who: a.id}, key{who: b.id}) })
	return all
}

// onlyListens tells whether m is a plain player, as those of WHEP are: with room for one
// sound, and nothing of its own.
func (m *member) onlyListens() bool {
	return len(m.audioSlots) == 1 && m.sources[conference.Microphone] == nil
}

// untouched is the source that a player of one window gets as it is, since there is
// nothing to compose. Pages want names and marks, and the one picture that they know.
// Under mu.
func (r *Room) untouched(m *member, v *conference.View) (key, bool) {
	w, ok := compose.Untouched(v)
	k := key{w.Participant, w.Source}
	if !ok || !m.onlyListens() || k.who == m.id {
		return key{}, false
	}
	src := r.source(k)
	return k, src != nil && takes(m.videoSlots[0], src)
}

// takes tells whether a slot's peer can play a source as it is.
func takes(s *peer.Slot, src *peer.Source) bool { return src.Playable() && s.Takes(src.Codec()) }

// linesFor is the size of the composed picture that suits the viewer.
func (m *member) linesFor(now time.Duration) int {
	drawn, known := m.videoSlots[0].Size()
	if !known {
		drawn.Height = 720
	}
	return linesFor(m.lines, int(drawn.Height), m.peer.Quality(now).Estimate)
}

// linesFor chooses the height of a composed picture by the height in which it is drawn
// and by what the downlink takes in bits a second; had is the present one, 0 for none.
// Changing costs a key frame, so there is some room between up and down.
func linesFor(had, drawn, estimate int) int {
	const (
		small, large = 360, 720
		enough       = 900_000   // a picture of 720 lines that hardly moves
		plenty       = 1_600_000 // one that does
	)
	fits, wide := drawn > 400, estimate >= plenty
	if had == large {
		fits, wide = drawn > 320, estimate >= enough
	}
	if fits && wide {
		return large
	}
	return small
}
