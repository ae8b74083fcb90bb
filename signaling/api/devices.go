package api

import (
	"context"
	"errors"
	"time"

	"veche/conference/account"
	"veche/conference/telephony"
	"veche/signaling/auth"
)

// Device is a desk phone or terminal of an account, without its secret.
type Device struct {
	ID       telephony.DeviceID `json:"id"`
	Username string             `json:"username" doc:"That it registers with"`
	Login    string             `json:"login" doc:"Of the account whose it is"`
	Label    string             `json:"label"`
	Created  time.Time          `json:"created"`
	Contacts []DeviceContact    `json:"contacts" nullable:"false" doc:"Where it is registered now"`
}

// DeviceContact is where a device is registered.
type DeviceContact struct {
	Address string    `json:"address"`
	Agent   string    `json:"agent" doc:"What it says it is"`
	Expires time.Time `json:"expires"`
}

// newDevice tells the secret, this once.
type newDevice struct {
	Device
	Secret string          `json:"secret" doc:"The password to enter in the phone; it is kept nowhere"`
	Realm  string          `json:"realm"`
	Server []ServerAddress `json:"server" nullable:"false" doc:"Where it is to register"`
}

// ServerAddress is where a phone reaches this server: the host as the caller
// reached it, the port that the gateway listens on.
type ServerAddress struct {
	Transport string `json:"transport" enum:"udp,tcp,tls"`
	Host      string `json:"host"`
	Port      int    `json:"port"`
}

// devices is what people do with their own phones and terminals, and
// administrators with those of everybody.
func (a *API) devices() {
	route(a, op{"GET", "/me/devices", "The own phones and terminals", inPerson, 0}, a.listMyDevices)
	route(a, op{"POST", "/me/devices", "Add a phone or terminal; its secret is told this once", inPerson, 201}, a.createMyDevice)
	route(a, op{"DELETE", "/me/devices/{id}", "Revoke a phone or terminal", inPerson, 0}, a.deleteMyDevice)
	route(a, op{"GET", "/users/{login}/devices", "Phones and terminals of an account", administrator, 0}, a.listDevicesOf)
	route(a, op{"POST", "/users/{login}/devices", "Add a phone or terminal to an account; its secret is told this once", administrator, 201}, a.createDeviceOf)
	route(a, op{"DELETE", "/users/{login}/devices/{id}", "Revoke a phone or terminal of an account", administrator, 0}, a.deleteDeviceOf)
	route(a, op{"GET", "/admin/sip/devices", "Phones and terminals of all accounts", administrator, 0}, a.listDevices)
}

// contacts are the registrations there are, by user name.
func (a *API) contacts() map[string][]DeviceContact {
	byName := make(map[string][]DeviceContact)
	if a.cfg.Telephony == nil {
		return byName
	}
	for _, c := range a.cfg.Telephony.State().Devices {
		byName[c.Username] = append(byName[c.Username], DeviceContact{c.Address, c.Agent, c.Expires})
	}
	return byName
}

func (a *API) devicesOf(devices []telephony.Device) []Device {
	registered := a.contacts()
	items := make([]Device, 0, len(devices))
	for i := range devices {
		d := deviceOf(&devices[i])
		d.Contacts = append(d.Contacts, registered[d.Username]...)
		items = append(items, d)
	}
	return items
}

func deviceOf(d *telephony.Device) Device {
	return Device{ID: d.ID, Username: d.Username, Login: d.Login, Label: d.Label, Created: d.Created, Contacts: []DeviceContact{}}
}

func (a *API) listFor(ctx context.Context, login string) (*body[list[Device]], error) {
	all, err := a.cfg.Devices.DevicesOf(ctx, login)
	if err != nil {
		return nil, err
	}
	return answer(list[Device]{Items: a.devicesOf(all), Total: len(all)}), nil
}

func (a *API) listMyDevices(ctx context.Context, who auth.Identity, _ *struct{}) (*body[list[Device]], error) {
	return a.listFor(ctx, who.Account.Login)
}

func (a *API) listDevicesOf(ctx context.Context, _ auth.Identity, in *UserPath) (*body[list[Device]], error) {
	login := account.FoldLogin(in.Login)
	if _, err := a.cfg.Accounts.Account(ctx, login); err != nil {
		return nil, err
	}
	return a.listFor(ctx, login)
}

type listDevicesRequest struct {
	Paging
	Text string `query:"q" maxLength:"200" doc:"In login, name or user name"`
}

func (a *API) listDevices(ctx context.Context, _ auth.Identity, in *listDevicesRequest) (*body[list[Device]], error) {
	found, err := a.cfg.Devices.Devices(ctx, telephony.DeviceQuery{Text: in.Text, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	return answer(list[Device]{Items: a.devicesOf(found.Devices), Next: found.Next, Total: found.Total}), nil
}

// DeviceInput is what is said of a new device.
type DeviceInput struct {
	Label string `json:"label" maxLength:"400" doc:"What people call it"`
}

type createMyDeviceRequest struct{ Body DeviceInput }

func (a *API) createMyDevice(ctx context.Context, who auth.Identity, in *createMyDeviceRequest) (*body[newDevice], error) {
	return a.createDevice(ctx, who.Account.Login, in.Body.Label)
}

type createDeviceOfRequest struct {
	UserPath
	Body DeviceInput
}

func (a *API) createDeviceOf(ctx context.Context, _ auth.Identity, in *createDeviceOfRequest) (*body[newDevice], error) {
	return a.createDevice(ctx, account.FoldLogin(in.Login), in.Body.Label)
}

func (a *API) createDevice(ctx context.Context, login, label string) (*body[newDevice], error) {
	for {
		d, secret := telephony.NewDevice(login, label, time.Now())
		if err := d.Validate(); err != nil {
			return nil, err
		}
		err := a.cfg.Devices.CreateDevice(ctx, d)
		if errors.Is(err, telephony.ErrUsernameTaken) {
			continue // one in some ten million
		}
		if err != nil {
			return nil, err
		}
		return answer(newDevice{deviceOf(&d), secret, telephony.Realm, a.serverAddresses(requestOf(ctx))}), nil
	}
}

// DevicePath names a device.
type DevicePath struct {
	ID telephony.DeviceID `path:"id" maxLength:"64"`
}

func (a *API) deleteMyDevice(ctx context.Context, who auth.Identity, in *DevicePath) (*struct{}, error) {
	return nil, a.deleteDevice(ctx, who.Account.Login, in.ID)
}

type deviceOfPath struct {
	UserPath
	DevicePath
}

func (a *API) deleteDeviceOf(ctx context.Context, _ auth.Identity, in *deviceOfPath) (*struct{}, error) {
	return nil, a.deleteDevice(ctx, account.FoldLogin(in.Login), in.ID)
}

func (a *API) deleteDevice(ctx context.Context, login string, id telephony.DeviceID) error {
	if err := a.cfg.Devices.DeleteDevice(ctx, login, id); err != nil {
		return err
	}
	a.telephonyChanged()
	return nil
}
