package conference

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"veche/conference/layout"
)

// This file is recording as a state of the conference (L1, L2, lesson 30): it is
// wanted or not, the Plan says so, and the media room reports what has come of it.

// Features are what the media of this build can do.
type Features struct {
	Recording bool `json:"recording"` // make recordings
	Composed  bool `json:"composed"`  // make one picture of a View
}

// RecordingPolicy is what the server's settings say of recordings (L2).
type RecordingPolicy struct {
	Enabled bool
	Limit   time.Duration // the longest; 0: the media's default
}

// RecordingRules are what the owner sets of the recordings of a conference. The
// zero value is the default.
type RecordingRules struct {
	Automatic bool `json:"automatic"` // begins with the conference
	// Layout is the type of the recording's layout; "": as the moderators set it.
	Layout layout.Type `json:"layout"`
	Lines  int         `json:"lines"`  // height of the picture: 360, 720 or 1080; 0 means 720
	Tracks bool        `json:"tracks"` // each participant's own sources beside it
}

// Of a recording for which nothing else is said.
const (
	recordingLines   = 720
	recordingWindows = 25 // in a layout of its own
)

// WithDefaults is r with what zero means. Conferences that are older than
// recordings have no rules.
func (r RecordingRules) WithDefaults() RecordingRules {
	if r.Lines == 0 {
		r.Lines = recordingLines
	}
	return r
}

func (r *RecordingRules) validate() error {
	if r.Layout != "" && !isType(string(r.Layout)) {
		return &Error{Invalid, "invalid", "There is no such layout.", "recording.layout"}
	}
	switch r.Lines {
	case 0, 360, 720, 1080:
		return nil
	}
	return &Error{Invalid, "invalid", "A recording has 360, 720 or 1080 lines.", "recording.lines"}
}

// RecordingState says how far a recording is.
type RecordingState string

// A recording begins with the first frame that is written; until then, and when it
// begins anew after a restart, it is starting.
const (
	RecordingStarting RecordingState = "starting"
	RecordingOn       RecordingState = "on"
)

// RecordingInfo is what the people of a conference are told of its recording.
type RecordingInfo struct {
	State   RecordingState `json:"state"`
	Since   time.Time      `json:"since"`             // also before a restart
	LowDisk int64          `json:"lowDisk,omitempty"` // bytes left, when it will have to end soon
}

// outside is what of it somebody is told who may come in: that it runs.
func (i *RecordingInfo) outside() *RecordingInfo {
	if i == nil {
		return nil
	}
	return &RecordingInfo{State: i.State, Since: i.Since}
}

// recording is the one that runs, or is to run.
type recording struct {
	RecordingInfo
	rules   RecordingRules // as they were at the start, but for the layout
	started time.Time      // of the Plan: after a restart another than Since
	limit   time.Duration
	patient time.Duration // how long it may be starting
	view    View
	viewed  bool
	waiting []recordingBegan
}

// recordingBegan hears once that the recording runs, or why it does not.
type recordingBegan func(RecordingInfo, error)

// How long the media room may take to report that a recording runs. After a
// restart of the server nobody waits for it, and everything else starts, too.
const (
	recordingStarts  = 3 * time.Second
	recordingResumes = 30 * time.Second
)

// liveRecording is what a restart needs of a recording.
type liveRecording struct {
	Since time.Time      `json:"since"`
	Rules RecordingRules `json:"rules"`
}

// recordingEvent is the data of RecordingChanged.
type recordingEvent struct {
	Recording *RecordingInfo `json:"recording,omitempty"`
	Code      string         `json:"code,omitempty"` // of [RecordingProblems]: why it did not begin, or ended by itself
	By        ParticipantID  `json:"by,omitempty"`
}

