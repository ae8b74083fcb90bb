package book

import (
	"net/url"
	"strings"

	"veche/conference"
	"veche/conference/dial"
	"veche/conference/plain"
)

const (
	maxName       = 100  // characters
	maxNotes      = 1000 // characters
	maxCredential = 128  // bytes, as in dial strings
	maxAddress    = 1024 // bytes
)

// usualPath is where most devices have their service (ONVIF Core section 5.1.1).
const usualPath = "/onvif/device_service"

// Validate tidies what was typed and reports the first thing that cannot be stored,
// as an Invalid with its Field.
func (e *Entry) Validate() error {
	e.Name, e.Notes = strings.TrimSpace(e.Name), strings.TrimSpace(e.Notes)
	if e.Name == "" || !plain.Line(e.Name, maxName) {
		return invalid("name", "name_invalid", "A name has 1 to 100 characters.")
	}
	if !plain.Text(e.Notes, maxNotes, "\n\t") {
		return invalid("notes", "text_invalid", "This text is too long or has characters that cannot be shown.")
	}
	if err := e.validateAddress(); err != nil {
		return err
	}
	return e.Device.validate()
}

func (e *Entry) validateAddress() error {
	t, err := dial.Parse(e.Address, dial.Options{})
	if err != nil {
		return conference.DialError(err, "address")
	}
	if t.Kind != dial.RTSP || t.Camera != "" {
		return invalid("address", "address_not_rtsp", "The address of a camera begins with rtsp:// or rtsps://.")
	}
	e.Address = t.String()
	return nil
}

func (d *Device) validate() error {
	d.Address, d.Login, d.Profile = strings.TrimSpace(d.Address), strings.TrimSpace(d.Login), strings.TrimSpace(d.Profile)
	for _, c := range []struct{ text, field string }{
		{d.Login, "device.login"}, {d.Password, "device.password"}, {d.Profile, "device.profile"},
	} {
		if len(c.text) > maxCredential || !plain.Line(c.text, maxCredential) {
			return invalid(c.field, "text_invalid", "This text is too long or has characters that cannot be shown.")
		}
	}
	if d.Password != "" && d.Login == "" {
		return invalid("device.login", "login_missing", "A password needs a user name.")
	}
	if d.Address == "" {
		return nil
	}
	address, ok := ServiceAddress(d.Address)
	if !ok {
		return invalid("device.address", "address_not_http", "The ONVIF address is a host, or begins with http:// or https://.")
	}
	d.Address = address
	return nil
}

// ServiceAddress makes a URL of what people type as the address of an ONVIF device:
// a host is enough.
func ServiceAddress(typed string) (string, bool) {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "://") {
		typed = "http://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || len(typed) > maxAddress || !plain.Line(typed, maxAddress) || u.User != nil || u.Fragment != "" {
		return "", false
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	// Host and port are read as everywhere else.
	if t, err := dial.Parse("rtsp://"+u.Host, dial.Options{}); err != nil || t.Host == "" {
		return "", false
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = usualPath
	}
	return u.String(), true
}

func invalid(field, code, detail string) error {
	return &conference.Error{Kind: conference.Invalid, Code: code, Detail: detail, Field: field}
}
