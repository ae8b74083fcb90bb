package onvif

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Device is a camera or recorder that was reached. Its methods are safe for concurrent
// use.
type Device struct {
	client  *Client
	address *url.URL
	login   login
	offset  time.Duration // of its clock against ours
	media   string        // address of the service; "": none
	ptz     string
}

// Open reaches the device with the service at address, as [book.ServiceAddress] makes it,
// and finds out what it offers. Its clock is asked for first, for digests are good at one
// moment only (ONVIF Core section 5.12.2).
func (c *Client) Open(ctx context.Context, address, name, password string) (*Device, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("onvif: %q is no address", short(address))
	}
	d := &Device{client: c, address: u, login: login{name, password}}
	if err := d.readClock(ctx); err != nil {
		return nil, err
	}
	if err := d.readServices(ctx); err != nil {
		return nil, err
	}
	return d, nil
}

// ask has the service at address do one thing.
func (d *Device) ask(ctx context.Context, address, body string, into any) error {
	if address == "" {
		return ErrNotOffered
	}
	header := ""
	if d.login.name != "" {
		header = usernameToken(d.login.name, d.login.password, d.client.now().Add(d.offset))
	}
	return d.client.ask(ctx, address, d.login, envelope(header, body), into)
}

// moment is tt:DateTime.
type moment struct {
	Time struct{ Hour, Minute, Second int }
	Date struct{ Year, Month, Day int }
}

func (m moment) time() time.Time {
	return time.Date(m.Date.Year, time.Month(m.Date.Month), m.Date.Day, m.Time.Hour, m.Time.Minute, m.Time.Second, 0, time.UTC)
}

// readClock asks without a password, as everybody may. A device that does not tell is
// taken to go right.
func (d *Device) readClock(ctx context.Context) error {
	var a struct {
		GetSystemDateAndTimeResponse struct {
			SystemDateAndTime struct{ UTCDateTime *moment }
		}
	}
	err := d.client.ask(ctx, d.address.String(), d.login, envelope("", element(nsDevice, "GetSystemDateAndTime", "")), &a)
	switch {
	case errors.Is(err, ErrPassword), errors.Is(err, ErrNotOffered):
		return nil
	case err != nil:
		return err
	}
	if m := a.GetSystemDateAndTimeResponse.SystemDateAndTime.UTCDateTime; m != nil && m.Date.Year > 0 && m.Date.Year < 10_000 {
		d.offset = m.time().Sub(d.client.now())
	}
	return nil
}

// readServices finds the services of the device; those from before GetServices list them
// among their capabilities.
func (d *Device) readServices(ctx context.Context) error {
	var s struct {
		GetServicesResponse struct {
			Service []struct{ Namespace, XAddr string }
		}
	}
	err := d.ask(ctx, d.address.String(), element(nsDevice, "GetServices", "<IncludeCapability>false</IncludeCapability>"), &s)
	for _, one := range s.GetServicesResponse.Service {
		switch one.Namespace {
		case nsMedia:
			d.media = d.at(one.XAddr)
		case nsPTZ:
			d.ptz = d.at(one.XAddr)
		}
	}
	if errors.Is(err, ErrPassword) || d.media != "" {
		return err
	}
	var k struct {
		GetCapabilitiesResponse struct {
			Capabilities struct{ Media, PTZ struct{ XAddr string } }
		}
	}
	if err := d.ask(ctx, d.address.String(), element(nsDevice, "GetCapabilities", "<Category>All</Category>"), &k); err != nil {
		return err
	}
	found := k.GetCapabilitiesResponse.Capabilities
	d.media, d.ptz = d.at(found.Media.XAddr), cmp.Or(d.at(found.PTZ.XAddr), d.ptz)
	return nil
}

// at is where a service is asked: at the host of the device, whatever host it names.
func (d *Device) at(xaddr string) string {
	named, err := url.Parse(strings.TrimSpace(xaddr))
	if err != nil || named.Path == "" {
		return ""
	}
	u := *d.address
	u.Path, u.RawPath, u.RawQuery = named.Path, named.RawPath, named.RawQuery
	if named.Hostname() == d.address.Hostname() && named.Scheme == d.address.Scheme {
		u.Host = named.Host // another port
	}
	return u.String()
}

// Information is what a device says of itself.
type Information struct {
	Manufacturer, Model, Firmware, Serial string
}

// Information asks for it; it needs the password.
func (d *Device) Information(ctx context.Context) (Information, error) {
	var a struct {
		GetDeviceInformationResponse struct {
			Manufacturer, Model, FirmwareVersion, SerialNumber string
		}
	}
	if err := d.ask(ctx, d.address.String(), element(nsDevice, "GetDeviceInformation", ""), &a); err != nil {
		return Information{}, err
	}
	i := a.GetDeviceInformationResponse
	return Information{readable(i.Manufacturer), readable(i.Model), readable(i.FirmwareVersion), readable(i.SerialNumber)}, nil
}

// Offset of the device's clock against ours.
func (d *Device) Offset() time.Duration { return d.offset }

// Moves tells whether the device has a service that moves it.
func (d *Device) Moves() bool { return d.ptz != "" }
