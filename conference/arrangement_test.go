package conference_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"veche/conference"
	"veche/conference/layout"
)

func seats(logins string) (all []layout.Seat) {
	for l := range strings.FieldsSeq(logins) {
		if l == "-" {
			l = ""
		}
		all = append(all, layout.Seat{Login: l})
	}
	return all
}

func arranged(t layout.Type, windows int, logins string) layout.Arrangement {
	return layout.Arrangement{Spec: layout.Spec{Type: t, Windows: windows}, Seats: seats(logins)}
}

// windowsOf shows a View: who is in which window, "(name)" while it is kept for him.
func (m *meeting) windowsOf(v conference.View) string {
	var all []string
	for _, w := range v.Windows {
		who := "(" + w.Label + ")"
		if w.Participant != "" {
			who = m.names([]conference.ParticipantID{w.Participant})[0]
		}
		if w.Content {
			who += "*"
		}
		all = append(all, who)
	}
	return strings.Join(all, " ")
}

// G8, G9, I4: what owners arrange, and what a viewer who has chosen nothing sees.
func TestWhoIsPlacedHasHisWindow(t *testing.T) {
	auto := conference.Display{Layout: "auto", Windows: 49}
	with := func(change func(*conference.Display)) conference.Display {
		d := auto
		change(&d)
		return d
	}
	manual := func(a layout.Arrangement) layout.Arrangement { a.Manual = true; return a }
	for name, tt := range map[string]struct {
		layout layout.Arrangement
		d      conference.Display // of the owner; a to d are inside, in this order
		pin    string
		want   string
		pages  int
	}{
		"nobody placed":                           {arranged(layout.Grid, 4, ""), auto, "", "a b c d", 1},
		"as many windows as were set":             {arranged(layout.Grid, 2, ""), auto, "", "a b", 2},
		"as many as there is room for":            {arranged(layout.Grid, 0, ""), auto, "", "a b c d", 1},
		"two change places":                       {arranged(layout.Grid, 4, "b a"), auto, "", "b a c d", 1},
		"the others fill the rest":                {arranged(layout.Grid, 4, "- - a"), auto, "", "b c a d", 1},
		"an absent one's window is free":          {arranged(layout.Grid, 4, "x - a"), auto, "", "b c a d", 1},
		"placed on every page":                    {arranged(layout.Grid, 2, "d"), with(func(d *conference.Display) { d.Page = 2 }), "", "d c", 3},
		"kept for the absent, with name":          {manual(arranged(layout.Grid, 4, "x - a")), auto, "", "(X) () a ()", 1},
		"manual without anybody is empty":         {manual(arranged(layout.Grid, 2, "")), auto, "", "() ()", 1},
		"the owner sees himself where he was put": {arranged(layout.Grid, 4, "a owner"), auto, "", "a owner b c", 2},
		"placed in the large window":              {arranged(layout.PriorityRight, 3, "c"), auto, "", "c a b", 2},
		"a pin takes the large window":            {arranged(layout.PriorityRight, 3, "c a"), auto, "a", "a c b", 2},
		"a pin makes one large":                   {arranged(layout.Grid, 4, "c a"), auto, "d", "d a b c", 1},
		"who chose tiles has tiles":               {arranged(layout.Grid, 4, "d c"), with(func(d *conference.Display) { d.Layout = "tiles" }), "", "a b c d", 1},
		"a small page has them in order":          {arranged(layout.Grid, 4, "d c"), with(func(d *conference.Display) { d.Windows = 2 }), "", "d c", 2},
		"then the others":                         {arranged(layout.Grid, 4, "d c"), with(func(d *conference.Display) { d.Windows, d.Page = 2, 1 }), "", "a b", 2},
		"a small page with a large window":        {arranged(layout.PriorityRight, 4, "d c"), with(func(d *conference.Display) { d.Windows, d.Page = 2, 2 }), "", "d b", 3},
		"a small page of kept windows":            {manual(arranged(layout.Grid, 4, "x a")), with(func(d *conference.Display) { d.Windows = 2 }), "", "(X) a", 2},
		"two in a corner":                         {arranged(layout.Corner, 2, "b d"), auto, "", "b d", 1},
	} {
		t.Run(name, func(t *testing.T) {
			def := conference.Definition{Layout: layout.Arrangements{Arrangement: tt.layout}}
			for l := range strings.FieldsSeq("a b c d x") {
				def.Invited = append(def.Invited, conference.Invited{Login: l, Name: strings.ToUpper(l)})
			}
			m := newMeeting(t, def, "a", "b", "c", "d", "x")
			m.enter("owner", "a", "b", "c", "d")
			d := tt.d
			if tt.pin != "" {
				d.Pin = m.id(tt.pin)
			}
			v := m.display("owner", d)
			if got := m.windowsOf(v); got != tt.want || v.Pages != tt.pages {
				t.Errorf("got %q on %d pages, want %q on %d", got, v.Pages, tt.want, tt.pages)
			}
			for i, w := range v.Windows {
				if w.Priority != (i == 0 && v.Layout.Type.Priority()) {
					t.Errorf("window %d is marked wrong", i)
				}
			}
		})
	}
}

