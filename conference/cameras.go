package conference

import (
	"context"
	"time"

	"veche/conference/access"
	"veche/conference/camera"
	"veche/conference/dial"
)

// This file is participants that are cameras. Nobody is at a camera: it is connected
// for ever rather than called, says nothing, decides nothing and is switched on and
// off by moderators.

// isCamera tells whether m is a camera or another stream that was called by its address.
func (m *member) isCamera() bool { return m.Kind == access.KindRTSP }

// SetCamera tells how the camera of a participant does.
func (c *Conference) SetCamera(ctx context.Context, id ParticipantID, now camera.Status) error {
	_, err := ask(ctx, c, func(s *state) (struct{}, error) {
		m, err := s.member(id)
		if err != nil {
			return struct{}{}, err
		}
		if !m.isCamera() {
			return struct{}{}, Refuse(Conflict, "no_camera", "This participant is not a camera.")
		}
		s.setCamera(m, now)
		return struct{}{}, nil
	})
	return err
}

// setCamera notes how m does and tells everybody who may know of it.
func (s *state) setCamera(m *member, now camera.Status) {
	now.Since = now.Since.UTC()
	if m.CameraState != nil && *m.CameraState == now {
		return
	}
	m.CameraState = &now
	if m.news.take(s.now()) {
		s.emitChanged(m)
		return
	}
	s.redrawn(m)
	s.everyone = nil // it was not an event
	n := &Notice{Kind: NoticeEvent, At: s.now(), Event: s.changedUnnumbered(m)}
	s.tell(n, s.maySee(m.ID))
}

// cameraConnects begins to wait for the camera of m.
func (m *member) cameraConnects(now time.Time) {
	if m.isCamera() {
		m.CameraState = &camera.Status{State: camera.Connecting, Since: now.UTC()}
	}
}

// cameraNews bounds what a camera that comes and goes for ever writes into the
// archive. What is beyond is told to those inside, and kept nowhere.
type cameraNews struct {
	hour time.Time
	n    int
}

const cameraNewsKept = 30 // an hour

// take tells whether one more change is archived.
func (n *cameraNews) take(now time.Time) bool {
	if now.Sub(n.hour) >= time.Hour {
		*n = cameraNews{hour: now}
	}
	n.n++
	return n.n <= cameraNewsKept
}

// retarget has k reach the same camera with another name and password. Its seat, or
// its place in the waiting room, is kept for the next attempt.
func (s *state) retarget(k *call, t dial.Target) {
	k.target, k.Dial = t, t.Redacted()
	replaced := &Notice{Kind: NoticeRemoved, Code: "replaced", At: s.now()}
	if m := s.members[k.Participant]; m != nil && m.page != nil {
		m.page.Deliver(replaced)
		m.page = nil
		m.lose(s.now())
	}
	if w := s.waiterByID(k.Participant); w != nil {
		w.send(replaced)
		w.page, w.LostAt = nil, s.now()
	}
}

// bySelf tells whether only m itself may switch on what is asked: people do (I12), a
// camera does not, for nobody is at it.
func (m *member) bySelf(what MediaState) error {
	for _, s := range []struct {
		field string
		on    bool
	}{{"microphone", what.Microphone}, {"camera", what.Camera}, {"screen", what.Screen}} {
		if s.on && (!m.isCamera() || s.field == "screen") {
			return &Error{Denied, "only_off", "Nobody is switched on from outside; ask the person.", s.field}
		}
	}
	return nil
}

// switchOn switches on what a camera sends, and tells whether it was off.
func (m *member) switchOn(what MediaState) bool {
	before := m.Participant
	m.Microphone = m.Microphone || what.Microphone
	m.Camera = m.Camera || what.Camera
	return m.Participant != before
}

// CameraOf finds the camera of the book that a participant is, for a moderator who wants
// to move it.
func (c *Conference) CameraOf(ctx context.Context, by Actor, id ParticipantID) (camera.ID, error) {
	return ask(ctx, c, func(s *state) (camera.ID, error) {
		if err := s.moderates(by); err != nil {
			return "", err
		}
		m, err := s.member(id)
		if err == nil && m.CameraID == "" {
			err = errCameraFixed
		}
		if err != nil {
			return "", err
		}
		return m.CameraID, nil
	})
}

// BookCameras are the cameras of the book that are inside.
func (c *Conference) BookCameras(ctx context.Context) ([]camera.ID, error) {
	return ask(ctx, c, func(s *state) (all []camera.ID, _ error) {
		for _, id := range s.order {
			if m := s.members[id]; m.CameraID != "" {
				all = append(all, m.CameraID)
			}
		}
		return all, nil
	})
}

var errCameraFixed = Refuse(Conflict, "camera_fixed", "This camera cannot be moved from here.")

var errCameraLeads = Refuse(Denied, "camera", "A camera cannot moderate.")

// deserted tells whether there is nobody, inside or waiting, but cameras: for them
// alone a conference does not go on.
func (s *state) deserted() bool {
	for _, m := range s.members {
		if !m.isCamera() {
			return false
		}
	}
	for _, w := range s.waiting {
		if w.Kind != access.KindRTSP {
			return false
		}
	}
	return true
}
