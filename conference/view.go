package conference

import (
	"cmp"
	"path"
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
	if !s.viewsStale && !s.planStale || s.over {
		return
	}
	fresh := s.viewsStale
	if s.told != (told{s.content(), s.spotlight}) {
		s.infoChanged()
	}
	s.viewsStale, s.planStale = false, false
	s.planVersion++
	plan := Plan{
		Conference: s.id, Version: s.planVersion,
		Sends: make(map[ParticipantID]Sends, len(s.order)),
		Views: make(map[ParticipantID]View, len(s.order)),
	}
	h := s.house()
	var notice *Notice // many viewers in a row see the same
	for _, m := range h.all {
		// Also of who has lost the WebSocket: sound and picture may well go on, and
		// what a moderator switches off meanwhile is not let in.
		plan.Sends[m.ID] = s.sends(m)
		plan.turn(m)
		if !fresh && m.viewed {
			plan.Views[m.ID] = m.view
			continue
		}
		v := s.viewOf(m, h)
		if m.viewed && v.equal(&m.view) {
			plan.Views[m.ID] = m.view
			continue
		}
		v.Version = s.planVersion
		plan.Views[m.ID] = v
		if notice == nil || !v.equal(notice.View) {
			notice = &Notice{Kind: NoticeView, View: &v, At: s.now()}
		}
		s.showView(m, notice)
	}
	plan.Early = s.early()
	s.compose(&plan, h, fresh)
	if s.room != nil {
		s.room.Apply(plan)
	}
}

// compose adds what composed pictures show beside the Views, if there are any, and
// the recording and the stream.
func (s *state) compose(p *Plan, h *house, fresh bool) {
	p.Stream = s.streamView(h, fresh)
	if s.recording != nil {
		p.Recording = s.recordingPlan(h, fresh)
	} else if p.Stream == nil && !slices.ContainsFunc(h.all, func(m *member) bool { return m.view.Composed }) {
		return
	}
	p.Title, p.Language = s.def.Name, s.language
	p.Marks = make(map[ParticipantID]Marks, len(h.all))
	for _, m := range h.all {
		p.Marks[m.ID] = m.marks(p.Sends[m.ID])
	}
}

// marks are those of m, of whom sends is let in.
func (m *member) marks(sends Sends) Marks {
	k := Marks{
		Name: m.Name, Muted: !sends.Microphone, CameraOff: !sends.Camera, Hand: m.Hand != nil, Away: m.Link == Reconnecting || m.Hold,
		Camera: m.CameraState,
	}
	if m.Avatar != "" {
		k.Avatar = path.Base(m.Avatar)
	}
	return k
}

// house is what the Views of one moment have in common.
type house struct {
	stage    []*member // whom everybody may see and hear, in order of joining
	all      []*member
	people   []*member // all but those who only watch
	stageIDs []ParticipantID
	content  ParticipantID
	inside   map[layout.Seat]*member // whom arrangements name; nil: they name nobody
}

// Indexes of member.at.
const (
	atStage = iota
	atAll
	atPeople
)

func (s *state) house() *house {
	h := &house{all: make([]*member, 0, len(s.order)), content: s.content()}
	for i, id := range s.order {
		m := s.members[id]
		m.at = [...]int{atStage: -1, atAll: i, atPeople: -1}
		h.all = append(h.all, m)
		if m.Watches {
			continue
		}
		m.at[atPeople] = len(h.people)
		h.people = append(h.people, m)
		if s.onStage(m) {
			m.at[atStage] = len(h.stage)
			h.stage = append(h.stage, m)
			h.stageIDs = append(h.stageIDs, id)
		}
	}
	s.assign(h)
	return h
}

// showView tells m of its new View, and, if it may not see the list of people,
// of those whom the View newly shows.
func (s *state) showView(m *member, n *Notice) {
	before, v := m.view, n.View
	m.view, m.viewed = *v, true
	if m.page == nil {
		return
	}
	m.page.Deliver(n)
	if s.seesPeople(m) {
		return
	}
	for _, id := range s.order {
		if id != m.ID && v.shows(id) && !before.shows(id) {
			m.page.Deliver(&Notice{Kind: NoticeEvent, At: s.now(), Event: s.changedUnnumbered(s.members[id])})
		}
	}
}

