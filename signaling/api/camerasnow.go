package api

import (
	"context"
	"time"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/conference/dial"
	"veche/signaling/auth"
)

// Cameras are those that run, and the ways to find more. Its methods may be called from
// anywhere; Look alone does not wait for a network. Refusals are for people.
type Cameras interface {
	// Look says what is known of a stream now; its State is "" when nobody watches it.
	Look(t dial.Target) camera.Look
	// Try connects to a stream and says what came of it, at the end of ctx at the latest.
	Try(ctx context.Context, t dial.Target) camera.Look
	// Picture is the last that can be looked at alone, as a small JPEG file; nil: none.
	Picture(ctx context.Context, t dial.Target) ([]byte, error)
	// Search finds devices on the networks of the server.
	Search(ctx context.Context) ([]camera.Found, error)
	// Describe asks the device at a service address for what it is, and its streams.
	Describe(ctx context.Context, address, login, password string) (camera.Described, error)
	// Stream is the address of a stream of it, without credentials.
	Stream(ctx context.Context, address, login, password, profile string) (string, error)
}

var errNoCameras = conference.Refuse(conference.Unavailable, "cameras_unavailable", "Not available here: this server takes no cameras.")

// running are the cameras of this server, if it takes any.
func (a *API) runningCameras() (Cameras, error) {
	if a.cfg.Cameras == nil {
		return nil, errNoCameras
	}
	return a.cfg.Cameras, nil
}

// testLimit is how long a test may take.
const testLimit = 15 * time.Second

type testCameraRequest struct {
	Body struct {
		ID camera.ID `json:"id,omitempty" maxLength:"64" doc:"One of the book, with what else is given in place of what is kept"`
		CameraInput
	}
}

// TestedCamera is what came of a test.
type TestedCamera struct {
	camera.Look
	Took    float64 `json:"took" doc:"Seconds"`
	Picture []byte  `json:"picture,omitempty" doc:"A JPEG file in base64"`
}

func (a *API) testCamera(ctx context.Context, _ auth.Identity, in *testCameraRequest) (*body[TestedCamera], error) {
	live, err := a.runningCameras()
	if err != nil {
		return nil, err
	}
	t, err := a.testTarget(ctx, in.Body.ID, &in.Body.CameraInput)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, testLimit)
	defer cancel()
	began := time.Now()
	tested := TestedCamera{Look: live.Try(ctx, t)}
	tested.Took = time.Since(began).Seconds()
	if tested.State == camera.Live {
		if tested.Picture, err = live.Picture(ctx, t); err != nil {
			a.cfg.Log.Info("no picture of a camera", "camera", t.Redacted(), "error", err)
		}
	}
	return answer(tested), nil
}

// testTarget is what is to be tested.
func (a *API) testTarget(ctx context.Context, id camera.ID, in *CameraInput) (dial.Target, error) {
	var e book.Entry
	if id != "" {
		var err error
		if e, err = a.cfg.Book.Camera(ctx, id); err != nil {
			return dial.Target{}, err
		}
	}
	if err := in.apply(&e); err != nil {
		return dial.Target{}, err
	}
	if e.Name == "" {
		e.Name = "test"
	}
	if err := e.Validate(); err != nil {
		return dial.Target{}, err
	}
	return e.Target()
}

// jpegFile is an answer that is a picture.
type jpegFile struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

var errNoPicture = conference.Refuse(conference.NotFound, "picture_unknown", "There is no picture of this camera now.")

func (a *API) cameraPicture(ctx context.Context, _ auth.Identity, in *CameraPath) (*jpegFile, error) {
	e, err := a.cfg.Book.Camera(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	t, err := e.Target()
	if err != nil || a.cfg.Cameras == nil {
		return nil, errNoPicture
	}
	file, err := a.cfg.Cameras.Picture(ctx, t)
	if err != nil {
		a.cfg.Log.Info("no picture of a camera", "camera", t.Redacted(), "error", err)
	}
	if len(file) == 0 {
		return nil, errNoPicture
	}
	return &jpegFile{"image/jpeg", file}, nil
}

func (a *API) searchCameras(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[list[camera.Found]], error) {
	live, err := a.runningCameras()
	if err != nil {
		return nil, err
	}
	found, err := live.Search(ctx)
	if err != nil {
		return nil, err
	}
	return answer(list[camera.Found]{Items: append([]camera.Found{}, found...), Total: len(found)}), nil
}

type describeCameraRequest struct {
	Body struct {
		Address  string `json:"address" maxLength:"1024" doc:"A URL, or a host"`
		Login    string `json:"login,omitempty" maxLength:"128"`
		Password string `json:"password,omitempty" maxLength:"128"`
	}
}

// describeLimit is how long a device may take to describe itself.
const describeLimit = 15 * time.Second

func (a *API) describeCamera(ctx context.Context, _ auth.Identity, in *describeCameraRequest) (*body[camera.Described], error) {
	live, err := a.runningCameras()
	if err != nil {
		return nil, err
	}
	address, err := serviceAddress(in.Body.Address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, describeLimit)
	defer cancel()
	d, err := live.Describe(ctx, address, in.Body.Login, in.Body.Password)
	if err != nil {
		return nil, err
	}
	d.Profiles = append([]camera.Profile{}, d.Profiles...)
	return answer(d), nil
}

func serviceAddress(typed string) (string, error) {
	address, ok := book.ServiceAddress(typed)
	if !ok {
		return "", &conference.Error{
			Kind: conference.Invalid, Code: "address_not_http", Field: "device.address",
			Detail: "The ONVIF address is a host, or begins with http:// or https://.",
		}
	}
	return address, nil
}

// findStream asks the device for the address of the stream, when a new camera is given
// only as a profile of it.
func (a *API) findStream(ctx context.Context, in *CameraInput) error {
	d := in.Device
	if in.Address != nil || d == nil || d.Address == nil || d.Profile == nil || *d.Profile == "" {
		return nil
	}
	live, err := a.runningCameras()
	if err != nil {
		return err
	}
	address, err := serviceAddress(*d.Address)
	if err != nil {
		return err
	}
	login, password := first(d.Login, in.Login), first(d.Password, in.Password)
	ctx, cancel := context.WithTimeout(ctx, describeLimit)
	defer cancel()
	stream, err := live.Stream(ctx, address, login, password, *d.Profile)
	if err != nil {
		return err
	}
	in.Address = &stream
	return nil
}

// first is the first text that is given and not empty.
func first(given ...*string) string {
	for _, s := range given {
		if s != nil && *s != "" {
			return *s
		}
	}
	return ""
}
