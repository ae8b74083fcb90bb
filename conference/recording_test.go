package conference_test

import (
	"encoding/json"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"veche/conference"
	"veche/conference/conferencetest"
	"veche/conference/layout"
)

// told is what a page heard of recordings since it was last asked.
func told(t testing.TB, p *conferencetest.Page) (all []toldRecording) {
	t.Helper()
	for _, n := range p.Take() {
		if n.Kind != conference.NoticeEvent || n.Event.Type != conference.RecordingChanged {
			continue
		}
		var e struct {
			Recording *conference.RecordingInfo
			Code      string
			By        conference.ParticipantID
		}
		if err := json.Unmarshal(n.Event.Data, &e); err != nil {
			t.Fatal(err)
		}
		r := toldRecording{code: e.Code, by: e.By}
		if e.Recording != nil {
			r.state, r.low = e.Recording.State, e.Recording.LowDisk
		}
		all = append(all, r)
	}
	return all
}

type toldRecording struct {
	state conference.RecordingState // "": there is none
	low   int64
	code  string
	by    conference.ParticipantID
}

func (m *meeting) told(who string, want ...toldRecording) {
	m.t.Helper()
	if got := told(m.t, m.pages[who]); !reflect.DeepEqual(got, want) {
		m.t.Errorf("%s was told %+v, want %+v", who, got, want)
	}
}

// reports gives a report of the recording that is wanted.
func (m *meeting) reports(r conference.RecordingReport) {
	r.Started = m.plan().Recording.Started
	m.conf.ReportRecording(r)
}

// recording is the one there is, when the report is taken that is on its way.
func (m *meeting) recording() *conference.RecordingInfo {
	m.t.Helper()
	for {
		r := m.overview().Conference.Recording
		if r == nil || r.State == conference.RecordingOn {
			return r
		}
	}
}

func silent(conference.RecordingPlan) []conference.RecordingReport { return nil }

func (m *meeting) record(who string) {
	m.t.Helper()
	_, err := m.conf.StartRecording(m.t.Context(), m.by(who))
	m.ok(err)
}

func TestWhoMayRecord(t *testing.T) { // L1
	m := newMeeting(t, conference.Definition{
		Mode: conference.ManagedSelector, Invited: []conference.Invited{{Login: "mod", Moderator: true}},
	}, "mod", "admin", "operator", "user")
	admin, operator := m.People["admin"], m.People["operator"]
	admin.Admin, operator.Operator = true, true
	m.People["admin"], m.People["operator"] = admin, operator
	m.enter("owner", "mod", "admin", "operator", "user", "Guest")
	outside := func(login string) conference.Actor {
		p := m.People[login]
		return conference.Actor{Person: &p}
	}
	for _, tt := range []struct {
		name string
		by   conference.Actor
		may  bool
	}{
		{"the owner", m.by("owner"), true},
		{"an administrator", m.by("admin"), true},
		{"the owner from outside", outside("owner"), true},
		{"an administrator from outside", outside("admin"), true},
		{"a moderator", m.by("mod"), false},
		{"a moderator from outside", outside("mod"), false},
		{"an operator", m.by("operator"), false},
		{"somebody", m.by("user"), false},
		{"a guest", m.by("Guest"), false},
		{"nobody", conference.Actor{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := m.conf.StartRecording(t.Context(), tt.by)
			stop := m.conf.StopRecording(t.Context(), tt.by)
			if tt.may {
				m.ok(err)
				m.ok(stop)
				return
			}
			refused(t, err, "not_permitted")
			refused(t, stop, "not_permitted")
		})
	}
	for who, snap := range m.snaps {
		if may := who == "owner" || who == "admin"; snap.You.Permissions.Record != may {
			t.Errorf("%s is told that it may record: %v", who, !may)
		}
	}
	if m.conf.Broken() != nil || m.plan().Recording != nil {
		t.Error(m.conf.Broken())
	}
}

