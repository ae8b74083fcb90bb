package conference

import (
	"context"
	"errors"
	"slices"

	"veche/conference/camera"
	"veche/conference/dial"
)

// This file is the Directory's way to read and judge dial strings.

// DialOptions are those of [dial.Parse] for this server; also are URLs by which
// somebody reaches it just now.
func (d *Directory) DialOptions(also ...string) dial.Options {
	return dial.Options{URLs: slices.Concat(also, []string{d.cfg.PublicURL})}
}

// ParseDial reads what somebody typed in the field that is named; the error is
// an *Error.
func (d *Directory) ParseDial(text, field string, also ...string) (dial.Target, error) {
	t, err := dial.Parse(text, d.DialOptions(also...))
	if err != nil {
		return t, DialError(err, field)
	}
	return t, nil
}

// DialError is an error of [dial.Parse] as one about a field.
func DialError(err error, field string) error {
	if e, ok := errors.AsType[*dial.Error](err); ok {
		return &Error{Invalid, "dial_" + string(e.Code), e.Text, field}
	}
	return err
}

// Callable says why t cannot be called from this server, whoever asks: "not
// available here" (P6), or forbidden by its policy.
func (d *Directory) Callable(t dial.Target) error {
	if t.Kind == dial.User {
		return nil
	}
	return callable(d.cfg.Outside(), d.cfg.Calls(), t)
}

// ownerBarred says why the devices on the list of def are not dialled at its
// start: they are called in the name of the owner, who needs the right to.
func (d *Directory) ownerBarred(ctx context.Context, def *Definition) *CallReason {
	if def.devices() == 0 {
		return nil
	}
	if p, err := d.cfg.People.Person(ctx, def.Owner); err != nil || !p.MayCall() {
		return reasonOf("not_permitted", "")
	}
	return nil
}

// Transfer puts a caller in c through to whom text names.
func (d *Directory) Transfer(ctx context.Context, c *Conference, by Actor, id ParticipantID, text string, also ...string) (Transfer, error) {
	if err := c.Moderates(ctx, by); err != nil {
		return Transfer{}, err
	}
	t, err := d.ParseDial(text, "dial", also...)
	if err != nil {
		return Transfer{}, err
	}
	return c.Transfer(ctx, by, id, t)
}

// Invite calls whom text names into c: a person of this server by his open
// pages, everybody else by a call to the outside. name, if it is given, is what
// a terminal is called. Exactly one of ring and call is not nil without an error.
func (d *Directory) Invite(ctx context.Context, c *Conference, by Actor, text, name string, also ...string) (ring *Ring, call *Call, err error) {
	if err := c.Moderates(ctx, by); err != nil {
		return nil, nil, err // before others learn which logins there are
	}
	t, err := d.ParseDial(text, "dial", also...)
	if err != nil {
		return nil, nil, err
	}
	if t.Kind != dial.User {
		if name, err = d.NameOf(ctx, t, name); err != nil {
			return nil, nil, err
		}
		k, err := c.Call(ctx, by, t, name)
		if err != nil {
			return nil, nil, err
		}
		return nil, &k, nil
	}
	who, err := d.cfg.People.Person(ctx, t.User)
	if err != nil {
		return nil, nil, err
	}
	if err := d.mayBeCalled(&who); err != nil {
		return nil, nil, err
	}
	r, err := c.Invite(ctx, by, who)
	if err != nil {
		return nil, nil, err
	}
	return &r, nil, nil
}

// NameOf is the given name or, for a camera of the book without one, the book's. The
// error is NotFound when the camera is not in the book.
func (d *Directory) NameOf(ctx context.Context, t dial.Target, given string) (string, error) {
	if t.Camera == "" || given != "" {
		return given, nil
	}
	return d.cfg.CameraName(ctx, camera.ID(t.Camera))
}

// NameCameras gives the cameras of the book on an invited list the names they have
// there, unless they have one; the error is NotFound when one is not in the book.
func (d *Directory) NameCameras(ctx context.Context, list []Invited) error {
	for i := range list {
		t, err := dial.Parse(list[i].Dial, dial.Options{})
		if err != nil {
			continue // Definition.Validate says what is wrong
		}
		if list[i].Name, err = d.NameOf(ctx, t, list[i].Name); err != nil {
			return err
		}
	}
	return nil
}