// StartRecording starts the recording and returns when it runs; the error says
// why it does not. One that runs already is as good.
func (c *Conference) StartRecording(ctx context.Context, by Actor) (RecordingInfo, error) {
	policy := c.policy() // may look into the store
	began := make(chan answer[RecordingInfo], 1)
	started, err := keep(ctx, c, func(s *state) (time.Time, error) {
		return s.startRecording(by, policy, func(i RecordingInfo, err error) { began <- answer[RecordingInfo]{v: i, err: err} })
	})
	if err != nil {
		return RecordingInfo{}, err
	}
	late := time.NewTimer(recordingStarts)
	defer late.Stop()
	select {
	case a := <-began:
		return a.v, a.err
	case <-late.C:
	case <-c.stopped:
		return RecordingInfo{}, ErrEnded
	case <-ctx.Done():
		return RecordingInfo{}, ctx.Err() // it goes on; the tick of the loop looks after it
	}
	_, err = ask(ctx, c, func(s *state) (struct{}, error) { s.recordingLate(started); return struct{}{}, nil })
	if err != nil {
		return RecordingInfo{}, err
	}
	a := <-began // told by this turn, if not before
	return a.v, a.err
}

// StopRecording ends the recording, if there is one. The file is ready a little
// later.
func (c *Conference) StopRecording(ctx context.Context, by Actor) error {
	return c.do(ctx, func(s *state) error {
		if err := s.records(by); err != nil {
			return err
		}
		if s.recording != nil {
			s.endRecording(errRecordingStopped, recordingEvent{By: by.Participant})
		}
		return nil
	})
}

var (
	errRecordingDisabled = Refuse(Conflict, "recording_disabled", "Recording is switched off on this server.")
	errRecordingStopped  = Refuse(Conflict, "recording_stopped", "The recording was stopped before it began.")
	errNoComposition     = Refuse(Unavailable, "no_codecs", "This server was built without the codecs that a composed picture needs.")
)

// recordingProblem is code, of [RecordingProblems], as an error.
func recordingProblem(code string) error { return Refuse(Unavailable, code, RecordingProblems[code]) }

// records tells whether by may record: the owner and administrators (L1).
func (s *state) records(by Actor) error {
	if m := s.members[by.Participant]; m != nil && permissionsOf(&s.def, m).Record {
		return nil
	}
	if p := by.Person; p != nil && (p.Admin || p.Login == s.def.Owner) {
		return nil
	}
	return notPermitted("record")
}

// startRecording makes the Plan want a recording; told hears once whether it runs.
func (s *state) startRecording(by Actor, p RecordingPolicy, told recordingBegan) (started time.Time, err error) {
	if err := s.records(by); err != nil {
		return time.Time{}, err
	}
	if r := s.recording; r != nil {
		if r.State == RecordingOn {
			told(r.RecordingInfo, nil)
		} else {
			r.waiting = append(r.waiting, told)
		}
		return r.started, nil
	}
	if !p.Enabled {
		return time.Time{}, errRecordingDisabled
	}
	if !s.can.Recording {
		return time.Time{}, recordingProblem("no_codecs")
	}
	s.wantRecording(p)
	s.recording.waiting = []recordingBegan{told}
	s.tellRecording(recordingEvent{By: by.Participant})
	return s.recording.started, nil
}

// wantRecording begins one by the owner's rules as they stand.
func (s *state) wantRecording(p RecordingPolicy) {
	now := s.now().UTC()
	s.recording = &recording{
		RecordingInfo: RecordingInfo{State: RecordingStarting, Since: now}, rules: s.def.Recording.WithDefaults(),
		started: now, limit: p.Limit, patient: recordingStarts,
	}
	s.planStale = true
}

// recordAtStart begins the recording that comes with the conference, if there is
// to be one.
func (s *state) recordAtStart(p RecordingPolicy) {
	switch {
	case !s.def.Recording.Automatic || !p.Enabled:
	case !s.can.Recording:
		s.emit(RecordingChanged, recordingEvent{Code: "no_codecs"}, nil)
	default:
		s.wantRecording(p)
		s.tellRecording(recordingEvent{})
	}
}

// resumeRecording goes on, in a new file, with the one that ran when the server
// stopped (P5), unless it cannot be any more.
func (s *state) resumeRecording(p RecordingPolicy) {
	r := s.recording
	switch {
	case r == nil:
	case !p.Enabled:
		s.endRecording(nil, recordingEvent{Code: "not_available"})
	case !s.can.Recording:
		s.endRecording(nil, recordingEvent{Code: "no_codecs"})
	default:
		r.limit = p.Limit
	}
}