// The right to record survives the ways into a seat that pass no account.
func TestAnAdministratorRecordsFromTheWaitingRoomAndAfterARestart(t *testing.T) {
	m := newMeeting(t, conference.Definition{WaitingRoom: true}, "admin")
	p := m.People["admin"]
	p.Admin = true
	m.People["admin"] = p
	m.enter("owner")
	m.waits("admin")
	m.ok(m.conf.Admit(t.Context(), m.by("owner"), nil))
	for _, p := range m.overview().Participants {
		if p.Login == "admin" {
			m.ids["admin"] = p.ID
		}
	}
	m.record("admin")
	if err := m.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.Start(t)
	m.conf, _ = m.Live(m.def.ID)
	m.ok(m.conf.StopRecording(t.Context(), m.by("admin")))
}

func TestRecordingOrNot(t *testing.T) { // L2
	for _, tt := range []struct {
		name      string
		policy    conference.RecordingPolicy
		cannot    conference.Features
		report    conference.RecordingReport
		code      string
		announced bool // that it begins
		features  conference.Features
		kind      conference.Kind
	}{
		{
			name: "allowed, with a limit", policy: conference.RecordingPolicy{Enabled: true, Limit: 3 * time.Hour},
			report: conference.RecordingReport{Event: conference.RecordingRuns}, announced: true,
			features: conference.Features{Recording: true, Composed: true},
		},
		{
			name: "switched off", code: "recording_disabled", kind: conference.Conflict,
			features: conference.Features{Composed: true},
		},
		{
			name: "without codecs", policy: conference.RecordingPolicy{Enabled: true},
			cannot: conference.Features{Recording: true, Composed: true}, code: "no_codecs", kind: conference.Unavailable,
		},
		{
			name: "onto a full disk", policy: conference.RecordingPolicy{Enabled: true}, announced: true,
			report: conference.RecordingReport{Event: conference.RecordingFailed, Code: "disk_full"},
			code:   "disk_full", kind: conference.Unavailable, features: conference.Features{Recording: true, Composed: true},
		},
		{
			name: "into a folder that may not be written", policy: conference.RecordingPolicy{Enabled: true}, announced: true,
			report: conference.RecordingReport{Event: conference.RecordingFailed, Code: "not_writable"},
			code:   "not_writable", kind: conference.Unavailable, features: conference.Features{Recording: true, Composed: true},
		},
		{
			name: "failed for a reason nobody knows", policy: conference.RecordingPolicy{Enabled: true}, announced: true,
			report: conference.RecordingReport{Event: conference.RecordingFailed, Code: "gremlins"},
			code:   "not_available", kind: conference.Unavailable, features: conference.Features{Recording: true, Composed: true},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMeeting(t, conference.Definition{}, "anna")
			m.Policy = func() conference.RecordingPolicy { return tt.policy }
			m.Cannot = tt.cannot
			m.House.Start(t)
			var limit time.Duration
			m.Media.Recorder = func(p conference.RecordingPlan) []conference.RecordingReport {
				limit = p.Limit
				return []conference.RecordingReport{tt.report}
			}
			if f := m.Features(); f != tt.features {
				t.Errorf("features %+v", f)
			}
			m.enter("owner", "anna")
			m.pages["anna"].Take()
			info, err := m.conf.StartRecording(t.Context(), m.by("owner"))
			if limit != tt.policy.Limit {
				t.Errorf("limit %v", limit)
			}
			var want []toldRecording
			if tt.announced {
				want = append(want, toldRecording{state: "starting", by: m.id("owner")})
			}
			if tt.code == "" {
				m.ok(err)
				m.told("anna", append(want, toldRecording{state: "on"})...)
				if i := m.overview().Conference.Recording; i == nil || *i != info || info.State != conference.RecordingOn {
					t.Errorf("%+v, answered %+v", i, info)
				}
				return
			}
			refused(t, err, tt.code)
			if k := conference.KindOf(err); k != tt.kind {
				t.Errorf("kind %q", k)
			}
			if tt.announced {
				want = append(want, toldRecording{code: tt.code})
			}
			m.told("anna", want...)
			if m.overview().Conference.Recording != nil || m.plan().Recording != nil {
				t.Error("it is still wanted")
			}
		})
	}
}

