package telephony

import "context"

// Trunks keeps trunks.
type Trunks interface {
	// Trunks lists all, with their passwords, in the order of [SortTrunks].
	Trunks(ctx context.Context) ([]Trunk, error)
	// Trunk finds one; NotFound, code "trunk_unknown".
	Trunk(ctx context.Context, id TrunkID) (Trunk, error)
	// CreateTrunk stores a new one under an ID that it makes, with Revision 1. A
	// Default takes that from the one that was. More than 100 are refused:
	// Conflict, code "too_many_trunks".
	CreateTrunk(ctx context.Context, t Trunk) (Trunk, error)
	// ChangeTrunk stores t if the stored Revision is t.Revision, and returns it
	// with the next one; otherwise Conflict, code "changed_meanwhile". A Default
	// takes that from the one that was, whose Revision grows too.
	ChangeTrunk(ctx context.Context, t Trunk) (Trunk, error)
	// DeleteTrunk removes one; NotFound if there is none.
	DeleteTrunk(ctx context.Context, id TrunkID) error
}

// MaxTrunks of a server.
const MaxTrunks = 100

// Devices keeps devices. They go with their account.
type Devices interface {
	// Device finds one by its user name; NotFound, code "device_unknown".
	Device(ctx context.Context, username string) (Device, error)
	// DevicesOf lists those of an account, the oldest first.
	DevicesOf(ctx context.Context, login string) ([]Device, error)
	// Devices lists those of all accounts, by login.
	Devices(ctx context.Context, q DeviceQuery) (DevicePage, error)
	// CreateDevice stores a new one. Conflict: code "username_taken", or
	// "too_many_devices" when the account has [DevicesOfOne]; NotFound, code
	// "user_unknown", when there is no such account.
	CreateDevice(ctx context.Context, d Device) error
	// DeleteDevice revokes one of login; NotFound if there is none.
	DeleteDevice(ctx context.Context, login string, id DeviceID) error
}

// DeviceQuery asks for a page of devices.
type DeviceQuery struct {
	Text   string // in login, label or user name, in any letter case; empty: all
	Limit  int    // 0: 100; at most 500
	Cursor string // DevicePage.Next of the page before; empty: the first
}

// DevicePage is a part of the list.
type DevicePage struct {
	Devices []Device
	Next    string // empty at the end
	Total   int    // on all pages
}
