package signaling

import (
	"context"

	"veche/conference"
	"veche/conference/camera"
)

// ptzRequest is what a moderator does with a camera of the book that is inside.
type ptzRequest struct {
	Participant conference.ParticipantID `json:"participant"`
	Do          string                   `json:"do"`
	camera.Vector
	By     camera.Way `json:"by"`
	Preset string     `json:"preset"`
	Name   string     `json:"name"`
}

var errNoSteering = conference.Refuse(conference.Conflict, "camera_fixed", "This camera cannot be moved from here.")

// ptz is answered when the camera has done so, or was not reached.
func ptz(ctx context.Context, s seat, r ptzRequest) (any, error) {
	id, err := s.conf.CameraOf(ctx, s.by(), r.Participant)
	if err != nil {
		return nil, err
	}
	steering := s.srv.cfg.Steering
	if steering == nil {
		return nil, errNoSteering
	}
	switch r.Do {
	case "look":
		o, err := steering.Optics(ctx, id)
		return struct {
			Optics camera.Optics `json:"optics"`
		}{o}, err
	case "move":
		return nil, steering.Move(ctx, id, r.By, r.Vector)
	case "stop":
		return nil, steering.Stop(ctx, id)
	case "go":
		return nil, steering.GoTo(ctx, id, r.Preset)
	case "keep":
		p, err := steering.Keep(ctx, id, r.Name)
		return struct {
			Preset camera.Preset `json:"preset"`
		}{p}, err
	}
	return nil, invalid("do", "A camera is asked to look, move, stop, go or keep.")
}
