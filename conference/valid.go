package conference

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"veche/conference/access"
	"veche/conference/dial"
	"veche/conference/layout"
)

// bounds of a Definition.
const (
	maxName        = 200
	maxDescription = 4000
	maxInvited     = 2000
)

// Complete sets what is left empty to its default, and says what is wrong as
// Validate does.
func (d *Definition) Complete() error {
	d.fillDefaults()
	return d.Validate()
}

// Validate says what is wrong with d, as an *Error whose Field names the part.
func (d *Definition) Validate() error {
	d.Name = strings.TrimSpace(d.Name)
	wrong := func(field, detail string) error { return &Error{Invalid, "invalid", detail, field} }
	switch {
	case d.Name == "" || utf8.RuneCountInString(d.Name) > maxName:
		return wrong("name", "A conference has a name of 1 to 200 characters.")
	case utf8.RuneCountInString(d.Description) > maxDescription:
		return wrong("description", "A description has at most 4,000 characters.")
	case utf8.RuneCountInString(d.Location) > maxName:
		return wrong("location", "A location has at most 200 characters.")
	case !d.CID.Valid():
		return wrong("cid", "A conference ID has 4 to 32 letters, digits or hyphens.")
	case d.Access != Internal && d.Access != Public:
		return wrong("access", "A conference is internal or public.")
	case !slices.Contains(Modes, d.Mode):
		return wrong("mode", "There is no such mode.")
	case d.MaxSpeakers < 1 || d.MaxSpeakers > layout.MaxWindows:
		return wrong("maxSpeakers", "A podium has 1 to 49 places.")
	case d.MaxParticipants < 0:
		return wrong("maxParticipants", "The number of participants cannot be negative.")
	case len(d.Invited) > maxInvited:
		return wrong("invited", "At most 2,000 people can be invited.")
	}
	if err := d.Layout.Validate(); err != nil {
		detail := strings.TrimPrefix(err.Error(), "layout: ")
		return wrong("layout", strings.ToUpper(detail[:1])+detail[1:]+".")
	}
	if err := d.Recording.validate(); err != nil {
		return err
	}
	if err := d.Stream.validate(); err != nil {
		return err
	}
	if err := d.validatePlanning(); err != nil {
		return err
	}
	for _, i := range d.Invited {
		if err := i.validate(d.Access); err != nil {
			return err
		}
	}
	if d.devices() > callsMost {
		return wrong("invited", "At most 50 devices can be dialled at the start.")
	}
	return accessWrong(rulesOf(d, 0).Validate())
}

// accessWrong gives the errors of access.Rules.Validate the field they are about.
func accessWrong(err error) error {
	if err == nil {
		return nil
	}
	field := "access"
	for e, f := range map[error]string{
		access.ErrCategory: "waitingCategory", access.ErrPIN: "pin", access.ErrPINRegistration: "pin",
		access.ErrGuestLimit: "guestLimit", access.ErrJoinUninvited: "joinUninvited",
		access.ErrMaxParticipants: "maxParticipants",
	} {
		if errors.Is(err, e) {
			field = f
		}
	}
	detail, code := err.Error(), "invalid"
	if errors.Is(err, access.ErrPINRegistration) {
		code = "pin_registration" // G11
	}
	return &Error{Invalid, code, strings.ToUpper(detail[:1]) + detail[1:] + ".", field}
}

func (i *Invited) validate(a AccessType) error {
	set := 0
	for _, v := range []string{i.Login, i.EMail, i.Dial} {
		if v != "" {
			set++
		}
		if len(v) > 320 && v != i.Dial {
			return &Error{Invalid, "invalid", "An entry of the list is too long.", "invited"}
		}
	}
	switch {
	case set != 1:
		return &Error{Invalid, "invalid", "Everybody on the list has one of login, e-mail and dial string.", "invited"}
	case i.EMail != "" && a != Public: // G7
		return &Error{Invalid, "invalid", "Only public conferences invite by e-mail.", "invited"}
	case i.EMail != "" && !strings.Contains(i.EMail, "@"):
		return &Error{Invalid, "invalid", "This is not an e-mail address.", "invited"}
	case utf8.RuneCountInString(i.Name) > maxName:
		return &Error{Invalid, "invalid", "A name has at most 200 characters.", "invited"}
	case i.Dial != "":
		return deviceWrong(i.Dial)
	}
	return nil
}

// deviceWrong says why text cannot be dialled at the start. Whether this server
// serves such calls is seen then.
func deviceWrong(text string) error {
	t, err := dial.Parse(text, dial.Options{})
	if err != nil {
		return DialError(err, "invited")
	}
	if !calledOutside(t.Kind) {
		return &Error{Invalid, "dial_no_device", "Devices are called by #sip:, #tel:, #h323: or rtsp://.", "invited"}
	}
	return nil
}

// Valid reports whether c may be a CID (P2).
func (c CID) Valid() bool {
	return dial.ValidCID(string(c))
}
