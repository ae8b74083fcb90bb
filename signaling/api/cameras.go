package api

import (
	"context"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/camera/book"
	"veche/conference/dial"
	"veche/signaling/auth"
)

// cameras is the book of cameras: what administrators keep in it, and what others
// may call from it.
func (a *API) cameras() {
	route(a, op{"GET", "/cameras", "Cameras that can be called into a conference", signedIn, 0}, a.callableCameras)
	route(a, op{"GET", "/admin/cameras", "Cameras that are kept, with what is known of them now", administrator, 0}, a.listCameras)
	route(a, op{"POST", "/admin/cameras", "Add a camera", administrator, 201}, a.createCamera)
	route(a, op{"GET", "/admin/cameras/{id}", "Look at a camera", administrator, 0}, a.camera)
	route(a, op{"PATCH", "/admin/cameras/{id}", "Change a camera", administrator, 0}, a.changeCamera)
	route(a, op{"DELETE", "/admin/cameras/{id}", "Remove a camera", administrator, 0}, a.deleteCamera)
	route(a, op{"POST", "/admin/cameras/test", "Connect to a camera, and show a picture of it", administrator, 0}, a.testCamera)
	route(a, op{"GET", "/admin/cameras/{id}/picture", "The last picture of a camera that is watched, as a JPEG file", administrator, 0}, a.cameraPicture)
	route(a, op{"POST", "/admin/cameras/search", "Look for cameras on the networks of the server, by ONVIF", administrator, 0}, a.searchCameras)
	route(a, op{"POST", "/admin/cameras/describe", "Ask a device by ONVIF what it is, and for its streams", administrator, 0}, a.describeCamera)
}

// CallableCamera is all that those who may call to the outside know of a camera.
type CallableCamera struct {
	ID   camera.ID `json:"id" doc:"For camera in the call of a participant; camera:ID is its dial string"`
	Name string    `json:"name"`
}

func (a *API) callableCameras(ctx context.Context, who auth.Identity, _ *struct{}) (*body[list[CallableCamera]], error) {
	if p := who.Account.Person(); !p.MayCall() {
		return nil, conference.ErrMayNotCall
	}
	all, err := a.cfg.Book.Cameras(ctx)
	if err != nil {
		return nil, err
	}
	page := list[CallableCamera]{Items: make([]CallableCamera, 0, len(all)), Total: len(all)}
	for i := range all {
		page.Items = append(page.Items, CallableCamera{all[i].ID, all[i].Name})
	}
	return answer(page), nil
}

// Camera is one of the book, as administrators see it: without what is secret.
type Camera struct {
	ID       camera.ID    `json:"id"`
	Name     string       `json:"name"`
	Address  string       `json:"address" doc:"Of the stream, with … for what is secret; given back unchanged it stays"`
	Device   CameraDevice `json:"device"`
	Notes    string       `json:"notes"`
	Revision int64        `json:"revision"`

	Now         *camera.Look  `json:"now,omitempty" doc:"Of one that somebody watches"`
	Conferences []CameraPlace `json:"conferences" nullable:"false" doc:"That it is in"`
}

// CameraPlace is a running conference with a camera in it.
type CameraPlace struct {
	CID  conference.CID `json:"cid"`
	Name string         `json:"name"`
}

// CameraDevice is the side of a camera that speaks ONVIF.
type CameraDevice struct {
	Address     string `json:"address" doc:"URL of its device service; empty: it is not asked"`
	Login       string `json:"login" doc:"Empty: that of the stream"`
	HasPassword bool   `json:"hasPassword" doc:"The password itself is never given out"`
	Profile     string `json:"profile" doc:"Token of the media profile that the stream is of"`
}

// cameraNow is e with what runs of it.
func (a *API) cameraNow(e *book.Entry, places map[camera.ID][]CameraPlace) Camera {
	k := cameraOf(e)
	k.Conferences = append(k.Conferences, places[e.ID]...)
	t, err := e.Target()
	if a.cfg.Cameras == nil || err != nil {
		return k
	}
	if now := a.cfg.Cameras.Look(t); now.State != "" {
		k.Now = &now
	}
	return k
}

// cameraPlaces are the conferences that cameras of the book are in.
func (a *API) cameraPlaces(ctx context.Context) map[camera.ID][]CameraPlace {
	places := make(map[camera.ID][]CameraPlace)
	for _, c := range a.cfg.Directory.Running() {
		inside, err := c.BookCameras(ctx)
		if err != nil || len(inside) == 0 {
			continue // it is over, or has none
		}
		i, err := c.Info(ctx)
		if err != nil {
			continue
		}
		for _, id := range inside {
			places[id] = append(places[id], CameraPlace{i.CID, i.Name})
		}
	}
	return places
}

func cameraOf(e *book.Entry) Camera {
	return Camera{
		ID: e.ID, Name: e.Name, Address: e.Shown(), Notes: e.Notes, Revision: e.Revision, Conferences: []CameraPlace{},
		Device: CameraDevice{Address: e.Device.Address, Login: e.Device.Login, HasPassword: e.Device.Password != "", Profile: e.Device.Profile},
	}
}

