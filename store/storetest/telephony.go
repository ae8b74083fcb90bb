package storetest

import (
	"fmt"
	"reflect"

	"veche/conference"
	"veche/conference/account"
	"veche/conference/dial"
	"veche/conference/telephony"
)

func trunk(name string) telephony.Trunk {
	return telephony.Trunk{
		Name: name, Host: "pbx.example.org", Port: 5070, Transport: dial.TCP, Login: "veche", Password: "secret",
		From: telephony.From{User: "100"}, Patterns: []telephony.Pattern{{Match: "8.", Strip: 1, Prepend: "+7"}},
		Registration: telephony.RegistrationPermanent, Expires: 600, Enabled: true,
	}
}

func (c check) trunks() {
	t, s := c.t, c.store
	ctx := t.Context()
	if all, err := s.Trunks(ctx); err != nil || len(all) != 0 {
		t.Errorf("got %+v, %v", all, err)
	}
	b, err := s.CreateTrunk(ctx, trunk("b"))
	must(t, err)
	a, err := s.CreateTrunk(ctx, trunk("A"))
	must(t, err)
	if a.ID == "" || a.ID == b.ID || a.Revision != 1 {
		t.Errorf("got %+v", a)
	}
	all, err := s.Trunks(ctx)
	must(t, err)
	if !reflect.DeepEqual(all, []telephony.Trunk{a, b}) {
		t.Errorf("got %+v", all)
	}
	b.Password, b.Host = "other", "pbx2.example.org"
	changed, err := s.ChangeTrunk(ctx, b)
	must(t, err)
	got, err := s.Trunk(ctx, b.ID)
	must(t, err)
	if changed.Revision != 2 || !reflect.DeepEqual(got, changed) || got.Password != "other" {
		t.Errorf("got %+v, stored %+v", changed, got)
	}
	_, err = s.ChangeTrunk(ctx, b)
	refused(t, err, conference.Conflict, "changed_meanwhile")
	must(t, s.DeleteTrunk(ctx, b.ID))
	_, err = s.Trunk(ctx, b.ID)
	refused(t, err, conference.NotFound, "trunk_unknown")
	_, err = s.ChangeTrunk(ctx, changed)
	refused(t, err, conference.NotFound, "trunk_unknown")
	refused(t, s.DeleteTrunk(ctx, b.ID), conference.NotFound, "trunk_unknown")
}

func (c check) defaultTrunk() {
	t, s := c.t, c.store
	ctx := t.Context()
	one := trunk("one")
	one.Default = true
	first, err := s.CreateTrunk(ctx, one)
	must(t, err)
	one.Name = "two"
	second, err := s.CreateTrunk(ctx, one)
	must(t, err)
	defaults := func() (ids []telephony.TrunkID) {
		all, err := s.Trunks(ctx)
		must(t, err)
		for _, k := range all {
			if k.Default {
				ids = append(ids, k.ID)
			}
		}
		return ids
	}
	if got := defaults(); !reflect.DeepEqual(got, []telephony.TrunkID{second.ID}) {
		t.Errorf("defaults %v, want the second", got)
	}
	_, err = s.ChangeTrunk(ctx, first)
	refused(t, err, conference.Conflict, "changed_meanwhile") // it lost the default
	first, err = s.Trunk(ctx, first.ID)
	must(t, err)
	first.Default = true
	_, err = s.ChangeTrunk(ctx, first)
	must(t, err)
	if got := defaults(); !reflect.DeepEqual(got, []telephony.TrunkID{first.ID}) {
		t.Errorf("defaults %v, want the first", got)
	}
}

func (c check) manyTrunks() {
	t, s := c.t, c.store
	for n := range telephony.MaxTrunks {
		_, err := s.CreateTrunk(t.Context(), trunk(fmt.Sprint(n)))
		must(t, err)
	}
	_, err := s.CreateTrunk(t.Context(), trunk("one more"))
	refused(t, err, conference.Conflict, "too_many_trunks")
}

// device makes and stores one.
func (c check) device(login, label string) telephony.Device {
	c.t.Helper()
	d, _ := telephony.NewDevice(login, label, c.clock.Now())
	must(c.t, c.store.CreateDevice(c.t.Context(), d))
	return d
}

func (c check) devices() {
	t, s := c.t, c.store
	ctx := t.Context()
	for _, login := range []string{"anna", "anna2"} {
		_, err := s.CreateAccount(ctx, account.Account{Login: login})
		must(t, err)
	}
	desk, room := c.device("anna", "Desk phone"), c.device("anna", "Room 12")
	other := c.device("anna2", "Handy")
	got, err := s.Device(ctx, desk.Username)
	must(t, err)
	if !reflect.DeepEqual(got, desk) {
		t.Errorf("got %+v, want %+v", got, desk)
	}
	_, err = s.Device(ctx, "12")
	refused(t, err, conference.NotFound, "device_unknown")
	list, err := s.DevicesOf(ctx, "anna")
	must(t, err)
	if !reflect.DeepEqual(list, []telephony.Device{desk, room}) {
		t.Errorf("got %+v", list)
	}
	twice, _ := telephony.NewDevice("anna", "Twice", c.clock.Now())
	twice.Username = desk.Username
	refused(t, s.CreateDevice(ctx, twice), conference.Conflict, "username_taken")
	nobodys, _ := telephony.NewDevice("nobody", "Nobody's", c.clock.Now())
	refused(t, s.CreateDevice(ctx, nobodys), conference.NotFound, "user_unknown")

	refused(t, s.DeleteDevice(ctx, "anna2", desk.ID), conference.NotFound, "device_unknown")
	must(t, s.DeleteDevice(ctx, "anna", desk.ID))
	refused(t, s.DeleteDevice(ctx, "anna", desk.ID), conference.NotFound, "device_unknown")
	_, err = s.Device(ctx, desk.Username)
	refused(t, err, conference.NotFound, "device_unknown")

	must(t, s.DeleteAccount(ctx, "anna"))
	_, err = s.Device(ctx, room.Username)
	refused(t, err, conference.NotFound, "device_unknown")
	if _, err := s.Device(ctx, other.Username); err != nil {
		t.Errorf("the device of somebody else: %v", err)
	}
}

func (c check) manyDevices() {
	t, s := c.t, c.store
	ctx := t.Context()
	for _, login := range []string{"anna", "boris"} {
		_, err := s.CreateAccount(ctx, account.Account{Login: login})
		must(t, err)
		for n := range telephony.DevicesOfOne {
			c.device(login, fmt.Sprintf("Phone %d", n))
		}
	}
	more, _ := telephony.NewDevice("anna", "One more", c.clock.Now())
	refused(t, s.CreateDevice(ctx, more), conference.Conflict, "too_many_devices")
	for _, q := range []struct {
		text  string
		total int
	}{{"", 20}, {"ANNA", 10}, {"phone 3", 2}, {"nothing", 0}} {
		found, query := 0, telephony.DeviceQuery{Text: q.text, Limit: 3}
		for {
			p, err := s.Devices(ctx, query)
			must(t, err)
			if p.Total != q.total || len(p.Devices) > 3 {
				t.Errorf("%q: %d of %d", q.text, len(p.Devices), p.Total)
			}
			found += len(p.Devices)
			if query.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		if found != q.total {
			t.Errorf("%q: found %d, want %d", q.text, found, q.total)
		}
	}
	_, err := s.Devices(ctx, telephony.DeviceQuery{Cursor: "%"})
	refused(t, err, conference.Invalid, "cursor_invalid")
}
