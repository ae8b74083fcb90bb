package telephony

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"veche/conference"
	"veche/conference/dial"
	"veche/conference/plain"
)

// Bounds of a registration, in seconds.
const (
	MinExpires     = 60
	MaxExpires     = 3600
	DefaultExpires = 600
)

const maxPatterns = 50

// Validate tidies what was typed and reports the first thing that cannot be
// stored, as an Invalid with its Field.
func (t *Trunk) Validate() error {
	for _, check := range []func() error{
		t.validateTexts, t.validateAddress, t.validateFrom, t.validateRegistration, t.validatePatterns,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (t *Trunk) validateTexts() error {
	t.Name, t.Login, t.Realm = strings.TrimSpace(t.Name), strings.TrimSpace(t.Login), strings.TrimSpace(t.Realm)
	if t.Name == "" || !plain.Line(t.Name, 100) {
		return invalid("name", "name_invalid", "A name has 1 to 100 characters.")
	}
	for _, c := range []struct {
		text  string
		limit int
		field string
	}{{t.Login, 128, "login"}, {t.Password, 256, "password"}, {t.Realm, 255, "realm"}} {
		if !plain.Line(c.text, c.limit) {
			return invalid(c.field, "text_invalid", "This text is too long or has characters that cannot be shown.")
		}
	}
	if t.Login == "" && t.Password != "" {
		return invalid("login", "login_missing", "A password needs a login.")
	}
	return nil
}

// validateAddress reads a host with or without a port, as dial strings have it.
func (t *Trunk) validateAddress() error {
	if t.Transport == "" {
		t.Transport = dial.UDP
	}
	if !slices.Contains([]dial.Transport{dial.UDP, dial.TCP, dial.TLS}, t.Transport) {
		return invalid("transport", "transport_invalid", "The transport is udp, tcp or tls.")
	}
	host, port, err := parseAddress(t.Host)
	if err != nil {
		return invalid("host", "host_invalid", err.Error())
	}
	t.Host = host
	if t.Port == 0 {
		t.Port = port
	}
	if t.Port < 0 || t.Port > 65535 {
		return invalid("port", "port_invalid", "A port is a number from 1 to 65535.")
	}
	return nil
}

func parseAddress(text string) (host string, port int, err error) {
	text = strings.TrimSpace(text)
	if a, err := netip.ParseAddr(text); err == nil && a.Is6() {
		text = "[" + text + "]"
	}
	if strings.ContainsAny(text, "@,;") {
		return "", 0, &dial.Error{Code: dial.BadHost, Text: dial.Texts[dial.BadHost]}
	}
	t, err := dial.Parse("#sip:@"+text, dial.Options{})
	return t.Host, t.Port, err
}

func (t *Trunk) validateFrom() error {
	f := &t.From
	f.User, f.Name, f.Domain = strings.TrimSpace(f.User), strings.TrimSpace(f.Name), strings.TrimSpace(f.Domain)
	if !plain.Line(f.User, 64) || strings.ContainsAny(f.User, ` "<>@:;,`) {
		return invalid("from.user", "from_invalid", "A number or user name has no spaces, and none of < > @ : ; ,")
	}
	if !plain.Line(f.Name, 100) {
		return invalid("from.name", "text_invalid", "This text is too long or has characters that cannot be shown.")
	}
	if f.Domain == "" {
		return nil
	}
	host, port, err := parseAddress(f.Domain)
	if err != nil || port != 0 {
		return invalid("from.domain", "host_invalid", dial.Texts[dial.BadHost])
	}
	f.Domain = host
	return nil
}

func (t *Trunk) validateRegistration() error {
	if t.Registration == "" {
		t.Registration = RegistrationOff
	}
	if t.Expires == 0 {
		t.Expires = DefaultExpires
	}
	switch {
	case !slices.Contains(Registrations, t.Registration):
		return invalid("registration", "registration_invalid", "Registration is off, permanent or before_call.")
	case t.Registration != RegistrationOff && t.Login == "":
		return invalid("login", "login_missing", "Who registers needs a login.")
	case t.Expires < MinExpires || t.Expires > MaxExpires:
		return invalid("expires", "number_range", "This number is out of range.")
	}
	return nil
}

func (t *Trunk) validatePatterns() error {
	if len(t.Patterns) > maxPatterns {
		return invalid("patterns", "too_many", "These are too many.")
	}
	t.Patterns = slices.Clone(t.Patterns)
	if t.Patterns == nil {
		t.Patterns = []Pattern{}
	}
	for i := range t.Patterns {
		if err := t.Patterns[i].validate(fmt.Sprintf("patterns.%d", i)); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pattern) validate(at string) error {
	p.Match, p.Prepend = strings.TrimSpace(p.Match), strings.TrimSpace(p.Prepend)
	places, open, ok := p.length()
	if !ok {
		return invalid(at+".match", "pattern_invalid",
			`A pattern holds digits, "+" at the beginning, "x" for any digit, "[2-4,7]" for one of some, and "." at the end for any more.`)
	}
	if p.Strip < 0 || p.Strip > places {
		return invalid(at+".strip", "number_range", "No more can be taken off than the pattern has before its end.")
	}
	if len(p.Prepend) > maxPrepend || !dialable(p.Prepend) || strings.LastIndexByte(p.Prepend, '+') > 0 {
		return invalid(at+".prepend", "prepend_invalid", `Only digits, "*", "#" and a "+" at the beginning can be put in front.`)
	}
	if !open && p.Strip == places && (p.Prepend == "" || p.Prepend == "+") {
		return invalid(at+".strip", "pattern_empty", "Nothing would be left to dial.")
	}
	return nil
}

// Validate tidies what was typed of a device and reports the first thing that
// cannot be stored.
func (d *Device) Validate() error {
	d.Label = strings.TrimSpace(d.Label)
	if d.Label == "" || !plain.Line(d.Label, 100) {
		return field(conference.Invalid, "label", "name_invalid", "A name has 1 to 100 characters.")
	}
	return nil
}