func (a *API) listCameras(ctx context.Context, _ auth.Identity, _ *struct{}) (*body[list[Camera]], error) {
	all, err := a.cfg.Book.Cameras(ctx)
	if err != nil {
		return nil, err
	}
	places := a.cameraPlaces(ctx)
	page := list[Camera]{Items: make([]Camera, 0, len(all)), Total: len(all)}
	for i := range all {
		page.Items = append(page.Items, a.cameraNow(&all[i], places))
	}
	return answer(page), nil
}

// CameraPath names a camera of the book.
type CameraPath struct {
	ID camera.ID `path:"id" maxLength:"64"`
}

func (a *API) camera(ctx context.Context, _ auth.Identity, in *CameraPath) (*body[Camera], error) {
	e, err := a.cfg.Book.Camera(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return answer(a.cameraNow(&e, a.cameraPlaces(ctx))), nil
}

// CameraInput is what may be said of a camera; what is left out stays.
type CameraInput struct {
	Name     *string `json:"name,omitempty"`
	Address  *string `json:"address,omitempty" doc:"rtsp:// or rtsps://, with or without user name and password"`
	Login    *string `json:"login,omitempty" doc:"In place of the one in the address; empty: none any more"`
	Password *string `json:"password,omitempty" doc:"The same of the password"`
	Notes    *string `json:"notes,omitempty"`

	Device *CameraDeviceInput `json:"device,omitempty"`
}

// CameraDeviceInput is what may be said of the side that speaks ONVIF.
type CameraDeviceInput struct {
	Address  *string `json:"address,omitempty" doc:"A URL, or a host; empty: it is not asked"`
	Login    *string `json:"login,omitempty" doc:"Empty: that of the stream"`
	Password *string `json:"password,omitempty"`
	Profile  *string `json:"profile,omitempty"`
}

// apply takes up what was given. The address as it was shown is the one that is kept.
func (in *CameraInput) apply(e *book.Entry) error {
	set(&e.Name, in.Name)
	set(&e.Notes, in.Notes)
	if in.Address != nil && (*in.Address == "" || *in.Address != e.Shown()) {
		e.Address = *in.Address
	}
	if in.Login != nil || in.Password != nil {
		t, err := dial.Parse(e.Address, dial.Options{})
		if err != nil {
			return conference.DialError(err, "address")
		}
		set(&t.User, in.Login)
		set(&t.Password, in.Password)
		if t.User == "" && t.Password != "" {
			return &conference.Error{Kind: conference.Invalid, Code: "login_missing", Field: "login", Detail: "A password needs a user name."}
		}
		e.Address = t.String()
	}
	if in.Device != nil {
		in.Device.apply(&e.Device)
	}
	return nil
}

func (in *CameraDeviceInput) apply(d *book.Device) {
	set(&d.Address, in.Address)
	set(&d.Login, in.Login)
	set(&d.Password, in.Password)
	set(&d.Profile, in.Profile)
	if in.Login != nil && *in.Login == "" {
		d.Password = ""
	}
}

type createCameraRequest struct{ Body CameraInput }

func (a *API) createCamera(ctx context.Context, _ auth.Identity, in *createCameraRequest) (*body[Camera], error) {
	var e book.Entry
	if err := a.findStream(ctx, &in.Body); err != nil {
		return nil, err
	}
	if err := in.Body.apply(&e); err != nil {
		return nil, err
	}
	if err := e.Validate(); err != nil {
		return nil, err
	}
	e, err := a.cfg.Book.CreateCamera(ctx, e)
	if err != nil {
		return nil, err
	}
	return answer(cameraOf(&e)), nil
}

type changeCameraRequest struct {
	CameraPath
	Body struct {
		Revision int64 `json:"revision,omitempty" doc:"The change is refused if the camera has another one meanwhile; left out: whatever it is"`
		CameraInput
	}
}

func (a *API) changeCamera(ctx context.Context, _ auth.Identity, in *changeCameraRequest) (*body[Camera], error) {
	e, err := a.cfg.Book.Camera(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Revision != 0 && in.Body.Revision != e.Revision {
		return nil, book.ErrChangedMeanwhile
	}
	before := e
	if err := in.Body.apply(&e); err != nil {
		return nil, err
	}
	if err := e.Validate(); err != nil {
		return nil, err
	}
	if in.Body.leaks(&before, &e) {
		return nil, errCameraPasswordAgain
	}
	if e, err = a.cfg.Book.ChangeCamera(ctx, e); err != nil {
		return nil, err
	}
	return answer(cameraOf(&e)), nil
}

// leaks tells whether a change sends a kept password to a host that it was not given
// for: not where it went so far, and not that of the stream.
func (in *CameraInput) leaks(before, after *book.Entry) bool {
	given := in.Password != nil || in.Device != nil && in.Device.Password != nil
	_, password := after.Credentials()
	host := after.Device.Hostname()
	if given || password == "" || host == "" || host == before.Device.Hostname() {
		return false
	}
	t, err := after.Target()
	return err != nil || host != t.Host
}

var errCameraPasswordAgain = &conference.Error{
	Kind: conference.Invalid, Code: "password_again", Field: "device.password",
	Detail: "For another address the password has to be entered again.",
}

func (a *API) deleteCamera(ctx context.Context, _ auth.Identity, in *CameraPath) (*struct{}, error) {
	return nil, a.cfg.Book.DeleteCamera(ctx, in.ID)
}