func TestARecordingFromItsStartToItsEnd(t *testing.T) {
	m := newMeeting(t, conference.Definition{Recording: conference.RecordingRules{Lines: 1080, Tracks: true}})
	m.enter("owner", "anna")
	m.pages["anna"].Take()
	m.record("owner")
	first := m.plan().Recording
	if first.Lines != 1080 || !first.Tracks || !first.View.Composed || !first.View.HearsAll || len(first.View.Windows) != 2 {
		t.Errorf("%+v", first)
	}
	m.record("owner") // runs already
	m.told("anna", toldRecording{state: "starting", by: m.id("owner")}, toldRecording{state: "on"})

	m.reports(conference.RecordingReport{Event: conference.RecordingLowDisk, Free: 1 << 30})
	m.reports(conference.RecordingReport{Event: conference.RecordingLowDisk, Free: 1 << 30})
	m.reports(conference.RecordingReport{Event: conference.RecordingEnoughDisk})
	m.told("anna", toldRecording{state: "on", low: 1 << 30}, toldRecording{state: "on"})
	outside, err := m.Look(t.Context(), conferencetest.Door(m.def.CID), m.Request("Guest", nil))
	if r := outside.Conference.Recording; err != nil || r == nil || r.State != conference.RecordingOn {
		t.Errorf("before the door: %+v, %v", r, err)
	}

	m.ok(m.conf.StopRecording(t.Context(), m.by("owner")))
	m.ok(m.conf.StopRecording(t.Context(), m.by("owner"))) // is over already
	m.told("anna", toldRecording{by: m.id("owner")})
	if p := m.plan(); p.Recording != nil || p.Marks != nil || p.Title != "" {
		t.Errorf("%+v", p)
	}
	m.record("owner")
	m.pages["anna"].Take()
	for _, late := range []conference.RecordingEvent{conference.RecordingSaved, conference.RecordingFailed, conference.RecordingLowDisk} {
		m.conf.ReportRecording(conference.RecordingReport{Started: first.Started, Event: late, Code: "limit", Free: 1})
	}
	m.told("anna") // reports of the first recording are not about the second
	m.reports(conference.RecordingReport{Event: conference.RecordingFailed, Code: "limit"})
	m.told("anna", toldRecording{code: "limit"})
	m.ok(nil)
}

// Reports come in order and none is lost, however busy the loop is.
func TestReportsOfRecordingsKeepTheirOrder(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner")
	m.record("owner")
	m.pages["owner"].Take()
	started := m.plan().Recording.Started
	const n = 500
	for i := range int64(n) {
		m.conf.Recording(conference.RecordingReport{Started: started, Event: conference.RecordingLowDisk, Free: i + 1})
	}
	m.conf.Recording(conference.RecordingReport{Started: started, Event: conference.RecordingFailed, Code: "disk_full"})
	var got []toldRecording
	for len(got) == 0 || got[len(got)-1].code == "" {
		m.overview() // a turn
		got = append(got, told(t, m.pages["owner"])...)
	}
	if len(got) != n+1 {
		t.Fatalf("told %d times", len(got))
	}
	for i, e := range got[:n] {
		if e.low != int64(i+1) {
			t.Fatalf("report %d is %+v", i, e)
		}
	}
}

func TestTheRecordingDoesNotStartInTime(t *testing.T) { // lesson 30
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{}, "admin")
		p := m.People["admin"]
		p.Admin = true
		m.People["admin"] = p
		m.Media.Recorder = silent
		m.enter("owner", "admin")
		m.pages["admin"].Take()
		began := time.Now()
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, who := range []string{"owner", "admin"} {
			both.Go(func() { _, errs[i] = m.conf.StartRecording(t.Context(), m.by(who)) })
		}
		both.Wait()
		if took := time.Since(began); took < conference.RecordingStarts || took > conference.RecordingStarts+conference.TickEvery {
			t.Errorf("refused after %v", took)
		}
		for _, err := range errs {
			refused(t, err, "not_available")
		}
		if got := told(t, m.pages["admin"]); len(got) != 2 || got[0].state != "starting" || got[1].code != "not_available" {
			t.Errorf("told %+v", got)
		}
		if m.plan().Recording != nil {
			t.Error("it is still wanted")
		}
	})
}

