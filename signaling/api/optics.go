package api

import (
	"context"

	"veche/conference/camera"
	"veche/signaling/auth"
)

// optics is how moderators move the cameras in their conference.
func (a *API) optics() {
	route(a, op{"GET", "/conferences/{cid}/live/participants/{id}/ptz", "What of a camera can be moved, and its presets", signedIn, 0}, a.lookAtOptics)
	route(a, op{"POST", "/conferences/{cid}/live/participants/{id}/ptz", "Move a camera; by speed it stops when it is not told again within 1.5 s", signedIn, 0}, a.moveCamera)
	route(a, op{"POST", "/conferences/{cid}/live/participants/{id}/ptz/stop", "Stop a camera", signedIn, 0}, a.stopCamera)
	route(a, op{"POST", "/conferences/{cid}/live/participants/{id}/ptz/presets", "Keep where a camera looks", signedIn, 201}, a.keepPreset)
	route(a, op{"POST", "/conferences/{cid}/live/participants/{id}/ptz/presets/{preset}", "Move a camera to a preset", signedIn, 0}, a.goToPreset)
}

// steered finds the camera of the book that a participant is, for who may move it.
func (a *API) steered(ctx context.Context, who auth.Identity, in *ParticipantPath) (camera.ID, error) {
	c, err := a.running(ctx, who, in.CID)
	if err != nil {
		return "", err
	}
	id, err := c.CameraOf(ctx, actor(who), in.ID)
	if err == nil && a.cfg.Steering == nil {
		err = errNoCameras
	}
	return id, err
}

func (a *API) lookAtOptics(ctx context.Context, who auth.Identity, in *ParticipantPath) (*body[camera.Optics], error) {
	id, err := a.steered(ctx, who, in)
	if err != nil {
		return nil, err
	}
	o, err := a.cfg.Steering.Optics(ctx, id)
	if err != nil {
		return nil, err
	}
	return answer(o), nil
}

type moveCameraRequest struct {
	ParticipantPath
	Body struct {
		Pan  float64    `json:"pan,omitempty" minimum:"-1" maximum:"1" doc:"To the right, or left"`
		Tilt float64    `json:"tilt,omitempty" minimum:"-1" maximum:"1" doc:"Up, or down"`
		Zoom float64    `json:"zoom,omitempty" minimum:"-1" maximum:"1" doc:"Near, or wide; as a place from 0 to 1"`
		By   camera.Way `json:"by,omitempty" enum:"speed,step,place" doc:"Left out: speed"`
	}
}

func (a *API) moveCamera(ctx context.Context, who auth.Identity, in *moveCameraRequest) (*struct{}, error) {
	id, err := a.steered(ctx, who, &in.ParticipantPath)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Steering.Move(ctx, id, in.Body.By, camera.Vector{Pan: in.Body.Pan, Tilt: in.Body.Tilt, Zoom: in.Body.Zoom})
}

func (a *API) stopCamera(ctx context.Context, who auth.Identity, in *ParticipantPath) (*struct{}, error) {
	id, err := a.steered(ctx, who, in)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Steering.Stop(ctx, id)
}

type keepPresetRequest struct {
	ParticipantPath
	Body struct {
		Name string `json:"name" maxLength:"400"`
	}
}

func (a *API) keepPreset(ctx context.Context, who auth.Identity, in *keepPresetRequest) (*body[camera.Preset], error) {
	id, err := a.steered(ctx, who, &in.ParticipantPath)
	if err != nil {
		return nil, err
	}
	p, err := a.cfg.Steering.Keep(ctx, id, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return answer(p), nil
}

type goToPresetRequest struct {
	ParticipantPath
	Preset string `path:"preset" maxLength:"64"`
}

func (a *API) goToPreset(ctx context.Context, who auth.Identity, in *goToPresetRequest) (*struct{}, error) {
	id, err := a.steered(ctx, who, &in.ParticipantPath)
	if err != nil {
		return nil, err
	}
	return nil, a.cfg.Steering.GoTo(ctx, id, in.Preset)
}