// G9: a window is kept for him until he comes.
func TestWindowsAreKeptUntilSomebodyComes(t *testing.T) {
	def := conference.Definition{
		Invited: []conference.Invited{{Login: "a"}, {Login: "b", Name: "Boris"}},
		Layout:  layout.Arrangements{Arrangement: layout.Arrangement{Spec: layout.Spec{Type: layout.Grid, Windows: 2}, Seats: seats("b a"), Manual: true}},
	}
	m := newMeeting(t, def, "a", "b")
	m.enter("owner", "a")
	m.display("owner", conference.Display{Windows: 9})
	see := func(want string) {
		t.Helper()
		if got := m.windowsOf(m.view("owner")); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	see("(Boris) a")
	m.enter("b")
	see("b a")
	m.ok(m.conf.Leave(t.Context(), m.id("b")))
	see("(Boris) a")
	// Who is taken off the list has no window any more.
	_, err := m.Change(t.Context(), "room", 0, func(d *conference.Definition) error { d.Invited = d.Invited[:1]; return nil })
	m.ok(err)
	see("() a")
}

// I8: in the managed selector only speakers appear, wherever others were put.
func TestOnlySpeakersAreShownInTheirWindows(t *testing.T) {
	def := conference.Definition{
		Mode: conference.ManagedSelector, MaxSpeakers: 3, Invited: []conference.Invited{{Login: "a", Name: "A"}, {Login: "b"}},
		Layout: layout.Arrangements{Arrangement: layout.Arrangement{Spec: layout.Spec{Type: layout.Grid, Windows: 3}, Seats: seats("a owner"), Manual: true}},
	}
	m := newMeeting(t, def, "a", "b")
	m.enter("owner", "a", "b")
	m.display("b", conference.Display{Windows: 9})
	if got := m.windowsOf(m.view("b")); got != "(A) owner ()" {
		t.Errorf("got %q", got)
	}
}

// F6: there is no layout to arrange in the lesson and the auto selector.
func TestNobodyIsPlacedWhereTheModeDecides(t *testing.T) {
	for _, mode := range []conference.Mode{conference.VideoLesson, conference.AutoSelector} {
		def := conference.Definition{
			Mode: mode, Invited: []conference.Invited{{Login: "a"}},
			Layout: layout.Arrangements{Arrangement: arranged(layout.PriorityRight, 1, "a"), Fixed: true},
		}
		m := newMeeting(t, def, "a")
		m.enter("owner", "a", "b")
		v := m.display("b", conference.Display{Windows: 9, Layout: "tiles"})
		if v.Layout.Type != layout.Grid || slices.Contains(strings.Fields(m.windowsOf(v)), "a") {
			t.Errorf("%s: %+v, %q", mode, v.Layout, m.windowsOf(v))
		}
	}
}

// G8: by groups by connection type, and single people.
func TestEverybodyGetsTheArrangementForHim(t *testing.T) {
	terminals, browsers := arranged(layout.Grid, 2, "b"), arranged(layout.Grid, 2, "a")
	def := conference.Definition{
		Invited: []conference.Invited{{Login: "a"}, {Login: "b"}, {Login: "c"}},
		Layout: layout.Arrangements{
			Arrangement: arranged(layout.Grid, 2, "c"), Browsers: &browsers, Terminals: &terminals,
			Individual: []layout.Individual{{Of: layout.Seat{Login: "b"}, Arrangement: arranged(layout.PriorityBottom, 3, "owner a")}},
		},
		RTSPOutput: true, Recording: conference.RecordingRules{Automatic: true},
	}
	m := newMeeting(t, def, "a", "b", "c")
	m.enter("owner", "a", "b", "c")
	for _, who := range []string{"owner", "b", "c"} {
		m.display(who, conference.Display{Windows: 49})
	}
	for who, want := range map[string]string{"owner": "a b", "c": "a owner", "b": "owner a c"} {
		if got := m.windowsOf(m.view(who)); got != want {
			t.Errorf("%s sees %q, want %q", who, got, want)
		}
	}
	if got := m.windowsOf(m.plan().Recording.View); got != "c owner" {
		t.Errorf("the recording, which is as the moderators set it, has %q", got)
	}
}

// G9: forbid users to change the layout.
func TestALayoutCanBeFixed(t *testing.T) {
	def := conference.Definition{
		Invited: []conference.Invited{{Login: "a"}, {Login: "b"}},
		Layout:  layout.Arrangements{Arrangement: arranged(layout.Grid, 4, "b a"), Fixed: true},
	}
	m := newMeeting(t, def, "a", "b")
	m.enter("owner", "a", "b", "c")
	if !m.overview().Conference.LayoutFixed {
		t.Error("nobody is told")
	}
	_, err := m.conf.SetDisplay(t.Context(), m.id("c"), conference.Display{Layout: "tiles", Windows: 9})
	refused(t, err, "layout_forbidden")
	if got := m.windowsOf(m.display("c", conference.Display{Layout: "auto", Windows: 9})); got != "b a owner" {
		t.Errorf("got %q", got)
	}
	// Pinning for oneself stays, and who leads may choose.
	v := m.display("c", conference.Display{Windows: 9, Pin: m.id("owner")})
	if got := m.windowsOf(v); !strings.HasPrefix(got, "owner") || !v.Windows[0].Priority {
		t.Errorf("got %q", got)
	}
	if got := m.windowsOf(m.display("owner", conference.Display{Layout: "tiles", Windows: 9})); got != "a b c" {
		t.Errorf("the owner sees %q", got)
	}
	// Who had chosen before is bound when it is fixed.
	change := func(fixed bool) {
		_, err := m.Change(t.Context(), "room", 0, func(d *conference.Definition) error { d.Layout.Fixed = fixed; return nil })
		m.ok(err)
	}
	change(false)
	m.display("c", conference.Display{Layout: "tiles", Windows: 9})
	change(true)
	if got := m.windowsOf(m.view("c")); got != "b a owner" {
		t.Errorf("got %q", got)
	}
}

// I4, G9: content has its own window beside the people's.
func TestContentHasItsOwnWindow(t *testing.T) {
	def := conference.Definition{Invited: []conference.Invited{{Login: "a"}, {Login: "b"}}}
	def.Layout.Arrangement = arranged(layout.PriorityRight, 3, "b a")
	def.Layout.Content = true
	m := newMeeting(t, def, "a", "b")
	m.enter("owner", "a", "b", "c")
	on := true
	_, err := m.conf.Send(t.Context(), m.id("a"), nil, nil, &on)
	m.ok(err)
	v := m.display("owner", conference.Display{Windows: 9})
	if got := m.windowsOf(v); got != "a* b a c" || v.Layout.Type != layout.PriorityRight || !v.Layout.Content {
		t.Errorf("got %q in %+v", got, v.Layout)
	}
}

// A moderator's change of the layout for all leaves people where they are.
func TestTheLayoutForAllKeepsThePlaces(t *testing.T) {
	def := conference.Definition{Invited: []conference.Invited{{Login: "a"}, {Login: "b"}}}
	def.Layout.Arrangement = arranged(layout.Grid, 4, "b a")
	m := newMeeting(t, def, "a", "b")
	m.enter("owner", "a", "b")
	m.display("owner", conference.Display{Windows: 9})
	m.ok(m.conf.SetLayout(t.Context(), m.by("owner"), layout.Spec{Type: layout.PriorityRight, Windows: 0}))
	v := m.view("owner")
	if got := m.windowsOf(v); got != "b a" || v.Layout.Type != layout.PriorityRight || v.Layout.Windows != 4 {
		t.Errorf("got %q in %+v", got, v.Layout)
	}
}

// What is shared is one picture: the same arrangement is the same View.
func TestThoseWithTheSameArrangementShareAPicture(t *testing.T) {
	def := conference.Definition{}
	for i := range 4 {
		def.Invited = append(def.Invited, conference.Invited{Login: fmt.Sprint("u", i)})
	}
	def.Layout.Arrangement = arranged(layout.Grid, 4, "u2 u1 u0 u3")
	m := newMeeting(t, def, "u0", "u1", "u2", "u3")
	m.enter("owner", "u0", "u1", "u2", "u3")
	var first conference.View
	for i := range 4 {
		v := m.display(fmt.Sprint("u", i), conference.Display{Windows: 25, Composed: true})
		if i == 0 {
			first = v
		}
		if !slices.Equal(v.Windows, first.Windows) || v.Layout != first.Layout {
			t.Errorf("u%d sees %q, u0 %q", i, m.windowsOf(v), m.windowsOf(first))
		}
	}
}

func TestSeatsGoWithTheList(t *testing.T) {
	camera := "rtsp://admin:12345@192.168.1.100/"
	d := conference.Definition{
		Name: "x", CID: "1234567890", Owner: "anna", Access: conference.Internal,
		Invited: []conference.Invited{{Login: "boris"}, {Dial: camera}},
	}
	d.Layout = layout.Plain(layout.Spec{Type: layout.Grid, Windows: 4})
	d.Layout.Seats = []layout.Seat{{Login: "anna"}, {Login: "nobody"}, {Dial: camera}, {Login: "boris"}}
	if err := d.Complete(); err != nil {
		t.Fatal(err)
	}
	if got := d.Layout.Seats; len(got) != 4 || got[1] != (layout.Seat{}) || got[2].Dial != camera {
		t.Errorf("got %+v", got)
	}
	shown := d.ShowLayout()
	if s := shown.Seats[2]; strings.Contains(s.Dial, "12345") || s.Kept != 2 {
		t.Errorf("shown %+v", s)
	}
	if kept := conference.KeepLayout(shown, d.Invited); kept.Seats[2] != d.Layout.Seats[2] {
		t.Errorf("kept %+v", kept.Seats[2])
	}
}