func TestTheRecordingIsStoppedOrEndsWhileItStarts(t *testing.T) {
	for name, tt := range map[string]struct {
		end  func(*meeting) error
		code string
	}{
		"stopped":            {func(m *meeting) error { return m.conf.StopRecording(m.t.Context(), m.by("owner")) }, "recording_stopped"},
		"the conference too": {func(m *meeting) error { return m.conf.End(m.t.Context(), m.by("owner")) }, "ended"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMeeting(t, conference.Definition{})
				m.Media.Recorder = silent
				m.enter("owner")
				answer := make(chan error, 1)
				go func() {
					_, err := m.conf.StartRecording(t.Context(), m.by("owner"))
					answer <- err
				}()
				synctest.Wait()
				if s := m.overview().Conference.Recording; s == nil || s.State != conference.RecordingStarting {
					t.Fatalf("%+v", s)
				}
				m.ok(tt.end(m))
				refused(t, <-answer, tt.code)
			})
		})
	}
}

// Nobody waits any more for the answer, yet the recording does not start for ever.
func TestNobodyWaitsForTheRecording(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{Recording: conference.RecordingRules{Automatic: true}})
		m.Media.Recorder = silent
		m.enter("owner")
		m.pages["owner"].Take()
		time.Sleep(conference.RecordingStarts + 2*conference.TickEvery)
		m.told("owner", toldRecording{code: "not_available"})
	})
}

func TestAutomaticRecording(t *testing.T) { // L1
	for _, tt := range []struct {
		name   string
		policy conference.RecordingPolicy
		cannot conference.Features
		runs   bool
		events int
	}{
		{"begins with the conference", conference.RecordingPolicy{Enabled: true}, conference.Features{}, true, 2},
		{"not where recording is switched off", conference.RecordingPolicy{}, conference.Features{}, false, 0},
		{"not without codecs", conference.RecordingPolicy{Enabled: true}, conference.Features{Recording: true}, false, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMeeting(t, conference.Definition{Recording: conference.RecordingRules{Automatic: true}})
			m.Policy = func() conference.RecordingPolicy { return tt.policy }
			m.Cannot = tt.cannot
			m.House.Start(t)
			c, err := m.Directory.Start(t.Context(), m.def.ID)
			if err != nil {
				t.Fatal(err)
			}
			m.enter("owner")
			if r := m.recording(); (r != nil) != tt.runs {
				t.Errorf("%+v", r)
			}
			m.ok(c.End(t.Context(), m.by("owner")))
			<-c.Ended()
			n := 0
			for _, typ := range m.Archive.Types(m.def.ID) {
				if typ == conference.RecordingChanged {
					n++
				}
			}
			if n != tt.events {
				t.Errorf("%d events", n)
			}
		})
	}
}