// recordingReported takes up what the media room reports. Reports of an earlier
// recording come late, and change nothing.
func (s *state) recordingReported(report RecordingReport) {
	r := s.recording
	if r == nil || !r.started.Equal(report.Started) {
		return
	}
	before := r.RecordingInfo
	switch report.Event {
	case RecordingRuns:
		r.State = RecordingOn
	case RecordingLowDisk:
		r.LowDisk = max(report.Free, 1) // 0 would say that there is no warning
	case RecordingEnoughDisk:
		r.LowDisk = 0
	case RecordingFailed:
		code := report.Code
		if RecordingProblems[code] == "" {
			code = "not_available"
		}
		s.endRecording(recordingProblem(code), recordingEvent{Code: code})
		return
	case RecordingSaved: // it is no longer this one
	}
	if r.RecordingInfo != before {
		s.tellRecording(recordingEvent{})
	}
	if r.State == RecordingOn {
		r.tell(nil)
	}
}

// recordingLate gives up the recording called started, if it is still starting.
func (s *state) recordingLate(started time.Time) {
	if r := s.recording; r != nil && r.State == RecordingStarting && r.started.Equal(started) {
		s.endRecording(recordingProblem("not_available"), recordingEvent{Code: "not_available"})
	}
}

// endRecording ends the one there is; why is for those who wait for its start.
func (s *state) endRecording(why error, e recordingEvent) {
	r := s.recording
	s.recording, s.planStale = nil, true
	s.emit(RecordingChanged, e, nil)
	r.tell(why)
}

// tellRecording tells everybody how the recording is now.
func (s *state) tellRecording(e recordingEvent) {
	now := s.recording.RecordingInfo
	e.Recording = &now
	s.emit(RecordingChanged, e, nil)
}

// tell ends the waiting for the start.
func (r *recording) tell(err error) {
	for _, told := range r.waiting {
		told(r.RecordingInfo, err)
	}
	r.waiting = nil
}

// tickRecording gives up what has been starting for too long.
func (s *state) tickRecording(now time.Time) {
	if r := s.recording; r != nil && now.Sub(r.started) > r.patient {
		s.recordingLate(r.started)
	}
}

// recordingInfo is for Info; nil: there is none.
func (s *state) recordingInfo() *RecordingInfo {
	if s.recording == nil {
		return nil
	}
	now := s.recording.RecordingInfo
	return &now
}

// recordingPlan is what the media room is to do, with the View of a viewer who is
// nobody: who is on the stage is seen and heard.
func (s *state) recordingPlan(h *house, fresh bool) *RecordingPlan {
	r := s.recording
	if fresh || !r.viewed {
		d := Display{Windows: cmp.Or(s.layouts.Windows, recordingWindows), Composed: true}
		if own := s.def.Recording.Layout; own != "" {
			d.Layout, d.Windows = string(own), recordingWindows
		}
		v := s.viewOf(&member{at: [3]int{-1, -1, -1}, display: d}, h)
		v.Version = s.planVersion
		if r.viewed && v.equal(&r.view) {
			v.Version = r.view.Version
		}
		r.view, r.viewed = v, true
	}
	return &RecordingPlan{Started: r.started, View: r.view, Lines: r.rules.Lines, Tracks: r.rules.Tracks, Limit: r.limit}
}

// reports are what the media room has told of recordings and the loop has not
// taken yet. There are few, and none may get lost, so there is no bound.
type reports struct {
	mu    sync.Mutex
	queue []RecordingReport
	wake  chan struct{} // capacity 1
}

func (q *reports) add(r RecordingReport) {
	q.mu.Lock()
	q.queue = append(q.queue, r)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// take empties the queue.
func (q *reports) take() []RecordingReport {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := slices.Clip(q.queue)
	q.queue = nil
	return all
}

// Recording implements [Facts].
func (c *Conference) Recording(r RecordingReport) {
	if !c.over() {
		c.reports.add(r)
	}
}
