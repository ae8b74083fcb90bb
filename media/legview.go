package media

import (
	"cmp"
	"slices"
	"time"

	"veche/conference"
	"veche/conference/layout"
	"veche/media/codec"
	"veche/media/compose"
	"veche/media/peer"
)

// legView is what a leg is to receive.
type legView struct {
	leg      *Leg
	view     conference.View
	receives LegReceives
	// unmetered: how loud it is nobody knows who does not decode it.
	unmetered bool
}

// legViews lists the legs for which something is to be done, in a fixed order: they
// receive something, or are to be metered. A camera does neither. Under mu.
func (r *Room) legViews(plan *conference.Plan) (all []legView, receiving bool) {
	for id, l := range r.legs {
		v := legView{l, plan.Views[id], l.wants(), l.unmetered()}
		receives := v.receives != (LegReceives{})
		if receives || v.unmetered {
			all = append(all, v)
		}
		receiving = receiving || receives
	}
	slices.SortFunc(all, func(a, b legView) int { return cmp.Compare(a.leg.id, b.leg.id) })
	return all, receiving
}

// wishes are the pictures of a leg: the composed one, and content by itself if the far
// end takes that.
func (v *legView) wishes(scene func(*conference.View) compose.Scene) (all []compose.Wish) {
	view := v.view
	if v.receives.Content != nil {
		var content *conference.Window
		if view, content = withoutContent(view); content != nil {
			alone := oneWindow(*content)
			all = append(all, compose.Wish{
				Receiver: v.receiver(conference.Screen), Scene: scene(&alone), Format: *v.receives.Content,
			})
		}
	}
	if v.receives.Picture != nil {
		all = append(all, compose.Wish{
			Receiver: v.receiver(conference.Camera), Scene: scene(&view), Format: *v.receives.Picture,
		})
	}
	return all
}

// receiver names one of the pictures of a leg.
func (v *legView) receiver(kind conference.SourceKind) compose.Receiver {
	return compose.Receiver("leg " + string(v.leg.id) + " " + string(kind))
}

// withoutContent is the View with the people alone.
func withoutContent(v conference.View) (conference.View, *conference.Window) {
	i := slices.IndexFunc(v.Windows, func(w conference.Window) bool { return w.Content })
	if i < 0 {
		return v, nil
	}
	content := v.Windows[i]
	v.Windows = slices.Delete(slices.Clone(v.Windows), i, i+1)
	v.Layout = layout.Spec{Type: layout.Grid, Windows: max(v.Layout.Windows, 1), Names: v.Layout.Names}
	return v, &content
}

// oneWindow is a View of one source and nothing else: no name, no mark.
func oneWindow(w conference.Window) conference.View {
	return conference.View{
		Windows: []conference.Window{w}, Pages: 1, Layout: layout.Spec{Type: layout.Grid, Windows: 1, Names: layout.NamesHidden, Content: w.Content},
	}
}

// translations are the sources of legs that somebody's browser does not take as they
// are, or not yet, with the codec in which all of them do. They are coded anew, once,
// while such a one is to see or hear them. Under mu.
func (r *Room) translations(plan *conference.Plan, now time.Duration) (all []translated) {
	for id, sources := range r.brought {
		for kind, src := range sources {
			if !src.IsOpen() {
				continue
			}
			if t, ok := r.translated(key{id, kind}, src, plan, now); ok {
				all = append(all, t)
			}
		}
	}
	slices.SortFunc(all, func(a, b translated) int { return byName(a.key, b.key) })
	return all
}

// translated is a source that is coded anew.
type translated struct {
	key
	codec codec.Codec
}

// translated is how a source is to be coded anew; false: nobody needs that.
func (r *Room) translated(k key, src *peer.Source, plan *conference.Plan, now time.Duration) (t translated, wanted bool) {
	t = translated{k, codec.Opus}
	if src.Video() {
		t.codec = codec.H264
	}
	for _, m := range r.members {
		v := plan.Views[m.id]
		if v.Composed || m.id == k.who || m.state == peer.Disconnected {
			continue // who comes back is looked at again
		}
		if !src.Video() {
			wanted = wanted || len(m.audioSlots) > 0 && (!takes(m.audioSlots[0], src) || turned(plan, k)) &&
				hears(plan, m.id, &v, k.who)
			continue
		}
		if len(m.videoSlots) == 0 || !shows(&v, k) || takes(m.videoSlots[0], src) && !r.bridges(m, k, src, now) {
			continue
		}
		wanted = true
		if !m.videoSlots[0].Takes(codec.H264) {
			t.codec = codec.VP8
		}
	}
	return t, wanted
}

// bridges tells whether m is shown a source coded anew until its next key frame, though
// he can take it as it is. Under mu.
func (r *Room) bridges(m *member, k key, src *peer.Source, now time.Duration) bool {
	for i, s := range m.videoSlots {
		if m.video.At(i) == k && (s.Source() == src || s.Next() == src) {
			return r.bridged(s, k, src, now)
		}
	}
	return r.farKey(k, src, now)
}

// bridged is bridges for the slot in which the source is or will be.
func (r *Room) bridged(s *peer.Slot, k key, src *peer.Source, now time.Duration) bool {
	if s.Source() == src && !s.Waits() {
		return false
	}
	return s.Next() == src || r.farKey(k, src, now)
}

func (r *Room) farKey(k key, src *peer.Source, now time.Duration) bool {
	l := r.legs[k.who]
	if l == nil {
		return false
	}
	in := l.intakeOf(src)
	if in == nil {
		return false
	}
	reel := in.reel.Load()
	if reel == nil || !in.flow.far(reel, now) {
		return false
	}
	in.flow.bridging.Store(true)
	return true
}

func shows(v *conference.View, k key) bool {
	return slices.ContainsFunc(v.Windows, func(w conference.Window) bool { return w.Participant == k.who && w.Source == k.kind })
}

// turned tells whether k is a microphone that a moderator has turned up or down (I12).
// Pages do that themselves to what pages send, and leave it to us for calls.
func turned(plan *conference.Plan, k key) bool {
	return k.kind == conference.Microphone && plan != nil && plan.Gains[k.who] != 0
}
