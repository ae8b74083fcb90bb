package media

import (
	"cmp"
	"slices"

	"veche/conference"
	"veche/media/mix"
	"veche/media/peer"
)

// hearing is whom one sound lets hear.
type hearing struct {
	name string
	keys []key
}

const recorded = "recording" // name of its sound, and of the receiver of its picture

// hearings lists the sounds that are wanted, and notes who hears which. Under mu.
func (p *production) hearings(a *arrangement) []hearing {
	var all []hearing
	clear(p.hearing)
	if a.plan.Recording != nil {
		all = append(all, hearing{recorded, a.audible(&a.plan.Recording.View, "")})
	}
	if len(a.streamSounds()) > 0 {
		all = append(all, hearing{streamed, a.audible(a.plan.Stream, "")})
	}
	for i := range a.viewers {
		v := &a.viewers[i]
		if !v.mixed {
			continue
		}
		h := hearing{keys: a.audible(&v.view, v.id)}
		h.name = nameOf(h.keys)
		p.hearing[v.id] = h.name
		if !slices.ContainsFunc(all, func(o hearing) bool { return o.name == h.name }) {
			all = append(all, h)
		}
	}
	return all
}

func nameOf(keys []key) (name string) {
	for _, k := range keys {
		name += string(k.who) + "/" + string(k.kind) + " "
	}
	return "heard: " + name
}

// audible is whom a viewer of this View hears: the sound of content, and the loudest.
func (a *arrangement) audible(v *conference.View, viewer conference.ParticipantID) (keys []key) {
	for _, w := range v.Windows {
		k := key{w.Participant, conference.ScreenAudio}
		if w.Source == conference.Screen && k.who != viewer && a.sources[k] != nil && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	n := 0
	for _, k := range a.ranked {
		if n == mixedMost {
			break
		}
		if k.who != viewer && a.sources[k] != nil && (v.HearsAll || slices.Contains(v.Hears, k.who)) {
			keys = append(keys, k)
			n++
		}
	}
	// The order is the loudness of the moment; who is heard is what counts.
	slices.SortFunc(keys, byName)
	return keys
}

func byName(a, b key) int { return cmp.Or(cmp.Compare(a.who, b.who), cmp.Compare(a.kind, b.kind)) }

// rehear makes the mixed sounds that are wanted. Under mu.
func (p *production) rehear(a *arrangement, hearings []hearing, feeds map[key]*feed) {
	var recording, stream []*mix.Source
	named := make(map[string]bool, len(hearings))
	for _, h := range hearings {
		only := make([]*mix.Source, 0, len(h.keys))
		for _, k := range h.keys {
			if f := feeds[k]; f != nil && f.sound != nil {
				only = append(only, f.sound)
			}
		}
		if h.name == recorded {
			recording = only
			continue
		}
		if h.name == streamed {
			stream = only
			continue
		}
		named[h.name] = true
		s := p.sounds[h.name]
		if s == nil {
			var err error
			if s, err = newSoundOutput(p); err != nil {
				p.log.Error("no mixed sound", "error", err)
				continue
			}
			p.sounds[h.name] = s
		}
		s.leg.Hear(mix.Hearing{Only: only})
	}
	for name, s := range p.sounds {
		if !named[name] {
			s.close()
			delete(p.sounds, name)
		}
	}
	p.recorder.hear(recording)
	p.resound(stream, a.streamSounds())
}

// sound is the mixed sound of a viewer, nil while there is none.
func (p *production) sound(viewer conference.ParticipantID) *peer.Source {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.sounds[p.hearing[viewer]]; s != nil {
		return s.output.Source
	}
	return nil
}
