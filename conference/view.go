package conference

import (
	"slices"

	"veche/conference/layout"
)

// This file computes Views and the Plan: who sees and hears whom. The rules
// are F1-F8 of the requirements; everything here is a function of the state
// and, for a viewer, of its Display.

func (d Display) validate() error {
	switch {
	case d.Windows < 0 || d.Windows > layout.MaxWindows:
		return &Error{Invalid, "invalid", "A page has 1 to 49 windows.", "windows"}
	case d.Page < 0 || d.Page > 10_000:
		return &Error{Invalid, "invalid", "There is no such page.", "page"}
	case len(d.Pin) > 64 || len(d.Only) > 64:
		return &Error{Invalid, "invalid", "There is no such participant.", "pin"}
	}
	switch d.Layout {
	case "", "auto", "tiles", "speaker":
		return nil
	}
	if isType(d.Layout) {
		return nil
	}
	return &Error{Invalid, "invalid", "There is no such layout.", "layout"}
}

// settle computes Views and Plan anew if the turn changed what they depend on,
// and tells viewers whose View is another now.
func (s *state) settle() {
	if !s.viewsStale || s.over {
		return
	}
	s.viewsStale = false
	s.planVersion++
	plan := Plan{
		Conference: s.id, Version: s.planVersion,
		Sends: make(map[ParticipantID]Sends, len(s.order)),
		Views: make(map[ParticipantID]View, len(s.order)),
	}
	content := s.content()
	for _, id := range s.order {
		m := s.members[id]
		plan.Sends[id] = s.sends(m) // also while reconnecting: media may outlive the socket
		v := s.viewOf(m, content)
		plan.Views[id] = v
		if !m.viewed || !v.equal(&m.view) {
			s.showView(m, v)
		}
	}
	if s.room != nil {
		s.room.Apply(plan)
	}
}

// showView tells m of its new View, and, if it may not see the list of people,
// of those whom the View newly shows.
func (s *state) showView(m *member, v View) {
	before := m.view
	m.view, m.viewed = v, true
	if m.page == nil {
		return
	}
	m.page.Deliver(&Notice{Kind: NoticeView, View: &v, At: s.now()})
	if permissionsOf(&s.def, m).SeePeople {
		return
	}
	for _, id := range s.order {
		if id != m.ID && v.shows(id) && !before.shows(id) {
			m.page.Deliver(&Notice{Kind: NoticeEvent, At: s.now(), Event: &Event{
				Seq: s.seq, At: s.now().UTC(), Run: s.run, Type: ParticipantChanged,
				Data: marshal(struct {
					Participant Participant `json:"participant"`
				}{s.members[id].Participant}),
			}})
		}
	}
}

// sends says what is let in from m.
func (s *state) sends(m *member) Sends {
	p := permissionsOf(&s.def, m)
	return Sends{
		Microphone: m.Microphone && p.SendAudio,
		Camera:     m.Camera && p.SendVideo,
		Screen:     m.Screen && p.ShareContent,
	}
}

// onStage tells whether m is among those whom everybody may see and hear.
func (s *state) onStage(m *member) bool {
	switch s.mode {
	case VideoLesson:
		return m.leads() || m.MayAnswer
	case ManagedSelector, AutoSelector:
		return m.Podium == OnPodium
	}
	return true
}

// maySeeAndHear is the rule of the modes: may viewer see and hear m?
func (s *state) maySeeAndHear(viewer, m *member) bool {
	if s.mode == VideoLesson && viewer.leads() {
		return true // the moderator sees and hears all (F2, F8)
	}
	return s.onStage(m)
}

// viewOf computes what viewer sees and hears.
func (s *state) viewOf(viewer *member, content ParticipantID) View {
	var people []*member
	for _, id := range s.order {
		m := s.members[id]
		if (id != viewer.ID || viewer.display.Self) && s.maySeeAndHear(viewer, m) && viewer.display.wants(id) {
			people = append(people, m)
		}
	}
	v := View{Windows: []Window{}}
	v.HearsAll = viewer.display.Only == "" && (s.mode == AllOnScreen || s.mode == VideoLesson && viewer.leads())
	if !v.HearsAll {
		for _, m := range people {
			if m.ID != viewer.ID {
				v.Hears = append(v.Hears, m.ID)
			}
		}
	}
	if content != "" && (content == viewer.ID || !viewer.display.wants("") || !s.maySeeAndHear(viewer, s.members[content])) {
		content = ""
	}
	s.place(&v, viewer, people, content)
	return v
}

// wants tells whether d leaves a place for id ("" is the content).
func (d Display) wants(id ParticipantID) bool { return d.Only == "" || d.Only == id }

// place puts people into the windows of one page.
func (s *state) place(v *View, viewer *member, people []*member, content ParticipantID) {
	d := viewer.display
	spec := layout.Spec{
		Type: s.typeFor(viewer, content != ""), Windows: d.Windows, Content: content != "", Names: s.layout.Names,
	}
	if spec.Windows == 0 {
		spec.Windows = windowsByDefault
	}
	cast := layout.Cast[ParticipantID]{Priority: s.priority(viewer), Content: content}
	for _, m := range people {
		cast.Ordered = append(cast.Ordered, m.ID)
	}
	page := layout.Fill(spec, cast, d.Page)
	v.Layout, v.Page, v.Pages = page.Spec, page.Page, page.Pages
	if page.Content != "" {
		v.Windows = append(v.Windows, Window{
			Participant: content, Source: Screen, Label: s.members[content].Name, Content: true,
		})
	}
	for i, id := range page.Windows {
		v.Windows = append(v.Windows, Window{
			Participant: id, Source: Camera, Label: s.members[id].Name, Priority: i == 0 && page.Spec.Type.Priority(),
		})
	}
}

const windowsByDefault = 9

func isType(t string) bool {
	return layout.Spec{Type: layout.Type(t), Windows: 1}.Validate() == nil
}

// typeFor is the layout type that viewer gets.
func (s *state) typeFor(viewer *member, content bool) layout.Type {
	want := viewer.display.Layout
	if content {
		if t := layout.Type(want); t.ForContent() {
			return t
		}
		if s.layout.Type.ForContent() {
			return s.layout.Type
		}
		return layout.ContentRight
	}
	switch want {
	case "tiles":
		return layout.Grid
	case "speaker":
		return layout.PriorityBottom
	case "", "auto":
		if viewer.display.Pin != "" || s.spotlight != "" {
			return layout.PriorityBottom
		}
		if s.layout.Type != "" && !s.layout.Type.ForContent() && s.mode != VideoLesson && s.mode != AutoSelector {
			return s.layout.Type
		}
		return layout.Grid
	}
	if t := layout.Type(want); !t.ForContent() {
		return t
	}
	return layout.Grid
}

// priority is who gets the large window: the spotlight for all, then the
// viewer's own pin, then who speaks, or spoke before the viewer did.
func (s *state) priority(viewer *member) ParticipantID {
	for _, id := range []ParticipantID{s.spotlight, viewer.display.Pin, s.active, s.activeBefore} {
		if s.members[id] != nil && (id != viewer.ID || viewer.display.Self) {
			return id
		}
	}
	return ""
}

func (v *View) equal(o *View) bool {
	return v.Layout == o.Layout && v.Page == o.Page && v.Pages == o.Pages && v.HearsAll == o.HearsAll &&
		slices.Equal(v.Windows, o.Windows) && slices.Equal(v.Hears, o.Hears)
}