// changedUnnumbered tells that m is now as it is, outside the numbered stream.
func (s *state) changedUnnumbered(m *member) *Event {
	return &Event{At: s.now().UTC(), Run: s.run, Type: ParticipantChanged, Data: marshal(struct {
		Participant Participant `json:"participant"`
	}{m.Participant})}
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

// backstage tells whether viewer sees and hears also those who are not on the
// stage: the moderator of a lesson (F2, F8).
func (s *state) backstage(viewer *member) bool { return s.mode == VideoLesson && viewer.leads() }

// maySeeAndHear is the rule of the modes: may viewer see and hear m?
func (s *state) maySeeAndHear(viewer, m *member) bool {
	return s.backstage(viewer) || s.onStage(m)
}

// viewOf computes what viewer sees and hears.
func (s *state) viewOf(viewer *member, h *house) View {
	if one := viewer.display.Only; one != "" {
		return s.viewOfOne(viewer, s.members[one])
	}
	v := View{Composed: viewer.display.Composed}
	v.HearsAll = s.mode == AllOnScreen || s.backstage(viewer)
	if !v.HearsAll {
		v.Hears = h.stageIDs
		if i := viewer.at[atStage]; i >= 0 {
			v.Hears = slices.Delete(slices.Clone(h.stageIDs), i, i+1)
		}
	}
	content := h.content
	if content != "" && (content == viewer.ID || !s.maySeeAndHear(viewer, s.members[content])) {
		content = ""
	}
	s.place(&v, viewer, h, content)
	return v
}

// viewOfOne is the View of who wants m, nil if he is not here, and nothing else.
func (s *state) viewOfOne(viewer, m *member) View {
	v := View{Windows: []Window{}, Pages: 1, Layout: s.spec(viewer, false), Composed: viewer.display.Composed}
	if m == nil || m == viewer && !viewer.display.Self || !s.maySeeAndHear(viewer, m) {
		return v
	}
	v.Windows = []Window{{
		Participant: m.ID, Source: Camera, Label: m.Name, Priority: v.Layout.Type.Priority(),
	}}
	if m != viewer {
		v.Hears = []ParticipantID{m.ID}
	}
	return v
}

// spec is the layout that viewer gets.
func (s *state) spec(viewer *member, content bool) layout.Spec {
	a := s.arrangement(viewer)
	spec := layout.Spec{
		Type: s.typeFor(viewer, a, content), Windows: cmp.Or(viewer.display.Windows, windowsByDefault), Content: content, Names: a.Names,
	}
	if a.Windows > 0 && s.follows(viewer) {
		spec.Windows = min(spec.Windows, a.Windows)
	}
	return spec.WithContent(content)
}

// place puts people into the windows of one page, as [layout.Fill] does; but
// with 500 viewers of 500 people it must not look at each for each.
func (s *state) place(v *View, viewer *member, h *house, content ParticipantID) {
	d := viewer.display
	v.Layout = s.spec(viewer, content != "")
	windows := layout.Capacity(v.Layout)
	v.Windows = make([]Window, 0, min(windows, len(h.all))+1)
	if v.Layout.Content {
		v.Windows = append(v.Windows, Window{
			Participant: content, Source: Screen, Label: s.members[content].Name, Content: true,
		})
	}
	people := row{members: h.stage, which: atStage}
	if s.backstage(viewer) {
		people.members, people.which = h.people, atPeople
	}
	if a := s.arrangement(viewer); a.Placed() && s.follows(viewer) {
		s.placeSeated(v, viewer, h, a, &people)
		return
	}
	if !d.Self {
		people.leaveOut(viewer)
	}
	if v.Layout.Type.Priority() && people.len() > 0 && windows > 0 {
		first := s.priority(viewer)
		if first == nil {
			first = people.get(0)
		}
		v.Windows = append(v.Windows, Window{Participant: first.ID, Source: Camera, Label: first.Name, Priority: true})
		people.leaveOut(first)
		windows--
	}
	v.Pages = 1
	if windows > 0 {
		v.Pages = max((people.len()+windows-1)/windows, 1)
	}
	v.Page = min(d.Page, v.Pages-1)
	for i := v.Page * windows; i < min((v.Page+1)*windows, people.len()); i++ {
		m := people.get(i)
		v.Windows = append(v.Windows, Window{Participant: m.ID, Source: Camera, Label: m.Name})
	}
}

// row is people in order of joining, but for the few that are left out.
type row struct {
	members []*member
	which   int   // of member.at
	out     []int // ascending
}

func (r *row) leaveOut(m *member) {
	if i := m.at[r.which]; i >= 0 {
		if at, is := slices.BinarySearch(r.out, i); !is {
			r.out = slices.Insert(r.out, at, i)
		}
	}
}

// has tells whether m is in the row.
func (r *row) has(m *member) bool {
	i := m.at[r.which]
	_, out := slices.BinarySearch(r.out, i)
	return i >= 0 && !out
}

func (r *row) len() int { return len(r.members) - len(r.out) }

func (r *row) get(i int) *member {
	for _, o := range r.out {
		if i >= o {
			i++
		}
	}
	return r.members[i]
}

const windowsByDefault = 9

func isType(t string) bool {
	return layout.Spec{Type: layout.Type(t), Windows: 1}.Validate() == nil
}

// typeFor is the layout type that viewer gets.
func (s *state) typeFor(viewer *member, a *layout.Arrangement, content bool) layout.Type {
	want := viewer.display.Layout
	if s.follows(viewer) {
		want = "auto"
	}
	if content {
		if t := layout.Type(want); t.ForContent() {
			return t
		}
		if a.Type.ForContent() || want == "auto" && a.Content && a.Type.Priority() {
			return a.Type
		}
		return layout.ContentRight
	}
	switch want {
	case "tiles":
		return layout.Grid
	case "speaker":
		return layout.PriorityBottom
	case "auto":
		if (s.members[viewer.display.Pin] != nil || s.spotlight != "") && !a.Type.Priority() {
			return layout.PriorityBottom
		}
		if a.Type != "" && !a.Type.ForContent() {
			return a.Type
		}
		return layout.Grid
	}
	if t := layout.Type(want); !t.ForContent() {
		return t
	}
	return layout.Grid
}

// priority is who gets the large window: the spotlight for all, then the
// viewer's own pin, then who speaks, or spoke before the viewer did. Nobody
// comes there whom the viewer may not see; nil if that leaves none.
func (s *state) priority(viewer *member) *member {
	for _, id := range []ParticipantID{s.spotlight, viewer.display.Pin, s.active, s.activeBefore} {
		if m := s.members[id]; s.mayStandFirst(viewer, m) {
			return m
		}
	}
	return nil
}

// mayStandFirst tells whether m, nil for nobody, may have the large window of viewer.
func (s *state) mayStandFirst(viewer, m *member) bool {
	return m != nil && !m.Watches && (m != viewer || viewer.display.Self) && s.maySeeAndHear(viewer, m)
}

func (v *View) equal(o *View) bool {
	return v.Composed == o.Composed && v.Layout == o.Layout && v.Page == o.Page && v.Pages == o.Pages && v.HearsAll == o.HearsAll &&
		slices.Equal(v.Windows, o.Windows) && slices.Equal(v.Hears, o.Hears)
}
