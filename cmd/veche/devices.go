package main

import (
	"context"

	"veche/sip"
	"veche/store"
)

// devices are those of the store, as SIP asks for them.
type devices struct{ kept *store.Store }

var _ sip.Devices = devices{}

// Device implements [sip.Devices]. One whose account is blocked is none.
func (d devices) Device(ctx context.Context, username string) (sip.Device, bool) {
	found, err := d.kept.Device(ctx, username)
	if err != nil {
		return sip.Device{}, false
	}
	owner, err := d.kept.Account(ctx, found.Login)
	if err != nil || owner.Blocked {
		return sip.Device{}, false
	}
	person := owner.Person()
	return sip.Device{
		Username: found.Username, Login: found.Login, MD5: found.MD5, SHA256: found.SHA256,
		MayDial: person.MayCall(),
	}, true
}
