package book

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"veche/conference"
	"veche/conference/camera"
	"veche/conference/dial"
)

// Entry is a camera of the book.
type Entry struct {
	ID   camera.ID `json:"id"`
	Name string    `json:"name"`
	// Address is the canonical dial string of the stream, with what is secret in it;
	// the store seals it.
	Address  string `json:"address"`
	Device   Device `json:"device"`
	Notes    string `json:"notes"`
	Revision int64  `json:"revision"` // grows by one with each stored change
}

// Device is the side of a camera that speaks ONVIF.
type Device struct {
	Address string `json:"address"` // of its device service, a URL; empty: it is not asked
	// Login and Password, if they are not those of the stream.
	Login    string `json:"login"`
	Password string `json:"password"` // a secret; the store seals it
	Profile  string `json:"profile"`  // token of the media profile that Address is of
}

// Target is whom the stream is asked of.
func (e *Entry) Target() (dial.Target, error) { return dial.Parse(e.Address, dial.Options{}) }

// Shown is the address without what is secret in it.
func (e *Entry) Shown() string {
	t, err := e.Target()
	if err != nil {
		return ""
	}
	return t.Redacted()
}

// Credentials are those for ONVIF.
func (e *Entry) Credentials() (login, password string) {
	if e.Device.Login != "" {
		return e.Device.Login, e.Device.Password
	}
	t, _ := e.Target() // the zero Target has none
	return t.User, t.Password
}

// HasCredentials tells whether the stream is asked for with a name.
func (e *Entry) HasCredentials() bool {
	t, err := e.Target()
	return err == nil && t.User != ""
}

// Hostname that ONVIF is spoken with; empty: none.
func (d *Device) Hostname() string {
	u, err := url.Parse(d.Address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Dial is how conferences name the camera id.
func Dial(id camera.ID) string { return dial.Target{Kind: dial.RTSP, Camera: string(id)}.String() }

// Finder finds a camera of the book; see [Cameras].
type Finder interface {
	Camera(ctx context.Context, id camera.ID) (Entry, error)
}

// Resolve makes of the name of a camera of the book whom it stands for; every other
// target stays as it is. The error is NotFound when it has been taken off the book.
func Resolve(ctx context.Context, cameras Finder, t dial.Target) (dial.Target, error) {
	if t.Camera == "" {
		return t, nil
	}
	e, err := cameras.Camera(ctx, camera.ID(t.Camera))
	if err != nil {
		return dial.Target{}, err
	}
	return e.Target()
}

// Sort brings entries into the order in which they are shown.
func Sort(entries []Entry) {
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
}

// Cameras keeps the book.
type Cameras interface {
	// Cameras lists all, with their passwords, in the order of [Sort].
	Cameras(ctx context.Context) ([]Entry, error)
	// Camera finds one; NotFound, code "camera_unknown".
	Camera(ctx context.Context, id camera.ID) (Entry, error)
	// CreateCamera stores a new one under an ID that it makes, with Revision 1. More
	// than [Most] are refused: Conflict, code "too_many_cameras".
	CreateCamera(ctx context.Context, e Entry) (Entry, error)
	// ChangeCamera stores e if the stored Revision is e.Revision, and returns it with
	// the next one; otherwise Conflict, code "changed_meanwhile".
	ChangeCamera(ctx context.Context, e Entry) (Entry, error)
	// DeleteCamera removes one; NotFound if there is none.
	DeleteCamera(ctx context.Context, id camera.ID) error
}

// Most is how many cameras a book has.
const Most = 500

// Refusals of the rules and of repositories.
var (
	ErrUnknown = conference.Refuse(conference.NotFound, "camera_unknown", "There is no such camera.")
	ErrTooMany = conference.Refuse(conference.Conflict, "too_many_cameras",
		"There are too many cameras. Remove one first.")
	ErrChangedMeanwhile = conference.Refuse(conference.Conflict, "changed_meanwhile",
		"Somebody else changed this meanwhile. Load it again.")
)