func TestARecordingGoesOnAfterARestart(t *testing.T) { // P5
	for _, tt := range []struct {
		name   string
		policy conference.RecordingPolicy
		cannot conference.Features
		code   string
	}{
		{"in a new file", conference.RecordingPolicy{Enabled: true, Limit: time.Hour}, conference.Features{}, ""},
		{"not if recording was switched off meanwhile", conference.RecordingPolicy{}, conference.Features{}, "not_available"},
		{"not in a build without codecs", conference.RecordingPolicy{Enabled: true}, conference.Features{Recording: true}, "no_codecs"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, clock := houseAt(t)
			m := meetingIn(t, h, conference.Definition{Recording: conference.RecordingRules{Lines: 360}})
			m.enter("owner")
			m.record("owner")
			before, since := m.plan().Recording, m.overview().Conference.Recording.Since
			if err := m.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			clock.pass(time.Minute)
			m.Policy = func() conference.RecordingPolicy { return tt.policy }
			m.Cannot = tt.cannot
			m.Start(t)
			m.conf, _ = m.Live(m.def.ID)
			info, after := m.recording(), m.plan().Recording
			m.ok(nil)
			if tt.code != "" {
				if err := m.Close(t.Context()); err != nil { // it is archived then
					t.Fatal(err)
				}
				all := m.Archive.All(m.def.ID)
				if info != nil || after != nil || !containsText(all[len(all)-1], tt.code) {
					t.Errorf("%+v, last event %s", info, all[len(all)-1].Data)
				}
				return
			}
			if info == nil || !info.Since.Equal(since) {
				t.Fatalf("%+v", info)
			}
			if !after.Started.Equal(before.Started.Add(time.Minute)) || after.Lines != 360 || after.Limit != time.Hour {
				t.Errorf("before %+v, after %+v", before, after)
			}
		})
	}
}

func TestARestartWaitsLongerForTheRecording(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMeeting(t, conference.Definition{})
		m.enter("owner")
		m.record("owner")
		if err := m.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		m.Media.Recorder = silent
		m.Start(t)
		m.conf, _ = m.Live(m.def.ID)
		time.Sleep(conference.RecordingResumes - time.Second)
		if r := m.overview().Conference.Recording; r == nil || r.State != conference.RecordingStarting {
			t.Errorf("%+v", r)
		}
		time.Sleep(time.Second + 2*conference.TickEvery)
		if r := m.overview().Conference.Recording; r != nil {
			t.Errorf("%+v", r)
		}
	})
}

func TestWhatARecordingShows(t *testing.T) {
	m := newMeeting(t, conference.Definition{Mode: conference.ManagedSelector, Layout: layout.Plain(layout.Spec{Type: layout.PriorityRight, Windows: 5})})
	m.enter("owner", "anna", "ben")
	m.record("owner")
	shows := func() (names []string) {
		for _, w := range m.plan().Recording.View.Windows {
			names = append(names, m.names([]conference.ParticipantID{w.Participant})[0])
		}
		return names
	}
	same(t, "the podium", shows(), "owner")
	same(t, "hears", m.names(m.plan().Recording.View.Hears), "owner")
	m.ok(m.conf.PodiumOf(t.Context(), m.by("owner"), m.id("ben"), "approve"))
	same(t, "the podium", shows(), "owner", "ben")
	v := m.plan().Recording.View
	if v.Layout.Type != layout.PriorityRight || v.Layout.Windows != 5 {
		t.Errorf("as the moderators set it: %+v", v.Layout)
	}
	m.ok(m.conf.Hand(t.Context(), m.id("anna"), true))
	if now := m.plan().Recording.View; now.Version != v.Version {
		t.Error("a View that is the same has another version")
	}
	m.ok(m.conf.SetMode(t.Context(), m.by("owner"), conference.AllOnScreen, 0))
	same(t, "all", shows(), "owner", "anna", "ben")
	_, err := m.Change(t.Context(), string(m.def.ID), 0, func(d *conference.Definition) error {
		d.Recording.Layout = layout.Grid
		return nil
	})
	m.ok(err)
	if l := m.plan().Recording.View.Layout; l.Type != layout.Grid || l.Windows != 25 {
		t.Errorf("a layout of its own: %+v", l)
	}
}

func TestRecordingRulesAreChecked(t *testing.T) {
	for _, tt := range []struct {
		name  string
		rules conference.RecordingRules
		field string
		want  conference.RecordingRules
	}{
		{"the default", conference.RecordingRules{}, "", conference.RecordingRules{Lines: 720}},
		{"all of it", conference.RecordingRules{Automatic: true, Layout: layout.Corner, Lines: 1080, Tracks: true}, "", conference.RecordingRules{Automatic: true, Layout: layout.Corner, Lines: 1080, Tracks: true}},
		{"no such layout", conference.RecordingRules{Layout: "spiral"}, "recording.layout", conference.RecordingRules{}},
		{"too many lines", conference.RecordingRules{Lines: 2160}, "recording.lines", conference.RecordingRules{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := conferencetest.NewHouse(t, "owner")
			def, err := h.Directory.Create(t.Context(), h.People["owner"], conference.Definition{Name: "Meeting", Recording: tt.rules})
			if tt.field != "" {
				if e, ok := err.(*conference.Error); !ok || e.Field != tt.field {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil || def.Recording != tt.want {
				t.Errorf("got %+v, %v", def.Recording, err)
			}
		})
	}
}

func TestMarksOfAComposedPicture(t *testing.T) {
	m := newMeeting(t, conference.Definition{Name: "Plenum"}, "anna")
	anna := m.People["anna"]
	anna.Avatar = "/avatars/0123.jpg"
	m.People["anna"] = anna
	m.enter("owner", "anna")
	if p := m.plan(); p.Marks != nil || p.Title != "" {
		t.Errorf("nothing is composed: %+v", p)
	}
	m.record("owner")
	marks := func() conference.Marks { return m.plan().Marks[m.id("anna")] }
	if p := m.plan(); p.Title != "Plenum" || p.Language != "en" || len(p.Marks) != 2 || marks() != (conference.Marks{Name: "Name of anna", Avatar: "0123.jpg"}) {
		t.Errorf("%+v", p)
	}
	off := false
	for _, step := range []struct {
		name string
		do   func() error
		want conference.Marks
	}{
		{"the microphone goes off", func() error { _, err := m.conf.Send(t.Context(), m.id("anna"), &off, nil, nil); return err }, conference.Marks{Muted: true}},
		{"the camera goes off", func() error { _, err := m.conf.Send(t.Context(), m.id("anna"), nil, &off, nil); return err }, conference.Marks{Muted: true, CameraOff: true}},
		{"a hand goes up", func() error { return m.conf.Hand(t.Context(), m.id("anna"), true) }, conference.Marks{Muted: true, CameraOff: true, Hand: true}},
		{"the link is lost", func() error { m.conf.Lost(t.Context(), m.pages["anna"]); return nil }, conference.Marks{Muted: true, CameraOff: true, Hand: true, Away: true}},
	} {
		m.ok(step.do())
		step.want.Name, step.want.Avatar = "Name of anna", "0123.jpg"
		if got := marks(); got != step.want {
			t.Errorf("%s: %+v", step.name, got)
		}
	}
}

// Light mode, lesson 16: those who ask for the same get the same picture, so that
// it is made once.
func TestLightViewersShareOnePicture(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.enter("owner", "anna", "ben")
	d := conference.Display{Layout: "tiles", Windows: 9, Composed: true}
	m.display("anna", d)
	v := m.display("ben", d)
	if a := m.view("anna"); !v.Composed || !a.Composed || !reflect.DeepEqual(a.Windows, v.Windows) || a.Layout != v.Layout {
		t.Errorf("anna %+v, ben %+v", a, v)
	}
	same(t, "anna sees", m.sees("anna"), "owner", "anna", "ben")
	if m.view("owner").Composed || len(m.plan().Marks) != 3 {
		t.Errorf("%+v", m.plan())
	}
	m.display("anna", conference.Display{Windows: 9})
	m.display("ben", conference.Display{Windows: 9})
	if m.plan().Marks != nil {
		t.Error("marks though nothing is composed")
	}
	m.ok(nil)
}

func TestNoLightModeWithoutCodecs(t *testing.T) {
	m := newMeeting(t, conference.Definition{})
	m.Cannot.Composed = true
	m.Start(t)
	m.enter("owner")
	_, err := m.conf.SetDisplay(t.Context(), m.id("owner"), conference.Display{Composed: true})
	refused(t, err, "no_codecs")
	if conference.KindOf(err) != conference.Unavailable || m.Features().Composed {
		t.Errorf("got %v, %+v", err, m.Features())
	}
}
